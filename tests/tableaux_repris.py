"""What taking a follow-up spreadsheet over leaves in the store, on 2 November 2026."""

from __future__ import annotations

import pytest

from config.settings import get_settings
from echanges import dossier
from sqlmodel_store.depots import operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture

TITRES_CONTRATS = ["Réf. opération", "Lot", "Entreprise", "Nom", "Prénom", "Né(e) le", "Sexe", "Public"]
TITRES_CONTRATS += ["Type de contrat", "Employeur", "Date d’embauche", "Date de fin"]


@pytest.fixture(autouse=True)
def base(home, base_sqlite, monkeypatch):
    monkeypatch.setenv("RELAIS_DATABASE_URL", base_sqlite)
    monkeypatch.setenv("RELAIS_DATE", "2026-11-02")
    get_settings.cache_clear()
    migrer()


def exporte(reference):
    with lecture() as session:
        return dossier.exporter(session, reference)


def references():
    with lecture() as session:
        return sorted(une.reference for une in operations.lister(session))


def personne_mois():
    debut = ["2026-VAL-1", 1, "Bâti Lorraine", "MARTIN", "Léa", "02/05/1990", "F", "DELD", "CDD", "Bâti Lorraine"]
    return [
        [*TITRES_CONTRATS, "Mois", "Heures réalisées", "Dont formation"],
        [*debut, "02/02/2026", None, "février 2026", "121,5", None],
        [*debut, "02/02/2026", None, "03/2026", "7h30", "3,5"],
        [*debut, "02/02/2026", None, "2026-04", 151.67, None],
    ]
