"""The refresh token in use: that of the settings, or the one the provider gave in its place since.

A provider may give a new refresh token at each use and revoke the former: it is kept in the home, mode 0600, and only
one process at a time uses it.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from config.paths import Paths
from config.settings import OAuth
from courrier.depot import ecrire
from formats.fichiers import creer_prive

FICHIER, VERROU = "oauth.json", "oauth.lock"


@dataclass(frozen=True, kw_only=True)
class Renouvellement:
    """`jeton` is None where the application asks in its own name; `origine` tells which setting it comes from."""

    jeton: str | None = field(repr=False)
    origine: str
    fichier: Path

    def retenir(self, nouveau: str) -> None:
        """Keep what the provider gave; a setting changed by a person wins over it later. Raises OSError."""
        if self.jeton is not None and nouveau != self.jeton:
            ecrire(json.dumps({"origine": self.origine, "refresh_token": nouveau}).encode(), self.fichier)


@contextmanager
def renouvellement(reglages: OAuth, paths: Paths) -> Iterator[Renouvellement]:
    """The refresh token to use, held until the end of the block. Raises OSError."""
    creer_prive(paths.secrets)
    donne = reglages.refresh_token.get_secret_value() if reglages.refresh_token else None
    origine = sha256((donne or "").encode()).hexdigest()
    fichier = paths.secrets / FICHIER
    with (paths.secrets / VERROU).open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield Renouvellement(jeton=_dernier(fichier, origine) or donne, origine=origine, fichier=fichier)


def _dernier(fichier: Path, origine: str) -> str | None:
    try:
        garde = json.loads(fichier.read_bytes())
        return str(garde["refresh_token"]) if garde["origine"] == origine else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
