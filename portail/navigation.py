"""The pages of the menu, in order, and the right that each takes; one that the program does not have is not shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from metier.droits import Acces, Droit


@dataclass(frozen=True, kw_only=True)
class Entree:
    """`ou`: another right that also opens it."""

    libelle: str
    chemin: str
    droit: Droit
    ou: Droit | None = None

    def ici(self, chemin: str) -> bool:
        """Whether that page is the entry's own, or below it."""
        return chemin == self.chemin or (self.chemin != "/" and chemin.startswith(f"{self.chemin}/"))


ENTREES = (
    Entree(libelle="Aujourd’hui", chemin="/", droit=Droit.LIRE),
    Entree(libelle="Opérations", chemin="/operations", droit=Droit.LIRE),
    Entree(libelle="Notifications", chemin="/notifications", droit=Droit.LIRE),
    Entree(libelle="Mois", chemin="/mois", droit=Droit.LIRE),
    Entree(libelle="Personnes", chemin="/personnes", droit=Droit.CONDUIRE),
    Entree(libelle="Envois", chemin="/envois", droit=Droit.LIRE),
    Entree(libelle="Traitements", chemin="/deroulements", droit=Droit.LIRE, ou=Droit.REGLER),
    Entree(libelle="Réseau", chemin="/reseau", droit=Droit.CONSOLIDER),
    Entree(libelle="Modèles", chemin="/modeles", droit=Droit.LIRE, ou=Droit.REGLER),
    Entree(libelle="Réglages", chemin="/reglages", droit=Droit.REGLER),
    Entree(libelle="Comptes", chemin="/comptes", droit=Droit.GERER_COMPTES),
)


def offertes(acces: Acces | None, chemins: Collection[str]) -> tuple[Entree, ...]:
    """What the menu shows to whoever has that access, of the pages that exist."""
    if acces is None:
        return ()
    return tuple(
        une
        for une in ENTREES
        if une.chemin in chemins and (acces.peut(une.droit) or (une.ou is not None and acces.peut(une.ou)))
    )


def premiere_page(acces: Acces) -> str:
    """Where someone who has just signed in begins."""
    return "/" if acces.peut(Droit.LIRE) else "/comptes"
