"""The step that a dossier says, or that what it holds tells."""

from __future__ import annotations

import pytest
from dossiers_lus import FICHIERS, charger, donnees, export

from echanges.etape_quittee import situation
from metier.cycle import Etape, Transition, arrivee
from metier.fautes import FautesDeSaisie
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture, unit_of_work


def test_a_dossier_without_a_step_leaves_the_operation_where_it_is(base):
    """At first it is signalée; once it has moved on, the same file again changes nothing."""
    brut = {"format": "relais-dossier/1", "operation": {"reference": "R-2026-0001"}}
    charger(base, brut)
    with unit_of_work(base) as session:
        operation = operations.exiger(session, "R-2026-0001")
        assert operation.etape is Etape.SIGNALEE
        operation.etape = Etape.CALIBRAGE
    assert charger(base, brut).inchanges == ["R-2026-0001"]


@pytest.mark.parametrize(
    ("retires", "dite", "reprise"),
    [
        pytest.param((), None, "suivi", id="contracts"),
        pytest.param(("contrats", "heures"), None, "mise_en_oeuvre", id="modalities"),
        pytest.param(("contrats", "heures", "attributions"), None, "signalee", id="nothing"),
        pytest.param((), "bilan", "bilan", id="said by the file"),
    ],
)
def test_a_suspended_dossier_goes_back_to_the_step_it_left(base_sqlite, retires, dite, reprise):
    """Said, or told by what it holds; an export keeps it; the same file again changes nothing."""
    brut = donnees(FICHIERS[0]) | {cle: [] for cle in retires} | {"etape": "suspendue"}
    brut |= {"etape_quittee": dite} if dite else {}
    charger(base_sqlite, brut)
    reference = brut["operation"]["reference"]
    exporte = export(base_sqlite, reference)
    assert exporte["etape_quittee"] == reprise
    for le_meme in (brut, exporte):
        assert charger(base_sqlite, le_meme).inchanges == [reference]
    with lecture(base_sqlite) as session:
        situation = operations.situation(operations.exiger(session, reference))
    assert arrivee(situation, Transition.REPRENDRE) == reprise


@pytest.mark.parametrize(
    ("retires", "reprise"),
    [
        pytest.param((), "suivi", id="contracts"),
        pytest.param(("contrats", "heures"), "mise_en_oeuvre", id="modalities"),
        pytest.param(("contrats", "heures", "modalites"), "attribution", id="attributions"),
        pytest.param(("contrats", "heures", "attributions"), "signalee", id="nothing"),
    ],
)
def test_an_operation_kept_as_suspended_without_the_step_it_left_goes_back_to_what_it_holds(base, retires, reprise):
    """As those that were written before that step was."""
    brut = donnees(FICHIERS[0]) | {cle: [] for cle in retires if cle != "modalites"} | {"etape": "suspendue"}
    if "modalites" in retires:
        brut["attributions"] = [une | {"modalites": []} for une in brut["attributions"]]
    charger(base, brut)
    with unit_of_work(base) as session:
        operation = operations.exiger(session, brut["operation"]["reference"])
        operation.etape_quittee = None
        session.flush()
        assert arrivee(situation(session, operation), Transition.REPRENDRE) == reprise
        operation.etape_quittee = Etape.BILAN
        assert arrivee(situation(session, operation), Transition.REPRENDRE) is Etape.BILAN


def test_a_suspended_operation_goes_back_to_an_open_step(base_sqlite):
    with pytest.raises(FautesDeSaisie) as faute:
        charger(base_sqlite, donnees(FICHIERS[0]) | {"etape": "suspendue", "etape_quittee": "close"})
    assert "etape_quittee" in str(faute.value)
