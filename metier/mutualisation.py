"""Hours of one person shared between contracts: none is counted twice (domaine §10.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metier.periodes import Mois


@dataclass(frozen=True, kw_only=True)
class HeuresFaites:
    """Hours that a person worked in a month, all contracts together; `personne` is opaque."""

    personne: str
    mois: Mois
    heures: Decimal


@dataclass(frozen=True, kw_only=True)
class Affectation:
    """The part of those hours that is counted on one public contract (`marche`)."""

    personne: str
    mois: Mois
    marche: str
    heures: Decimal


@dataclass(frozen=True, kw_only=True)
class Depassement:
    """More hours counted than worked by a person in a month."""

    personne: str
    mois: Mois
    affectees: Decimal
    faites: Decimal


def depassements(affectations: Iterable[Affectation], faites: Iterable[HeuresFaites]) -> tuple[Depassement, ...]:
    """Where the hours counted on all contracts exceed those worked, in time then by person; empty when none does."""
    travaillees: dict[tuple[Mois, str], Decimal] = defaultdict(Decimal)
    comptees: dict[tuple[Mois, str], Decimal] = defaultdict(Decimal)
    for une in faites:
        travaillees[une.mois, une.personne] += une.heures
    for affectation in affectations:
        comptees[affectation.mois, affectation.personne] += affectation.heures
    return tuple(
        Depassement(personne=personne, mois=mois, affectees=somme, faites=travaillees[mois, personne])
        for (mois, personne), somme in sorted(comptees.items())
        if somme > travaillees[mois, personne]
    )


def cle_proportionnelle(dues: Iterable[Decimal]) -> tuple[Fraction, ...]:
    """The share of each contract in the hours due; equal shares where nothing is due yet."""
    volumes = [Fraction(une) for une in dues]
    total = sum(volumes, Fraction(0))
    return tuple(volume / total if total else Fraction(1, len(volumes)) for volume in volumes)


def repartir(heures: Decimal, parts: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Hours shared out by a key, each share to 0.01, whose sum is exactly the hours: none is lost, none made up.

    The hundredths that are left go to the largest remainders, the first of equals before.
    """
    centiemes = Fraction(heures) * 100
    exactes = [centiemes * part for part in parts]
    entieres = [une.__floor__() for une in exactes]
    restent = int(centiemes) - sum(entieres)
    ordre = sorted(range(len(parts)), key=lambda rang: entieres[rang] - exactes[rang])
    for rang in ordre[:restent]:
        entieres[rang] += 1
    return tuple(Decimal(une).scaleb(-2) for une in entieres)
