"""How a monthly statement is laid out in its spreadsheet: what its writer and its reader agree on."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from formats.dates import mois_long
from metier.releve import IdentiteReleve

SCHEMA = "relais-releve/1"
NOTICE, RELEVE, LISTES = "Notice", "Relevé", "Listes"
CLES = ("schema_version", "operation", "lot", "employeur", "mois", "lignes", "empreinte")
LONGUEUR_NOM = 40


class Colonne(IntEnum):
    """The columns of the statement, from A."""

    CONTRAT = 0
    NOM = 1
    PRENOM = 2
    ATTESTATION = 3
    TYPE = 4
    DEBUT = 5
    FIN = 6
    POSTE = 7
    HEURES = 8
    FORMATION = 9
    ANTERIEUR = 10
    CUMUL = 11
    OBSERVATION = 12


@dataclass(frozen=True)
class Plan:
    """Where things lie on the sheet of a statement of that many lines; rows are counted from 0."""

    lignes: int

    ENTETE = 3  # five rows: operation, buyer, lot, employer, month
    TITRES = 9

    @property
    def premiere(self) -> int:
        return self.TITRES + 1

    @property
    def total(self) -> int:
        return self.premiere + self.lignes

    @property
    def solde(self) -> int:
        """Four rows: planned, before, this month, left."""
        return self.total + 2

    @property
    def visas(self) -> int:
        """The row of headings of the certification, then name, function and date."""
        return self.solde + 6


VISA_EMPLOYEUR, VISA_UTILISATRICE = Colonne.PRENOM, Colonne.HEURES


def empreinte(identite: IdentiteReleve, contrats: Sequence[str]) -> str:
    """What tells an identity that was changed: it catches mistakes, it is no signature."""
    parties = [SCHEMA, identite.operation, identite.lot, identite.employeur, str(identite.mois), *contrats]
    return hashlib.sha256(json.dumps(parties).encode()).hexdigest()


def entete(identite: IdentiteReleve) -> tuple[str, str, str]:
    """How the visible sheet writes the lot's number, the employer and the month."""
    return f"Lot {identite.lot}", identite.employeur, mois_long(identite.mois)


def nom_fichier(identite: IdentiteReleve) -> str:
    """`releve_2025-CVB-004_1_tremplin-de-la-brielle_2026-01.xlsx`: the employer is a structure, never a person."""
    return f"releve_{identite.operation}_{identite.lot}_{en_ascii(identite.employeur)}_{identite.mois}.xlsx"


def en_ascii(nom: str) -> str:
    """A name for a file: small ASCII letters, digits and hyphens, `employeur` where none is left."""
    lettres = unicodedata.normalize("NFKD", nom.replace("œ", "oe").replace("Œ", "oe")).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", lettres.decode().lower()).strip("-")
    return slug[:LONGUEUR_NOM].strip("-") or "employeur"
