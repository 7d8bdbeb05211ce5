"""Hours of insertion: the published and derived cases, the rounding, what each result warns of."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lots_de_test import calibrage, lot, lot_du_mode, operation

from config.baremes import FOURNIS, charger
from config.droit import get_seuils
from echanges.format_operation import lire_operation
from echanges.lecture_json import lire_json
from formats.calcul import phrase_alerte
from metier.alertes import CodeAlerte
from metier.calibrage import Calibrage, calibrer
from metier.fautes import FautesDeSaisie
from metier.formules import CodeEtape
from metier.operation import Lot, Mode
from metier.regime import determiner

DONNEES = Path(__file__).resolve().parent.parent / "donnees"
GENERIQUE = charger("generique-2026", FOURNIS)
VECTEURS = {
    ligne["id"]: ligne
    for ligne in csv.DictReader((DONNEES / "calculs.csv").read_text(encoding="utf-8").splitlines())
    if ligne["statut"] in {"publie", "derive"}
}
ATTENDUS = json.loads((DONNEES / "operations" / "attendus.json").read_text(encoding="utf-8"))


def _lots(ligne: dict[str, str]) -> list[Lot]:
    """The lots that a row of calculs.csv describes."""
    autres = dict(paire.split("=") for paire in ligne["autres_entrees"].split("|") if paire)
    if "lots" in autres:
        return [_lot(VECTEURS[nom], numero) for numero, nom in enumerate(autres["lots"].split("+"), start=1)]
    if "heures_brutes" in autres:
        bruts = [Decimal(brut) for brut in autres["heures_brutes"].split("+")]
        return [
            lot(rang, montant_ht=brut * 30, part_main_oeuvre="1", taux_insertion="1")
            for rang, brut in enumerate(bruts, start=1)
        ]
    return [_lot(ligne, 1)]


def _lot(ligne: dict[str, str], numero: int) -> Lot:
    autres = dict(paire.split("=") for paire in ligne["autres_entrees"].split("|") if paire)
    entrees = {nom: ligne[nom] for nom in ("montant_ht", "part_main_oeuvre", "cout_horaire", "taux_insertion")}
    entrees = {nom: valeur for nom, valeur in {**entrees, **autres}.items() if valeur}
    if ligne["mode"] == "proprete":
        cout, part = Decimal(entrees.pop("cout_horaire")), Decimal(entrees.pop("part_main_oeuvre"))
        entrees["ca_par_heure"] = str(cout / part)
    if "duree_mois" in entrees:
        entrees["duree_mois"] = int(entrees["duree_mois"])
    return lot_du_mode(Mode(ligne["mode"]), numero, **entrees)


@pytest.mark.parametrize("nom", sorted(VECTEURS))
def test_every_published_or_derived_vector_gives_its_hours(nom):
    """calculs.csv, through the calculation of the product."""
    ligne = VECTEURS[nom]
    assert calibrage(GENERIQUE, *_lots(ligne)).total_heures == int(ligne["heures_attendues"])


def test_all_twenty_vectors_are_read():
    assert len(VECTEURS) == 20


@pytest.mark.parametrize("nom", [nom for nom, attendu in sorted(ATTENDUS.items()) if attendu["code_sortie"] == 0])
def test_every_example_operation_gives_its_hours_and_regime(nom):
    """Hours, days, ETP of each claused lot, the total and the regime of attendus.json."""
    lecture = lire_operation(lire_json(DONNEES / "operations" / nom))
    resultat = calibrer(lecture.operation, GENERIQUE)
    attendu = ATTENDUS[nom]
    lus = [
        {
            "numero": lot.numero,
            "heures": lot.heures,
            "heures_calculees": str(lot.heures_calculees),
            "jours": str(lot.jours),
            "etp": str(lot.etp),
        }
        for lot in resultat.lots
    ]
    assert lus == attendu["lots"]
    assert resultat.total_heures == attendu["total_heures"]
    assert determiner(lecture.operation, get_seuils()).code == attendu["regime"]
    assert {lot.numero for lot in resultat.lots if lot.alertes} >= set(attendu.get("alertes_sur_lots", []))


def test_a_lot_without_a_clause_has_no_hours():
    resultat = calibrage(GENERIQUE, lot(1), lot(2, clause=False))
    assert [ligne.numero for ligne in resultat.lots] == [1]
    assert resultat.total_heures == 833


def test_the_exact_value_is_rounded_not_the_displayed_one():
    """152.4999… shows as 152.50 to 0.01, and rounds to 152: half up applies to the exact value."""
    resultat = calibrage(GENERIQUE, lot(montant_ht="4574.999", part_main_oeuvre="1", taux_insertion="1"))
    assert resultat.lots[0].heures_calculees == Decimal("152.50")
    assert resultat.lots[0].heures == 152


def test_days_and_etp_come_from_the_hours_kept():
    resultat = calibrage(GENERIQUE, lot(heures_retenues=400, motif="Deux apprentis")).lots[0]
    assert (resultat.heures, resultat.jours, resultat.etp) == (400, Decimal("57.1"), Decimal("0.25"))
    assert resultat.heures_calculees == Decimal("833.33")


def test_the_steps_lead_from_the_amount_to_the_hours():
    etapes = calibrage(GENERIQUE, lot()).lots[0].etapes
    assert [etape.code for etape in etapes] == [
        CodeEtape.MAIN_OEUVRE,
        CodeEtape.HEURES_MAIN_OEUVRE,
        CodeEtape.HEURES_INSERTION,
        CodeEtape.ARRONDI,
        CodeEtape.CONVERSION,
    ]
    assert etapes[0].valeurs["resultat"] == 500_000


def test_a_step_is_found_by_its_code_and_none_when_the_mode_has_it_not():
    resultat = calibrage(GENERIQUE, lot()).lots[0]
    assert resultat.etape(CodeEtape.HEURES_MAIN_OEUVRE).valeurs["resultat"] == Fraction(500_000, 30)
    assert resultat.etape(CodeEtape.POTENTIEL) is None


def _codes(resultat: Calibrage) -> list[CodeAlerte]:
    return [alerte.code for ligne in resultat.lots for alerte in ligne.alertes]


@pytest.mark.parametrize(
    ("un_lot", "attendus"),
    [
        pytest.param(lot(montant_ht="40000"), [CodeAlerte.SOUS_CONSEIL], id="33 h, under a week"),
        pytest.param(lot(montant_ht="42000"), [], id="35 h exactly"),
        pytest.param(lot(montant_ht="0"), [CodeAlerte.AUCUNE_HEURE], id="no amount, no hour"),
        pytest.param(lot(duree_mois=6), [], id="833 h in 6 months: one person suffices for 910 h"),
        pytest.param(lot(duree_mois=5), [CodeAlerte.DUREE_COURTE], id="833 h in 5 months: 758 h at most for one"),
        pytest.param(lot(cout_horaire=None), [CodeAlerte.VALEUR_DU_BAREME], id="cost from the barème"),
        pytest.param(lot(taux_insertion=None), [CodeAlerte.VALEUR_DU_BAREME], id="rate from the barème"),
        pytest.param(
            lot(intitule="Peinture intérieure", part_main_oeuvre=None),
            [CodeAlerte.VALEUR_DU_BAREME],
            id="published share",
        ),
        pytest.param(lot(heures_totales="100"), [CodeAlerte.CLE_IGNOREE], id="key of another mode"),
        pytest.param(lot(heures_retenues=1042, motif="x"), [CodeAlerte.RETENUES_ELOIGNEES], id="25.04 % above"),
        pytest.param(lot(heures_retenues=1041, motif="x"), [], id="24.92 % above"),
        pytest.param(lot(heures_retenues=0, motif="x"), [CodeAlerte.RETENUES_ELOIGNEES], id="none kept of 833 h"),
        pytest.param(lot(montant_ht="0", heures_retenues=0, motif="x"), [CodeAlerte.AUCUNE_HEURE], id="none of none"),
        pytest.param(
            lot_du_mode(
                Mode.PROPRETE,
                montant_ht="60000",
                duree_mois=12,
                taux_insertion="0.05",
                heures_mensuelles_reprises="150",
            ),
            [CodeAlerte.SOUS_PLANCHER_PROPRETE],
            id="propreté under its published floor",
        ),
        pytest.param(
            lot_du_mode(
                Mode.PROPRETE,
                montant_ht="100000",
                duree_mois=12,
                taux_insertion="0.10",
                heures_mensuelles_reprises="400",
            ),
            [CodeAlerte.REPRISE_EXCEDENTAIRE],
            id="propreté: the staff taken over exceeds the potential",
        ),
        pytest.param(
            lot_du_mode(
                Mode.RATIO_EUROS, montant_ht="2700000", seuil_declenchement_ht="2700000", euros_par_heure="2000"
            ),
            [CodeAlerte.AUCUNE_HEURE],
            id="ratio at its threshold",
        ),
        pytest.param(lot_du_mode(Mode.HEURES_AU_MARCHE, heures=350), [], id="hours of the contract need no amount"),
    ],
)
def test_each_result_warns_of_what_it_must(un_lot, attendus):
    assert _codes(calibrage(GENERIQUE, un_lot)) == attendus


def test_no_hour_kept_is_told_against_the_hours_computed():
    """Whatever gap the barème tolerates."""
    (ligne,) = calibrage(replace(GENERIQUE, ecart_retenues=None), lot(heures_retenues=0, motif="x")).lots
    (alerte,) = ligne.alertes
    assert phrase_alerte(alerte).replace("\u00a0", " ").startswith("0 h retenues alors que le calcul donne 833,33 h")


def test_hours_kept_on_a_lot_without_clause_have_no_effect_and_it_is_said():
    resultat = calibrage(GENERIQUE, lot(), lot(2, clause=False, heures_retenues=40, motif="x"))
    (alerte,) = resultat.alertes
    assert (alerte.lot, resultat.total_heures) == (2, 833)
    assert phrase_alerte(alerte) == (
        "lots[1].heures_retenues n’entre pas dans le calcul de ce lot (lot non clausé) et n’a pas été lu"
    )


def test_a_short_duration_says_how_many_people_at_once():
    """3,583 h in 8 months, one person at 151.67 h a month: three at once."""
    alertes = calibrage(GENERIQUE, lot(montant_ht="4300000", duree_mois=8)).lots[0].alertes
    assert alertes[0].valeurs["personnes"] == 3


def test_the_duration_of_the_operation_serves_a_lot_without_one():
    assert _codes(calibrage(GENERIQUE, lot(), duree_mois=5)) == [CodeAlerte.DUREE_COURTE]


@pytest.mark.parametrize("intitule", ["Électricité", "VRD", "Couverture", "Espaces verts", "Gros œuvre"])
def test_a_trade_without_a_published_share_is_refused_by_name(intitule):
    """No ratio is invented: domaine §3.6 lists the only published ones."""
    with pytest.raises(FautesDeSaisie) as faute:
        calibrage(GENERIQUE, lot(1, clause=False), lot(2, intitule=intitule, part_main_oeuvre=None))
    assert faute.value.champ == "lots[1].part_main_oeuvre"
    assert "aucun ratio publié" in faute.value.phrase
    assert intitule in faute.value.phrase


def test_a_lot_of_two_trades_is_asked_its_share():
    with pytest.raises(FautesDeSaisie, match="plusieurs métiers"):
        calibrage(GENERIQUE, lot(intitule="Maçonnerie et peinture intérieure", part_main_oeuvre=None))


def test_every_missing_input_is_named_at_once():
    with pytest.raises(FautesDeSaisie) as faute:
        calibrage(GENERIQUE, lot(1, part_main_oeuvre=None), lot_du_mode(Mode.RATIO_EUROS, 2, montant_ht="1000"))
    assert [une.champ for une in faute.value.fautes] == ["lots[0].part_main_oeuvre", "lots[1].euros_par_heure"]


# Properties

PARTS = st.decimals("0.01", "1", places=4)
TAUX = st.decimals("0.01", "0.50", places=4)
MONTANTS = st.decimals(0, 50_000_000, places=2)
COUTS = st.decimals("10", "80", places=2)
HEURES = st.decimals(0, 5000, places=2)


def _generique(montant, part, cout, taux):
    return lot(montant_ht=montant, part_main_oeuvre=part, cout_horaire=cout, taux_insertion=taux)


GENERIQUES = st.builds(_generique, MONTANTS, PARTS, COUTS, TAUX)
PROPRETES = st.builds(
    lambda montant, taux, reprises, duree: lot_du_mode(
        Mode.PROPRETE, montant_ht=montant, taux_insertion=taux, heures_mensuelles_reprises=reprises, duree_mois=duree
    ),
    MONTANTS,
    TAUX,
    HEURES,
    st.integers(1, 48),
)
RATIOS = st.builds(
    lambda montant, euros, seuil: lot_du_mode(
        Mode.RATIO_EUROS, montant_ht=montant, euros_par_heure=euros, seuil_declenchement_ht=seuil
    ),
    MONTANTS,
    st.decimals("1", "5000", places=2),
    st.none() | MONTANTS,
)
TRAVAILLEES = st.builds(
    lambda heures, taux: lot_du_mode(Mode.HEURES_TRAVAILLEES, heures_totales=heures, taux_insertion=taux), HEURES, TAUX
)
AU_MARCHE = st.builds(lambda heures: lot_du_mode(Mode.HEURES_AU_MARCHE, heures=heures), st.integers(0, 10_000))
LOTS = st.one_of(GENERIQUES, PROPRETES, RATIOS, TRAVAILLEES, AU_MARCHE)
PAR_MONTANT = st.one_of(GENERIQUES, PROPRETES, RATIOS)


def _numerotes(lots: list[Lot]) -> list[Lot]:
    return [Lot(**{**_champs(un_lot), "numero": rang}) for rang, un_lot in enumerate(lots, start=1)]


def _champs(un_lot: Lot) -> dict[str, object]:
    return {nom: getattr(un_lot, nom) for nom in un_lot.__dataclass_fields__}


@given(PAR_MONTANT, st.decimals(0, 10_000_000, places=2))
def test_more_money_never_means_fewer_hours(un_lot, supplement):
    plus = Lot(**{**_champs(un_lot), "montant_ht": un_lot.montant_ht + supplement})
    assert calibrage(GENERIQUE, plus).total_heures >= calibrage(GENERIQUE, un_lot).total_heures


@given(LOTS)
def test_hours_are_never_negative(un_lot):
    resultat = calibrage(GENERIQUE, un_lot).lots[0]
    assert resultat.heures >= 0
    assert resultat.heures_exactes >= 0


@given(st.lists(LOTS, min_size=1, max_size=6), st.randoms())
def test_the_order_of_the_lots_changes_nothing(lots, hasard):
    numerotes = _numerotes(lots)
    melanges = hasard.sample(numerotes, len(numerotes))
    avant, apres = calibrage(GENERIQUE, *numerotes), calibrage(GENERIQUE, *melanges)
    assert {ligne.numero: ligne for ligne in avant.lots} == {ligne.numero: ligne for ligne in apres.lots}
    assert avant.total_heures == apres.total_heures


@given(st.lists(LOTS, min_size=1, max_size=6))
def test_an_operation_is_the_sum_of_its_lots(lots):
    numerotes = _numerotes(lots)
    seuls = [calibrage(GENERIQUE, un_lot).total_heures for un_lot in numerotes]
    assert calibrage(GENERIQUE, *numerotes).total_heures == sum(seuls)


@given(LOTS)
def test_hours_are_the_exact_value_half_up(un_lot):
    """At most half an hour away; at half an hour exactly, up."""
    resultat = calibrage(GENERIQUE, un_lot).lots[0]
    assert -Fraction(1, 2) < resultat.heures - resultat.heures_exactes <= Fraction(1, 2)


@given(GENERIQUES)
def test_the_ratio_in_euros_equals_the_general_formula(un_lot):
    """Domaine §3.5: euros per hour = cost / (share × rate)."""
    euros = Fraction(un_lot.cout_horaire) / (Fraction(un_lot.part_main_oeuvre) * Fraction(un_lot.taux_insertion))
    ratio = lot_du_mode(Mode.RATIO_EUROS, montant_ht=un_lot.montant_ht, euros_par_heure=euros)
    assert calibrage(GENERIQUE, ratio).lots[0].heures_exactes == calibrage(GENERIQUE, un_lot).lots[0].heures_exactes


def test_an_operation_without_claused_lot_has_a_total_of_zero():
    assert calibrer(operation(lot(clause=False)), GENERIQUE).total_heures == 0
