"""The values declared in the données essentielles follow the montage."""

from __future__ import annotations

from dataclasses import replace

import pytest
from operations_exemple import ECOLE

from metier.declaration import considerations_sociales
from metier.operation import Forme, Montage


@pytest.mark.parametrize(
    ("montage", "forme", "valeurs"),
    [
        (Montage.EXECUTION, Forme.ORDINAIRE, ("Clause sociale",)),
        (Montage.EXECUTION_CRITERE, Forme.ORDINAIRE, ("Clause sociale", "Critère social")),
        (Montage.RESERVE, Forme.ORDINAIRE, ("Marché réservé",)),
        (Montage.RESERVE, Forme.CONCESSION, ("Concession réservée",)),
        (Montage.AUCUN, Forme.ORDINAIRE, ("Pas de considération sociale",)),
        (Montage.MARCHE_INSERTION, Forme.ORDINAIRE, ()),
    ],
)
def test_each_montage_has_its_values(montage: Montage, forme: Forme, valeurs: tuple[str, ...]) -> None:
    """The words are those of the official schema; insertion services are left to the buyer."""
    assert considerations_sociales(replace(ECOLE, montage=montage, forme=forme)) == valeurs
