"""`relais dce`: the pieces of a consultation, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from cli.calcul import en_json
from config.baremes import get_bareme
from config.clauses import get_clauses
from config.droit import get_seuils
from config.identites import PREMIER, identite
from config.paths import Paths
from config.settings import get_settings
from documents.contextes.demande import DemandePack, require_redaction
from documents.ecriture import write_atomically
from documents.pack import Pack, pack_dce
from echanges.format_operation import LectureOperation, lire_operation
from echanges.lecture_json import lire_json
from formats.calcul import phrase_alerte
from formats.fichiers import motif
from metier.calibrage import calibrer
from metier.fautes import FauteDeSaisie
from metier.regime import determiner


def dce(fichier: Path, sortie: Path, *, definitif: bool = False, json: bool = False) -> None:
    """Write the DCE pack of the operation that a file holds under `sortie`, print its paths and alerts.

    Raises FauteDeSaisie naming the field, before anything is written.
    """
    lecture = lire_operation(lire_json(fichier))
    require_redaction(lecture.operation)
    pack = pack_dce(demande(lecture, definitif=definitif))
    chemins = ecrire(pack, sortie)
    alertes = [*map(phrase_alerte, lecture.alertes), *pack.alertes]
    if json:
        print(en_json(_en_json(pack, chemins, alertes)))
    else:
        print("\n".join([*map(str, chemins.values()), *(f"  À noter : {alerte}" for alerte in alertes)]))


def demande(lecture: LectureOperation, *, definitif: bool) -> DemandePack:
    """What the pieces are made from, with the relay of this installation that it names, its first one otherwise."""
    reglages = get_settings()
    operation = lecture.operation
    signataire = identite(operation.relais if operation.relais != PREMIER else None)
    return DemandePack(
        operation=operation,
        calibrage=calibrer(operation, get_bareme(operation.bareme)),
        regime=determiner(operation, get_seuils()),
        relais=signataire.relais,
        facilitateur=signataire.facilitateur,
        parametres=get_clauses(reglages.home),
        categories=reglages.publics.categories,
        definitif=definitif,
        dossier_modeles=Paths(reglages.home).modeles,
    )


def ecrire(pack: Pack, sortie: Path) -> dict[str, Path]:
    """Write every file of the pack; the paths by name inside the folder, the zip last."""
    try:
        return {nom: write_atomically(sortie.absolute() / nom, octets) for nom, octets in pack.fichiers.items()}
    except OSError as erreur:
        raise FauteDeSaisie(
            "--sortie", f"--sortie {sortie} : ce dossier ne peut pas recevoir les pièces ({motif(erreur)})."
        ) from erreur


def _en_json(pack: Pack, chemins: dict[str, Path], alertes: list[str]) -> dict[str, object]:
    return {
        "reference": pack.reference,
        "documents": [
            {"code": piece.code.value, "fichier": str(chemins[piece.fichier]), "sha256": piece.sha256}
            for piece in pack.pieces
        ],
        "zip": str(chemins[pack.nom_zip]),
        "alertes": alertes,
    }
