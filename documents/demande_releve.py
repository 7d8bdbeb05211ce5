"""What a monthly statement is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from formats.dates import mois_long
from metier.fautes import FauteDeSaisie
from metier.releve import IdentiteReleve, contrats_du_releve
from metier.suivi import Contrat, Suivi

EDITION = "2026.1"


@dataclass(frozen=True, kw_only=True)
class DemandeReleve:
    """A statement to write; `attestations`: the number of each person's certificate, by the person's local id."""

    suivi: Suivi
    identite: IdentiteReleve
    retour_le: date | None = None
    courriel: str | None = None
    attestations: Mapping[str, str] = field(default_factory=dict)


def require_contracts(demande: DemandeReleve) -> list[Contrat]:
    """The contracts of the statement; FauteDeSaisie naming `employeur` when there is none on that lot that month."""
    identite = demande.identite
    contrats = contrats_du_releve(demande.suivi, identite)
    if not contrats:
        raise FauteDeSaisie(
            "employeur",
            f"employeur\u00a0: «\u00a0{identite.employeur}\u00a0» n’a aucun contrat sur le lot {identite.lot} de "
            f"{identite.operation} en {mois_long(identite.mois)}\u00a0; il n’y a pas de relevé à lui demander.",
        )
    return contrats
