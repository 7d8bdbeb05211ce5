"""Who a row is about: the persons of an operation, found by what a company writes of their name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from echanges.heures.ecriture import simple
from metier.suivi import Beneficiaire

CIVILITE = re.compile(r"^(?:m (?=\w+ \w)|(?:mr|mme|mlle|monsieur|madame|mademoiselle) (?=\w))")


@dataclass(frozen=True, kw_only=True)
class NomEcrit:
    """A name as a row writes it: in one cell or two, in either order, with or without a civility."""

    nom: str
    prenom: str

    @property
    def tout(self) -> str:
        return CIVILITE.sub("", simple(f"{self.nom} {self.prenom}"))


@dataclass(frozen=True, kw_only=True)
class _Connue:
    personne: Beneficiaire
    nom: str
    prenom: str

    def est(self, ecrit: str) -> bool:
        """The whole name, in either order; apostrophes, hyphens and spaces aside."""
        serre = ecrit.replace(" ", "")
        nom, prenom = self.nom.replace(" ", ""), self.prenom.replace(" ", "")
        return serre in {nom + prenom, prenom + nom}

    def abregee(self, ecrit: str) -> bool:
        """« Morvilay É. », « É. Morvilay »: the initial of the first name stands for it."""
        return ecrit in {f"{self.nom} {self.prenom[:1]}", f"{self.prenom[:1]} {self.nom}"}

    def porte(self, ecrit: str) -> bool:
        return ecrit == self.nom


class Personnes:
    """The persons of an operation, each under what may be written of it."""

    def __init__(self, beneficiaires: Sequence[Beneficiaire]) -> None:
        self._connues = [_Connue(personne=une, nom=simple(une.nom), prenom=simple(une.prenom)) for une in beneficiaires]

    def trouver(self, ecrit: NomEcrit, naissance: date | None = None) -> list[Beneficiaire]:
        """Those it may be: by whole name, else by initial; a date of birth tells namesakes apart."""
        tout = ecrit.tout
        entieres = [une.personne for une in self._connues if une.est(tout)]
        trouvees = entieres or [une.personne for une in self._connues if une.abregee(tout)]
        if naissance is not None and trouvees:
            return [une for une in trouvees if une.naissance == naissance]
        return trouvees

    def porteurs(self, ecrit: NomEcrit) -> bool:
        """Whether what is written is the family name of someone, without any first name."""
        return any(une.porte(ecrit.tout) for une in self._connues)
