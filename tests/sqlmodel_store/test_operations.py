"""Operations, requests, documents and journal: what each depot promises."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from metier.cycle import Etape, Transition
from metier.fautes import FauteDeSaisie
from metier.operation import Mission
from sqlmodel_store.depots import demandes, documents, journal, operations, relais
from sqlmodel_store.depots.documents import Produit
from sqlmodel_store.modeles.journal import EtatDemande
from sqlmodel_store.modeles.relais import Relais
from sqlmodel_store.session import unit_of_work

JOUR = date(2026, 10, 5)
PRODUIT = Produit(
    code="A3", fichier="a3.docx", sha256="aa", modele="a3_ccap", edition="2026-10", modele_sha256="bb", donnees="{}"
)


@pytest.fixture
def session(base):
    with unit_of_work(base) as ouverte:
        yield ouverte


def test_references_follow_each_other_within_a_year(session):
    """The next one is after the highest; another year, another series, other writings do not count."""
    assert operations.prochaine_reference(session, 2026) == "R-2026-0001"
    for reference in ("R-2026-0041", "R-2026-9999", "R-2025-0500", "R-2026-brouillon", "2026-THI-014"):
        operations.creer(session, reference, le=JOUR)
    assert operations.prochaine_reference(session, 2026) == "R-2026-10000"
    assert operations.prochaine_reference(session, 2025) == "R-2025-0501"


def test_an_unknown_reference_is_refused_with_what_to_do(session):
    with pytest.raises(FauteDeSaisie, match="operation lister"):
        operations.exiger(session, "R-2026-0001")


def test_an_operation_is_found_by_the_buyers_reference(session):
    """Ours first; the buyer's where a single operation bears it."""
    un, deux = operations.creer(session, "R-1", le=JOUR), operations.creer(session, "R-2", le=JOUR)
    un.reference_acheteur = "RA/17"
    session.flush()
    assert operations.par_reference_ou_acheteur(session, "RA/17") is un
    assert operations.par_reference_ou_acheteur(session, "R-2") is deux
    assert operations.references(session) == {"R-1", "R-2", "RA/17"}
    deux.reference_acheteur = "RA/17"
    session.flush()
    assert operations.par_reference_ou_acheteur(session, "RA/17") is None


def test_operations_are_listed_by_step(session):
    operations.creer(session, "R-2", le=JOUR, etape=Etape.SUIVI)
    operations.creer(session, "R-1", le=JOUR)
    assert [une.reference for une in operations.lister(session)] == ["R-1", "R-2"]
    assert [une.reference for une in operations.lister(session, [Etape.SUIVI, Etape.BILAN])] == ["R-2"]


def test_a_suspended_operation_remembers_the_step_it_left(session):
    operation = operations.creer(session, "R-1", le=JOUR, etape=Etape.CALIBRAGE)
    operations.changer_etape(operation, Etape.SUSPENDUE, le=date(2026, 11, 2))
    session.flush()
    assert (operation.etape_quittee, operation.etape_depuis) == (Etape.CALIBRAGE, date(2026, 11, 2))
    assert operations.situation(operation).etape_quittee is Etape.CALIBRAGE
    operations.changer_etape(operation, Etape.CALIBRAGE, le=date(2026, 12, 1), echeance=date(2026, 12, 15))
    assert (operation.etape_quittee, operation.echeance) == (None, date(2026, 12, 15))


def test_the_same_step_again_keeps_its_date(session):
    operation = operations.creer(session, "R-1", le=JOUR, etape=Etape.CONSULTATION)
    operations.changer_etape(operation, Etape.CONSULTATION, le=date(2026, 11, 2))
    assert operation.etape_depuis == JOUR


def test_missions_left_unsaid_are_all_of_them(session):
    operation = operations.creer(session, "R-1", le=JOUR)
    assert operations.missions(operation) == frozenset(Mission)
    operation.missions = ["aval_suivi", "bilan"]
    assert operations.missions(operation) == {Mission.AVAL_SUIVI, Mission.BILAN}


def test_the_first_relay_follows_what_names_none(session):
    """Its place is taken before any other's, whoever comes first; a named relay is created once."""
    elips = relais.retenir(session, "elips")
    relais.retenir(session, "udaim")
    assert relais.retenir(session).code == "relais"
    assert relais.retenir(session, "elips").id == elips.id
    assert [un.code for un in relais.lister(session)] == ["relais", "elips", "udaim"]


def test_a_relay_that_took_the_first_place_keeps_it(session):
    """In a database begun by an earlier version: what it follows and who signs do not change by themselves."""
    session.add(Relais(code="elips"))
    session.flush()
    relais.retenir(session, "udaim")
    assert relais.retenir(session).code == "elips"
    assert [un.code for un in relais.lister(session)] == ["elips", "udaim"]


def test_a_request_is_attempted_then_done_once(session):
    operation = operations.creer(session, "R-1", le=JOUR)
    demande = demandes.creer(session, operation.id, Transition.REFUSER, par="test", donnees={"motif": "Délai"}, cle="x")
    assert demandes.a_faire(session) == [demande] == demandes.a_faire(session, operation.id)
    assert demandes.par_cle(session, "x") is demande
    assert [demandes.essayer(session, demande.id) for _ in range(2)] == [1, 2]
    assert demandes.marquer_faite(session, demande.id, {"documents": ["C0"]}) is True
    assert demandes.marquer_faite(session, demande.id, {}) is False
    assert demandes.marquer_refusee(session, demande.id, {}) is False
    session.refresh(demande)
    assert (demande.etat, json.loads(demande.resultat)) == (EtatDemande.FAITE, {"documents": ["C0"]})
    assert demandes.a_faire(session) == []
    assert demandes.lister(session, operation.id) == [demande]


def test_the_same_call_is_one_request(base):
    with unit_of_work(base) as session:
        operation = operations.creer(session, "R-1", le=JOUR)
        demandes.creer(session, operation.id, Transition.INSTRUIRE, par="test", donnees={}, cle="x")
    with pytest.raises(IntegrityError), unit_of_work(base) as session:
        demandes.creer(session, operation.id, Transition.INSTRUIRE, par="test", donnees={}, cle="x")


def test_a_document_is_written_down_once_and_again_only_when_it_changed(session):
    """The very same file keeps its first date; another content under the same name replaces it."""
    operation = operations.creer(session, "R-1", le=JOUR)
    assert documents.enregistrer(session, operation.id, PRODUIT) is True
    (premier,) = documents.lister(session, operation.id)
    produit_le = premier.produit_le
    assert documents.enregistrer(session, operation.id, PRODUIT) is False
    assert documents.enregistrer(session, operation.id, replace(PRODUIT, sha256="cc", edition="2026-11")) is True
    assert documents.enregistrer(session, operation.id, replace(PRODUIT, fichier="a2.docx", code="A2")) is True
    session.expire_all()
    lus = documents.lister(session, operation.id)
    assert [(un.fichier, un.sha256, un.edition) for un in lus] == [
        ("a2.docx", "aa", "2026-10"),
        ("a3.docx", "cc", "2026-11"),
    ]
    assert lus[1].produit_le >= produit_le


def test_the_journal_keeps_what_happened_in_order(session):
    operation = operations.creer(session, "R-1", le=JOUR)
    journal.noter(session, "courriel_recu", acteur="veille")
    journal.noter(session, "transition", acteur="test", operation_id=operation.id, vers="faisabilite")
    assert [ligne.evenement for ligne in journal.lister(session)] == ["courriel_recu", "transition"]
    (ligne,) = journal.lister(session, operation.id)
    assert json.loads(ligne.donnees) == {"vers": "faisabilite"}
