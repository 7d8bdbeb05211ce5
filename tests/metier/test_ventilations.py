"""No figure under five can be read in a breakdown, or worked out from what is shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suivis import NOMS, de_nombreux_lots, suivi

from metier.effectifs import effectifs
from metier.portee import Portee
from metier.ventilations import AUTRES_COMMUNES, PLANCHER, Axe, masquer, regrouper, ventiler

COMPTES = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), min_size=1)


@given(COMPTES)
def test_no_figure_under_five_is_shown(comptes):
    """Zero says that nobody is there; one to four are hidden, and nothing shown is changed."""
    montres = masquer(comptes)
    assert set(montres) == set(comptes)
    for cle, combien in montres.items():
        assert combien is None or (combien == comptes[cle] and not 0 < combien < PLANCHER)


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), min_size=2))
def test_the_total_does_not_give_a_hidden_figure_away(comptes):
    """With the total and all that is shown, each hidden figure may still be five or more, and under five."""
    montres = masquer(comptes)
    caches = [cle for cle, combien in montres.items() if combien is None]
    if not caches or len(caches) == len(comptes):
        return
    reste = sum(comptes.values()) - sum(combien for combien in montres.values() if combien is not None)
    debuts = product(range(1, reste + 1), repeat=len(caches) - 1)
    possibles = [(*debut, reste - sum(debut)) for debut in debuts if sum(debut) < reste]
    for valeurs in zip(*possibles, strict=True):
        assert max(valeurs) >= PLANCHER > min(valeurs)


@pytest.mark.parametrize(
    ("comptes", "montres"),
    [
        pytest.param({"F": 12, "M": 9}, {"F": 12, "M": 9}, id="nothing small"),
        pytest.param({"F": 3, "M": 9}, {"F": None, "M": None}, id="the other would give it by subtraction"),
        pytest.param({"F": 3, "M": 9, "X": 7}, {"F": None, "M": 9, "X": None}, id="the smallest other one"),
        pytest.param({"a": 1, "b": 1, "c": 9}, {"a": None, "b": None, "c": None}, id="two that make two"),
        pytest.param({"a": 4, "b": 4, "c": 9}, {"a": None, "b": None, "c": 9}, id="two that hide each other"),
        pytest.param({"a": 3, "b": 0}, {"a": None, "b": None}, id="a total under five shows nothing, zeros included"),
        pytest.param({"a": 6, "b": 0}, {"a": 6, "b": 0}, id="zero is no secret"),
    ],
)
def test_what_is_hidden_with_a_small_figure(comptes, montres):
    """Secondary suppression, case by case."""
    assert masquer(comptes) == montres


@given(st.dictionaries(st.sampled_from([f"5700{rang}" for rang in range(9)]), st.integers(1, 9), min_size=1))
def test_small_communes_are_grouped_without_their_names(comptes):
    """The name of a commune alone says that somebody lives there; the group holds five people or stays secret."""
    montres = regrouper(comptes)
    for nom, combien in montres.items():
        assert combien is None or combien >= PLANCHER
        assert nom == AUTRES_COMMUNES or comptes[nom] == combien
    if None not in montres.values():
        assert sum(montres.values()) == sum(comptes.values())
    else:
        assert sum(comptes.values()) < PLANCHER


@pytest.mark.parametrize("nom", NOMS)
@pytest.mark.parametrize("axe", list(Axe))
def test_the_number_of_persons_is_never_hidden(nom, axe):
    """The total of every breakdown is the number of distinct persons."""
    assert ventiler(suivi(nom), axe).total == effectifs(suivi(nom)).personnes


def test_a_larger_operation_shows_its_larger_figures():
    """Thirty persons: fifteen women, fifteen men; each bracket of age it can show."""
    sexes = {une.libelle: une.effectif for une in ventiler(de_nombreux_lots(30), Axe.SEXE).cellules}
    assert sexes == {"femme": 15, "homme": 15}
    ages = {une.libelle: une.effectif for une in ventiler(de_nombreux_lots(30), Axe.AGE).cellules}
    assert ages["de 26 à 40 ans"] == 15
    assert sum(combien or 0 for combien in ages.values()) < 30


def test_a_person_of_two_operations_is_broken_down_once():
    """Twelve persons in the two examples that share one."""
    assert ventiler([suivi("01-ecole"), suivi("03-region-aval")], Axe.SEXE).total == 12


def test_a_part_of_an_operation_is_not_broken_down():
    """Its figures and those of the whole would give the rest by subtraction."""
    with pytest.raises(ValueError, match="other part"):
        ventiler(suivi("01-ecole"), Axe.SEXE, Portee().du_lot(1))
