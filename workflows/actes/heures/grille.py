"""A month in one grid: every employer, person and contract, what each side says, where they differ."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from config.settings import get_settings
from metier.heures import EtatHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois
from metier.periodes import Mois
from sqlmodel_store.depots import heures


@dataclass(frozen=True, kw_only=True)
class Grille:
    """The contracts that meet a month, by operation, lot, employer and person; it names people."""

    mois: Mois
    lignes: tuple[ContratDuMois, ...]

    @property
    def muettes(self) -> tuple[ContratDuMois, ...]:
        """The contracts of which the employer says nothing."""
        return tuple(une for une in self.lignes if une.dite is None)

    @property
    def ecarts(self) -> tuple[ContratDuMois, ...]:
        """Where the using company says otherwise, or nothing though it declares too (`heures.double_declaration`).

        Differences within `heures.tolerance` are none; what is validated is settled.
        """
        return tuple(
            une
            for une in self.lignes
            if une.dite
            and est_a_regler(une.dite.etat, une.ecart, seule=une.utilisatrice is not None and une.recoupee is None)
        )

    def somme(self, *etats: EtatHeures) -> Decimal:
        """Hours of people whose eligibility is validated, as employers say them, in these states."""
        return sum(
            (une.dite.heures for une in self.lignes if une.dite and une.comptee and une.dite.etat in etats), Decimal(0)
        )

    def en_json(self) -> dict[str, Any]:
        """The document of `heures grille --json`."""
        ecarts = set(self.ecarts)
        return {"mois": str(self.mois), "lignes": [_ligne(une, ecart=une in ecarts) for une in self.lignes]}


def est_a_regler(etat: EtatHeures, ecart: Decimal | None, *, seule: bool) -> bool:
    """Whether the two sides of a line differ; `seule`: the employer's, where a using company says nothing yet."""
    if etat is EtatHeures.VALIDEE:
        return False
    reglages = get_settings().heures
    differe = ecart is not None and abs(ecart) > reglages.tolerance
    return etat is EtatHeures.CONTESTEE or differe or (reglages.double_declaration and seule)


def grille(session: Session, mois: Mois, operation_ids: Collection[int] | None = None) -> Grille:
    """The month of these operations, of all by default, in a constant number of statements."""
    return Grille(mois=mois, lignes=tuple(heures.du_mois(session, mois, operation_ids)))


def _ligne(une: ContratDuMois, *, ecart: bool) -> dict[str, Any]:
    return {
        "operation": une.reference,
        "lot": une.lot,
        "employeur": une.employeur,
        "entreprise": une.entreprise,
        "nom": une.nom,
        "prenom": une.prenom,
        "contrat": une.contrat,
        "debut": une.debut.isoformat(),
        "fin": une.fin.isoformat() if une.fin else None,
        "comptee": une.comptee,
        "dite": _dite(une.dite),
        "recoupee": _dite(une.recoupee),
        "mois_precedent": str(une.precedente.heures) if une.precedente else None,
        "ecart": str(une.ecart) if une.ecart is not None else None,
        "a_regler": ecart,
    }


def _dite(ligne: LigneDuMois | None) -> dict[str, Any] | None:
    if ligne is None:
        return None
    return {
        "heures": str(ligne.heures),
        "dont_formation": str(ligne.dont_formation),
        "etat": ligne.etat.value,
        "origine": ligne.origine.value if ligne.origine else None,
        "declaree_le": ligne.declaree_le.isoformat() if ligne.declaree_le else None,
        "validee_le": ligne.validee_le.isoformat() if ligne.validee_le else None,
    }
