"""`./relais`: runs a command and turns what goes wrong into one French sentence and the exit status of contract §2."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from metier.fautes import FauteDeSaisie, FautesDeSaisie, PanneExterne


def _erreur_interne() -> str:
    """Write the traceback where it can be found; the sentence that names its reference."""
    reference = uuid4().hex[:8]
    journaux = Path(os.environ.get("RELAIS_HOME") or "var") / "journaux"
    try:
        journaux.mkdir(parents=True, exist_ok=True)
        with (journaux / "erreurs.log").open("a", encoding="utf-8") as journal:
            journal.write(f"--- {datetime.now(UTC).isoformat()} {reference}\n{traceback.format_exc()}\n")
    except OSError:
        return "Erreur interne de Relais ; le journal des erreurs ne peut pas être écrit."
    return f"Erreur interne de Relais, référence {reference} ; détail dans {journaux / 'erreurs.log'}."


def _refuser(faute: FauteDeSaisie) -> int:
    fautes = faute.fautes if isinstance(faute, FautesDeSaisie) else [faute]
    print(fautes[0].phrase, file=sys.stderr)
    return 2


def _executer(arguments: list[str]) -> int:
    """The status of a command; typer's own exceptions are recognised by what they carry, its classes being private."""
    from cli.application import app
    from cli.francais import traduire

    try:
        resultat = app(arguments, standalone_mode=False, prog_name="relais")
    except Exception as erreur:
        if not hasattr(erreur, "format_message"):
            raise
        print(traduire(erreur.format_message()), file=sys.stderr)
        return 2
    return resultat if isinstance(resultat, int) else 0


def principal(arguments: list[str]) -> int:
    """Run a command line; returns its exit status: 0 done, 2 input at fault, 1 program or remote server at fault."""
    try:
        return _executer(arguments)
    except FauteDeSaisie as faute:
        return _refuser(faute)
    except PanneExterne as panne:
        print(panne.phrase, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrompu.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stdout = None  # nothing is left to flush
        return 1
    except Exception:  # noqa: BLE001 - the last guard: no traceback reaches a user
        print(_erreur_interne(), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
