"""axe on the pages that no other journey reads in every light: those of a link, the rehearsal, the takeover."""

from __future__ import annotations

from pathlib import Path

import pytest
from mois_a_declarer import TREMPLIN, charger, contrat, dossier
from navigateur import CHROMIUM, fautes, navigateur, ouvrir
from operations_attribuees import ATTRIBUTIONS, PEINTURES, attribuer, territoire
from tableaux_a_reprendre import classeur
from tableaux_en_base import dossier as dossier_suivi
from tableaux_en_base import semer as semer_suivi
from visiteur import entrer

from config.settings import get_settings
from documents.word import GABARITS
from metier.periodes import Mois
from metier.roles import Role
from portail import debit
from portail.debit import Debit
from sqlmodel_store.session import unit_of_work
from workflows.actes import jetons

pytestmark = [
    pytest.mark.long,
    pytest.mark.reseau,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]


@pytest.fixture
def liens(installation, monkeypatch):
    """A month to declare, lots to choose for, dashboards to rehearse; the addresses of the two links."""
    monkeypatch.setattr(debit, "_DEBIT", Debit())
    monkeypatch.setattr("documents.verification.apercu.shutil.which", lambda _nom: None)
    territoire()
    attribuer(etape="demarrage", attributions=ATTRIBUTIONS)
    monkeypatch.setenv("RELAIS_DATE", "2026-11-05")
    get_settings.cache_clear()
    semer_suivi(dossier_suivi(1), dossier_suivi(2))
    charger(dossier(contrats=[contrat("k1", debut="2026-10-05"), contrat("k3", debut="2026-10-05")]))
    with unit_of_work() as session:
        declaration = jetons.lien_de_declaration(session, TREMPLIN, Mois(2026, 10)).rpartition("/")[2]
        return f"/declaration/{declaration}", "/choix/" + jetons.lien_de_choix(session, PEINTURES).rpartition("/")[2]


@pytest.mark.parametrize("sombre", [False, True], ids=["by day", "by night"])
@pytest.mark.parametrize("largeur", [390, 1280])
def test_axe_finds_nothing_wrong_on_the_pages_of_a_link_nor_on_the_long_forms(liens, servi, tmp_path, largeur, sombre):
    """Each page with everything open, the reviews after their forms; nothing wider than the screen."""
    declaration, choix = liens
    (tmp_path / "suivi.xlsx").write_bytes(classeur({"Suivi": [["Chantier", "Lot"], ["École des Tilleuls", "un"]]}))
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=entrer(Role.RESPONSABLE), largeur=largeur, sombre=sombre)
        lire(page, declaration)
        page.get_by_label("Heures", exact=True).first.fill("abc")
        lire(page, "Relire avant d’envoyer")
        page.get_by_label("Heures", exact=True).first.fill("70")
        lire(page, "Relire avant d’envoyer")
        lire(page, "Déclarer ces heures")
        lire(page, f"{declaration}x")
        lire(page, choix)
        page.get_by_label("Heures").first.fill("140")
        lire(page, "Relire avant d’envoyer")
        for chemin in ("/mois/2026-10/repetition", "/mois/2026-10", "/personnes", "/personnes/contrats", "/reprise"):
            lire(page, chemin)
        page.set_input_files("#fichier", tmp_path / "suivi.xlsx")
        lire(page, "Lire ce tableau")
        lire(page, "Essayer")
        page.goto("/modeles/c0_reponse")
        page.set_input_files("#fichier", GABARITS / "marches/c0_reponse.docx")
        lire(page, "Vérifier ce modèle")


def lire(page, ou):
    """The page of that address, or after that button: AssertionError with what axe finds wrong on it."""
    if ou.startswith("/"):
        page.goto(ou)
    else:
        page.get_by_role("button", name=ou, exact=True).last.click()
        page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach(un => { un.open = true })")
    assert fautes(page) == [], (ou, page.url)
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"], (ou, page.url)
