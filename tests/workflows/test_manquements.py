"""Drafts for the buyer to sign: made from validated hours and amendments, sent to it alone, never to the company."""

from __future__ import annotations

from email import message_from_bytes, policy
from io import BytesIO

import pytest
from docx import Document
from mois_a_declarer import ACHETEUR, BATI, charger, contrat, dossier, heures, partis
from operations_en_base import documents_de

from metier.fautes import FauteDeSaisie
from metier.gestes import Geste
from metier.periodes import Mois
from sqlmodel_store.depots import relances
from sqlmodel_store.depots.courriers_sortants import Lettre, deposer
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.expedition import expedier
from workflows.actes.jetons import LienMort, lien_de_declaration, ouvrir

REFERENCE = "2026-ECO-001"


@pytest.fixture
def en_retard(sur_sqlite, regler):
    """292 h due on lot 2 and 48 more by an amendment; 100 validated, 20 waiting."""
    attribution = {
        "lot": 2,
        "entreprise": {"nom": "Bâti"},
        "courriel": BATI,
        "date_notification": "2026-09-15",
        "heures_engagees": 292,
        "modalites": [{"type": "embauche_directe", "heures": 292}],
        "avenants": [{"date": "2026-12-01", "heures": 48, "motif": "Reprise"}],
    }
    charger(
        dossier(
            contrats=[contrat("k2", "Bâti", 2)],
            attributions=[attribution],
            heures=[heures("k2", "2026-11", "100", etat="validee"), heures("k2", "2026-12", "20")],
        )
    )
    regler(DATE="2027-03-01", FACILITATEUR__NOM="Jeanne Fressac", FACILITATEUR__TELEPHONE="03 00 55 10 04")
    return sur_sqlite


def relancer(jour, regler, rang, niveau):
    """A reminder that left that day."""
    regler(DATE=jour)
    cle = relances.cle(BATI, rang, niveau)
    lettre = Lettre(cle=cle, destinataire=BATI, message_id=f"<{rang}@x.example>", objet="Relance", corps=b"\r\n")
    with unit_of_work() as session:
        deposer(session, lettre)
    expedier()


def faire(geste, **donnees):
    return executer(demander(Appel(reference=REFERENCE, transition=Geste(geste), donnees=donnees, par="essai")))


def textes(fichier, maison):
    document = Document(BytesIO((maison / "documents" / REFERENCE / fichier).read_bytes()))
    cellules = [cellule.text for table in document.tables for rangee in table.rows for cellule in rangee.cells]
    return " ".join(" ".join([*(un.text for un in document.paragraphs), *cellules]).replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("geste", "donnees", "fichier"),
    [
        pytest.param("preparer_invitation", {}, "E4a_observations_bati-2027-03-01.docx", id="E4a"),
        pytest.param("preparer_mise_en_demeure", {}, "E4b_mise_en_demeure_bati-2027-03-01.docx", id="E4b"),
        pytest.param(
            "preparer_constat",
            {"proposition": "report", "report_au": "2027-06-30"},
            "E5_constat_bati-2027-03-01.docx",
            id="E5",
        ),
    ],
)
def test_a_draft_goes_to_the_buyer_alone_with_validated_hours_and_amendments(
    en_retard, regler, geste, donnees, fichier
):
    relancer("2027-02-15", regler, 1, 2)
    regler(DATE="2027-03-01")
    resultat = faire(geste, entreprise="Bâti", **donnees)
    assert resultat.documents == (fichier,)
    assert documents_de(REFERENCE)[fichier].code == fichier[:3].rstrip("_")
    dit = textes(fichier, en_retard)
    assert "340 h" in dit
    assert "100 h" in dit
    assert "240 h" in dit
    assert "15 février 2027" in dit
    assert "Quermeur" not in dit
    (mail,) = partis("projet_a_signer:")
    assert mail.destinataire == ACHETEUR
    lu = message_from_bytes(mail.octets, policy=policy.default)
    assert [un.get_filename() for un in lu.iter_attachments()] == [fichier]
    assert "Rien n’a été envoyé à l’entreprise" in lu.get_body(("plain",)).get_content()
    assert not [un for un in partis() if un.destinataire == BATI and un.cle.startswith("projet")]
    assert not any("niveau 2" in alerte for alerte in resultat.alertes)


def test_a_draft_before_any_reminder_of_level_2_asks_whether_it_is_time(en_retard, regler):
    relancer("2027-02-15", regler, 1, 1)
    resultat = faire("preparer_invitation", entreprise="Bâti")
    assert any("niveau 2" in alerte for alerte in resultat.alertes)


def test_missing_statements_are_named_where_documents_are_at_stake(en_retard):
    """January was never declared; on 1 March February is asked for too."""
    faire("preparer_invitation", entreprise="Bâti", motif="documents")
    dit = textes("E4a_observations_bati-2027-03-01.docx", en_retard)
    assert "relevé des heures de janvier 2027, lot 2" in dit
    assert "relevé des heures de novembre" not in dit


def test_without_an_address_the_draft_is_handed_over_by_hand(en_retard, regler):
    charger(dossier("2026-GYM-002", contacts=[]))
    resultat = executer(
        demander(
            Appel(
                reference="2026-GYM-002",
                transition=Geste.PREPARER_INVITATION,
                donnees={"entreprise": "Bâti"},
                par="essai",
            )
        )
    )
    assert partis("projet_a_signer:") == []
    assert any("remettez-lui vous-même" in alerte for alerte in resultat.alertes)


@pytest.mark.parametrize(
    ("geste", "donnees", "phrase"),
    [
        pytest.param("preparer_invitation", {"entreprise": "Autre"}, "connus : Bâti (lot 2)", id="company"),
        pytest.param("preparer_invitation", {"entreprise": "Bâti", "lots": [1]}, "aucun de ces lots", id="lot"),
        pytest.param("preparer_invitation", {"entreprise": "Bâti", "motif": "humeur"}, "motif", id="reason"),
        pytest.param("preparer_constat", {"entreprise": "Bâti"}, "proposition : donnée absente", id="no proposition"),
        pytest.param(
            "preparer_constat", {"entreprise": "Bâti", "proposition": "report"}, "nouvelle échéance", id="no date"
        ),
        pytest.param("revoquer_lien", {"courriel": "x@y.example"}, "aucun lien vivant", id="no link"),
    ],
)
def test_what_is_at_fault_is_said_and_nothing_is_sent(en_retard, geste, donnees, phrase):
    with pytest.raises(FauteDeSaisie) as refus:
        faire(geste, **donnees)
    assert phrase in refus.value.phrase.replace("\u00a0", " ").replace("\u202f", " ")
    assert partis() == []


def test_a_company_whose_hours_are_all_validated_gets_no_invitation(sur_sqlite, regler):
    regler(DATE="2027-03-01")
    faites = [heures("k2", mois, "150", etat="validee") for mois in ("2026-11", "2026-12")]
    charger(dossier(contrats=[contrat("k2", "Bâti", 2)], heures=faites))
    with pytest.raises(FauteDeSaisie, match="pas de manquement"):
        faire("preparer_invitation", entreprise="Bâti", lots=[2])


def test_the_facilitateur_ends_a_link(en_retard):
    with unit_of_work() as session:
        lien = lien_de_declaration(session, BATI, Mois(2027, 1))
    faire("revoquer_lien", courriel=BATI)
    with lecture() as session, pytest.raises(LienMort):
        ouvrir(session, lien.rpartition("/")[2])
