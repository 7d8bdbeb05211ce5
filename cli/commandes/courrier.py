"""`relais courrier …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commandes.arguments import Fichier, Json, groupe
from cli.francais import Commande

courrier = groupe("Courrier entrant et sortant.")


@courrier.command("relever", cls=Commande)
def courrier_relever() -> None:
    """Relève la boîte une fois."""
    from cli.courrier import relever

    relever()


@courrier.command("lire", cls=Commande)
def courrier_lire(fichier: Fichier, json: Json = False) -> None:
    """Dit comment un courriel (.eml ou .msg) est compris, sans rien enregistrer."""
    from cli.courrier import lire

    lire(fichier, json=json)


@courrier.command("classer", cls=Commande)
def courrier_classer(
    identifiant: Annotated[
        str, typer.Argument(metavar="IDENTIFIANT", help="Son numéro dans « courrier etat ».", show_default=False)
    ],
    *,
    confirmer: Annotated[bool, typer.Option("--confirmer", help="Je réponds de l’expéditeur : il est traité.")] = False,
    operation: Annotated[
        str | None, typer.Option("--operation", metavar="REFERENCE", help="L’opération à laquelle il va.")
    ] = None,
    mois: Annotated[
        str | None, typer.Option("--mois", metavar="AAAA-MM", help="Avec --operation : le mois du relevé joint.")
    ] = None,
    nature: Annotated[
        str | None, typer.Option("--nature", metavar="NATURE", help="reponse (lu), automatique ou indesirable.")
    ] = None,
) -> None:
    """Règle un courriel reçu qui attendait une personne."""
    from cli.courrier_recu import classer

    classer(identifiant, confirmer=confirmer, operation=operation, mois=mois, nature=nature)


@courrier.command("expedier", cls=Commande)
def courrier_expedier() -> None:
    """Vide une fois la boîte d’envoi."""
    from cli.courrier import expedier

    expedier()


@courrier.command("trancher", cls=Commande)
def courrier_trancher(
    cles: Annotated[list[str] | None, typer.Argument(metavar="CLE", help="Clés des courriels.")] = None,
    *,
    tous: Annotated[bool, typer.Option("--tous", help="Tous les envois incertains.")] = False,
    envoye: Annotated[bool, typer.Option("--envoye", help="Il est bien parti.")] = False,
    renvoyer: Annotated[bool, typer.Option("--renvoyer", help="Il part de nouveau, sous le même identifiant.")] = False,
    classer: Annotated[bool, typer.Option("--classer", help="Il ne partira pas, l’affaire est réglée.")] = False,
) -> None:
    """Dit ce qu’il advient d’un envoi incertain ou refusé."""
    from cli.envois import trancher

    trancher(cles or [], tous=tous, envoye=envoye, renvoyer=renvoyer, classer=classer)


@courrier.command("adresse", cls=Commande)
def courrier_adresse(
    adresse: Annotated[str, typer.Argument(metavar="ADRESSE", help="Adresse en cause.", show_default=False)],
    *,
    lever: Annotated[bool, typer.Option("--lever", help="L’adresse est bonne : ce qui est retenu part.")] = False,
    remplacer: Annotated[
        str | None, typer.Option("--remplacer", metavar="NOUVELLE", help="La bonne adresse, partout où l’autre est.")
    ] = None,
) -> None:
    """Rétablit ou corrige une adresse qu’un serveur a refusée."""
    from cli.envois import adresse as executer

    executer(adresse, lever=lever, remplacer=remplacer)


@courrier.command("etat", cls=Commande)
def courrier_etat(json: Json = False) -> None:
    """Montre le registre du courrier reçu et envoyé."""
    from cli.courrier import etat

    etat(json=json)


@courrier.command("registre", cls=Commande)
def courrier_registre(
    destinataire: Annotated[
        str | None, typer.Option("--destinataire", metavar="COURRIEL", help="À cette adresse.")
    ] = None,
    du: Annotated[str | None, typer.Option("--du", metavar="AAAA-MM-JJ", help="À partir de ce jour.")] = None,
    au: Annotated[str | None, typer.Option("--au", metavar="AAAA-MM-JJ", help="Jusqu’à ce jour.")] = None,
    operation: Annotated[
        str | None, typer.Option("--operation", metavar="REFERENCE", help="De cette opération.")
    ] = None,
    sortie: Annotated[
        Path | None,
        typer.Option("--sortie", metavar="F.zip|F.csv", help="Fichier à écrire ; .zip : avec les courriels."),
    ] = None,
) -> None:
    """Montre ou exporte ce qui a été envoyé : à qui, quand, réponse du serveur, courriels exacts."""
    from cli.registre import registre

    registre(destinataire, du, au, operation, sortie)
