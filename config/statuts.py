"""The thresholds of the status of a lot, read from `statuts.toml`; a relay's own file in the home replaces it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from formats.toml import TomlIllisible, charger_toml
from metier.fautes import FauteDeSaisie
from metier.rythme import SeuilsStatut

FICHIER = "statuts.toml"
FOURNI = Path(__file__).with_name(FICHIER)

Part = Annotated[Decimal, Field(gt=0, le=1)]


class _Statuts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    date: dt.date
    source: str
    verifie: bool
    conforme: Part
    a_surveiller: Part

    @model_validator(mode="after")
    def ordonner(self) -> Self:
        if self.a_surveiller >= self.conforme:
            raise ValueError("a_surveiller")
        return self


@cache
def get_statuts(home: Path | None = None) -> SeuilsStatut:
    """The thresholds in use. Raises FauteDeSaisie naming the file and the key at fault."""
    propre = home / FICHIER if home is not None else None
    chemin = propre if propre is not None and propre.is_file() else FOURNI
    try:
        lus = charger_toml(chemin, parse_float=Decimal)
        return SeuilsStatut(**_Statuts.model_validate(lus).model_dump())
    except ValidationError as erreur:
        cle = ".".join(str(partie) for partie in erreur.errors(include_url=False)[0]["loc"]) or "a_surveiller"
        attendu = "deux parts entre 0 et 1 sont attendues, a_surveiller sous conforme"
        raise FauteDeSaisie(
            cle, f"{chemin}\u00a0: valeur refusée pour «\u00a0{cle}\u00a0»\u00a0; {attendu}."
        ) from erreur
    except TomlIllisible as erreur:
        raise FauteDeSaisie(str(chemin), f"{chemin}\u00a0: fichier de paramètres illisible ({erreur}).") from erreur
