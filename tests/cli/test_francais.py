"""No English phrase of typer reaches a user; each is provoked in a real command of typer."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import Annotated

import pytest
import typer

from cli import courrier
from cli.__main__ import principal
from cli.francais import Commande, Groupe, traduire

ANGLAIS = re.compile(
    r"\b(No|such|Missing|Got|unexpected|Invalid|value|requires|argument\(s\)|does|not|take|is|should|Input|Did|you"
    r"|Choose|from|Could|open|Usage|Options:|COMMAND|Show|required|default|Directory|File|Path|directory)\b"
)


class Mode(Enum):
    ESSAI = "essai"
    REEL = "reel"


Existant = Annotated[Path, typer.Argument(metavar="FICHIER", exists=True, dir_okay=False)]
Dossier = Annotated[Path | None, typer.Option("--dossier", exists=True, file_okay=False)]


@pytest.fixture
def dit():
    """The refusal of a command line, by a program of its own."""
    app = typer.Typer(cls=Groupe, rich_markup_mode=None, add_completion=False)

    @app.command(cls=Commande)
    def faire(  # noqa: PLR0917 - a command of typer
        fichier: Existant,
        nombre: Annotated[int, typer.Option("--nombre", "-n", min=1, max=9)] = 1,
        part: Annotated[float, typer.Option()] = 1.0,
        mode: Annotated[Mode, typer.Option()] = Mode.ESSAI,
        paire: Annotated[tuple[int, int], typer.Option()] = (1, 2),
        sec: Annotated[bool, typer.Option("--sec")] = False,
        dossier: Dossier = None,
    ) -> None:
        pass

    @app.command(cls=Commande)
    def exiger(
        voulue: Annotated[str, typer.Option("--voulue", "-v")], lequel: Annotated[Mode, typer.Option("--lequel")]
    ) -> None:
        pass

    def refuser(*arguments):
        with pytest.raises(Exception) as refus:
            app(list(map(str, arguments)), standalone_mode=False, prog_name="relais")
        phrase = traduire(refus.value.format_message())
        assert not ANGLAIS.search(phrase), phrase
        return phrase.replace("\u00a0", " ")

    return refuser


@pytest.mark.parametrize(
    ("arguments", "dite"),
    [
        (["fairre"], "La commande « fairre » n’existe pas. Vouliez-vous dire « faire » ?"),
        (["l'acte"], "La commande « l'acte » n’existe pas."),
        (["faire"], "Il manque l’argument « FICHIER »."),
        (["faire", "ICI", "b"], "Argument en trop : « b »."),
        (["faire", "ICI", "b", "c"], "Argument en trop : « b c »."),
        (["faire", "ICI", "--nombra", "1"], "L’option « --nombra » n’existe pas. Options proches : --nombre."),
        (["faire", "ICI", "-z"], "L’option « -z » n’existe pas."),
        (["faire", "ICI", "--nombre"], "L’option « --nombre » attend une valeur."),
        (["faire", "ICI", "--sec=1"], "L’option « --sec » n’attend pas de valeur."),
        (["faire", "ICI", "--paire", "1"], "L’option « --paire » attend 2 valeurs."),
        (["faire", "ICI", "--nombre", "x"], "Valeur refusée pour « --nombre » : un nombre entier est attendu."),
        (
            ["faire", "ICI", "--nombre", "0"],
            "Valeur refusée pour « --nombre » : un nombre au moins égal à 1 est attendu.",
        ),
        (
            ["faire", "ICI", "--nombre", "10"],
            "Valeur refusée pour « --nombre » : un nombre au plus égal à 9 est attendu.",
        ),
        (["faire", "ICI", "--part", "x"], "Valeur refusée pour « --part » : un nombre est attendu."),
        (["faire", "ICI", "--mode", "prod"], "« prod » ne fait pas partie de 'essai', 'reel'."),
        (["faire", "nulle-part"], "le fichier « nulle-part » n’existe pas."),
        (["faire", "l'acte"], "le fichier « l'acte » n’existe pas."),
        (["faire", "."], "« . » est un dossier, un fichier est attendu."),
        (["faire", "ICI", "--dossier", "nulle-part"], "le dossier « nulle-part » n’existe pas."),
        (["faire", "ICI", "--dossier", "ICI"], "est un fichier, un dossier est attendu."),
        (["exiger", "--lequel", "reel"], "Il manque l’option « --voulue »."),
        (["exiger", "-v", "x"], "Il manque l’option « --lequel ». Valeurs admises : essai, reel"),
    ],
)
def test_each_refusal_of_typer_is_said_in_french(dit, arguments, dite):
    """As typed, apostrophes included; the value that was expected is said."""
    assert dite in dit(*[__file__ if un == "ICI" else un for un in arguments])


def test_a_surplus_argument_of_a_real_command_is_said_in_french(capsys):
    """`relais calibrer a b`, status 2."""
    assert principal(["calibrer", "a", "b"]) == 2
    assert capsys.readouterr().err == "Argument en trop\u00a0: «\u00a0b\u00a0».\n"


def test_help_has_no_english_and_its_no_break_spaces(capsys):
    """The program's and a command's."""
    for arguments in (["--help"], ["dce", "--help"]):
        assert principal(arguments) == 0
        aide = capsys.readouterr().out
        assert "Utilisation\u00a0: " in aide
        assert not re.search(r"Usage|Show this|required|COMMAND\b| :", aide)


def test_the_log_of_errors_keeps_the_place_and_not_the_message(capsys, home, monkeypatch):
    """A message may name a person; kind, frames and reference are enough to find the fault, its cause included."""
    personne = "camille.untel@acheteur.example"

    def chercher():
        raise KeyError(personne)

    def casser(**_):
        try:
            chercher()
        except KeyError as cause:
            raise RuntimeError(personne) from cause

    monkeypatch.setattr(courrier, "etat", casser)
    assert principal(["courrier", "etat"]) == 1
    reference = re.search(r"référence (\w{8})", capsys.readouterr().err)[1]
    ecrit = (home / "journaux" / "erreurs.log").read_text(encoding="utf-8")
    assert f"{reference} RuntimeError" in ecrit
    assert "cause KeyError" in ecrit
    assert ecrit.count("in casser") == 2
    assert "in chercher" in ecrit
    assert "acheteur.example" not in ecrit
