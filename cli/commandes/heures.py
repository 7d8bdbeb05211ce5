"""`relais heures …`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commandes.arguments import Essai, Fichier, Json, Mois, groupe
from cli.francais import Commande

heures = groupe("Heures des contrats : fichiers des employeurs, mois en grille.")


@heures.command("importer", cls=Commande)
def heures_importer(
    fichier: Fichier,
    *,
    operation: Annotated[
        str, typer.Option("--operation", metavar="REFERENCE", help="Opération concernée.", show_default=False)
    ],
    mois: Mois,
    essai: Essai = False,
    partiel: Annotated[
        bool, typer.Option("--partiel", help="Garde les lignes lues quand d’autres sont refusées.")
    ] = False,
    json: Json = False,
) -> None:
    """Lit les heures d’un mois dans un fichier d’employeur (.xlsx, .xls, .ods, .csv) ; tout ou rien."""
    from cli.heures import importer

    importer(fichier, operation=operation, mois=mois, essai=essai, partiel=partiel, json=json)


@heures.command("grille", cls=Commande)
def heures_grille(
    mois: Mois,
    operation: Annotated[
        str | None, typer.Option("--operation", metavar="REFERENCE", help="Une opération ; toutes par défaut.")
    ] = None,
    json: Json = False,
) -> None:
    """Montre un mois : employeurs, personnes, heures, états, écarts."""
    from cli.heures import grille

    grille(mois=mois, operation=operation, json=json)
