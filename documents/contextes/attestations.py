"""What attestations share: a number that names their file, who signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from documents.contextes.demande import text
from documents.contextes.rapports import Emission
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from metier.fautes import FauteDeSaisie

_NUMERO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class EnTete:
    """The head of a letter: the structure and how to reach it, absent identity seen."""

    structure: Texte
    statut: str | None
    adresse: Texte
    contact: str


@dataclass(frozen=True, kw_only=True)
class Visa:
    """Who signs, in what quality, and on what delegation."""

    nom: Texte
    qualite: str
    organisation: str
    delegation: str | None = None


def require_numero(numero: str) -> str:
    """The number of an attestation, safe in a file name. Raises FauteDeSaisie naming `numero`."""
    if not _NUMERO.fullmatch(numero):
        raise FauteDeSaisie(
            "numero",
            f"numero : « {on_one_line(numero)[:40]} » reçu ; des lettres sans accent, des chiffres, « . », « _ » et "
            "« - » sont attendus, 64 au plus, comme AE-2026-0042.",
        )
    return numero


def en_tete(emission: Emission) -> EnTete:
    """The head of this relay's letters."""
    relais, personne = emission.relais, emission.facilitateur
    joindre = (personne.telephone or relais.telephone, personne.courriel or relais.courriel)
    return EnTete(
        structure=text(relais.nom, Manque("relais.nom", "nom de la structure du facilitateur")),
        statut=on_one_line(relais.statut) if relais.statut else None,
        adresse=text(relais.adresse, Manque("relais.adresse", "adresse de la structure")),
        contact=" · ".join(on_one_line(un) for un in joindre if un),
    )


def visa_facilitateur(emission: Emission) -> Visa:
    """The facilitateur's own visa."""
    personne = emission.facilitateur
    return Visa(
        nom=text(personne.nom, Manque("facilitateur.nom", "nom du facilitateur")),
        qualite=on_one_line(personne.fonction or "facilitateur des clauses sociales"),
        organisation=on_one_line(emission.relais.nom or ""),
    )


def fait_le(jour: date) -> str:
    """« Fait le 15 novembre 2026 »."""
    return f"Fait le {date_longue(jour)}"
