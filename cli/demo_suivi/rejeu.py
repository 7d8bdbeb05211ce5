"""The months lived again: the business date moves, people act, and what is due leaves by itself, on its day."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cli.demo_suivi.actes import Acte, de_l_operation
from cli.demo_suivi.calendrier import Calendrier, J
from cli.demo_suivi.creche import creche
from cli.demo_suivi.dossier import OperationSuivie
from cli.demo_suivi.heures import des_mois
from cli.demo_suivi.lycee import lycee
from cli.demo_suivi.proprete import proprete
from cli.demo_suivi.territoire import Organisation
from cli.demo_suivi.territoire import annuaire as connus
from config.settings import get_settings
from metier.periodes import Mois
from sqlmodel_store.depots import annuaire
from sqlmodel_store.session import unit_of_work
from workflows.actes.rapprochement import rapprocher

DATE = "RELAIS_DATE"
ECHEANCES = (1, 6, 10, 11)
"""Working days of each month on which requests, reminders and dashboards fall due."""


@dataclass(frozen=True, kw_only=True)
class Fait:
    """What is told of a day; `fichiers` are relative to the folder of all documents."""

    jour: date
    dit: str
    fichiers: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class MoisVecu:
    """A month of the story: what is told of it, and what could not be done, of which there should be nothing."""

    mois: Mois
    faits: tuple[Fait, ...]
    refus: tuple[str, ...]


@dataclass(frozen=True)
class Rejeu:
    """The story of three operations, told on a given day."""

    aujourdhui: date

    @property
    def calendrier(self) -> Calendrier:
        return Calendrier(self.aujourdhui)

    def operations(self) -> tuple[OperationSuivie, ...]:
        annee = self.calendrier.mois(0).annee
        return (
            creche(f"CVB-{annee}-006"),
            lycee(f"REG-{annee}-112"),
            proprete(f"CVB-{annee}-003"),
        )

    def employeurs(self) -> tuple[Organisation, ...]:
        """Who employs somebody in the story, in its order."""
        return tuple(dict.fromkeys(un.employeur for suivie in self.operations() for un in suivie.contrats))

    def actes(self) -> list[Acte]:
        """Everything that has been done by today, in time."""
        calendrier, suivies = self.calendrier, self.operations()
        tous = [acte for suivie in suivies for acte in de_l_operation(suivie, calendrier)]
        tous += des_mois(suivies, calendrier)
        return sorted((un for un in tous if un.jour <= self.aujourdhui), key=lambda un: un.jour)

    def jours(self, actes: Sequence[Acte]) -> list[date]:
        """The days that matter: those of the acts, those on which something falls due, and today."""
        calendrier = self.calendrier
        dus = {calendrier.le(J(rang, ouvre)) for rang in calendrier.rangs() for ouvre in ECHEANCES}
        return sorted({un.jour for un in actes} | {jour for jour in dus if jour <= self.aujourdhui} | {self.aujourdhui})

    def vivre(self) -> Iterator[MoisVecu]:
        """Each month in turn, given once it is over; the business date is put back as it was in the end."""
        with unit_of_work() as session:
            annuaire.importer(session, connus())
        actes = self.actes()
        par_mois: dict[Mois, list[date]] = {}
        for jour in self.jours(actes):
            par_mois.setdefault(Mois.de(jour), []).append(jour)
        with date_du_jour():
            for mois, jours in par_mois.items():
                yield _vivre_un_mois(mois, jours, actes)


def _vivre_un_mois(mois: Mois, jours: Sequence[date], actes: Sequence[Acte]) -> MoisVecu:
    faits: list[Fait] = []
    refus: list[str] = []
    for jour in jours:
        aller_au(jour)
        for acte in actes:
            if acte.jour == jour:
                fichiers = tuple(acte.faire())
                faits += [Fait(jour=jour, dit=acte.dit, fichiers=fichiers)] if acte.dit else []
        bilan = rapprocher()
        refus += [*bilan.refusees, *([bilan.panne] if bilan.panne else [])]
    return MoisVecu(mois=mois, faits=tuple(faits), refus=tuple(refus))


def aller_au(jour: date | None) -> None:
    """That day is today in this process; None: the clock of the machine tells."""
    os.environ.pop(DATE, None)
    if jour is not None:
        os.environ[DATE] = jour.isoformat()
    get_settings.cache_clear()


@contextmanager
def date_du_jour() -> Iterator[None]:
    """Puts back the business date of before, whatever happened to it within."""
    avant = get_settings().date
    try:
        yield
    finally:
        aller_au(avant)
