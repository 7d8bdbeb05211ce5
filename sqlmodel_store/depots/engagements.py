"""What each company owes on each lot, and what it has said of how it will do it: many operations at once."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, or_
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.acteurs import RoleContact
from metier.cycle import Etape
from metier.missions import CodeDocument
from metier.modalites import TypeModalite
from metier.operation import Mission, Mode
from sqlmodel_store.modeles.acteurs import Attribution, Avenant, Contact, Modalite
from sqlmodel_store.modeles.documents import Document
from sqlmodel_store.modeles.insertion import Contrat
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.suivi import Poste
from sqlmodel_store.parmi import parmi

SUIVIES = (Etape.ATTRIBUTION, Etape.DEMARRAGE, Etape.MISE_EN_OEUVRE, Etape.SUIVI)


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """The hours of a company on a lot, amendments included; None where they are not written.

    `par_commandes`: they follow what is invoiced. `commence`: someone works on that lot.
    """

    id: int
    operation_id: int
    reference: str
    depuis: date
    lot: int
    entreprise: str
    courriel: str | None
    notifie_le: date | None
    heures: Decimal | None
    par_commandes: bool
    choisies: frozenset[TypeModalite]
    commence: bool
    poste: bool

    @property
    def du(self) -> bool:
        """Whether the company owes hours."""
        return self.par_commandes or (self.heures is not None and self.heures > 0)


def en_cours(
    session: Session, operation_ids: Collection[int] | None = None, *, a_ses_debuts: date | None = None
) -> list[Engagement]:
    """Those of operations that the relay follows and that are being carried out, in two statements.

    `a_ses_debuts`: those only on which nobody works yet, or that were notified on that day or later.
    """
    requete: Any = (
        select_colonnes(
            col(Attribution.id),
            col(Operation.id).label("operation_id"),
            col(Operation.reference),
            col(Operation.etape_depuis),
            col(Operation.missions),
            col(Lot.numero),
            col(Lot.mode),
            col(Attribution.entreprise_nom),
            func.coalesce(func.nullif(col(Attribution.courriel), ""), col(Attribution.referent_courriel)).label(
                "a_qui"
            ),
            col(Attribution.date_notification),
            col(Attribution.centiemes),
            _avenants().label("avenants"),
            _commence().label("commence"),
            _offert().label("offert"),
        )
        .join(Operation, col(Operation.id) == col(Attribution.operation_id))
        .join(Lot, col(Lot.id) == col(Attribution.lot_id))
        .where(col(Operation.etape).in_(SUIVIES), col(Lot.clause).is_not(false()))
        .order_by(col(Operation.reference), col(Lot.numero), col(Attribution.rang))
    )
    if operation_ids is not None:
        requete = requete.where(parmi(col(Operation.id), operation_ids))
    if a_ses_debuts is not None:
        requete = requete.where(or_(~_commence(), col(Attribution.date_notification) >= a_ses_debuts))
    lignes = [ligne for ligne in session.execute(requete) if _suivie(ligne.missions)]
    choisies = _choisies(session, operation_ids)
    return [_engagement(ligne, choisies) for ligne in lignes]


def rappeles(session: Session) -> set[tuple[int, int, str]]:
    """Operation, lot and company of every reminder of commitments (E1) that was made."""
    suivies = select(Operation.id).where(col(Operation.etape).in_(SUIVIES))
    requete = select(Document.operation_id, Document.donnees).where(
        Document.code == CodeDocument.E1.value, col(Document.operation_id).in_(suivies)
    )
    faits = [(operation, json.loads(donnees)) for operation, donnees in session.exec(requete)]
    return {(operation, lot, dit["entreprise"]) for operation, dit in faits for lot in dit.get("lots", ())}


@dataclass(frozen=True, kw_only=True)
class Rappele:
    """A reminder (E1) that was made: its document, and the maître d’ouvrage who is told of it."""

    document_id: int
    operation_id: int
    reference: str
    fichier: str
    lots: tuple[int, ...]
    entreprise: str
    acheteur: str


def rappeles_aux_acheteurs(session: Session) -> list[Rappele]:
    """Every reminder of followed operations whose maître d’ouvrage has an address, the first in the dossier.

    By operation, then by lot. A letter that left as PDF is told by its PDF.
    """
    contacts = (
        select(Contact)
        .where(col(Contact.role) == RoleContact.MAITRE_OUVRAGE, col(Contact.courriel).is_not(None))
        .order_by(col(Contact.rang).desc())
    )
    adresses = {contact.operation_id: str(contact.courriel) for contact in session.exec(contacts)}
    requete = (
        select_colonnes(Document, col(Operation.reference))
        .join(Operation, col(Operation.id) == col(Document.operation_id))
        .where(col(Document.code) == CodeDocument.E1.value, col(Operation.etape).in_(SUIVIES))
        .order_by(col(Operation.reference), col(Document.fichier))
    )
    lignes = [(document, reference) for document, reference in session.execute(requete)]
    en_pdf = {(un.operation_id, un.fichier.removesuffix(".pdf")) for un, _ in lignes if un.fichier.endswith(".pdf")}
    rappeles = [
        _rappele(document, reference, adresses[document.operation_id])
        for document, reference in lignes
        if document.operation_id in adresses
        and (document.operation_id, document.fichier.removesuffix(".docx")) not in en_pdf
    ]
    return sorted(rappeles, key=lambda un: (un.reference, un.lots, un.fichier))


def _rappele(document: Document, reference: str, acheteur: str) -> Rappele:
    dites = json.loads(document.donnees)
    return Rappele(
        document_id=document.id,
        operation_id=document.operation_id,
        reference=reference,
        fichier=document.fichier,
        lots=tuple(dites["lots"]),
        entreprise=dites["entreprise"],
        acheteur=acheteur,
    )


def _suivie(missions: Collection[str] | None) -> bool:
    return missions is None or Mission.AVAL_SUIVI.value in missions


def _engagement(ligne: Any, choisies: dict[int, frozenset[TypeModalite]]) -> Engagement:  # noqa: ANN401 - a row
    dites = ligne.centiemes is not None
    return Engagement(
        id=ligne.id,
        operation_id=ligne.operation_id,
        reference=ligne.reference,
        depuis=ligne.etape_depuis,
        lot=ligne.numero,
        entreprise=ligne.entreprise_nom,
        courriel=ligne.a_qui,
        notifie_le=ligne.date_notification,
        heures=Decimal(ligne.centiemes + (ligne.avenants or 0)) / 100 if dites else None,
        par_commandes=ligne.mode is Mode.RATIO_EUROS and not dites,
        choisies=choisies.get(ligne.id, frozenset()),
        commence=bool(ligne.commence),
        poste=bool(ligne.offert),
    )


def _choisies(session: Session, operation_ids: Collection[int] | None) -> dict[int, frozenset[TypeModalite]]:
    requete = select_colonnes(col(Modalite.attribution_id), col(Modalite.type)).join(
        Attribution, col(Attribution.id) == col(Modalite.attribution_id)
    )
    if operation_ids is not None:
        requete = requete.where(parmi(col(Attribution.operation_id), operation_ids))
    trouvees: dict[int, set[TypeModalite]] = {}
    for attribution, genre in session.execute(requete):
        trouvees.setdefault(attribution, set()).add(genre)
    return {attribution: frozenset(genres) for attribution, genres in trouvees.items()}


def _courriel() -> Any:  # noqa: ANN401 - same
    """The company's address, else its referent's."""
    return func.coalesce(func.nullif(col(Attribution.courriel), ""), col(Attribution.referent_courriel))


def _avenants() -> Any:  # noqa: ANN401 - a column
    somme = select(func.sum(Avenant.centiemes)).where(col(Avenant.attribution_id) == col(Attribution.id))
    return somme.scalar_subquery()


def _commence() -> ColumnElement[bool]:
    return exists().where(col(Contrat.lot_id) == col(Lot.id))


def _offert() -> ColumnElement[bool]:
    du_lot = (col(Poste.operation_id) == col(Operation.id)) & (col(Poste.lot) == col(Lot.numero))
    return exists().where(du_lot, col(Poste.entreprise) == col(Attribution.entreprise_nom))
