"""The settings of an installation: `relais.toml` in the home, each key overridable by the environment."""

from __future__ import annotations

import datetime as dt
import os
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from config.fichier_reglages import lire_fichier
from config.refus import attendu, proche, trouve
from formats.fichiers import motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.publics import Categorie

FICHIER = "relais.toml"
PREFIXE = "RELAIS_"
DEBIT_DOMAINE = 20
SECRETS = ("database_url", "smtp_url", "imap_url", "trace_url", "oauth__client_secret", "oauth__refresh_token")
INTERNES = ("RELAIS_SERVICE", "RELAIS_MOT_DE_PASSE")


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
    fin_mandat: dt.date | None = None


class Echeances(_Table):
    """Delays of the relay's habits, in working days of Moselle.

    `demande_heures`, `tableau_de_bord`: the working day of the month, from 1, when hours of the month before are asked
    for and dashboards leave; `retour_heures`: days given to answer; `relance_*`: least delay between two reminders.
    """

    reponse_faisabilite: int = Field(5, ge=1, le=60)
    calibrage: int = Field(10, ge=1, le=120)
    redaction: int = Field(10, ge=1, le=120)
    publication_sans_nouvelle: int = Field(5, ge=1, le=120)
    attributaires: int = Field(40, ge=1, le=250)
    reunion_demarrage: int = Field(20, ge=1, le=250)
    mise_en_oeuvre: int = Field(30, ge=1, le=250)
    suspension: int = Field(60, ge=1, le=250)
    relance_maitre_ouvrage: int = Field(10, ge=5, le=120)
    rappel_engagements: int = Field(5, ge=1, le=60)
    choix_modalites: int = Field(20, ge=1, le=120)
    fiche_de_poste: int = Field(10, ge=1, le=120)
    demande_heures: int = Field(1, ge=1, le=15)
    retour_heures: int = Field(5, ge=1, le=20)
    relance_heures: int = Field(5, ge=5, le=60)
    contestation: int = Field(5, ge=1, le=60)
    tableau_de_bord: int = Field(11, ge=2, le=20)
    reponse_offre: int = Field(5, ge=1, le=60)
    bilan: int = Field(20, ge=1, le=120)

    @property
    def releve(self) -> int:
        """The last working day of the month, from 1, to give the hours of the month before: « avant le » excludes."""
        return self.demande_heures + self.retour_heures - 1


class Heures(_Table):
    """Whether using companies declare the hours too; the difference, in hours, that is not a disagreement."""

    double_declaration: bool = False
    tolerance: Decimal = Field(Decimal(0), ge=0, le=50)


class Publics(_Table):
    categories: tuple[Categorie, ...] = tuple(Categorie)


class Courrier(_Table):
    """How incoming mail is trusted: the authserv-id of the relay's own server, absent where it adds none.

    `adresse_operation`: whether the mailbox takes addresses with a « + », so that answers carry their operation;
    `pieces_jointes_max_mo`: megabytes of attachments beyond which they leave as links, which live `liens_jours`;
    `conservation_mois`: how long the bytes of a mail that reached its end are kept; `debit_domaine`: mails per minute
    to one domain, 0 for no limit, by default 20 where `mail_debit` is not 0.
    """

    serveur_authentification: str | None = None
    adresse_operation: bool = False
    pieces_jointes_max_mo: int = Field(8, ge=1, le=25)
    liens_jours: int = Field(90, ge=1, le=366)
    conservation_mois: int = Field(36, ge=1, le=240)
    debit_domaine: int | None = Field(None, ge=0)


class Rgpd(_Table):
    """Months that what names people is kept once it has served; « à valider par le relais », as the day says.

    No text sets them for a relay (domaine §9.1); nothing is purged by them before `validees_le`, the day the relay
    settled them. `dossiers_mois`: after the last contract or training of a person; `courriels_recus_mois`: the content
    of a mail received; `copies_mois`: rehearsals, and what a restoration replaced.
    """

    dossiers_mois: int = Field(60, ge=1, le=240)
    courriels_recus_mois: int = Field(36, ge=1, le=240)
    copies_mois: int = Field(6, ge=1, le=60)
    validees_le: dt.date | None = None


class OAuth(_Table):
    """Login to the mail servers by OAuth 2.0, where their addresses hold no password; names are those of RFC 6749.

    With a refresh token, access tokens are asked for in its name; without one, in that of the application itself.
    """

    token_url: str | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None
    scope: str | None = None


class Settings(BaseSettings):
    """Every setting of contract §3; secrets may also come from `RELAIS_<KEY>_FILE`; empty is unset."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIXE, env_nested_delimiter="__", env_ignore_empty=True, extra="forbid", frozen=True
    )

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
    heures: Heures = Heures()
    publics: Publics = Publics()
    courrier: Courrier = Courrier()
    rgpd: Rgpd = Rgpd()
    oauth: OAuth = OAuth()

    @property
    def base(self) -> str:
        """The address of the database, its password included."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'relais.db'}"

    @property
    def debit_domaine(self) -> int:
        """Mails per minute to one domain; 0: no limit."""
        voulu = self.courrier.debit_domaine
        return voulu if voulu is not None else DEBIT_DOMAINE * bool(self.mail_debit)

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
        fichier = InitSettingsSource(settings_cls, init_kwargs=lire_fichier(_home() / FICHIER))
        secrets = InitSettingsSource(settings_cls, init_kwargs=_secrets())
        return init_settings, _sans_fichiers(env_settings), secrets, fichier


def _sans_fichiers(environnement: PydanticBaseSettingsSource) -> PydanticBaseSettingsSource:
    """The environment without `RELAIS_<TABLE>__<KEY>_FILE`, which would be taken for an unknown key of the table."""
    assert isinstance(environnement, EnvSettingsSource)
    fichiers = {f"{PREFIXE}{cle}_FILE".lower() for cle in SECRETS}
    lues = environnement.env_vars.items()
    environnement.env_vars = {nom: valeur for nom, valeur in lues if nom.lower() not in fichiers}
    return environnement


def _home() -> Path:
    return Path(os.environ.get(f"{PREFIXE}HOME") or "var").absolute()


def _secrets() -> dict[str, Any]:
    trouves: dict[str, Any] = {}
    for cle in SECRETS:
        nom = f"{PREFIXE}{cle.upper()}_FILE"
        if chemin := os.environ.get(nom):
            table, _, sous_cle = cle.rpartition("__")
            (trouves.setdefault(table, {}) if table else trouves)[sous_cle] = _lire_secret(nom, chemin)
    return trouves


def _lire_secret(nom: str, chemin: str) -> str:
    try:
        return Path(chemin).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as erreur:
        raison = motif(erreur) if isinstance(erreur, OSError) else "il n'est pas en UTF-8"
        phrase = f"{nom} : le fichier {chemin} ne peut pas être lu ({raison})."
        raise FauteDeSaisie(nom, typographier(phrase)) from erreur


@cache
def get_settings() -> Settings:
    """The settings of this process, read once. Raises FauteDeSaisie naming the variable or the key at fault."""
    _refuser_inconnues()
    try:
        return Settings(home=_home())
    except ValidationError as erreur:
        raise _faute(erreur) from erreur
    except SettingsError as erreur:
        raise _faute_de_forme(str(erreur)) from erreur


def variables() -> frozenset[str]:
    """Every variable of the environment that Relais knows."""
    connues = {f"{PREFIXE}{cle.upper()}_FILE" for cle in SECRETS} | set(INTERNES)
    for cle in Settings.model_fields:
        connues.add(f"{PREFIXE}{cle.upper()}")
        connues |= {f"{PREFIXE}{cle}__{sous_cle}".upper() for sous_cle in _cles(cle)}
    return frozenset(connues)


def _cles(table: str) -> list[str]:
    """The keys of a table of the file; none for a plain key."""
    champ = Settings.model_fields.get(table)
    espece = champ.annotation if champ else None
    return list(espece.model_fields) if isinstance(espece, type) and issubclass(espece, _Table) else []


def _refuser_inconnues() -> None:
    """A misspelt variable would be passed over in silence; its value, perhaps a password, is not repeated."""
    connues = {nom.removeprefix(PREFIXE) for nom in variables()}
    for nom in sorted(os.environ):
        court = nom.upper().removeprefix(PREFIXE)
        if nom.upper().startswith(PREFIXE) and court not in connues:
            phrase = (
                f"{nom} : variable inconnue de Relais{proche(court, connues, PREFIXE)} ; la corriger ou la retirer."
            )
            raise FauteDeSaisie(nom, typographier(phrase))


def _faute(erreur: ValidationError) -> FauteDeSaisie:
    premiere = erreur.errors(include_url=False)[0]
    chemin = [str(partie) for partie in premiere["loc"]]
    variable = PREFIXE + "__".join(chemin[:2] if _cles(chemin[0]) else chemin[:1]).upper()
    suite = f" ; reçu : {trouve(premiere['input'])}"
    if premiere["type"] == "extra_forbidden":
        suite = proche(chemin[-1], _cles(chemin[0]) if chemin[1:] else Settings.model_fields)
    elif "__".join(chemin) in SECRETS:
        suite = ""
    quoi = attendu(premiere["type"], premiere.get("ctx", {}))
    return FauteDeSaisie(variable, typographier(f"{variable} (ou {'.'.join(chemin)} dans {FICHIER}) : {quoi}{suite}."))


def _faute_de_forme(message: str) -> FauteDeSaisie:
    """A table or a list given by the environment is JSON."""
    champ = re.search(r'field "(\w+)"', message)
    variable = f"{PREFIXE}{champ[1].upper()}" if champ else PREFIXE
    phrase = (
        f"{variable} : la valeur n'est pas du JSON, qu'une table ou une liste demande dans l'environnement ; "
        f"l'écrire plutôt dans {FICHIER}."
    )
    return FauteDeSaisie(variable, typographier(phrase))
