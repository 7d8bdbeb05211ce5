"""The bars of the lots: validated hours against those due and those expected, a bar each or one for all."""

from __future__ import annotations

from documents.contextes.rapports import combien
from documents.graphiques import Barres, Quantite, barres
from formats.nombres import heures
from formats.typographie import typographier
from metier.indicateurs import Indicateurs, IndicateursLot

LOTS_DESSINES = 6


def barres_des_lots(chiffres: Indicateurs) -> tuple[Barres, ...]:
    """A bar per lot, in figures of fifteen."""
    return barres([_quantite(un) for un in chiffres.lots], _resume(chiffres))


def barres_d_une_page(chiffres: Indicateurs, ensemble: str) -> tuple[Barres, ...]:
    """The same, a single bar named `ensemble` where those of the lots would not hold on the page."""
    if len(chiffres.lots) <= LOTS_DESSINES:
        return barres_des_lots(chiffres)
    tout = Quantite(
        libelle=ensemble,
        fait=chiffres.cumul.validees,
        du=chiffres.dues,
        attendu=chiffres.attendu,
        valeur=f"{heures(chiffres.cumul.validees)} sur {heures(chiffres.dues)}",
    )
    return barres([tout], _resume(chiffres))


def _quantite(un: IndicateursLot) -> Quantite:
    return Quantite(
        libelle=f"Lot {un.lot.numero} – {un.lot.intitule}",
        fait=un.cumul.validees,
        du=un.dues,
        attendu=un.rythme.attendu,
        valeur=f"{heures(un.cumul.validees)} sur {heures(un.dues)}",
    )


def _resume(chiffres: Indicateurs) -> str:
    return typographier(
        f"Barres : heures validées, dues et attendues de {combien(len(chiffres.lots), 'lot')}, valeurs dans le tableau "
        "des lots."
    )
