"""Who employs or sends people in a territory: every SIAE and prescripteur the relay knows, none preferred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from metier.acteurs import RoleContact, TypeStructure
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.acteurs import Contact, Correspondant, Modalite
from sqlmodel_store.modeles.operation import Operation

ROLES = (RoleContact.SIAE, RoleContact.PRESCRIPTEUR)
_TYPES = {normaliser(mot): un for un in TypeStructure for mot in (un.value, un.libelle)}


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A SIAE or a prescripteur; `type` None where nobody has said which kind of structure it is."""

    nom: str
    role: RoleContact
    type: TypeStructure | None = None
    courriel: str | None = None


def du_territoire(session: Session, operation: Operation) -> list[Organisation]:
    """Those of the annuaire of the operation's relay and of its own contacts, by name, case and accents aside."""
    annuaire = select(Correspondant).where(
        Correspondant.relais_id == operation.relais_id, col(Correspondant.role).in_(ROLES)
    )
    contacts = select(Contact).where(Contact.operation_id == operation.id, col(Contact.role).in_(ROLES))
    trouvees = [
        *map(_de_l_annuaire, session.exec(annuaire.order_by(col(Correspondant.id)))),
        *map(_du_contact, session.exec(contacts.order_by(col(Contact.rang)))),
    ]
    return _une_fois(_typees(session, [une for une in trouvees if une is not None]))


def siae_des_operations(session: Session, operations: Sequence[Operation]) -> dict[int, list[Organisation]]:
    """The SIAE of the territory of each operation, its kind where anything tells it; three statements."""
    annuaire = select(Correspondant).where(
        col(Correspondant.relais_id).in_({une.relais_id for une in operations}), Correspondant.role == RoleContact.SIAE
    )
    contacts = select(Contact).where(
        col(Contact.operation_id).in_([une.id for une in operations]), Contact.role == RoleContact.SIAE
    )
    connus = list(session.exec(annuaire.order_by(col(Correspondant.id))))
    propres = list(session.exec(contacts.order_by(col(Contact.rang))))
    dits = _types_dits(session)
    listees: dict[int, list[Organisation]] = {}
    for une in operations:
        siennes = [_de_l_annuaire(ligne) for ligne in connus if ligne.relais_id == une.relais_id]
        siennes += [_du_contact(ligne) for ligne in propres if ligne.operation_id == une.id]
        typees = [_typee(structure, dits) for structure in siennes if structure is not None]
        listees[une.id] = _une_fois(typees)
    return listees


def sans_type(session: Session, operations: Sequence[Operation]) -> dict[int, int]:
    """How many SIAE of each operation no list can show, their kind being unknown; none left out; three statements."""
    manquent = {
        operation: sum(structure.type is None for structure in listees)
        for operation, listees in siae_des_operations(session, operations).items()
    }
    return {operation: combien for operation, combien in manquent.items() if combien}


def _typees(session: Session, organisations: Sequence[Organisation]) -> list[Organisation]:
    dits = _types_dits(session) if any(une.type is None for une in organisations) else {}
    return [_typee(une, dits) for une in organisations]


def _typee(une: Organisation, dits: Mapping[str, TypeStructure]) -> Organisation:
    if une.type is not None or une.role is not RoleContact.SIAE:
        return une
    return replace(une, type=dits.get(normaliser(une.nom)))


def _types_dits(session: Session) -> dict[str, TypeStructure]:
    """The kind that the modalities of any dossier give a structure, by name; two kinds for one name say nothing."""
    requete = select(Modalite.structure_nom, Modalite.structure_type).distinct()
    dits: dict[str, set[TypeStructure]] = {}
    for nom, genre in session.exec(requete):
        if nom and genre:
            dits.setdefault(normaliser(nom), set()).add(TypeStructure(genre))
    return {nom: next(iter(genres)) for nom, genres in dits.items() if len(genres) == 1}


def _une_fois(organisations: Iterable[Organisation]) -> list[Organisation]:
    """One per name and role, completed by what the others of that name say; the first address known is kept."""
    connues: dict[tuple[str, RoleContact], Organisation] = {}
    for une in organisations:
        cle = (normaliser(une.nom), une.role)
        deja = connues.get(cle, une)
        connues[cle] = replace(deja, type=deja.type or une.type, courriel=deja.courriel or une.courriel)
    return sorted(connues.values(), key=lambda une: (normaliser(une.nom), une.nom, une.role))


def _de_l_annuaire(ligne: Correspondant) -> Organisation | None:
    nom = ligne.organisation or ligne.nom or ligne.courriel
    if nom is None or ligne.role is None:
        return None
    return Organisation(
        nom=nom, role=ligne.role, type=_TYPES.get(normaliser(ligne.type or "")), courriel=ligne.courriel
    )


def _du_contact(ligne: Contact) -> Organisation | None:
    nom = ligne.organisation or ligne.nom or ligne.courriel
    return Organisation(nom=nom, role=ligne.role, courriel=ligne.courriel) if nom else None
