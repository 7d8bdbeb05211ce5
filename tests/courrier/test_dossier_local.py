"""Mail without a server: folders in, folders out."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from serveurs.dovecot import courriel

from courrier.boite import MessageAbsent
from courrier.depot import balayer
from courrier.dossier_local import BoiteLocale, DepartLocal, nom_ascii
from courrier.issues import Envoye


@pytest.fixture
def entrant(tmp_path):
    dossier = tmp_path / "entrant"
    dossier.mkdir()
    return dossier


def test_an_eml_dropped_in_the_folder_is_new_until_it_is_filed(entrant):
    """Then it lies under `traites`, its name kept."""
    (entrant / "Alerte région.eml").write_bytes(courriel())
    boite = BoiteLocale(entrant)
    (uid,) = boite.nouveaux()
    assert boite.lire(uid) == courriel()
    boite.classer(uid, "Traités")
    assert boite.nouveaux() == []
    assert (entrant / "traites" / "Alerte région.eml").read_bytes() == courriel()


def test_a_message_is_its_content_whatever_its_file(entrant):
    """The same mail dropped again under another name has the same uid, which fits a 64-bit column."""
    (entrant / "a.eml").write_bytes(courriel())
    (premier,) = BoiteLocale(entrant).nouveaux()
    (entrant / "a.eml").rename(entrant / "b.EML")
    assert BoiteLocale(entrant).nouveaux() == [premier]
    assert 0 <= premier < 2**63


def test_the_same_mail_in_two_files_leaves_in_one_go(entrant):
    """Otherwise its copy would come back for ever."""
    for nom in ("a.eml", "b.eml"):
        (entrant / nom).write_bytes(courriel())
    boite = BoiteLocale(entrant)
    while uids := boite.nouveaux():
        boite.classer(uids[0], "Traités")
    assert sorted(f.name for f in (entrant / "traites").iterdir()) == ["a.eml", "b.eml"]


def test_two_mails_of_one_name_are_both_kept(entrant):
    """The second takes a name of its own among those filed."""
    boite = BoiteLocale(entrant)
    for numero in (1, 2):
        (entrant / "mail.eml").write_bytes(courriel(numero))
        boite.classer(boite.nouveaux()[0], "À trancher")
    assert {f.read_bytes() for f in (entrant / "a-trancher").iterdir()} == {courriel(1), courriel(2)}


def test_what_is_being_written_or_is_no_mail_is_left_alone(entrant):
    """A program copying a file names it with a dot first, or otherwise."""
    for nom in (".a.eml", "a.eml.part", "notes.txt"):
        (entrant / nom).write_bytes(courriel())
    (entrant / "dossier.eml").mkdir()
    assert BoiteLocale(entrant).nouveaux() == []


def test_a_file_under_copy_waits_until_it_no_longer_changes(entrant):
    """The watcher looks every two seconds: half a mail is not a mail."""
    boite = BoiteLocale(entrant, patience=True)
    fichier = entrant / "gros.eml"
    fichier.write_bytes(courriel()[:30])
    assert boite.nouveaux() == []
    fichier.write_bytes(courriel())
    assert boite.nouveaux() == []
    (uid,) = boite.nouveaux()
    assert boite.lire(uid) == courriel()


def test_a_file_that_was_read_half_written_is_not_filed(entrant):
    """It comes again, whole."""
    fichier = entrant / "gros.eml"
    fichier.write_bytes(courriel()[:30])
    boite = BoiteLocale(entrant)
    (moitie,) = boite.nouveaux()
    fichier.write_bytes(courriel())
    boite.classer(moitie, "Traités")
    assert [boite.lire(uid) for uid in boite.nouveaux()] == [courriel()]


def test_a_file_of_outlook_counts_and_keeps_its_kind(entrant, tmp_path):
    """`.msg` beside `.eml`."""
    (entrant / "Annonce.MSG").write_bytes(b"\xd0\xcf\x11\xe0")
    boite = BoiteLocale(entrant)
    (uid,) = boite.nouveaux()
    assert boite.deposer(uid, tmp_path / "brut").suffix == ".msg"


def test_a_file_that_cannot_be_read_holds_nobody_back(entrant, caplog, monkeypatch):
    """The others are read; the log tells, without a name."""
    (entrant / "a-mme-durand.eml").write_bytes(courriel(1))
    (entrant / "b.eml").write_bytes(courriel(2))
    ouvrir = Path.open

    def refuser(chemin, *options):
        if chemin.name.startswith("a-"):
            raise PermissionError(13, "refus")
        return ouvrir(chemin, *options)

    monkeypatch.setattr(Path, "open", refuser)
    boite = BoiteLocale(entrant)
    assert [boite.lire(uid) for uid in boite.nouveaux()] == [courriel(2)]
    assert "droits insuffisants" in caplog.text
    assert "durand" not in caplog.text


def test_the_header_of_a_file_too_large_is_its_beginning(entrant):
    """The rest is not read."""
    (entrant / "a.eml").write_bytes(courriel(1, b"corps\r\n\r\nsuite"))
    boite = BoiteLocale(entrant)
    assert boite.entetes(boite.nouveaux()[0]) == courriel(1, b"")


def test_a_folder_that_is_not_there_is_an_empty_mailbox(tmp_path):
    """Nothing is configured: nothing has come."""
    assert BoiteLocale(tmp_path / "absent").nouveaux() == []


def test_a_file_taken_away_is_an_absent_message(entrant):
    """A person moved it meanwhile."""
    (entrant / "a.eml").write_bytes(courriel())
    boite = BoiteLocale(entrant)
    (uid,) = boite.nouveaux()
    (entrant / "a.eml").unlink()
    for lecture in (boite.lire, boite.taille):
        with pytest.raises(MessageAbsent):
            lecture(uid)
    boite.classer(uid, "Traités")


def test_waiting_ends_at_the_stop(entrant):
    """The watcher must end at once when told."""
    arret = threading.Event()
    arret.set()
    BoiteLocale(entrant).attendre(60, arret)


def test_a_deposit_is_the_content_under_its_hash(entrant, tmp_path):
    """As from an IMAP mailbox."""
    (entrant / "a.eml").write_bytes(courriel())
    boite = BoiteLocale(entrant)
    assert boite.deposer(boite.nouveaux()[0], tmp_path / "brut").read_bytes() == courriel()


def test_what_a_process_was_writing_when_it_died_is_removed_after_an_hour(tmp_path):
    """Not what another one is writing now, nor what is whole."""
    for nom, age in ((".vieux.part", 4000), (".neuf.part", 10), ("entier.eml", 4000)):
        (tmp_path / nom).write_bytes(b"x")
        os.utime(tmp_path / nom, (time.time() - age,) * 2)
    balayer(tmp_path)
    assert {un.name for un in tmp_path.iterdir()} == {".neuf.part", "entier.eml"}


def test_an_outgoing_mail_is_one_file_with_an_ascii_name_that_names_nobody(tmp_path):
    """The business key without its addresses; sent again, the same file."""
    octets = b"X-Relais-Cle: prise_en_charge:2026-THI-014:h@x.example\r\nSubject: a\r\n\r\nX-Relais-Cle: b\r\n"
    depart = DepartLocal(tmp_path / "sortant")
    premiere = depart.envoyer(octets, "relais@x.example", "h@x.example")
    assert depart.envoyer(octets, "relais@x.example", "h@x.example") == premiere
    (fichier,) = (tmp_path / "sortant").iterdir()
    assert premiere == Envoye(reponse=fichier.name)
    assert fichier.name.startswith("prise_en_charge-2026-THI-014-")
    assert fichier.name.isascii()
    assert fichier.read_bytes() == octets


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("Réponse — œuvre n° 3.docx", "Reponse-oeuvre-n-3.docx"),
        ("../../etc/passwd", "etc-passwd"),
        ("日本", "sans-nom"),
        ("a\r\nb", "a-b"),
    ],
)
def test_names_are_ascii_and_stay_in_their_folder(texte, nom):
    """Every mail program opens them."""
    assert nom_ascii(texte) == nom
