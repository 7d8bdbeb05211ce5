"""What several commands take, said once; a group of commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.francais import Groupe

Fichier = Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier à lire.", show_default=False)]
Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="Référence de l’opération.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Écrit un document JSON sur la sortie standard.")]
Mois = Annotated[str, typer.Option("--mois", metavar="AAAA-MM", help="Mois des heures.", show_default=False)]
Essai = Annotated[bool, typer.Option("--essai", help="Dit ce qui serait fait, n’enregistre rien.")]


def groupe(aide: str) -> typer.Typer:
    """Commands under one name, their help in French."""
    return typer.Typer(
        cls=Groupe,
        help=aide,
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
