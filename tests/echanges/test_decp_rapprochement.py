"""What is declared against what is followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from suivis import suivi

from echanges.decp_lecture import Declare
from echanges.decp_rapprochement import Bilan, en_json, rapprocher
from metier.operation import Montage
from workflows.actes.decp import lots_suivis

ECOLE = suivi("01-ecole")
LOTS = lots_suivis(ECOLE)
PREMIERE = ECOLE.attributions[0]
SIRET = ECOLE.maitre_ouvrage.siret


def declare(**champs) -> Declare:
    """A contract of our buyer with the company of lot 1, under a number of its own."""
    return Declare(
        **{
            "id": "0001",
            "acheteur": SIRET,
            "objet": "Gros œuvre",
            "considerations": ("Clause sociale",),
            "date": PREMIERE.date_notification,
            "montant": Decimal(960_000),
            "titulaires": (PREMIERE.siret,),
            "lieu": "57757",
            "concession": False,
        }
        | champs
    )


def ou(bilan: Bilan) -> str:
    """The only list where the contract is."""
    (nom,) = (nom for nom in ("retrouves", "a_verifier", "non_suivis", "du_territoire") if getattr(bilan, nom))
    return nom


@pytest.mark.parametrize(
    ("champs", "liste"),
    [
        pytest.param({}, "retrouves", id="same company, same date"),
        pytest.param(
            {"acheteur": SIRET[:9] + "99999", "titulaires": (PREMIERE.siret[:9] + "00028",)},
            "retrouves",
            id="other sites",
        ),
        pytest.param({"id": "2025-CVB-004-L1", "titulaires": (), "date": None}, "retrouves", id="our number"),
        pytest.param({"id": "2025CVB00401", "titulaires": (), "date": None}, "retrouves", id="our number, tightened"),
        pytest.param({"date": PREMIERE.date_notification + timedelta(days=20)}, "a_verifier", id="a date nearby"),
        pytest.param({"date": None}, "a_verifier", id="no date"),
        pytest.param({"date": date(2019, 1, 1)}, "non_suivis", id="another year"),
        pytest.param({"titulaires": ("99999999900000",)}, "non_suivis", id="another company"),
        pytest.param({"titulaires": (), "considerations": ("Marché réservé",)}, "non_suivis", id="reserved"),
        pytest.param({"acheteur": "99999999900000"}, "du_territoire", id="another buyer of the département"),
    ],
)
def test_a_contract_is_ours_to_check_to_open_or_of_a_neighbour(champs, liste):
    bilan = rapprocher([declare(**champs)], LOTS)
    assert ou(bilan) == liste


@pytest.mark.parametrize(
    "champs",
    [
        {"titulaires": (), "considerations": ()},
        {"titulaires": (), "considerations": ("Pas de considération sociale",)},
        {"acheteur": "99999999900000", "considerations": ()},
        {"acheteur": "99999999900000", "lieu": "75056"},
        {"acheteur": "99999999900000", "lieu": None},
    ],
    ids=str,
)
def test_what_does_not_concern_us_is_not_kept(champs):
    bilan = rapprocher([declare(**champs)], LOTS)
    assert [*bilan.retrouves, *bilan.a_verifier, *bilan.non_suivis, *bilan.du_territoire] == []


def test_the_lot_is_that_of_the_company():
    seconde = ECOLE.attributions[1]
    bilan = rapprocher([declare(id="2025-CVB-004", titulaires=(seconde.siret,))], LOTS)
    assert bilan.retrouves[0].suivi.lot.numero == seconde.lot


def test_gaps_are_told_both_ways():
    bilan = rapprocher([declare(considerations=("Critère social",))], LOTS)
    assert (bilan.retrouves[0].manquantes, bilan.retrouves[0].en_trop) == (("Clause sociale",), ("Critère social",))
    assert rapprocher([declare()], LOTS).retrouves[0].manquantes == ()


def test_where_the_buyer_decides_nothing_is_too_much():
    lots = lots_suivis(replace(ECOLE, montage=Montage.MARCHE_INSERTION))
    trouve = rapprocher([declare()], lots).retrouves[0]
    assert (trouve.manquantes, trouve.en_trop) == ((), ())


def test_our_lots_that_are_not_declared_are_listed_apart_from_absent_buyers():
    bilan = rapprocher([declare()], LOTS)
    assert [un.lot.numero for un in bilan.non_declares] == [2, 3]
    absent = rapprocher([declare(acheteur="99999999900000")], LOTS)
    assert [un.lot.numero for un in absent.hors_fichier] == [1, 2, 3]


def test_a_lot_without_consideration_is_not_waited_for():
    lots = lots_suivis(replace(ECOLE, montage=Montage.AUCUN))
    bilan = rapprocher([declare(id="autre", titulaires=())], lots)
    assert (bilan.non_declares, bilan.hors_fichier) == ([], [])


def test_unreadable_contracts_are_counted():
    bilan = rapprocher([None, declare(), None], LOTS)
    assert (bilan.lus, bilan.illisibles, bilan.clauses) == (3, 2, 1)


def test_the_document_is_made_of_texts_and_numbers():
    rendu = en_json(rapprocher([declare(), declare(titulaires=())], LOTS), date(2026, 11, 29))
    assert rendu["retrouves"][0] | {"objet": ""} == {
        "id": "0001",
        "acheteur": SIRET,
        "objet": "",
        "date_notification": PREMIERE.date_notification.isoformat(),
        "montant": "960000",
        "titulaires": [PREMIERE.siret],
        "considerations": ["Clause sociale"],
        "operation": "2025-CVB-004",
        "lot": 1,
        "considerations_suivies": ["Clause sociale"],
        "non_declarees": [],
        "declarees_en_trop": [],
    }
    assert rendu["non_declares"][0] == {
        "operation": "2025-CVB-004",
        "lot": 2,
        "considerations_suivies": ["Clause sociale"],
        "date_notification": "2025-07-07",
        "a_publier_avant": "2025-09-07",
        "delai_depasse": True,
    }


def test_a_need_under_the_threshold_is_not_waited_for():
    petits = tuple(replace(lot, montant_ht=Decimal(9_000)) for lot in ECOLE.lots)
    assert rapprocher([declare()], lots_suivis(replace(ECOLE, lots=petits))).non_declares == []
