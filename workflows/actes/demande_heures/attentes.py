"""What the statements of past months wait for: the hours of an employer, or an address to ask them at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from courrier.messages_heures import cle_demande
from formats.dates import date_courte, de_mois
from metier.cycle import Responsable
from metier.periodes import Mois
from sqlmodel_store.depots import courriers_sortants, relances
from sqlmodel_store.depots.courriers_sortants import Envoi
from sqlmodel_store.depots.relances import RelancePosee
from sqlmodel_store.depots.releves_attendus import Attendu
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action
from workflows.actes.demande_heures.calendrier import jour_de_la_demande, mois_demande, mois_rappeles, retour_le
from workflows.actes.lectures import Lectures
from workflows.actes.relances.retards import premiere_demande, relancable_le


def des_releves(session: Session, operations: Sequence[Operation], lues: Lectures | None = None) -> list[Action]:
    """The statements not received, by employer, and the addresses that are missing; constant in statements."""
    lues = lues or Lectures(session, operations)
    if not lues.manquants:
        return []
    mois, reparties = mois_demande(aujourdhui()), lues.reparties
    demandes = _demandes(session, [*mois_rappeles(mois), mois])
    parties = {cle: envoi.parti_le for cle, envoi in demandes.items() if envoi.parti_le}
    posees = relances.posees(session, list(reparties.par_adresse))
    actions = [
        _releve(
            attendu,
            demandes.get(cle_demande(attendu.mois, adresse)),
            _relances_de(posees.get(adresse, ()), premiere_demande(parties, attendu, adresse, mois)),
        )
        for adresse, siens in reparties.par_adresse.items()
        for attendu in siens
    ]
    return actions + [_adresse_manquante(attendu) for attendu in reparties.sans_adresse]


def _demandes(session: Session, mois: Sequence[Mois]) -> Mapping[str, Envoi]:
    """The requests of these months, by key."""
    return {envoi.cle: envoi for envoi in courriers_sortants.envois(session, [f"demande_heures:{un}:" for un in mois])}


def _relances_de(posees: Sequence[RelancePosee], demande_le: date | None) -> list[RelancePosee]:
    """The reminders that listed a statement asked for on that day: not those made before it could be reminded of."""
    return [une for une in posees if demande_le is not None and une.jour >= relancable_le(demande_le)]


def _releve(attendu: Attendu, demande: Envoi | None, relances_faites: Sequence[RelancePosee]) -> Action:
    depuis = _demande_le(attendu, demande)
    return Action(
        libelle=f"Déclarer les heures {de_mois(attendu.mois)}, lot {attendu.lot}{_relance(relances_faites)}",
        qui=attendu.employeur,
        depuis=depuis,
        avant_le=retour_le(depuis),
        reference=attendu.reference,
    )


def _demande_le(attendu: Attendu, demande: Envoi | None) -> date:
    """The day the request left, was posted, or is to be."""
    posee = (demande.parti_le or demande.pose_le) if demande else None
    return posee or jour_de_la_demande(attendu.mois)


def _relance(faites: Sequence[RelancePosee]) -> str:
    """« (relancé le 17/02/2026, niveau 1) », where a reminder listed it.

    The level of this statement: the first reminder that lists it is its first, whatever older ones the mail is about.
    """
    if not faites:
        return ""
    niveau = min(len(faites), max(une.niveau for une in faites))
    return f" (relancé le {date_courte(faites[-1].jour)}, niveau {niveau})"


def _adresse_manquante(attendu: Attendu) -> Action:
    return Action(
        libelle=f"Adresse manquante\u00a0: {attendu.employeur}, à qui demander les heures {de_mois(attendu.mois)}, lot "
        f"{attendu.lot}",
        qui=Responsable.FACILITATEUR.libelle,
        depuis=jour_de_la_demande(attendu.mois),
        avant_le=retour_le(jour_de_la_demande(attendu.mois)),
        reference=attendu.reference,
    )
