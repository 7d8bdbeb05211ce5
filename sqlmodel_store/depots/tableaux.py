"""The monthly dashboards: who was sent which figures, what a person holds back, what a month's figures rest on.

A constant number of statements, whatever the number of operations.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, update
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.acteurs import RoleContact
from metier.cycle import Etape
from metier.periodes import Mois
from sqlmodel_store.depots.unicite import insert_once
from sqlmodel_store.modeles.acteurs import Contact
from sqlmodel_store.modeles.insertion import Contrat
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.suivi import Poste, Retenue, TableauDeBord
from sqlmodel_store.parmi import liste, parmi, parmi_les

ETAPES = (Etape.MISE_EN_OEUVRE, Etape.SUIVI, Etape.BILAN)
"""The steps in which operations have dashboards."""
CLE = ["operation_id", "mois", "code", "organisation", "destinataire"]
TOUS = ""
"""The recipient of a hold that bears on all of them."""


@dataclass(frozen=True, kw_only=True)
class Fait:
    """A dashboard made: for whom, what it says (JSON), the file that holds it."""

    operation_id: int
    mois: str
    code: str
    organisation: str
    destinataire: str
    chiffres: str
    fichier: str
    sha256: str
    arrete_au: date


class Destine(NamedTuple):
    """A dashboard made, and the address it is for, empty where none is known."""

    id: int
    operation_id: int
    code: str
    organisation: str
    destinataire: str


@dataclass(frozen=True, kw_only=True)
class Dernier:
    """The latest dashboard of an organisation on an operation before a month; `editions`: how many it had by then."""

    operation_id: int
    code: str
    organisation: str
    mois: str
    chiffres: str
    editions: int


def des_operations(session: Session) -> list[int]:
    """The ids of the operations that may have dashboards, by reference."""
    requete = select(Operation.id).where(col(Operation.etape).in_(ETAPES))
    return list(session.exec(requete.order_by(col(Operation.reference))))


def en_existe(session: Session) -> bool:
    """Whether some operation may have dashboards."""
    return session.exec(select(Operation.id).where(col(Operation.etape).in_(ETAPES)).limit(1)).first() is not None


def fiches(session: Session, operations: Collection[int]) -> dict[int, Operation]:
    """These operations by id."""
    return {une.id: une for une in session.exec(select(Operation).where(parmi(col(Operation.id), operations)))}


def noms_des_acheteurs(session: Session, operations: Collection[int]) -> dict[int, str | None]:
    """The name of the buyer of each of these operations, by id."""
    requete = select_colonnes(col(Operation.id), col(Operation.maitre_ouvrage_nom))
    lignes = session.execute(requete.where(parmi(col(Operation.id), operations)))
    return {ligne.id: ligne.maitre_ouvrage_nom for ligne in lignes}


def enregistrer(session: Session, fait: Fait) -> bool:
    """Write down a dashboard; returns False, and changes nothing, when it was there."""
    return insert_once(session, TableauDeBord, asdict(fait), CLE)


def du_mois(session: Session, mois: Mois, operations: Collection[int] | None = None) -> list[TableauDeBord]:
    """The dashboards made for a month, by recipient, then in the order in which they were made."""
    requete = select(TableauDeBord).where(TableauDeBord.mois == str(mois))
    if operations is not None:
        requete = requete.where(parmi(col(TableauDeBord.operation_id), operations))
    return list(session.exec(requete.order_by(col(TableauDeBord.destinataire), col(TableauDeBord.id))))


def destines(session: Session, mois: Mois) -> list[Destine]:
    """For whom the dashboards made for a month are, in the order in which they were made."""
    de = TableauDeBord
    requete = select_colonnes(
        col(de.id), col(de.operation_id), col(de.code), col(de.organisation), col(de.destinataire)
    ).where(col(de.mois) == str(mois))
    return [Destine(*ligne) for ligne in session.execute(requete.order_by(col(de.id)))]


def numeros(session: Session, ids: Collection[int]) -> dict[int, TableauDeBord]:
    """These dashboards by id."""
    return {un.id: un for un in session.exec(select(TableauDeBord).where(parmi(col(TableauDeBord.id), ids)))}


def repris_apres(session: Session, mois: Mois, operations: Collection[int]) -> set[tuple[int, str, str]]:
    """(operation, code, organisation) of those of which a later month has a dashboard."""
    de = TableauDeBord
    requete = select_colonnes(col(de.operation_id), col(de.code), col(de.organisation)).distinct()
    lignes = session.execute(requete.where(col(de.mois) > str(mois), parmi(col(de.operation_id), operations)))
    return {(operation, code, organisation) for operation, code, organisation in lignes}


def a_poster(session: Session) -> list[tuple[str, str]]:
    """The (month, recipient) of dashboards made that no mail carries, those held back left out, oldest first."""
    tenue = and_(
        col(Retenue.mois) == col(TableauDeBord.mois),
        col(Retenue.destinataire).in_([TOUS, col(TableauDeBord.destinataire)]),
        col(Retenue.levee_le).is_(None),
    )
    requete = (
        select_colonnes(col(TableauDeBord.mois), col(TableauDeBord.destinataire))
        .where(
            col(TableauDeBord.courrier_cle).is_(None),
            col(TableauDeBord.destinataire) != "",
            ~select_colonnes(col(Retenue.id)).where(tenue).correlate(TableauDeBord).exists(),
        )
        .distinct()
        .order_by(col(TableauDeBord.mois), col(TableauDeBord.destinataire))
    )
    return [(mois, destinataire) for mois, destinataire in session.execute(requete)]


def joindre(session: Session, tableaux: Collection[int], cle: str) -> None:
    """These dashboards are those that the mail of that key carries."""
    session.execute(update(TableauDeBord).where(col(TableauDeBord.id).in_(list(tableaux))).values(courrier_cle=cle))


def derniers(session: Session, avant: Mois, operations: Collection[int]) -> list[Dernier]:
    """The latest dashboard before a month of each organisation on each of these operations, oldest first."""
    valeurs = {"avant": str(avant), "operations": liste(operations)}
    champs = ("operation_id", "code", "organisation", "mois", "chiffres", "editions")
    return [Dernier(**dict(zip(champs, ligne, strict=True))) for ligne in session.execute(_derniers(), valeurs)]


@cache
def _derniers() -> Any:  # noqa: ANN401 - a query
    de = TableauDeBord
    qui = (col(de.operation_id), col(de.code), col(de.organisation))
    passes = (
        select_colonnes(*qui, func.max(col(de.mois)).label("dernier"), func.count(col(de.mois).distinct()).label("n"))
        .where(col(de.mois) < bindparam("avant"), parmi_les(col(de.operation_id), "operations"))
        .group_by(*qui)
        .subquery()
    )
    meme = and_(
        passes.c.operation_id == col(de.operation_id),
        passes.c.code == col(de.code),
        passes.c.organisation == col(de.organisation),
        passes.c.dernier == col(de.mois),
    )
    requete = select_colonnes(*qui, col(de.mois), func.min(col(de.chiffres)), passes.c.n)
    return requete.join(passes, meme).group_by(*qui, col(de.mois), passes.c.n).order_by(col(de.mois))


def contrats_en_cours(session: Session, mois: Mois, operations: Collection[int]) -> list[tuple[int, int, str]]:
    """(operation, lot, employer) of the contracts that meet a month, once each."""
    requete = (
        select_colonnes(col(Contrat.operation_id), col(Lot.numero), col(Contrat.employeur))
        .join(Lot, col(Lot.id) == col(Contrat.lot_id))
        .where(
            parmi(col(Contrat.operation_id), operations),
            col(Contrat.debut) <= mois.fin,
            or_(col(Contrat.fin).is_(None), col(Contrat.fin) >= mois.debut),
        )
        .distinct()
    )
    return [(operation, lot, employeur) for operation, lot, employeur in session.execute(requete)]


def acheteurs(session: Session, operations: Collection[int]) -> dict[int, list[str]]:
    """The addresses of the buyer's contacts, by operation, in the order of dossiers."""
    requete = (
        select_colonnes(col(Contact.operation_id), col(Contact.courriel))
        .where(
            parmi(col(Contact.operation_id), operations),
            col(Contact.role) == RoleContact.MAITRE_OUVRAGE,
            col(Contact.courriel).is_not(None),
        )
        .order_by(col(Contact.operation_id), col(Contact.rang))
    )
    adresses: dict[int, list[str]] = {}
    for operation, courriel in session.execute(requete):
        adresses.setdefault(operation, []).append(courriel)
    return adresses


def postes_ouverts(session: Session, operations: Collection[int]) -> dict[int, list[str]]:
    """The titles of the posts that wait to be filled, by operation."""
    requete = (
        select_colonnes(col(Poste.operation_id), col(Poste.intitule))
        .where(parmi(col(Poste.operation_id), operations), col(Poste.clos_le).is_(None))
        .order_by(col(Poste.operation_id), col(Poste.code))
    )
    postes: dict[int, list[str]] = {}
    for operation, intitule in session.execute(requete):
        postes.setdefault(operation, []).append(intitule)
    return postes


def retenir(session: Session, mois: Mois, destinataire: str, *, motif: str | None, par: str, jour: date) -> None:
    """Hold back the dashboards of a month, of one recipient or of all; held again after it was released."""
    valeurs: dict[str, Any] = {"motif": motif, "par": par, "jour": jour, "levee_le": None}
    qui = {"mois": str(mois), "destinataire": destinataire}
    if not insert_once(session, Retenue, qui | valeurs, list(qui)):
        levee = col(Retenue.levee_le).is_not(None)
        session.execute(update(Retenue).where(*_celle(mois, destinataire), levee).values(**valeurs))


def liberer(session: Session, mois: Mois, destinataire: str, *, jour: date) -> bool:
    """Let go what was held back; returns whether something was."""
    tenues = [une for une in retenues(session, mois) if une.destinataire == destinataire]
    session.execute(
        update(Retenue).where(*_celle(mois, destinataire), col(Retenue.levee_le).is_(None)).values(levee_le=jour)
    )
    return bool(tenues)


def retenues(session: Session, mois: Mois | None = None) -> Sequence[Retenue]:
    """What is held back, of a month or of all, oldest first."""
    requete = select(Retenue).where(col(Retenue.levee_le).is_(None))
    if mois is not None:
        requete = requete.where(Retenue.mois == str(mois))
    return session.exec(requete.order_by(col(Retenue.mois), col(Retenue.destinataire))).all()


def _celle(mois: Mois, destinataire: str) -> tuple[Any, Any]:
    return col(Retenue.mois) == str(mois), col(Retenue.destinataire) == destinataire
