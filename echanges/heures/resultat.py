"""What was understood of a file of hours: the rows kept, the rows refused and why, or why the whole file is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from metier.enumeration import Enumeration
from metier.periodes import Mois
from metier.releve import HEURES_MAXIMUM


class RaisonFichier(Enumeration):
    """Why nothing of a file could be read (contract §2)."""

    ILLISIBLE = "fichier_illisible", "fichier abîmé, tronqué ou vide"
    PROTEGE = "fichier_protege", "fichier protégé par un mot de passe"
    TROP_VOLUMINEUX = "fichier_trop_volumineux", "fichier trop volumineux"
    FORMAT = "format_non_reconnu", "ni .xlsx, ni .xls, ni .ods, ni .csv"
    COLONNES = "colonnes_introuvables", "colonne des noms ou des heures introuvable"


class RaisonLigne(Enumeration):
    """Why a row is refused (contract §2)."""

    INCONNUE = "personne_inconnue", "personne absente du dossier"
    AMBIGUE = "personne_ambigue", "plusieurs personnes ou plusieurs lots possibles"
    MOIS = "mois_different", "autre mois que celui déclaré"
    HORS_CONTRAT = "hors_contrat", "aucun contrat ce mois-là"
    NEGATIVES = "heures_negatives", "heures négatives"
    EXCESSIVES = "heures_excessives", f"plus d’heures que le mois n’en permet, {HEURES_MAXIMUM} h au plus"
    ILLISIBLES = "heures_illisibles", "heures illisibles"
    FORMULE = "formule_sans_valeur", "formule jamais calculée"
    DOUBLON = "doublon", "ligne répétée"


@dataclass(frozen=True, kw_only=True)
class LigneAcceptee:
    """Hours of one contract of the operation, by its id in the dossier; names as the dossier writes them.

    `heures`: two decimals, half up; `dont_formation` is part of it. `ligne`: number of the row on its sheet, from 1,
    headings included; `feuille` is empty for a CSV. Several rows may bear the same contract (weeks of a month): they
    add up, see `LectureHeures.par_contrat`.
    """

    contrat: str
    nom: str
    prenom: str
    mois: Mois
    heures: Decimal
    lot: int
    feuille: str
    ligne: int
    dont_formation: Decimal = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class LigneRefusee:
    """A row that is not kept; names as the dossier writes them where the person is known, else as the file does.

    `phrase` is one French sentence: what was found, what is expected.
    """

    feuille: str
    ligne: int
    nom: str
    prenom: str
    raison: RaisonLigne
    phrase: str


@dataclass(frozen=True, kw_only=True)
class HeuresDuContrat:
    """The hours of a contract over all its rows."""

    heures: Decimal
    dont_formation: Decimal


@dataclass(frozen=True, kw_only=True)
class LectureHeures:
    """A file of hours, read; nothing is stored.

    When `fichier_refuse` is set, `phrase` says why in French and there is no row. `remarques` are French sentences on
    what was passed over without being refused: a worker without any hour written, a choice between two contracts.
    `feuilles`: the sheets read, in their order; `non_lues`: the headings of their columns that were not.
    """

    fichier: str
    mois: Mois
    fichier_refuse: RaisonFichier | None = None
    phrase: str | None = None
    acceptees: tuple[LigneAcceptee, ...] = ()
    refusees: tuple[LigneRefusee, ...] = ()
    remarques: tuple[str, ...] = ()
    feuilles: tuple[str, ...] = ()
    non_lues: tuple[str, ...] = ()

    @property
    def entierement_lue(self) -> bool:
        """Whether everything may be imported: rows, and none refused."""
        return self.fichier_refuse is None and not self.refusees and bool(self.acceptees)

    def par_contrat(self) -> Mapping[str, HeuresDuContrat]:
        """What to store: one total per contract, its rows added up, in the order of the file."""
        totaux: dict[str, HeuresDuContrat] = {}
        for ligne in self.acceptees:
            avant = totaux.get(ligne.contrat, HeuresDuContrat(heures=Decimal(0), dont_formation=Decimal(0)))
            totaux[ligne.contrat] = HeuresDuContrat(
                heures=avant.heures + ligne.heures, dont_formation=avant.dont_formation + ligne.dont_formation
            )
        return totaux

    def en_json(self) -> dict[str, Any]:
        """The document of `heures importer --json`."""
        return {
            "fichier_refuse": self.fichier_refuse.value if self.fichier_refuse else None,
            "acceptees": [
                {
                    "nom": ligne.nom,
                    "prenom": ligne.prenom,
                    "mois": str(ligne.mois),
                    "heures": str(ligne.heures),
                    "lot": ligne.lot,
                }
                for ligne in self.acceptees
            ],
            "refusees": [
                {
                    "feuille": ligne.feuille,
                    "ligne": ligne.ligne,
                    "nom": ligne.nom,
                    "prenom": ligne.prenom,
                    "raison": ligne.raison.value,
                }
                for ligne in self.refusees
            ],
        }
