"""`relais rgpd …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commandes.arguments import Essai, Json, groupe
from cli.francais import Commande

rgpd = groupe("Données personnelles : remettre, effacer, purger. Aucun nom ne s’écrit sur la ligne de commande.")
Personne = Annotated[
    str, typer.Argument(metavar="PERSONNE", help="P12, ou OPERATION:b1 ; voir « chercher ».", show_default=False)
]


@rgpd.command("chercher", cls=Commande)
def rgpd_chercher(json: Json = False) -> None:
    """Demande un nom et un prénom (ou les lit, une ligne chacun) et donne la référence des personnes."""
    from cli.rgpd import chercher

    chercher(json=json)


@rgpd.command("extraire", cls=Commande)
def rgpd_extraire(
    personne: Personne,
    vers: Annotated[
        Path | None, typer.Option("--vers", metavar="DOSSIER", help="Où écrire l’archive ; ici par défaut.")
    ] = None,
    json: Json = False,
) -> None:
    """Écrit tout ce qui est gardé d’une personne dans une archive à lui remettre (RGPD, articles 15 et 20)."""
    from cli.rgpd import extraire

    extraire(personne, vers, json=json)


@rgpd.command("effacer", cls=Commande)
def rgpd_effacer(
    personne: Personne,
    confirmer: Annotated[
        bool, typer.Option("--confirmer", help="L’efface ; sans cela, dit ce qui serait fait.")
    ] = False,
    json: Json = False,
) -> None:
    """Rend une personne anonyme partout, sans rien changer aux heures ni aux totaux ; sans retour."""
    from cli.rgpd import effacer

    effacer(personne, confirmer=confirmer, json=json)


@rgpd.command("purger", cls=Commande)
def rgpd_purger(essai: Essai = False, json: Json = False) -> None:
    """Efface ce qui a dépassé sa durée de conservation (table [rgpd] des réglages)."""
    from cli.rgpd import purger

    purger(essai=essai, json=json)
