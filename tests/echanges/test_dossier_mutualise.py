"""Conventions and allocated hours in a dossier: what is exported, imported elsewhere, gives the same figures."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import jsonschema
import pytest
from mutualisation_en_base import DOSSIERS, FEVRIER, MARS, PAR, A, B, C, convenir, donner
from suivis import REGLES

from echanges.dossier import exporter, importer
from echanges.format_dossier import DossierFormat, lire_dossier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import heures, operations
from sqlmodel_store.depots.indicateurs_mois import du_mois
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture, unit_of_work


@pytest.fixture
def partages(home):
    """Hours of A on two lots of B, hours of B on A: the dossiers as exported."""
    migrer()
    convenir()
    donner({(B, 1): "40.50", (B, 2): "10"})
    donner({(B, 2): "25"}, FEVRIER)
    donner({(A, 1): "5.25"}, MARS, B)
    with lecture() as session:
        return [exporter(session, une) for une in (A, B, C)]


@pytest.fixture
def ailleurs(tmp_path):
    """An installation that knows nothing."""
    url = f"sqlite:///{tmp_path}/ailleurs.db"
    migrer(url)
    return url


def reprendre(url, *bruts):
    with unit_of_work(url) as session:
        return importer(session, [lire_dossier(un) for un in bruts], acteur=PAR)


def chiffres(url=None):
    with lecture(url) as session:
        return {une.reference: une.cumul for une in du_mois(session, MARS, REGLES)}


def test_dossiers_exported_then_imported_give_the_same_figures(partages, ailleurs):
    """In the order of the file, whoever comes first; written back word for word; twice, nothing more."""
    for un in partages:
        jsonschema.validate(un, DossierFormat.json_schema())
    assert [len(un.get("affectations", ())) for un in partages] == [3, 1, 0]
    assert len(reprendre(ailleurs, *partages).crees) == 3
    assert chiffres(ailleurs) == chiffres()
    with lecture(ailleurs) as session:
        assert [exporter(session, une) for une in (A, B, C)] == partages
    assert reprendre(ailleurs, *partages).inchanges == [A, B, C]


def test_allocations_are_put_back_on_dossiers_that_lost_them(partages, ailleurs):
    """The dossiers were imported before, without; they are said to be replaced; a file without takes none away."""
    reprendre(ailleurs, *DOSSIERS)
    assert chiffres(ailleurs) != chiffres()
    assert set(reprendre(ailleurs, *partages).remplaces) == {A, B, C}
    assert chiffres(ailleurs) == chiffres()
    reprendre(ailleurs, *DOSSIERS)
    assert chiffres(ailleurs) == chiffres()


def change(brut, cle, **valeurs):
    autre = deepcopy(brut)
    autre[cle][0] |= valeurs
    return autre


@pytest.mark.parametrize(
    ("cle", "valeurs", "champ"),
    [
        pytest.param("affectations", {"heures": "100.01"}, "affectations[0].heures", id="more than was worked"),
        pytest.param("affectations", {"contrat": "k9"}, "affectations[0].contrat", id="an unknown contract"),
        pytest.param("affectations", {"convention": "CV-9"}, "affectations[0].convention", id="no such convention"),
        pytest.param("affectations", {"operation": "ZZZ"}, "affectations[0].operation", id="an unknown operation"),
        pytest.param("affectations", {"operation": A}, "affectations[0].operation", id="the same operation"),
        pytest.param("affectations", {"lot": 7}, "affectations[0].lot", id="a lot that it does not hold"),
        pytest.param("affectations", {"operation": C, "lot": 1}, "affectations[0].mois", id="a buyer has not agreed"),
        pytest.param("conventions", {"debut": "2026-05-01"}, "affectations[0].mois", id="before it begins"),
    ],
)
def test_allocations_that_nothing_bears_are_refused(partages, ailleurs, cle, valeurs, champ):
    """And nothing at all is imported."""
    with pytest.raises(FauteDeSaisie) as refus:
        reprendre(ailleurs, change(partages[0], cle, **valeurs), *partages[1:])
    assert refus.value.champ == champ
    assert chiffres(ailleurs) == {}


def test_a_file_changes_no_allocation_that_is_recorded(partages):
    """Nor a closed month, once they were taken back."""
    with pytest.raises(FauteDeSaisie, match="déjà affectées"):
        reprendre(None, change(partages[0], "affectations", heures="24"))
    with unit_of_work() as session:
        heures.clore(session, operations.exiger(session, B).id, FEVRIER, par=PAR, jour=date(2026, 6, 1))
    donner({})
    donner({}, FEVRIER, motif="Convention revue")
    with pytest.raises(FauteDeSaisie, match="est clos"):
        reprendre(None, partages[0])
