"""Cumulated hours month by month, against what was expected and where the pace leads: the curve of dashboards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from documents.contextes.rapports import TIRET, Colonne, Tableau, heures_ecrites, heures_rondes
from documents.graphiques import HAUTEUR_COURBE, Courbe, Serie, courbe
from formats.dates import mois_long
from formats.nombres import heures, nombre, nombre_court
from metier.arrondi import arrondir
from metier.operation import Lot, Mode
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import NUL, par_mois
from metier.rythme import calendrier, heures_attendues
from metier.suivi import Suivi

MOIS_TRACES = 60
MOIS_D_UNE_PAGE = 12
LIGNES_PAR_COLONNE = 12


@dataclass(frozen=True, kw_only=True)
class Part:
    """A lot, or the share of its expected hours that falls to one company."""

    lot: Lot
    fraction: Fraction = Fraction(1)


@dataclass(frozen=True, kw_only=True)
class Cumuls:
    """Hours at the end of each month since the start; None past the month closed, or where nothing tells."""

    mois: tuple[Mois, ...]
    du_mois: tuple[Decimal | None, ...]
    validees: tuple[Decimal | None, ...]
    attendues: tuple[Decimal | None, ...]
    projection: tuple[Decimal | None, ...]


def cumuls(
    suivi: Suivi, parts: Sequence[Part], au: Mois, *, portee: Portee, projection: Decimal | None = None
) -> Cumuls:
    """The figures up to the month `au`, expected hours up to the end of the lots where dates tell."""
    portee_au = Portee(lots=portee.lots, contrats=portee.contrats, jusqu_a=au)
    faites = {mois: volumes.validees for mois, volumes in par_mois(suivi, portee_au).items()}
    mois = _etendue(suivi, parts, au, faites)
    cumul, total = {}, sum((fait for un, fait in faites.items() if un < mois[0]), NUL)
    for un in mois:
        total += faites.get(un, NUL)
        cumul[un] = total
    return Cumuls(
        mois=mois,
        du_mois=tuple(faites.get(un, NUL) if un <= au else None for un in mois),
        validees=tuple(cumul[un] if un <= au else None for un in mois),
        attendues=tuple(_attendues(suivi, parts, un, au) for un in mois),
        projection=_projection(mois, au, total, projection),
    )


def derniers(cumul: Cumuls, au: Mois, combien: int = MOIS_D_UNE_PAGE) -> Cumuls:
    """The last months closed only, for what must hold on one page."""
    fin = cumul.mois.index(au) + 1
    tranche = slice(max(0, fin - combien), fin)
    return Cumuls(
        mois=cumul.mois[tranche],
        du_mois=cumul.du_mois[tranche],
        validees=cumul.validees[tranche],
        attendues=cumul.attendues[tranche],
        projection=(None,) * len(cumul.mois[tranche]),
    )


def en_ligne(cumul: Cumuls) -> Tableau:
    """The same figures with a column per month, in hours."""
    largeur = 84 / max(1, len(cumul.mois))
    return Tableau(
        legende="Heures par mois et cumul, en heures",
        colonnes=(
            Colonne(titre="Heures", largeur=16),
            *(Colonne(titre=_court(mois), largeur=round(largeur, 2), nombre=True) for mois in cumul.mois),
        ),
        lignes=(
            ("Du mois", *(_sans_unite(valeur, 2) for valeur in cumul.du_mois)),
            ("Cumul validé", *(_sans_unite(valeur, 2) for valeur in cumul.validees)),
            ("Attendu", *(_sans_unite(valeur, 0) for valeur in cumul.attendues)),
        ),
    )


def dessin(cumul: Cumuls, resume: str, hauteur: int = HAUTEUR_COURBE) -> Courbe | None:
    """The curve: validated hours solid, expected dashed, the pace carried on dotted."""
    series = (
        Serie(nom="validées", genre="plein", valeurs=cumul.validees),
        Serie(nom="attendues", genre="tirets", valeurs=cumul.attendues),
        Serie(nom="projection", genre="points", valeurs=cumul.projection),
    )
    return courbe([_court(mois) for mois in cumul.mois], series, resume, hauteur)


def tableaux(cumul: Cumuls) -> tuple[Tableau, ...]:
    """The same figures up to the month closed, in tables side by side."""
    lignes = [
        (mois_long(mois), heures(fait), heures_ecrites(total), heures_rondes(attendu))
        for mois, fait, total, attendu in zip(cumul.mois, cumul.du_mois, cumul.validees, cumul.attendues, strict=True)
        if fait is not None
    ]
    colonnes = (
        Colonne(titre="Mois", largeur=31),
        Colonne(titre="Du mois", largeur=21, nombre=True),
        Colonne(titre="Cumul validé", largeur=24, nombre=True),
        Colonne(titre="Attendu", largeur=24, nombre=True),
    )
    moitie = max(LIGNES_PAR_COLONNE // 2, -(-len(lignes) // 2))
    legendes = ("Heures par mois et cumul", "Heures par mois et cumul (suite)")
    return tuple(
        Tableau(legende=legende, colonnes=colonnes, lignes=tuple(tranche))
        for legende, tranche in zip(legendes, (lignes[:moitie], lignes[moitie:]), strict=True)
        if tranche
    )


def _sans_unite(valeur: Decimal | None, decimales: int) -> str:
    return TIRET if valeur is None else nombre_court(valeur, decimales) if decimales else nombre(valeur)


def _etendue(suivi: Suivi, parts: Sequence[Part], au: Mois, faites: dict[Mois, Decimal]) -> tuple[Mois, ...]:
    """From the first lot or hours to the end of the lots; the last sixty months where there are more."""
    jours = [calendrier(suivi, part.lot) for part in parts]
    debuts = [Mois.de(un.debut) for un in jours if un] + list(faites)
    fins = [Mois.de(un.fin) for un in jours if un]
    tous = tuple(min([au, *debuts]).jusqu_a(max([au, *fins])))
    return tous if len(tous) <= MOIS_TRACES else tuple(au.plus(1 - MOIS_TRACES).jusqu_a(au))


def _attendues(suivi: Suivi, parts: Sequence[Part], mois: Mois, au: Mois) -> Decimal | None:
    if mois > au and (suivi.factures or any(part.lot.mode is Mode.RATIO_EUROS for part in parts)):
        return None  # what will be invoiced is not known
    valeurs = [(heures_attendues(suivi, part.lot, mois), part.fraction) for part in parts]
    if not valeurs or any(valeur is None for valeur, _ in valeurs):
        return None
    return arrondir(sum((Fraction(valeur or 0) * fraction for valeur, fraction in valeurs), Fraction(0)), 2)


def _projection(mois: tuple[Mois, ...], au: Mois, total: Decimal, fin: Decimal | None) -> tuple[Decimal | None, ...]:
    """A straight line from the month closed to the last one."""
    suite = [un for un in mois if un >= au]
    if fin is None or len(suite) < 2:  # noqa: PLR2004 - a line needs two points
        return (None,) * len(mois)
    pas = (fin - total) / (len(suite) - 1)
    return tuple(total + pas * suite.index(un) if un >= au else None for un in mois)


def _court(mois: Mois) -> str:
    """« 01/26 »: names do not fit under a curve."""
    return f"{mois.numero:02d}/{mois.annee % 100:02d}"
