"""The relay's own barème, sent as a file: read as calculations will, then in force; the one of before is kept."""

from __future__ import annotations

import re
import tempfile
import tomllib
from pathlib import Path

from config.baremes import charger, noms
from config.horloge import maintenant
from config.paths import Paths
from config.settings import get_settings
from documents.ecriture import write_atomically
from formats.typographie import typographier
from metier.bareme import Bareme
from metier.droits import Acces
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal
from sqlmodel_store.session import unit_of_work
from workflows.actes import installation

ANCIENS = "anciens"
OCTETS_MAX = 500_000
CHAMP = "fichier"
_NOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def poser(acces: Acces, octets: bytes) -> Bareme:
    """The barème that the file holds, in force from now on under its own name. Raises AccesRefuse, FauteDeSaisie."""
    installation.exiger(acces)
    bareme = _lire(octets)
    dossier = Paths(get_settings().home).baremes
    fichier = dossier / f"{bareme.nom}.toml"
    with unit_of_work() as session:
        journal.noter(session, "bareme_pose", acteur=acces.nom, bareme=bareme.nom, version=bareme.version)
        session.flush()
        _garder(fichier)
        write_atomically(fichier, octets)
    return bareme


def retirer(acces: Acces, nom: str) -> None:
    """The relay's own file of that name, put aside. Raises AccesRefuse, FauteDeSaisie when there is none."""
    installation.exiger(acces)
    dossier = Paths(get_settings().home).baremes
    fichier = dossier / f"{nom}.toml"
    if nom not in noms(dossier) or not fichier.is_file():
        raise FauteDeSaisie("nom", typographier(f"Aucun barème « {nom[:60]} » n'a été déposé ; rien n'est changé."))
    with unit_of_work() as session:
        journal.noter(session, "bareme_retire", acteur=acces.nom, bareme=nom)
        session.flush()
        _garder(fichier)
        fichier.unlink()


def _lire(octets: bytes) -> Bareme:
    if not octets:
        raise FauteDeSaisie(CHAMP, typographier("Aucun fichier choisi ; choisissez un fichier .toml."))
    if len(octets) > OCTETS_MAX:
        raise FauteDeSaisie(CHAMP, typographier("Ce fichier dépasse 500 Ko ; ce n'est pas un barème."))
    with tempfile.TemporaryDirectory(prefix="relais-bareme-") as provisoire:
        dossier, nom = Path(provisoire), _nom(octets)
        (dossier / f"{nom}.toml").write_bytes(octets)
        try:
            return charger(nom, dossier)
        except FauteDeSaisie as faute:
            phrase = faute.phrase.replace(typographier(f"{dossier / f'{nom}.toml'} : "), "")
            raise FauteDeSaisie(CHAMP, phrase[:1].upper() + phrase[1:]) from None


def _nom(octets: bytes) -> str:
    """The name that the barème gives itself; one that cannot be a file's is refused by whoever reads it."""
    try:
        nom = tomllib.loads(octets.decode("utf-8-sig")).get("nom")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as erreur:
        raise FauteDeSaisie(
            CHAMP, typographier(f"Ce fichier n'est pas un barème : l'écriture n'est pas du TOML ({erreur}).")
        ) from None
    if not isinstance(nom, str) or not _NOM.fullmatch(nom):
        raise FauteDeSaisie(
            CHAMP, typographier('Le fichier ne dit pas son nom ; une ligne nom = "…" est attendue à son début.')
        )
    return nom


def _garder(fichier: Path) -> None:
    if fichier.is_file():
        garde = fichier.parent / ANCIENS / f"{fichier.stem}_{maintenant():%Y-%m-%dT%H%M%S.%fZ}.toml"
        write_atomically(garde, fichier.read_bytes())
