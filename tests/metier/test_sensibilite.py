"""How far the hours move when an assumption does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from operations_exemple import ASCENSEUR, ECOLE, GROS_OEUVRE, MENAGE, RETENU, calibrage

from metier.operation import Operation
from metier.sensibilite import Variante, variantes


def par_champ(operation: Operation) -> dict[tuple[str, Fraction], Variante]:
    return {(v.hypothese.champ, v.hypothese.ecart): v for v in variantes(operation, calibrage(operation))}


def test_five_euros_less_an_hour_give_a_fifth_more_hours() -> None:
    """The published sensitivity: 25 in place of 30 €/h raises the hours by 20 %."""
    operation = replace(ECOLE, lots=(replace(GROS_OEUVRE, montant_ht=Decimal(1_200_000)),))
    variante = par_champ(operation)["cout_horaire", Fraction(-5)]
    assert (calibrage(operation).total_heures, variante.total_heures, variante.difference) == (1000, 1200, 200)


def test_a_labour_share_of_forty_percent_in_place_of_fifty_gives_a_fifth_less() -> None:
    """Ten points of labour share of a half are a fifth of the hours."""
    operation = replace(ECOLE, lots=(replace(GROS_OEUVRE, montant_ht=Decimal(1_200_000)),))
    assert par_champ(operation)["part_main_oeuvre", Fraction(-1, 10)].difference == -200


def test_decided_hours_do_not_move() -> None:
    """Hours that someone decided stay, whatever the assumption."""
    operation = replace(ECOLE, lots=(GROS_OEUVRE, RETENU))
    variante = par_champ(operation)["cout_horaire", Fraction(-5)]
    assert (variante.lots, variante.total_heures) == ((2,), 350 + 400)


def test_an_assumption_that_no_lot_reads_is_left_out() -> None:
    """Cleaning reads neither a labour share nor a cost; only its rate moves."""
    operation = replace(ECOLE, lots=(MENAGE, ASCENSEUR))
    assert {champ for champ, _ in par_champ(operation)} == {"taux_insertion"}


def test_an_impossible_assumption_is_left_out() -> None:
    """A labour share of 95 % cannot gain ten points, nor one of 5 % lose them."""
    operation = replace(ECOLE, lots=(replace(GROS_OEUVRE, part_main_oeuvre=Decimal("0.95")),))
    assert ("part_main_oeuvre", Fraction(1, 10)) not in par_champ(operation)
    operation = replace(ECOLE, lots=(replace(GROS_OEUVRE, part_main_oeuvre=Decimal("0.05")),))
    assert ("part_main_oeuvre", Fraction(-1, 10)) not in par_champ(operation)


@given(st.integers(1, 10**7), st.integers(11, 89), st.integers(6, 99))
def test_hours_never_fall_when_labour_or_rate_rises(montant: int, part: int, cout: int) -> None:
    """More labour or a higher rate never lowers the hours; a dearer hour never raises them."""
    lot = replace(
        GROS_OEUVRE, montant_ht=Decimal(montant), part_main_oeuvre=Decimal(part) / 100, cout_horaire=Decimal(cout)
    )
    for (champ, ecart), variante in par_champ(replace(ECOLE, lots=(lot,))).items():
        sens = -1 if champ == "cout_horaire" else 1
        assert variante.difference * sens * ecart >= 0
