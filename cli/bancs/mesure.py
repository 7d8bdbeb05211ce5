"""How ratios are taken: variants one after the other for each document, a ratio per document, then the median."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Mesures = dict[str, list[float]]


@dataclass(frozen=True, kw_only=True)
class Resultat:
    """A ratio and what it must reach; `au_plus` when it must not exceed it. `libelle` says it in French."""

    nom: str
    libelle: str
    rapport: float
    objectif: float
    au_plus: bool = False

    @property
    def tenu(self) -> bool:
        return self.rapport <= self.objectif if self.au_plus else self.rapport >= self.objectif


@dataclass(frozen=True, kw_only=True)
class Variante:
    """One way to make the document of a rank, done `repetitions` times where once would be too short to time."""

    faire: Callable[[int], object]
    repetitions: int = 1


@dataclass(frozen=True, kw_only=True)
class Taille:
    """How much is measured. `releves`: the numbers of Word documents at which time and memory are read.

    `croissance`: the numbers of operations at which indicators are timed, `passages` times each.
    `courriers`: mails sent each way, then `suite_courriers` while memory is read.
    """

    documents: int = 25
    releves: tuple[int, ...] = (100, 300, 1_000, 3_000, 10_000)
    rapports: int = 12
    suite_rapports: int = 120
    renouvellement: int = 40
    operations: int = 1_000
    croissance: tuple[int, ...] = (1_000, 3_000, 10_000, 20_000)
    passages: int = 3
    repetitions: int = 5
    courriers: int = 400
    suite_courriers: int = 10_000


def mesurer(variantes: Mapping[str, Variante], documents: int, horloge: Callable[[], float] | None = None) -> Mesures:
    """CPU seconds per document of each variant, interleaved, each warmed first, garbage collected in between.

    `horloge`: the CPU time of this process by default.
    """
    for variante in variantes.values():
        variante.faire(0)
    mesures: Mesures = {nom: [] for nom in variantes}
    for rang in range(documents):
        for nom, variante in variantes.items():
            gc.collect()
            mesures[nom].append(_chronometrer(variante, rang, horloge or time.process_time))
    return mesures


def _chronometrer(variante: Variante, rang: int, horloge: Callable[[], float]) -> float:
    debut = horloge()
    for _ in range(variante.repetitions):
        variante.faire(rang)
    return (horloge() - debut) / variante.repetitions


def rapport(mesures: Mesures, numerateur: str, denominateur: str) -> float:
    """The median, over documents, of the ratio of two variants."""
    return statistics.median(haut / bas for haut, bas in zip(mesures[numerateur], mesures[denominateur], strict=True))


def exposant(points: Sequence[tuple[int, float]]) -> float:
    """The slope of time against number on logarithmic scales, by least squares: 1 when proportional."""
    abscisses = [math.log(nombre) for nombre, _ in points]
    ordonnees = [math.log(secondes) for _, secondes in points]
    return statistics.linear_regression(abscisses, ordonnees).slope


def memoire_de_pointe() -> int:
    """The most memory this process ever held, in kilobytes."""
    for ligne in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if ligne.startswith("VmHWM:"):
            return int(ligne.split()[1])
    raise OSError("no VmHWM in /proc/self/status")
