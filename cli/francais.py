"""The command line's own words in French: typer ships English ones and no translation."""

from __future__ import annotations

import re
from typing import Any

import typer.core

_PHRASES: tuple[tuple[str, str], ...] = (
    (r"\[OPTIONS\]", "[OPTIONS]"),
    (r"^Usage: ", "Utilisation : "),
    (r"^Options:", "Options :"),
    (r"^Commands:", "Commandes :"),
    (r"^Arguments:", "Arguments :"),
    (r"COMMAND \[ARGS\]\.\.\.", "COMMANDE [ARGUMENTS]…"),
    (r"Show this message and exit\.", "Montre cette aide."),
    (r"\[required\]", "[obligatoire]"),
    (r"\[default: ([^\]]*)\]", r"[par défaut : \1]"),
    (r"No such command '([^']*)'\.", r"La commande « \1 » n’existe pas."),
    (r"Did you mean (.*)\?", r"Vouliez-vous dire \1 ?"),
    (r"No such option: (\S+)", r"L’option « \1 » n’existe pas."),
    (r"\(Possible options: (.*)\)", r"Options proches : \1."),
    (r"Missing command\.", "Il manque une commande."),
    (r"Missing argument '([^']*)'\.", r"Il manque l’argument « \1 »."),
    (r"Missing option '([^']*)'\.", r"Il manque l’option « \1 »."),
    (r"Missing parameter: (\S+)", r"Il manque « \1 »."),
    (r"Option '([^']*)' requires an argument\.", r"L’option « \1 » attend une valeur."),
    (r"Option '([^']*)' does not take a value\.", r"L’option « \1 » n’attend pas de valeur."),
    (r"Got unexpected extra arguments? \((.*)\)", r"Argument en trop : « \1 »."),
    (r"Invalid value for '([^']*)': ", r"Valeur refusée pour « \1 » : "),
    (r"File '([^']*)' does not exist\.", r"le fichier « \1 » n’existe pas."),
    (r"'([^']*)' is not one of (.*)\.", r"« \1 » ne fait pas partie de \2."),
    (r"'([^']*)' is not a valid integer( range)?\.", r"« \1 » n’est pas un nombre entier."),
)


def traduire(texte: str) -> str:
    """The same text with typer's own phrases in French."""
    for anglais, francais in _PHRASES:
        texte = re.sub(anglais, francais, texte, flags=re.MULTILINE)
    return texte


class Commande(typer.core.TyperCommand):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the context class of typer is private
        return traduire(super().get_help(ctx))


class Groupe(typer.core.TyperGroup):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the context class of typer is private
        return traduire(super().get_help(ctx))
