"""The mail that announced an operation, and the sentence that each field was read from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from formats.champs import libelle
from sqlmodel_store.depots import courriers_entrants

LOT = re.compile(r"lots\[(\d+)\]\.(\w+)")
NOMS = {
    "intitule": "intitulé",
    "reference": "référence",
    "maitre_ouvrage": "maître d’ouvrage",
    "commune": "commune",
    "lots": "lots",
    "dates.date_avis": "envoi de l’avis",
    "dates.remise_offres": "remise des offres",
    "dates.demarrage": "démarrage",
    "dates.reunion_demarrage": "réunion de démarrage",
    "contact.nom": "contact, nom",
    "contact.courriel": "contact, courriel",
    "contact.telephone": "contact, téléphone",
}


@dataclass(frozen=True, kw_only=True)
class Preuve:
    """A field, as a reader calls it, and the exact sentence of the mail."""

    champ: str
    phrase: str


@dataclass(frozen=True, kw_only=True)
class Annonce:
    """`preuves` of the operation, `preuves_lots` of its lots; `absents` names what the mail did not say for sure."""

    expediteur: str | None
    recu_le: datetime
    raison: str
    preuves: tuple[Preuve, ...]
    preuves_lots: tuple[Preuve, ...]
    absents: tuple[str, ...]


def lire_annonce(session: Session, operation_id: int) -> Annonce | None:
    """What is remembered of the mail; None when the operation was opened otherwise."""
    courriel = courriers_entrants.annonce(session, operation_id)
    if courriel is None:
        return None
    lue = _operation_lue(courriel.lecture)
    preuves = lue.get("preuves", {}).items()
    return Annonce(
        expediteur=courriel.expediteur,
        recu_le=courriel.recu_le,
        raison=courriel.raison or "",
        preuves=tuple(_preuve(champ, phrase) for champ, phrase in preuves if not LOT.fullmatch(champ)),
        preuves_lots=tuple(_preuve(champ, phrase) for champ, phrase in preuves if LOT.fullmatch(champ)),
        absents=tuple(_nom(champ) for champ in lue.get("a_saisir", ())),
    )


def _operation_lue(ecrite: str | None) -> dict[str, Any]:
    """The one operation that the mail opened."""
    operations: list[dict[str, Any]] = json.loads(ecrite or "{}").get("operations", [])
    return operations[0] if operations else {}


def _preuve(champ: str, phrase: str) -> Preuve:
    return Preuve(champ=_nom(champ), phrase=phrase)


def _nom(champ: str) -> str:
    if trouve := LOT.fullmatch(champ):
        return f"lot {trouve[1]}, {NOMS.get(trouve[2]) or libelle(trouve[2])}"
    return NOMS.get(champ) or NOMS.get(f"dates.{champ}") or libelle(champ)
