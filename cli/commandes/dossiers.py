"""`relais dossier …`, `relais annuaire …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commandes.arguments import Essai, Fichier, Reference, groupe
from cli.francais import Commande

dossier = groupe("Dossiers d’opération : import et export.")
annuaire = groupe("Personnes et organisations connues du relais.")


@dossier.command("importer", cls=Commande)
def dossier_importer(fichier: Fichier, essai: Essai = False) -> None:
    """Charge un dossier (JSON) ou plusieurs (JSON Lines) ; tout ou rien."""
    from cli.dossiers import importer

    importer(fichier, essai=essai)


@dossier.command("exporter", cls=Commande)
def dossier_exporter(
    reference: Reference,
    sortie: Annotated[Path | None, typer.Option("--sortie", metavar="F", help="Fichier à écrire.")] = None,
) -> None:
    """Écrit le dossier d’une opération, en JSON."""
    from cli.dossiers import exporter

    exporter(reference, sortie)


@annuaire.command("importer", cls=Commande)
def annuaire_importer(fichier: Fichier, essai: Essai = False) -> None:
    """Charge des personnes et organisations (JSON ou CSV : nom, courriel, organisation, type, role)."""
    from cli.dossiers import annuaire_importer as executer

    executer(fichier, essai=essai)


@annuaire.command("lister", cls=Commande)
def annuaire_lister() -> None:
    """Montre l’annuaire."""
    from cli.dossiers import annuaire_lister as executer

    executer()
