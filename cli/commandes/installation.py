"""The installation as a whole: kept, put back, filled from a spreadsheet, measured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commandes.arguments import Essai, Fichier, Json
from cli.francais import Commande

commandes = typer.Typer()


@commandes.command(cls=Commande)
def sauvegarder(
    fichier: Annotated[Path, typer.Argument(metavar="F", help="Fichier à écrire.", show_default=False)],
) -> None:
    """Écrit toute l’installation dans un fichier, sans rien arrêter."""
    from cli.sauvegarde import sauvegarder as executer

    executer(fichier)


@commandes.command(cls=Commande)
def restaurer(
    fichier: Annotated[Path, typer.Argument(metavar="F", help="Sauvegarde à lire.", show_default=False)],
    remplacer: Annotated[
        bool,
        typer.Option("--remplacer", help="Même si l’installation n’est pas vide ; ses fichiers sont gardés."),
    ] = False,
) -> None:
    """Remet en place une sauvegarde ; ce qui n’était pas parti devient incertain."""
    from cli.sauvegarde import restaurer as executer

    executer(fichier, remplacer=remplacer)


@commandes.command(cls=Commande)
def reprise(
    fichier: Fichier,
    *,
    modele: Annotated[
        Path | None,
        typer.Option("--modele", metavar="F.toml", help="Sens des colonnes ; écrit s’il n’existe pas encore."),
    ] = None,
    essai: Essai = False,
    partiel: Annotated[
        bool, typer.Option("--partiel", help="Garde les lignes lues quand d’autres sont refusées.")
    ] = False,
    json: Json = False,
) -> None:
    """Reprend un tableau de suivi : opérations, entreprises, personnes, contrats, heures ; tout ou rien."""
    from cli.reprise import reprise as executer

    executer(fichier, modele=modele, essai=essai, partiel=partiel, json=json)


@commandes.command(cls=Commande)
def banc(
    nom: Annotated[
        str | None,
        typer.Argument(
            metavar="[NOM]", help="documents, rapports, indicateurs ou courrier ; tous par défaut.", show_default=False
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Mesure la vitesse et la mémoire, en rapports pris côte à côte."""
    from cli.banc import banc as executer

    raise typer.Exit(executer(nom, json=json))
