"""Which statements are awaited: of contracts, not of lots, from the first month called for to what a person settles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.heures import Declarant, EtatHeures
from metier.operation import Lot
from metier.periodes import Mois
from metier.releves_attendus import ReleveManquant, releves_jamais_recus, releves_manquants
from metier.suivi import Contrat, Heures, Suivi

AVRIL, MAI, JUIN = Mois(2026, 4), Mois(2026, 5), Mois(2026, 6)
ALPHA = Contrat(
    id="k1", beneficiaire="b1", lot=1, type=TypeContrat.CDD, employeur="Alpha", debut=date(2026, 4, 15), fin=None
)
DEPART = Suivi(
    reference="2026-ECO-001",
    etape=Etape.SUIVI,
    lots=(Lot(numero=1, intitule="Gros œuvre", clause=True, debut=date(2026, 3, 2), fin=date(2026, 4, 30)),),
    contrats=(ALPHA,),
)


def dites(contrat: str, mois: Mois, declarant: Declarant = Declarant.EMPLOYEUR) -> Heures:
    return Heures(contrat=contrat, mois=mois, heures=Decimal(0), etat=EtatHeures.DECLAREE, declarant=declarant)


def manquants(**champs: object) -> list[str]:
    suivi = replace(DEPART, **champs)
    assert {(un.lot, un.employeur) for un in releves_manquants(suivi, JUIN)} <= {(1, "Alpha")}
    return [str(un.mois) for un in releves_manquants(suivi, JUIN)]


def test_a_contract_still_open_is_awaited_after_the_end_of_its_lot():
    assert manquants() == ["2026-04", "2026-05", "2026-06"]


def test_zero_is_hours_and_those_of_the_using_company_are_not_the_employer_s():
    heures = (dites("k1", AVRIL), dites("k1", MAI, Declarant.ENTREPRISE_UTILISATRICE))
    assert manquants(heures=heures) == ["2026-05", "2026-06"]


def test_a_statement_is_missing_until_all_its_contracts_are_declared():
    autre = replace(ALPHA, id="k2", beneficiaire="b2")
    assert manquants(contrats=(ALPHA, autre), heures=(dites("k1", AVRIL),)) == ["2026-04", "2026-05", "2026-06"]


@pytest.mark.parametrize(
    ("champs", "attendus"),
    [
        pytest.param({"releves_depuis": date(2026, 5, 1)}, ["2026-05", "2026-06"], id="before the relay followed"),
        pytest.param({"mois_clos": frozenset([MAI])}, ["2026-04", "2026-06"], id="settled"),
        pytest.param({"contrats": (replace(ALPHA, fin=date(2026, 5, 1)),)}, ["2026-04", "2026-05"], id="ended"),
        pytest.param({"contrats": (replace(ALPHA, debut=date(2026, 6, 30)),)}, ["2026-06"], id="begun late"),
        pytest.param({"lots": (replace(DEPART.lots[0], clause=False),)}, [], id="a lot without clause"),
        pytest.param({"etape": Etape.BILAN}, [], id="asked for no more"),
    ],
)
def test_only_what_is_called_for_is_awaited(champs, attendus):
    assert manquants(**champs) == attendus


def test_what_is_certified_does_without_what_came_after_the_lot_or_is_settled():
    """Were its hours asked for no more: a contract left open after the last day of its lot hinders nothing."""
    suivi = replace(DEPART, etape=Etape.BILAN)
    avril = ReleveManquant(lot=1, employeur="Alpha", mois=AVRIL)
    assert releves_jamais_recus(suivi, JUIN) == [avril]
    assert releves_jamais_recus(replace(suivi, mois_clos=frozenset([AVRIL])), JUIN) == []
