"""From a mail to its operation in a real browser: with and without scripts, by keyboard; axe on each page."""

from __future__ import annotations

from pathlib import Path

import pytest
from courriels_recus import courriel, tableau
from navigateur import CHROMIUM, fautes, navigateur, ouvrir
from operations_en_base import JOUR, Annonce, inscrire, operation, recevoir
from visiteur import entrer

from cli.histoire import CHARGEE_DE_MISSION
from metier.cycle import Etape
from metier.roles import Role
from workflows.actes import reception

pytestmark = [
    pytest.mark.reseau,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]
ANNONCE = Annonce(JOUR)


@pytest.fixture
def facilitateur(installation):
    return entrer(Role.FACILITATEUR)


@pytest.mark.parametrize(
    ("largeur", "scripts"),
    [
        pytest.param(390, False, id="phone, no script"),
        pytest.param(1280, True, id="desk", marks=pytest.mark.long),
    ],
)
def test_a_mail_is_handed_over_corrected_and_opened(facilitateur, servi, tmp_path, largeur, scripts):
    """The sentence of a field leads to its line in the mail."""
    fichier = tmp_path / "annonce.eml"
    fichier.write_bytes(ANNONCE.octets())
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=facilitateur, largeur=largeur, scripts=scripts)
        page.goto("/notifications")
        page.get_by_role("link", name="nouvelle opération").click()
        page.get_by_label("Courriel enregistré").set_input_files(fichier)
        page.get_by_role("button", name="Lire ce courriel").click()
        assert page.get_by_text("L’expéditeur n’est pas dans l’annuaire").is_visible()
        page.get_by_role("link", name="Commune : Yutz").click()
        assert page.locator(":target").inner_text() == "Commune : Yutz"
        page.get_by_label("Commune", exact=True).fill("Basse-Yutz")
        page.get_by_role("button", name="Ouvrir l’opération").last.click()
        reste = "Reste à compléter, au plus tard au calibrage : type de maître d’ouvrage, nature."
        dite = page.get_by_role("status").first.inner_text().replace("\u00a0", " ")
        assert dite == f"Attention. Opération {ANNONCE.reference} ouverte. {reste}"
    assert operation(ANNONCE.reference).lieu_commune == "Basse-Yutz"
    assert operation(ANNONCE.reference).etape is Etape.FAISABILITE


@pytest.fixture
def garnie(installation, facilitateur):
    """A mail of each page: to settle, that opened its operation, that holds hours, to read, in quarantine."""
    joint = {"relevé d’heures au nom très long de l’agence de Thionville.csv": tableau(("Durand", "Ali", 10))}
    recevoir_et_lire(installation, Annonce(JOUR).octets(), 1)
    inscrire(CHARGEE_DE_MISSION)
    recevoir_et_lire(installation, Annonce(JOUR, numero=19).octets(), 2)
    recevoir_et_lire(installation, courriel("Le relevé d'heures.", de="inconnu@x.example", pieces=joint), 3)
    recevoir_et_lire(installation, courriel("Merci.", de=CHARGEE_DE_MISSION["courriel"], objet="Votre courriel"), 4)
    recevoir_et_lire(installation, b"rien qui soit un courriel", 5)
    return facilitateur


def recevoir_et_lire(home, octets, uid):
    reception.traiter(recevoir(octets, home, uid=uid))


@pytest.mark.parametrize(
    ("largeur", "sombre"),
    [
        pytest.param(1280, False, id="desk by day"),
        pytest.param(390, True, id="phone by night", marks=pytest.mark.long),
        pytest.param(390, False, id="phone by day", marks=pytest.mark.long),
        pytest.param(1280, True, id="desk by night", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_wrong_beside_a_mail(garnie, servi, largeur, sombre):
    """No sideways scrolling, nothing in the console, nothing from elsewhere."""
    chemins = [f"/notifications/{numero}" for numero in range(1, 6)]
    chemins += [
        "/notifications",
        "/notifications/boite",
        "/notifications/boite?q=rien",
        "/notifications/4?annonce=true",
    ]
    chemins += ["/operations/nouvelle"]
    trouvees, ailleurs, dites = {}, [], []
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=garnie, largeur=largeur, sombre=sombre)
        page.on("request", lambda dit: dit.url.startswith((servi, "data:")) or ailleurs.append(dit.url))
        page.on("console", lambda dit: dites.append(dit.text))
        for chemin in chemins:
            page.goto(chemin)
            page.evaluate("document.querySelectorAll('details').forEach(un => { un.open = true })")
            trouvees[chemin] = fautes(page)
            assert page.evaluate("document.documentElement.scrollWidth") == largeur, chemin
    assert {chemin: quoi for chemin, quoi in trouvees.items() if quoi} == {}
    assert (ailleurs, dites) == ([], [])


def test_the_decision_needs_no_mouse(garnie, servi):
    """Enter in a field sends the decision, it never adds a row; the text of the mail is reached and scrolls."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=garnie)
        page.goto("/notifications/2")
        page.get_by_role("region", name="Texte du courriel").focus()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.get_by_label("Commune", exact=True).fill("Illange")
        page.keyboard.press("Enter")
        page.get_by_role("status").first.wait_for()
    assert operation("CVB-2026-019").lieu_commune == "Illange"
