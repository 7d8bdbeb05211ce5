"""What a reader may know of an operation: dashboards are computed on a view that holds nothing else (domaine §9.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from metier.operation import Lot, Mode, Penalites
from metier.portee import Portee
from metier.rattachement import attribution_des_recues, attribution_du_contrat
from metier.realisation import attributions, contrats_de
from metier.suivi import Attribution, Contrat, HeuresRecues, Suivi


def vue_entreprise(suivi: Suivi, entreprise: str) -> Suivi:
    """The lots of a company: its own share of each, the contracts counted on it; no penalty, no other company.

    In a groupement what is invoiced by each is not known: its share is expected as that of the whole lot.
    """
    siennes = tuple(une for une in suivi.attributions if une.entreprise == entreprise)
    ids = frozenset(un for une in siennes for un in contrats_de(suivi, une))
    lots = {une.lot for une in siennes}
    recues = [une for une in suivi.recues if attribution_des_recues(suivi, une) in siennes]
    return replace(
        _restreindre(suivi, [contrat for contrat in suivi.contrats if contrat.id in ids], recues, lots),
        attributions=siennes,
        lots=tuple(_lot(suivi, lot) for lot in suivi.lots if lot.numero in lots),
    )


def vue_structure(suivi: Suivi, structure: str) -> Suivi:
    """The contracts of an employer, its hours received, the companies they serve; what these owe is left out."""
    siens = [contrat for contrat in suivi.contrats if contrat.employeur == structure]
    recues = [une for une in suivi.recues if une.contrat.employeur == structure]
    servies = [attribution_du_contrat(suivi, contrat) for contrat in siens]
    servies += [attribution_des_recues(suivi, une) for une in recues]
    return replace(
        _restreindre(suivi, siens, recues, {un.lot for un in siens} | {une.contrat.lot for une in recues}),
        attributions=tuple(_sans_engagement(une) for une in suivi.attributions if une in servies),
    )


def vue_lot(suivi: Suivi, lot: int) -> Suivi:
    """One lot of an operation, with every company it was entrusted to."""
    du_lot = [contrat for contrat in suivi.contrats if contrat.lot == lot]
    return replace(
        _restreindre(suivi, du_lot, [une for une in suivi.recues if une.contrat.lot == lot], {lot}),
        attributions=tuple(une for une in suivi.attributions if une.lot == lot),
        penalites=suivi.penalites,
    )


def _restreindre(suivi: Suivi, contrats: Iterable[Contrat], recues: Iterable[HeuresRecues], lots: set[int]) -> Suivi:
    gardes = tuple(contrats)
    ids, personnes = {contrat.id for contrat in gardes}, {contrat.beneficiaire for contrat in gardes}
    return replace(
        suivi,
        contrats=gardes,
        heures=tuple(une for une in suivi.heures if une.contrat in ids),
        cedees=tuple(une for une in suivi.cedees if une.contrat in ids),
        recues=tuple(recues),
        beneficiaires=tuple(un for un in suivi.beneficiaires if un.id in personnes),
        lots=tuple(lot for lot in suivi.lots if lot.numero in lots),
        factures=tuple(une for une in suivi.factures if une.lot in lots),
        formations=(),
        contacts=(),
        penalites=Penalites(),
    )


def _lot(suivi: Suivi, lot: Lot) -> Lot:
    groupement = len(attributions(suivi, Portee().du_lot(lot.numero))) > 1
    return replace(lot, mode=Mode.HEURES_AU_MARCHE) if groupement and lot.mode is Mode.RATIO_EUROS else lot


def _sans_engagement(attribution: Attribution) -> Attribution:
    return Attribution(lot=attribution.lot, entreprise=attribution.entreprise)
