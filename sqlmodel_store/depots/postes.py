"""Posts offered, who was sent each offer, who answered what: the trace that proves the search."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.courriers import NatureCourrier
from metier.cycle import ETAPES_AVAL
from metier.fautes import FauteDeSaisie
from metier.recrutement import CloturePoste, ReponseOffre
from sqlmodel_store.depots.unicite import insert_once, normaliser
from sqlmodel_store.modeles.courriers import CourrierEntrant, CourrierSortant, EtatSortant
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import OffreEnvoyee, Poste
from sqlmodel_store.parmi import parmi


@dataclass(frozen=True, kw_only=True)
class Envoi:
    """An offer as one recipient was sent it; `parti_le` None until it has really left."""

    poste: str
    destinataire: str
    type: str | None
    courriel: str
    envoyee_le: date
    etat: EtatSortant | None
    parti_le: date | None
    reponse: ReponseOffre | None
    candidats: int | None
    repondu_le: date | None


@dataclass(frozen=True, kw_only=True)
class SansReponse:
    """An offer still open that its recipient has not answered, and the day it really left."""

    id: int
    code: str
    fiche: str
    operation_id: int
    courriel: str
    parti_le: date


def prochain_code(session: Session, operation_id: int) -> str:
    """The number of the next post of an operation, which tells nothing of the operation to who reads it."""
    combien = session.exec(select(func.count()).where(Poste.operation_id == operation_id)).one()
    return f"OF-{operation_id:04d}-{combien + 1}"


def ouverts(session: Session, operation_ids: Collection[int]) -> list[tuple[Poste, Operation, Sequence[OffreEnvoyee]]]:
    """The posts that are offered, their operation, to whom they were sent; in two statements."""
    requete = (
        select(Poste, Operation)
        .join(Operation, col(Operation.id) == col(Poste.operation_id))
        .where(parmi(col(Poste.operation_id), operation_ids), col(Poste.clos_le).is_(None))
        .order_by(col(Poste.id))
    )
    postes = list(session.exec(requete))
    offres = select(OffreEnvoyee).where(col(OffreEnvoyee.poste_id).in_([poste.id for poste, _ in postes]))
    par_poste: dict[int, list[OffreEnvoyee]] = {}
    for offre in session.exec(offres.order_by(col(OffreEnvoyee.id))) if postes else ():
        par_poste.setdefault(offre.poste_id, []).append(offre)
    return [(poste, operation, par_poste.get(poste.id, [])) for poste, operation in postes]


def de_l_operation(session: Session, operation_id: int) -> list[Poste]:
    """Every post of an operation, oldest first."""
    return list(session.exec(select(Poste).where(Poste.operation_id == operation_id).order_by(col(Poste.id))))


def exiger(session: Session, operation: Operation, code: str, *, ouvert: bool = False) -> Poste:
    """The post of that number. Raises FauteDeSaisie naming those that are known, or when it is closed already."""
    connus = de_l_operation(session, operation.id)
    trouve = next((poste for poste in connus if poste.code == code), None)
    if trouve is None:
        noms = ", ".join(poste.code for poste in connus) or "aucun"
        phrase = f"poste\u00a0: «\u00a0{code}\u00a0» est inconnu\u00a0; postes de {operation.reference}\u00a0: {noms}."
        raise FauteDeSaisie("poste", phrase)
    if ouvert and trouve.clos_le is not None:
        phrase = (
            f"poste\u00a0: {code} est clos depuis le {trouve.clos_le.isoformat()}\u00a0; un poste ouvert est attendu."
        )
        raise FauteDeSaisie("poste", phrase)
    return trouve


def operation_du_poste(session: Session, code: str) -> Operation | None:
    """The operation of the post of that number."""
    requete = select(Operation).join(Poste, col(Poste.operation_id) == col(Operation.id)).where(Poste.code == code)
    return session.exec(requete).first()


def offres(session: Session, poste_id: int) -> list[OffreEnvoyee]:
    """Whom a post was offered to, by name."""
    trouvees = session.exec(select(OffreEnvoyee).where(OffreEnvoyee.poste_id == poste_id))
    return sorted(trouvees, key=lambda une: (normaliser(une.destinataire), une.courriel))


def noter_envoi(session: Session, **valeurs: Any) -> bool:  # noqa: ANN401 - columns
    """Writes down that a post is offered to someone; returns False when it was already."""
    return insert_once(session, OffreEnvoyee, valeurs, ["poste_id", "courriel"])


def envois(session: Session, operation_id: int) -> list[Envoi]:
    """Every offer of an operation with what became of its mail, by post, then by recipient."""
    requete = (
        select_colonnes(col(Poste.code), OffreEnvoyee, col(CourrierSortant.etat), col(CourrierSortant.parti_le))
        .join(OffreEnvoyee, col(OffreEnvoyee.poste_id) == col(Poste.id))
        .join(CourrierSortant, col(CourrierSortant.cle) == col(OffreEnvoyee.courrier_cle), isouter=True)
        .where(col(Poste.operation_id) == operation_id)
    )
    trouves = [_envoi(*ligne) for ligne in session.execute(requete)]
    return sorted(trouves, key=lambda un: (un.poste, normaliser(un.destinataire), un.courriel))


def _envoi(code: str, offre: OffreEnvoyee, etat: EtatSortant | None, parti_le: date | None) -> Envoi:
    return Envoi(
        poste=code,
        destinataire=offre.destinataire,
        type=offre.type.value if offre.type else None,
        courriel=offre.courriel,
        envoyee_le=offre.envoyee_le,
        etat=etat,
        parti_le=parti_le,
        reponse=offre.reponse,
        candidats=offre.candidats,
        repondu_le=offre.repondu_le,
    )


def sans_reponse(session: Session) -> list[SansReponse]:
    """Every open offer of a followed operation that really left and to which nothing came back, by recipient."""
    requete = (
        select_colonnes(Poste, col(OffreEnvoyee.id), col(OffreEnvoyee.courriel), col(CourrierSortant.parti_le))
        .join(OffreEnvoyee, col(OffreEnvoyee.poste_id) == col(Poste.id))
        .join(CourrierSortant, col(CourrierSortant.cle) == col(OffreEnvoyee.courrier_cle))
        .join(Operation, col(Operation.id) == col(Poste.operation_id))
        .where(
            col(Operation.etape).in_(ETAPES_AVAL),
            col(Poste.clos_le).is_(None),
            col(OffreEnvoyee.reponse).is_(None),
            col(CourrierSortant.parti_le).is_not(None),
            ~exists().where(*_repond()),
        )
        .order_by(col(OffreEnvoyee.courriel), col(Poste.id))
    )
    return [
        SansReponse(
            id=numero,
            code=poste.code,
            fiche=poste.fiche,
            operation_id=poste.operation_id,
            courriel=courriel,
            parti_le=parti_le,
        )
        for poste, numero, courriel, parti_le in session.execute(requete)
    ]


def a_noter(session: Session, operation_ids: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """By open post: how many recipients have answered by mail without its being noted, since when; one statement."""
    combien = func.count(func.distinct(col(OffreEnvoyee.id)))
    requete = (
        select_colonnes(col(OffreEnvoyee.poste_id), combien, func.min(col(CourrierEntrant.recu_le)))
        .join(Poste, col(Poste.id) == col(OffreEnvoyee.poste_id))
        .join(CourrierSortant, col(CourrierSortant.cle) == col(OffreEnvoyee.courrier_cle))
        .join(CourrierEntrant, and_(*_repond()))
        .where(
            parmi(col(Poste.operation_id), operation_ids),
            col(Poste.clos_le).is_(None),
            col(OffreEnvoyee.reponse).is_(None),
        )
        .group_by(col(OffreEnvoyee.poste_id))
    )
    return {poste: (nombre, instant) for poste, nombre, instant in session.execute(requete)}


def _repond() -> tuple[ColumnElement[bool], ...]:
    """A mail of the recipient about that operation, received since the offer left."""
    return (
        col(CourrierEntrant.nature).in_((NatureCourrier.REPONSE, NatureCourrier.A_TRANCHER)),
        col(CourrierEntrant.operation_id) == col(Poste.operation_id),
        func.lower(col(CourrierEntrant.expediteur)) == func.lower(col(OffreEnvoyee.courriel)),
        col(CourrierEntrant.recu_le) >= col(CourrierSortant.envoye_le),
    )


def repondre(session: Session, offre_id: int, *, reponse: ReponseOffre, candidats: int | None, le: date) -> None:
    """Writes down an answer, in place of the former one."""
    offre = session.get_one(OffreEnvoyee, offre_id)
    offre.reponse, offre.candidats, offre.repondu_le = reponse, candidats, le


def clore(session: Session, poste_id: int, cloture: CloturePoste, le: date) -> None:
    """Nobody is looked for any more."""
    poste = session.get_one(Poste, poste_id)
    poste.cloture, poste.clos_le = cloture, le
