"""The settings as `relais.toml` holds them: what the environment imposes over them, what a changed file would give."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import InitSettingsSource, PydanticBaseSettingsSource

from config.ecriture_reglages import Chemin
from config.fichier_reglages import lire_fichier
from config.refus import attendu, trouve
from config.settings import FICHIER, PREFIXE, SECRETS, Settings, get_settings
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, FautesDeSaisie

ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class Ecrits:
    """The file: its text, what it says, a signature that changes whenever it is written."""

    texte: str
    contenu: dict[str, Any]
    signature: str

    def valeur(self, chemin: Chemin) -> Any:  # noqa: ANN401 - any value of TOML
        """What the file says of a key, None where it says nothing."""
        table, cle = chemin
        ou = self.contenu.get(table, {}) if table else self.contenu
        return ou.get(cle) if isinstance(ou, dict) else None


def fichier() -> Path:
    """Where the settings of this installation are written."""
    return get_settings().home / FICHIER


def lire(chemin: Path | None = None) -> Ecrits:
    """The file, that of the installation by default, as it is now; empty when there is none.

    Raises FauteDeSaisie when it cannot be read.
    """
    chemin = chemin or fichier()
    signature = signature_de(chemin)
    contenu = lire_fichier(chemin)
    texte = chemin.read_text(encoding="utf-8-sig") if signature != ABSENT else ""
    return Ecrits(texte=texte, contenu=contenu, signature=signature)


def signature_de(chemin: Path) -> str:
    """What tells a writing of the file from another; nothing of what it holds."""
    try:
        etat = chemin.stat()
    except OSError:
        return ABSENT
    return f"{etat.st_mtime_ns}-{etat.st_size}"


def imposes() -> dict[Chemin, str]:
    """The variable of the environment that sets each key over the file, for those that one sets."""
    presentes = {nom.upper() for nom, valeur in os.environ.items() if valeur}
    trouves: dict[Chemin, str] = {}
    for table, cle in cles():
        candidats = _variables(table, cle)
        if variable := next((une for une in candidats if une in presentes), None):
            trouves[table, cle] = variable
    return trouves


def cles() -> list[Chemin]:
    """Every key of the file, those of tables with their table."""
    connues: list[Chemin] = []
    for nom, champ in Settings.model_fields.items():
        espece = champ.annotation
        if isinstance(espece, type) and issubclass(espece, BaseModel):
            connues += [(nom, cle) for cle in espece.model_fields]
        else:
            connues.append(("", nom))
    return connues


def _variables(table: str, cle: str) -> list[str]:
    nom = f"{table}__{cle}" if table else cle
    seules = [f"{PREFIXE}{nom}".upper(), *([f"{PREFIXE}{table}".upper()] if table else [])]
    return [*seules, f"{seules[0]}_FILE"] if nom in SECRETS else seules


def candidat(contenu: dict[str, Any]) -> Settings:
    """The settings that a file holding that would give. Raises FautesDeSaisie naming each key, as `relais.nom`."""

    class _Candidat(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[Settings],  # type: ignore[override]
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            *autres, _ = super().settings_customise_sources(
                settings_cls, init_settings, env_settings, dotenv_settings, file_secret_settings
            )
            return *autres, InitSettingsSource(settings_cls, init_kwargs=contenu)

    try:
        return _Candidat(home=get_settings().home)
    except ValidationError as erreur:
        raise FautesDeSaisie(fautes_par_cle(erreur)) from None


def fautes_par_cle(erreur: ValidationError) -> list[FauteDeSaisie]:
    """What is wrong with each key, named as `relais.nom`."""
    return [_faute(une) for une in erreur.errors(include_url=False)]


def _faute(erreur: Any) -> FauteDeSaisie:  # noqa: ANN401 - a fault as pydantic describes it
    chemin = [str(partie) for partie in erreur["loc"]]
    champ = chemin[0] if ("", chemin[0]) in cles() else ".".join(chemin[:2])
    quoi = attendu(erreur["type"], erreur.get("ctx", {}))
    suite = "" if "__".join(chemin) in SECRETS else f" ; reçu : {trouve(erreur['input'])}"
    phrase = f"{quoi[:1].upper()}{quoi[1:]}{suite}."
    return FauteDeSaisie(champ, typographier(phrase))
