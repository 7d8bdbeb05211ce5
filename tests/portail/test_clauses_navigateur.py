"""The buyer's two minutes in a real browser: with and without scripts, on a desk and a phone, by keyboard; axe."""

from __future__ import annotations

import zipfile
from pathlib import Path
from urllib.parse import urlencode

import pytest
from acheteur import MARCHE
from navigateur import CHROMIUM, fautes, navigateur, ouvrir

from sqlmodel_store.migration import migrer

pytestmark = [
    pytest.mark.reseau,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]

LONG = "Restructuration et extension, clos couvert, aménagements intérieurs, curage et reprises en sous-œuvre " * 3


def adresse(*lots, **autres):
    champs = {**{nom: dit for nom, dit in MARCHE.items() if not nom.startswith("lots.")}, **autres}
    for rang, (intitule, montant) in enumerate(lots):
        champs |= {f"lots.{rang}.intitule": intitule, f"lots.{rang}.montant_ht": montant}
    return f"/clauses?{urlencode(champs)}"


@pytest.mark.parametrize(
    ("largeur", "scripts"),
    [
        pytest.param(1280, True, id="desk"),
        pytest.param(390, False, id="phone, no script"),
        pytest.param(1280, False, id="desk, no script", marks=pytest.mark.long),
        pytest.param(390, True, id="phone", marks=pytest.mark.long),
    ],
)
def test_a_buyer_leaves_with_the_pieces(installation, servi, tmp_path, largeur, scripts):
    """Two lots, one whose share nobody published; the hours at once; the zip, then one document; the link again."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, largeur=largeur, scripts=scripts)
        page.goto("/clauses")
        page.get_by_label("Intitulé").fill("Électricité")
        page.get_by_label("Montant estimé HT (€)").fill("280 000")
        page.get_by_role("button", name="Ajouter un lot").click()
        page.get_by_label("Intitulé").nth(1).fill("Maçonnerie")
        page.get_by_label("Montant estimé HT (€)").nth(1).fill("350 k€")
        page.get_by_label("Montant estimé HT (€)").nth(1).press("Tab")
        if not scripts:
            page.get_by_role("button", name="Calculer", exact=True).last.click()
        page.get_by_text("385 à 525 h").first.wait_for()
        page.get_by_label("Objet du marché").fill("Groupe scolaire")
        page.get_by_label("Nom de l’acheteur").fill("Commune de Val-sur-Brielle")
        with page.expect_download() as zip_:
            page.get_by_role("button", name="Télécharger le dossier (.zip)").click()
        zip_.value.save_as(tmp_path / "dce.zip")
        assert "A7_annexe_ae_lot-2.docx" in zipfile.ZipFile(tmp_path / "dce.zip").namelist()
        with page.expect_download() as article:
            page.get_by_role("button", name="Télécharger A3").click()
        assert article.value.suggested_filename == "A3_ccap.docx"
        page.get_by_role("link", name="le lien de cette page").click()
        page.get_by_text("385 à 525 h").first.wait_for()
        assert "Val-sur-Brielle" not in page.url


def test_the_cursor_and_the_field_of_the_rate_follow_each_other_by_keyboard(installation, servi):
    """What is typed elsewhere stays; Enter in a field calculates; no stale hours beside a field that cannot be read."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi)
        page.goto(adresse(("Maçonnerie", "350000")))
        page.get_by_label("Objet du marché").fill("Groupe scolaire")
        curseur = page.get_by_role("slider")
        curseur.focus()
        for _ in range(10):
            curseur.press("ArrowRight")
        assert page.get_by_label("Taux d’insertion (%)").input_value() == "10"
        page.get_by_text("583 h", exact=True).first.wait_for()
        assert page.get_by_label("Objet du marché").input_value() == "Groupe scolaire"
        page.get_by_label("Taux d’insertion (%)").fill("7")
        assert curseur.input_value() == "7"
        page.get_by_label("Taux d’insertion (%)").press("Enter")
        page.get_by_text("408 h", exact=True).first.wait_for()
        page.get_by_label("Montant estimé HT (€)").fill("beaucoup")
        page.get_by_label("Intitulé").focus()
        page.get_by_text("La réponse attend une correction.").wait_for()
        assert page.get_by_text("408 h", exact=True).count() == 0
        page.keyboard.press("Enter")
        page.get_by_role("alert").get_by_role("link", name="Lot 1, montant").press("Enter")
        assert page.evaluate("document.activeElement.id") == "lots.0.montant_ht"


def test_what_is_wrong_is_said_at_its_field_as_one_goes(installation, servi):
    """Neither a field that nobody reached nor one that is right; the outcome is told, and told again when mended."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi)
        page.goto("/clauses")
        page.get_by_role("button", name="Ajouter un lot").click()
        montant, taux = page.get_by_label("Montant estimé HT (€)").first, page.get_by_label("Taux d’insertion (%)")
        dit = page.get_by_role("status")
        page.get_by_label("Intitulé").first.fill("Maçonnerie")
        montant.fill("abc")
        montant.press("Tab")
        dit.get_by_text("Lot 1, montant : « abc » : écrivez un montant").wait_for()
        assert "écrivez un montant" in page.locator("[id='lots.0.montant_ht-faute']").inner_text()
        assert montant.get_attribute("aria-invalid") == "true"
        assert montant.get_attribute("aria-describedby") == "lots.0.montant_ht-faute"
        assert page.locator("[aria-invalid]").count() == 1
        assert fautes(page) == []
        page.get_by_role("button", name="Retirer").nth(1).click()
        montant.fill("350000")
        taux.fill("abc")
        taux.press("Tab")
        page.locator("[id='taux_insertion-faute']").wait_for()
        assert taux.get_attribute("aria-describedby") == "taux_insertion-faute taux_insertion-aide"
        taux.fill("5")
        taux.press("Tab")
        dit.get_by_text("Votre réponse : 292 h. Régime : considération sociale volontaire.").wait_for()
        assert page.locator("[aria-invalid], .champ > .faute").count() == 0
        assert taux.get_attribute("aria-describedby") == "taux_insertion-aide"


def test_the_confirmation_is_in_sight_and_the_page_as_it_was(installation, servi):
    migrer()
    with navigateur() as chromium:
        for scripts in (True, False):
            page = ouvrir(chromium, servi, largeur=390, scripts=scripts)
            page.goto(adresse(("Maçonnerie", "350000")))
            page.get_by_label("Objet du marché").fill("Groupe scolaire")
            page.get_by_label("Nom de l’acheteur").fill("Commune de Val-sur-Brielle")
            page.get_by_label("Votre adresse de courriel").fill("achats@ville.example")
            page.get_by_role("button", name="Prévenir le facilitateur").click()
            dit = page.get_by_role("status").filter(has_text="C’est transmis")
            dit.wait_for()
            assert 0 <= dit.bounding_box()["y"] < page.viewport_size["height"]
            assert page.get_by_label("Objet du marché").input_value() == "Groupe scolaire"
            assert page.get_by_label("Votre adresse de courriel").input_value() == "achats@ville.example"


def test_a_recalculation_that_fails_takes_the_old_hours_away_and_says_why(installation, servi, monkeypatch):
    """Too many calls: the server's sentence; no server: one of the page; then the hours come back."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi)
        page.goto(adresse(("Maçonnerie", "350000")))
        montant, dit = page.get_by_label("Montant estimé HT (€)"), page.locator("#sans-reponse")
        with monkeypatch.context() as trop:
            trop.setattr("portail.debit._DEBIT_CALCULS.admet", lambda *_: False)
            montant.fill("700000")
            montant.press("Tab")
            dit.get_by_text("Attendez une minute").wait_for()
        assert page.get_by_text("292 h").count() == 0
        page.route("**/clauses", lambda route: route.abort())
        montant.fill("710000")
        montant.press("Tab")
        dit.get_by_text("Le serveur ne répond pas").wait_for()
        page.unroute("**/clauses")
        montant.fill("700000")
        montant.press("Tab")
        page.get_by_text("583 h", exact=True).first.wait_for()
        assert dit.inner_text() == ""


@pytest.mark.parametrize(
    ("bouton", "vers"),
    [
        pytest.param("Télécharger le dossier (.zip)", "/clauses/dce", id="the pack"),
        pytest.param("Prévenir le facilitateur", "/clauses/facilitateur", id="a word to the facilitateur"),
    ],
)
def test_a_button_pressed_right_after_a_change_is_sent_once_and_the_answer_stays(installation, servi, bouton, vers):
    """The recalculation that follows goes to its own address, whatever button was pressed last."""
    with navigateur() as chromium:
        page = ouvrir(chromium, servi)
        page.goto(adresse(("Maçonnerie", "350000")))
        page.get_by_label("Objet du marché").fill("Groupe scolaire")
        page.get_by_label("Nom de l’acheteur").fill("Commune de Val-sur-Brielle")
        envois = []
        page.on("request", lambda dit: dit.method == "POST" and envois.append(dit.url.removeprefix(servi)))
        page.route("**/clauses/facilitateur", lambda route: route.fulfill(status=204))
        page.get_by_label("Montant estimé HT (€)").fill("760000")
        page.get_by_role("button", name=bouton).click()
        page.get_by_text("633 h", exact=True).first.wait_for()
        assert sorted(envois) == ["/clauses", vers]


OBLIGATION = adresse(("Gros œuvre", "6 M€"), montage="aucun")
PAGES = (
    "/clauses",
    adresse(("", "280000")),
    adresse(("", "abc"), (LONG, ""), montage="execution_critere", taux_insertion="0"),
    "/clauses/modeles/A2",
)
AUTRES = (
    adresse(*((LONG if rang % 3 else "Maçonnerie", str(10**5)) for rang in range(30))),
    OBLIGATION,
    "/clauses/modeles",
    "/clauses/modeles/A3",
)


@pytest.mark.parametrize(
    ("largeur", "sombre", "pages"),
    [
        pytest.param(1280, False, PAGES, id="desk by day"),
        pytest.param(390, True, PAGES, id="phone by night"),
        pytest.param(1280, True, PAGES + AUTRES, id="all, desk by night", marks=pytest.mark.long),
        pytest.param(390, False, PAGES + AUTRES, id="all, phone by day", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_wrong_on_the_public_pages(installation, servi, largeur, sombre, pages):
    """No, one and thirty lots, long titles, faults, an unmet obligation, the texts; nothing scrolls sideways."""
    trouvees, ailleurs, dites = {}, [], []
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, largeur=largeur, sombre=sombre)
        page.on("request", lambda dit: dit.url.startswith((servi, "data:")) or ailleurs.append(dit.url))
        page.on("console", lambda dit: dites.append(dit.text))
        for chemin in pages:
            page.goto(chemin)
            page.evaluate("document.querySelectorAll('details').forEach(un => { un.open = true })")
            trouvees[chemin] = fautes(page)
            assert page.evaluate("document.documentElement.scrollWidth") == largeur, chemin
    assert {chemin: quoi for chemin, quoi in trouvees.items() if quoi} == {}
    assert ailleurs == []
    assert [dite for dite in dites if "status of 4" not in dite] == []
