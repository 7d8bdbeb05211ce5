"""What is opened of one mail at most, whatever its form, so that a worker stays alive."""

from __future__ import annotations

OCTETS_MAX = 30 * 1024 * 1024
PARTIES_MAX = 200
PROFONDEUR_MAX = 10
TEXTE_MAX = 2 * 1024 * 1024
PIECES_MAX = 50


class LimiteDepassee(Exception):
    """The message is beyond what is opened; `str()` is the French reason."""


class Compteur:
    """What all the trees of one mail together may not exceed. Each method raises LimiteDepassee."""

    def __init__(self) -> None:
        self._parties = self._pieces = self._texte = 0

    def add_part(self, profondeur: int) -> None:
        self._parties += 1
        if self._parties > PARTIES_MAX:
            raise LimiteDepassee(f"Le courriel a plus de {PARTIES_MAX} parties ; il n’a pas été ouvert.")
        check_depth(profondeur)

    def add_text(self, taille: int) -> None:
        self._texte += taille
        if self._texte > TEXTE_MAX:
            raise LimiteDepassee("Le courriel contient plus de 2 Mo de texte ; il n’a pas été lu.")

    def add_piece(self) -> None:
        self._pieces += 1
        check_pieces(self._pieces)


def check_depth(profondeur: int) -> None:
    """Raises LimiteDepassee."""
    if profondeur > PROFONDEUR_MAX:
        raise LimiteDepassee(f"Le courriel imbrique plus de {PROFONDEUR_MAX} niveaux ; il n’a pas été ouvert.")


def check_pieces(nombre: int) -> None:
    """Raises LimiteDepassee."""
    if nombre > PIECES_MAX:
        raise LimiteDepassee(f"Le courriel a plus de {PIECES_MAX} pièces jointes ; il n’a pas été ouvert.")
