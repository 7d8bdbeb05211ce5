"""Which documents exist for an operation."""

from __future__ import annotations

import pytest
from lots_de_test import lot, lot_du_mode, operation

from metier.missions import documents_dus
from metier.operation import Dispense, Mission, Mode, Montage

AVAL = frozenset({Mission.AVAL_SUIVI, Mission.BILAN})


@pytest.mark.parametrize(
    ("montage", "attendus"),
    [
        (Montage.EXECUTION, "A1 A2 A3 A7 A9 B1 B2 C0"),
        (Montage.EXECUTION_CRITERE, "A1 A2 A3 A7 A8 A9 B1 B2 C0"),
        (Montage.RESERVE, "A1 A2 A3 B1 B2 C0"),
        (Montage.MARCHE_INSERTION, "A1 A2 A8 A11 B1 B2 C0"),
    ],
)
def test_the_montage_decides_the_pieces(montage, attendus):
    """documents.md §14."""
    assert " ".join(documents_dus(operation(lot(), montage=montage))) == attendus


def test_an_operation_of_the_region_has_no_upstream_part():
    """Domaine §10.1: the Région calculates and writes, the relay answers and follows."""
    assert documents_dus(operation(lot(), missions=AVAL)) == ("C0",)


def test_without_writing_only_the_calculation_exists():
    missions = frozenset({Mission.AMONT_CALCUL, Mission.AVAL_SUIVI})
    assert documents_dus(operation(lot(), missions=missions)) == ("B1", "B2", "C0")


def test_hours_written_in_the_contract_are_not_calculated_again():
    assert documents_dus(operation(lot_du_mode(Mode.HEURES_AU_MARCHE, heures=350), missions=AVAL)) == ("C0",)
    dus = documents_dus(operation(lot_du_mode(Mode.HEURES_AU_MARCHE, heures=350)))
    assert "B1" not in dus
    assert "A3" in dus


def test_a_waiver_is_written_down_when_no_lot_has_a_social_consideration():
    dispense = Dispense(cas=2, motif="Aucun lien avec l’objet")
    assert documents_dus(operation(lot(clause=False), montage=Montage.AUCUN, dispense=dispense)) == ("A10", "C0")
    assert "A10" not in documents_dus(operation(lot(), dispense=dispense))


def test_an_execution_clause_without_claused_lot_gives_nothing_to_paste():
    assert documents_dus(operation(lot(clause=False))) == ("C0",)
