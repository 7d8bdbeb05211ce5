"""What answers by mail wait for: to be read, or hours that their employer has not confirmed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from config.horloge import PARIS
from config.jours_ouvres import feries
from formats.dates import date_courte, de_mois
from formats.typographie import typographier
from metier.cycle import Responsable
from metier.echeances import apres
from metier.mois_travaille import ContratDuMois
from metier.periodes import Mois
from sqlmodel_store.depots import heures, reception
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.reception import DeclarationRecue
from workflows.actes.attentes import Action, Designee
from workflows.actes.demande_heures.calendrier import retour_le

LECTURE = 2  # working days to read a mail
Cle = tuple[str, str]
"""An operation and a contract of it, by their references."""


def a_confirmer(session: Session, operations: Sequence[Designee]) -> list[Action]:
    """One action per answer and employer whose hours are still missing; by month, a constant number of statements."""
    ouvertes = reception.declarations_ouvertes(session)
    numeros = {une.reference: une.id for une in operations}
    cites: dict[Mois, set[int]] = defaultdict(set)
    for une in ouvertes:
        cites[Mois.lire(une.mois)] |= {numeros[ref] for ref, _ in _contrats(une) if ref in numeros}
    muets: dict[Mois, dict[Cle, ContratDuMois]] = {
        mois: {(un.reference, un.contrat): un for un in heures.du_mois(session, mois, sorted(ids)) if un.dite is None}
        for mois, ids in cites.items()
        if ids
    }
    return [action for une in ouvertes for action in _actions(une, muets.get(Mois.lire(une.mois), {}))]


def a_lire(session: Session, operations: Sequence[Designee]) -> list[Action]:
    """The answers filed with an operation, until a person has read them; one statement."""
    references = {une.id: une.reference for une in operations}
    return [
        Action(
            libelle=f"Lire la réponse reçue le {date_courte(_jour(recu))} (courriel n°\u00a0{recu.id})",
            qui=Responsable.FACILITATEUR.libelle,
            depuis=_jour(recu),
            avant_le=apres(_jour(recu), LECTURE, feries()),
            reference=references[recu.operation_id or 0],
        )
        for recu in reception.reponses_a_lire(session, list(references))
    ]


def differees(session: Session) -> list[Action]:
    """The automatic answers that wait for their day: nobody has anything to do, and they are seen."""
    reponses = reception.reponses_differees(session)
    if not reponses:
        return []
    libelle = "Une réponse automatique attend son jour"
    if len(reponses) > 1:
        libelle = f"{len(reponses)} réponses automatiques attendent leur jour"
    libelle += " : une par adresse et par jour, rien à faire"
    depuis = min(une.depuis for une in reponses)
    return [Action(libelle=typographier(libelle), qui="le relais", depuis=depuis, avant_le=None)]


def _jour(recu: CourrierEntrant) -> date:
    return recu.recu_le.astimezone(PARIS).date()


def _contrats(dite: DeclarationRecue) -> list[Cle]:
    return [(ligne["operation"], ligne["contrat"]) for ligne in json.loads(dite.contenu)["lignes"]]


def _actions(dite: DeclarationRecue, muets: Mapping[Cle, ContratDuMois]) -> list[Action]:
    concernes = sorted({(muets[cle].reference, muets[cle].employeur) for cle in _contrats(dite) if cle in muets})
    return [
        Action(
            libelle=f"Confirmer les heures {de_mois(Mois.lire(dite.mois))} dites par courriel ({dite.genre.libelle})",
            qui=employeur,
            depuis=dite.recue_le,
            avant_le=retour_le(dite.recue_le),
            reference=reference,
        )
        for reference, employeur in concernes
    ]
