"""`relais convention …`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commandes.arguments import Fichier, groupe
from cli.francais import Commande

convention = groupe("Conventions de globalisation : des heures comptées sur plusieurs opérations.")
NomConvention = Annotated[
    str, typer.Argument(metavar="CONVENTION", help="Référence de la convention.", show_default=False)
]


@convention.command("enregistrer", cls=Commande)
def convention_enregistrer(fichier: Fichier) -> None:
    """Enregistre une convention (JSON) et produit le document C3."""
    from cli.conventions import enregistrer

    enregistrer(fichier)


@convention.command("affecter", cls=Commande)
def convention_affecter(nom: NomConvention, fichier: Fichier) -> None:
    """Compte des heures d’un contrat sur d’autres opérations (JSON : operation, contrat, mois, parts)."""
    from cli.conventions import affecter_heures

    affecter_heures(nom, fichier)


@convention.command("repartir", cls=Commande)
def convention_repartir(
    nom: NomConvention,
    mois: Annotated[str, typer.Argument(metavar="AAAA-MM", help="Mois à répartir.", show_default=False)],
    motif: Annotated[
        str | None, typer.Option(metavar="TEXTE", help="Pourquoi un mois clos change.", show_default=False)
    ] = None,
) -> None:
    """Répartit un mois selon les heures dues sur chaque marché."""
    from cli.conventions import repartir

    repartir(nom, mois, motif)


@convention.command("lister", cls=Commande)
def convention_lister() -> None:
    """Montre les conventions et les accords attendus."""
    from cli.conventions import lister

    lister()
