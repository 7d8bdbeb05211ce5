"""A backup put back knows people who were forgotten since: the ledger of what it replaces forgets them again."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store import copie
from sqlmodel_store.depots import rgpd_effacements
from sqlmodel_store.modeles.rgpd import Effacement
from sqlmodel_store.session import lecture, unit_of_work
from sqlmodel_store.tassement import tasser
from workflows.actes.rgpd.effacement import Lieu, refaire


def oublier_de_nouveau(restauree: Lieu, remplacee: str) -> int:
    """Before the backup takes its place, its people who are in the ledger of the base it replaces are forgotten.

    Returns how many there were. A base that cannot be read gives nothing: its ledger is lost with it.
    """
    lignes = _registre(remplacee)
    if lignes:
        with unit_of_work(restauree.base) as session:
            rgpd_effacements.reporter(session, lignes)
    combien = refaire(restauree)
    if combien:
        tasser(restauree.base)
    return combien


def _registre(base: str) -> list[Effacement]:
    with suppress(FauteDeSaisie, PanneExterne, SQLAlchemyError):
        if not copie.est_vide(base):
            with lecture(base) as session:
                return rgpd_effacements.lister(session)
    return []
