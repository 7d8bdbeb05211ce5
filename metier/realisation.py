"""Hours carried out, by state, month, modality and company, and the share of the hours due that they make.

Rules of contract §2 and §4, the same as the totals of the store: what a using company declares adds to no total; hours
that no valid eligibility makes count (`metier.eligibilite.compte`) are shown apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from metier.arrondi import arrondir
from metier.contrats import TypeContrat
from metier.eligibilite import compte
from metier.heures import Declarant, EtatHeures
from metier.modalites import TypeModalite
from metier.periodes import Mois
from metier.portee import TOUT, Portee
from metier.rattachement import attribution_des_recues, attribution_du_contrat, modalite
from metier.suivi import Attribution, Beneficiaire, Contrat, Heures, Suivi

NUL = Decimal(0)
Cle = TypeVar("Cle", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Volumes:
    """Hours that the employer declares, by state; `non_comptees`: validated, without valid eligibility.

    `dont_formation` is the part of the validated hours spent in training.
    """

    validees: Decimal = NUL
    declarees: Decimal = NUL
    contestees: Decimal = NUL
    non_comptees: Decimal = NUL
    dont_formation: Decimal = NUL

    def __add__(self, autre: Volumes) -> Volumes:
        return Volumes(
            validees=self.validees + autre.validees,
            declarees=self.declarees + autre.declarees,
            contestees=self.contestees + autre.contestees,
            non_comptees=self.non_comptees + autre.non_comptees,
            dont_formation=self.dont_formation + autre.dont_formation,
        )


@dataclass(frozen=True, kw_only=True)
class LigneComptee:
    """Hours of an employer with the contract they belong to, and whether a valid eligibility makes them count."""

    heures: Heures
    contrat: Contrat
    eligible: bool

    @property
    def volumes(self) -> Volumes:
        combien, etat = self.heures.heures, self.heures.etat
        if etat is EtatHeures.DECLAREE:
            return Volumes(declarees=combien)
        if etat is EtatHeures.CONTESTEE:
            return Volumes(contestees=combien)
        return (
            Volumes(validees=combien, dont_formation=self.heures.dont_formation)
            if self.eligible
            else Volumes(non_comptees=combien)
        )


def lignes_comptees(suivi: Suivi, portee: Portee = TOUT) -> list[LigneComptee]:
    """The employer's hours counted on this part of the operation: its own, in the order of the dossier, then received.

    What a convention counts elsewhere is taken off; hours of training stay where they were done.
    """
    cedees: dict[tuple[str, Mois], Decimal] = defaultdict(Decimal)
    for une in suivi.cedees:
        cedees[une.contrat, une.mois] += une.heures
    return [_sans(ligne, cedees) for ligne in lignes_declarees(suivi, portee)] + _recues(suivi, portee)


def lignes_declarees(suivi: Suivi, portee: Portee = TOUT) -> list[LigneComptee]:
    """The employer's hours as they were done, wherever they are counted, in the order of the dossier."""
    contrats = {contrat.id: contrat for contrat in suivi.contrats if portee.retient(contrat)}
    personnes = {personne.id: personne for personne in suivi.beneficiaires}
    return [
        LigneComptee(
            heures=une,
            contrat=contrats[une.contrat],
            eligible=eligible(personnes[contrats[une.contrat].beneficiaire], contrats[une.contrat], une.mois),
        )
        for une in suivi.heures
        if une.declarant is Declarant.EMPLOYEUR and une.contrat in contrats and portee.comprend_le_mois(une.mois)
    ]


def eligible(personne: Beneficiaire, contrat: Contrat, mois: Mois) -> bool:
    """Whether the hours of a person under a contract in a month count."""
    return compte(personne.validee_le, personne.motif_tardif, contrat.debut, mois)


def _sans(ligne: LigneComptee, cedees: Mapping[tuple[str, Mois], Decimal]) -> LigneComptee:
    ailleurs = cedees.get((ligne.heures.contrat, ligne.heures.mois))
    return replace(ligne, heures=replace(ligne.heures, heures=ligne.heures.heures - ailleurs)) if ailleurs else ligne


def _recues(suivi: Suivi, portee: Portee) -> list[LigneComptee]:
    return [
        LigneComptee(
            heures=Heures(contrat=une.contrat.id, mois=une.mois, heures=une.heures, etat=une.etat),
            contrat=une.contrat,
            eligible=une.eligible,
        )
        for une in suivi.recues
        if portee.retient(une.contrat) and portee.comprend_le_mois(une.mois)
    ]


def volumes(suivi: Suivi, portee: Portee = TOUT) -> Volumes:
    """The hours of this part of the operation."""
    return _somme(ligne.volumes for ligne in lignes_comptees(suivi, portee))


def par_mois(suivi: Suivi, portee: Portee = TOUT) -> dict[Mois, Volumes]:
    """The hours of each month that has some, in time."""
    return dict(sorted(_par(suivi, portee, lambda ligne: ligne.heures.mois).items()))


def par_modalite(suivi: Suivi, portee: Portee = TOUT) -> dict[TypeModalite, Volumes]:
    """The hours of each modality that has some, in the order of the list."""
    groupes = _par(suivi, portee, lambda ligne: modalite(suivi, ligne.contrat))
    return {une: groupes[une] for une in TypeModalite if une in groupes}


def par_type(suivi: Suivi, portee: Portee = TOUT) -> dict[TypeContrat, Volumes]:
    """The hours of each type of contract that has some, in the order of the list."""
    groupes = _par(suivi, portee, lambda ligne: ligne.contrat.type)
    return {un: groupes[un] for un in TypeContrat if un in groupes}


def par_employeur(suivi: Suivi, portee: Portee = TOUT) -> dict[str, Volumes]:
    """The hours of each employer that has some, by name."""
    return dict(sorted(_par(suivi, portee, lambda ligne: ligne.contrat.employeur).items()))


def contrats_de(suivi: Suivi, attribution: Attribution) -> frozenset[str]:
    """The ids of the contracts counted on an attribution, those whose hours it receives included."""
    siens = {
        contrat.id
        for contrat in suivi.contrats
        if contrat.lot == attribution.lot and attribution_du_contrat(suivi, contrat) is attribution
    }
    return frozenset(
        siens | {une.contrat.id for une in suivi.recues if attribution_des_recues(suivi, une) is attribution}
    )


def heures_initiales(suivi: Suivi, portee: Portee = TOUT) -> Decimal:
    """Hours committed at the award."""
    return sum((une.heures_engagees or NUL for une in attributions(suivi, portee)), NUL)


def heures_dues(suivi: Suivi, portee: Portee = TOUT) -> Decimal:
    """Hours committed, amendments included."""
    return sum((une.heures_dues for une in attributions(suivi, portee)), NUL)


def attributions(suivi: Suivi, portee: Portee = TOUT) -> list[Attribution]:
    """The attributions of these lots."""
    return [une for une in suivi.attributions if portee.lots is None or une.lot in portee.lots]


def taux(validees: Decimal, dues: Decimal) -> Decimal | None:
    """Validated ÷ due in percent, to 0.1 half up, possibly beyond 100; None where nothing is due."""
    return arrondir(Fraction(validees) / Fraction(dues) * 100, 1) if dues > 0 else None


def etp(heures: Decimal, par_etp: Decimal) -> Decimal:
    """Full-time equivalents to 0.01; `par_etp` is the hours of one, to be shown beside the figure."""
    return arrondir(Fraction(heures) / Fraction(par_etp), 2)


def _par(suivi: Suivi, portee: Portee, cle: Callable[[LigneComptee], Cle]) -> dict[Cle, Volumes]:
    groupes: dict[Cle, list[Volumes]] = defaultdict(list)
    for ligne in lignes_comptees(suivi, portee):
        groupes[cle(ligne)].append(ligne.volumes)
    return {valeur: _somme(tous) for valeur, tous in groupes.items()}


def _somme(tous: Iterable[Volumes]) -> Volumes:
    return sum(tous, Volumes())
