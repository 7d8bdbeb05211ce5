"""The mails of the outbox as an account may see them: those of its operations; those about none, if it sees them all.

A mail that carries a link to choose a password is nobody's to read but its recipient's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy import false as jamais
from sqlalchemy import true as toujours
from sqlmodel import Session, col

from metier.droits import Acces, Droit
from metier.enumeration import Enumeration
from sqlmodel_store.depots import operations_vues
from sqlmodel_store.depots.adresses_en_cause import ADRESSES
from sqlmodel_store.modeles.acteurs import Attribution, Modalite
from sqlmodel_store.modeles.courriers import CourrierOperation, CourrierSortant, EtatSortant, MotifRefus
from sqlmodel_store.modeles.envois import AdresseEnCause
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.modeles.operation import Operation

S = TypeVar("S", bound=Select)  # type: ignore[type-arg]
DU_COURRIER_RECU = ("courriel_recu", "courriel_classe", "courriel_en_quarantaine")
"""The lines of the journal whose `courrier` is a mail received."""
SECRETS = ("choix_mot_de_passe:",)
"""How the keys of the mails begin that are shown to nobody."""


class ListeEnvois(Enumeration):
    TOUS = "tous", "tous"
    A_REGLER = "a_regler", "à régler"
    EN_DOUTE = "en_doute", "en doute"
    A_TRANCHER = "a_trancher", "refusés, à trancher"
    MAUVAIS_CONTACT = "mauvais_contact", "mauvais contact"
    EN_ATTENTE = "en_attente", "en attente"
    ENVOYES = "envoyes", "envoyés"
    CLASSES = "classes", "classés"


@dataclass(frozen=True, kw_only=True)
class EnvoiVu:
    """A mail without its bytes; `taille` and `sha256` are only known once these were dropped, on the day `purge_le`."""

    id: int
    cle: str
    destinataire: str
    objet: str
    etat: EtatSortant
    motif: MotifRefus | None
    essais: int
    reponse: str | None
    message_id: str
    operation_id: int | None
    cree_le: datetime
    prochain_essai: datetime
    dernier_essai: datetime | None
    envoye_le: datetime | None
    pose_le: date | None
    parti_le: date | None
    doute_depuis: datetime | None
    classe_le: datetime | None
    sha256: str | None
    taille: int | None
    purge_le: date | None


_COLONNES = [col(getattr(CourrierSortant, champ.name)) for champ in fields(EnvoiVu)]
_ID = col(CourrierSortant.id)
_ETAT = col(CourrierSortant.etat)
_EN_CAUSE = func.lower(col(CourrierSortant.destinataire)).in_(select(col(AdresseEnCause.adresse)))
_VIVANT = col(CourrierSortant.classe_le).is_(None)
_CONTACT = and_(
    _EN_CAUSE,
    or_(
        _ETAT == EtatSortant.A_ENVOYER,
        and_(_ETAT == EtatSortant.REFUSE, col(CourrierSortant.motif) == MotifRefus.ADRESSE, _VIVANT),
    ),
)
_REFUS = and_(
    _ETAT == EtatSortant.REFUSE,
    _VIVANT,
    or_(~_EN_CAUSE, col(CourrierSortant.motif).is_distinct_from(MotifRefus.ADRESSE)),
)
_DOUTE = _ETAT == EtatSortant.INCERTAIN
_LISTES: dict[ListeEnvois, ColumnElement[bool]] = {
    ListeEnvois.TOUS: toujours(),
    ListeEnvois.A_REGLER: or_(_CONTACT, _REFUS, _DOUTE),
    ListeEnvois.EN_DOUTE: _DOUTE,
    ListeEnvois.A_TRANCHER: _REFUS,
    ListeEnvois.MAUVAIS_CONTACT: _CONTACT,
    ListeEnvois.EN_ATTENTE: and_(_ETAT.in_([EtatSortant.A_ENVOYER, EtatSortant.EN_COURS]), ~_CONTACT),
    ListeEnvois.ENVOYES: _ETAT == EtatSortant.ENVOYE,
    ListeEnvois.CLASSES: and_(_ETAT == EtatSortant.REFUSE, ~_VIVANT),
}


def comptes(session: Session, acces: Acces, operation_id: int | None = None) -> dict[ListeEnvois, int]:
    """How many mails are in each list, in one statement."""
    sommes = [func.coalesce(func.sum(case((dans, 1), else_=0)), 0) for dans in _LISTES.values()]
    ligne = session.execute(_filtrer(select(*sommes), acces, operation_id)).one()
    return {liste: int(compte) for liste, compte in zip(_LISTES, ligne, strict=True)}


def lister(
    session: Session,
    acces: Acces,
    liste: ListeEnvois,
    *,
    operation_id: int | None = None,
    debut: int = 0,
    combien: int = 50,
) -> list[EnvoiVu]:
    """One page of a list, the latest first."""
    requete = _filtrer(select(*_COLONNES), acces, operation_id).where(_LISTES[liste])
    return _lus(session, requete.order_by(_ID.desc()).offset(debut).limit(combien))


def de_l_operation(session: Session, acces: Acces, operation_id: int) -> list[EnvoiVu]:
    """Every mail about an operation, oldest first."""
    return _lus(session, _filtrer(select(*_COLONNES), acces, operation_id).order_by(_ID))


def trouver(session: Session, acces: Acces, numeros: Collection[int]) -> list[EnvoiVu]:
    """These mails, oldest first; those that the account does not see are left out."""
    return _lus(session, _filtrer(select(*_COLONNES), acces).where(_ID.in_(numeros)).order_by(_ID))


def numeros(session: Session, acces: Acces) -> frozenset[int]:
    """The ids of all that the account sees."""
    return frozenset(session.execute(_filtrer(select(_ID), acces)).scalars())


def references(session: Session, acces: Acces, lus: Sequence[EnvoiVu]) -> dict[int, list[str]]:
    """The operations that each of these mails is about, of those that the account sees."""
    directes = select(_ID, col(Operation.reference)).join(
        Operation, col(Operation.id) == col(CourrierSortant.operation_id)
    )
    citees = (
        select(col(CourrierOperation.courrier_id), col(Operation.reference))
        .join(Operation, col(Operation.id) == col(CourrierOperation.operation_id))
        .where(col(CourrierOperation.courrier_id).in_([un.id for un in lus]))
    )
    trouvees: dict[int, list[str]] = defaultdict(list)
    for requete in (directes.where(_ID.in_([un.id for un in lus])), citees):
        vues = operations_vues.restreindre(requete, acces).order_by(col(Operation.reference))
        for numero, reference in session.execute(vues):
            trouvees[numero].append(reference)
    return trouvees


def montrable(session: Session, acces: Acces, numero: int) -> bool:
    """Whether the content may be read: the account drives, and sees every operation that the mail speaks of."""
    if not acces.peut(Droit.CONDUIRE):
        return False
    if acces.relais is None:
        return True
    autres = (
        select(col(CourrierOperation.courrier_id))
        .join(Operation, col(Operation.id) == col(CourrierOperation.operation_id))
        .where(col(CourrierOperation.courrier_id) == numero, col(Operation.relais_id).not_in(acces.relais))
    )
    return session.execute(autres.limit(1)).first() is None


def sert_ailleurs(session: Session, acces: Acces, adresse: str) -> bool:
    """Whether an operation that the account does not see writes to that address."""
    if acces.relais is None:
        return False
    for modele, champ in ADRESSES:
        requete = select(col(Operation.id)).where(col(Operation.relais_id).not_in(acces.relais))
        if modele is Modalite:
            requete = requete.join(Attribution, col(Attribution.operation_id) == col(Operation.id)).join(
                Modalite, col(Modalite.attribution_id) == col(Attribution.id)
            )
        else:
            requete = requete.join(modele, col(cast("Any", modele).operation_id) == col(Operation.id))
        if session.execute(requete.where(func.lower(getattr(modele, champ)) == adresse.lower()).limit(1)).first():
            return True
    return False


def _lus(session: Session, requete: S) -> list[EnvoiVu]:
    noms = [champ.name for champ in fields(EnvoiVu)]
    return [EnvoiVu(**dict(zip(noms, ligne, strict=True))) for ligne in session.execute(requete)]


def _filtrer(requete: S, acces: Acces, operation_id: int | None = None) -> S:
    """The same query over mails, those that the account sees, optionally of one operation."""
    filtree = requete.where(_visible(acces), *(~col(CourrierSortant.cle).startswith(debut) for debut in SECRETS))
    if operation_id is None:
        return filtree
    citant = select(col(CourrierOperation.courrier_id)).where(col(CourrierOperation.operation_id) == operation_id)
    return filtree.where(or_(col(CourrierSortant.operation_id) == operation_id, _ID.in_(citant)))


def _visible(acces: Acces) -> ColumnElement[bool]:
    if not acces.peut(Droit.LIRE):
        return jamais()
    if acces.relais is None:
        return toujours()
    vues = operations_vues.restreindre(select(col(Operation.id)), acces)
    citant = select(col(CourrierOperation.courrier_id)).where(col(CourrierOperation.operation_id).in_(vues))
    siennes = or_(col(CourrierSortant.operation_id).in_(vues), _ID.in_(citant))
    if not acces.peut(Droit.CONDUIRE):
        return siennes
    toutes_citees = select(col(CourrierOperation.courrier_id))
    d_ailleurs = select(col(Operation.id)).where(col(Operation.relais_id).not_in(acces.relais))
    sans_operation = and_(col(CourrierSortant.operation_id).is_(None), _ID.not_in(toutes_citees))
    return or_(siennes, and_(sans_operation, ~d_ailleurs.exists()))


def passages(session: Session, lu: EnvoiVu) -> list[Evenement]:
    """What was noted of a mail, in order."""
    nom = col(Evenement.evenement)
    requete = select(Evenement).where(
        or_(nom.startswith("courriel_"), nom.startswith("envoi_"), nom == "doute_leve_par_la_trace"),
        nom.not_in(DU_COURRIER_RECU),
        col(Evenement.operation_id).is_not_distinct_from(lu.operation_id),
        col(Evenement.donnees).contains(f'"courrier": {lu.id}'),
    )
    lignes = session.execute(requete.order_by(col(Evenement.id))).scalars()
    return [une for une in lignes if json.loads(une.donnees).get("courrier") == lu.id]
