"""Reading `relais.toml`: a French sentence naming its line, or why the system does not let it be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from formats.fichiers import motif
from formats.toml import TomlIllisible, lire_toml
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie


def lire_fichier(chemin: Path) -> dict[str, Any]:
    """What the file holds, nothing when it is absent; a mark of UTF-8 at its start is passed over.

    Raises FauteDeSaisie with the line at fault, or why the system does not let the file be read.
    """
    try:
        return lire_toml(chemin.read_bytes())
    except FileNotFoundError:
        return {}
    except NotADirectoryError as erreur:
        raise _pas_un_dossier(chemin.parent) from erreur
    except OSError as erreur:
        phrase = f"{chemin} : le fichier de réglages ne peut pas être lu ({motif(erreur)})."
        raise FauteDeSaisie(str(chemin), typographier(phrase)) from erreur
    except TomlIllisible as erreur:
        raise FauteDeSaisie(str(chemin), typographier(f"{chemin}, {erreur}.")) from erreur


def _pas_un_dossier(home: Path) -> FauteDeSaisie:
    quoi = "est un fichier" if home.is_file() else "passe par un fichier"
    return FauteDeSaisie(
        "RELAIS_HOME",
        typographier(f"RELAIS_HOME : {home} {quoi}, un dossier est attendu ; donner un autre chemin."),
    )
