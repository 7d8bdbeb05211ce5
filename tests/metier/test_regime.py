"""The legal regime: thresholds by buyer, object and date, reserved contracts, waivers (domaine §1.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lots_de_test import lot, operation

from config.droit import get_seuils
from metier.alertes import CodeAlerte
from metier.operation import Dispense, Forme, Montage, Nature, TypeMaitreOuvrage
from metier.regime import CodeRegime, Exclusion, Regime, determiner, valeur_estimee

T = TypeMaitreOuvrage
VEILLE, JOUR = date(2026, 8, 21), date(2026, 8, 22)
FORT = {"montant_ht": "6000000"}


def regime(*lots, **champs) -> Regime:
    return determiner(operation(*lots, **champs), get_seuils())


def codes(resultat: Regime) -> list[CodeAlerte]:
    return [alerte.code for alerte in resultat.alertes]


@pytest.mark.parametrize("nature", [Nature.SERVICES, Nature.FOURNITURES, Nature.PRESTATIONS_INTELLECTUELLES])
@pytest.mark.parametrize(
    ("type_", "seuil"),
    [
        (T.ETAT, 140_000),
        (T.COLLECTIVITE, 216_000),
        (T.REGION, 216_000),
        (T.AUTRE, 216_000),
        (T.ENTITE_ADJUDICATRICE, 432_000),
    ],
)
def test_supplies_and_services_meet_the_threshold_of_their_buyer(nature, type_, seuil):
    """2026-2027; at the threshold the obligation applies, one cent under it does not."""
    champs = {"nature": nature, "type_": type_, "date_avis": JOUR}
    assert regime(lot(montant_ht=Decimal(seuil)), **champs).code is CodeRegime.OBLIGATOIRE
    assert regime(lot(montant_ht=seuil - Decimal("0.01")), **champs).code is CodeRegime.VOLONTAIRE


@pytest.mark.parametrize("type_", list(T))
@pytest.mark.parametrize(("nature", "forme"), [(Nature.TRAVAUX, Forme.ORDINAIRE), (Nature.SERVICES, Forme.CONCESSION)])
def test_works_and_concessions_meet_the_same_threshold_whoever_buys(type_, nature, forme):
    champs = {"nature": nature, "forme": forme, "type_": type_, "date_avis": JOUR}
    assert regime(lot(montant_ht="5404000"), **champs).code is CodeRegime.OBLIGATOIRE
    assert regime(lot(montant_ht="5403999.99"), **champs).code is CodeRegime.VOLONTAIRE


def test_the_value_is_that_of_the_whole_operation_lots_without_clause_included():
    """R2121-1, R2121-5: never lot by lot."""
    lots = (lot(1, montant_ht="4000000"), lot(2, montant_ht="1404000", clause=False))
    assert valeur_estimee(operation(*lots)) == 5_404_000
    assert regime(*lots).code is CodeRegime.OBLIGATOIRE


def test_a_framework_agreement_is_tested_on_its_maximum():
    """R2121-8."""
    champs = {"nature": Nature.SERVICES, "forme": Forme.BONS_DE_COMMANDE}
    maximum = Decimal(216_000)
    assert regime(lot(montant_ht="100000"), **champs, valeur_maximale_ht=maximum).code is CodeRegime.OBLIGATOIRE
    assert regime(lot(montant_ht="300000"), **champs, valeur_maximale_ht=maximum - 1).code is CodeRegime.VOLONTAIRE


def test_a_maximum_under_the_sum_of_the_lots_is_told():
    champs = {"nature": Nature.SERVICES, "forme": Forme.BONS_DE_COMMANDE}
    dits = [
        codes(regime(lot(1, montant_ht="60000"), lot(2, montant_ht="40000"), **champs, valeur_maximale_ht=Decimal(dit)))
        for dit in ("100000", "99999.99")
    ]
    assert dits == [[], [CodeAlerte.MAXIMUM_DEPASSE]]


@pytest.mark.parametrize("forme", [Forme.ORDINAIRE, Forme.TRANCHES, Forme.CONCESSION])
def test_a_maximum_where_there_is_no_framework_agreement_lowers_nothing(forme):
    """Contract §4: the maximum is that of a framework agreement; another form has none."""
    lu = regime(lot(**FORT), forme=forme, valeur_maximale_ht=Decimal(1000))
    assert (lu.code, lu.valeur_estimee) == (CodeRegime.OBLIGATOIRE, 6_000_000)
    assert codes(lu) == [CodeAlerte.MAXIMUM_SANS_OBJET]
    inconnu = regime(lot(montant_ht=None), forme=forme, valeur_maximale_ht=Decimal(1000))
    assert inconnu.sans_montant == (1,)


def test_a_reserved_contract_says_to_whom():
    assert codes(regime(lot(), montage=Montage.RESERVE)) == [CodeAlerte.RESERVATION_SANS_ARTICLE]
    assert codes(regime(lot(), montage=Montage.RESERVE, articles_reservation=("L2113-13",))) == []


def test_a_framework_agreement_without_maximum_is_to_be_checked_under_the_threshold():
    champs = {"nature": Nature.SERVICES, "forme": Forme.BONS_DE_COMMANDE}
    assert codes(regime(lot(montant_ht="100000"), **champs)) == [CodeAlerte.MAXIMUM_ABSENT]
    assert codes(regime(lot(montant_ht="300000"), **champs)) == []


def test_the_obligation_starts_with_the_notices_of_22_august_2026():
    assert regime(lot(**FORT), date_avis=JOUR).code is CodeRegime.OBLIGATOIRE
    veille = regime(lot(**FORT), date_avis=VEILLE)
    assert veille.code is CodeRegime.VOLONTAIRE
    assert veille.exclusion is Exclusion.AVIS_ANTERIEUR
    assert codes(veille) == [CodeAlerte.DATE_A_TRANCHER]


@pytest.mark.parametrize(
    ("jour", "seuil", "datee"),
    [
        (date(2024, 1, 1), 5_538_000, True),
        (date(2025, 12, 31), 5_538_000, True),
        (date(2026, 1, 1), 5_404_000, True),
        (date(2027, 12, 31), 5_404_000, True),
        (date(2028, 1, 1), 5_404_000, False),
        (date(2023, 12, 31), 5_404_000, False),
    ],
)
def test_the_threshold_is_the_one_in_force_that_day(jour, seuil, datee):
    """A day that no table covers takes the last one, with an alert."""
    resultat = regime(lot(montant_ht="1000"), date_avis=jour)
    assert resultat.seuil == seuil
    assert (CodeAlerte.TABLE_NON_DATEE not in codes(resultat)) is datee


def test_an_obligation_after_the_last_table_still_applies_with_an_alert():
    resultat = regime(lot(**FORT), date_avis=date(2028, 3, 1))
    assert resultat.code is CodeRegime.OBLIGATOIRE
    assert codes(resultat) == [CodeAlerte.TABLE_NON_DATEE]


@pytest.mark.parametrize(
    ("montage", "attendu"),
    [(Montage.RESERVE, CodeRegime.MARCHE_RESERVE), (Montage.MARCHE_INSERTION, CodeRegime.SERVICE_INSERTION)],
)
@pytest.mark.parametrize("montant", ["1000", "9000000"])
def test_reserved_and_insertion_contracts_have_their_own_regime_at_any_value(montage, attendu, montant):
    assert regime(lot(montant_ht=montant), montage=montage).code is attendu


def test_defence_contracts_are_left_out():
    """L2312-1-1."""
    resultat = regime(lot(**FORT), defense=True)
    assert (resultat.code, resultat.exclusion) == (CodeRegime.VOLONTAIRE, Exclusion.DEFENSE)


def test_another_social_consideration_suffices():
    sans_clause = lot(1, clause=False, autre_consideration="Formation de tous les intervenants", **FORT)
    assert regime(sans_clause, montage=Montage.AUCUN).code is CodeRegime.OBLIGATOIRE


def test_a_blank_consideration_is_none():
    assert regime(lot(1, clause=False, autre_consideration="  ", **FORT), montage=Montage.AUCUN).code is (
        CodeRegime.A_REGULARISER
    )


def test_one_lot_suffices_and_the_others_are_named():
    lots = (lot(1, **FORT), lot(2, clause=False), lot(3, clause=False), lot(4, clause=False, autre_consideration="x"))
    resultat = regime(*lots)
    assert resultat.code is CodeRegime.OBLIGATOIRE
    assert [(alerte.code, alerte.valeurs["lots"]) for alerte in resultat.alertes] == [
        (CodeAlerte.UN_LOT_SUFFIT, (2, 3))
    ]


def test_nothing_planned_and_nothing_waived_is_to_be_put_right():
    resultat = regime(lot(clause=False, **FORT), montage=Montage.AUCUN)
    assert resultat.code is CodeRegime.A_REGULARISER
    assert codes(resultat) == [CodeAlerte.A_REGULARISER]


@pytest.mark.parametrize(
    ("cas", "champs", "attendu"),
    [
        (1, {}, None),
        (2, {}, None),
        (3, {}, None),
        (4, {"duree_mois": 5}, None),
        (4, {"duree_mois": 6}, CodeAlerte.DISPENSE_HORS_CAS),
        (4, {}, CodeAlerte.DISPENSE_SANS_DUREE),
        (4, {"duree_mois": 5, "nature": Nature.SERVICES}, CodeAlerte.DISPENSE_HORS_CAS),
        (1, {"forme": Forme.CONCESSION}, CodeAlerte.DISPENSE_HORS_CAS),
        (2, {"forme": Forme.CONCESSION}, None),
        (3, {"forme": Forme.CONCESSION}, None),
        (4, {"forme": Forme.CONCESSION, "duree_mois": 5}, CodeAlerte.DISPENSE_HORS_CAS),
    ],
)
def test_a_waiver_holds_in_its_case_only(cas, champs, attendu):
    """L2112-2-1, II; L3114-2-1 for a concession."""
    dispense = Dispense(cas=cas, motif="Motif constaté le 3 septembre 2026")
    resultat = regime(lot(clause=False, **FORT), montage=Montage.AUCUN, dispense=dispense, **champs)
    assert resultat.code is (CodeRegime.A_REGULARISER if attendu else CodeRegime.DISPENSE_MOTIVEE)
    assert codes(resultat) == ([attendu] if attendu else [])


@pytest.mark.parametrize("motif", ["", "  \n"])
def test_a_waiver_without_a_reason_does_not_hold(motif):
    resultat = regime(lot(clause=False, **FORT), montage=Montage.AUCUN, dispense=Dispense(cas=2, motif=motif))
    assert resultat.code is CodeRegime.A_REGULARISER
    assert codes(resultat) == [CodeAlerte.DISPENSE_SANS_MOTIF]


def test_a_waiver_under_the_threshold_is_pointless():
    dispense = Dispense(cas=2, motif="x")
    resultat = regime(lot(clause=False), montage=Montage.AUCUN, dispense=dispense)
    assert (resultat.code, codes(resultat)) == (CodeRegime.VOLONTAIRE, [CodeAlerte.DISPENSE_SANS_OBJET])


def test_a_lot_without_amount_makes_the_value_uncertain():
    resultat = regime(lot(1), lot(2, montant_ht=None))
    assert [(alerte.code, alerte.valeurs["lots"]) for alerte in resultat.alertes] == [
        (CodeAlerte.MONTANT_INCONNU, (2,))
    ]


def test_a_claused_lot_in_a_montage_without_clause_is_pointed_out():
    assert codes(regime(lot(), montage=Montage.AUCUN)) == [CodeAlerte.MONTAGE_SANS_CLAUSE]
    assert codes(regime(lot(clause=False))) == [CodeAlerte.CLAUSE_ABSENTE]


@pytest.mark.parametrize(
    ("articles", "forme", "alerte"),
    [
        (("L2113-12", "L2113-13"), Forme.ORDINAIRE, False),
        (("L2113-14",), Forme.ORDINAIRE, False),
        (("L2113-14",), Forme.CONCESSION, True),
        (("L3113-1", "L3113-2"), Forme.CONCESSION, True),
        (("L3113-1",), Forme.CONCESSION, False),
    ],
)
def test_both_reservations_at_once_are_refused_to_concessions_only(articles, forme, alerte):
    """L2113-14 allows them together in a marché, L3113-3 forbids it in a concession."""
    resultat = regime(lot(), montage=Montage.RESERVE, forme=forme, articles_reservation=articles)
    assert (CodeAlerte.CUMUL_EN_CONCESSION in codes(resultat)) is alerte


def test_the_regime_says_when_the_law_was_read():
    assert regime().lus_le == date(2026, 4, 4)


@given(st.permutations([lot(1, montant_ht="5404000"), lot(2, clause=False), lot(3, autre_consideration="x")]))
def test_the_order_of_the_lots_does_not_change_the_regime(lots):
    assert regime(*lots).code is CodeRegime.OBLIGATOIRE
