"""October 2026 and its dashboards, announced on 16 November and sent on the 17th."""

from __future__ import annotations

from datetime import date

import pytest
from tableaux_en_base import FACILITATEUR, imprimer_vite

from metier.periodes import Mois
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture
from workflows.actes import sujets
from workflows.actes.mensuel import pieces

OCTOBRE = Mois(2026, 10)
VEILLE, DEPART = date(2026, 11, 16), date(2026, 11, 17)


@pytest.fixture
def en_pdf(sur_sqlite, regler):
    """The business date of what follows; the pages are laid out."""
    regler(FACILITATEUR__NOM="Jeanne Fressac", FACILITATEUR__COURRIEL=FACILITATEUR)

    def au(jour: date) -> None:
        regler(DATE=jour.isoformat())

    au(DEPART)
    return au


@pytest.fixture
def au(en_pdf, monkeypatch):
    """The same, pages not laid out."""
    monkeypatch.setattr(pieces, "make_followup_piece", imprimer_vite)
    return en_pdf


def faire(au, jour: date) -> dict[str, int]:
    """What the calendar asks that day, of dashboards only."""
    au(jour)
    faites = sujets.faire_le_jour().faites
    return {nom: faites[nom] for nom in faites if "tableaux de bord" in nom}


def fichier_de(racine, tableau):
    """Where the file of a dashboard is kept."""
    with lecture() as session:
        fiches = {une.id: une.reference for une in operations.lister(session)}
    return racine / fiches[tableau.operation_id] / tableau.fichier
