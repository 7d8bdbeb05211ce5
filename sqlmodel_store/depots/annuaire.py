"""People and organisations known to the relay, and the addresses a mail may be trusted from."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import Enum

from sqlmodel import Session, col, select

from metier.acteurs import RoleContact
from sqlmodel_store.depots import relais
from sqlmodel_store.modeles.acteurs import Attribution, Contact, Correspondant, Modalite


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


def normaliser(texte: str) -> str:
    """A text without accents, case or surplus spaces, for comparing."""
    sans_accents = "".join(
        lettre for lettre in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(lettre)
    )
    return " ".join(sans_accents.casefold().split())


def importer(session: Session, entrees: Iterable[Entree]) -> Counter[Sort]:
    """Creates or updates entries; returns how many were created, modified, left as they were."""
    relais_id = relais.retenir(session).id
    assert relais_id is not None
    connus = {
        connu.cle: connu for connu in session.exec(select(Correspondant).where(Correspondant.relais_id == relais_id))
    }
    sorts: Counter[Sort] = Counter()
    for entree in entrees:
        connu = connus.get(entree.cle)
        if connu is None:
            connus[entree.cle] = Correspondant(relais_id=relais_id, cle=entree.cle, **asdict(entree))
            session.add(connus[entree.cle])
            sorts[Sort.CREE] += 1
        else:
            sorts[_corriger(connu, entree)] += 1
    return sorts


def _corriger(connu: Correspondant, entree: Entree) -> Sort:
    voulu = asdict(entree)
    if all(getattr(connu, champ) == valeur for champ, valeur in voulu.items()):
        return Sort.INCHANGE
    for champ, valeur in voulu.items():
        setattr(connu, champ, valeur)
    return Sort.MODIFIE


def lister(session: Session) -> list[Correspondant]:
    """Every entry, by organisation, then by name."""
    return list(session.exec(select(Correspondant).order_by(col(Correspondant.organisation), col(Correspondant.nom))))


def expediteurs_connus(session: Session) -> set[str]:
    """The addresses, in lower case, of the annuaire and of those whom a dossier names."""
    colonnes = (
        Correspondant.courriel,
        Contact.courriel,
        Attribution.courriel,
        Attribution.referent_courriel,
        Modalite.structure_courriel,
    )
    return {adresse.casefold() for colonne in colonnes for adresse in session.exec(select(colonne)) if adresse}
