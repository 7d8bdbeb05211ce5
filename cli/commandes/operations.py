"""`relais operation …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commandes.arguments import Json, Reference, groupe
from cli.francais import Commande

operation = groupe("Opérations : état, étape, transitions.")


@operation.command("lister", cls=Commande)
def operation_lister(json: Json = False) -> None:
    """Montre toutes les opérations et leur étape."""
    from cli.operations import lister

    lister(json=json)


@operation.command("montrer", cls=Commande)
def operation_montrer(reference: Reference, json: Json = False) -> None:
    """Montre une opération : étape, actions attendues, documents, courriels."""
    from cli.operations import montrer

    montrer(reference, json=json)


@operation.command("faire", cls=Commande)
def operation_faire(
    reference: Reference,
    geste: Annotated[str, typer.Argument(metavar="GESTE", help="Voir « operation gestes ».", show_default=False)],
    donnees: Annotated[Path | None, typer.Option("--donnees", metavar="F.json", help="Données du geste.")] = None,
) -> None:
    """Fait un geste du suivi : l’étape reste la même."""
    from cli.operations import faire

    faire(reference, geste, donnees)


@operation.command("gestes", cls=Commande)
def operation_gestes(json: Json = False) -> None:
    """Montre les gestes du suivi, leurs étapes et leurs données."""
    from cli.operations import gestes

    gestes(json=json)


@operation.command("avancer", cls=Commande)
def operation_avancer(
    reference: Reference,
    transition: Annotated[str, typer.Argument(metavar="TRANSITION", help="Par exemple accepter.", show_default=False)],
    donnees: Annotated[
        Path | None, typer.Option("--donnees", metavar="F.json", help="Données de la transition.")
    ] = None,
) -> None:
    """Fait passer une opération à l’étape suivante."""
    from cli.operations import avancer

    avancer(reference, transition, donnees)
