"""The mailbox, against a real Dovecot: what is read, where it goes, what is refused."""

from __future__ import annotations

import random
import ssl
import tracemalloc

import pytest
from serveurs.certificats import creer_autorite
from serveurs.dovecot import COMPTE, MOT_DE_PASSE, courriel
from serveurs.ports import port_libre

from courrier.adresses import lire_url
from courrier.boite import Boite, ClassementRefuse, MessageAbsent, MessageRefuse
from courrier.connexion import Connexion
from metier.fautes import FauteDeSaisie, PanneExterne

pytestmark = pytest.mark.reseau

ACCENTS, SECRET_ACCENTS = "hélène@relais.example", 'sécrèt"\\ œ€'


def ouvrir(dovecot, **options) -> Boite:
    return Boite.ouvrir(dovecot.url(**options), mode="essai")


def test_a_delivered_message_is_new_and_reads_identical(dovecot):
    """The raw bytes come back as delivered, and the cursor then hides the message."""
    dovecot.livrer(courriel())
    with ouvrir(dovecot) as boite:
        (uid,) = boite.nouveaux(None, 0)
        assert boite.lire(uid) == courriel()
        assert boite.nouveaux(boite.uidvalidity, uid) == []


def test_reading_leaves_the_message_unread(dovecot):
    """People share the box: an automatic reading must not hide a mail from them."""
    dovecot.livrer(courriel())
    with ouvrir(dovecot) as boite:
        boite.lire(1)
        assert boite._chercher("UNSEEN") == [1]


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(b"\r\n", id="empty"),
        pytest.param(b"sans entete\r\n", id="no header"),
        pytest.param(b"Subject: r\xe9union \xff\r\n\r\n\xe9\r\n", id="raw latin-1 header"),
        pytest.param(b"Subject: a\r\n\r\n{99}\r\n* BYE\r\nA1 OK fini\r\n)\r\n", id="lines that look like the protocol"),
        pytest.param(b'Subject: "a\\"b"\r\n\r\n"\\\r\n', id="quotes"),
    ],
)
def test_malformed_messages_read_identical_and_the_session_survives(dovecot, octets):
    """Whatever was received is stored as it came."""
    dovecot.livrer(octets)
    dovecot.livrer(courriel(2))
    with ouvrir(dovecot) as boite:
        lus = {boite.lire(uid) for uid in boite.nouveaux(None, 0)}
    assert lus == {octets, courriel(2)}


def test_a_large_message_is_fetched_by_parts_to_disk_identical(dovecot, tmp_path):
    """20 MB attachments are ordinary; they must never stand in memory whole."""
    bloc = random.Random(3).randbytes(57).hex().encode() + b"\r\n"
    octets = courriel(1, bloc * 80_000)
    dovecot.livrer(octets)
    with ouvrir(dovecot) as boite:
        tracemalloc.start()
        chemin = boite.deposer(1, tmp_path)
        _, sommet = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert chemin.read_bytes() == octets
    assert len(octets) > 9_000_000
    assert sommet < len(octets)


def test_a_size_that_the_server_tells_wrong_cuts_nothing(dovecot, tmp_path, monkeypatch):
    """Some announce an estimate; a short part before the end is not the end."""
    octets = courriel(1, b"x" * 70 + b"\r\n" + b"ligne de texte\r\n" * 80_000)
    dovecot.livrer(octets)
    for annoncee in (1_050_000, 9_000_000):
        with ouvrir(dovecot) as boite:
            monkeypatch.setattr(boite, "taille", lambda _uid, annoncee=annoncee: annoncee)
            assert boite.deposer(1, tmp_path).read_bytes() == octets
    with ouvrir(dovecot) as boite:
        lire = boite._lire_corps
        monkeypatch.setattr(boite, "_lire_corps", lambda uid, quoi: lire(uid, quoi.replace(".1000000>", ".700001>")))
        assert boite.lire(1) == octets


def test_of_a_message_too_large_only_the_header_is_taken(dovecot):
    """Where a person finds whom it is from."""
    dovecot.livrer(courriel(1, b"corps\r\n"))
    with ouvrir(dovecot) as boite:
        assert boite.entetes(1) == courriel(1, b"")
        with pytest.raises(MessageAbsent):
            boite.entetes(9)


def test_a_message_listed_and_not_given_is_not_taken_for_one_that_left(dovecot, monkeypatch):
    """Passed over, it would be lost."""
    dovecot.livrer(courriel())
    with ouvrir(dovecot) as boite:
        commander = boite._commander
        monkeypatch.setattr(
            boite, "_commander", lambda *p: ("NO", [b"[SERVERBUG]"]) if p[0] == "FETCH" else commander(*p)
        )
        with pytest.raises(MessageRefuse, match="annonce un message et ne le donne pas"):
            boite.lire(1)
        boite.classer(1, "Traités")
        with pytest.raises(MessageAbsent):
            boite.lire(1)


def test_a_folder_that_cannot_be_made_is_told_apart(dovecot, monkeypatch):
    """Showing what became of a mail is not reading it."""
    dovecot.livrer(courriel())
    with ouvrir(dovecot) as boite:
        commander = boite._commander
        monkeypatch.setattr(boite, "_commander", lambda *p: ("NO", [b"no"]) if p[0] == "MOVE" else commander(*p))
        with pytest.raises(ClassementRefuse, match="refuse de classer un message dans « Traités »"):
            boite.classer(1, "Traités")
        assert boite.nouveaux(None, 0) == [1]


def test_a_deposit_bears_the_hash_of_its_content(dovecot, tmp_path):
    """The same mail delivered twice is one file, and no provisional file is left."""
    dovecot.livrer(courriel())
    dovecot.livrer(courriel())
    with ouvrir(dovecot) as boite:
        chemins = {boite.deposer(uid, tmp_path / "brut") for uid in boite.nouveaux(None, 0)}
    assert list((tmp_path / "brut").iterdir()) == list(chemins)


def test_a_message_that_left_is_absent_not_a_failure(dovecot):
    """A person moved it by hand between the search and the reading."""
    dovecot.livrer(courriel())
    with ouvrir(dovecot) as boite:
        boite.classer(1, "Traités")
        with pytest.raises(MessageAbsent):
            boite.lire(1)
        boite.classer(1, "Traités")


@pytest.mark.parametrize("dossier", ["Traités", "Quarantaine", "À trancher", "R&D « œuvre »", 'gui"llemets', "日本"])
def test_a_message_is_moved_to_a_folder_made_for_it(dovecot, dossier):
    """Names with spaces, accents and quotes are one folder, the right one."""
    dovecot.livrer(courriel())
    with ouvrir(dovecot) as boite:
        boite.classer(1, dossier)
        assert boite.nouveaux(None, 0) == []
    with ouvrir(dovecot, boite=dossier) as boite:
        assert [boite.lire(uid) for uid in boite.nouveaux(None, 0)] == [courriel()]


def test_without_move_a_message_is_copied_then_expunged_alone(fabrique_dovecot):
    """A message that someone else marked as deleted stays."""
    dovecot = fabrique_dovecot(capacites="IMAP4rev1 UIDPLUS NAMESPACE AUTH=PLAIN")
    dovecot.livrer(courriel(1))
    dovecot.livrer(courriel(2))
    with ouvrir(dovecot) as boite:
        a_garder, a_classer = boite.nouveaux(None, 0)
        boite._commander("STORE", str(a_garder), "+FLAGS.SILENT", r"(\Deleted)")
        boite.classer(a_classer, "Traités")
        assert boite.nouveaux(None, 0) == [a_garder]


def test_folders_take_the_prefix_of_the_server(fabrique_dovecot):
    """Some providers keep every folder under INBOX."""
    dovecot = fabrique_dovecot(prefixe="INBOX.")
    dovecot.livrer(courriel())
    with ouvrir(dovecot) as boite:
        boite.classer(1, "Traités")
    with ouvrir(dovecot, boite="INBOX.Traités") as boite:
        assert boite.nouveaux(None, 0) == [1]


def test_a_message_is_found_by_its_message_id(dovecot):
    """What settles a doubt about a mail sent."""
    for numero in range(3):
        dovecot.livrer(courriel(numero))
    with ouvrir(dovecot) as boite:
        assert len(boite.chercher_message_id("<m1@x.example>")) == 1
        assert boite.chercher_message_id("<inconnu@x.example>") == []
        assert boite.chercher_message_id('<m"1\r\nA1 LOGOUT@x.example>') == []


def test_a_changed_uidvalidity_is_seen_and_recent_mail_read_again(dovecot):
    """A mailbox rebuilt by the provider renumbers its messages."""
    dovecot.livrer(courriel())
    with ouvrir(dovecot) as boite:
        ancienne = boite.uidvalidity
    dovecot.arreter()
    (dovecot.maildir() / "dovecot-uidlist").write_text(f"3 V{ancienne + 7} N2\n1 :inconnu\n")
    for index in dovecot.maildir().glob("dovecot.index*"):
        index.unlink()
    dovecot.demarrer()
    with ouvrir(dovecot) as boite:
        assert boite.uidvalidity == ancienne + 7
        assert len(boite.nouveaux(ancienne, 500)) == 1


@pytest.mark.parametrize("schema", ["imap", "imap+starttls", "imaps"])
def test_a_login_with_accents_and_quotes_works(fabrique_dovecot, schema):
    """Accented passwords are likely in France."""
    dovecot = fabrique_dovecot(comptes={ACCENTS: SECRET_ACCENTS})
    dovecot.livrer(courriel(), ACCENTS)
    url = dovecot.url(ACCENTS, schema=schema)
    with Boite.ouvrir(url, mode="essai", contexte=dovecot.autorite.contexte()) as boite:
        assert boite.nouveaux(None, 0) == [1]


@pytest.mark.parametrize("schema", ["imap+starttls", "imaps"])
@pytest.mark.parametrize(
    ("confiance", "hote"),
    [pytest.param("autre", "127.0.0.1", id="wrong authority"), pytest.param("sienne", "localhost", id="wrong name")],
)
def test_a_certificate_that_does_not_hold_is_refused(dovecot, tmp_path, schema, confiance, hote):
    """Otherwise the mailbox's password could be intercepted."""
    autre = creer_autorite(tmp_path / "autre", "DNS:localhost")
    contexte = (dovecot.autorite if confiance == "sienne" else autre).contexte()
    with pytest.raises(PanneExterne, match=r"certificat.*refusé.*rien n’a été envoyé") as panne:
        Boite.ouvrir(dovecot.url(schema=schema, hote=hote), mode="essai", contexte=contexte)
    assert MOT_DE_PASSE not in str(panne.value)


def test_starttls_is_never_replaced_by_clear_text(fabrique_dovecot):
    """A server, or someone in between, that no longer offers STARTTLS gets no password."""
    dovecot = fabrique_dovecot(capacites="IMAP4rev1 AUTH=PLAIN")
    with pytest.raises(PanneExterne):
        Boite.ouvrir(dovecot.url(schema="imap+starttls"), mode="essai", contexte=ssl.create_default_context())


def test_a_wrong_password_is_told_without_it(dovecot, capfd):
    """The sentence names the setting to check, and nothing is written on stderr."""
    url = dovecot.url().replace(f":{MOT_DE_PASSE}@", ":Intrus-4242@")
    with pytest.raises(
        PanneExterne, match="refuse l’identifiant ou le mot de passe ; vérifiez RELAIS_IMAP_URL"
    ) as panne:
        Boite.ouvrir(url, mode="essai")
    assert "Intrus-4242" not in str(panne.value)
    assert panne.value.__suppress_context__
    assert capfd.readouterr().err == ""


def test_a_server_that_is_not_there_is_told(dovecot):
    """One French sentence with host and port."""
    port = port_libre()
    with pytest.raises(PanneExterne, match=f"Le serveur IMAP 127.0.0.1:{port} ne répond pas"):
        Boite.ouvrir(f"imap://u:p@127.0.0.1:{port}/INBOX", mode="essai")


def test_a_folder_that_does_not_exist_is_told(dovecot):
    """The path of the address is at fault."""
    with pytest.raises(PanneExterne, match="Le dossier « Absent » n’existe pas"):
        ouvrir(dovecot, boite="Absent")


def test_a_remote_server_is_refused_in_trial_mode_before_any_connection(monkeypatch):
    """Contract §3: nothing is read or sent."""
    monkeypatch.setattr(Connexion, "__init__", lambda *_: pytest.fail("connexion ouverte"))
    with pytest.raises(FauteDeSaisie, match="distant"):
        Boite.ouvrir("imaps://u:p@imap.example/INBOX", mode="essai")


def test_the_name_of_a_mailbox_tells_it_from_another_without_its_password(dovecot):
    """It is stored with each mail received."""
    with ouvrir(dovecot) as boite:
        assert boite.nom == f"{COMPTE}@127.0.0.1:{dovecot.port}/INBOX"


def test_capabilities_are_those_after_login(dovecot):
    """Some servers announce IDLE and MOVE to the logged in only."""
    connexion = Connexion(lire_url(dovecot.url(), "RELAIS_IMAP_URL"))
    avant = set(connexion.capabilities)
    connexion.identifier_compte()
    assert {"MOVE", "UIDPLUS"} <= set(connexion.capabilities) - avant
    connexion.kill()
