"""Attachments over the limit leave as links that open one file, end, and leave nothing behind."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from hashlib import sha256

import pytest
from boite_d_envoi import sortants
from operations_en_base import JOUR

from config.paths import Paths
from courrier.allegement import REPERE
from courrier.messages import Message, PieceJointe
from metier.fautes import FauteDeSaisie
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import pieces_liees
from workflows.actes.jetons import EtatLien, LienMort
from workflows.actes.production import poster
from workflows.actes.relances.liens import LienARevoquer, revoquer_lien
from workflows.actes.sujets import dues, faire_le_jour

LOURD = PieceJointe(nom="plans.zip", octets=bytes(600_000))
QUI = "achats@ville.example"


def deposer(*pieces, cle="essai:1", destinataire=QUI):
    message = Message(
        cle=cle,
        destinataire=destinataire,
        objet="Essai",
        texte="Bonjour\n",
        html=f"<p>Bonjour</p>{REPERE}",
        pieces_jointes=pieces,
    )
    with unit_of_work() as session:
        return poster(session, message)


def recus():
    return [message_from_bytes(un.octets, policy=policy.default) for un in sortants()]


def jetons():
    """The secrets of the links of every mail."""
    textes = [un.get_body(("plain",)).get_content() for un in recus()]
    return [jeton for texte in textes for jeton in re.findall(r"https://relais\.example/pieces/([^>\s]+)", texte)]


def ouvrir(jeton):
    try:
        with lecture() as session:
            return pieces_liees.ouvrir(session, jeton)
    except LienMort as mort:
        return mort.etat


LIMITES = {"PORTAIL_URL": "https://relais.example/", "COURRIER__PIECES_JOINTES_MAX_MO": "1"}


@pytest.fixture
def par_liens(sur_sqlite, regler):
    """A limit of one megabyte."""
    regler(**LIMITES)
    return sur_sqlite


def fichiers(home):
    dossier = Paths(home).pieces_liees
    return sorted(un.name for un in dossier.iterdir()) if dossier.is_dir() else []


def test_a_mail_within_the_limit_keeps_its_attachments(par_liens):
    """Nothing is stored aside."""
    deposer(LOURD)
    assert [un.get_content() for un in recus()[0].iter_attachments()] == [LOURD.octets]
    assert fichiers(par_liens) == []


def test_a_mail_over_the_limit_gives_links_that_open_its_files(par_liens):
    """Exactly the bytes, under their name; a mail of a few kilobytes."""
    autre = PieceJointe(nom="photos.zip", octets=b"x" * 500_000)
    deposer(LOURD, autre)
    assert list(recus()[0].iter_attachments()) == []
    assert len(sortants()[0].octets) < 20_000
    ouvertes = [ouvrir(jeton) for jeton in jetons()]
    assert [(une.nom, une.fichier.read_bytes()) for une in ouvertes] == [
        (LOURD.nom, LOURD.octets),
        (autre.nom, autre.octets),
    ]
    assert "jusqu’au 30\u00a0novembre\u00a02026" in recus()[0].get_body(("plain",)).get_content()


def test_a_portal_that_people_cannot_reach_gives_no_link(sur_sqlite, regler):
    """The address of the portal is not set: the mail leaves heavy rather than with links that open nothing."""
    regler(COURRIER__PIECES_JOINTES_MAX_MO="1", MAIL_MODE="reel")
    deposer(LOURD, LOURD)
    assert len(list(recus()[0].iter_attachments())) == 2


def test_the_gesture_that_ends_links_ends_these_too(par_liens):
    """Sent to the wrong person: one gesture for all that this address was given."""
    deposer(LOURD, LOURD)
    effet = revoquer_lien(None, None, LienARevoquer(courriel=QUI))
    with unit_of_work() as session:
        effet.modifier(session, None)
    assert {ouvrir(jeton) for jeton in jetons()} == {EtatLien.REVOQUE}
    with unit_of_work() as session, pytest.raises(FauteDeSaisie, match="aucun lien vivant"):
        effet.modifier(session, None)


def test_two_recipients_share_the_file_and_not_the_link(par_liens):
    """Written once; each link ends on its own."""
    deposer(LOURD, LOURD)
    deposer(LOURD, LOURD, cle="essai:2", destinataire="Autre@ville.example")
    assert fichiers(par_liens) == [sha256(LOURD.octets).hexdigest()]
    assert len(set(jetons())) == 2
    with unit_of_work() as session:
        assert pieces_liees.revoquer(session, "autre@VILLE.example")
        assert not pieces_liees.revoquer(session, "autre@ville.example")
    etats = [ouvrir(jeton) for jeton in dict.fromkeys(jetons())]
    assert etats[1] is EtatLien.REVOQUE
    assert etats[0].nom == LOURD.nom


def test_a_key_put_again_changes_nothing(par_liens):
    """A flow run twice writes no other link, and no other date."""
    assert deposer(LOURD, LOURD)
    avant = [un.octets for un in sortants()]
    assert not deposer(LOURD, LOURD)
    assert [un.octets for un in sortants()] == avant


@pytest.mark.parametrize("jeton", ["", "x", "é\udce9", "../../relais.db", "A" * 500])
def test_a_link_that_was_not_given_opens_nothing(par_liens, jeton):
    deposer(LOURD, LOURD)
    assert ouvrir(jeton) is EtatLien.INCONNU


def test_a_link_ends_on_its_day_and_its_file_leaves(par_liens, regler):
    """The last day it opens; the day after it does not, the round deletes the file, and doing it again is harmless."""
    deposer(LOURD, LOURD)
    (jeton,) = set(jetons())
    regler(DATE=(JOUR + timedelta(days=90)).isoformat())
    assert ouvrir(jeton).nom == LOURD.nom
    assert "pieces_perimees" not in dues()
    regler(DATE=(JOUR + timedelta(days=91)).isoformat())
    assert ouvrir(jeton) is EtatLien.EXPIRE
    assert dues()["pieces_perimees"] == 1
    assert faire_le_jour().faites["pieces_perimees"] == 1
    assert fichiers(par_liens) == []
    assert "pieces_perimees" not in dues()
    assert ouvrir(jeton) is EtatLien.EXPIRE


def test_a_file_promised_again_stays(installation, regler):
    """An older link ends, a later one still opens the same file."""
    regler(**LIMITES)
    deposer(LOURD, LOURD)
    regler(DATE=(JOUR + timedelta(days=60)).isoformat())
    deposer(LOURD, LOURD, cle="essai:2")
    regler(DATE=(JOUR + timedelta(days=100)).isoformat())
    faire_le_jour()
    assert fichiers(installation) == [sha256(LOURD.octets).hexdigest()]
    premier, *_, dernier = dict.fromkeys(jetons())
    assert ouvrir(premier) is EtatLien.EXPIRE
    assert ouvrir(dernier).nom == LOURD.nom
