"""Who a row is about: the persons of an operation, found by what a company writes of their name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from echanges.heures.ecriture import simple
from metier.suivi import Beneficiaire

CIVILITE = re.compile(r"^(?:m (?=\w+ \w)|(?:mr|mme|mlle|monsieur|madame|mademoiselle) (?=\w))")


@dataclass(frozen=True, kw_only=True)
class NomEcrit:
    """A name as a row writes it: in one cell or two, in either order, with or without a civility."""

    nom: str
    prenom: str

    @cached_property
    def tout(self) -> str:
        return CIVILITE.sub("", simple(f"{self.nom} {self.prenom}"))


class Personnes:
    """The persons of an operation, each under what may be written of it."""

    def __init__(self, beneficiaires: Sequence[Beneficiaire]) -> None:
        self._entiers: dict[str, list[Beneficiaire]] = defaultdict(list)
        self._abreges: dict[str, list[Beneficiaire]] = defaultdict(list)
        self._noms = {simple(une.nom) for une in beneficiaires}
        for une in beneficiaires:
            nom, prenom = simple(une.nom), simple(une.prenom)
            for entier in {_serre(nom + prenom), _serre(prenom + nom)}:
                self._entiers[entier].append(une)
            for abrege in {f"{nom} {prenom[:1]}", f"{prenom[:1]} {nom}"}:
                self._abreges[abrege].append(une)

    def trouver(self, ecrit: NomEcrit, naissance: date | None = None) -> list[Beneficiaire]:
        """Those it may be: by whole name, apostrophes, hyphens and spaces aside, else by the initial of the first name.

        A date of birth tells namesakes apart.
        """
        trouvees = self._entiers.get(_serre(ecrit.tout)) or self._abreges.get(ecrit.tout) or []
        return [une for une in trouvees if naissance is None or une.naissance == naissance]

    def porteurs(self, ecrit: NomEcrit) -> bool:
        """Whether what is written is the family name of someone, without any first name."""
        return ecrit.tout in self._noms


def _serre(texte: str) -> str:
    return texte.replace(" ", "")
