"""The journeys of each by keyboard only: Tab, Enter, Space; the focus is seen at each step, and is never lost."""

from __future__ import annotations

from pathlib import Path

import mois_d_heures
import pytest
from clavier import Clavier
from mois_a_declarer import TREMPLIN, charger, contrat, dossier
from navigateur import CHROMIUM, navigateur, ouvrir
from operations_attribuees import ATTRIBUTIONS, PEINTURES, attribuer, territoire
from operations_en_base import JOUR, Annonce, demander_de, inscrire, operation, recevoir, semer
from tableaux_a_reprendre import classeur
from tableaux_en_base import ACHETEUR, retenues
from tableaux_en_base import dossier as dossier_suivi
from tableaux_en_base import semer as semer_suivi
from visiteur import entrer

from cli.histoire import CHARGEE_DE_MISSION
from config.settings import get_settings
from documents.word import GABARITS
from metier.cycle import Etape
from metier.periodes import Mois
from metier.roles import Role
from portail import debit
from portail.debit import Debit
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import jetons, reception

pytestmark = [
    pytest.mark.reseau,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]
SUIVI = [["Chantier", "Maître d’ouvrage", "Lot"], ["École des Tilleuls", "Ville de Valmeuse", 1]]


@pytest.fixture
def clavier(installation, servi, monkeypatch):
    """A page of the portal without a mouse: `clavier(chemin, role)`."""
    monkeypatch.setattr(debit, "_DEBIT", Debit())
    with navigateur() as chromium:

        def ouvrir_a(chemin, role=None):
            page = ouvrir(chromium, servi, session=entrer(role) if role else None)
            page.goto(chemin)
            return Clavier(page)

        yield ouvrir_a


def le(monkeypatch, jour):
    monkeypatch.setenv("RELAIS_DATE", jour)
    get_settings.cache_clear()


def test_a_notification_is_confirmed(clavier, installation):
    """From the list to the operation confirmed, one field corrected on the way."""
    inscrire(CHARGEE_DE_MISSION)
    reception.traiter(recevoir(Annonce(JOUR, numero=19).octets(), installation, uid=2))
    pas = clavier("/notifications", Role.FACILITATEUR)
    pas.suivre("Aller au contenu")
    pas.suivre(pas.page.locator(".travaux .quoi a").inner_text())
    pas.page.wait_for_url("**/notifications/*")
    pas.ecrire("Commune", "Illange")
    pas.suivre("Confirmer l’opération")
    pas.page.get_by_role("status").first.wait_for()
    assert operation("CVB-2026-019").lieu_commune == "Illange"
    assert operation("CVB-2026-019").etape is Etape.FAISABILITE


def test_a_company_declares_its_month(clavier, monkeypatch):
    """« Nothing this month » is passed by; the review is read, corrected, sent."""
    le(monkeypatch, "2026-12-03")
    charger(dossier(contrats=[contrat("k1"), contrat("k3")]))
    with unit_of_work() as session:
        lien = jetons.lien_de_declaration(session, TREMPLIN, Mois(2026, 11))
    pas = clavier("/declaration/" + lien.rpartition("/")[2])
    pas.ecrire("Heures", "151,67")
    pas.ecrire("Heures", "0")
    pas.presser("Enter")
    pas.page.get_by_role("heading", name="Est-ce bien cela").wait_for()
    pas.suivre("Corriger")
    pas.page.get_by_role("heading", name="Heures d’insertion").wait_for()
    pas.suivre("Relire avant d’envoyer")
    pas.page.get_by_role("heading", name="Est-ce bien cela").wait_for()
    pas.suivre("Déclarer ces heures")
    assert "C’est enregistré" in pas.page.get_by_role("status").inner_text()


def test_the_focus_outlives_the_news_of_what_is_under_way(clavier):
    """The part of the page that is renewed every two seconds holds the link that has the focus."""
    demande = demander_de(semer(etape="faisabilite"), "accepter")
    pas = clavier(f"/deroulements/demandes/{demande}", Role.FACILITATEUR)
    pas.aller("Revenir à l’opération")
    with pas.page.expect_response("**/deroulements/demandes/*"):
        pass
    pas.page.wait_for_timeout(300)
    assert pas.focus["nom"] == "Revenir à l’opération"


@pytest.mark.long
def test_the_month_is_entered_in_its_grid(clavier, monkeypatch):
    le(monkeypatch, "2026-11-03")
    mois_d_heures.ecrire(mois_d_heures.dossier())
    pas = clavier(f"/mois/2026-10?q={mois_d_heures.A}", Role.FACILITATEUR)
    pas.aller("Heures de")
    for heures in ("7,5", "35", "70,25", "12"):
        pas.page.keyboard.type(heures)
        pas.presser("Enter")
    assert pas.focus["nom"].startswith("Enregistrer")
    pas.presser("Enter")
    pas.page.get_by_text("4 lignes enregistrées").wait_for()
    pas.aller("cocher les 4 lignes")
    pas.presser("Space")
    pas.suivre("Enregistrer et valider")
    pas.page.get_by_role("status").first.wait_for()
    assert set(mois_d_heures.dites().values()) == {"7.50 validee", "35.00 validee", "70.25 validee", "12.00 validee"}


@pytest.mark.long
def test_a_pasted_mail_becomes_an_operation(clavier):
    pas = clavier("/operations/nouvelle", Role.FACILITATEUR)
    pas.suivre("Ou coller son texte")
    pas.ecrire("Objet", "Rénovation du gymnase")
    pas.ecrire("Texte du courriel", "Bonjour, nous préparons la rénovation du gymnase Marquet à Yutz, en deux lots.")
    pas.suivre("Lire ce texte")
    pas.page.wait_for_url("**/notifications/*")
    pas.ecrire("Intitulé", "Rénovation du gymnase Marquet")
    pas.ecrire("Maître d’ouvrage", "Ville de Yutz")
    pas.presser("Enter")
    pas.page.get_by_role("status").first.wait_for()
    with lecture() as session:
        assert [une.intitule for une in operations.lister(session)] == ["Rénovation du gymnase Marquet"]


@pytest.mark.long
def test_a_dashboard_is_held_back_then_let_go(clavier, monkeypatch):
    le(monkeypatch, "2026-11-05")
    semer_suivi(dossier_suivi(1), dossier_suivi(2))
    pas = clavier("/mois/2026-10/repetition", Role.RESPONSABLE)
    pas.ecrire(f"Pourquoi retenir {ACHETEUR}", "chiffres à revoir")
    pas.suivre(f"Retenir {ACHETEUR}")
    pas.page.get_by_text("chiffres à revoir").wait_for()
    pas.suivre(f"Laisser partir {ACHETEUR}")
    pas.page.get_by_text("4 courriels partiront").wait_for()
    assert retenues() == []


@pytest.mark.long
def test_a_template_is_sent_and_looked_at(clavier, monkeypatch):
    monkeypatch.setattr("documents.verification.apercu.shutil.which", lambda _nom: None)
    pas = clavier("/modeles/c0_reponse", Role.RESPONSABLE)
    pas.joindre("Document Word", GABARITS / "marches/c0_reponse.docx")
    pas.suivre("Vérifier ce modèle")
    pas.page.wait_for_url("**/examens/*")
    pas.aller("Mettre en service")


@pytest.mark.long
def test_a_spreadsheet_is_taken_over(clavier, tmp_path):
    (tmp_path / "suivi.xlsx").write_bytes(classeur({"Suivi": SUIVI}))
    pas = clavier("/reprise", Role.FACILITATEUR)
    pas.joindre("Tableau", tmp_path / "suivi.xlsx")
    pas.suivre("Lire ce tableau")
    pas.page.wait_for_url("**/reprise/*")
    pas.suivre("Essayer")
    pas.page.wait_for_url("**/essai")
    pas.suivre("Importer")
    pas.page.wait_for_url("**/operations")
    assert "École des Tilleuls" in pas.page.locator("main").inner_text()


@pytest.mark.long
def test_a_company_chooses_its_modalities(clavier):
    territoire()
    attribuer(etape="demarrage", attributions=ATTRIBUTIONS)
    with unit_of_work() as session:
        lien = jetons.lien_de_choix(session, PEINTURES)
    pas = clavier("/choix/" + lien.rpartition("/")[2])
    pas.ecrire("Heures", "140")
    pas.suivre("Relire")
    pas.page.get_by_role("button", name="Envoyer ces choix").wait_for()
    pas.suivre("Envoyer ces choix")
    assert "C’est enregistré" in pas.page.get_by_role("status").inner_text()


@pytest.mark.long
def test_a_buyer_leaves_with_the_pieces(clavier):
    """The hours follow what is typed; the field that one is in keeps the focus while they change."""
    pas = clavier("/clauses")
    pas.ecrire("Intitulé", "Maçonnerie")
    pas.ecrire("Montant estimé HT (€)", "350 000")
    pas.presser("Tab")
    ici = pas.focus["nom"]
    pas.page.get_by_text("292 h", exact=True).first.wait_for()
    assert pas.focus["nom"] == ici
    pas.ecrire("Objet du marché", "Groupe scolaire")
    pas.ecrire("Nom de l’acheteur", "Commune de Val-sur-Brielle")
    with pas.page.expect_download() as recu:
        pas.suivre("Télécharger le dossier (.zip)")
    assert recu.value.suggested_filename.endswith(".zip")
