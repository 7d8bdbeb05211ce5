"""The report asked for by hand, at any step: documents are written and recorded, nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.baremes import get_bareme
from config.paths import Paths
from config.settings import get_settings
from documents.packs import PackSuivi
from echanges.donnees import lire_donnees
from echanges.suivi import charger
from metier.consolidation import Synthese, synthese
from metier.portee import TOUT
from metier.suivi import Suivi
from sqlmodel_store.depots import journal, operations
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.bilan.gestes import DONNEES, Bilan, deja_dites, pack_dit
from workflows.actes.bilan.pack import produites
from workflows.actes.consolidation import chiffres, compter_sorties
from workflows.actes.production import ecrire, enregistrer


@dataclass(frozen=True, kw_only=True)
class BilanFait:
    """The figures of an operation and the documents that say them."""

    suivi: Suivi
    synthese: Synthese
    pack: PackSuivi

    @property
    def fichiers(self) -> tuple[Path, ...]:
        dossier = Paths(get_settings().home).documents(self.suivi.reference)
        return tuple(dossier / piece.fichier for piece in self.pack.pieces)

    def en_json(self) -> dict[str, Any]:
        """The document of `bilan --json` (contract §2)."""
        documents = [
            {"code": piece.code.value, "fichier": str(fichier), "sha256": piece.sha256}
            for piece, fichier in zip(self.pack.pieces, self.fichiers, strict=True)
        ]
        sorties = compter_sorties([self.suivi], TOUT)
        return {
            "reference": self.suivi.reference,
            **chiffres(self.synthese),
            "sorties": sorties,
            "documents": documents,
        }


def etablir(reference: str, *, acteur: str) -> BilanFait:
    """Make the report of an operation, signed as the last one was, and write it down.

    Raises FauteDeSaisie for an unknown one, or with no lot.
    """
    with lecture() as session:
        operation = operations.exiger(session, reference)
        suivi, dites = charger(session, reference), deja_dites(session, operation)
        pack = pack_dit(session, operation, lire_donnees(Bilan, dites))
    pieces = produites(pack, {"operation": reference, "commande": True, DONNEES: dites})
    with unit_of_work() as session:
        enregistrer(session, operation.id, pieces)
        journal.noter(session, "bilan_produit", acteur=acteur, operation_id=operation.id)
        session.flush()
        ecrire(reference, pieces, dict(pack.autres) | {pack.nom_zip: pack.zip})
    return BilanFait(suivi=suivi, synthese=synthese([suivi], TOUT, get_bareme(None).heures_par_etp), pack=pack)
