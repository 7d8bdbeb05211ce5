"""The file of an SQLite database: it can be written, and it is not damaged."""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote

from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError

from cli.verifications.constat import Constat, bon, fautif
from cli.verifications.machine import AILLEURS, lecture_seule, refus_d_ecrire
from formats.typographie import typographier

ABIMEE = ("file is not a database", "malformed", "disk image")


def fichier_en_faute(moteur: Engine) -> Constat | None:
    """What prevents the file from serving, or that it will be created; None when it is there and sound."""
    fichier = Path(moteur.url.database or "").absolute()
    if raison := refus_d_ecrire(fichier.parent):
        ailleurs = not fichier.exists() or lecture_seule(fichier.parent)
        return fautif(typographier(f"{fichier} : {raison}"), AILLEURS if ailleurs else _reprendre(fichier.parent))
    if not fichier.exists():
        return bon(f"{moteur.url.database} sera créée au premier usage")
    if not os.access(fichier, os.R_OK | os.W_OK):
        return fautif(f"{fichier} ne peut pas être écrite", _reprendre(fichier))
    return _abimee(moteur, fichier)


def _reprendre(chemin: Path) -> str:
    return f'sudo chown "$USER" {quote(str(chemin))} && chmod u+rwX {quote(str(chemin))}'


def _abimee(moteur: Engine, fichier: Path) -> Constat | None:
    """Every page is read; nothing is repaired here, for what a repair would lose is not ours to choose."""
    try:
        with moteur.connect() as connexion:
            sain = connexion.execute(text("PRAGMA quick_check(1)")).scalar() == "ok"
    except OperationalError:
        raise
    except DatabaseError as erreur:
        if not any(signe in str(erreur.orig) for signe in ABIMEE):
            raise
        sain = False
    if sain:
        return None
    remede = (
        f"arrêter le service, mettre le fichier de côté : mv {quote(str(fichier))} {quote(f'{fichier}.abimee')} ; "
        "puis remettre à sa place la dernière sauvegarde"
    )
    return fautif(f"{fichier} est abîmée ou n’est pas une base SQLite", typographier(remede))
