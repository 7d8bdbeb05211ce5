"""The pace expected, the forecast, the status and the exposure of a lot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suivis import ATTENDUS, OCTOBRE, REGLES, suivi

from metier.cycle import Etape
from metier.heures import EtatHeures
from metier.operation import Lot, Penalites
from metier.periodes import Mois
from metier.publics import Categorie
from metier.rythme import (
    Calendrier,
    StatutLot,
    calendrier,
    dues_sur_factures,
    exposition,
    heures_attendues,
    projection,
    rythme,
)
from metier.suivi import Attribution, Beneficiaire, Contrat, Heures, Suivi

LOT = Lot(numero=1, intitule="Gros œuvre", clause=True, debut=date(2026, 1, 1), fin=date(2026, 10, 31))
DUES = 1000


def execution(par_mois: dict[int, str], *, etat: EtatHeures = EtatHeures.VALIDEE, lot: Lot = LOT) -> Suivi:
    """A lot of 1,000 hours due from January to October 2026, with these hours in these months."""
    return Suivi(
        reference="2026-VAL-001",
        etape=Etape.SUIVI,
        penalites=Penalites(heure=Decimal(60)),
        lots=(lot,),
        attributions=(Attribution(lot=1, entreprise="Bâti Rombelle", heures_engagees=Decimal(DUES)),),
        beneficiaires=(
            Beneficiaire(
                id="b1",
                nom="Courtevin",
                prenom="Karim",
                naissance=date(1979, 11, 2),
                categorie=Categorie.DELD,
                validee_le=date(2025, 12, 1),
            ),
        ),
        contrats=(
            Contrat(id="k1", beneficiaire="b1", lot=1, type="cdi", employeur="Bâti Rombelle", debut=date(2026, 1, 5)),
        ),
        heures=tuple(
            Heures(contrat="k1", mois=Mois(2026, mois), heures=Decimal(heures), etat=etat)
            for mois, heures in par_mois.items()
        ),
    )


def statut(vu: Suivi, mois: int, annee: int = 2026) -> StatutLot:
    return rythme(vu, vu.lots[0], Mois(annee, mois), REGLES.seuils).statut


def test_the_pace_expected_follows_the_days_gone():
    """Half the days, half the hours; all of them after the end; none before the start."""
    vu = execution({})
    attendus = [heures_attendues(vu, LOT, Mois(annee, mois)) for annee, mois in ((2025, 12), (2026, 5), (2027, 1))]
    assert attendus == [0, Decimal("496.71"), DUES]


@pytest.mark.parametrize(
    ("lot", "notification", "duree", "attendu"),
    [
        pytest.param(LOT, None, None, Calendrier(debut=date(2026, 1, 1), fin=date(2026, 10, 31)), id="its own dates"),
        pytest.param(
            replace(LOT, debut=None, fin=None, duree_mois=7),
            date(2026, 1, 31),
            24,
            Calendrier(debut=date(2026, 1, 31), fin=date(2026, 8, 30)),
            id="notification and the lot's duration",
        ),
        pytest.param(
            replace(LOT, debut=None, fin=None),
            date(2026, 2, 9),
            24,
            Calendrier(debut=date(2026, 2, 9), fin=date(2028, 2, 8)),
            id="the operation's duration",
        ),
        pytest.param(replace(LOT, debut=None, fin=None), None, 24, None, id="no notification"),
        pytest.param(replace(LOT, fin=None), None, None, None, id="no duration"),
    ],
)
def test_the_days_of_a_lot(lot, notification, duree, attendu):
    """Its dates, else the notification and a duration, else unknown."""
    depart = execution({}, lot=lot)
    attribution = replace(depart.attributions[0], date_notification=notification)
    assert calendrier(replace(depart, attributions=(attribution,), duree_mois=duree), lot) == attendu


def test_a_lot_by_ratio_owes_what_its_invoices_say():
    """228 hours on the published example: whole hours, truncated."""
    vu = suivi("02-nettoyage-accord-cadre")
    lot = vu.lots[1]
    assert dues_sur_factures(vu, lot) == ATTENDUS["02-nettoyage-accord-cadre.json"]["heures_dues_sur_factures"]["2"]
    assert dues_sur_factures(vu, lot, Mois(2026, 4)) == 21
    assert heures_attendues(vu, lot, Mois(2026, 5)) == 51
    assert dues_sur_factures(vu, vu.lots[0]) is None


def test_a_threshold_gives_nothing_below_it():
    """Only what is invoiced beyond the threshold opens hours."""
    vu = suivi("02-nettoyage-accord-cadre")
    assert dues_sur_factures(vu, replace(vu.lots[1], seuil_declenchement_ht=Decimal(100_000))) == 61
    assert dues_sur_factures(vu, replace(vu.lots[1], seuil_declenchement_ht=Decimal(900_000))) == 0


def test_orders_with_a_maximum_follow_what_was_invoiced():
    """A lot of orders that is not by ratio: committed hours × invoiced ÷ maximum."""
    depart = suivi("02-nettoyage-accord-cadre")
    lot = replace(depart.lots[0], montant_ht=Decimal(200_000))
    vu = replace(depart, factures=tuple(replace(une, lot=1) for une in depart.factures))
    assert heures_attendues(vu, lot, Mois(2026, 4)) == Decimal("60.48")


def test_the_forecast_prolongs_the_last_three_months():
    """300 hours in six months, the last three at 60: 300 + 60 × 4."""
    vu = execution({1: "20", 2: "40", 3: "60", 4: "60", 5: "60", 6: "60"})
    assert projection(vu, LOT, Mois(2026, 6)) == 540
    assert projection(vu, LOT, Mois(2026, 10)) == 300


def test_the_forecast_of_a_young_lot_uses_its_own_months():
    """A month alone is not divided by three."""
    assert projection(execution({1: "50"}), LOT, Mois(2026, 1)) == 500


@pytest.mark.parametrize(
    ("heures", "mois", "attendu"),
    [
        pytest.param({1: "1000"}, 3, StatutLot.SOLDE, id="all validated"),
        pytest.param({1: "450"}, 5, StatutLot.CONFORME, id="nine tenths of 496.71"),
        pytest.param({1: "440"}, 5, StatutLot.A_SURVEILLER, id="under nine tenths"),
        pytest.param({1: "340"}, 5, StatutLot.EN_RETARD, id="under seven tenths"),
        pytest.param({}, 5, StatutLot.EN_RETARD, id="nothing done, half the time gone"),
        pytest.param({1: "999"}, 10, StatutLot.EN_RETARD, id="over, an hour missing"),
    ],
)
def test_the_status_compares_with_the_pace(heures, mois, attendu):
    """The thresholds are those of the configuration."""
    assert statut(execution(heures), mois) is attendu


def test_hours_that_wait_for_validation_are_no_delay():
    """A late validation is not read as a late company; a lot is not settled by them either."""
    vu = execution({1: "1000"}, etat=EtatHeures.DECLAREE)
    assert (statut(vu, 5), statut(vu, 10)) == (StatutLot.CONFORME, StatutLot.A_SURVEILLER)


def test_a_lot_that_has_not_begun_is_not_late():
    """March 2027 for the painting of the lycée."""
    vu = suivi("03-region-aval")
    assert rythme(vu, vu.lots[2], OCTOBRE, REGLES.seuils).statut is StatutLot.NON_DEMARRE


def test_without_dates_nothing_is_expected_and_nothing_is_late():
    sans = replace(LOT, debut=None, fin=None)
    vu = rythme(execution({3: "10"}, lot=sans), sans, OCTOBRE, REGLES.seuils)
    assert (vu.attendu, vu.ecart, vu.projection, vu.statut) == (None, None, None, StatutLot.CONFORME)


@pytest.mark.parametrize(
    ("dues", "faites", "euros"),
    [(1000, 940, 3600), (1000, 1050, 0), (1000, 1000, 0)],
)
def test_the_exposure_is_the_hours_missing_at_the_contracts_penalty(dues, faites, euros):
    """documents.md §16: 60 h missing at 60 € are 3,600 €."""
    assert exposition(Decimal(dues), Decimal(faites), Decimal(60)) == euros
    assert exposition(Decimal(dues), Decimal(faites), None) is None


@given(st.integers(0, 2000), st.integers(1, 12))
def test_remaining_hours_and_exposure_are_never_negative(heures, mois):
    """However much was done, and whenever."""
    vu = rythme(execution({1: str(heures)}), LOT, Mois(2026, mois), REGLES.seuils)
    assert vu.restantes == max(0, DUES - heures)
    assert vu.exposition == vu.restantes * 60
    assert vu.attendu is not None
    assert 0 <= vu.attendu <= DUES
