"""The copy that each reminder of commitments announces: one mail to a maître d’ouvrage, for all its companies."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy

import pytest
from operations_attribuees import REFERENCE, attribuer, territoire
from operations_en_base import ACHETEUR, courriels_de

from workflows.actes.sujets import faire_le_jour

JOUR = date(2026, 9, 8)


def copies():
    return [un for un in courriels_de(REFERENCE) if un.cle.startswith("copie_rappels:")]


@pytest.fixture
def attribuees(sur_sqlite):
    territoire()
    for reference in (REFERENCE, "2026-CVB-032"):
        attribuer(reference, etape="attribution")


def test_a_buyer_has_one_mail_for_all_its_operations_and_companies_once(attribuees):
    """The letters themselves, each named after its company; another day, nothing."""
    for jour in (JOUR, JOUR, date(2026, 9, 20)):
        faire_le_jour(jour)
    (un,) = copies()
    assert un.destinataire == ACHETEUR["courriel"]
    noms = [piece.get_filename() for piece in message_from_bytes(un.octets, policy=policy.default).iter_attachments()]
    assert len(noms) == 4
    assert noms[0] == "E1_rappel_demarrage-2026-CVB-031-lot-1-peintures-du-val.pdf"


def test_without_an_address_nothing_is_copied(sur_sqlite):
    territoire()
    attribuer(etape="attribution", contacts=[])
    faire_le_jour(JOUR)
    assert copies() == []
