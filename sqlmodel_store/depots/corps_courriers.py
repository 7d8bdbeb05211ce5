"""The bodies of mails: each kept once, under its SHA-256, as long as a mail of the outbox needs it."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from sqlalchemy import bindparam, delete, exists, select
from sqlmodel import Session, col

from sqlmodel_store.modeles.courriers import CorpsCourrier, CourrierSortant
from sqlmodel_store.preparation import Preparee, insertion_unique

_RETENIR = Preparee(
    lambda _: (
        select(col(CorpsCourrier.empreinte))
        .where(col(CorpsCourrier.empreinte) == bindparam("cherchee"))
        .with_for_update(read=True, key_share=True)
    )
)
_INSERER = insertion_unique(CorpsCourrier, ("empreinte", "octets"), "empreinte")
_LIRE = Preparee(
    lambda _: select(col(CorpsCourrier.octets)).where(col(CorpsCourrier.empreinte) == bindparam("cherchee"))
)


def garder(session: Session, corps: bytes) -> str:
    """The SHA-256 under which that body is kept; nobody drops it before the end of the transaction."""
    empreinte = _empreinte(corps)
    while _RETENIR(session, cherchee=empreinte).premier() is None:
        if _INSERER(session, empreinte=empreinte, octets=corps).premier() is not None:
            break
    return empreinte


def lire(session: Session, empreinte: str) -> bytes:
    """The body kept under that SHA-256."""
    ((octets,),) = _LIRE(session, cherchee=empreinte).rangs
    return bytes(octets)


def laisser(session: Session, empreinte: str) -> None:
    """Drops a body that no mail needs any more."""
    encore = exists().where(col(CourrierSortant.corps_empreinte) == empreinte)
    session.execute(delete(CorpsCourrier).where(col(CorpsCourrier.empreinte) == empreinte, ~encore))


@lru_cache(maxsize=2)
def _empreinte(corps: bytes) -> str:
    """The same body often goes to the next recipient."""
    return sha256(corps).hexdigest()
