"""Requested transitions and gestes: written down, attempted, done once."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from config.horloge import maintenant
from metier.cycle import Transition
from metier.gestes import Geste
from sqlmodel_store.depots.unicite import touched
from sqlmodel_store.modeles.journal import Demande, EtatDemande


def creer(
    session: Session,
    operation_id: int,
    acte: Transition | Geste,
    *,
    par: str,
    donnees: dict[str, Any],
    cle: str | None = None,
) -> Demande:
    """A request to be done; `donnees` is what the act receives, `cle` what makes it unique."""
    demande = Demande(
        cle=cle,
        operation_id=operation_id,
        transition=acte if isinstance(acte, Transition) else None,
        geste=acte if isinstance(acte, Geste) else None,
        donnees=json.dumps(donnees, ensure_ascii=False, default=str),
        demandee_par=par,
        demandee_le=maintenant(),
    )
    session.add(demande)
    session.flush()
    return demande


def par_id(session: Session, demande_id: int) -> Demande | None:
    return session.get(Demande, demande_id)


def par_cle(session: Session, cle: str) -> Demande | None:
    return session.exec(select(Demande).where(Demande.cle == cle)).one_or_none()


def a_faire(session: Session, operation_id: int | None = None) -> list[Demande]:
    """What is asked for and not done, oldest first."""
    requete = select(Demande).where(Demande.etat == EtatDemande.A_FAIRE).order_by(col(Demande.id))
    if operation_id is not None:
        requete = requete.where(Demande.operation_id == operation_id)
    return list(session.exec(requete))


def lister(session: Session, operation_id: int) -> list[Demande]:
    """Every request about an operation, oldest first."""
    requete = select(Demande).where(Demande.operation_id == operation_id).order_by(col(Demande.id))
    return list(session.exec(requete))


def essayer(session: Session, demande_id: int) -> int:
    """Counts one more attempt; returns its number, from 1. Raises NoResultFound for an unknown request."""
    suivant = (
        update(Demande)
        .where(col(Demande.id) == demande_id)
        .values(essais=Demande.essais + 1)
        .returning(col(Demande.essais))
    )
    return int(session.execute(suivant).scalar_one())


def taire(session: Session, demande_id: int, cles: Collection[str]) -> None:
    """Forgets data of a request that is closed."""
    demande = session.get_one(Demande, demande_id)
    gardees = {cle: valeur for cle, valeur in json.loads(demande.donnees).items() if cle not in cles}
    demande.donnees = json.dumps(gardees, ensure_ascii=False)


def marquer_faite(session: Session, demande_id: int, resultat: dict[str, Any]) -> bool:
    """Returns False, and changes nothing, when it was already done or refused."""
    return _clore(session, demande_id, EtatDemande.FAITE, resultat)


def marquer_refusee(session: Session, demande_id: int, resultat: dict[str, Any]) -> bool:
    """Returns False, and changes nothing, when it was already done or refused."""
    return _clore(session, demande_id, EtatDemande.REFUSEE, resultat)


def _clore(session: Session, demande_id: int, etat: EtatDemande, resultat: dict[str, Any]) -> bool:
    ordre = (
        update(Demande)
        .where(col(Demande.id) == demande_id, col(Demande.etat) == EtatDemande.A_FAIRE)
        .values(etat=etat, faite_le=maintenant(), resultat=json.dumps(resultat, ensure_ascii=False, default=str))
    )
    return touched(session, ordre)
