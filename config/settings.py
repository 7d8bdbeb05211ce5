"""The settings of an installation: `relais.toml` in the home, each key overridable by the environment."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from metier.fautes import FauteDeSaisie
from metier.publics import Categorie

FICHIER = "relais.toml"
PREFIXE = "RELAIS_"
SECRETS = ("database_url", "smtp_url", "imap_url", "trace_url")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IdentiteRelais(_Table):
    """The structure that carries the facilitateur; what is absent prints as « [à compléter] »."""

    nom: str | None = None
    statut: str | None = None
    adresse: str | None = None
    telephone: str | None = None
    courriel: str | None = None
    territoire: str | None = None
    horaires: str | None = None
    logo: str | None = None


class Facilitateur(_Table):
    nom: str | None = None
    fonction: str | None = None
    courriel: str | None = None
    telephone: str | None = None
    suppleant: str | None = None


class Echeances(_Table):
    """Delays of the relay's habits, in working days of Moselle."""

    reponse_faisabilite: int = Field(5, ge=1, le=60)
    calibrage: int = Field(10, ge=1, le=120)
    redaction: int = Field(10, ge=1, le=120)
    publication_sans_nouvelle: int = Field(5, ge=1, le=120)


class Publics(_Table):
    categories: tuple[Categorie, ...] = tuple(Categorie)


class Courrier(_Table):
    """How incoming mail is trusted: the authserv-id of the relay's own server, absent where it adds none."""

    serveur_authentification: str | None = None


class Settings(BaseSettings):
    """Every setting of contract §3; secrets may also come from `RELAIS_<KEY>_FILE`."""

    model_config = SettingsConfigDict(env_prefix=PREFIXE, env_nested_delimiter="__", extra="forbid", frozen=True)

    home: Path = Path("var")
    database_url: SecretStr | None = None
    smtp_url: SecretStr | None = None
    imap_url: SecretStr | None = None
    trace_url: SecretStr | None = None
    mail_mode: Literal["essai", "reel"] = "essai"
    mail_reprise_s: int = Field(300, ge=0)
    mail_debit: int = Field(20, ge=0)
    portail_host: str = "127.0.0.1"
    portail_port: int = Field(8000, ge=1, le=65535)
    portail_url: str | None = None
    portail_debit: int = Field(60, ge=0)
    prefect_port: int = Field(4200, ge=1, le=65535)
    jeton_jours: int = Field(45, ge=1)
    date: dt.date | None = None
    relais: IdentiteRelais = IdentiteRelais()
    facilitateur: Facilitateur = Facilitateur()
    echeances: Echeances = Echeances()
    publics: Publics = Publics()
    courrier: Courrier = Courrier()

    @property
    def base(self) -> str:
        """The address of the database, its password included."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'relais.db'}"

    @property
    def adresse_portail(self) -> str:
        return self.portail_url or f"http://{self.portail_host}:{self.portail_port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - imposed signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - imposed signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        fichier = InitSettingsSource(settings_cls, init_kwargs=_fichier(_home()))
        secrets = InitSettingsSource(settings_cls, init_kwargs=_secrets())
        return init_settings, env_settings, secrets, fichier


def _home() -> Path:
    return Path(os.environ.get(f"{PREFIXE}HOME") or "var").absolute()


def _fichier(home: Path) -> dict[str, Any]:
    chemin = home / FICHIER
    try:
        return tomllib.loads(chemin.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as erreur:
        raise FauteDeSaisie(str(chemin), f"{chemin} : fichier de réglages illisible ({erreur}).") from erreur


def _secrets() -> dict[str, str]:
    trouves: dict[str, str] = {}
    for cle in SECRETS:
        nom = f"{PREFIXE}{cle.upper()}_FILE"
        if chemin := os.environ.get(nom):
            try:
                trouves[cle] = Path(chemin).read_text(encoding="utf-8").strip()
            except OSError as erreur:
                raise FauteDeSaisie(nom, f"{nom} : le fichier {chemin} ne peut pas être lu.") from erreur
    return trouves


@cache
def get_settings() -> Settings:
    """The settings of this process, read once. Raises FauteDeSaisie naming the variable or the key at fault."""
    try:
        settings = Settings(home=_home())
    except ValidationError as erreur:
        raise _faute(erreur) from erreur
    return settings


def _faute(erreur: ValidationError) -> FauteDeSaisie:
    premiere = erreur.errors(include_url=False)[0]
    chemin = [str(partie) for partie in premiere["loc"]]
    variable = PREFIXE + "__".join(chemin).upper()
    valeur = "" if chemin[0] in SECRETS else f" ; reçu : « {premiere['input']} »"
    attendu = _attendu(premiere["type"], premiere.get("ctx", {}))
    return FauteDeSaisie(variable, f"{variable} (ou {'.'.join(chemin)} dans {FICHIER}) : {attendu}{valeur}.")


def _attendu(code: str, contexte: dict[str, Any]) -> str:
    """What a validation code of pydantic means for a reader."""
    phrases = {
        "extra_forbidden": "réglage inconnu",
        "literal_error": f"valeur attendue : {contexte.get('expected', '')}".replace(" or ", " ou "),
        "greater_than_equal": f"un nombre au moins égal à {contexte.get('ge')} est attendu",
        "less_than_equal": f"un nombre au plus égal à {contexte.get('le')} est attendu",
        "int_parsing": "un nombre entier est attendu",
        "enum": "valeur hors de la liste admise",
    }
    if code.startswith("date"):
        return "une date AAAA-MM-JJ est attendue"
    return phrases.get(code, "valeur refusée")
