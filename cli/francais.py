"""The command line's own words in French: typer ships English ones and no translation."""

from __future__ import annotations

import re
from typing import Any

import typer.core

from formats.typographie import typographier

_MOT = r"(?P<q>['\"])(?P<mot>.*?)(?P=q)"  # as repr quotes it: a word with an apostrophe is between double quotes
_PHRASES: tuple[tuple[str, str], ...] = (
    (r"^Usage: ", "Utilisation : "),
    (r"^Options:", "Options :"),
    (r"^Commands:", "Commandes :"),
    (r"^Arguments:", "Arguments :"),
    (r"COMMAND \[ARGS\]\.\.\.", "COMMANDE [ARGUMENTS]…"),
    (r"Show this message and exit\.", "Montre cette aide."),
    (r"\[required\]", "[obligatoire]"),
    (r"\[default: ([^\]]*)\]", r"[par défaut : \1]"),
    (rf"No such command {_MOT}\.", r"La commande « \g<mot> » n’existe pas."),
    (rf"No such command {_MOT}(?= Did you)", r"La commande « \g<mot> » n’existe pas."),
    (r"No such option: (\S+)", r"L’option « \1 » n’existe pas."),
    (r"\(Possible options: (.*)\)", r"Options proches : \1."),
    (r"Missing command\.", "Il manque une commande."),
    (rf"Missing argument {_MOT}\.", r"Il manque l’argument « \g<mot> »."),
    (rf"Missing option {_MOT}(?: / '[^']*')*\.", r"Il manque l’option « \g<mot> »."),
    (r"Choose from:\n\t", "Valeurs admises : "),
    (r",\n\t", ", "),
    (r"Missing parameter: (\S+)", r"Il manque « \1 »."),
    (rf"Option {_MOT} requires an argument\.", r"L’option « \g<mot> » attend une valeur."),
    (rf"Option {_MOT} requires (\d+) arguments\.", r"L’option « \g<mot> » attend \3 valeurs."),
    (rf"Option {_MOT} does not take a value\.", r"L’option « \g<mot> » n’attend pas de valeur."),
    (rf"Argument {_MOT} takes (\d+) values\.", r"L’argument « \g<mot> » attend \3 valeurs."),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", r"Argument en trop : « \1 »."),
    (rf"Invalid value for {_MOT}(?: / '[^']*')*: ", r"Valeur refusée pour « \g<mot> » : "),
    (r"Invalid value: ", "Valeur refusée : "),
    (rf"Could not open file {_MOT}: .*", r"Le fichier « \g<mot> » ne peut pas être ouvert."),
    (rf"(?:file|path) {_MOT} does not exist\.", r"le fichier « \g<mot> » n’existe pas."),
    (rf"dir {_MOT} does not exist\.", r"le dossier « \g<mot> » n’existe pas."),
    (rf"(?:file|path|dir) {_MOT} is a directory\.", r"« \g<mot> » est un dossier, un fichier est attendu."),
    (rf"(?:file|path|dir) {_MOT} is a file\.", r"« \g<mot> » est un fichier, un dossier est attendu."),
    (rf"(?:file|path|dir) {_MOT} is not readable\.", r"« \g<mot> » ne peut pas être lu (droits insuffisants)."),
    (
        rf"(?:file|path|dir) {_MOT} is not writable\.",
        r"« \g<mot> » ne peut pas être écrit (droits insuffisants).",
    ),
    (rf"(?:Value error, )?{_MOT} is not one of (.*)\.", r"« \g<mot> » ne fait pas partie de \3."),
    (r"Input should be a valid integer.*", "un nombre entier est attendu."),
    (r"Input should be a valid number.*", "un nombre est attendu."),
    (r"Input should be a valid boolean.*", "oui ou non est attendu (true ou false)."),
    (r"Input should be greater than or equal to (\S+)", r"un nombre au moins égal à \1 est attendu."),
    (r"Input should be less than or equal to (\S+)", r"un nombre au plus égal à \1 est attendu."),
    (rf"(?:Value error, )?{_MOT} does not match the formats (.*)\.", r"« \g<mot> » n’a pas la forme \3."),
    (rf"Value {_MOT} is not a valid (\w+)\.", r"« \g<mot> » n’est pas une valeur admise."),
    (r"Input should be .*", "la valeur n’a pas la forme attendue."),
)
_VOISINS = re.compile(r"Did you mean (.*)\?")
_TRADUCTIONS = tuple((re.compile(anglais, re.MULTILINE), typographier(francais)) for anglais, francais in _PHRASES)


def traduire(texte: str) -> str:
    """The same text with typer's own phrases in French; what the user typed stays as typed."""
    for anglais, francais in _TRADUCTIONS:
        texte = anglais.sub(francais, texte)
    return _VOISINS.sub(_proposer, texte)


def _proposer(voisins: re.Match[str]) -> str:
    mots = ", ".join(f"« {un['mot']} »" for un in re.finditer(_MOT, voisins[1]))
    return typographier(f"Vouliez-vous dire {mots} ?")


class Commande(typer.core.TyperCommand):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the context class of typer is private
        return typographier(traduire(super().get_help(ctx)))


class Groupe(typer.core.TyperGroup):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the context class of typer is private
        return typographier(traduire(super().get_help(ctx)))
