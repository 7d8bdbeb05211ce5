"""Training before hire: sessions, participants, hours, corrected as often as needed."""

from __future__ import annotations

import pytest
from operations_attribuees import REFERENCE, attribuer, faire

from echanges.dossier import exporter
from metier.fautes import FauteDeSaisie
from sqlmodel_store.session import lecture

PERSONNES = [
    {"id": f"b{rang}", "nom": nom, "prenom": "Ana", "naissance": "1990-05-02", "categorie": "rsa"}
    for rang, nom in enumerate(("Lorvalin", "Tessier"), start=1)
]
GESTES = {"intitule": "Gestes et postures", "debut": "2026-08-17", "fin": "2026-08-21"}


@pytest.fixture
def suivie(sur_sqlite):
    return attribuer(beneficiaires=PERSONNES)


def former(**autres):
    return faire(REFERENCE, "enregistrer_formation", **GESTES | autres)


def formations():
    with lecture() as session:
        return exporter(session, REFERENCE)["formations"]


def heures(*lignes):
    return [{"beneficiaire": qui, "heures": combien} for qui, combien in lignes]


def test_a_session_is_written_with_who_took_part(suivie):
    assert former(participants=heures(("b1", 35), ("b2", "28.5"))).alertes == ("formation n°\u00a01, 2 participant(s)",)
    (une,) = formations()
    assert [(un["beneficiaire"], float(un["heures"])) for un in une["participants"]] == [("b1", 35), ("b2", 28.5)]


def test_the_same_session_is_corrected_never_doubled(suivie):
    """By its title and first day, or by its number when these are what changes."""
    former(participants=heures(("b1", 35)))
    former(participants=heures(("b1", 28), ("b2", 28)))
    former(debut="2026-08-24", fin="2026-08-28")
    former(numero=1, intitule="Sécurité sur un chantier", participants=heures(("b2", 21)))
    premiere, seconde = formations()
    assert (premiere["intitule"], premiere["debut"], len(premiere["participants"])) == (
        "Sécurité sur un chantier",
        "2026-08-17",
        1,
    )
    assert seconde["debut"] == "2026-08-24"


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        pytest.param({"fin": "2026-08-01"}, "précède le début", id="ends before"),
        pytest.param({"participants": heures(("b9", 7))}, "connus\u00a0: b1, b2", id="someone unknown"),
        pytest.param({"participants": heures(("b1", 7), ("b1", 7))}, "participe deux fois", id="someone twice"),
        pytest.param({"participants": heures(("b1", -7))}, "des heures, 0 ou plus", id="hours under zero"),
        pytest.param({"numero": 4}, "compte 0 formation(s)", id="no such session"),
    ],
)
def test_a_session_at_fault_is_refused_with_a_sentence(suivie, donnees, phrase):
    with pytest.raises(FauteDeSaisie, match=phrase.replace("(", r"\(").replace(")", r"\)")):
        former(**donnees)
    assert formations() == []
