"""`./relais`: runs a command and turns what goes wrong into one French sentence and the exit status of contract §2."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from metier.fautes import FauteDeSaisie, FautesDeSaisie, PanneExterne


def _erreur_interne(erreur: Exception) -> str:
    """Write the kind and the place of an error where they can be found, not its message, which might name a person.

    Returns the sentence that names its reference. The settings may be what fails: the home is read without them.
    """
    reference = uuid4().hex[:8]
    journaux = Path(os.environ.get("RELAIS_HOME") or "var") / "journaux"
    try:
        journaux.mkdir(parents=True, exist_ok=True)
        with (journaux / "erreurs.log").open("a", encoding="utf-8") as journal:
            journal.write(f"--- {datetime.now(UTC).isoformat()} {reference} {_lieux(erreur)}\n")
    except OSError:
        return "Erreur interne de Relais\u00a0; le journal des erreurs ne peut pas être écrit."
    return f"Erreur interne de Relais, référence {reference}\u00a0; détail dans {journaux / 'erreurs.log'}."


def _lieux(erreur: BaseException) -> str:
    """The kind and the frames of an error, then those of what caused it."""
    ici = f"{type(erreur).__name__}\n{''.join(traceback.format_tb(erreur.__traceback__))}"
    cause = erreur.__cause__ or erreur.__context__
    return f"{ici}--- cause {_lieux(cause)}" if cause else ici


def _refuser(faute: FauteDeSaisie) -> int:
    fautes = faute.fautes if isinstance(faute, FautesDeSaisie) else [faute]
    print(fautes[0].phrase, file=sys.stderr)
    return 2


def _achever_une_restauration() -> None:
    """One that was interrupted is finished before anything else looks at the home."""
    if (Path(os.environ.get("RELAIS_HOME") or "var") / ".restauration" / "promesse.json").is_file():
        from cli.sauvegarde import achever

        achever()


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
        _achever_une_restauration()
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
    except Exception as erreur:  # noqa: BLE001 - the last guard: no traceback reaches a user
        print(_erreur_interne(erreur), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
