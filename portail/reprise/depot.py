"""A spreadsheet sent to the portal, kept from one page to the next, for its sender only, a day at most."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from config.settings import get_settings
from echanges.reprise.lecture import Tableur, ouvrir_tableur
from echanges.reprise.modele import Modele, ecrire, lire
from formats.typographie import typographier
from metier.droits import Acces
from metier.fautes import FauteDeSaisie
from workflows.actes.reprise import modele_pour

UN_JOUR_S = 86_400
CLE = re.compile(r"[0-9a-f]{32}")
NOM_MAX = 120


class Absent(Exception):
    """Nothing is kept under that key for that account."""


@dataclass(frozen=True, kw_only=True)
class Depot:
    """What was sent; `retenu`: whether its columns were settled for an earlier file."""

    cle: str
    dossier: Path
    tableur: Tableur
    modele: Modele
    retenu: bool

    def garder(self, modele: Modele) -> None:
        """The mapping as its sender corrected it."""
        _poser(self.dossier / "modele.toml", ecrire(modele).encode())

    def oublier(self) -> None:
        shutil.rmtree(self.dossier, ignore_errors=True)


def deposer(acces: Acces, octets: bytes, nom: str) -> str:
    """Keep a file that can be read; returns its key. Raises FauteDeSaisie."""
    if nom and not octets:
        raise FauteDeSaisie("fichier", typographier("Fichier : il est vide (0 octet) ; choisissez votre tableau."))
    nom = Path(nom.replace("\\", "/")).name[-NOM_MAX:] or "tableur"
    if not octets:
        raise FauteDeSaisie("fichier", typographier("Fichier : aucun fichier choisi ; choisissez votre tableau."))
    ouvrir_tableur(octets, nom)
    purger()
    cle = secrets.token_hex(16)
    dossier = _dossier(acces, cle)
    dossier.mkdir(parents=True, mode=0o700)
    _poser(dossier / "nom", nom.encode())
    _poser(dossier / "tableur", octets)
    return cle


def reprendre_le_depot(acces: Acces, cle: str) -> Depot:
    """What the account sent under that key. Raises Absent."""
    purger()
    dossier = _dossier(acces, cle)
    if not CLE.fullmatch(cle) or not (dossier / "tableur").is_file():
        raise Absent
    tableur = ouvrir_tableur((dossier / "tableur").read_bytes(), (dossier / "nom").read_text(encoding="utf-8"))
    modele, retenu = modele_pour(tableur)
    corrige = dossier / "modele.toml"
    if corrige.is_file():
        modele, retenu = lire(corrige.read_text(encoding="utf-8"), "modele.toml", tableur.propose), False
    return Depot(cle=cle, dossier=dossier, tableur=tableur, modele=modele, retenu=retenu)


def _racine() -> Path:
    """A folder that no backup holds."""
    return get_settings().home / ".reprises"


def _dossier(acces: Acces, cle: str) -> Path:
    return _racine() / f"{acces.compte}-{cle if CLE.fullmatch(cle) else 'inconnue'}"


def _poser(fichier: Path, octets: bytes) -> None:
    fichier.touch(mode=0o600)
    fichier.write_bytes(octets)


def purger() -> None:
    """What was sent more than a day ago is no longer of use, and holds people's names."""
    if not _racine().is_dir():
        return
    limite = time.time() - UN_JOUR_S
    for ancien in _racine().iterdir():
        if ancien.stat().st_mtime < limite:
            shutil.rmtree(ancien, ignore_errors=True)
