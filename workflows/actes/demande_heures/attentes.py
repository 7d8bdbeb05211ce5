"""What the statements of past months wait for: the hours of an employer, or an address to ask them at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from courrier.messages_heures import cle_demande
from documents.contextes.demande import enumerate_
from formats.dates import date_courte, de_mois, mois_long
from formats.typographie import typographier
from metier.cycle import Responsable
from metier.echeances import apres
from metier.periodes import Mois
from sqlmodel_store.depots import courriers_sortants, relances
from sqlmodel_store.depots.courriers_sortants import Envoi
from sqlmodel_store.depots.relances import RelancePosee
from sqlmodel_store.depots.releves_attendus import Attendu
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action
from workflows.actes.demande_heures.calendrier import (
    dernier_rappel,
    jour_de_la_demande,
    mois_demande,
    mois_rappeles,
    retour_le,
)
from workflows.actes.lectures import Lectures
from workflows.actes.relances.retards import premiere_demande, relancable_le

DELAI = 5  # working days given to the facilitateur


def des_releves(session: Session, operations: Sequence[Operation], lues: Lectures | None = None) -> list[Action]:
    """The statements not received, by employer, and the addresses that are missing; constant in statements.

    The older ones, which nobody is asked for any more, are the facilitateur's to decide of.
    """
    lues = lues or Lectures(session, operations)
    return [*_recents(session, lues), *_anciens(lues)]


def _recents(session: Session, lues: Lectures) -> list[Action]:
    if not lues.manquants:
        return []
    mois, reparties = mois_demande(aujourdhui()), lues.reparties
    demandes = _demandes(session, [*mois_rappeles(mois), mois])
    parties = {cle: envoi.parti_le for cle, envoi in demandes.items() if envoi.parti_le}
    posees = relances.posees(session, list(reparties.par_adresse))
    actions = [
        _releve(
            attendu,
            _demande_le(lues, attendu, demandes.get(cle_demande(attendu.mois, adresse))),
            _relances_de(posees.get(adresse, ()), premiere_demande(parties, attendu, adresse, mois)),
        )
        for adresse, siens in reparties.par_adresse.items()
        for attendu in siens
    ]
    return actions + [_adresse_manquante(attendu, _demande_le(lues, attendu)) for attendu in reparties.sans_adresse]


def _demandes(session: Session, mois: Sequence[Mois]) -> Mapping[str, Envoi]:
    """The requests of these months, by key."""
    return {envoi.cle: envoi for envoi in courriers_sortants.envois(session, [f"demande_heures:{un}:" for un in mois])}


def _relances_de(posees: Sequence[RelancePosee], demande_le: date | None) -> list[RelancePosee]:
    """The reminders that listed a statement asked for on that day: not those made before it could be reminded of."""
    return [une for une in posees if demande_le is not None and une.jour >= relancable_le(demande_le)]


def _releve(attendu: Attendu, depuis: date, relances_faites: Sequence[RelancePosee]) -> Action:
    return Action(
        libelle=f"Déclarer les heures {de_mois(attendu.mois)}, lot {attendu.lot}{_relance(relances_faites)}",
        qui=attendu.employeur,
        depuis=depuis,
        avant_le=retour_le(depuis),
        reference=attendu.reference,
        lot=attendu.lot,
        ensemble=f"Déclarer les heures {de_mois(attendu.mois)}, {{}}",
    )


def _demande_le(lues: Lectures, attendu: Attendu, demande: Envoi | None = None) -> date:
    """The day the request left, was posted, or is to be; never before the relay knew who is asked."""
    demandee = ((demande.parti_le or demande.pose_le) if demande else None) or jour_de_la_demande(attendu.mois)
    return max(demandee, lues.connues.depuis(attendu.operation_id, attendu.lot, attendu.employeur) or demandee)


def _relance(faites: Sequence[RelancePosee]) -> str:
    """« (relancé le 17/02/2026, niveau 1) », where a reminder listed it.

    The level of this statement: the first reminder that lists it is its first, whatever older ones the mail is about.
    """
    if not faites:
        return ""
    niveau = min(len(faites), max(une.niveau for une in faites))
    return f" (relancé le {date_courte(faites[-1].jour)}, niveau {niveau})"


def _adresse_manquante(attendu: Attendu, depuis: date) -> Action:
    return Action(
        libelle=f"Adresse manquante\u00a0: {attendu.employeur}, à qui demander les heures {de_mois(attendu.mois)}, lot "
        f"{attendu.lot}",
        qui=Responsable.FACILITATEUR.libelle,
        depuis=depuis,
        avant_le=retour_le(depuis),
        reference=attendu.reference,
        lot=attendu.lot,
        ensemble=f"Adresses manquantes : employeurs à qui demander les heures {de_mois(attendu.mois)}, {{}}",
    )


def _anciens(lues: Lectures) -> list[Action]:
    """One action for each employer of a lot, its months told: requests recall them no more, a person decides."""
    siens: dict[tuple[int, int, str], list[Attendu]] = {}
    for un in lues.anciens:
        siens.setdefault((un.operation_id, un.lot, un.employeur), []).append(un)
    return [_decider(lues, tous) for tous in siens.values()]


def _decider(lues: Lectures, siens: Sequence[Attendu]) -> Action:
    premier = siens[0]
    depuis = _demande_le(lues, replace(premier, mois=dernier_rappel(premier.mois).suivant))
    mois, plusieurs = enumerate_(tuple(mois_long(un.mois) for un in siens)), len(siens) > 1
    ou = f"lot {premier.lot}, {premier.employeur} ({mois})"
    libelle = (
        f"Décider des relevés jamais reçus, {ou} : ils ne sont plus demandés ; saisir les heures, clore ces mois, ou "
        "corriger les dates des contrats"
        if plusieurs
        else f"Décider du relevé jamais reçu, {ou} : il n’est plus demandé ; saisir les heures, clore ce mois, ou "
        "corriger les dates des contrats"
    )
    return Action(
        libelle=typographier(libelle),
        qui=Responsable.FACILITATEUR.libelle,
        depuis=depuis,
        avant_le=apres(depuis, DELAI, feries()),
        reference=premier.reference,
        lot=premier.lot,
        ensemble="Décider des relevés jamais reçus, {} : ils ne sont plus demandés",
    )
