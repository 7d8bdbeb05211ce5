"""An announced operation becomes a row at the step « signalée »: what the mail says, nothing guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sqlmodel import Session

from config.horloge import PARIS, aujourdhui
from config.settings import get_settings
from courrier.identite import ecrit_le
from courrier.lecture import ChampsLus, OperationLue
from metier.acteurs import RoleContact
from metier.cycle import Etape
from metier.operation import Mission, TypeMaitreOuvrage
from sqlmodel_store.depots import annuaire, operations
from sqlmodel_store.modeles.acteurs import Contact
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.operation import Lot, Operation
from workflows.actes.pas import avancer_a

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
CROYABLE = timedelta(days=366)
"""How long before it was received a mail may say that it was written; a clock that is wrong says any year."""
AVAL = [Mission.AVAL_SUIVI.value, Mission.BILAN.value]


def signalee_le(annonce: CourrierEntrant) -> date:
    """The day on which the buyer wrote, whenever it was handed over; that of its reception where it is not told."""
    recue = min(annonce.recu_le.astimezone(PARIS).date(), aujourdhui())
    dite = ecrit_le(get_settings().home / annonce.chemin)
    ecrite = dite.astimezone(PARIS).date() if dite else recue
    return ecrite if recue - CROYABLE <= ecrite <= recue else recue


def creer_operation(session: Session, annonce: OperationLue, relais: str | None = None) -> Operation:
    """The operation that a mail announces, under the buyer's reference where it can be ours; `relais`: its code."""
    champs = annonce.champs
    operation = operations.creer(session, _reference(session, champs.reference), le=aujourdhui(), code=relais)
    assert operation.id is not None
    _renseigner(operation, champs)
    _qualifier_acheteur(session, operation)
    avancer_a(operation, Etape.SIGNALEE)
    session.add_all(_lots(operation.id, champs))
    session.add_all(_contact(operation.id, champs))
    session.flush()
    return operation


def _reference(session: Session, lue: str | None) -> str:
    if lue and REFERENCE.fullmatch(lue):
        return lue
    return operations.prochaine_reference(session, aujourdhui().year)


def _renseigner(operation: Operation, champs: ChampsLus) -> None:
    if champs.reference and champs.reference != operation.reference:
        operation.reference_acheteur = champs.reference
    operation.intitule = champs.intitule
    operation.maitre_ouvrage_nom = champs.maitre_ouvrage
    operation.lieu_commune = champs.commune
    operation.date_avis = champs.dates.date_avis
    operation.remise_offres = champs.dates.remise_offres
    operation.demarrage = champs.dates.demarrage
    operation.reunion_demarrage = champs.dates.reunion_demarrage


def _qualifier_acheteur(session: Session, operation: Operation) -> None:
    """The annuaire tells the kind of buyer; for the Région the relay has no upstream part (domaine §10.1)."""
    nom = operation.maitre_ouvrage_nom
    connu = annuaire.type_de_l_organisation(session, nom) if nom else None
    if connu in set(TypeMaitreOuvrage):
        operation.maitre_ouvrage_type = TypeMaitreOuvrage(connu)
    if operation.maitre_ouvrage_type is TypeMaitreOuvrage.REGION:
        operation.missions = AVAL


def _lots(operation_id: int, champs: ChampsLus) -> list[Lot]:
    return [
        Lot(operation_id=operation_id, rang=rang, numero=lot.numero, intitule=lot.intitule, montant_ht=lot.montant_ht)
        for rang, lot in enumerate(champs.lots)
    ]


def _contact(operation_id: int, champs: ChampsLus) -> list[Contact]:
    contact = champs.contact
    if not (contact.nom or contact.courriel):
        return []
    return [
        Contact(
            operation_id=operation_id,
            rang=0,
            role=RoleContact.MAITRE_OUVRAGE,
            organisation=champs.maitre_ouvrage or contact.nom or contact.courriel or "",
            nom=contact.nom,
            courriel=contact.courriel,
        )
    ]
