"""Mail that comes back: what is ours is marked, what is forged, foreign or only late marks nothing."""

from __future__ import annotations

import pytest
from boite_d_envoi import poster, sortants
from courriels_recus import marquer_partis, rejet
from operations_en_base import evenements, recevoir

from metier.courriers import NatureCourrier
from sqlmodel_store.depots import adresses_en_cause
from sqlmodel_store.modeles.courriers import EtatSortant, MotifRefus
from sqlmodel_store.session import lecture
from workflows.actes.reception import traiter
from workflows.actes.situation import du_jour


@pytest.fixture
def parti(sur_sqlite):
    """Two mails that left; the first one."""
    poster(1, 2)
    marquer_partis()
    return sortants()[0]


def en_cause():
    with lecture() as session:
        return sorted(adresses_en_cause.toutes(session))


def etats():
    return [(un.etat, un.motif) for un in sortants()]


INTACTS = [(EtatSortant.ENVOYE, None)] * 2
REFUSEE = [(EtatSortant.REFUSE, MotifRefus.ADRESSE), (EtatSortant.ENVOYE, None)]


@pytest.mark.parametrize("statut", ["5.1.1", "5.2.1", "5.4.4"])
def test_a_failure_of_the_address_marks_the_mail_and_the_address(statut, parti, sur_sqlite):
    suite = traiter(recevoir(rejet(parti, statut=statut), sur_sqlite))
    assert suite.nature is NatureCourrier.REJET
    assert "l’adresse est signalée" in suite.raison
    assert "@" not in suite.raison
    assert etats() == REFUSEE
    assert en_cause() == ["d1@acheteur.example"]
    assert "User unknown" in sortants()[0].reponse
    assert evenements(genre="courriel_revenu")
    with lecture() as session:
        assert any("d1@acheteur.example" in une.libelle or "contact" in une.libelle for une in du_jour(session))


@pytest.mark.parametrize("statut", ["5.7.1", "4.4.7"])
def test_a_failure_that_is_not_the_address_s_marks_the_mail_only(statut, parti, sur_sqlite):
    """Taken for spam, too large, given up by the other server: a person looks."""
    suite = traiter(recevoir(rejet(parti, statut=statut, diagnostic=f"smtp; {statut[0]}50 {statut} no"), sur_sqlite))
    assert suite.nature is NatureCourrier.REJET
    assert "une personne regarde" in suite.raison
    assert etats() == [(EtatSortant.REFUSE, MotifRefus.CONTENU), (EtatSortant.ENVOYE, None)]
    assert en_cause() == []


def test_a_full_mailbox_is_told_to_a_person_and_the_address_stays_right(parti, sur_sqlite):
    """Emptied one day: over SMTP the same 552 5.2.2 is tried again."""
    suite = traiter(recevoir(rejet(parti, statut="5.2.2", diagnostic="smtp; 552 5.2.2 over quota"), sur_sqlite))
    assert "boîte du destinataire est pleine" in suite.raison
    assert etats() == [(EtatSortant.REFUSE, MotifRefus.CONTENU), (EtatSortant.ENVOYE, None)]
    assert "boîte pleine, 552 5.2.2 over quota" in sortants()[0].reponse
    assert en_cause() == []


def test_a_delay_is_only_noted(parti, sur_sqlite):
    suite = traiter(recevoir(rejet(parti, action="delayed", statut="4.4.1"), sur_sqlite))
    assert suite.nature is NatureCourrier.AUTOMATIQUE
    assert "rien n’est marqué" in suite.raison
    assert (etats(), en_cause()) == (INTACTS, [])
    assert len(evenements(genre="courriel_retarde")) == 1


def test_a_report_on_a_mail_that_is_not_ours_marks_nothing(parti, sur_sqlite):
    """Even one that names an address we write to."""
    for rang, identifiant in enumerate(("<jamais-envoye@relais.example>", ""), start=1):
        suite = traiter(recevoir(rejet(parti, message_id=identifiant), sur_sqlite, uid=rang))
        assert suite.nature is NatureCourrier.REJET
        assert "rien n’est marqué" in suite.raison
    assert (etats(), en_cause()) == (INTACTS, [])


def test_a_report_on_our_mail_that_accuses_another_address_does_not_flag_it(parti, sur_sqlite):
    """Forwarded by its recipient, or forged: the mail did not arrive, the address named is not the one we wrote to."""
    suite = traiter(recevoir(rejet(parti, adresse="d2@acheteur.example"), sur_sqlite))
    assert "n’est pas celle du destinataire" in suite.raison
    assert "n’est pas celle du destinataire" in sortants()[0].reponse
    assert etats() == [(EtatSortant.REFUSE, MotifRefus.CONTENU), (EtatSortant.ENVOYE, None)]
    assert en_cause() == []


def test_a_mail_that_never_left_cannot_come_back(sur_sqlite):
    poster(1)
    traiter(recevoir(rejet(sortants()[0]), sur_sqlite))
    assert etats() == [(EtatSortant.A_ENVOYER, None)]


def test_the_same_report_twice_marks_once(parti, sur_sqlite):
    traiter(recevoir(rejet(parti), sur_sqlite))
    traiter(recevoir(rejet(parti), sur_sqlite, uid=2))
    assert etats() == REFUSEE
    assert len(evenements(genre="courriel_revenu")) == 1


QMAIL = """From: MAILER-DAEMON@mx.example
To: clauses@relais-brielle.example
Subject: failure notice
Message-ID: <q@mx.example>

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<d1@acheteur.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 unknown

--- Below this line is a copy of the message.

Return-Path: <clauses@relais-brielle.example>
Message-ID: {identifiant}
Subject: Essai 1

Bonjour
"""
EXIM = """From: Mail Delivery System <Mailer-Daemon@mx.example>
To: clauses@relais-brielle.example
Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: d1@acheteur.example
Message-ID: <e@mx.example>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  d1@acheteur.example
    all relevant MX records point to non-existent hosts

------ This is a copy of the message, including all the headers. ------

X-Relais-Cle: essai:1
Subject: Essai 1
"""


INEXISTANTE = EXIM.replace(
    "all relevant MX records point to non-existent hosts",
    "host mx.acheteur.example [5.1.7.9]\n    SMTP error from remote mail server after RCPT TO:<d1@acheteur.example>:\n"
    "    550 5.1.1 User unknown",
)
SANS_BOITE = QMAIL.replace(
    "192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 unknown",
    "Sorry, no mailbox here by that name. (#5.1.1)",
)


@pytest.mark.parametrize(
    ("avis", "dit"),
    [
        pytest.param(QMAIL, "non-remise : 550 5.1.1 unknown", id="qmail"),
        pytest.param(SANS_BOITE, "Sorry, no mailbox here by that name. (#5.1.1)", id="qmail, local"),
        pytest.param(EXIM, "non-existent hosts", id="exim"),
        pytest.param(INEXISTANTE, "non-remise : 550 5.1.1 User unknown", id="exim, unknown"),
    ],
)
def test_reports_of_no_standard_are_read_too(avis, dit, parti, sur_sqlite):
    """By the library that knows them, and our own identifiers in what they quote."""
    octets = avis.format(identifiant=parti.message_id).replace("\n", "\r\n").encode()
    suite = traiter(recevoir(octets, sur_sqlite))
    assert suite.nature is NatureCourrier.REJET
    assert dit in sortants()[0].reponse
    assert ("(5.1.1)" in suite.raison) is ("5.1.1" in dit)
    assert etats() == REFUSEE
    assert en_cause() == ["d1@acheteur.example"]


def test_a_damaged_report_marks_nothing_and_does_not_fail(parti, sur_sqlite):
    """Cut anywhere."""
    entier = rejet(parti)
    for rang, fin in enumerate(range(120, len(entier), 97), start=1):
        assert traiter(recevoir(entier[:fin], sur_sqlite, uid=rang)).nature is not None
    assert en_cause() in ([], ["d1@acheteur.example"])
