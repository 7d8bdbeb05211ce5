"""An operation in a file: its format, its hours, its documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commandes.arguments import Fichier, Json
from cli.francais import Commande

commandes = typer.Typer()


@commandes.command(cls=Commande)
def schema(nom: Annotated[str, typer.Argument(metavar="operation|dossier", show_default=False)]) -> None:
    """Écrit le schéma JSON d’un format."""
    from cli.calcul import schema as executer

    executer(nom)


@commandes.command(cls=Commande)
def calibrer(fichier: Fichier, json: Json = False) -> None:
    """Calcule les heures de chaque lot, expliquées, et le régime juridique de l’opération."""
    from cli.calcul import calibrer as executer

    executer(fichier, json=json)


@commandes.command(cls=Commande)
def dce(
    fichier: Fichier,
    sortie: Annotated[Path, typer.Option("--sortie", metavar="DOSSIER", help="Dossier où écrire.", show_default=False)],
    definitif: Annotated[bool, typer.Option("--definitif", help="Refuse toute donnée absente.")] = False,
    json: Json = False,
) -> None:
    """Écrit les pièces de marché d’une opération, en Word."""
    from cli.documents import dce as executer

    executer(fichier, sortie, definitif=definitif, json=json)
