"""Whether a mail kills whoever reads it, told apart from readers that were killed for another reason.

A machine that is switched off, a service stopped without notice, take the reader with them and say nothing of the mail
it held. A process of its own reads it first: only its death, its reader alive, is the mail's doing.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from config.paths import RACINE
from courrier.lecture import Contexte, lire

DELAI_S = 120
MEMOIRE = 2 * 1024**3


def survit(brut: Path) -> bool:
    """Whether the reading of that file ends, within two minutes and 2 GB."""
    try:
        essai = subprocess.run(  # noqa: S603 - this very module
            [sys.executable, "-m", "workflows.actes.lecture_a_part", str(brut)],
            cwd=RACINE,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=DELAI_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return essai.returncode == 0


def _principal(brut: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    lire(brut.read_bytes(), Contexte())


if __name__ == "__main__":
    _principal(Path(sys.argv[1]))
