"""The database brought up to date in a process apart: the supervisor lives for months and need not carry SQLAlchemy.

Run as `python -m cli.base`: 0 when it is up to date, else a French sentence on stderr and the status of contract §2.
"""

from __future__ import annotations

import subprocess
import sys

from metier.fautes import FauteDeSaisie, PanneExterne

SAISIE = 2
PANNE = 1
SANS_COMPTE = "sans compte"


def preparer_base() -> bool:
    """Apply the migrations that are missing; returns whether somebody has an account.

    Raises FauteDeSaisie or PanneExterne with the sentence of the store.
    """
    fini = subprocess.run([sys.executable, "-m", "cli.base"], capture_output=True, text=True, check=False)
    if fini.returncode == SAISIE:
        raise FauteDeSaisie("RELAIS_DATABASE_URL", fini.stderr.strip())
    if fini.returncode:
        raise PanneExterne(fini.stderr.strip().splitlines()[-1])
    return SANS_COMPTE not in fini.stdout


def main() -> int:
    from sqlmodel_store.depots import comptes
    from sqlmodel_store.migration import migrer
    from sqlmodel_store.session import lecture

    try:
        migrer()
        with lecture() as session:
            print(SANS_COMPTE if comptes.aucun(session) else "")
    except FauteDeSaisie as faute:
        print(faute.phrase, file=sys.stderr)
        return SAISIE
    except PanneExterne as panne:
        print(panne.phrase, file=sys.stderr)
        return PANNE
    return 0


if __name__ == "__main__":
    sys.exit(main())
