"""What became of a mail that a sender took, written down by the one who holds its lease."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, bindparam, func, or_, update
from sqlmodel import Session, col, select

from config.horloge import aujourdhui, maintenant
from sqlmodel_store.depots.unicite import touched
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant, MotifRefus
from sqlmodel_store.preparation import Preparee


def marquer_envoye(session: Session, courrier_id: int, par: str, *, reponse: str) -> bool:
    """The server took it; `reponse` is its answer. Returns False when the lease is no longer that sender's."""
    valeurs = {"dite": reponse, "instant": maintenant(), "jour": aujourdhui()}
    return _ENVOYER(session, numero=courrier_id, son_bail=par, **valeurs).touches > 0


def marquer_refuse(session: Session, courrier_id: int, par: str, *, reponse: str, motif: MotifRefus) -> bool:
    """The server refused it for good."""
    return _regler(session, courrier_id, par, etat=EtatSortant.REFUSE, reponse=reponse, motif=motif)


def marquer_incertain(session: Session, courrier_id: int, par: str, *, reponse: str) -> bool:
    """Nobody knows whether the server took it: never sent again by itself."""
    return _regler(session, courrier_id, par, etat=EtatSortant.INCERTAIN, reponse=reponse, doute_depuis=maintenant())


def marquer_a_reessayer(session: Session, courrier_id: int, par: str, *, reponse: str, dans: timedelta) -> bool:
    """The server put it off: again after `dans`, under the same Message-ID."""
    instant = maintenant()
    return _regler(
        session,
        courrier_id,
        par,
        etat=EtatSortant.A_ENVOYER,
        reponse=reponse,
        prochain_essai=instant + dans,
        differes=CourrierSortant.differes + 1,
        differe_depuis=func.coalesce(CourrierSortant.differe_depuis, instant),
    )


def differe_depuis(session: Session, courrier_id: int) -> datetime | None:
    """When the server first put it off, later interruptions of sending taken off; None when it never did."""
    return session.exec(select(CourrierSortant.differe_depuis).where(CourrierSortant.id == courrier_id)).one()


def rendre(session: Session, courrier_id: int, par: str, *, reponse: str) -> bool:
    """It was not handed over, through no fault of its own: due as before."""
    return _regler(session, courrier_id, par, etat=EtatSortant.A_ENVOYER, reponse=reponse)


def remettre_en_fin(session: Session, courrier_id: int, par: str, *, reponse: str) -> bool:
    """Sending stopped with it: no attempt is counted, and it is due after all those that already are."""
    return _regler(
        session,
        courrier_id,
        par,
        etat=EtatSortant.A_ENVOYER,
        reponse=reponse,
        essais=CourrierSortant.essais - 1,
        prochain_essai=maintenant(),
    )


def ecarter(session: Session, courrier_id: int, par: str, *, reponse: str, dans: timedelta, fois: int) -> bool:
    """As `remettre_en_fin`, due only after `dans`: sending stopped at its recipient, `fois` times while others left."""
    instant = maintenant()
    return _regler(
        session,
        courrier_id,
        par,
        etat=EtatSortant.A_ENVOYER,
        reponse=reponse,
        essais=CourrierSortant.essais - 1,
        prochain_essai=instant + dans,
        differes=fois,
        differe_depuis=func.coalesce(CourrierSortant.differe_depuis, instant),
    )


def reprendre_refus(session: Session, courrier_id: int, *, reponse: str, dans: timedelta) -> bool:
    """What was refused with that very answer, which nobody has dealt with, waits as one put aside for `dans`.

    Returns False, and changes nothing, when it is no longer so.
    """
    instant = maintenant()
    encore_refuse = (
        (col(CourrierSortant.id) == courrier_id)
        & (col(CourrierSortant.etat) == EtatSortant.REFUSE)
        & (col(CourrierSortant.reponse) == reponse)
        & col(CourrierSortant.classe_le).is_(None)
    )
    ordre = update(CourrierSortant).where(encore_refuse)
    return touched(
        session,
        ordre.values(
            etat=EtatSortant.A_ENVOYER,
            motif=None,
            essais=CourrierSortant.essais - 1,
            prochain_essai=instant + dans,
            differe_depuis=func.coalesce(CourrierSortant.differe_depuis, instant),
        ),
    )


def _regler(session: Session, courrier_id: int, par: str, **valeurs: Any) -> bool:  # noqa: ANN401 - values of columns
    """A mail in doubt may be settled by whoever learns what became of it; one being sent, by its sender only."""
    return touched(session, _verdict(courrier_id, par).values(**valeurs))


def _verdict(numero: Any, par: Any) -> Update:  # noqa: ANN401 - values, or where they will be
    par_son_expediteur = (col(CourrierSortant.etat) == EtatSortant.EN_COURS) & (col(CourrierSortant.bail_par) == par)
    return (
        update(CourrierSortant)
        .where(
            col(CourrierSortant.id) == numero,
            or_(par_son_expediteur, col(CourrierSortant.etat) == EtatSortant.INCERTAIN),
        )
        .values(bail_par=None, bail_jusqua=None)
    )


_ENVOYER = Preparee(
    lambda _: _verdict(bindparam("numero"), bindparam("son_bail")).values(
        etat=EtatSortant.ENVOYE,
        reponse=bindparam("dite"),
        envoye_le=bindparam("instant"),
        parti_le=bindparam("jour"),
    )
)
