"""The templates in use in this process, each compiled once."""

from __future__ import annotations

import hashlib
import io
import re
import time
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from documents.moteur import gabarit as reference
from documents.moteur.compilation import Compile
from documents.moteur.gabarit import PROPRIETES
from documents.moteur.identite import differences
from documents.moteur.valeurs import Nature, nature

CAPACITE = 64
SUR_NS = 1_000_000_000
SANS_EDITION = "édition non indiquée"
_EDITION = re.compile(r'name="edition"[^>]*>\s*<(?:\w+:)?lpwstr>([^<]*)<')
_NON_RETENTEES = (MemoryError, RecursionError)


class Modele:
    """A template, the edition it says of itself, its sha256, and the way to make documents with it."""

    def __init__(self, gabarit: bytes) -> None:
        self.empreinte = hashlib.sha256(gabarit).hexdigest()
        self.edition = edition(gabarit)
        self._gabarit = gabarit
        self.compile = _compiler(gabarit)
        self._eprouve = False

    def render(self, contexte: Mapping[str, Any]) -> bytes:
        """The document of a prepared context; whatever the compiled template cannot do, docxtpl does, or refuses."""
        genre = nature(contexte)
        if self.compile is None or genre is Nature.AUTRE:
            return reference.rendre(self._gabarit, contexte)
        try:
            return self.compile.render(contexte, balise=genre is Nature.BALISEE)
        except _NON_RETENTEES:
            raise
        except Exception:  # noqa: BLE001 - docxtpl fails in its own words, or succeeds
            return reference.rendre(self._gabarit, contexte)

    def verify(self, contexte: Mapping[str, Any]) -> tuple[str, ...]:
        """The members in which the document differs from docxtpl's, once canonicalised; none is expected."""
        return differences(self.render(contexte), reference.rendre(self._gabarit, contexte))

    def eprouver(self, contexte: Mapping[str, Any]) -> None:
        """At the first use of a template from elsewhere, compare; should anything differ, docxtpl makes them all."""
        if not self._eprouve and self.verify(contexte):
            self.compile = None
        self._eprouve = True


class Modeles:
    """At most `capacite` templates, the least recently used leaving first; safe between threads."""

    def __init__(self, capacite: int = CAPACITE) -> None:
        self._capacite, self._verrou = capacite, Lock()
        self._connus: OrderedDict[bytes, Modele] = OrderedDict()
        self._compilations: dict[bytes, Lock] = {}
        self._lus: dict[tuple[Path, int, int, int, int], bytes] = {}

    def __len__(self) -> int:
        return len(self._connus)

    def obtenir(self, gabarit: bytes) -> Modele:
        """The template of these bytes, compiled unless it was. Raises zipfile.BadZipFile when it is no archive.

        Whoever asks for it meanwhile waits for that one compilation.
        """
        if (connu := self._connu(gabarit)) is not None:
            return connu
        with self._verrou:
            compilation = self._compilations.setdefault(gabarit, Lock())
        with compilation:
            return self._connu(gabarit) or self._retenir(gabarit, Modele(gabarit))

    def lire(self, source: Path) -> Modele:
        """The template of a file; a relay may change its own at any time. Raises OSError, and as `obtenir`."""
        vu = source.stat()
        etat = source, vu.st_ino, vu.st_size, vu.st_mtime_ns, vu.st_ctime_ns
        if (connu := self._lus.get(etat)) is None:
            connu = source.read_bytes()
            if time.time_ns() - vu.st_ctime_ns > SUR_NS:  # else it could change again and look the same
                self._retenir_fichier(etat, connu)
        return self.obtenir(connu)

    def _retenir_fichier(self, etat: tuple[Path, int, int, int, int], octets: bytes) -> None:
        with self._verrou:
            if len(self._lus) >= self._capacite:
                self._lus.clear()
            self._lus[etat] = octets

    def _connu(self, gabarit: bytes) -> Modele | None:
        with self._verrou:
            if gabarit in self._connus:
                self._connus.move_to_end(gabarit)
            return self._connus.get(gabarit)

    def _retenir(self, gabarit: bytes, modele: Modele) -> Modele:
        with self._verrou:
            self._connus[gabarit] = modele
            self._compilations.pop(gabarit, None)
            while len(self._connus) > self._capacite:
                self._connus.popitem(last=False)
        return modele


def edition(gabarit: bytes) -> str:
    """The edition that a template says of itself in its custom property `edition`."""
    with zipfile.ZipFile(io.BytesIO(gabarit)) as paquet:
        if PROPRIETES not in paquet.namelist():
            return SANS_EDITION
        trouve = _EDITION.search(paquet.read(PROPRIETES).decode("utf-8", "replace"))
    return trouve[1] if trouve else SANS_EDITION


def _compiler(gabarit: bytes) -> Compile | None:
    try:
        return Compile(gabarit)
    except _NON_RETENTEES:
        raise
    except Exception:  # noqa: BLE001 - docxtpl says what is wrong, when a document is asked for
        return None
