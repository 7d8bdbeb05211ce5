"""What is refused, and why: one French sentence that names the field, line or file."""

from __future__ import annotations


class FauteDeSaisie(Exception):
    """An input or a setting is at fault; the command exits with 2.

    `champ` is the path of the field (`lots[0].part_main_oeuvre`), the file, or the setting; `phrase` is one complete
    French sentence that says where, what was found, what is expected.
    """

    def __init__(self, champ: str, phrase: str) -> None:
        super().__init__(phrase)
        self.champ = champ
        self.phrase = phrase


class FautesDeSaisie(FauteDeSaisie):
    """Several faults of one input, in the order of the file; its own sentence is the first one's."""

    def __init__(self, fautes: list[FauteDeSaisie]) -> None:
        super().__init__(fautes[0].champ, fautes[0].phrase)
        self.fautes = fautes


class PanneExterne(Exception):
    """A remote server or the program itself failed; the command exits with 1. `phrase` is a French sentence."""

    def __init__(self, phrase: str) -> None:
        super().__init__(phrase)
        self.phrase = phrase
