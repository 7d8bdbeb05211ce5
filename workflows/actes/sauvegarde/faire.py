"""A backup made while everything runs: the base as it is at one instant, then the files that it speaks of."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from config.horloge import maintenant
from config.settings import Settings, get_settings
from sqlmodel_store.copie import exporter, fermer
from sqlmodel_store.depots import documents
from sqlmodel_store.migration import derniere_version, migrer
from sqlmodel_store.session import lecture
from workflows.actes.sauvegarde.archive import BASE, FOYER, Ecriture, Manifeste, ecrire
from workflows.actes.sauvegarde.foyer import entrees, fichiers

ESSAIS = 3
PREFIXE = ".sauvegarde-"
UN_JOUR_S = 86_400


def sauvegarder(fichier: Path) -> Manifeste:
    """Write the backup of this installation; what it holds. Raises OSError when it cannot be written.

    Files are written before the transaction that records them: those of the base are there. One replaced in between
    would not be the one that the base describes, and the backup is then made again.
    """
    settings = get_settings()
    _balayer(fichier.parent)
    migrer()
    for essai in range(ESSAIS):
        with tempfile.TemporaryDirectory(dir=fichier.parent, prefix=PREFIXE) as dossier:
            copie = Path(dossier) / BASE
            manifeste = Manifeste(faite_le=maintenant(), version_base=derniere_version())
            exporter(settings.base, copie)
            decrites = _decrites(copie)
            with ecrire(fichier, manifeste) as ecriture:
                _ajouter_tout(ecriture, copie, settings, fichier)
        if essai == ESSAIS - 1 or not _remplaces(manifeste, decrites):
            break
    return manifeste


def _balayer(dossier: Path) -> None:
    """Copies of the base that a killed backup left behind."""
    hier = time.time() - UN_JOUR_S
    for reste in dossier.glob(f"{PREFIXE}*"):
        if reste.is_dir() and reste.stat().st_mtime < hier:
            shutil.rmtree(reste, ignore_errors=True)


def _ajouter_tout(ecriture: Ecriture, copie: Path, settings: Settings, fichier: Path) -> None:
    ecriture.ajouter(BASE, copie)
    for entree in entrees(settings.home, settings.base):
        for source in fichiers(entree):
            if source.absolute() != fichier.absolute():
                ecriture.ajouter(f"{FOYER}/{source.relative_to(settings.home).as_posix()}", source)


def _decrites(copie: Path) -> dict[str, str]:
    """The hash of each document, by its name in the backup, as the copied base tells it."""
    with lecture(f"sqlite:///{copie}") as session:
        decrites = {
            f"{FOYER}/documents/{reference}/{fichier}": empreinte
            for reference, fichier, empreinte in documents.empreintes(session)
        }
    fermer(copie)
    return decrites


def _remplaces(manifeste: Manifeste, decrites: dict[str, str]) -> bool:
    """Whether a document was made anew while the backup was being written."""
    return any(
        nom in manifeste.parts and manifeste.parts[nom].sha256 != empreinte for nom, empreinte in decrites.items()
    )
