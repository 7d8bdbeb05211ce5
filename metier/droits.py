"""What each role may do; an access carries its role and the relays it sees to whatever reads or writes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from metier.enumeration import Enumeration
from metier.roles import Role


class Droit(Enumeration):
    LIRE = "lire", "lire les opérations"
    CONDUIRE = "conduire", "conduire les opérations"
    CONSOLIDER = "consolider", "consolider et exporter"
    REGLER = "regler", "régler le relais, valider ses modèles et ses envois"
    GERER_COMPTES = "gerer_comptes", "gérer les comptes"


DROITS: dict[Role, frozenset[Droit]] = {
    Role.FACILITATEUR: frozenset({Droit.LIRE, Droit.CONDUIRE}),
    Role.RESPONSABLE: frozenset({Droit.LIRE, Droit.CONDUIRE, Droit.CONSOLIDER, Droit.REGLER}),
    Role.ANIMATEUR: frozenset({Droit.LIRE, Droit.CONSOLIDER}),
    Role.LECTURE: frozenset({Droit.LIRE}),
    Role.ADMINISTRATEUR: frozenset({Droit.REGLER, Droit.GERER_COMPTES}),
}
"""The accounts of an installation hold no personal file: who manages them reads no operation."""

DE_TOUT_LE_RESEAU = frozenset({Role.ANIMATEUR, Role.ADMINISTRATEUR})
"""The roles that belong to no relay in particular."""


class AccesRefuse(Exception):
    """The role does not allow it; `droit` is what was wanted."""

    def __init__(self, droit: Droit) -> None:
        super().__init__(droit.value)
        self.droit = droit


@dataclass(frozen=True, kw_only=True)
class Acces:
    """Who asks: their account, the name that the journal keeps, their role, the ids of their relays (None: all)."""

    compte: int
    nom: str
    role: Role
    relais: frozenset[int] | None

    @classmethod
    def de(cls, *, compte: int, nom: str, role: Role, relais: Collection[int]) -> Self:
        """The access of an account that belongs to these relays."""
        vus = None if role in DE_TOUT_LE_RESEAU else frozenset(relais)
        return cls(compte=compte, nom=nom, role=role, relais=vus)

    def peut(self, droit: Droit) -> bool:
        return droit in DROITS[self.role]

    def exiger(self, droit: Droit) -> None:
        """Raises AccesRefuse unless the role allows it."""
        if not self.peut(droit):
            raise AccesRefuse(droit)

    def voit(self, relais_id: int) -> bool:
        """Whether what that relay follows may be shown: the role reads, and the relay is one of theirs."""
        return self.peut(Droit.LIRE) and (self.relais is None or relais_id in self.relais)
