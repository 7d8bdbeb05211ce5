"""The file of a backup: a zip of the base and of the home, with a manifest that holds the hash of each part."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from formats.fichiers import motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

FORMAT = "relais-sauvegarde/1"
MANIFESTE = "manifeste.json"
BASE = "base.db"
FOYER = "foyer"
MORCEAU = 1_000_000
_ERREURS = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, kw_only=True)
class Part:
    sha256: str
    taille: int


@dataclass(kw_only=True)
class Manifeste:
    """What a backup holds; `faite_le` is the instant its base was read, `version_base` that of its tables."""

    faite_le: datetime
    version_base: str
    parts: dict[str, Part] = field(default_factory=dict)

    def en_json(self) -> str:
        parts = {nom: asdict(part) for nom, part in sorted(self.parts.items())}
        entete = {"format": FORMAT, "faite_le": self.faite_le.isoformat(), "version_base": self.version_base}
        return json.dumps(entete | {"parts": parts}, ensure_ascii=False, indent=1)


class Ecriture:
    """A backup being written: parts added one by one, the manifest last."""

    def __init__(self, archive: zipfile.ZipFile, manifeste: Manifeste) -> None:
        self._archive = archive
        self.manifeste = manifeste

    def ajouter(self, nom: str, fichier: Path) -> None:
        """One part, as it is on disk now; a file that has just left is left out."""
        try:
            source = fichier.open("rb")
        except FileNotFoundError:
            return
        with source, self._archive.open(nom, "w", force_zip64=True) as cible:
            self.manifeste.parts[nom] = _copier(source, cible)


@contextmanager
def ecrire(chemin: Path, manifeste: Manifeste) -> Iterator[Ecriture]:
    """A backup that appears whole or not at all, readable by its owner only: it holds secrets. Raises OSError."""
    descripteur, provisoire = tempfile.mkstemp(dir=chemin.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            with zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as archive:
                yield Ecriture(archive, manifeste)
                archive.writestr(MANIFESTE, manifeste.en_json())
            fichier.flush()
            os.fsync(fichier.fileno())
        Path(provisoire).replace(chemin)
    except BaseException:
        Path(provisoire).unlink(missing_ok=True)
        raise


def est_une_sauvegarde(chemin: Path) -> bool:
    """Whether a file looks like one of ours, sound or not."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            return MANIFESTE in archive.namelist()
    except (OSError, *_ERREURS):
        return False


def lire(chemin: Path) -> Manifeste:
    """The manifest of a backup, whose parts are those that it names. Raises FauteDeSaisie for any other file."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            manifeste = _manifeste(archive.read(MANIFESTE))
            noms = archive.namelist()
    except OSError as erreur:
        raise _refus(chemin, f"ce fichier ne peut pas être lu ({motif(erreur)}).") from erreur
    except _ERREURS as erreur:
        raise _refus(chemin, "ce fichier n’est pas une sauvegarde de Relais, ou il est abîmé.") from erreur
    if sorted(noms) != sorted([*manifeste.parts, MANIFESTE]) or BASE not in manifeste.parts:
        raise _abimee(chemin, MANIFESTE)
    for nom in manifeste.parts:
        _verifier_nom(chemin, nom)
    return manifeste


def extraire(chemin: Path, manifeste: Manifeste, dossier: Path) -> None:
    """Every part in `dossier`, verified. Raises FauteDeSaisie naming the first one that is damaged, OSError."""
    with zipfile.ZipFile(chemin) as archive:
        for nom, attendue in manifeste.parts.items():
            cible = dossier / nom
            cible.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(nom) as source, cible.open("wb") as sortie:
                    trouvee = _copier(source, sortie, attendue.taille)
                    os.fsync(sortie.fileno())
            except _ERREURS as erreur:
                raise _abimee(chemin, nom) from erreur
            if trouvee != attendue:
                raise _abimee(chemin, nom)


def _copier(source: IO[bytes], cible: IO[bytes], limite: int | None = None) -> Part:
    """What was copied; stops just after `limite` bytes, so that a lie about a size fills no disk."""
    empreinte, taille = sha256(), 0
    while (morceau := source.read(MORCEAU)) and (limite is None or taille <= limite):
        empreinte.update(morceau)
        taille += len(morceau)
        cible.write(morceau)
    return Part(sha256=empreinte.hexdigest(), taille=taille)


def _manifeste(octets: bytes) -> Manifeste:
    """Raises ValueError or KeyError."""
    lu = json.loads(octets)
    if not isinstance(lu, dict) or lu["format"] != FORMAT:
        raise ValueError(FORMAT)
    parts = {str(nom): Part(sha256=str(un["sha256"]), taille=int(un["taille"])) for nom, un in lu["parts"].items()}
    return Manifeste(faite_le=datetime.fromisoformat(lu["faite_le"]), version_base=str(lu["version_base"]), parts=parts)


def _verifier_nom(chemin: Path, nom: str) -> None:
    morceaux = PurePosixPath(nom).parts
    dedans = nom == BASE or (len(morceaux) > 1 and morceaux[0] == FOYER)
    if not dedans or ".." in morceaux or "\\" in nom or "\0" in nom or PurePosixPath(nom).is_absolute():
        raise _abimee(chemin, nom)


def _abimee(chemin: Path, nom: str) -> FauteDeSaisie:
    return _refus(chemin, f"sauvegarde abîmée, partie « {nom} » ; rien n’est restauré, prenez-en une autre.")


def _refus(chemin: Path, suite: str) -> FauteDeSaisie:
    return FauteDeSaisie(str(chemin), typographier(f"{chemin} : {suite}"))
