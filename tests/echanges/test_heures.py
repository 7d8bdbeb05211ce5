"""Files of hours as companies make them, read row by row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from echanges.format_dossier import lire_dossier
from echanges.heures.lecture import lire_heures
from echanges.suivi import vers_suivi
from metier.periodes import Mois

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "heures"
ATTENDUS: dict[str, Any] = json.loads((DONNEES / "attendus.json").read_text(encoding="utf-8"))
SUIVI = vers_suivi(lire_dossier(json.loads((DONNEES / "dossier.json").read_text(encoding="utf-8"))).dossier)
OCTOBRE = Mois(2026, 10)


def comme(attendue: dict[str, Any], lue: dict[str, Any]) -> dict[str, Any]:
    return {cle: lue[cle] for cle in attendue}


@pytest.mark.parametrize("nom", ATTENDUS["fichiers"])
def test_each_example_is_read_as_expected(nom):
    attendu = ATTENDUS["fichiers"][nom]
    lu = lire_heures((DONNEES / nom).read_bytes(), nom, SUIVI, OCTOBRE).en_json()
    assert lu["fichier_refuse"] == attendu["fichier_refuse"]
    for sorte in ("acceptees", "refusees"):
        assert len(lu[sorte]) == len(attendu[sorte])
        assert [comme(a, ligne) for a, ligne in zip(attendu[sorte], lu[sorte], strict=True)] == attendu[sorte]
