"""Three dossiers written by hand, put in a store and taken out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from echanges.dossier import exporter, importer
from echanges.format_dossier import lire_dossier
from sqlmodel_store.depots import journal
from sqlmodel_store.session import lecture, unit_of_work

DONNEES = Path(__file__).resolve().parent / "donnees" / "dossiers"
FICHIERS = ["01-ecole.json", "02-nettoyage-accord-cadre.json", "03-region-aval.json"]


def donnees(nom: str) -> dict[str, Any]:
    lu: dict[str, Any] = json.loads((DONNEES / nom).read_text(encoding="utf-8"))
    return lu


def charger(base: str, *dossiers_bruts: dict[str, Any]) -> Any:
    with unit_of_work(base) as session:
        return importer(session, [lire_dossier(brut) for brut in dossiers_bruts], acteur="test")


def export(base: str, reference: str) -> dict[str, Any]:
    with lecture(base) as session:
        return exporter(session, reference)


def journal_de(base: str) -> list[str]:
    with lecture(base) as session:
        return [ligne.evenement for ligne in journal.lister(session)]
