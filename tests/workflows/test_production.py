"""What is put in the outbox: where answers go, once per key."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from boite_d_envoi import sortants

from courrier.adresse_reponse import lire_adresse_reponse
from courrier.messages import Message
from sqlmodel_store.session import unit_of_work
from workflows.actes.jetons import secret_installation
from workflows.actes.production import poster

RELAIS = "clauses@relais-brielle.example"


def deposer(**autres):
    valeurs = {
        "cle": "essai:1",
        "destinataire": "achats@ville.example",
        "objet": "Essai",
        "texte": "Bonjour\n",
        "html": "<p>Bonjour</p>\n",
        "operation": "2026-THI-014",
    }
    with unit_of_work() as session:
        return poster(session, Message(**(valeurs | autres)))


def lus():
    return [message_from_bytes(un.octets, policy=policy.default) for un in sortants()]


def reponse(recu) -> str:
    return recu["Reply-To"].addresses[0].addr_spec


def test_answers_go_to_the_relay_by_default(sur_sqlite, regler):
    """A provider that knows no « + » would refuse them."""
    regler(RELAIS__COURRIEL=RELAIS)
    deposer()
    assert reponse(lus()[0]) == RELAIS


def test_answers_carry_the_operation_where_the_mailbox_takes_such_addresses(sur_sqlite, regler):
    """A mail about several operations keeps the plain one."""
    regler(RELAIS__COURRIEL=RELAIS, COURRIER__ADRESSE_OPERATION="true")
    deposer()
    deposer(cle="essai:2", operation=None)
    une, plusieurs = lus()
    assert reponse(une) != RELAIS
    assert lire_adresse_reponse(reponse(une), RELAIS, secret_installation()) == "2026-thi-014"
    assert reponse(plusieurs) == RELAIS


@pytest.mark.parametrize("objet", ["Essai", "Autre"])
def test_a_key_is_put_once(sur_sqlite, objet):
    """The first one stands, whatever the second says."""
    assert deposer()
    assert not deposer(objet=objet)
    assert [un.objet for un in sortants()] == ["Essai"]
