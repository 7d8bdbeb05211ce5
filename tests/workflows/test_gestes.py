"""What a facilitateur does within a step: read by its own format, done once, journalled, the step unchanged."""

from __future__ import annotations

import pytest
from operations_en_base import demander_de, evenements, operation, semer

from metier.fautes import FauteDeSaisie
from metier.gestes import GESTES, Geste
from sqlmodel_store.depots import attributions
from sqlmodel_store.session import lecture
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.gestes import FORMATS

GROS_OEUVRE = {"lot": 1, "entreprise": {"nom": "Bâti Rombelle"}, "heures_engagees": 292}


@pytest.fixture
def attribuee(sur_sqlite):
    """An operation whose first lot is awarded."""
    reference = semer("consultation")
    executer(demander_de(reference, "attribuer", attributions=[GROS_OEUVRE]))
    return reference


def faire(reference, geste, cle=None, **donnees):
    return executer(
        demander(Appel(reference=reference, transition=Geste(geste), donnees=donnees, par="essai", cle=cle))
    )


def dues(reference):
    with lecture() as session:
        (une,) = attributions.du_lot(session, operation(reference).id, 1)
        return attributions.heures_dues(session, une.id)


def test_every_geste_has_its_format_and_its_steps():
    assert set(FORMATS) == set(GESTES) == set(Geste)


def test_an_amendment_adds_to_the_hours_due_once(attribuee):
    """The same call made twice is one amendment; the step stays; the journal tells it."""
    for _ in range(2):
        faire(attribuee, "noter_avenant", cle="une", lot=1, date="2026-11-03", heures="48", motif="Reprise")
    assert dues(attribuee) == 340
    assert operation(attribuee).etape == "attribution"
    (ligne,) = evenements(attribuee, "geste")
    assert "noter_avenant" in ligne.donnees


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        pytest.param({"lot": 1, "date": "2026-11-03"}, "heures : donnée absente", id="a datum is missing"),
        pytest.param({"lot": 1, "date": "3/11", "heures": "4"}, "date AAAA-MM-JJ", id="a date in another form"),
        pytest.param({"lot": 9, "date": "2026-11-03", "heures": "4"}, "attribution du lot 9", id="no such lot"),
        pytest.param({"lot": 1, "date": "2026-11-03", "heures": "-400"}, "sous zéro", id="under zero"),
        pytest.param({"lot": 1, "date": "2026-11-03", "heures": "4", "heurs": 1}, "clé inconnue", id="an unknown key"),
    ],
)
def test_data_at_fault_are_refused_with_a_sentence(attribuee, donnees, phrase):
    with pytest.raises(FauteDeSaisie) as refus:
        faire(attribuee, "noter_avenant", **donnees)
    assert phrase in refus.value.phrase.replace("\u00a0", " ").replace("\u202f", " ")
    assert dues(attribuee) == 292


def test_a_geste_is_refused_from_a_step_that_does_not_allow_it(sur_sqlite):
    with pytest.raises(FauteDeSaisie, match="gestes possibles"):
        faire(semer("calibrage"), "noter_facture", lot=1, mois="2026-11", montant_ht="1000")
