"""The outbox: one row per mail and recipient, frozen before the first attempt; what is put there and what is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as select_colonnes
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from config.horloge import aujourdhui, maintenant
from sqlmodel_store.depots import corps_courriers, restaurations
from sqlmodel_store.modeles.courriers import CourrierEntrant, CourrierOperation, CourrierSortant, EtatSortant
from sqlmodel_store.preparation import insertion_unique


@dataclass(frozen=True, kw_only=True)
class Lettre:
    """A mail ready to go; `cle` is its business key. What is sent is `entetes`, its own bytes, then `corps`.

    A body that several mails have in common is kept once. `operation_id` for a mail about one operation, `operations`
    for one about several.
    """

    cle: str
    destinataire: str
    message_id: str
    objet: str
    corps: bytes
    entetes: bytes = b""
    operation_id: int | None = None
    operations: tuple[int, ...] = ()


def deposer(session: Session, lettre: Lettre) -> bool:
    """Puts a mail in the outbox; returns False, and changes nothing, when its key is already there.

    One that may have left before the base was restored is in doubt at once.
    """
    instant, jour = maintenant(), aujourdhui()
    refait = restaurations.en_rattrapage(session, jour)
    session.flush()  # what it is about may be new too
    empreinte = corps_courriers.garder(session, lettre.corps)
    pose = _DEPOSER(
        session,
        **{champ: getattr(lettre, champ) for champ in _DE_LA_LETTRE},
        corps_empreinte=empreinte,
        etat=EtatSortant.INCERTAIN if refait else EtatSortant.A_ENVOYER,
        doute_depuis=instant if refait else None,
        reponse=restaurations.REFAIT if refait else None,
        essais=0,
        differes=0,
        cree_le=instant,
        prochain_essai=instant,
        pose_le=jour,
    ).premier()
    if pose is None:
        corps_courriers.laisser(session, empreinte)
        return False
    if lettre.operations:
        numero = session.exec(select(CourrierSortant.id).where(CourrierSortant.cle == lettre.cle)).one()
        citees = dict.fromkeys(lettre.operations)
        session.add_all(CourrierOperation(courrier_id=numero, operation_id=citee) for citee in citees)
    return True


def est_posee(session: Session, cle: str) -> bool:
    """Whether a mail of that key is in the outbox."""
    return session.exec(select(CourrierSortant.id).where(CourrierSortant.cle == cle)).first() is not None


SANS_OCTETS = defer(cast("Any", CourrierSortant.entetes), raiseload=True)
"""For lists: nobody looks at the bytes there."""
_DE_LA_LETTRE = ("cle", "destinataire", "message_id", "objet", "entetes", "operation_id")
_DEPOSER = insertion_unique(
    CourrierSortant,
    (
        *_DE_LA_LETTRE,
        "corps_empreinte",
        "etat",
        "doute_depuis",
        "reponse",
        "essais",
        "differes",
        "cree_le",
        "prochain_essai",
        "pose_le",
    ),
    "cle",
)


def lister(
    session: Session, *, etats: Iterable[EtatSortant] | None = None, operation_id: int | None = None
) -> list[CourrierSortant]:
    """The mails of the outbox, oldest first, optionally those of some states or of one operation; never their bytes."""
    requete = select(CourrierSortant).options(SANS_OCTETS).order_by(col(CourrierSortant.id))
    if etats is not None:
        requete = requete.where(col(CourrierSortant.etat).in_(list(etats)))
    if operation_id is not None:
        requete = requete.where(_concerne(operation_id))
    return list(session.exec(requete))


def _concerne(operation_id: int) -> ColumnElement[bool]:
    cite = select(CourrierOperation.courrier_id).where(CourrierOperation.operation_id == operation_id)
    return or_(col(CourrierSortant.operation_id) == operation_id, col(CourrierSortant.id).in_(cite))


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A mail of the outbox as it is listed; its number and its bytes aside."""

    cle: str
    destinataire: str
    etat: EtatSortant
    message_id: str
    essais: int
    reponse: str | None
    objet: str


def lignes(session: Session) -> list[Ligne]:
    """Every mail of the outbox, oldest first."""
    noms = [champ.name for champ in fields(Ligne)]
    requete = select_colonnes(*(col(getattr(CourrierSortant, nom)) for nom in noms)).order_by(col(CourrierSortant.id))
    return [Ligne(**dict(zip(noms, ligne, strict=True))) for ligne in session.execute(requete)]


@dataclass(frozen=True, kw_only=True)
class Envoi:
    """What the ledger says of a mail, its bytes aside; `pose_le` and `parti_le` are business dates."""

    cle: str
    destinataire: str
    objet: str
    etat: EtatSortant
    pose_le: date | None
    parti_le: date | None


def envois(session: Session, prefixes: Collection[str], *, destinataires: Collection[str] | None = None) -> list[Envoi]:
    """The mails whose key begins with one of these prefixes, oldest first, optionally to some recipients."""
    colonnes = tuple(col(getattr(CourrierSortant, champ.name)) for champ in fields(Envoi))
    commence = or_(*(col(CourrierSortant.cle).startswith(prefixe, autoescape=True) for prefixe in prefixes))
    requete = select_colonnes(*colonnes).where(commence).order_by(col(CourrierSortant.id))
    if destinataires is not None:
        requete = requete.where(col(CourrierSortant.destinataire).in_(list(destinataires)))
    noms = [champ.name for champ in fields(Envoi)]
    return [Envoi(**dict(zip(noms, ligne, strict=True))) for ligne in session.execute(requete)]


def message_ids(session: Session) -> frozenset[str]:
    """The Message-ID of every mail of the outbox."""
    return frozenset(session.exec(select(CourrierSortant.message_id)))


def derniers_envoyes(session: Session, combien: int, *, avant: datetime) -> list[str]:
    """The Message-ID of the last mails sent before that instant."""
    requete = select(CourrierSortant.message_id).where(
        CourrierSortant.etat == EtatSortant.ENVOYE, col(CourrierSortant.envoye_le) < avant
    )
    return list(session.exec(requete.order_by(col(CourrierSortant.envoye_le).desc()).limit(combien)))


def operation_du_fil(session: Session, message_ids: Collection[str]) -> int | None:
    """The operation that one of these Message-IDs, sent or received, belongs to; the latest one wins."""
    for modele in (CourrierSortant, CourrierEntrant):
        requete = (
            select(modele.operation_id)
            .where(col(modele.message_id).in_(list(message_ids)), col(modele.operation_id).is_not(None))
            .order_by(col(modele.id).desc())
            .limit(1)
        )
        if (trouvee := session.exec(requete).first()) is not None:
            return trouvee
    return None
