"""People across dossiers: the same name, first name (case and accents aside) and date of birth are one person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import islice
from typing import NamedTuple

from sqlalchemy import delete, exists
from sqlmodel import Session, col, select

from sqlmodel_store.depots.unicite import insert_once, normaliser
from sqlmodel_store.modeles.insertion import Beneficiaire, Personne

PAR_REQUETE = 1000


class Identite(NamedTuple):
    """What tells a person from another; name and first name without case, accents or surplus spaces."""

    nom: str
    prenom: str
    naissance: date


def identite(nom: str, prenom: str, naissance: date) -> Identite:
    """The identity of a person as a dossier writes them."""
    return Identite(normaliser(nom), normaliser(prenom), naissance)


def retenir(session: Session, identites: Collection[Identite]) -> dict[Identite, int]:
    """The number of each person, created where they were unknown."""
    connues = _connues(session, identites)
    for absente in set(identites) - set(connues):
        insert_once(session, Personne, absente._asdict(), list(Identite._fields))
    return connues if len(connues) == len(set(identites)) else _connues(session, identites)


def _connues(session: Session, identites: Collection[Identite]) -> dict[Identite, int]:
    voulues = set(identites)
    naissances = iter(sorted({voulue.naissance for voulue in voulues}))
    connues: dict[Identite, int] = {}
    while paquet := list(islice(naissances, PAR_REQUETE)):
        for personne in session.exec(select(Personne).where(col(Personne.naissance).in_(paquet))):
            trouvee = Identite(personne.nom, personne.prenom, personne.naissance)
            if trouvee in voulues:
                connues[trouvee] = personne.id
    return connues


def oublier_les_absentes(session: Session, personnes: Collection[int]) -> None:
    """Deletes those of these people that no dossier holds any more."""
    presente = exists().where(col(Beneficiaire.personne_id) == col(Personne.id))
    session.execute(delete(Personne).where(col(Personne.id).in_(list(personnes)), ~presente))
