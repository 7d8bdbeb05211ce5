"""The follow-up: what is due, what waits, reports of an operation, of a year, of a month."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commandes.arguments import Json, Reference
from cli.francais import Commande

commandes = typer.Typer()


@commandes.command(cls=Commande)
def echeances() -> None:
    """Fait, une fois, ce qui est dû à la date du jour."""
    from cli.operations import echeances as executer

    executer()


@commandes.command(cls=Commande)
def aujourdhui(json: Json = False) -> None:
    """Montre ce qui attend, qui, et depuis quand."""
    from cli.operations import aujourdhui as executer

    executer(json=json)


@commandes.command(cls=Commande)
def bilan(reference: Reference, json: Json = False) -> None:
    """Établit le bilan final d’une opération, tel qu’elle est ; n’envoie rien."""
    from cli.bilan import bilan as executer

    executer(reference, json=json)


@commandes.command(cls=Commande)
def consolidation(
    annee: Annotated[str, typer.Argument(metavar="ANNEE", help="Année, par exemple 2026.", show_default=False)],
    depuis: Annotated[
        str | None, typer.Option("--depuis", metavar="ANNEE", help="Première année, pour plusieurs ensemble.")
    ] = None,
    relais: Annotated[
        str | None, typer.Option("--relais", metavar="CODE", help="Un seul relais de l’installation ; tous par défaut.")
    ] = None,
    json: Json = False,
) -> None:
    """Additionne les opérations d’une année ou de plusieurs ; écrit le bilan annuel (I3)."""
    from cli.consolidation import consolidation as executer

    executer(annee, depuis, relais=relais, json=json)


@commandes.command(cls=Commande)
def mensuel(
    mois: Annotated[str, typer.Argument(metavar="AAAA-MM", help="Mois terminé.", show_default=False)],
    *,
    repetition: Annotated[
        bool, typer.Option("--repetition", help="Écrit tout pour être lu, ne poste et n’enregistre rien.")
    ] = False,
    retenir: Annotated[
        str | None, typer.Option("--retenir", metavar="ADRESSE|tous", help="Retient un envoi, ou tous.")
    ] = None,
    liberer: Annotated[
        str | None, typer.Option("--liberer", metavar="ADRESSE|tous", help="Laisse partir ce qui était retenu.")
    ] = None,
    motif: Annotated[str | None, typer.Option("--motif", metavar="TEXTE", help="Pourquoi un envoi est retenu.")] = None,
    json: Json = False,
) -> None:
    """Prépare et poste les tableaux de bord d’un mois, une fois."""
    from cli.mensuel import Demande
    from cli.mensuel import mensuel as executer

    executer(Demande(mois=mois, repetition=repetition, retenir=retenir, liberer=liberer, motif=motif), json=json)
