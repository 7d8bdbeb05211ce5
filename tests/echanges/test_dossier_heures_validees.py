"""A dossier that replaces another takes validated hours from nobody."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from dossiers_generes import generer
from dossiers_lus import FICHIERS, charger, donnees, export, journal_de
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from metier.fautes import FautesDeSaisie


@pytest.mark.parametrize(
    ("changement", "champs"),
    [
        pytest.param(lambda brut: brut["heures"].pop(0), ("35 h", "octobre 2025", "lot 1"), id="a line left out"),
        pytest.param(
            lambda brut: brut["heures"][0].update(heures="34.50"), ("0,50 h", "octobre 2025", "lot 1"), id="fewer hours"
        ),
        pytest.param(
            lambda brut: brut["heures"][1].update(etat="declaree"),
            ("49 h", "novembre 2025", "lot 1"),
            id="not validated",
        ),
        pytest.param(
            lambda brut: brut["heures"].pop(13),
            ("63 h", "février 2026", "lot 1", "entreprise utilisatrice"),
            id="the using company's confirmation",
        ),
        pytest.param(
            lambda brut: brut["contrats"][14].update(lot=1), ("98 h", "avril 2026", "lot 3"), id="moved to another lot"
        ),
        pytest.param(
            lambda brut: brut["contrats"][0].update(beneficiaire="b2"),
            ("retirerait", "35 h", "octobre 2025", "lot 1"),
            id="given to another person",
        ),
        pytest.param(
            lambda brut: brut["beneficiaires"][4].update(nom="Mesnard"),
            ("108 h", "juin 2026", "70 h", "juillet 2026", "lot 3", "mêmes nom, prénom et naissance"),
            id="another name",
        ),
        pytest.param(
            lambda brut: brut["beneficiaires"][4].update(naissance="1970-01-01"),
            ("108 h", "juin 2026", "lot 3"),
            id="another date of birth",
        ),
        pytest.param(
            lambda brut: brut["beneficiaires"][2].update(eligibilite=None),
            ("compter", "84 h", "février 2026", "lot 2", "gardez « eligibilite »"),
            id="eligibility taken back",
        ),
        pytest.param(
            lambda brut: brut["beneficiaires"][2]["eligibilite"].update(validee_le="2026-03-01"),
            ("compter", "84 h", "février 2026", "lot 2", "« motif_tardif »"),
            id="eligibility come late",
        ),
        pytest.param(
            lambda brut: brut["attributions"].pop(1),
            ("84 h", "février 2026", "lot 2", "gardez l’attribution de ce lot"),
            id="a lot that is nobody's",
        ),
        pytest.param(
            lambda brut: brut["operation"]["lots"][1].update(clause=False),
            ("84 h", "février 2026", "lot 2", "gardez la clause de ce lot"),
            id="a lot without its clause",
        ),
    ],
)
def test_validated_hours_are_never_removed(base, changement, champs):
    """The sentence says the month, the lot, how many hours, and names nobody."""
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    autre = deepcopy(brut)
    changement(autre)
    with pytest.raises(FautesDeSaisie) as refus:
        charger(base, autre)
    phrases = " ".join(faute.phrase for faute in refus.value.fautes)
    assert all(champ in phrases.replace("\u00a0", " ").replace("\u202f", " ") for champ in champs)
    assert not any(un["nom"] in phrases for un in (*brut["beneficiaires"], *autre["beneficiaires"]))
    assert export(base, "2025-CVB-004") == brut
    assert journal_de(base) == ["dossier_importe"]


def _renumeroter(brut: dict[str, Any]) -> None:
    for un in (*brut["beneficiaires"], *brut["contrats"]):
        un["id"] = f"n-{un['id']}"
    for liste, cle in ((brut["contrats"], "beneficiaire"), (brut["heures"], "contrat")):
        for un in liste:
            un[cle] = f"n-{un[cle]}"
    for formation in brut["formations"]:
        for participant in formation["participants"]:
            participant["beneficiaire"] = f"n-{participant['beneficiaire']}"
    brut["beneficiaires"].reverse()


@pytest.mark.parametrize(
    "changement",
    [
        pytest.param(
            lambda brut: brut["beneficiaires"][4].update(nom="MÉSLINARD", prenom="amelie"), id="case, accents"
        ),
        pytest.param(lambda brut: brut["beneficiaires"][7].update(nom="Autre"), id="a person without hours"),
        pytest.param(lambda brut: brut["operation"]["lots"][3].update(clause=True), id="one clause more"),
        pytest.param(lambda brut: brut["attributions"][1]["entreprise"].update(nom="Autre"), id="a company renamed"),
        pytest.param(_renumeroter, id="other identifiers, in another order"),
    ],
)
def test_what_takes_hours_from_nobody_replaces(base, changement):
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    changement(brut)
    assert charger(base, brut).remplaces == ["2025-CVB-004"]
    assert export(base, "2025-CVB-004") == brut


@given(graine=st.integers(min_value=1000), tirage=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_contract_given_to_another_person_passes_only_without_validated_hours(base_sqlite, graine, tirage):
    """Refused exactly when the contract holds validated hours, and then the dossier stays as it was."""
    brut = generer(graine)
    assume(brut["contrats"] and len(brut["beneficiaires"]) > 1)
    charger(base_sqlite, brut)
    autre = deepcopy(brut)
    contrat = tirage.choice(autre["contrats"])
    contrat["beneficiaire"] = tirage.choice(
        [un["id"] for un in brut["beneficiaires"] if un["id"] != contrat["beneficiaire"]]
    )
    validees = any(
        une["contrat"] == contrat["id"] and une["etat"] == "validee" and Decimal(une["heures"])
        for une in brut["heures"]
    )
    if validees:
        with pytest.raises(FautesDeSaisie, match="déjà validées"):
            charger(base_sqlite, autre)
    else:
        charger(base_sqlite, autre)
    assert export(base_sqlite, f"G-{graine}") == (brut if validees else autre)
    if not validees:
        charger(base_sqlite, brut)


def test_more_validated_hours_replace(base):
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    brut["heures"][0]["heures"] = "36.00"
    assert charger(base, brut).remplaces
