"""The mails received that may say hours of a month: filed with its operations, or from who declares in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session

from metier.courriers import NatureCourrier
from metier.droits import Acces, Droit
from metier.periodes import Mois
from sqlmodel_store.depots import courriers_entrants, operations_vues, reception
from sqlmodel_store.modeles.courriers import CourrierEntrant
from workflows.actes.courrier_recu.cibles import mois_nommes
from workflows.actes.demande_heures.declarants import Carnet

NATURES = (NatureCourrier.HEURES, NatureCourrier.REPONSE, NatureCourrier.A_TRANCHER)
APRES = timedelta(days=75)
"""How long after its end a month is still answered."""
Employeur = tuple[int, str]
"""An operation, by id, and who declares hours in it."""


@dataclass(frozen=True, kw_only=True)
class Recu:
    """A mail received; `reference` None where it is filed with no operation; `attend`: a person is to settle it.

    `de`: those whose address it comes from, where it waits.
    """

    id: int
    reference: str | None
    expediteur: str
    recu_le: datetime
    raison: str
    attend: bool
    de: frozenset[Employeur] = frozenset()


def recus(session: Session, acces: Acces, mois: Mois, employeurs: Collection[Employeur] = ()) -> list[Recu]:
    """The mails about the month, the latest first, of the operations that the account sees; for who drives.

    `employeurs`: those of the month; what they wrote that waits for a person is there too, filed or not.
    """
    if not acces.peut(Droit.CONDUIRE):
        return []
    lus = _du_mois(session, mois)
    if not lus:
        return []
    vues = operations_vues.references(session, acces, {un.operation_id for un in lus if un.operation_id})
    siens = _par_adresse(session, employeurs) if any(un.nature is NatureCourrier.A_TRANCHER for un in lus) else {}
    trouves = (_recu(un, vues, siens) for un in reversed(lus))
    return [un for un in trouves if un.reference is not None or un.de]


def trouver(
    session: Session, acces: Acces, mois: Mois, numero: int, employeurs: Collection[Employeur] = ()
) -> Recu | None:
    """One of these mails; None for one that is not among them, or for who does not drive."""
    return next((un for un in recus(session, acces, mois, employeurs) if un.id == numero), None)


def _du_mois(session: Session, mois: Mois) -> list[CourrierEntrant]:
    debut = datetime.combine(mois.debut, time(), UTC)
    fin = datetime.combine(mois.fin, time.max, UTC) + APRES
    lus = courriers_entrants.recus_entre(session, NATURES, debut, fin)
    dits = reception.mois_des_declarations(session, {un.id for un in lus}) if lus else {}
    return [un for un in lus if mois in (_mois_dits(un, dits.get(un.id)) or {mois})]


def _mois_dits(un: CourrierEntrant, dit: str | None) -> set[Mois]:
    """The months that a mail is about: those of the hours read in it, else of its subject, else of its words."""
    if dit is not None:
        return {Mois.lire(dit)}
    lu = json.loads(un.lecture or "{}")
    autour = Mois.de(un.recu_le.date()).precedent
    lues = un.raison if un.nature is NatureCourrier.HEURES else None
    for texte in (lues, lu.get("objet"), lu.get("propos")):
        if nommes := mois_nommes(texte or "", autour):
            return nommes
    return set()


def _par_adresse(session: Session, employeurs: Collection[Employeur]) -> Mapping[str, frozenset[Employeur]]:
    carnet = Carnet.lire(session, {operation for operation, _ in employeurs}) if employeurs else Carnet({})
    siens: dict[str, set[Employeur]] = {}
    for operation, nom in employeurs:
        for adresse in carnet.adresses(operation, nom):
            siens.setdefault(adresse, set()).add((operation, nom))
    return {adresse: frozenset(eux) for adresse, eux in siens.items()}


def _recu(un: CourrierEntrant, vues: Mapping[int, str], siens: Mapping[str, frozenset[Employeur]]) -> Recu:
    attend = un.nature is NatureCourrier.A_TRANCHER
    filee = un.operation_id is None or un.operation_id in vues
    return Recu(
        id=un.id,
        reference=vues.get(un.operation_id or 0),
        expediteur=un.expediteur or "expéditeur inconnu",
        recu_le=un.recu_le,
        raison=un.raison or "",
        attend=attend,
        de=siens.get((un.expediteur or "").casefold(), frozenset()) if attend and filee else frozenset(),
    )
