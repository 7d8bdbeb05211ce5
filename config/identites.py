"""Who signs: the relay that the settings describe, or a further one of the installation, described in its own file.

`<home>/relais/<code>/relais.toml` holds the same tables `[relais]` and `[facilitateur]` as the settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from config.fichier_reglages import lire_fichier
from config.paths import Paths
from config.reglages_ecrits import fautes_par_cle
from config.settings import FICHIER, Facilitateur, IdentiteRelais, get_settings
from metier.fautes import FauteDeSaisie, FautesDeSaisie

PREMIER = "relais"
"""The code of the installation's first relay, that of the settings."""


class Identite(BaseModel):
    """A relay and the person who works there; what is absent prints as « [à compléter] »."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    relais: IdentiteRelais = IdentiteRelais()
    facilitateur: Facilitateur = Facilitateur()

    @property
    def expediteur(self) -> IdentiteRelais:
        """Whom its mails come from: the address is the installation's where the relay has none of its own."""
        if self.relais.courriel:
            return self.relais
        return self.relais.model_copy(update={"courriel": get_settings().relais.courriel})


def identite(code: str | None = None) -> Identite:
    """Who signs: the installation's first relay, its settings; with a code, a further one, once it is described.

    Raises FauteDeSaisie naming the file, and its line or key, when it cannot be read.
    """
    if code is not None and fichier_de(code).exists():
        return propre(code)
    settings = get_settings()
    return Identite(relais=settings.relais, facilitateur=settings.facilitateur)


def propre(code: str) -> Identite:
    """That of a further relay as its file says it, empty until it is written. Raises as `identite`."""
    return lire_identite(fichier_de(code))


def lire_identite(chemin: Path) -> Identite:
    """What a file of further relay says, nothing where there is none. Raises as `identite`."""
    try:
        return identite_ecrite(lire_fichier(chemin))
    except FautesDeSaisie as fautes:
        premiere = fautes.fautes[0]
        phrase = f"{chemin}, {premiere.champ}\u00a0: {premiere.phrase[:1].lower()}{premiere.phrase[1:]}"
        raise FauteDeSaisie(premiere.champ, phrase) from fautes


def identite_ecrite(contenu: dict[str, Any]) -> Identite:
    """What a file holding that would give. Raises FautesDeSaisie naming each key, as `relais.nom`."""
    try:
        return Identite.model_validate(contenu)
    except ValidationError as erreur:
        raise FautesDeSaisie(fautes_par_cle(erreur)) from None


def fichiers() -> list[Path]:
    """Every file where the identity of a further relay is written."""
    return sorted(Paths(get_settings().home).relais("_").parent.glob(f"*/{FICHIER}"))


def fichier_de(code: str) -> Path:
    """Where the identity of a further relay is written."""
    return Paths(get_settings().home).relais(code) / FICHIER
