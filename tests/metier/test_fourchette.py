"""A share of labour that nobody published gives a range, between the nearest published bounds; never a stop."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from operations_exemple import BAREME, ECOLE, GROS_OEUVRE, MENAGE, PEINTURE

from config.fourchettes import get_fourchettes
from metier.alertes import CodeAlerte
from metier.bareme import RatioMetier, ValeurSourcee
from metier.fourchette import Fourchette, encadrer, hautes, total_haut
from metier.operation import Nature

BATIMENT = Fourchette(
    basse=ValeurSourcee(valeur=Decimal("0.20"), source="borne basse"),
    haute=ValeurSourcee(valeur=Decimal("0.50"), source="borne haute"),
)
INCONNU = replace(GROS_OEUVRE, intitule="Électricité", montant_ht=Decimal(280_000), part_main_oeuvre=None)
CHARPENTE = RatioMetier(
    libelle="charpente", mots=("charpente",), part_main_oeuvre=ValeurSourcee(valeur=Decimal("0.20"), source="source")
)


def heures(*lots, bareme=BAREME):
    encadrement = encadrer(replace(ECOLE, lots=lots), bareme, BATIMENT)
    return encadrement.bas.total_heures, encadrement.haut.total_heures


@pytest.mark.parametrize(
    ("lot", "attendues"),
    [
        pytest.param(INCONNU, (93, 233), id="no published share"),
        pytest.param(replace(INCONNU, part_main_oeuvre=Decimal("0.40")), (187, 187), id="the buyer knows it"),
        pytest.param(replace(PEINTURE, part_main_oeuvre=None, montant_ht=Decimal(1200)), (1, 1), id="published"),
        pytest.param(replace(INCONNU, clause=False), (0, 0), id="no clause"),
        pytest.param(MENAGE, (960, 960), id="another way to calculate"),
    ],
)
def test_only_an_unknown_share_makes_a_range(lot, attendues):
    assert heures(replace(lot, cout_horaire=lot.cout_horaire or Decimal(30))) == attendues


def test_a_title_of_two_trades_is_between_their_shares():
    bareme = replace(BAREME, ratios=(*BAREME.ratios, CHARPENTE))
    assert heures(replace(INCONNU, intitule="Charpente et peinture"), bareme=bareme) == (93, 327)


def test_the_lowest_assumption_is_told_among_the_alerts_of_its_lot():
    encadrement = encadrer(replace(ECOLE, lots=(INCONNU, replace(GROS_OEUVRE, numero=3))), BAREME, BATIMENT)
    codes = [[alerte.code for alerte in lot.alertes] for lot in encadrement.bas.lots]
    assert CodeAlerte.PART_NON_PUBLIEE in codes[0]
    assert CodeAlerte.PART_NON_PUBLIEE not in codes[1]
    assert set(encadrement.bornes) == {INCONNU.numero}
    assert [hautes(lot) for lot in encadrement.bas.lots] == [233, None]
    assert total_haut(encadrement.bas) == encadrement.haut.total_heures
    assert total_haut(encadrement.haut) is None


def test_every_nature_of_contract_has_sourced_and_dated_bounds():
    fourchettes = get_fourchettes()
    assert set(fourchettes) == set(Nature)
    for une in fourchettes.values():
        assert 0 < une.basse.valeur < une.haute.valeur <= 1
        assert une.basse.source
        assert une.haute.source
        assert une.basse.date
