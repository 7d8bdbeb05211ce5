"""What incoming mail leaves to be done: hours to confirm, files already taken, answers that wait for their day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from config.horloge import aujourdhui
from metier.courriers import NatureCourrier
from metier.periodes import Mois
from sqlmodel_store.depots.courriers_sortants import SANS_OCTETS
from sqlmodel_store.depots.unicite import insert_once, touched
from sqlmodel_store.modeles.courriers import CourrierEntrant, CourrierSortant, EtatEntrant
from sqlmodel_store.modeles.reception import CourrierTranche, DeclarationRecue, FichierHeures, ReponseDifferee
from sqlmodel_store.parmi import parmi


def retenir_declaration(session: Session, dite: DeclarationRecue) -> None:
    """Keeps hours understood in an answer; the earlier ones of the same sender and month give way."""
    clore_declarations(session, dite.destinataire, Mois.lire(dite.mois))
    session.merge(dite)
    session.flush()


def declaration(session: Session, courrier_id: int) -> DeclarationRecue | None:
    return session.get(DeclarationRecue, courrier_id)


def mois_des_declarations(session: Session, courriers: Collection[int]) -> dict[int, str]:
    """The month of the hours that each of these mails says, by mail; those that say none left out."""
    requete = select(DeclarationRecue.courrier_id, DeclarationRecue.mois)
    lignes = session.exec(requete.where(parmi(col(DeclarationRecue.courrier_id), courriers)))
    return dict(lignes.all())


def declarations_ouvertes(session: Session) -> list[DeclarationRecue]:
    """What waits for its employer's confirmation, oldest first."""
    requete = select(DeclarationRecue).where(col(DeclarationRecue.close_le).is_(None))
    return list(session.exec(requete.order_by(col(DeclarationRecue.courrier_id))))


def clore_declarations(session: Session, destinataire: str, mois: Mois) -> None:
    """What an address had said of a month is confirmed, or replaced; what waited to show it does not leave."""
    dites = (col(DeclarationRecue.destinataire) == destinataire, col(DeclarationRecue.mois) == str(mois))
    ouvertes = update(DeclarationRecue).where(*dites, col(DeclarationRecue.close_le).is_(None))
    touched(session, ouvertes.values(close_le=aujourdhui()))
    perimees = select(DeclarationRecue.courrier_id).where(*dites)
    session.execute(delete(ReponseDifferee).where(col(ReponseDifferee.courrier_id).in_(perimees)))


def clore_declaration(session: Session, courrier_id: int) -> None:
    """A person settled that mail."""
    ouverte = (col(DeclarationRecue.courrier_id) == courrier_id, col(DeclarationRecue.close_le).is_(None))
    touched(session, update(DeclarationRecue).where(*ouverte).values(close_le=aujourdhui()))


def fichier_deja_la(session: Session, sha256: str, operation_id: int, mois: Mois) -> date | None:
    """The day a file of these bytes was declared for a month of an operation; None when none was."""
    connu = session.get(FichierHeures, (sha256, operation_id, str(mois)))
    return connu.enregistre_le if connu else None


def retenir_fichier(session: Session, sha256: str, operation_id: int, mois: Mois) -> None:
    """A file was declared."""
    valeurs = {"sha256": sha256, "operation_id": operation_id, "mois": str(mois), "enregistre_le": aujourdhui()}
    insert_once(session, FichierHeures, valeurs, ["sha256", "operation_id", "mois"])


def differer(session: Session, reponse: ReponseDifferee, *, au_plus: int) -> None:
    """Keeps an answer for another day; of those of one recipient the latest ones only, `au_plus` of them."""
    session.merge(reponse)
    session.flush()
    siennes = [une for une in reponses_differees(session) if une.destinataire == reponse.destinataire]
    for ancienne in siennes[:-au_plus]:
        session.delete(ancienne)
    session.flush()


def reponses_differees(session: Session, courriers: Collection[int] | None = None) -> list[ReponseDifferee]:
    """The answers that wait, oldest first."""
    requete = select(ReponseDifferee).order_by(col(ReponseDifferee.courrier_id))
    if courriers is not None:
        requete = requete.where(col(ReponseDifferee.courrier_id).in_(list(courriers)))
    return list(session.exec(requete))


def oublier_reponse(session: Session, courrier_id: int) -> None:
    """An answer left, or has no more object."""
    session.execute(delete(ReponseDifferee).where(col(ReponseDifferee.courrier_id) == courrier_id))


def sortants_cites(session: Session, message_ids: Collection[str], cles: Collection[str] = ()) -> list[CourrierSortant]:
    """The mails of the outbox that have one of these Message-IDs or keys, the latest first."""
    cites = col(CourrierSortant.message_id).in_(list(message_ids)) | col(CourrierSortant.cle).in_(list(cles))
    requete = select(CourrierSortant).options(SANS_OCTETS).where(cites)
    return list(session.exec(requete.order_by(col(CourrierSortant.id).desc())))


def reprendre(session: Session, courrier_id: int, natures: Collection[NatureCourrier]) -> bool:
    """A mail of one of these natures is to be settled again; returns False when it is of another."""
    vise = (col(CourrierEntrant.id) == courrier_id, col(CourrierEntrant.nature).in_(list(natures)))
    vide = {"nature": None, "raison": None, "traite_le": None, "classe_le": None}
    return touched(session, update(CourrierEntrant).where(*vise).values(etat=EtatEntrant.RECU, **vide))


def noter_tranche(session: Session, courrier_id: int, par: str) -> None:
    """A person settled a mail."""
    session.merge(CourrierTranche(courrier_id=courrier_id, par=par, le=aujourdhui()))
    session.flush()


def tranches(session: Session) -> frozenset[int]:
    """The mails that a person settled."""
    return frozenset(session.exec(select(CourrierTranche.courrier_id)))


def reponses_a_lire(session: Session, operation_ids: Collection[int]) -> list[CourrierEntrant]:
    """The answers filed with these operations that nobody has settled, those that say hours to confirm aside."""
    requete = select(CourrierEntrant).where(
        CourrierEntrant.nature == NatureCourrier.REPONSE,
        col(CourrierEntrant.operation_id).in_(list(operation_ids)),
        col(CourrierEntrant.id).not_in(select(CourrierTranche.courrier_id)),
        col(CourrierEntrant.id).not_in(select(DeclarationRecue.courrier_id)),
    )
    return list(session.exec(requete.order_by(col(CourrierEntrant.id))))
