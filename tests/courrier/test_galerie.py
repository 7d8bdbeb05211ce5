"""Every kind of mail as its reader has it: in text, on a desk, on a phone, by day and by night."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from galerie.tableaux_de_bord import deux_cents
from galerie.territoire import RELAIS
from galerie_courriels import GALERIE
from playwright.sync_api import sync_playwright

from config.paths import GABARITS
from courrier.composition import composer
from courrier.texte_brut import FILET, en_texte

INSTANT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
COUPE_PAR_GMAIL = 102_000
CHROMIUM = "/usr/bin/chromium"
"""JavaScript: the texts of the page whose contrast with what lies behind them is under 4.5."""
PEU_LISIBLES = r"""() => {
  const lire = (couleur) => (couleur.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const eclat = ([r, v, b]) => [r, v, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((somme, c, rang) => somme + c * [0.2126, 0.7152, 0.0722][rang], 0);
  const fond = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const [r, v, b, a = 1] = lire(getComputedStyle(e).backgroundColor);
      if (a > 0) return [r, v, b];
    }
    return [255, 255, 255];
  };
  const textes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const ratees = [];
  while (textes.nextNode()) {
    const parent = textes.currentNode.parentElement;
    if (!textes.currentNode.data.trim() || !parent.offsetParent) continue;
    const [a, b] = [eclat(lire(getComputedStyle(parent).color)), eclat(fond(parent))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) ratees.push(textes.currentNode.data.trim());
  }
  return ratees;
}"""


def lu(message):
    octets = composer(message, expediteur=RELAIS, le=INSTANT).octets
    return message_from_bytes(octets, policy=policy.default)


def test_every_kind_of_mail_has_its_example():
    """A new kind is looked at before it is sent to anyone."""
    genres = {dossier.name for dossier in (GABARITS / "messages").iterdir() if not dossier.name.startswith("_")}
    assert genres == {nom.split()[0] for nom in GALERIE}


@pytest.mark.parametrize("nom", GALERIE)
def test_a_mail_reads_well_without_html(nom):
    """French spaces, no template nor blank run left over, the card between its rules, every address given."""
    message = GALERIE[nom]()
    assert message.objet.startswith("[Clause insertion]")
    assert len(message.objet) < 250
    texte = message.texte
    assert not re.search(r" [:;?!]|[{}]|None|\n\n\n|[ \t]\n|&\w+;", texte)
    assert texte.count(FILET) == 2
    assert "Votre prochaine action\u00a0: " in texte.split(FILET)[1]
    liens = {un["href"] for un in BeautifulSoup(message.html, "html.parser").find_all("a", href=True)}
    assert {un for un in liens if un.startswith("http")} == set(re.findall(r"https?://[^\s>]+", texte))


@pytest.mark.parametrize("nom", GALERIE)
def test_a_mail_travels_whole_and_light(nom):
    """What readers on the web cut at 102 kB is never reached."""
    message = GALERIE[nom]()
    recu = lu(message)
    assert recu["Subject"] == message.objet
    for genre, attendu in (("plain", message.texte), ("html", message.html)):
        assert recu.get_body((genre,)).get_content().replace("\r\n", "\n") == attendu
    assert len(message.html.encode()) < COUPE_PAR_GMAIL
    assert (recu["List-Unsubscribe"] is not None) is message.cle.startswith("tableau_de_bord:")


def test_two_hundred_operations_stay_readable():
    """The worst ones in full, the others a line each; the whole of them counted."""
    texte = deux_cents().texte
    assert texte.count("Prévision\u00a0:") == 12
    assert "Les 188 autres, en bref\u00a0:" in texte
    assert texte.count("\n - ") == 188


@pytest.mark.parametrize(
    ("html", "attendu"),
    [
        ("<p>Un</p><p>Deux<br>Trois</p>", "Un\n\nDeux\nTrois\n"),
        ("<p>Titre</p><ul><li>a</li><li>b<br>c</li></ul><p>fin</p>", "Titre\u00a0:\n - a\n - b\n   c\n\nfin\n"),
        ("<p>Dit.</p><ul><li>a</li></ul>", "Dit.\n - a\n"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", " - a\n\n - b\n"),
        ('<p><a href="https://x.example/?a=1&amp;b=2">ici</a>.</p>', "ici <https://x.example/?a=1&b=2>.\n"),
        ('<p><a href="mailto:a@x.example">a@x.example</a></p>', "a@x.example\n"),
        ('<p><a class="bouton" href="https://x.example">Voir</a></p>', "Voir\u00a0:\nhttps://x.example\n"),
        ('<table><tr><td class="etiquette">Nom</td><td>A<br>B</td></tr></table>', "Nom\u00a0: A\n  B\n"),
        ("<head><title>x</title></head><p>&lt;b&gt; &amp; é</p>", "<b> & é\n"),
        ('<div class="ecran">caché <b>x</b></div><p>vu</p>', "vu\n"),
    ],
)
def test_the_text_is_read_in_the_html(html, attendu):
    """Paragraphs, lists, names and values, links; nothing that only screens need."""
    assert en_texte(html) == attendu


@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)")
@pytest.mark.parametrize(
    ("largeur", "theme"),
    [
        (800, "light"),
        (390, "dark"),
        pytest.param(800, "dark", marks=pytest.mark.long),
        pytest.param(390, "light", marks=pytest.mark.long),
    ],
)
def test_mails_hold_in_their_width_and_are_legible(largeur, theme):
    """No sideways scrolling; contrast of at least 4.5 everywhere, in both themes."""
    with sync_playwright() as pilote:
        navigateur = pilote.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = navigateur.new_page(viewport={"width": largeur, "height": 900}, color_scheme=theme)
        for nom, message in GALERIE.items():
            page.set_content(message().html)
            assert page.evaluate("document.documentElement.scrollWidth") <= largeur, nom
            assert page.evaluate(PEU_LISIBLES) == [], nom
        navigateur.close()
