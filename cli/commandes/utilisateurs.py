"""`relais utilisateur …`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commandes.arguments import Json, groupe
from cli.francais import Commande

utilisateur = groupe("Comptes du portail.")
Courriel = Annotated[str, typer.Argument(metavar="COURRIEL", help="Adresse du compte.", show_default=False)]


@utilisateur.command("creer", cls=Commande)
def utilisateur_creer(
    courriel: Courriel,
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="ROLE",
            help="facilitateur, responsable, animateur, lecture ou administrateur.",
            show_default=False,
        ),
    ],
    nom: Annotated[str | None, typer.Option("--nom", metavar="NOM", help="Nom montré à l’écran.")] = None,
    relais: Annotated[
        list[str] | None,
        typer.Option(
            "--relais",
            metavar="CODE",
            help="Relais du compte, s’il y en a plusieurs ; celui des réglages a le code « relais ».",
        ),
    ] = None,
) -> None:
    """Ouvre un compte ; le mot de passe vient de RELAIS_MOT_DE_PASSE, ou est demandé."""
    from cli.utilisateurs import creer

    creer(courriel, role, nom=nom, relais=relais or [])


@utilisateur.command("changer", cls=Commande)
def utilisateur_changer(courriel: Courriel) -> None:
    """Change le mot de passe d’un compte et ferme ses sessions."""
    from cli.utilisateurs import changer

    changer(courriel)


@utilisateur.command("lister", cls=Commande)
def utilisateur_lister(json: Json = False) -> None:
    """Liste les comptes, leur rôle et leurs relais."""
    from cli.utilisateurs import lister

    lister(json=json)


@utilisateur.command("desactiver", cls=Commande)
def utilisateur_desactiver(courriel: Courriel) -> None:
    """Ferme un compte et ses sessions, aussitôt."""
    from cli.utilisateurs import desactiver

    desactiver(courriel)
