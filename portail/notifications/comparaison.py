"""What a mail says beside what its operation holds: a person sees at once what changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from courrier.lecture import ChampsLus
from courrier.lecture.textes import comparable
from portail.notifications.confiance import Lu, montrer
from sqlmodel_store.modeles.operation import Lot, Operation

TITRES = {
    "intitule": "Intitulé",
    "maitre_ouvrage": "Maître d’ouvrage",
    "commune": "Commune",
    "reference": "Référence",
    "date_avis": "Envoi de l’avis",
    "remise_offres": "Remise des offres",
    "demarrage": "Démarrage",
    "reunion_demarrage": "Réunion de démarrage",
    "contact.nom": "Contact, nom",
    "contact.courriel": "Contact, courriel",
    "contact.telephone": "Contact, téléphone",
    "montant_ht": "montant HT",
}
COLONNES = {"maitre_ouvrage": "maitre_ouvrage_nom", "commune": "lieu_commune"}
COMPARES = frozenset({*TITRES} - {"reference", "montant_ht"})
RIEN = "rien"


def titrer(juges: Mapping[str, Lu], lus: ChampsLus) -> list[tuple[str, Lu]]:
    """What was read, by title; what was not is left out."""
    return [(_titre(nom, lus), lu) for nom, lu in juges.items() if lu.valeur]


def comparer(juges: Mapping[str, Lu], lus: ChampsLus, operation: Operation, lots: Sequence[Lot]) -> dict[str, Lu]:
    """The same, with what the operation holds where that is something else."""
    connus = {lot.numero: lot for lot in lots}
    return {nom: _avec(lu, _connue(nom, lus, operation, connus)) for nom, lu in juges.items()}


def _avec(lu: Lu, connue: object) -> Lu:
    """`connue` is False where there is nothing to compare with."""
    if connue is False or not lu.valeur:
        return lu
    ecrite = montrer(connue)
    return lu if comparable(ecrite) == comparable(lu.valeur) else replace(lu, connue=ecrite or RIEN)


def _connue(nom: str, lus: ChampsLus, operation: Operation, lots: Mapping[int, Lot]) -> object:
    if nom.startswith("lots."):
        _, rang, champ = nom.split(".")
        return getattr(lots.get(lus.lots[int(rang)].numero), champ, None)
    if nom in COMPARES and not nom.startswith("contact."):
        return getattr(operation, COLONNES.get(nom, nom))
    return False


def _titre(nom: str, lus: ChampsLus) -> str:
    if nom.startswith("lots."):
        _, rang, champ = nom.split(".")
        return f"Lot {lus.lots[int(rang)].numero}, {TITRES[champ].lower() if champ == 'intitule' else TITRES[champ]}"
    return TITRES[nom]
