"""`relais sauvegarder` and `restaurer`: an installation in one file, and back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from cli.superviseur import verrou
from config.horloge import PARIS
from config.paths import Paths
from config.settings import get_settings
from formats.dates import date_longue
from formats.fichiers import creer_prive, motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, PanneExterne
from workflows.actes.sauvegarde import restaurer as restauration
from workflows.actes.sauvegarde.archive import Manifeste, lire
from workflows.actes.sauvegarde.faire import sauvegarder as faire


def sauvegarder(fichier: Path) -> None:
    """Write a backup, in place of a former one of the same name. Raises FauteDeSaisie where it cannot be written."""
    if fichier.exists():
        lire(fichier)  # anything else is not written over
    try:
        manifeste = faire(fichier)
    except OSError as erreur:
        phrase = f"{fichier} : la sauvegarde ne peut pas être écrite ici ({motif(erreur)}) ; indiquez un autre fichier."
        raise FauteDeSaisie(str(fichier), typographier(phrase)) from erreur
    octets = sum(part.taille for part in manifeste.parts.values())
    print(typographier(f"{fichier} : {len(manifeste.parts)} fichiers, {octets / 1e6:.1f} Mo avant compression."))
    print("Ce fichier contient des données personnelles et les secrets de l’installation : le garder en lieu sûr.")


def restaurer(fichier: Path, *, remplacer: bool) -> None:
    """Put a backup in place. Raises FauteDeSaisie when it is refused, PanneExterne when a server or a disk fails."""
    paths = _foyer()
    with verrou(paths):
        try:
            faite = restauration.restaurer(fichier, remplacer=remplacer)
        except (OSError, sqlite3.Error, SQLAlchemyError) as erreur:
            raise _panne(paths, erreur) from erreur
    print(typographier(f"Restauré : la sauvegarde {_du(faite.manifeste)}."))
    if faite.avant is not None:
        print(typographier(f"Ce qui était là est gardé dans {faite.avant}."))
    if faite.incertains:
        print(
            typographier(
                f"{faite.incertains} envoi(s) incertain(s) : ils ne repartent que si la boîte de copies ou "
                "une personne le dit (relais aujourdhui, relais courrier trancher)."
            )
        )
    if faite.effacees:
        print(
            typographier(f"{faite.effacees} personne(s) effacée(s) depuis cette sauvegarde : elles le sont de nouveau.")
        )
    print(
        "Les courriels reçus et rangés depuis cette sauvegarde sont dans le dossier « Traités » de la boîte : "
        "les remettre dans la boîte de réception pour qu’ils soient lus de nouveau."
    )


def achever() -> None:
    """Finish a restoration that was interrupted. Raises as `restaurer` does."""
    paths = _foyer()
    with verrou(paths):
        try:
            if restauration.est_promise(paths.home):
                restauration.achever(paths.home)
        except (OSError, sqlite3.Error, SQLAlchemyError) as erreur:
            raise _panne(paths, erreur) from erreur


def _foyer() -> Paths:
    paths = Paths(get_settings().home)
    try:
        creer_prive(paths.home)
    except OSError as erreur:
        phrase = f"RELAIS_HOME : le dossier {paths.home} ne peut pas être créé ({motif(erreur)})."
        raise FauteDeSaisie("RELAIS_HOME", typographier(phrase)) from erreur
    return paths


def _panne(paths: Paths, erreur: Exception) -> PanneExterne:
    raison = motif(erreur) if isinstance(erreur, OSError) else "la base de données ne répond pas"
    suite = "elle sera achevée à la prochaine commande" if restauration.est_promise(paths.home) else "rien n’a changé"
    return PanneExterne(typographier(f"La restauration n’a pas abouti ({raison}) : {suite}."))


def _du(manifeste: Manifeste) -> str:
    instant = manifeste.faite_le.astimezone(PARIS)
    return f"du {date_longue(instant.date())} à {instant:%H h %M}"
