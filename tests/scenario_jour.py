"""One day of the scenario in a process of its own, which may be killed and run again."""

from __future__ import annotations

import sys
from datetime import date

import scenario

from sqlmodel_store.migration import migrer
from workflows.actes.rapprochement import rapprocher


def vivre(jour: date) -> None:
    """What people did that day, then what the machine does."""
    scenario.aller_au(jour)
    migrer()
    for acte in scenario.actes():
        if acte.jour == jour:
            acte.faire()
    rapprocher()


if __name__ == "__main__":
    vivre(date.fromisoformat(sys.argv[1]))
