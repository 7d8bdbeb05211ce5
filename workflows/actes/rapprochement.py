"""What the database says is due and not done, done or launched: after any outage the same end is reached."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from config.horloge import maintenant
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import courriers_entrants, demandes, prise
from sqlmodel_store.modeles.courriers import EtatSortant
from sqlmodel_store.session import lecture
from workflows.actes.demandes import executer
from workflows.actes.doutes import a_lever, abandonnes
from workflows.actes.expedition import expedier
from workflows.actes.reception import tenter
from workflows.actes.releve import relever
from workflows.actes.sujets import dues, faire_le_jour

PATIENCE = timedelta(seconds=30)
OBSTINATION = timedelta(minutes=3)


@dataclass(frozen=True, kw_only=True)
class Restes:
    """Ids of mails stored and not read, ids of requests not done, deadlines due, whether the outbox has something."""

    courriers: tuple[int, ...]
    demandes: tuple[int, ...]
    echeances: bool
    envois: bool


@dataclass(kw_only=True)
class BilanDuJour:
    """What a round did: mails read, requests done or refused (with the sentence), deadlines, mails by state."""

    courriers: int = 0
    faites: list[str] = field(default_factory=list)
    refusees: list[str] = field(default_factory=list)
    echeances: dict[str, int] = field(default_factory=dict)
    envois: Counter[EtatSortant] = field(default_factory=Counter)
    panne: str | None = None


def restes() -> Restes:
    """What is due now and not done, from the database alone."""
    attendues = bool(dues())
    with lecture() as session:
        return Restes(
            courriers=tuple(ligne.id for ligne in courriers_entrants.a_traiter(session)),
            demandes=tuple(ligne.id for ligne in demandes.a_faire(session)),
            echeances=attendues,
            envois=prise.reste_a_faire(session) or a_lever(session),
        )


def en_souffrance() -> bool:
    """Whether something should have been done by now: whoever was to do it must have died on the way.

    What resists for longer is left to the calendar.
    """
    fin = maintenant() - PATIENCE
    with lecture() as session:
        dus = [ligne.recu_le for ligne in courriers_entrants.a_traiter(session)]
        dus += [ligne.demandee_le for ligne in demandes.a_faire(session)]
        if depart := prise.prochain_depart(session):
            dus.append(depart)
        return any(fin - OBSTINATION < du < fin for du in dus) or bool(abandonnes(session))


def passer() -> BilanDuJour:
    """What the service does every few minutes, once: new mail taken in, then all that is due.

    A mailbox out of reach is told at the end, in `panne`, and stops nothing else.
    """
    lus, pannes = 0, []
    try:
        lus = sum(suite is not None for suite in relever())
    except PanneExterne as panne:
        pannes.append(panne.phrase)
    bilan = rapprocher()
    bilan.courriers += lus
    bilan.panne = " ".join(filter(None, [*pannes, bilan.panne])) or None
    return bilan


def rapprocher() -> BilanDuJour:
    """Do in this process all that the database says is due and not done."""
    a_faire = restes()
    bilan = BilanDuJour()
    for courrier in a_faire.courriers:
        bilan.courriers += tenter(courrier) is not None
    for demande in a_faire.demandes:
        _executer(demande, bilan)
    du_jour = faire_le_jour()
    bilan.echeances = du_jour.faites
    bilan.refusees += du_jour.empechees
    try:
        bilan.envois = expedier()
    except PanneExterne as panne:
        bilan.panne = panne.phrase
    return bilan


def _executer(demande: int, bilan: BilanDuJour) -> None:
    try:
        resultat = executer(demande)
    except FauteDeSaisie as faute:
        bilan.refusees.append(faute.phrase)
    else:
        bilan.faites.append(f"{resultat.reference} : {resultat.transition}")
