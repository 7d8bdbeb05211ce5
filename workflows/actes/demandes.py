"""A requested transition, from the moment it is asked to the moment it is done, once.

Whatever was interrupted on the way leaves nothing but files, which a second run writes again: the last transaction
changes the step, records the documents, posts the mails, writes the journal and closes the request, all at once.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session

from config.horloge import maintenant
from config.paths import Paths
from config.settings import get_settings
from courrier.composition import composer
from courrier.messages import Message
from documents.ecriture import write_atomically
from metier.cycle import REGLES, Etape, Transition, arrivee, transitions_possibles
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import courriers_sortants, demandes, documents, journal, operations
from sqlmodel_store.depots.courriers_sortants import Lettre
from sqlmodel_store.depots.documents import Produit
from sqlmodel_store.modeles.journal import Demande, EtatDemande
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.effets import Effet, PieceProduite, Sujet
from workflows.actes.pas import avancer_a
from workflows.actes.transitions import preparer

ESSAIS = 10  # several processes may be at it at once: these are not all failures


@dataclass(frozen=True, kw_only=True)
class Resultat:
    """What a transition did: the step reached, files written (relative to the operation's folder), keys of mails."""

    reference: str
    transition: str
    etape: str
    documents: tuple[str, ...] = ()
    courriels: tuple[str, ...] = ()
    alertes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Appel:
    """A transition asked of an operation; `cle` makes the same call, made twice, one request."""

    reference: str
    transition: Transition
    donnees: dict[str, Any]
    par: str
    cle: str | None = None


def demander(appel: Appel) -> int:
    """Write down a request; returns its id. Asking again for what is already asked gives the same id.

    Raises FauteDeSaisie: unknown operation, step that does not allow the transition, data at fault.
    """
    _controler_donnees(appel)
    with lecture() as session:
        operation = operations.exiger(session, appel.reference)
        if _deja_notee(session, operation, appel) is None:
            _exiger_possible(operation, appel.transition)
            preparer(session, Sujet(operation=operation, transition=appel.transition, donnees=appel.donnees))
    with unit_of_work() as session:
        operation = _reserver(session, operation.id)
        if (connue := _deja_notee(session, operation, appel)) is not None:
            return _id(connue)
        _exiger_possible(operation, appel.transition)
        return _id(
            demandes.creer(session, operation.id, appel.transition, par=appel.par, donnees=appel.donnees, cle=appel.cle)
        )


def executer(demande_id: int) -> Resultat:
    """Do a request and return what it did; one that was done answers as it did. Safe to run again, or twice at once.

    Raises FauteDeSaisie, the request being then closed as refused, when the operation no longer allows it.
    """
    with unit_of_work() as session:
        demande = session.get_one(Demande, demande_id)
        if demande.etat is not EtatDemande.A_FAIRE:
            return _conclusion(demande)
        essai = demandes.essayer(session, demande_id)
    try:
        _abandonner_si_repete(essai)
        with lecture() as session:
            operation = session.get_one(Operation, demande.operation_id)
            _exiger_possible(operation, demande.transition)
            effet = preparer(session, _sujet(demande, operation))
        return _conclure(demande, effet)
    except FauteDeSaisie as faute:
        return _refuser(demande, faute)


def _conclure(demande: Demande, effet: Effet) -> Resultat:
    """The files are written last, while the request is ours alone: they are those that the rows describe."""
    with unit_of_work() as session:
        operation = _reserver(session, demande.operation_id)
        actuelle = session.get_one(Demande, _id(demande))
        if actuelle.etat is not EtatDemande.A_FAIRE:
            return _conclusion(actuelle)
        resultat = _resultat(operation, demande, effet)
        demandes.marquer_faite(session, _id(demande), asdict(resultat))
        effet.modifier(session, operation)
        _passer(session, operation, demande, resultat)
        _enregistrer(session, operation, effet)
        session.flush()
        _ecrire(operation.reference, effet)
        return resultat


def _resultat(operation: Operation, demande: Demande, effet: Effet) -> Resultat:
    """What is about to be done. Raises FauteDeSaisie when the operation has moved on meanwhile."""
    return Resultat(
        reference=operation.reference,
        transition=demande.transition.value,
        etape=_exiger_possible(operation, demande.transition).value,
        documents=tuple(produite.piece.fichier for produite in effet.pieces),
        courriels=tuple(message.cle for message in effet.messages),
        alertes=effet.alertes,
    )


def _reserver(session: Session, operation_id: int) -> Operation:
    """The operation as it stands; nobody else changes its step before the end of this transaction."""
    verrouiller(session, f"operation {operation_id}")
    return session.get_one(Operation, operation_id)


def _deja_notee(session: Session, operation: Operation, appel: Appel) -> Demande | None:
    """The request that this very call made before, or that is not done yet and asks the same.

    Raises FauteDeSaisie when another one is not done yet.
    """
    if appel.cle and (connue := demandes.par_cle(session, appel.cle)):
        return connue
    en_attente = demandes.a_faire(session, operation.id)
    if not en_attente:
        return None
    if en_attente[0].transition is appel.transition and json.loads(en_attente[0].donnees) == appel.donnees:
        return en_attente[0]
    raise FauteDeSaisie(
        "transition",
        f"L’opération {appel.reference} attend déjà « {en_attente[0].transition.value} » : laissez-la finir, "
        "puis recommencez.",
    )


def _passer(session: Session, operation: Operation, demande: Demande, resultat: Resultat) -> None:
    depuis = operation.etape
    avancer_a(operation, Etape(resultat.etape))
    journal.noter(
        session,
        "transition",
        acteur=demande.demandee_par,
        operation_id=operation.id,
        transition=demande.transition.value,
        depuis=depuis.value,
        vers=resultat.etape,
        donnees=json.loads(demande.donnees),
        documents=resultat.documents,
        courriels=resultat.courriels,
    )


def _enregistrer(session: Session, operation: Operation, effet: Effet) -> None:
    assert operation.id is not None
    for produite in effet.pieces:
        documents.enregistrer(session, operation.id, _produit(produite))
    for message in effet.messages:
        courriers_sortants.deposer(session, _lettre(message, operation.id))


def _produit(produite: PieceProduite) -> Produit:
    piece = produite.piece
    return Produit(
        code=piece.code,
        fichier=piece.fichier,
        sha256=piece.sha256,
        modele=piece.modele,
        edition=piece.edition,
        modele_sha256=piece.modele_sha256,
        donnees=produite.donnees,
        confidentiel=piece.confidentiel,
    )


def _lettre(message: Message, operation_id: int) -> Lettre:
    composee = composer(message, expediteur=get_settings().relais, le=maintenant())
    return Lettre(
        cle=message.cle,
        destinataire=message.destinataire,
        message_id=composee.message_id,
        objet=message.objet,
        octets=composee.octets,
        operation_id=operation_id,
    )


def _ecrire(reference: str, effet: Effet) -> None:
    dossier = Paths(get_settings().home).documents(reference)
    fichiers = {produite.piece.fichier: produite.piece.octets for produite in effet.pieces} | dict(effet.annexes)
    for nom, octets in fichiers.items():
        write_atomically(dossier / nom, octets)


def _refuser(demande: Demande, faute: FauteDeSaisie) -> Resultat:
    """Close the request and raise its fault; what another process concluded meanwhile stands, and is answered."""
    with unit_of_work() as session:
        if demandes.marquer_refusee(session, _id(demande), {"champ": faute.champ, "phrase": faute.phrase}):
            journal.noter(
                session,
                "transition_refusee",
                acteur=demande.demandee_par,
                operation_id=demande.operation_id,
                transition=demande.transition.value,
                phrase=faute.phrase,
            )
        conclue = session.get_one(Demande, _id(demande))
    return _conclusion(conclue)


def _conclusion(demande: Demande) -> Resultat:
    """What a closed request said. Raises FauteDeSaisie again for one that was refused."""
    assert demande.resultat is not None
    dit = json.loads(demande.resultat)
    if demande.etat is EtatDemande.REFUSEE:
        raise FauteDeSaisie(dit["champ"], dit["phrase"])
    listes = {cle: tuple(dit.pop(cle)) for cle in ("documents", "courriels", "alertes")}
    return Resultat(**(dit | listes))


def _sujet(demande: Demande, operation: Operation) -> Sujet:
    return Sujet(operation=operation, transition=demande.transition, donnees=json.loads(demande.donnees))


def _exiger_possible(operation: Operation, transition: Transition) -> Etape:
    """The step that the transition leads to. Raises FauteDeSaisie when the present one does not allow it."""
    situation = operations.situation(operation)
    if (vers := arrivee(situation, transition)) is not None:
        return vers
    possibles = ", ".join(possible.value for possible in transitions_possibles(situation)) or "aucune"
    raise FauteDeSaisie(
        "transition",
        f"L’opération {operation.reference} est à l’étape « {operation.etape.libelle} », qui n’admet pas "
        f"« {transition.value} » ; transitions possibles : {possibles}.",
    )


def _controler_donnees(appel: Appel) -> None:
    regle = REGLES[appel.transition]
    if regle.corrige:
        return  # every field of an operation is admitted; they are checked when the effect is prepared
    admises = (*regle.obligatoires, *regle.facultatives)
    for cle in appel.donnees:
        if cle not in admises:
            liste = ", ".join(admises) or "aucune"
            phrase = f"Donnée inconnue de « {appel.transition.value} » : {cle} ; données admises : {liste}."
            raise FauteDeSaisie(cle, phrase)
    for cle in regle.obligatoires:
        if not appel.donnees.get(cle):
            phrase = f"Il manque « {cle} » pour « {appel.transition.value} » : donnez-le dans le fichier de --donnees."
            raise FauteDeSaisie(cle, phrase)


def _abandonner_si_repete(essai: int) -> None:
    if essai > ESSAIS:
        phrase = f"Abandonné après {ESSAIS} essais interrompus : une personne regarde le journal des erreurs."
        raise FauteDeSaisie("transition", phrase)


def _id(demande: Demande) -> int:
    assert demande.id is not None
    return demande.id
