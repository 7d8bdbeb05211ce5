"""One operation as its page shows it, read from one consistent state of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlmodel import Session

from config.horloge import aujourdhui
from echanges.etape_quittee import situation
from metier.droits import Acces
from portail.envois.quand import quand
from portail.fiche.acteurs import Acteur, lire_acteurs
from portail.fiche.actions import Actions, lire_actions
from portail.fiche.annonce import Annonce, lire_annonce
from portail.fiche.journal import LigneJournal, raconter
from portail.fiche.lots import TableauLots, lire_lots
from portail.fiche.parcours import Jalon, tracer
from portail.fiche.pieces import Pieces, lire_pieces
from portail.fiche.realisation import Realisation, lire_realisation
from portail.notes.vue import NotesVues, lire_notes
from portail.ou_agir import ou_agir
from sqlmodel_store.depots import envois_vus, journal, operations_vues
from sqlmodel_store.depots.envois_vus import EnvoiVu
from sqlmodel_store.modeles.courriers import EtatSortant
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.annonce import REFERENCE
from workflows.actes.attentes import Action
from workflows.actes.refaire import Famille, refaisables
from workflows.actes.regroupement import grouper
from workflows.actes.sujets import attentes

A_REGARDER = frozenset({EtatSortant.REFUSE, EtatSortant.INCERTAIN})


@dataclass(frozen=True, kw_only=True)
class Attendu:
    """What the present step waits for; `retard` in days, 0 when nothing is late; `page` another page that does it.

    `lots`: what it tells of several lots at once, lot after lot.
    """

    libelle: str
    page: str | None
    qui: str
    avant_le: date | None
    retard: int
    lots: tuple[Attendu, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LigneCourriel:
    """A mail posted; `le` is when it left, or was written; `a_regarder` when a person must look at it."""

    id: int
    destinataire: str
    objet: str
    etat: str
    le: date | datetime
    reponse: str | None
    a_regarder: bool


@dataclass(frozen=True, kw_only=True)
class Fiche:
    """Everything the page of an operation shows; `cle` makes one of a form of it that is sent twice."""

    operation: Operation
    depuis_jours: int
    parcours: tuple[Jalon, ...]
    attendus: tuple[Attendu, ...]
    actions: Actions
    notes: NotesVues
    cle: str
    tableau: TableauLots
    realisation: Realisation
    acteurs: tuple[Acteur, ...]
    pieces: Pieces
    refaisables: tuple[Famille, ...]
    courriels: tuple[LigneCourriel, ...]
    annonce: Annonce | None
    journal: tuple[LigneJournal, ...]


def trouver(session: Session, acces: Acces, reference: str) -> Operation | None:
    """The operation of that reference; None for what cannot be one, or is another relay's."""
    return operations_vues.par_reference(session, acces, reference) if REFERENCE.fullmatch(reference) else None


def lire_fiche(session: Session, operation: Operation, acces: Acces) -> Fiche:
    """The page of an operation, what the account may do there included; as many statements whatever it holds."""
    evenements = journal.lister(session, operation.id)
    sortants = envois_vus.de_l_operation(session, acces, operation.id)
    return Fiche(
        operation=operation,
        depuis_jours=max(0, (aujourdhui() - operation.etape_depuis).days),
        parcours=tracer(operation, situation(session, operation), evenements),
        attendus=tuple(_attendu(une, lots) for une, lots in grouper(attentes(session, [operation]))),
        actions=lire_actions(acces, operation),
        notes=lire_notes(session, acces, operation),
        cle=uuid4().hex,
        tableau=lire_lots(session, operation),
        realisation=lire_realisation(session, operation),
        acteurs=lire_acteurs(session, operation),
        pieces=lire_pieces(session, operation),
        refaisables=refaisables(acces, operation),
        courriels=tuple(map(_courriel, sortants)),
        annonce=lire_annonce(session, operation.id),
        journal=raconter(evenements, sortants),
    )


def _attendu(action: Action, lots: Sequence[Action] = ()) -> Attendu:
    retard = (aujourdhui() - action.avant_le).days if action.avant_le else 0
    libelle, adresse = ou_agir(action, "ou-en-est")
    return Attendu(
        libelle=libelle,
        page=adresse if adresse and "#" not in adresse else None,
        qui=action.qui,
        avant_le=action.avant_le,
        retard=max(0, retard),
        lots=tuple(map(_attendu, lots)),
    )


def _courriel(courrier: EnvoiVu) -> LigneCourriel:
    return LigneCourriel(
        id=courrier.id,
        destinataire=courrier.destinataire,
        objet=courrier.objet,
        etat=courrier.etat.libelle,
        le=quand(courrier),
        reponse=courrier.reponse if courrier.etat is not EtatSortant.ENVOYE else None,
        a_regarder=courrier.etat in A_REGARDER,
    )
