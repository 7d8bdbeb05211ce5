"""The step of follow-up waits for no hours once they are all in; what is sent before the request finds its month."""

from __future__ import annotations

from datetime import date

import pytest
from mois_d_heures import OCTOBRE, A, B, declarer, dossier, ecrire, valider

from metier.cycle import Etape
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture
from workflows.actes.attentes import de_l_etape
from workflows.actes.heures.validation import clore


@pytest.fixture
def suivies(installation, regler):
    """Two operations followed, on the last working day of October."""
    regler(DATE="2026-10-30")
    ecrire(dossier(), dossier(B))


def attendues():
    """(operation, what the step waits for)."""
    with lecture() as session:
        actions = de_l_etape(session, operations.lister(session))
    return [(une.reference, une.libelle.replace("\u00a0", " ")) for une in actions]


def test_the_hours_of_a_month_are_awaited_until_the_last_contract_is_said(suivies):
    """The other operation still waits for its own."""
    attente = "Déclarer les heures d’octobre 2026"
    assert attendues() == [(A, attente), (B, attente)]
    declarer(k1=70, k2=0)
    declarer(employeur=None, k3=12)
    assert attendues() == [(A, attente), (B, attente)]
    declarer(k4=5)
    assert attendues() == [(B, attente)]


def test_a_month_that_is_closed_awaits_no_hours(suivies, regler):
    """Closed though k2 to k4 said nothing; the next month is awaited from its own days on."""
    regler(DATE="2026-11-02")
    declarer(k1=70)
    valider(contrats=("k1",))
    clore(A, mois=OCTOBRE, par="essai")
    assert [reference for reference, _ in attendues()] == [B]
    regler(DATE="2026-11-20")
    assert (A, "Déclarer les heures de novembre 2026") in attendues()


def test_other_steps_are_awaited_whatever_was_declared(suivies):
    declarer(k1=70, k2=0, k4=5)
    declarer(employeur=None, k3=12)
    with lecture() as session:
        operation = operations.exiger(session, A)
        operation.etape, operation.etape_depuis = Etape.MISE_EN_OEUVRE, date(2026, 9, 1)
        assert [une.reference for une in de_l_etape(session, [operation])] == [A]
