"""A month of a contract: who says what, and what it makes of the hours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metier.heures import EtatHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois, etat_confronte


def ligne(heures, formation=0, etat=EtatHeures.DECLAREE):
    return LigneDuMois(heures=Decimal(heures), dont_formation=Decimal(formation), etat=etat)


def contrat(**autres):
    valeurs = {
        "operation_id": 1,
        "reference": "2026-VAL-001",
        "contrat_id": 1,
        "contrat": "k1",
        "lot": 1,
        "employeur": "Tremplin",
        "entreprise": "Bâti Rombelle",
        "personne_id": 1,
        "nom": "Morvilay",
        "prenom": "Élodie",
        "debut": date(2026, 9, 7),
        "fin": None,
        "comptee": True,
    }
    return ContratDuMois(**valeurs | autres)


@pytest.mark.parametrize(
    ("dites", "recoupees", "tolerance", "etat"),
    [
        pytest.param("70", None, "0", "declaree", id="nobody says otherwise"),
        pytest.param("70", "70.00", "0", "declaree", id="the same, written otherwise"),
        pytest.param("70", "69.99", "0", "contestee", id="one hundredth less"),
        pytest.param("70", "72", "2", "declaree", id="more, just within the tolerance"),
        pytest.param("70", "67.99", "2", "contestee", id="less, just beyond it"),
        pytest.param("0", "7", "0", "contestee", id="hours where none was said"),
    ],
)
def test_hours_are_contested_beyond_the_tolerance(dites, recoupees, tolerance, etat):
    autres = None if recoupees is None else Decimal(recoupees)
    assert etat_confronte(Decimal(dites), autres, Decimal(tolerance)) == etat


def test_the_same_hours_are_the_same_whatever_became_of_them():
    assert ligne("7.0", "1").dit_comme(ligne("7", "1.00", EtatHeures.VALIDEE))
    assert not ligne("7", "1").dit_comme(ligne("7", "2"))
    assert not ligne("0").dit_comme(None)


def test_an_employer_is_not_its_own_using_company():
    assert contrat().utilisatrice == "Bâti Rombelle"
    assert contrat(employeur="Bâti Rombelle").utilisatrice is None
    assert contrat(entreprise=None).utilisatrice is None


def test_a_difference_takes_two_sides():
    assert contrat(dite=ligne("70"), recoupee=ligne("62.5")).ecart == Decimal("-7.5")
    assert contrat(dite=ligne("70")).ecart is None
    assert contrat(recoupee=ligne("62.5")).ecart is None
