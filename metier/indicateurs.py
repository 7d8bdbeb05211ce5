"""The figures of a followed operation at the end of a month: what dashboards and reports print (documents.md §12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from metier.contrats import TypeContrat
from metier.effectifs import Effectifs, effectifs
from metier.modalites import TypeModalite
from metier.operation import Lot
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import (
    NUL,
    Volumes,
    attributions,
    contrats_de,
    etp,
    heures_dues,
    heures_initiales,
    par_modalite,
    taux,
    volumes,
)
from metier.rythme import Rythme, SeuilsStatut, rythme
from metier.suivi import Attribution, Suivi


@dataclass(frozen=True, kw_only=True)
class Regles:
    """What the figures are judged with: the thresholds of statuses, the hours of a full-time equivalent."""

    seuils: SeuilsStatut
    heures_par_etp: Decimal


@dataclass(frozen=True, kw_only=True)
class IndicateursLot:
    """A lot at the end of a month: `cumul` from its start, `du_mois` that month; `taux` in percent or None."""

    lot: Lot
    entreprises: tuple[str, ...]
    initiales: Decimal
    dues: Decimal
    cumul: Volumes
    du_mois: Volumes
    taux: Decimal | None
    rythme: Rythme
    personnes: int
    contrats: int
    contrats_par_type: dict[TypeContrat, int]
    modalites: dict[TypeModalite, Volumes]
    etp: Decimal


@dataclass(frozen=True, kw_only=True)
class IndicateursAttribution:
    """The share of one company: in a groupement each sees its own."""

    attribution: Attribution
    dues: Decimal
    cumul: Volumes
    du_mois: Volumes
    taux: Decimal | None
    restantes: Decimal
    personnes: int


@dataclass(frozen=True, kw_only=True)
class Indicateurs:
    """The operation at the end of a month; hours add up over lots, persons never do."""

    mois: Mois
    lots: tuple[IndicateursLot, ...]
    initiales: Decimal
    dues: Decimal
    cumul: Volumes
    du_mois: Volumes
    taux: Decimal | None
    effectifs: Effectifs
    etp: Decimal
    attendu: Decimal | None
    projection: Decimal | None
    exposition: Decimal | None


def indicateurs(suivi: Suivi, mois: Mois, regles: Regles) -> Indicateurs:
    """Every figure at the end of that month; lots without clause and without hours are left out."""
    portee = Portee(jusqu_a=mois)
    lots = tuple(indicateurs_lot(suivi, lot, mois, regles) for lot in lots_suivis(suivi))
    cumul, dues = volumes(suivi, portee), heures_dues(suivi)
    return Indicateurs(
        mois=mois,
        lots=lots,
        initiales=heures_initiales(suivi),
        dues=dues,
        cumul=cumul,
        du_mois=volumes(suivi, Portee.au_mois(mois)),
        taux=taux(cumul.validees, dues),
        effectifs=effectifs(suivi, portee),
        etp=etp(cumul.validees, regles.heures_par_etp),
        attendu=somme(un.rythme.attendu for un in lots),
        projection=somme(un.rythme.projection for un in lots),
        exposition=somme(un.rythme.exposition for un in lots),
    )


def indicateurs_lot(suivi: Suivi, lot: Lot, mois: Mois, regles: Regles) -> IndicateursLot:
    """The figures of one lot at the end of that month."""
    portee = Portee(jusqu_a=mois).du_lot(lot.numero)
    cumul, dues, comptes = volumes(suivi, portee), heures_dues(suivi, portee), effectifs(suivi, portee)
    return IndicateursLot(
        lot=lot,
        entreprises=tuple(une.entreprise for une in attributions(suivi, portee)),
        initiales=heures_initiales(suivi, portee),
        dues=dues,
        cumul=cumul,
        du_mois=volumes(suivi, Portee.au_mois(mois).du_lot(lot.numero)),
        taux=taux(cumul.validees, dues),
        rythme=rythme(suivi, lot, mois, regles.seuils),
        personnes=comptes.personnes,
        contrats=comptes.contrats,
        contrats_par_type=comptes.contrats_par_type,
        modalites=par_modalite(suivi, portee),
        etp=etp(cumul.validees, regles.heures_par_etp),
    )


def indicateurs_attribution(suivi: Suivi, attribution: Attribution, mois: Mois) -> IndicateursAttribution:
    """The figures of one company on one lot at the end of that month."""
    siens = contrats_de(suivi, attribution)
    portee = Portee(jusqu_a=mois).des_contrats(siens)
    cumul = volumes(suivi, portee)
    return IndicateursAttribution(
        attribution=attribution,
        dues=attribution.heures_dues,
        cumul=cumul,
        du_mois=volumes(suivi, Portee.au_mois(mois).des_contrats(siens)),
        taux=taux(cumul.validees, attribution.heures_dues),
        restantes=max(NUL, attribution.heures_dues - cumul.validees),
        personnes=effectifs(suivi, portee).personnes,
    )


def lots_suivis(suivi: Suivi) -> list[Lot]:
    """The lots with a clause, and those without that were entrusted or worked on for it, by number."""
    employes = {une.lot for une in suivi.attributions if une.heures_dues} | {un.lot for un in suivi.contrats}
    employes |= {une.contrat.lot for une in suivi.recues}
    return sorted((lot for lot in suivi.lots if lot.clause or lot.numero in employes), key=lambda lot: lot.numero)


def somme(valeurs: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, None when it would leave out a lot that says nothing."""
    total = NUL
    for valeur in valeurs:
        if valeur is None:
            return None
        total += valeur
    return total
