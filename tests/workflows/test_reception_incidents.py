"""Mails that fail their reader, colleagues who move them, readers that die or race: one operation, nothing lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from boites_de_reception import recus, references, relever
from operations_en_base import JOUR, Annonce, evenements, inscrire, recevoir

from cli.histoire import CHARGEE_DE_MISSION
from metier.courriers import NatureCourrier
from metier.fautes import PanneExterne
from sqlmodel_store.depots import courriers_entrants
from sqlmodel_store.modeles.courriers import EtatEntrant
from sqlmodel_store.session import lecture
from workflows.actes import lecture_a_part, reception
from workflows.actes.reception import tenter, traiter
from workflows.actes.releve import A_TRANCHER, QUARANTAINE, TRAITES, classer, ouvrir_boite, recueillir


class Panne(Exception):
    pass


def test_a_mail_that_kills_its_reader_three_times_is_set_aside_and_the_next_go_on(boite, annonce, monkeypatch):
    """The others are read in the same pass; after the third failure it waits for a person, in its folder."""
    poison = Annonce(JOUR, 66).octets()
    lire = reception.lire

    def lire_ou_mourir(octets, contexte):
        if octets == poison:
            raise Panne("m.sertelle@val-de-brielle.example")
        return lire(octets, contexte)

    monkeypatch.setattr(reception, "lire", lire_ou_mourir)
    boite.livrer(poison)
    boite.livrer(annonce.octets())
    assert [une.nature if une else None for une in relever()] == [None, NatureCourrier.NOTIFICATION]
    assert relever() == [None]
    assert [une.nature for une in relever()] == [NatureCourrier.QUARANTAINE]
    assert relever() == []
    assert boite.contenu() == {boite.noms[TRAITES]: 1, boite.noms[QUARANTAINE]: 1}
    assert recus()[0].etat is EtatEntrant.QUARANTAINE
    assert "trois essais" in recus()[0].raison
    assert references() == [annonce.reference]


def test_each_mail_that_is_none_has_its_row_its_nature_and_its_folder(boite):
    """No byte, one, two, garbage, a header without anything: none is taken for another."""
    for octets in (b"", b"\x00\x01\xfe\xff", b"a", b"\r\n", b"\r\n\r\n", b"Bonjour", b"X-Trace: 1\r\n\r\n"):
        boite.livrer(octets)
    relever()
    assert boite.contenu() == {boite.noms[QUARANTAINE]: 6, boite.noms[A_TRANCHER]: 1}
    assert len(recus()) == 7
    assert all(un.nature and un.raison for un in recus())
    assert relever() == []


def test_the_error_log_names_the_place_and_no_person(dossier, annonce, sur_sqlite, monkeypatch):
    """The message of an unforeseen error may quote the mail: only its kind and its lines are kept."""

    def mourir(octets, contexte):
        raise Panne(CHARGEE_DE_MISSION["courriel"])

    monkeypatch.setattr(reception, "lire", mourir)
    dossier.livrer(annonce.octets())
    relever()
    ecrit = (sur_sqlite / "journaux" / "erreurs.log").read_text(encoding="utf-8")
    assert "Panne" in ecrit
    assert "reception.py" in ecrit
    assert CHARGEE_DE_MISSION["courriel"] not in ecrit


def test_a_reader_killed_again_and_again_loses_no_mail(sur_sqlite, annonce, monkeypatch):
    """A machine switched off, five times at that moment: harmless when read apart, it opens its operation."""
    courrier = recevoir(annonce.octets(), sur_sqlite)
    tuer_le_lecteur(courrier, 5, monkeypatch)
    assert traiter(courrier).reference == annonce.reference
    assert references() == [annonce.reference]


def test_a_mail_that_kills_its_reader_is_found_out_by_one_of_its_own_and_set_aside(sur_sqlite, annonce, monkeypatch):
    """The attempts were counted before the reading, by processes that never came back; those behind it came first."""
    poison = recevoir(annonce.octets(), sur_sqlite)
    suivant = recevoir(annonce.octets().replace(b"018", b"019"), sur_sqlite, uid=2)
    tuer_le_lecteur(poison, 3, monkeypatch)
    with lecture() as session:
        assert [un.id for un in courriers_entrants.a_traiter(session)] == [suivant, poison]
    monkeypatch.setattr(lecture_a_part, "DELAI_S", 0.01)
    assert traiter(poison).nature is NatureCourrier.QUARANTAINE
    assert references() == []


def test_a_mail_whose_readers_never_came_back_is_set_aside_at_last(sur_sqlite, annonce, monkeypatch):
    """Whatever is said of it by a process of its own."""
    monkeypatch.setattr(reception, "INTERRUPTIONS", 4)
    courrier = recevoir(annonce.octets(), sur_sqlite)
    tuer_le_lecteur(courrier, 4, monkeypatch)
    assert traiter(courrier).nature is NatureCourrier.QUARANTAINE


def tuer_le_lecteur(courrier, fois, monkeypatch):
    for _ in range(fois):
        with monkeypatch.context() as patch:
            patch.setattr(reception, "_lire", mourir_d_un_coup)
            with pytest.raises(SystemExit):
                traiter(courrier)


def mourir_d_un_coup(*_):
    raise SystemExit


def test_a_message_that_a_person_moved_before_it_was_stored_is_let_go(boite, annonce, monkeypatch):
    """Gone between the list and the fetch: nothing is recorded, the next one is."""
    boite.livrer(Annonce(JOUR, 20).octets())
    boite.livrer(annonce.octets())
    with ouvrir_boite() as ouverte:
        nouveaux = type(ouverte).nouveaux

        def puis_un_collegue_range(soi, *curseur):
            uids = nouveaux(soi, *curseur)
            soi.classer(uids[0], "Perso")
            return uids

        with monkeypatch.context() as patch:
            patch.setattr(type(ouverte), "nouveaux", puis_un_collegue_range)
            (courrier,) = recueillir(ouverte)
        assert traiter(courrier).reference == annonce.reference
        classer(ouverte)
    assert references() == [annonce.reference]


def test_a_message_that_a_person_moved_before_it_was_filed_is_settled_all_the_same(boite, annonce):
    """Read, opened, then found elsewhere: the filing does nothing, and is not tried for ever."""
    boite.livrer(annonce.octets())
    with ouvrir_boite() as ouverte:
        (courrier,) = recueillir(ouverte)
        traiter(courrier)
        ouverte.classer(recus()[0].uid, "Perso")
        classer(ouverte)
    assert recus()[0].classe_le is not None
    assert references() == [annonce.reference]
    assert relever() == []


def test_a_mail_stored_and_never_read_is_read_at_the_next_pass(boite, annonce):
    """The process died between the two."""
    boite.livrer(annonce.octets())
    with ouvrir_boite() as ouverte:
        recueillir(ouverte)
    assert references() == []
    assert [une.reference for une in relever()] == [annonce.reference]
    assert boite.contenu() == {boite.noms[TRAITES]: 1}


def test_a_mail_read_and_never_filed_is_filed_at_the_next_pass(boite, annonce):
    """The database knows what the mailbox does not show."""
    boite.livrer(annonce.octets())
    with ouvrir_boite() as ouverte:
        tenter(*recueillir(ouverte))
    assert boite.contenu() == {"": 1}
    assert relever() == []
    assert boite.contenu() == {boite.noms[TRAITES]: 1}


@pytest.mark.parametrize("nombre", [1, 2])
def test_one_announcement_read_by_four_threads_at_once_opens_one_operation(installation, nombre):
    """The same mail, or two mails of one operation: one is an opening, the other is attached."""
    inscrire(CHARGEE_DE_MISSION)
    annonce = Annonce(JOUR)
    courriers = [recevoir(annonce.octets(), installation, uid=rang + 1) for rang in range(nombre)]
    depart = Barrier(4)

    def lire(rang):
        depart.wait(timeout=20)
        return traiter(courriers[rang % nombre])

    with ThreadPoolExecutor(4) as executants:
        suites = list(executants.map(lire, range(4)))
    assert references() == [annonce.reference]
    assert {une.reference for une in suites} == {annonce.reference}
    natures = Counter(un.nature for un in recus())
    assert natures == Counter(
        {NatureCourrier.NOTIFICATION: 1, NatureCourrier.A_TRANCHER: nombre - 1}
        if nombre > 1
        else {NatureCourrier.NOTIFICATION: 1}
    )
    assert len(evenements(genre="courriel_recu")) == nombre


def test_an_unreachable_mailbox_is_a_french_sentence(imap):
    """PanneExterne, nothing stored."""
    imap.serveur.arreter()
    with pytest.raises(PanneExterne, match="IMAP"):
        relever()
    imap.serveur.demarrer()
    assert recus() == []
