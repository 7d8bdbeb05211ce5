"""The ledger of who was forgotten: no name in it, yet what brings one of these people in again is recognised."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import scrypt
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from sqlmodel_store.depots.personnes import Identite
from sqlmodel_store.depots.unicite import insert_once
from sqlmodel_store.modeles.insertion import Beneficiaire, Personne
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.rgpd import Effacement

COUT = 2**14
"""Of scrypt: some 40 ms a name, so that trying all the names there are takes years."""
MARQUES = 4
"""Bytes of a mark: as many people as an installation will ever forget, without two alike."""


@dataclass(frozen=True, kw_only=True)
class Remplacement:
    """What stands for a person forgotten: surname and date of birth."""

    marque: str
    anonyme: date


def nouvelle_marque(session: Session) -> str:
    """A surname that no one bears, and that says nothing."""
    while True:
        marque = secrets.token_hex(MARQUES).upper()
        if session.exec(select(Effacement.id).where(Effacement.marque == marque)).first() is None:
            return marque


def noter(
    session: Session, operations: Collection[str], qui: Identite, par: Remplacement, *, le: date, a_oter: Sequence[str]
) -> None:
    """Writes down that a person was forgotten in these operations, with the files still to be deleted.

    A line that a backup put back has from a later base takes the files of this one.
    """
    for reference in sorted(operations):
        sel = _sel(session, reference) or secrets.token_hex(16)
        valeurs = {
            "operation": reference,
            "sel": sel,
            "empreinte": _empreinte(sel, qui),
            "marque": par.marque,
            "anonyme": par.anonyme,
            "efface_le": le,
            "a_oter": json.dumps(list(a_oter), ensure_ascii=False),
        }
        if not insert_once(session, Effacement, valeurs, ["operation", "empreinte"]):
            la = col(Effacement.operation) == reference, col(Effacement.empreinte) == valeurs["empreinte"]
            session.execute(update(Effacement).where(*la).values(a_oter=valeurs["a_oter"]))


def a_achever(session: Session) -> dict[str, list[str]]:
    """The files that a person forgotten still has to lose, by mark."""
    requete = select(Effacement).where(col(Effacement.a_oter).is_not(None)).order_by(col(Effacement.id))
    return {une.marque: json.loads(une.a_oter or "[]") for une in session.exec(requete)}


def achever(session: Session, marque: str) -> None:
    """All the files of a person are gone."""
    session.execute(update(Effacement).where(col(Effacement.marque) == marque).values(a_oter=None))


def reconnue(session: Session, reference: str, qui: Identite) -> Remplacement | None:
    """What stands for a person in an operation; None where they were not forgotten there."""
    sel = _sel(session, reference)
    if sel is None:
        return None
    requete = select(Effacement).where(Effacement.operation == reference, Effacement.empreinte == _empreinte(sel, qui))
    une = session.exec(requete).one_or_none()
    return Remplacement(marque=une.marque, anonyme=une.anonyme) if une else None


def a_effacer_de_nouveau(session: Session) -> dict[int, Remplacement]:
    """The people of the ledger that the base holds under their names, as one put back does; by their number."""
    requete = (
        select(Personne, Operation.reference)
        .join(Beneficiaire, col(Beneficiaire.personne_id) == col(Personne.id))
        .join(Operation, col(Operation.id) == col(Beneficiaire.operation_id))
        .where(col(Operation.reference).in_(operations_touchees(session)))
    )
    trouvees = (
        (une.id, reconnue(session, reference, Identite(une.nom, une.prenom, une.naissance)))
        for une, reference in session.exec(requete)
    )
    return {numero: par for numero, par in trouvees if par is not None}


def lister(session: Session) -> list[Effacement]:
    """Every line, oldest first."""
    return list(session.exec(select(Effacement).order_by(col(Effacement.id))))


def operations_touchees(session: Session) -> set[str]:
    """The references of the operations where somebody was forgotten."""
    return set(session.exec(select(Effacement.operation).distinct()))


def reporter(session: Session, lignes: Sequence[Effacement]) -> None:
    """Puts the lines of another base in place of those of this one, which are among them, and keeps those it lacks."""
    references = {une.operation for une in lignes}
    siennes = [une for une in lister(session) if une.operation not in references]
    session.execute(delete(Effacement))
    valeurs = [_valeurs(une) for une in (*siennes, *lignes)]
    if valeurs:
        session.execute(insert(Effacement), valeurs)


def _valeurs(une: Effacement) -> dict[str, Any]:
    return une.model_dump(exclude={"id"})


def _sel(session: Session, reference: str) -> str | None:
    """The salt of an operation, the same for all who were forgotten there."""
    return session.exec(select(Effacement.sel).where(Effacement.operation == reference).limit(1)).first()


def _empreinte(sel: str, qui: Identite) -> str:
    """Of letters alone: a hyphen, a space or an apostrophe makes nobody else."""
    nom, prenom = ("".join(filter(str.isalnum, ecrit)) for ecrit in (qui.nom, qui.prenom))
    ecrite = f"{nom}\0{prenom}\0{qui.naissance.isoformat()}"
    return scrypt(ecrite.encode(), salt=bytes.fromhex(sel), n=COUT, r=8, p=1, dklen=32).hex()
