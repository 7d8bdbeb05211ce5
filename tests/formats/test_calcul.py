"""The explanation of a calculation, in French."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lots_de_test import calibrage, lot, lot_du_mode, operation

from config.baremes import FOURNIS, charger
from config.droit import get_seuils
from formats import calcul
from formats.calcul import lots, phrase_alerte, phrase_etape
from formats.regime import phrases_regime
from metier.alertes import CodeAlerte
from metier.formules import CodeEtape
from metier.operation import Dispense, Forme, Mode, Montage, Nature
from metier.regime import CodeRegime, determiner

GENERIQUE = charger("generique-2026", FOURNIS)


def _simple(phrase: str) -> str:
    """The sentence with ordinary spaces."""
    return phrase.replace("\u00a0", " ").replace("\u202f", " ")


def etapes(un_lot) -> list[str]:
    return [_simple(phrase_etape(etape)) for etape in calibrage(GENERIQUE, un_lot).lots[0].etapes]


def alertes(un_lot) -> list[str]:
    return [_simple(phrase_alerte(alerte)) for alerte in calibrage(GENERIQUE, un_lot).lots[0].alertes]


def test_every_step_and_every_alert_has_its_sentence():
    assert set(calcul._ETAPES) == set(CodeEtape)
    assert set(calcul._ALERTES) == set(CodeAlerte)


def test_the_general_formula_is_explained_line_by_line():
    """The second example of the contract: 350,000 € of gros œuvre."""
    assert etapes(lot(montant_ht="350000.00", cout_horaire="30.00")) == [
        "350 000,00 € × 50 % = 175 000,00 € de main-d’œuvre",
        "175 000,00 € ÷ 30,00 €/h = 5 833,33 h de main-d’œuvre",
        "5 833,33 h × 5 % = 291,67 h d’insertion",
        "291,67 h arrondies à 292 h",
        "292 h ÷ 7 = 41,7 jours ; ÷ 1 600 = 0,18 ETP",
    ]


def test_amounts_carry_no_break_spaces():
    phrase = phrase_etape(calibrage(GENERIQUE, lot()).lots[0].etapes[0])
    assert phrase.startswith("1\u202f000\u202f000,00\u00a0€ × 50\u00a0%")


def test_whole_slices_are_explained():
    ratio = {"seuil_declenchement_ht": "2700000", "euros_par_heure": "2000"}
    assert etapes(lot_du_mode(Mode.RATIO_EUROS, montant_ht="2701999", **ratio))[0] == (
        "(2 701 999,00 € − 2 700 000,00 €) ÷ 2 000,00 € = 0,9995 tranche, soit 0 h (tranches entières)"
    )
    assert "aucune tranche" in etapes(lot_du_mode(Mode.RATIO_EUROS, montant_ht="10", **ratio))[0]
    assert "150 tranches" in etapes(lot_du_mode(Mode.RATIO_EUROS, montant_ht="3000000", **ratio))[0]


def test_the_staff_taken_over_is_explained():
    proprete = {"taux_insertion": "0.10", "heures_mensuelles_reprises": "400"}
    assert etapes(lot_du_mode(Mode.PROPRETE, montant_ht="480000", duree_mois=24, **proprete))[:4] == [
        "480 000,00 € ÷ 25,00 €/h de chiffre d’affaires = 19 200 h de prestation",
        "400 h reprises par mois × 24 mois = 9 600 h déjà tenues par le personnel en place",
        "19 200 h − 9 600 h = 9 600 h à pourvoir (50 % du total)",
        "9 600 h × 10 % = 960 h d’insertion",
    ]
    assert "résultat négatif (−80 h), ramené à 0 h" in etapes(
        lot_du_mode(Mode.PROPRETE, montant_ht="100000", duree_mois=12, **proprete)
    )


def test_kept_hours_show_their_reason():
    assert "400 h retenues à la place du calcul : Deux apprentis" in etapes(
        lot(heures_retenues=400, motif="Deux apprentis")
    )


def test_hours_of_the_contract_name_their_article():
    un_lot = lot_du_mode(Mode.HEURES_AU_MARCHE, heures=350, article_ccap="CCAP, article 9.1")
    assert etapes(un_lot)[0] == "350 h inscrites au marché (CCAP, article 9.1)"


@pytest.mark.parametrize(
    ("un_lot", "extrait"),
    [
        (lot(cout_horaire=None), "coût horaire chargé : 30,00 €/h selon le barème (MEF Sud 77"),
        (lot(taux_insertion=None), "taux d’insertion : 5 % selon le barème"),
        (lot(intitule="Peinture intérieure", part_main_oeuvre=None), "part de main-d’œuvre : 70 % selon le barème"),
        (lot(montant_ht="4300000", duree_mois=8), "prévoir 3 personnes à la fois"),
        (lot(heures_totales="5"), "heures_totales n’entre pas dans le calcul de ce lot (part de main-d’œuvre"),
        (lot(montant_ht="40000"), "33 h : sous 35 h, mieux vaut"),
    ],
)
def test_an_alert_says_what_to_look_at(un_lot, extrait):
    assert extrait in alertes(un_lot)[0]


def test_lots_are_enumerated():
    assert [lots((2,)), lots((2, 3)), lots((2, 3, 5))] == ["lot 2", "lots 2 et 3", "lots 2, 3 et 5"]


# The regime

CAS = {
    CodeRegime.OBLIGATOIRE: operation(lot(montant_ht="6000000"), lot(2, clause=False)),
    CodeRegime.VOLONTAIRE: operation(),
    CodeRegime.DISPENSE_MOTIVEE: operation(
        lot(clause=False, montant_ht="6000000"), montage=Montage.AUCUN, dispense=Dispense(cas=2, motif="x")
    ),
    CodeRegime.MARCHE_RESERVE: operation(montage=Montage.RESERVE),
    CodeRegime.SERVICE_INSERTION: operation(montage=Montage.MARCHE_INSERTION, nature=Nature.SERVICES),
    CodeRegime.A_REGULARISER: operation(lot(clause=False, montant_ht="6000000"), montage=Montage.AUCUN),
}


@pytest.mark.parametrize("code", list(CodeRegime))
def test_each_regime_is_told_with_its_value_and_threshold(code):
    regime = determiner(CAS[code], get_seuils())
    assert regime.code is code
    phrases = [_simple(phrase) for phrase in phrases_regime(regime)]
    assert code.libelle in phrases[0]
    assert "seuil européen de" in phrases[1]
    assert all(phrase.endswith(".") for phrase in phrases)


ACCORD_CADRE = {"forme": Forme.BONS_DE_COMMANDE, "valeur_maximale_ht": Decimal(9)}


@pytest.mark.parametrize(
    ("lots_", "champs", "titre", "dits"),
    [
        ((None,), {}, "Régime : indéterminé, montant inconnu.", ("faute du montant (lot 1) ;", "Si la valeur")),
        ((100_000, None), {}, "Régime : indéterminé, montant inconnu.", ("connus : 100 000,00 € HT)", "Si la valeur")),
        ((None,), {"montage": Montage.RESERVE}, "Régime : marché réservé.", ("n’est pas connue", "réservé")),
        ((None,), {"defense": True}, "Régime : considération sociale volontaire.", ("n’est pas connue", "défense")),
        ((6_000_000, None), {}, "Régime : considération sociale obligatoire, prévue.", ("atteint le seuil", "moyen")),
        ((None,), ACCORD_CADRE, "Régime : considération sociale volontaire.", ("n’atteint pas",)),
    ],
)
def test_an_absent_amount_is_never_told_as_zero(lots_, champs, titre, dits):
    """Unless the known amounts suffice, or the maximum of the agreement is given."""
    tous = [lot(numero, montant_ht=montant and str(montant)) for numero, montant in enumerate(lots_, start=1)]
    phrases = [_simple(une) for une in phrases_regime(determiner(operation(*tous, **champs), get_seuils()))]
    assert phrases[0] == titre
    assert [dit for dit in dits if dit not in " ".join(phrases[1:])] == []
    assert " 0,00 €" not in " ".join(phrases)


def test_a_waiver_is_not_called_pointless_while_the_value_is_unknown():
    dispense = Dispense(cas=2, motif="x")
    sans = operation(lot(clause=False, montant_ht=None), montage=Montage.AUCUN, dispense=dispense)
    regime = determiner(sans, get_seuils())
    assert [une.code for une in regime.alertes] == [CodeAlerte.MONTANT_INCONNU]


def test_the_law_never_imposes_hours():
    """Domaine §1.3: the obligation is a social consideration, not hours."""
    dites = [phrase for cas in CAS.values() for phrase in phrases_regime(determiner(cas, get_seuils()))]
    assert not [phrase for phrase in dites if re.search(r"heures[^.]*obligatoires|obligatoires?[^.]*heures", phrase)]


@pytest.mark.parametrize(
    ("champs", "extrait"),
    [({"defense": True}, "défense"), ({"date_avis": date(2026, 6, 1)}, "à partir du 22 août 2026")],
)
def test_what_keeps_a_large_operation_out_of_the_obligation_is_said(champs, extrait):
    regime = determiner(operation(lot(montant_ht="6000000"), **champs), get_seuils())
    assert extrait in _simple(" ".join(phrases_regime(regime)))


def test_the_lots_without_consideration_are_named_with_the_open_question():
    regime = determiner(CAS[CodeRegime.OBLIGATOIRE], get_seuils())
    assert _simple(phrase_alerte(regime.alertes[0])) == (
        "lot 2 sans considération sociale : motif à consigner ; la lecture « un lot suffit » n’est pas tranchée"
    )


@pytest.mark.parametrize(
    ("motifs", "dit"),
    [
        (("lot technique", "pose par le fabricant"), "lots 2 et 3 sans considération sociale : motif consigné ;"),
        (("lot technique", " "), "lots 2 et 3 sans considération sociale : motif à consigner pour le lot 3 ;"),
        ((None, None), "lots 2 et 3 sans considération sociale : motif à consigner ;"),
    ],
)
def test_a_reason_recorded_is_not_asked_for_again(motifs, dit):
    clause = CAS[CodeRegime.OBLIGATOIRE].lots[0]
    sans = tuple(lot(numero, clause=False, motif_non_clause=un) for numero, un in enumerate(motifs, start=2))
    regime = determiner(replace(CAS[CodeRegime.OBLIGATOIRE], lots=(clause, *sans)), get_seuils())
    assert _simple(phrase_alerte(regime.alertes[0])).startswith(dit)


@given(
    st.booleans(),
    st.fixed_dictionaries(
        {
            "montage": st.sampled_from(list(Montage)),
            "forme": st.sampled_from(list(Forme)),
            "nature": st.sampled_from(list(Nature)),
            "date_avis": st.dates(date(2023, 1, 1), date(2029, 1, 1)),
            "dispense": st.none() | st.builds(Dispense, cas=st.integers(1, 4), motif=st.sampled_from(["", "x"])),
            "duree_mois": st.none() | st.integers(1, 12),
        }
    ),
)
def test_every_alert_of_the_regime_can_be_written(clause, champs):
    lots = (lot(clause=clause, montant_ht="6000000"), lot(2, clause=False, montant_ht=None))
    for alerte in determiner(operation(*lots, **champs), get_seuils()).alertes:
        assert phrase_alerte(alerte)
