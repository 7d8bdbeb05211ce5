"""What is taken out of a mailbox, and how: too large, delivered twice, not given, moved to another provider."""

from __future__ import annotations

import errno
import threading
import time
from datetime import UTC, datetime

import pytest
from boites_de_reception import recus, references, relever
from courriers_melanges import melange, remis
from operations_en_base import JOUR, Annonce, evenements
from outlook_exemple import ecrire_msg
from serveurs.dovecot import courriel
from serveurs.ports import port_libre
from sqlalchemy import update

from cli.histoire import CHARGEE_DE_MISSION
from courrier.boite import Boite, MessageRefuse
from courrier.lecture.limites import OCTETS_MAX
from metier.fautes import PanneExterne
from sqlmodel_store.depots import pannes_boite
from sqlmodel_store.modeles.courriers import PanneBoite
from sqlmodel_store.session import lecture, unit_of_work
from workflows import veille
from workflows.actes import releve
from workflows.actes.boite_muette import lever_panne, noter_panne
from workflows.actes.releve import QUARANTAINE, REFUS_MAX, TRAITES
from workflows.actes.releve import relever as relever_tout
from workflows.actes.situation import du_jour
from workflows.veille import surveiller

pytestmark = pytest.mark.reseau


def test_a_mail_beyond_the_limit_is_set_aside_without_being_fetched(boite, annonce, sur_sqlite):
    """Its header only, under its name; the mail itself waits in its folder; the next one is read."""
    boite.livrer(courriel(1, b"x" * 76 * 1000 + b"\r\n") + (b"x" * 76 + b"\r\n") * (OCTETS_MAX // 78))
    boite.livrer(annonce.octets())
    relever()
    (gros,) = [un for un in recus() if un.message_id == "<m1@x.example>"]
    assert gros.nature.value == "quarantaine"
    assert gros.raison.replace("\u202f", " ").startswith("Le courriel pèse 30 Mo, plus que les 30 Mo admis")
    assert (sur_sqlite / gros.chemin).stat().st_size < 1000
    assert boite.contenu() == {boite.noms[TRAITES]: 1, boite.noms[QUARANTAINE]: 1}
    assert references() == [annonce.reference]
    assert len(evenements(genre="courriel_en_quarantaine")) == 1
    relever()
    assert len(recus()) == 2


def test_the_same_mail_by_two_ways_is_one(boite, annonce):
    """To the relay and to its alias: other Received lines, one operation, one row, both copies filed."""
    boite.livrer(annonce.octets())
    relever()
    boite.livrer(remis(annonce.octets(), 2))
    relever()
    assert (references(), len(recus())) == ([annonce.reference], 1)
    assert boite.contenu() == {boite.noms[TRAITES]: 2}


def test_copies_that_wait_together_all_leave(imap, annonce):
    """People share the mailbox: what stays in it is what is left to do."""
    for passage in range(3):
        imap.livrer(remis(annonce.octets(), passage))
    relever()
    assert imap.contenu() == {TRAITES: 3}
    assert (references(), len(recus())) == ([annonce.reference], 1)


@pytest.mark.parametrize("moment", ["_ranger_le_double", "_enregistrer"])
def test_a_watcher_that_dies_between_two_copies_leaves_none_behind(imap, annonce, monkeypatch, moment):
    """Before the first leaves, or before the second is written down."""
    for passage in range(2):
        imap.livrer(remis(annonce.octets(), passage))
    appels, faire = [], getattr(releve, moment)

    def mourir(*arguments):
        appels.append(arguments)
        if moment == "_ranger_le_double" or len(appels) == 2:
            raise SystemExit
        return faire(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(releve, moment, mourir)
        with pytest.raises(SystemExit):
            relever()
    relever()
    assert imap.contenu() == {TRAITES: 2}
    assert (references(), len(recus())) == ([annonce.reference], 1)


def test_two_mails_of_one_identifier_and_other_words_are_both_kept(boite, annonce):
    """A list that adds its foot, or someone who writes under another's identifier: a person sees both."""
    boite.livrer(annonce.octets())
    boite.livrer(annonce.octets().replace(b"Bonjour", b"Bonsoir"))
    relever()
    assert len(recus()) == 2
    assert references() == [annonce.reference]


def test_a_message_that_the_server_does_not_give_is_asked_again_then_left_to_a_person(imap, annonce, monkeypatch):
    """Eight connections later, longer and longer apart; those behind it come then."""
    imap.livrer(annonce.octets())
    imap.livrer(Annonce(JOUR, 19).octets())
    lire = Boite.taille

    def refuser(boite, uid):
        if uid == 1:
            raise MessageRefuse("non")
        return lire(boite, uid)

    monkeypatch.setattr(Boite, "taille", refuser)
    for rang in range(1, REFUS_MAX):
        with pytest.raises(PanneExterne, match=f"demande n° {rang}"):
            relever()
    relever()
    assert [un.nature.value for un in recus()] == ["quarantaine", "notification"]
    assert "Subject: " in (imap_home(recus()[0])).read_text(encoding="utf-8")
    assert references() == [Annonce(JOUR, 19).reference]


def imap_home(ligne):
    from config.settings import get_settings

    return get_settings().home / ligne.chemin


def test_a_server_that_gives_it_at_last_loses_nothing(imap, annonce, monkeypatch):
    """A fault of an hour is not a fault of the mail."""
    imap.livrer(annonce.octets())
    with monkeypatch.context() as patch:
        patch.setattr(Boite, "taille", lambda *_: (_ for _ in ()).throw(MessageRefuse("non")))
        for _ in range(3):
            with pytest.raises(PanneExterne):
                relever()
    relever()
    assert references() == [annonce.reference]


def test_a_mailbox_moved_to_another_provider_is_known_again_and_fetched_once(
    fabrique_dovecot, sur_sqlite, regler, annonce
):
    """The mail comes with it, its line ends changed; a second pass asks for nothing."""
    premiere, seconde = fabrique_dovecot(), fabrique_dovecot()
    regler(IMAP_URL=premiere.url())
    premiere.livrer(annonce.octets())
    relever()
    regler(IMAP_URL=seconde.url())
    seconde.livrer(annonce.octets().replace(b"\r\n", b"\n"))
    relever()
    assert (references(), len(recus())) == ([annonce.reference], 1)
    with Boite.ouvrir(seconde.url(boite=TRAITES), mode="essai") as boite:
        assert boite.nouveaux(None, 0) == [1]


def test_a_full_disk_is_told_and_the_mail_stays(boite, annonce, monkeypatch):
    """Read at the next pass."""
    boite.livrer(annonce.octets())
    with monkeypatch.context() as patch:
        patch.setattr(releve, "_deposer", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "plein")))
        with pytest.raises(PanneExterne, match=r"plus de place sur le disque.*reste dans la boîte"):
            relever()
    assert boite.contenu() == {"": 1}
    relever()
    assert references() == [annonce.reference]


def test_a_mailbox_where_nothing_may_be_moved_is_read_all_the_same(imap, annonce, monkeypatch, caplog):
    """Folders are display; a second pass reads nothing again."""
    deplacer = Boite._deplacer
    monkeypatch.setattr(Boite, "_deplacer", lambda *_: False)
    imap.livrer(annonce.octets())
    for _ in range(2):
        relever()
    assert references() == [annonce.reference]
    assert len(evenements(genre="courriel_recu")) == 1
    assert "refuse de classer" in caplog.text
    monkeypatch.setattr(Boite, "_deplacer", deplacer)
    relever()
    assert imap.contenu() == {TRAITES: 1}


def test_a_file_dropped_beside_a_mailbox_is_read_by_the_command(imap, sur_sqlite, annonce):
    """A colleague received it at her own address."""
    entrant = sur_sqlite / "courrier" / "entrant"
    entrant.mkdir(parents=True)
    (entrant / "annonce.eml").write_bytes(annonce.octets())
    imap.livrer(Annonce(JOUR, 19).octets())
    assert [une.nature.value for une in relever_tout()] == ["notification"] * 2
    assert (entrant / "traites" / "annonce.eml").exists()
    assert imap.contenu() == {TRAITES: 1}


def test_a_file_of_outlook_dropped_in_the_folder_opens_its_operation(dossier, annonce):
    """Dragged out of Outlook: known by its Message-ID, kept under its own kind, filed; damaged, a person's."""
    texte = "Bonjour,\nOpération : Réfection de la halle\nRéférence : CVB-2026-077\nCommune : Yutz\n"
    texte += "Envoi de l’avis : 05/10/2026\nLot 1 : Gros œuvre – 350 000,00 € HT\n"
    octets = ecrire_msg(
        {
            0x001A: "IPM.Note",
            0x0037: "Opération à venir",
            0x1035: "<m1@x.example>",
            0x5D02: CHARGEE_DE_MISSION["courriel"],
            0x1000: texte,
        }
    )
    (dossier.racine / "annonce.msg").write_bytes(octets)
    (dossier.racine / "abime.msg").write_bytes(octets[:700])
    relever()
    lus = {un.message_id: un for un in recus()}
    assert references() == ["CVB-2026-077"]
    assert lus["<m1@x.example>"].chemin.endswith(".msg")
    assert lus[None].nature.value in {"quarantaine", "a_trancher"}
    assert (dossier.racine / "traites" / "annonce.msg").exists()
    assert not (dossier.racine / "abime.msg").exists()


def test_the_watcher_reads_both_the_mailbox_and_the_folder(imap, sur_sqlite, annonce, monkeypatch):
    """And stops at once when told."""
    monkeypatch.setattr(veille, "DOSSIER_S", 0.2)
    monkeypatch.setattr(veille, "api_disponible", lambda: False)
    entrant = sur_sqlite / "courrier" / "entrant"
    entrant.mkdir(parents=True)
    stop = threading.Event()
    fil = threading.Thread(target=surveiller, args=(stop,))
    fil.start()
    imap.livrer(annonce.octets())
    (entrant / "autre.eml").write_bytes(Annonce(JOUR, 19).octets())
    limite = time.monotonic() + 30
    while len(references()) < 2 and time.monotonic() < limite:
        time.sleep(0.05)
    stop.set()
    fil.join(timeout=20)
    assert not fil.is_alive()
    assert sorted(references()) == [annonce.reference, Annonce(JOUR, 19).reference]


def test_a_mailbox_that_is_no_longer_read_is_told_once_it_lasts(installation, regler, monkeypatch):
    """A password changed by the provider, say: mail that waits says nothing by itself; the day after, all is well."""
    monkeypatch.setattr(veille, "DOSSIER_S", 0.1)
    regler(IMAP_URL=f"imap://u:p@127.0.0.1:{port_libre()}/INBOX")
    stop = threading.Event()
    fil = threading.Thread(target=surveiller, args=(stop,))
    fil.start()
    try:
        attendre(lambda: panne() is not None)
    finally:
        stop.set()
        fil.join(timeout=20)
    assert du_jour_courrier() == []
    with unit_of_work() as session:
        session.execute(update(PanneBoite).values(depuis=datetime(2026, 8, 31, 12, 20, tzinfo=UTC)))
    (action,) = du_jour_courrier()
    assert (
        action.libelle.replace("\u202f", " ")
        .replace("\u00a0", " ")
        .startswith("La boîte du relais n’est pas lue depuis le 31/08/2026 à 14 h 20 : Le serveur IMAP 127.0.0.1:")
    )
    assert action.en_retard
    lever_panne()
    assert du_jour_courrier() == []


def test_a_mailbox_read_again_is_told_no_more(imap, annonce, monkeypatch):
    """The first look that ends well is enough."""
    noter_panne(PanneExterne("Le serveur IMAP ne répond pas."))
    monkeypatch.setattr(veille, "api_disponible", lambda: False)
    with releve.ouvrir_boite() as boite:
        veille.passer(boite, threading.Event())
    assert panne() is None


def test_a_crowd_is_read_without_a_run_each(dossier, annonce, monkeypatch):
    """Thousands of runs would hold back the mail that comes behind."""
    monkeypatch.setattr(veille, "EN_NOMBRE", 2)
    monkeypatch.setattr(veille, "api_disponible", lambda: pytest.fail("Prefect demandé"))
    for numero in (1, 2, 3):
        dossier.livrer(Annonce(JOUR, numero).octets())
    with releve.ouvrir_boite() as boite:
        veille.passer(boite, threading.Event())
    assert len(references()) == 3


def panne() -> str | None:
    with lecture() as session:
        une = pannes_boite.actuelle(session)
        return une.phrase if une else None


def du_jour_courrier():
    with lecture() as session:
        return [action for action in du_jour(session) if action.reference is None]


def attendre(condition, delai: float = 20) -> None:
    limite = time.monotonic() + delai
    while not condition():
        assert time.monotonic() < limite
        time.sleep(0.05)


def test_a_fault_of_the_program_in_the_folder_s_watch_ends_the_whole(imap, sur_sqlite, monkeypatch):
    """The process is started again by its supervisor, rather than blind on one side."""
    monkeypatch.setattr(veille, "DOSSIER_S", 0.1)
    monkeypatch.setattr(veille, "_surveiller_dossier", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        surveiller(threading.Event())


@pytest.mark.long
def test_a_thousand_waiting_mails_are_taken_in_one_pass(imap, annonce):
    """A mailbox left alone for weeks: all stored, each once, in one connection."""
    for octets in melange(1000).values():
        imap.livrer(octets)
    debut = time.monotonic()
    with releve.ouvrir_boite() as boite:
        assert len(releve.recueillir(boite)) == 1000
    assert time.monotonic() - debut < 120
    assert len(recus()) == 1000
