"""After the invitation: answers that calendars send, a reminder to those who are silent, minutes to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from courrier.agenda import ReponseCalendrier
from metier import echeances
from metier.acteurs import RoleContact
from metier.cycle import Responsable
from sqlmodel_store.depots import courriers_sortants, reunions
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import Convie, Reunion
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.attentes import Action, Designee
from workflows.actes.echeances import Genre
from workflows.actes.production import poster
from workflows.actes.reunions.annonces import DOMAINE_UID, relancer
from workflows.actes.reunions.tenue import reunir

RAPPEL = 2  # working days before the meeting (documents.md §8)
COMPTE_RENDU = 5  # working days after it (documents.md §1, D2)


def noter_reponse(session: Session, reponse: ReponseCalendrier) -> Operation | None:
    """Write what a calendar answers; the operation concerned, None for a meeting or a person that is not ours."""
    reference, _, code = reponse.uid.removesuffix(DOMAINE_UID).rpartition("/")
    reunion = reunions.noter_reponse(session, reference, code, reponse.convie, reponse.reponse, le=aujourdhui())
    return session.get(Operation, reunion.operation_id) if reunion else None


def attentes(session: Session, operations: Sequence[Designee]) -> list[Action]:
    """Minutes to be written of the meetings that were held."""
    references = {operation.id: operation.reference for operation in operations}
    tenues = [une for une in reunions.lister(session, list(references)) if _sans_compte_rendu(une)]
    return [
        Action(
            libelle=f"Rédiger le compte rendu : {une.type.libelle}",
            qui=Responsable.FACILITATEUR.libelle,
            depuis=une.jour,
            avant_le=echeances.apres(une.jour, COMPTE_RENDU, feries()),
            reference=references[une.operation_id],
        )
        for une in tenues
        if une.jour is not None
    ]


def _sans_compte_rendu(reunion: Reunion) -> bool:
    """The minutes of another's meeting are theirs to write."""
    a_rediger = reunion.convoquee_par is RoleContact.RELAIS and reunion.compte_rendu_le is None
    return a_rediger and reunion.annulee_le is None and reunion.jour is not None and reunion.jour < aujourdhui()


def _rappels(session: Session, jour: date) -> list[str]:
    """Those invited by the relay who have not answered two working days before: their rows."""
    dernier = echeances.apres(jour, RAPPEL, feries())
    silencieux = [
        (reunion, convie)
        for reunion, convie, _ in reunions.a_venir(session, jour + timedelta(days=1), dernier)
        if reunion.convoquee_par is RoleContact.RELAIS
    ]
    faits = {envoi.cle for envoi in courriers_sortants.envois(session, ["convocation:"])} if silencieux else set()
    return [str(convie.id) for reunion, convie in silencieux if not _relance(faits, reunion, convie)]


def _relance(faits: set[str], reunion: Reunion, convie: Convie) -> bool:
    return any(cle.endswith(f":{reunion.code}:rappel:{convie.courriel}") for cle in faits)


def _rappeler(cles: Sequence[str], _jour: date) -> None:
    for cle in cles:
        with lecture() as session:
            convie = session.get_one(Convie, int(cle))
            ligne = session.get_one(Reunion, convie.reunion_id)
            operation = session.get_one(Operation, ligne.operation_id)
            message = relancer(reunir(session, operation, ligne), convie)
        with unit_of_work() as session:
            poster(session, message, operation.id)


RAPPELS = Genre(nom="rappels de réunion", dues=_rappels, faire=_rappeler)
