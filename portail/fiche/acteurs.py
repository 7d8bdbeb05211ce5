"""The actors of an operation: buyer, companies and their referents, structures, contacts, each with what they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from metier.acteurs import RoleContact
from sqlmodel_store.depots import acteurs_vus
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.operation import Operation


@dataclass(frozen=True, kw_only=True)
class Acteur:
    """Someone with what they are; `lots` by number, empty where none in particular is theirs."""

    role: str
    organisation: str | None
    nom: str | None = None
    fonction: str | None = None
    courriel: str | None = None
    telephone: str | None = None
    lots: tuple[int, ...] = ()


def lire_acteurs(session: Session, operation: Operation) -> tuple[Acteur, ...]:
    """The buyer's side, the companies, the structures, the others; three statements."""
    contacts = [
        Acteur(role=un.role.libelle, organisation=un.organisation, nom=un.nom, courriel=un.courriel)
        for un in acteurs_vus.contacts(session, operation.id)
    ]
    acheteur = RoleContact.MAITRE_OUVRAGE.libelle
    siens = [un for un in contacts if un.role == acheteur]
    if not siens and operation.maitre_ouvrage_nom:
        siens = [Acteur(role=acheteur, organisation=operation.maitre_ouvrage_nom)]
    trouves = [*siens, *_entreprises(acteurs_vus.attributions(session, operation.id))]
    trouves += _structures(acteurs_vus.structures(session, operation.id))
    dits = {un.courriel.casefold() for un in trouves if un.courriel}
    autres = [un for un in contacts if un.role != acheteur and (un.courriel or "").casefold() not in dits]
    return _reunis([*trouves, *autres])


def _entreprises(attributions: Sequence[tuple[int, Attribution]]) -> list[Acteur]:
    """Each company, then its referent."""
    trouves = []
    for lot, une in attributions:
        role = une.role.libelle if une.role else "entreprise"
        trouves.append(Acteur(role=role, organisation=une.entreprise_nom, courriel=une.courriel, lots=(lot,)))
        if une.referent_nom or une.referent_courriel:
            trouves.append(
                Acteur(
                    role="référent insertion",
                    organisation=une.entreprise_nom,
                    nom=une.referent_nom,
                    fonction=une.referent_fonction,
                    courriel=une.referent_courriel,
                    telephone=une.referent_telephone,
                    lots=(lot,),
                )
            )
    return trouves


def _structures(annoncees: Sequence[acteurs_vus.StructureAnnoncee]) -> list[Acteur]:
    return [
        Acteur(
            role=une.type.libelle if une.type else "structure",
            organisation=une.nom,
            courriel=une.courriel,
            lots=(une.lot,),
        )
        for une in annoncees
    ]


def _reunis(acteurs: Sequence[Acteur]) -> tuple[Acteur, ...]:
    """Each once, with all their lots."""
    lots: dict[Acteur, list[int]] = {}
    for un in acteurs:
        seul = Acteur(**vars(un) | {"lots": ()})
        lots.setdefault(seul, []).extend(un.lots)
    return tuple(Acteur(**vars(un) | {"lots": tuple(dict.fromkeys(siens))}) for un, siens in lots.items())
