"""People and organisations known to the relay, and the addresses a mail may be trusted from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Select, null
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.acteurs import RoleContact
from sqlmodel_store.depots import relais
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.acteurs import Attribution, Contact, Correspondant, Modalite
from sqlmodel_store.modeles.operation import Operation


class Sort(Enum):
    CREE = "cree"
    MODIFIE = "modifie"
    INCHANGE = "inchange"


@dataclass(frozen=True, kw_only=True)
class Entree:
    """A person or an organisation; at least one of `nom`, `courriel`, `organisation` is known."""

    nom: str | None = None
    courriel: str | None = None
    organisation: str | None = None
    type: str | None = None
    role: RoleContact | None = None

    @property
    def cle(self) -> str:
        """Who it is: address, name and organisation, case and accents aside."""
        return "|".join(normaliser(texte or "") for texte in (self.courriel, self.nom, self.organisation))


def importer(session: Session, entrees: Iterable[Entree]) -> Counter[Sort]:
    """Creates or updates entries; returns how many were created, modified, left as they were.

    An address, case aside, is one entry: the latest name and organisation given for it are kept.
    """
    relais_id = relais.retenir(session).id
    tous = session.exec(select(Correspondant).where(Correspondant.relais_id == relais_id)).all()
    connus = {repere: connu for connu in tous for repere in (_adresse_pliee(connu), connu.cle) if repere}
    sorts: Counter[Sort] = Counter()
    for entree in entrees:
        connu = connus.get(entree.cle) or connus.get(_adresse_pliee(entree))
        if connu is None:
            connu = Correspondant(relais_id=relais_id, cle=entree.cle, **asdict(entree))
            session.add(connu)
            sorts[Sort.CREE] += 1
        else:
            sorts[_corriger(connu, entree)] += 1
        connus |= {repere: connu for repere in (_adresse_pliee(entree), entree.cle) if repere}
    return sorts


def _adresse_pliee(personne: Entree | Correspondant) -> str:
    """The address as it is compared; empty when none is known."""
    return (personne.courriel or "").strip().casefold()


def _corriger(connu: Correspondant, entree: Entree) -> Sort:
    voulu = {champ: v for champ, v in asdict(entree).items() if v is not None or champ in {"type", "role"}}
    if all(getattr(connu, champ) == valeur for champ, valeur in voulu.items()):
        return Sort.INCHANGE
    for champ, valeur in voulu.items():
        setattr(connu, champ, valeur)
    return Sort.MODIFIE


def lister(session: Session) -> list[Correspondant]:
    """Every entry, by organisation, then by name."""
    return list(session.exec(select(Correspondant).order_by(col(Correspondant.organisation), col(Correspondant.nom))))


@dataclass(frozen=True, kw_only=True)
class Connu:
    """An address a mail may be trusted from, and who is behind it."""

    courriel: str
    nom: str | None = None
    organisation: str | None = None
    type: str | None = None


def correspondants(session: Session) -> list[Connu]:
    """Every address of the annuaire and of those whom a dossier names, once each; the annuaire knows best."""
    trouves: dict[str, Connu] = {}
    for requete in _ADRESSES:
        for courriel, nom, organisation, genre in session.execute(requete):
            connu = Connu(courriel=courriel, nom=nom, organisation=organisation, type=genre and str(genre))
            trouves.setdefault(courriel.casefold(), connu)
    return list(trouves.values())


def expediteurs_connus(session: Session) -> set[str]:
    """The same addresses, in lower case."""
    return {connu.courriel.casefold() for connu in correspondants(session)}


def type_de_l_organisation(session: Session, nom: str) -> str | None:
    """What the annuaire, or else a dossier, says the organisation of that name is; case and accents aside."""
    cherche = normaliser(nom)
    requetes = (
        select(Correspondant.organisation, Correspondant.type),
        select(Operation.maitre_ouvrage_nom, Operation.maitre_ouvrage_type),
    )
    for requete in requetes:
        for organisation, genre in session.exec(requete):
            if genre and normaliser(organisation or "") == cherche:
                return str(genre)
    return None


def _adresse(courriel: Any, nom: Any, organisation: Any, genre: Any = None) -> Select[Any]:  # noqa: ANN401 - columns
    return select_colonnes(courriel, nom, organisation, null() if genre is None else genre).where(courriel.is_not(None))


_ADRESSES = (
    _adresse(
        col(Correspondant.courriel), col(Correspondant.nom), col(Correspondant.organisation), col(Correspondant.type)
    ),
    _adresse(col(Contact.courriel), col(Contact.nom), col(Contact.organisation)),
    _adresse(col(Attribution.courriel), null(), col(Attribution.entreprise_nom)),
    _adresse(col(Attribution.referent_courriel), col(Attribution.referent_nom), col(Attribution.entreprise_nom)),
    _adresse(col(Modalite.structure_courriel), null(), col(Modalite.structure_nom), col(Modalite.structure_type)),
)
