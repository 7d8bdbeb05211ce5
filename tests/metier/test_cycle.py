"""The life cycle as a table: contract §6, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metier.cycle import (
    ATTENTES,
    OUVERTES,
    REGLES,
    TERMINEES,
    Etape,
    Situation,
    Transition,
    arrivee,
    transitions_possibles,
)
from metier.operation import Mission

TOUTES = frozenset(Mission)
AVAL = frozenset({Mission.AVAL_SUIVI, Mission.BILAN})

CONTRAT = [
    ("instruire", "signalee", "faisabilite"),
    ("accepter", "faisabilite", "calibrage"),
    ("refuser", "faisabilite", "refusee"),
    ("calibrer", "calibrage", "redaction"),
    ("rediger", "redaction", "consultation"),
    ("publier", "consultation", "consultation"),
    ("attribuer", "consultation", "attribution"),
    ("demarrer", "attribution", "demarrage"),
    ("mettre_en_oeuvre", "demarrage", "mise_en_oeuvre"),
    ("suivre", "mise_en_oeuvre", "suivi"),
    ("conclure", "suivi", "bilan"),
    ("clore", "bilan", "close"),
]


def situation(etape: str, missions: frozenset[Mission] = TOUTES, quittee: str | None = None) -> Situation:
    return Situation(etape=Etape(etape), etape_quittee=Etape(quittee) if quittee else None, missions=missions)


@pytest.mark.parametrize(("transition", "depuis", "vers"), CONTRAT)
def test_each_line_of_the_contract_leads_where_it_says(transition, depuis, vers):
    assert arrivee(situation(depuis), Transition(transition)) == Etape(vers)


def test_an_operation_without_upstream_part_goes_straight_to_attribution():
    """For the Région, and for whoever asks for the follow-up only (domaine §10.1)."""
    assert arrivee(situation("faisabilite", AVAL), Transition.ACCEPTER) == Etape.ATTRIBUTION


@pytest.mark.parametrize("transition", ["abandonner", "classer", "suspendre"])
def test_any_open_step_may_be_left(transition):
    for etape in OUVERTES:
        assert arrivee(situation(etape), Transition(transition)) is not None


@given(etape=st.sampled_from(sorted(OUVERTES)))
def test_resuming_leads_back_to_the_step_left(etape):
    assert arrivee(situation("suspendue", quittee=etape), Transition.REPRENDRE) == etape


def test_nothing_leaves_an_ended_operation():
    for etape in TERMINEES:
        assert transitions_possibles(situation(etape)) == []


@given(etape=st.sampled_from(list(Etape)), missions=st.frozensets(st.sampled_from(list(Mission)), min_size=1))
def test_every_step_that_can_be_left_says_what_it_waits_for(etape, missions):
    """No open action without an owner."""
    possibles = transitions_possibles(situation(etape, missions, quittee="suivi"))
    assert bool(possibles) == (etape in ATTENTES)


def test_the_table_holds_every_transition():
    assert set(REGLES) == set(Transition)


def test_leaving_an_operation_asks_why():
    for transition in ("refuser", "abandonner", "classer", "suspendre"):
        assert "motif" in REGLES[Transition(transition)].obligatoires
