"""The ladder of reminders: none before a request left, none twice in a week, none after the answer, none downwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.jours_ouvres import feries
from metier.echeances import apres
from metier.relances import PAR_NIVEAU, SEMAINE, Faite, Retard, epuisee, prochaine

LUNDI = date(2027, 1, 4)
DELAI = 5


def retard(demande=LUNDI, attente=10, *, grave=False):
    """Something asked for on a day, of which one may be reminded that many working days later."""
    return Retard(operation_id=1, demande_le=demande, relancable_le=apres(demande, attente, feries()), grave=grave)


def due(retards, faites, jour):
    return prochaine(retards, faites, jour, delai=DELAI, feries=feries())


@pytest.mark.parametrize(
    ("jours", "faites", "rang"),
    [
        pytest.param(9, (), None, id="the delay is not over"),
        pytest.param(10, (), 1, id="the day it is"),
        pytest.param(60, (), 1, id="much later, the machine was off"),
        pytest.param(12, ((10, 1),), None, id="two days after a reminder"),
        pytest.param(15, ((10, 1),), 2, id="a week after"),
        pytest.param(15, ((11, 0),), None, id="less than a week after a reminder of another subject"),
        pytest.param(17, ((11, 0),), 1, id="more than a week after it: still the first of this one"),
        pytest.param(40, ((10, 1), (15, 1), (20, 1)), None, id="three in vain: a person takes over"),
    ],
)
def test_a_reminder_is_due_when_the_delay_is_over_and_the_last_one_a_week_old(jours, faites, rang):
    passees = [Faite(jour=apres(LUNDI, quand, feries()), niveau=niveau) for quand, niveau in faites]
    une = due([retard()], passees, apres(LUNDI, jours, feries()))
    assert (une.rang if une else None) == rang


def test_the_second_level_comes_with_a_grave_lapse_and_has_its_own_reminders():
    passees = [Faite(jour=apres(LUNDI, 10 + 5 * rang, feries()), niveau=1) for rang in range(PAR_NIVEAU)]
    jour = apres(LUNDI, 40, feries())
    assert epuisee([retard()], passees)
    grave = [retard(), retard(grave=True)]
    assert not epuisee(grave, passees)
    assert due(grave, passees, jour).niveau == 2


def test_a_lapse_that_follows_an_answer_begins_at_the_first_level_again():
    """What was answered no longer counts: the reminders made before the new request are of another story."""
    passees = [Faite(jour=apres(LUNDI, 10, feries()), niveau=2)]
    nouveau = retard(demande=apres(LUNDI, 30, feries()))
    une = due([nouveau], passees, nouveau.relancable_le)
    assert (une.niveau, une.rang, une.precedente) == (1, 2, None)


RETARDS = st.lists(
    st.builds(
        lambda depuis, attente, duree, grave: (retard(LUNDI + timedelta(days=depuis), attente, grave=grave), duree),
        st.integers(0, 120),
        st.integers(5, 15),
        st.integers(0, 150),
        st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=150)
@given(RETARDS, st.sets(st.integers(0, 200)), st.lists(st.integers(0, 200), max_size=3))
def test_whatever_happens_the_ladder_keeps_its_rules(histoire, jours_d_arret, autres):
    """Days one after the other, the machine off on some, lapses that begin and are answered at any time."""
    faites = [Faite(jour=LUNDI + timedelta(days=quand), niveau=0) for quand in autres]
    for rang in range(200):
        if rang in jours_d_arret:
            continue
        jour = LUNDI + timedelta(days=rang)
        presents = [un for un, duree in histoire if un.demande_le <= jour < un.relancable_le + timedelta(days=duree)]
        passees = [une for une in faites if une.jour <= jour]
        une = due(presents, passees, jour)
        if une is None:
            continue
        ouverts = [un for un in presents if un.relancable_le <= jour]
        assert ouverts, "a reminder of nothing"
        assert all(un.demande_le < un.relancable_le <= jour for un in ouverts)
        assert all(jour - passee.jour >= SEMAINE for passee in passees), "two within a week"
        debut = min(un.demande_le for un in ouverts)
        assert une.niveau >= max((p.niveau for p in passees if p.jour >= debut), default=0), "a level that goes down"
        assert une.rang == 1 + sum(p.niveau > 0 for p in passees), "a place taken twice"
        faites.append(Faite(jour=jour, niveau=une.niveau))
        assert due(presents, [*passees, faites[-1]], jour) is None, "twice the same day"
