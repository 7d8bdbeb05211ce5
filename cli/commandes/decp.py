"""`relais decp …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commandes.arguments import Fichier, Json, Reference, groupe
from cli.francais import Commande

decp = groupe("Données essentielles de la commande publique.")


@decp.command("exporter", cls=Commande)
def decp_exporter(
    reference: Reference,
    complements: Annotated[
        Path | None,
        typer.Option("--complements", metavar="F.json", help="Ce que l’acheteur donne."),
    ] = None,
    sortie: Annotated[Path | None, typer.Option("--sortie", metavar="F", help="Fichier à écrire.")] = None,
) -> None:
    """Écrit la déclaration d’une opération attribuée, et ce qui reste à donner."""
    from cli.decp import exporter

    exporter(reference, complements=complements, sortie=sortie)


@decp.command("importer", cls=Commande)
def decp_importer(fichier: Fichier, json: Json = False) -> None:
    """Compare des données publiées à ce que nous suivons ; n’enregistre rien."""
    from cli.decp import importer

    importer(fichier, json=json)
