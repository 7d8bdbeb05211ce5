"""`relais modeles …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commandes.arguments import Fichier, Json, groupe
from cli.francais import Commande

modeles = groupe("Modèles Word.")
NomModele = Annotated[
    str, typer.Argument(metavar="NOM", help="Nom du modèle, par exemple a3_ccap.", show_default=False)
]
ModeleVise = Annotated[
    str | None, typer.Option("--modele", metavar="NOM", help="Modèle visé ; par défaut, le nom du fichier.")
]


@modeles.command("lister", cls=Commande)
def modeles_lister(json: Json = False) -> None:
    """Montre les modèles Word et leur édition."""
    from cli.modeles import lister

    lister(json=json)


@modeles.command("champs", cls=Commande)
def modeles_champs(nom: NomModele, json: Json = False) -> None:
    """Montre les champs d’un modèle, leur sens et un exemple."""
    from cli.modeles import champs

    champs(nom, json=json)


@modeles.command("verifier", cls=Commande)
def modeles_verifier(
    fichier: Annotated[
        Path | None, typer.Argument(metavar="[FICHIER.docx]", help="Modèle à vérifier.", show_default=False)
    ] = None,
    modele: ModeleVise = None,
    json: Json = False,
) -> None:
    """Vérifie un modèle Word, ou tous ceux qui sont en service."""
    from cli.modeles import verifier

    verifier(fichier, modele, json=json)


@modeles.command("installer", cls=Commande)
def modeles_installer(fichier: Fichier, modele: ModeleVise = None) -> None:
    """Vérifie un modèle Word du relais, puis le met en service."""
    from cli.modeles import installer

    installer(fichier, modele)


@modeles.command("retirer", cls=Commande)
def modeles_retirer(nom: NomModele) -> None:
    """Retire le modèle du relais : le modèle fourni est de nouveau employé."""
    from cli.modeles import retirer

    retirer(nom)
