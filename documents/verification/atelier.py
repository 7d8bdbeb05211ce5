"""The trial workshop: a process apart, poor in memory, time and rights, that renders an unknown template.

Run as `python -m documents.verification.atelier NOM DOSSIER`: renders `DOSSIER/NOM.docx` with both samples, writes
what it makes beside it, and one JSON document on standard output. It opens no connection, starts no process and
writes nowhere else.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

MEMOIRE = 1024 * 1024 * 1024
SECONDES = 20
TAILLE_FICHIER = 50 * 1024 * 1024
_INTERDITS = ("socket.", "subprocess.", "os.exec", "os.fork", "os.spawn", "os.posix_spawn", "os.system", "ctypes.")


def borner() -> None:
    """Limits that the system itself holds, whatever the template does."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (TAILLE_FICHIER, TAILLE_FICHIER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def enfermer(dossier: Path) -> None:
    """From now on this process reads its own program and `dossier`, writes in `dossier`, and talks to nobody."""
    ecriture = (dossier.resolve(),)
    lecture = (*ecriture, *(Path(racine or ".").resolve() for racine in (sys.prefix, sys.base_prefix, *sys.path)))

    def surveiller(evenement: str, arguments: tuple[Any, ...]) -> None:
        if evenement.startswith(_INTERDITS):
            raise PermissionError(evenement)
        if evenement == "open" and isinstance(arguments[0], str | bytes):
            chemin, mode, options = arguments
            ecrit = any(signe in (mode or "") for signe in "wax+") or options & (os.O_WRONLY | os.O_RDWR)
            vrai = Path(os.fsdecode(chemin)).resolve()
            if not any(vrai.is_relative_to(racine) for racine in (ecriture if ecrit else lecture)):
                raise PermissionError(chemin)

    sys.addaudithook(surveiller)


def main(nom: str, dossier: Path) -> dict[str, Any]:
    """Both trials of a template, as `resultat.Essai` reads them."""
    from documents.verification.resultat import essayer  # noqa: PLC0415 - bounded first

    enfermer(dossier)
    return essayer(nom, dossier)


if __name__ == "__main__":
    borner()
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2])), ensure_ascii=False))  # noqa: T201 - its only way out
