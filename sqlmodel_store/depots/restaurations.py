"""A base that came back from a backup: what left meanwhile is unknown to it, and must not leave again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, bindparam, case, func, update
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from config.horloge import aujourdhui, maintenant
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.modeles.envois import Restauration, SuspensionEnvoi
from sqlmodel_store.preparation import Preparee

RESTAURE = "restauré d’une sauvegarde, peut-être parti depuis"
REFAIT = "refait après une restauration, peut-être déjà parti"


_JOUR = bindparam("jour", type_=Date)
_RATTRAPAGE = Preparee(
    lambda _: (
        select_colonnes(case((func.coalesce(col(Restauration.rattrapage_le), _JOUR) >= _JOUR, 1), else_=0))
        .order_by(col(Restauration.id).desc())
        .limit(1)
    )
)
_DATER = Preparee(
    lambda _: update(Restauration).where(col(Restauration.rattrapage_le).is_(None)).values(rattrapage_le=_JOUR)
)


def derniere(session: Session) -> Restauration | None:
    """The last restoration, or None."""
    return session.exec(select(Restauration).order_by(col(Restauration.id).desc()).limit(1)).first()


def noter(session: Session, *, sauvegarde_du: datetime) -> int:
    """The base has just been restored: every mail that was not final is in doubt. Returns how many are."""
    instant = maintenant()
    session.add(Restauration(sauvegarde_du=sauvegarde_du, faite_le=instant))
    for suspension in session.exec(select(SuspensionEnvoi)):
        session.delete(suspension)
    douteux = [EtatSortant.A_ENVOYER, EtatSortant.EN_COURS, EtatSortant.INCERTAIN]
    concernes = session.exec(select(CourrierSortant.id).where(col(CourrierSortant.etat).in_(douteux))).all()
    session.execute(
        update(CourrierSortant)
        .where(col(CourrierSortant.etat).in_(douteux))
        .values(etat=EtatSortant.INCERTAIN, doute_depuis=instant, reponse=RESTAURE, bail_par=None, bail_jusqua=None)
    )
    return len(concernes)


def en_rattrapage(session: Session, jour: date) -> bool:
    """Whether what is put in the outbox on that business date may have left before the base was restored."""
    trouvee = _RATTRAPAGE(session, jour=jour).premier()
    return trouvee is not None and bool(trouvee[0])


def dater_le_rattrapage(session: Session) -> bool:
    """The first round after a restoration: what the calendar owed is made anew today. Returns False afterwards."""
    return _DATER(session, jour=aujourdhui()).touches > 0
