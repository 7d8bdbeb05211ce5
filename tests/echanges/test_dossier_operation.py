"""The operation of a dossier: completed field by field, given to the rules that calibrate."""

from __future__ import annotations

import pytest
from dossiers_lus import FICHIERS, charger, donnees

from echanges.dossier import completer, partielle
from echanges.format_operation import lire_partielle
from metier.fautes import FauteDeSaisie
from metier.operation import Mode
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture, unit_of_work


def test_a_field_given_completes_the_operation_and_the_others_stay(base):
    """`completer` writes what is given: a lot by its number, a new lot at the end, an object as a whole."""
    charger(base, donnees(FICHIERS[0]))
    lue = lire_partielle(
        {
            "reference": "2025-CVB-004",
            "intitule": "Nouvel intitulé",
            "lieu": {"commune": "Metz"},
            "lots": [{"numero": 2, "montant_ht": "1.00"}, {"numero": 9, "mode": "heures_au_marche", "heures": 5}],
        }
    ).format
    with unit_of_work(base) as session:
        operation = operations.exiger(session, "2025-CVB-004")
        completer(session, operation, lue)
        connue = partielle(session, operation)
    assert connue.intitule == "Nouvel intitulé"
    assert connue.lieu
    assert (connue.lieu.commune, connue.lieu.insee) == ("Metz", None)
    assert connue.nature == "travaux"
    assert connue.lots
    assert [(lot.numero, str(lot.montant_ht), lot.part_main_oeuvre is None) for lot in connue.lots][1:] == [
        (2, "1.00", False),
        (3, "300000.00", False),
        (4, "80000.00", False),
        (9, "None", True),
    ]
    assert connue.lots[-1].mode is Mode.HEURES_AU_MARCHE


def test_an_operation_ready_to_calibrate_goes_to_the_rules(base):
    """The rules receive the same lots and amounts as the dossier holds; nothing is missing."""
    charger(base, donnees(FICHIERS[0]), donnees(FICHIERS[2]))
    with lecture(base) as session:
        ecole = operations.vers_metier(session, operations.exiger(session, "2025-CVB-004"))
        region = operations.vers_metier(session, operations.exiger(session, "2025-RGA-021"))
    assert [lot.numero for lot in ecole.lots_clauses] == [1, 2, 3]
    assert region.lots[0].mode is Mode.HEURES_AU_MARCHE
    assert len(region.missions) == 2


@pytest.mark.parametrize(
    ("operation", "champ"),
    [
        pytest.param({}, "maitre_ouvrage.nom", id="the buyer"),
        pytest.param({"maitre_ouvrage": {"nom": "Ville", "type": "collectivite"}}, "intitule", id="the title"),
        pytest.param(
            {
                "maitre_ouvrage": {"nom": "Ville", "type": "collectivite"},
                "intitule": "École",
                "nature": "travaux",
                "date_avis": "2026-10-05",
                "lots": [{"numero": 1, "intitule": "Gros œuvre", "clause": True}],
            },
            "lots[0].montant_ht",
            id="an amount",
        ),
    ],
)
def test_what_is_missing_to_calibrate_is_named(base, operation, champ):
    charger(base, {"format": "relais-dossier/1", "operation": {"reference": "R-1", **operation}})
    with lecture(base) as session, pytest.raises(FauteDeSaisie) as refus:
        operations.vers_metier(session, operations.exiger(session, "R-1"))
    assert refus.value.champ == champ
