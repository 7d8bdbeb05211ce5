"""A request done twice, by several at once, interrupted, or overtaken: its documents, mails and journal come once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier

import pytest
from operations_en_base import (
    avancer,
    courriels_de,
    demander_de,
    demandes_de,
    documents_de,
    evenements,
    fichiers,
    operation,
    semer,
)

from metier.cycle import Etape
from metier.fautes import FauteDeSaisie
from sqlmodel_store.modeles.journal import EtatDemande
from sqlmodel_store.session import unit_of_work
from workflows.actes import demandes, production, transitions
from workflows.actes.demandes import executer


def test_the_same_request_done_twice_is_done_once(installation):
    """The second answers as the first did: same files, one mail, one line."""
    reference = semer("faisabilite")
    demande = demander_de(reference, "accepter", reserves="sous conditions")
    premier, avant = executer(demande), fichiers(installation, reference)
    assert executer(demande) == premier
    assert fichiers(installation, reference) == avant
    assert len(courriels_de(reference)) == len(evenements(reference, "transition")) == 1


@pytest.mark.parametrize(
    ("etape", "transition"), [("faisabilite", "accepter"), ("redaction", "rediger"), ("consultation", "publier")]
)
def test_one_request_done_by_four_threads_at_once_is_done_once(installation, etape, transition):
    """Same answer to all; each document, mail and line of journal once; files and rows agree."""
    reference = semer(etape)
    donnees = {"date_publication": "2026-09-01"} if transition == "publier" else {}
    demande = demander_de(reference, transition, **donnees)
    resultats = ensemble(4, lambda _: executer(demande))
    assert len({json.dumps(vars(un)) for un in resultats}) == 1
    assert len(evenements(reference, "transition")) == 1
    assert len(courriels_de(reference)) == (1 if transition == "accepter" else 0)
    disque = fichiers(installation, reference)
    assert {nom: un.sha256 for nom, un in documents_de(reference).items()} == {
        nom: sha256(disque[nom]).hexdigest() for nom in documents_de(reference)
    }


def test_one_transition_asked_by_four_threads_at_once_is_one_request(installation):
    """They receive the same number."""
    reference = semer("faisabilite")
    numeros = ensemble(4, lambda _: demander_de(reference, "accepter", reserves="x"))
    assert len(set(numeros)) == len(demandes_de(reference)) == 1


def test_two_transitions_asked_at_once_do_not_both_hold(installation):
    """One is written down, the other is told to wait."""
    reference = semer("faisabilite")

    def demander(rang):
        try:
            return demander_de(reference, "accepter") if rang else demander_de(reference, "refuser", motif="m")
        except FauteDeSaisie as faute:
            return faute.phrase

    reponses = ensemble(2, demander)
    assert sorted(type(une).__name__ for une in reponses) == ["int", "str"]
    assert "attend déjà" in next(une for une in reponses if isinstance(une, str))
    assert len(demandes_de(reference)) == 1


def ensemble(nombre, acte):
    """The same act in several threads that start together."""
    depart = Barrier(nombre)

    def courir(rang):
        depart.wait(timeout=20)
        return acte(rang)

    with ThreadPoolExecutor(nombre) as executants:
        return list(executants.map(courir, range(nombre)))


def test_asking_again_with_other_data_is_no_repetition(sur_sqlite):
    """The first request stands; whoever wants something else is told so, nothing is lost in silence."""
    reference = semer("faisabilite")
    premiere = demander_de(reference, "accepter", reserves="x")
    assert demander_de(reference, "accepter", reserves="x") == premiere
    with pytest.raises(FauteDeSaisie, match="attend déjà"):
        demander_de(reference, "accepter", reserves="y")


def test_a_call_that_bears_a_key_is_one_request_even_once_done(sur_sqlite):
    """A form whose run is tried again does not ask for the transition again."""
    reference = semer("faisabilite")
    premiere = demander_de(reference, "accepter", cle="formulaire:1")
    executer(premiere)
    assert demander_de(reference, "accepter", cle="formulaire:1") == premiere


class Panne(Exception):
    pass


@pytest.mark.parametrize(("etape", "transition"), [("faisabilite", "accepter"), ("redaction", "rediger")])
@pytest.mark.parametrize("moment", ["avant la première écriture", "après un fichier", "avant la validation"])
def test_what_is_interrupted_then_done_again_reaches_the_same_end(installation, monkeypatch, etape, transition, moment):
    """Only files remain of the first attempt, with what the undisturbed twin of the operation has."""
    temoin = semer(etape, reference="TEMOIN")
    avancer(temoin, transition)
    reference = semer(etape)
    demande = demander_de(reference, transition)
    with monkeypatch.context() as patch:
        interrompre(patch, moment)
        with pytest.raises(Panne):
            executer(demande)
    assert operation(reference).etape.value == etape
    assert (documents_de(reference), courriels_de(reference), evenements(reference, "transition")) == ({}, [], [])
    assert demandes_de(reference)[0].etat is EtatDemande.A_FAIRE
    executer(demande)
    assert operation(reference).etape is operation(temoin).etape
    assert set(fichiers(installation, reference)) == {
        nom.replace(temoin, reference) for nom in fichiers(installation, temoin)
    }
    disque = fichiers(installation, reference)
    rows = documents_de(reference)
    assert sorted(rows) == sorted(documents_de(temoin))
    assert all(sha256(disque[nom]).hexdigest() == un.sha256 for nom, un in rows.items())
    assert len(courriels_de(reference)) == len(courriels_de(temoin))
    assert len(evenements(reference, "transition")) == 1


def interrompre(patch, moment):
    """Raise where a kill could fall."""
    ecrire, tout_ecrire = production.write_atomically, demandes.ecrire

    def n_en_ecrire_qu_un(chemin, octets):
        if moment == "après un fichier":
            ecrire(chemin, octets)
        raise Panne

    def ecrire_tout(reference, pieces, annexes):
        tout_ecrire(reference, pieces, annexes)
        raise Panne

    if moment == "avant la validation":
        patch.setattr(demandes, "ecrire", ecrire_tout)
    else:
        patch.setattr(production, "write_atomically", n_en_ecrire_qu_un)


def test_a_request_always_interrupted_is_given_up_to_a_person(sur_sqlite, monkeypatch):
    """After the last attempt it is refused with a sentence, and the operation takes other requests."""
    reference = semer("faisabilite")
    demande = demander_de(reference, "accepter")
    with monkeypatch.context() as patch:
        interrompre(patch, "avant la première écriture")
        for _ in range(demandes.ESSAIS):
            with pytest.raises(Panne):
                executer(demande)
    with pytest.raises(FauteDeSaisie, match="essais interrompus"):
        executer(demande)
    assert demandes_de(reference)[0].etat is EtatDemande.REFUSEE
    assert avancer(reference, "accepter").etape == "calibrage"


def test_a_refused_request_answers_the_same_refusal(installation):
    """The operation moved between the asking and the doing: closed, journalled once, told again word for word."""
    reference = semer("faisabilite")
    demande = demander_de(reference, "accepter")
    deplacer(reference, Etape.CLOSE)
    phrases = []
    for _ in range(2):
        with pytest.raises(FauteDeSaisie) as refus:
            executer(demande)
        phrases.append((refus.value.champ, refus.value.phrase))
    assert phrases[0] == phrases[1]
    assert "«\u00a0close\u00a0»" in phrases[0][1]
    assert len(evenements(reference, "transition_refusee")) == 1
    assert (fichiers(installation, reference), courriels_de(reference)) == ({}, [])


def test_an_operation_that_moves_while_its_documents_are_made_is_left_alone(installation, monkeypatch):
    """The check is made again where it counts: nothing is written, the request is refused."""
    reference = semer("redaction")
    demande = demander_de(reference, "rediger")
    preparer = transitions.preparer

    def lentement(session, sujet):
        effet = preparer(session, sujet)
        session.rollback()
        deplacer(reference, Etape.ABANDONNEE)
        return effet

    monkeypatch.setattr(transitions, "preparer", lentement)
    with pytest.raises(FauteDeSaisie, match="abandonnée"):
        executer(demande)
    assert operation(reference).etape is Etape.ABANDONNEE
    assert fichiers(installation, reference) == {}
    assert demandes_de(reference)[0].etat is EtatDemande.REFUSEE


def deplacer(reference, etape):
    """A dossier imported meanwhile."""
    with unit_of_work() as session:
        operation_lue = session.get_one(type(operation(reference)), operation(reference).id)
        operation_lue.etape = etape
