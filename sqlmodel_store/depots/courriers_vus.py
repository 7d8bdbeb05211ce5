"""Mail received as an account may see it: filed with an operation that it sees, or with none where it drives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, ColumnElement, Select, and_, case, cast, false, func, or_, select
from sqlmodel import Session, col

from metier.courriers import NatureCourrier
from metier.cycle import TERMINEES, Etape
from metier.droits import Acces, Droit
from sqlmodel_store.depots import operations_vues
from sqlmodel_store.modeles.acteurs import Contact
from sqlmodel_store.modeles.courriers import CourrierEntrant, CourrierSortant, EtatEntrant
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.reception import CourrierTranche, DeclarationRecue

S = TypeVar("S", bound=Select)  # type: ignore[type-arg]

HORS_ASCII = 128


@dataclass(frozen=True, kw_only=True)
class CourrielVu:
    """A mail received. `attend`: a person has to settle it; `tranche_par`, `tranche_le`: who did, and when.

    `objet` None where nothing of it is remembered; `mois` of the hours it says; `etape` of its operation.
    """

    id: int
    recu_le: datetime
    traite_le: datetime | None
    etat: EtatEntrant
    nature: NatureCourrier | None
    raison: str | None
    expediteur: str | None
    objet: str | None
    chemin: str
    reference: str | None
    intitule: str | None
    etape: Etape | None
    mois: str | None
    tranche_par: str | None
    tranche_le: date | None
    attend: bool


@dataclass(frozen=True, kw_only=True)
class Recherche:
    """What is looked for: words of the sender, subject, reason or operation; a nature; only what waits."""

    mots: str = ""
    nature: NatureCourrier | None = None
    attend: bool = False


def a_traiter(session: Session, acces: Acces, *, debut: int, combien: int) -> tuple[list[CourrielVu], int]:
    """Those that wait for a person, oldest first, from the rank `debut`, and how many there are. Two statements."""
    requete = _lignes(session, acces).where(_ATTEND).order_by(col(CourrierEntrant.id))
    trouves = [_vu(ligne) for ligne in session.execute(requete.offset(debut).limit(combien))]
    return trouves, session.scalars(_compte(acces).where(_ATTEND)).one()


def chercher(
    session: Session, acces: Acces, cherche: Recherche, *, debut: int, combien: int
) -> tuple[list[CourrielVu], int]:
    """Those found from the rank `debut`, latest first, and how many there are in all. Two statements."""
    conditions = _conditions(session, cherche)
    requete = _lignes(session, acces).where(*conditions).order_by(col(CourrierEntrant.id).desc())
    trouves = [_vu(ligne) for ligne in session.execute(requete.offset(debut).limit(combien))]
    return trouves, session.scalars(_compte(acces).where(*conditions)).one()


def par_nature(session: Session, acces: Acces) -> dict[NatureCourrier, int]:
    """How many of each nature the account sees. One statement."""
    nature = col(CourrierEntrant.nature)
    requete = _joindre(_restreindre(select(nature, func.count(col(CourrierEntrant.id))), acces)).group_by(nature)
    return {lue: combien for lue, combien in session.execute(requete) if lue is not None}


def par_numero(session: Session, acces: Acces, numero: int) -> CourrielVu | None:
    """The mail of that number; None as well for one that the account does not see."""
    ligne = session.execute(_lignes(session, acces).where(col(CourrierEntrant.id) == numero)).one_or_none()
    return _vu(ligne) if ligne is not None else None


def propositions(session: Session, acces: Acces, *, combien: int) -> tuple[list[Operation], int]:
    """The first operations announced that nobody has confirmed, oldest first, and how many. Two statements."""
    signalee = col(Operation.etape) == Etape.SIGNALEE
    requete = operations_vues.restreindre(select(Operation), acces).where(signalee)
    compte = operations_vues.restreindre(select(func.count(col(Operation.id))), acces).where(signalee)
    premieres = session.scalars(requete.order_by(col(Operation.etape_depuis), col(Operation.id)).limit(combien))
    return list(premieres), session.scalars(compte).one()


def annonces(session: Session, acces: Acces, operations: Iterable[int]) -> dict[str, CourrielVu]:
    """The first mail that announced each of these operations, by reference. One statement."""
    requete = _lignes(session, acces).where(
        col(CourrierEntrant.nature) == NatureCourrier.NOTIFICATION,
        col(CourrierEntrant.operation_id).in_(list(operations)),
    )
    trouves = [_vu(ligne) for ligne in session.execute(requete.order_by(col(CourrierEntrant.id).desc()))]
    return {un.reference: un for un in trouves if un.reference}


def operations_de(session: Session, acces: Acces, courriel: str, combien: int = 20) -> list[Operation]:
    """The operations whose contacts bear that address, then the latest open ones. One statement."""
    siennes = select(col(Contact.operation_id)).where(func.lower(Contact.courriel) == courriel.casefold())
    requete = operations_vues.restreindre(select(Operation), acces).where(col(Operation.etape).not_in(TERMINEES))
    rang = case((col(Operation.id).in_(siennes), 0), else_=1)
    return list(session.scalars(requete.order_by(rang, col(Operation.id).desc()).limit(combien)))


def operation_citee(session: Session, acces: Acces, reference: str) -> str | None:
    """Our reference of the operation that a mail cites by ours or the buyer's, where one only bears it and is seen."""
    citee = or_(col(Operation.reference) == reference, col(Operation.reference_acheteur) == reference)
    trouvees = session.scalars(operations_vues.restreindre(select(Operation), acces).where(citee).limit(2)).all()
    return trouvees[0].reference if len(trouvees) == 1 else None


def sortants_revenus(session: Session, message_ids: Iterable[str], cles: Iterable[str]) -> list[int]:
    """The ids of the mails of the outbox that a report of non-delivery quotes. One statement."""
    cites = or_(col(CourrierSortant.message_id).in_(list(message_ids)), col(CourrierSortant.cle).in_(list(cles)))
    return list(session.scalars(select(col(CourrierSortant.id)).where(cites).order_by(col(CourrierSortant.id))))


def lecture_retenue(session: Session, numero: int) -> str | None:
    """The JSON of how a mail was understood; None where nothing is kept of it."""
    return session.scalars(select(col(CourrierEntrant.lecture)).where(col(CourrierEntrant.id) == numero)).one_or_none()


_TRANCHE = col(CourrierTranche.courrier_id).is_not(None)
_A_DECLARER = col(DeclarationRecue.courrier_id).is_not(None)
_SANS_OPERATION = col(CourrierEntrant.operation_id).is_(None)
_ATTEND: ColumnElement[bool] = and_(
    ~_TRANCHE,
    or_(
        col(CourrierEntrant.nature).in_([NatureCourrier.A_TRANCHER, NatureCourrier.QUARANTAINE]),
        and_(col(CourrierEntrant.nature) == NatureCourrier.REPONSE, or_(~_A_DECLARER, _SANS_OPERATION)),
    ),
)
"""The mails of `situation` that wait for a reader: those left to a person, and answers that nobody has read."""


def _lignes(session: Session, acces: Acces) -> Select[*tuple[Any, ...]]:
    noms = ("id", "recu_le", "traite_le", "etat", "nature", "raison", "expediteur", "chemin")
    colonnes: list[Any] = [
        *(col(getattr(CourrierEntrant, nom)) for nom in noms),
        _objet(session).label("objet"),
        col(Operation.reference),
        col(Operation.intitule),
        col(Operation.etape),
        col(DeclarationRecue.mois),
        col(CourrierTranche.par).label("tranche_par"),
        col(CourrierTranche.le).label("tranche_le"),
        _ATTEND.label("attend"),
    ]
    return _joindre(_restreindre(select(*colonnes), acces))


def _compte(acces: Acces) -> Select[int]:
    return _joindre(_restreindre(select(func.count(col(CourrierEntrant.id))), acces))


def _joindre(requete: S) -> S:
    return (
        requete.select_from(CourrierEntrant)
        .outerjoin(Operation, col(CourrierEntrant.operation_id) == col(Operation.id))
        .outerjoin(CourrierTranche, col(CourrierTranche.courrier_id) == col(CourrierEntrant.id))
        .outerjoin(DeclarationRecue, col(DeclarationRecue.courrier_id) == col(CourrierEntrant.id))
    )


def _restreindre(requete: S, acces: Acces) -> S:
    """A mail that belongs to no operation yet is sorted by whoever drives, of whatever relay: the mailbox is shared."""
    if not acces.peut(Droit.LIRE):
        return requete.where(false())
    sien = ~_SANS_OPERATION if acces.relais is None else col(Operation.relais_id).in_(acces.relais)
    return requete.where(or_(sien, _SANS_OPERATION) if acces.peut(Droit.CONDUIRE) else sien)


def _conditions(session: Session, cherche: Recherche) -> list[ColumnElement[bool]]:
    conditions = [_contient(session, mot) for mot in cherche.mots.split()]
    if cherche.nature is not None:
        conditions.append(col(CourrierEntrant.nature) == cherche.nature)
    return [*conditions, _ATTEND] if cherche.attend else conditions


def _contient(session: Session, mot: str) -> ColumnElement[bool]:
    """Anywhere, whatever the case; SQLite does not know the case of accented letters, which stand for any letter."""
    sur = mot.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    motif = "%" + "".join(lettre if ord(lettre) < HORS_ASCII else "_" for lettre in sur) + "%"
    textes = (
        col(CourrierEntrant.expediteur),
        col(CourrierEntrant.raison),
        col(Operation.reference),
        col(Operation.intitule),
        _objet(session),
    )
    return or_(*(texte.ilike(motif, escape="\\") for texte in textes))


def _objet(session: Session) -> Any:  # noqa: ANN401 - an expression of either engine
    """The subject, in the JSON of how the mail was understood."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(col(CourrierEntrant.lecture), JSON)["objet"].as_string()
    return func.json_extract(CourrierEntrant.lecture, "$.objet")


def _vu(ligne: Any) -> CourrielVu:  # noqa: ANN401 - a row
    vu = CourrielVu(**ligne._mapping)  # noqa: SLF001 - its name
    return replace(vu, attend=bool(vu.attend))
