"""Links given to people without an account: a row per link, by which it is found, renewed and revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.depots.unicite import insert_once, touched
from sqlmodel_store.modeles.suivi import Jeton


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a link is for, and only that: the act, whose it is, the month (AAAA-MM)."""

    objet: str
    destinataire: str
    mois: str


def revoques(session: Session, usage: Usage) -> int:
    """How many links of that use were revoked: the next one is another."""
    requete = select(func.count()).select_from(Jeton).where(*_de(usage), col(Jeton.revoque_le).is_not(None))
    return session.exec(requete).one()


def retenir(session: Session, empreinte: str, usage: Usage, *, expire_le: date) -> None:
    """Writes down a link; one that is known already lasts longer, never less."""
    valeurs = {
        "empreinte": empreinte,
        "objet": usage.objet,
        "destinataire": usage.destinataire,
        "mois": usage.mois,
        "emis_le": maintenant(),
        "expire_le": expire_le,
    }
    if insert_once(session, Jeton, valeurs, ["empreinte"]):
        return
    connu = (col(Jeton.empreinte) == empreinte, col(Jeton.expire_le) < expire_le)
    touched(session, update(Jeton).where(*connu).values(expire_le=expire_le))


def par_empreinte(session: Session, empreinte: str) -> Jeton | None:
    return session.exec(select(Jeton).where(Jeton.empreinte == empreinte)).one_or_none()


def revoquer(session: Session, objet: str, destinataire: str, *, jour: date, mois: str | None = None) -> bool:
    """Ends the links of a recipient, of one month or of all; returns whether there was one to end."""
    vises = [
        col(Jeton.objet) == objet,
        col(Jeton.destinataire) == destinataire,
        col(Jeton.revoque_le).is_(None),
    ]
    if mois is not None:
        vises.append(col(Jeton.mois) == mois)
    return touched(session, update(Jeton).where(*vises).values(revoque_le=jour))


def _de(usage: Usage) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Jeton.objet) == usage.objet,
        col(Jeton.destinataire) == usage.destinataire,
        col(Jeton.mois) == usage.mois,
    )
