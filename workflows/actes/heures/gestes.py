"""What a facilitateur does with hours, as gestes: their data, and the acts they carry out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlmodel import Session

from echanges import champs
from echanges.champs import Format
from echanges.format_dossier import Heures, HeuresMois, Identifiant
from metier.heures import OrigineHeures
from metier.periodes import Mois
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.effets import Effet, Sujet
from workflows.actes.heures.contradictoire import approuver, mettre_d_accord, opposer
from workflows.actes.heures.declaration import LigneDite, dire, ne_rien_dire, redire
from workflows.actes.heures.mois import Preparation, controler, executer, lire
from workflows.actes.heures.validation import Choix, Correction, approuver_le_mois, arreter_le_mois, corriger


class Ligne(Format):
    """Hours of a contract in the month; `dont_formation` is part of them."""

    contrat: Identifiant
    heures: HeuresMois
    dont_formation: Heures = Decimal(0)

    def dite(self) -> LigneDite:
        return LigneDite(contrat=self.contrat, heures=self.heures, dont_formation=self.dont_formation)


Lignes = Annotated[tuple[Ligne, ...], Field(min_length=1)]


class DuMois(Format):
    mois: champs.MoisIso


class Saisie(DuMois):
    """Hours of a month entered for employers, one or all."""

    lignes: Lignes
    employeur: champs.TexteRempli | None = None


class Reprise(DuMois):
    """All the contracts of an employer, on all its lots by default."""

    employeur: champs.TexteRempli
    lots: tuple[champs.NumeroLot, ...] | None = None


class Recoupement(DuMois):
    """What the using company says."""

    entreprise: champs.TexteRempli
    lignes: Lignes


class Confirmation(DuMois):
    """The using company agrees; on all contracts that serve it by default."""

    entreprise: champs.TexteRempli
    contrats: tuple[Identifiant, ...] | None = None


class Validation(DuMois):
    """Of contracts, of an employer, of a lot; of the whole month by default."""

    contrats: tuple[Identifiant, ...] | None = None
    employeur: champs.TexteRempli | None = None
    lot: champs.NumeroLot | None = None


class AccordTrouve(Ligne):
    mois: champs.MoisIso


class Rectification(DuMois):
    """What the hours of a contract become, and why; without `heures` they are removed."""

    contrat: Identifiant
    motif: champs.TexteRempli
    heures: HeuresMois | None = None
    dont_formation: Heures = Decimal(0)


def declarer_heures(session: Session, sujet: Sujet, donnees: Saisie) -> Effet:
    """A month entered on behalf of employers."""
    lignes = [une.dite() for une in donnees.lignes]
    return _effet(session, sujet, donnees.mois, dire(lignes, OrigineHeures.SAISIE, donnees.employeur))


def declarer_aucune_heure(session: Session, sujet: Sujet, donnees: Reprise) -> Effet:
    """« Rien ce mois-ci »."""
    return _effet(session, sujet, donnees.mois, ne_rien_dire(donnees.employeur, OrigineHeures.SAISIE, donnees.lots))


def reprendre_heures(session: Session, sujet: Sujet, donnees: Reprise) -> Effet:
    """« Comme le mois dernier »."""
    return _effet(session, sujet, donnees.mois, redire(donnees.employeur, OrigineHeures.SAISIE, donnees.lots))


def recouper_heures(session: Session, sujet: Sujet, donnees: Recoupement) -> Effet:
    """The using company says its own hours."""
    lignes = [une.dite() for une in donnees.lignes]
    return _effet(session, sujet, donnees.mois, opposer(donnees.entreprise, lignes, OrigineHeures.SAISIE))


def confirmer_heures(session: Session, sujet: Sujet, donnees: Confirmation) -> Effet:
    """The using company finds the hours right."""
    return _effet(session, sujet, donnees.mois, approuver(donnees.entreprise, OrigineHeures.SAISIE, donnees.contrats))


def valider_heures(session: Session, sujet: Sujet, donnees: Validation) -> Effet:
    """The facilitateur finds the hours right."""
    choix = Choix(contrats=donnees.contrats, employeur=donnees.employeur, lot=donnees.lot)
    return _effet(session, sujet, donnees.mois, approuver_le_mois(choix))


def accorder_heures(session: Session, sujet: Sujet, donnees: AccordTrouve) -> Effet:
    """Contested hours are settled."""
    return _effet(session, sujet, donnees.mois, mettre_d_accord(donnees.dite()))


def clore_mois(session: Session, sujet: Sujet, donnees: DuMois) -> Effet:
    """The month is settled."""
    return _effet(session, sujet, donnees.mois, arreter_le_mois)


def rectifier_heures(session: Session, sujet: Sujet, donnees: Rectification) -> Effet:
    """Validated hours are amended, with a reason."""
    correction = Correction(
        contrat=donnees.contrat, motif=donnees.motif, heures=donnees.heures, dont_formation=donnees.dont_formation
    )
    return _effet(session, sujet, donnees.mois, corriger(correction))


def _effet(session: Session, sujet: Sujet, mois_ecrit: str, preparer: Preparation) -> Effet:
    """What the act plans now; it is planned again when it is done, on what is there by then."""
    mois = Mois.lire(mois_ecrit)
    suivi = lire(session, sujet.operation, mois)
    plan = preparer(suivi)
    alertes = (*plan.alertes, *controler(session, suivi, plan))

    def modifier(ici: Session, operation: Operation) -> None:
        executer(ici, operation, mois, preparer, evenement=None, par=sujet.par)

    return Effet(modifier=modifier, alertes=alertes)
