"""The service, the demonstration, the check of what is installed."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commandes.arguments import Json
from cli.francais import Commande

commandes = typer.Typer()


@commandes.command(cls=Commande)
def demarrer() -> None:
    """Démarre le service : portail, Prefect, exécution des flux, relève du courrier."""
    from cli.superviseur import demarrer as executer

    executer()


@commandes.command(cls=Commande)
def demo(
    sans_service: Annotated[bool, typer.Option("--sans-service", help="Arrête tout à la fin.")] = False,
    json: Json = False,
) -> None:
    """Montre une annonce devenue pièces de marché, puis des mois de suivi, sur cette machine seulement."""
    from cli.demo import demo as executer

    executer(sans_service=sans_service, json=json)


@commandes.command(cls=Commande)
def diagnostic(json: Json = False) -> None:
    """Dit ce qui est installé, réglé, joignable ; chaque défaut avec la commande qui le corrige."""
    from cli.diagnostic import diagnostic as executer

    raise typer.Exit(executer(json=json))
