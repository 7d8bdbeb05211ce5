"""A requested transition or geste, from the moment it is asked to the moment it is done, once.

Whatever was interrupted on the way leaves nothing but files, which a second run writes again: the last transaction
changes the step, records the documents, posts the mails, writes the journal and closes the request, all at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session

from echanges.etape_quittee import situation as situer
from metier.cycle import REGLES, Etape, Transition, arrivee, transitions_possibles
from metier.fautes import FauteDeSaisie
from metier.gestes import GESTES, Geste, gestes_possibles
from sqlmodel_store.depots import demandes, journal, operations
from sqlmodel_store.modeles.journal import Demande, EtatDemande
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes import gestes, transitions
from workflows.actes.effets import Effet, Sujet
from workflows.actes.pas import avancer_a
from workflows.actes.production import ecrire, enregistrer, poster

ESSAIS = 10  # several processes may be at it at once: these are not all failures


@dataclass(frozen=True, kw_only=True)
class Resultat:
    """What an act did: the step reached, files written (relative to the operation's folder), keys of mails.

    `transition` is the code of the transition, or of the geste.
    """

    reference: str
    transition: str
    etape: str
    documents: tuple[str, ...] = ()
    courriels: tuple[str, ...] = ()
    alertes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Appel:
    """A transition or a geste asked of an operation; `cle` makes the same call, made twice, one request."""

    reference: str
    transition: Transition | Geste
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
            _exiger_possible(session, operation, appel.transition)
            _preparer(
                session,
                Sujet(operation=operation, acte=appel.transition, donnees=appel.donnees, par=appel.par),
            )
    with unit_of_work() as session:
        operation = _reserver(session, operation.id)
        if (connue := _deja_notee(session, operation, appel)) is not None:
            return _id(connue)
        _exiger_possible(session, operation, appel.transition)
        return _id(
            demandes.creer(session, operation.id, appel.transition, par=appel.par, donnees=appel.donnees, cle=appel.cle)
        )


def apercevoir(appel: Appel) -> tuple[Etape, Effet]:
    """The step that the act would reach, and what it would produce and send; nothing is written.

    Raises FauteDeSaisie as `demander` does.
    """
    _controler_donnees(appel)
    with lecture() as session:
        operation = operations.exiger(session, appel.reference)
        vers = _exiger_possible(session, operation, appel.transition)
        sujet = Sujet(operation=operation, acte=appel.transition, donnees=appel.donnees, par=appel.par)
        return vers, _preparer(session, sujet)


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
            _exiger_possible(session, operation, demande.acte)
            effet = _preparer(session, _sujet(demande, operation))
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
        resultat = _resultat(session, operation, demande, effet)
        demandes.marquer_faite(session, _id(demande), asdict(resultat))
        effet.modifier(session, operation)
        _passer(session, operation, demande, resultat)
        demandes.taire(session, _id(demande), _tus(demande))
        enregistrer(session, operation.id, effet.pieces)
        for message in effet.messages:
            poster(session, message, operation.id)
        session.flush()
        ecrire(operation.reference, effet.pieces, effet.annexes)
        return resultat


def _resultat(session: Session, operation: Operation, demande: Demande, effet: Effet) -> Resultat:
    """What is about to be done. Raises FauteDeSaisie when the operation has moved on meanwhile."""
    return Resultat(
        reference=operation.reference,
        transition=demande.acte.value,
        etape=_exiger_possible(session, operation, demande.acte).value,
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
    if en_attente[0].acte is appel.transition and json.loads(en_attente[0].donnees) == appel.donnees:
        return en_attente[0]
    raise FauteDeSaisie(
        "transition",
        f"L’opération {appel.reference} attend déjà « {en_attente[0].acte.value} » : laissez-la finir, "
        "puis recommencez.",
    )


def _passer(session: Session, operation: Operation, demande: Demande, resultat: Resultat) -> None:
    depuis = operation.etape
    if demande.transition is not None:
        avancer_a(operation, Etape(resultat.etape))
    journal.noter(
        session,
        "geste" if demande.transition is None else "transition",
        acteur=demande.demandee_par,
        operation_id=operation.id,
        transition=demande.acte.value,
        depuis=depuis.value,
        vers=resultat.etape,
        donnees={cle: dit for cle, dit in json.loads(demande.donnees).items() if cle not in _tus(demande)},
        documents=resultat.documents,
        courriels=resultat.courriels,
    )


def _refuser(demande: Demande, faute: FauteDeSaisie) -> Resultat:
    """Close the request and raise its fault; what another process concluded meanwhile stands, and is answered."""
    with unit_of_work() as session:
        if demandes.marquer_refusee(session, _id(demande), {"champ": faute.champ, "phrase": faute.phrase}):
            journal.noter(
                session,
                "transition_refusee",
                acteur=demande.demandee_par,
                operation_id=demande.operation_id,
                transition=demande.acte.value,
                phrase=faute.phrase,
            )
            demandes.taire(session, _id(demande), _tus(demande))
        conclue = session.get_one(Demande, _id(demande))
    return _conclusion(conclue)


def _tus(demande: Demande) -> frozenset[str]:
    """The data that nothing keeps once the request is closed."""
    return GESTES[demande.geste].tus if demande.geste else frozenset()


def _conclusion(demande: Demande) -> Resultat:
    """What a closed request said. Raises FauteDeSaisie again for one that was refused."""
    assert demande.resultat is not None
    dit = json.loads(demande.resultat)
    if demande.etat is EtatDemande.REFUSEE:
        raise FauteDeSaisie(dit["champ"], dit["phrase"])
    listes = {cle: tuple(dit.pop(cle)) for cle in ("documents", "courriels", "alertes")}
    return Resultat(**(dit | listes))


def _sujet(demande: Demande, operation: Operation) -> Sujet:
    donnees = json.loads(demande.donnees)
    return Sujet(operation=operation, acte=demande.acte, donnees=donnees, par=demande.demandee_par)


def _preparer(session: Session, sujet: Sujet) -> Effet:
    if isinstance(sujet.acte, Geste):
        return gestes.preparer(session, sujet)
    return transitions.preparer(session, sujet)


def _exiger_possible(session: Session, operation: Operation, acte: Transition | Geste) -> Etape:
    """The step that the act leads to. Raises FauteDeSaisie when the present one does not allow it."""
    situation = situer(session, operation)
    admis: Sequence[Transition | Geste]
    if isinstance(acte, Geste):
        vers = operation.etape if operation.etape in GESTES[acte].depuis else None
        nom, admis = "gestes possibles", gestes_possibles(operation.etape)
    else:
        vers = arrivee(situation, acte)
        nom, admis = "transitions possibles", transitions_possibles(situation)
    if vers is not None:
        return vers
    raise FauteDeSaisie(
        "transition",
        f"L’opération {operation.reference} est à l’étape « {operation.etape.libelle} », qui n’admet pas "
        f"« {acte.value} » ; {nom} : {', '.join(possible.value for possible in admis) or 'aucune'}.",
    )


def _controler_donnees(appel: Appel) -> None:
    acte = appel.transition
    if isinstance(acte, Geste):
        return  # a geste reads its data by its own format when its effect is prepared
    regle = REGLES[acte]
    if regle.corrige:
        return  # every field of an operation is admitted; they are checked when the effect is prepared
    admises = (*regle.obligatoires, *regle.facultatives)
    for cle in appel.donnees:
        if cle not in admises:
            liste = ", ".join(admises) or "aucune"
            phrase = f"Donnée inconnue de « {acte.value} » : {cle} ; données admises : {liste}."
            raise FauteDeSaisie(cle, phrase)
    for cle in regle.obligatoires:
        if appel.donnees.get(cle) in (None, "", [], {}):
            phrase = f"Il manque « {cle} » pour « {acte.value} » : donnez-le dans le fichier de --donnees."
            raise FauteDeSaisie(cle, phrase)


def _abandonner_si_repete(essai: int) -> None:
    if essai > ESSAIS:
        phrase = f"Abandonné après {ESSAIS} essais interrompus : une personne regarde le journal des erreurs."
        raise FauteDeSaisie("transition", phrase)


def _id(demande: Demande) -> int:
    assert demande.id is not None
    return demande.id
