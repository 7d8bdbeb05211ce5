"""What becomes of a mail afterwards: a doubt settled, a bounce, a refusal that a person has dealt with.

Each change is made only if the mail is still as it was read: two who settle at once settle once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, update
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from config.horloge import PARIS, aujourdhui, maintenant
from sqlmodel_store.depots.courriers_sortants import SANS_OCTETS
from sqlmodel_store.depots.unicite import touched
from sqlmodel_store.modeles.courriers import CourrierOperation, CourrierSortant, EtatSortant, MotifRefus
from sqlmodel_store.modeles.envois import AdresseEnCause
from sqlmodel_store.preparation import Preparee

_UN = Preparee(
    lambda _: select_colonnes(col(CourrierSortant.id)).where(col(CourrierSortant.etat) == bindparam("lequel")).limit(1)
)


def lister(session: Session, etats: Collection[EtatSortant]) -> list[CourrierSortant]:
    """The mails in these states, oldest first, without their bytes, which nobody looks at here."""
    requete = select(CourrierSortant).options(SANS_OCTETS)
    return list(session.exec(requete.where(col(CourrierSortant.etat).in_(etats)).order_by(col(CourrierSortant.id))))


def existe(session: Session, etat: EtatSortant) -> bool:
    """Whether a mail is in that state."""
    return _UN(session, lequel=etat).premier() is not None


def a_regler(session: Session) -> list[CourrierSortant]:
    """What a person may have to look at: doubts, refusals not dealt with, mails kept for an address at fault."""
    adresses = select(AdresseEnCause.adresse)
    refuse = (col(CourrierSortant.etat) == EtatSortant.REFUSE) & col(CourrierSortant.classe_le).is_(None)
    retenu = (col(CourrierSortant.etat) == EtatSortant.A_ENVOYER) & func.lower(CourrierSortant.destinataire).in_(
        adresses
    )
    doute = col(CourrierSortant.etat) == EtatSortant.INCERTAIN
    requete = select(CourrierSortant).options(SANS_OCTETS).where(doute | refuse | retenu)
    return list(session.exec(requete.order_by(col(CourrierSortant.id))))


def operations_citees(session: Session, courriers: Collection[int]) -> dict[int, set[int]]:
    """The operations of mails about several of them."""
    requete = select(CourrierOperation).where(col(CourrierOperation.courrier_id).in_(courriers))
    citees: dict[int, set[int]] = {}
    for ligne in session.exec(requete) if courriers else ():
        citees.setdefault(ligne.courrier_id, set()).add(ligne.operation_id)
    return citees


def trouver(session: Session, cle: str) -> CourrierSortant | None:
    """The mail of a business key."""
    return session.exec(select(CourrierSortant).where(CourrierSortant.cle == cle)).one_or_none()


def declarer_envoye(session: Session, courrier: CourrierSortant, *, reponse: str) -> bool:
    """The doubt is settled: it left, on the day it was tried. Returns False when somebody settled it meanwhile."""
    parti = courrier.dernier_essai or maintenant()
    valeurs = {"envoye_le": parti, "parti_le": _date_metier(parti)}
    return _changer(session, courrier, _encore(courrier), etat=EtatSortant.ENVOYE, reponse=reponse, **valeurs)


def renvoyer(session: Session, courrier: CourrierSortant, *, reponse: str) -> bool:
    """It goes again, the same bytes under the same Message-ID, as if it were new. False as above."""
    instant = maintenant()
    return _changer(
        session,
        courrier,
        _encore(courrier),
        etat=EtatSortant.A_ENVOYER,
        reponse=reponse,
        motif=None,
        prochain_essai=instant,
        differes=0,
        differe_depuis=None,
        classe_le=None,
    )


def classer(session: Session, courrier: CourrierSortant, *, motif: MotifRefus) -> bool:
    """A person has dealt with it: it will not leave, and nobody is told any more. False as above."""
    return _changer(session, courrier, _encore(courrier), etat=EtatSortant.REFUSE, motif=motif, classe_le=maintenant())


def rejeter(session: Session, courrier_id: int, *, reponse: str, motif: MotifRefus) -> bool:
    """It left, or perhaps did, and came back: a bounce says so. Returns False for a mail in any other state."""
    parti = col(CourrierSortant.etat).in_([EtatSortant.ENVOYE, EtatSortant.INCERTAIN])
    ordre = update(CourrierSortant).where(col(CourrierSortant.id) == courrier_id, parti)
    return touched(session, ordre.values(etat=EtatSortant.REFUSE, reponse=reponse, motif=motif, classe_le=None))


def _encore(courrier: CourrierSortant) -> ColumnElement[bool]:
    return (col(CourrierSortant.etat) == courrier.etat) & (
        col(CourrierSortant.doute_depuis).is_not_distinct_from(courrier.doute_depuis)
    )


def _changer(session: Session, courrier: CourrierSortant, si: ColumnElement[bool], **valeurs: Any) -> bool:  # noqa: ANN401 - values of columns
    return touched(session, update(CourrierSortant).where(col(CourrierSortant.id) == courrier.id, si).values(**valeurs))


def _date_metier(instant: datetime) -> date:
    """The business date of an instant: as many days before today's as the instant is before now."""
    return aujourdhui() - (maintenant().astimezone(PARIS).date() - instant.astimezone(PARIS).date())
