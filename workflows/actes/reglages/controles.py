"""What settings must say together before they are written: what each key admits alone is said by `Settings`."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from config.identites import Identite
from config.settings import Settings
from courrier import oauth_guichet
from courrier.adresses import ADRESSE, lire_url
from documents.logo import read_logo
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

ADRESSES = ("relais.courriel", "facilitateur.courriel")
BOITES = {"smtp_url": "RELAIS_SMTP_URL", "imap_url": "RELAIS_IMAP_URL", "trace_url": "RELAIS_TRACE_URL"}
MODE = "mail_mode"


def controler(settings: Settings, changees: frozenset[str]) -> list[FauteDeSaisie]:
    """What is wrong with the keys that changed or with what they go with, each named as `relais.nom`."""
    fautes = [*_adresses(settings), *_publics(settings), *_portail(settings), *_logo(settings, changees)]
    fautes = [faute for faute in fautes if faute.champ in changees]
    if changees & {MODE, *BOITES} or any(cle.startswith("oauth.") for cle in changees):
        fautes += [*_serveurs(settings, changees), *_oauth(settings, changees)]
    return fautes


def controler_identite(identite: Identite, changees: frozenset[str]) -> list[FauteDeSaisie]:
    """The same for the file of a further relay."""
    fautes = [*_adresses(identite), *_logo(identite, changees)]
    return [faute for faute in fautes if faute.champ in changees]


def _adresses(settings: Settings | Identite) -> Iterator[FauteDeSaisie]:
    for champ in ADRESSES:
        table, cle = champ.split(".")
        ecrite = getattr(getattr(settings, table), cle)
        if ecrite and not ADRESSE.fullmatch(ecrite):
            yield _faute(champ, f"« {ecrite[:80]} » n'est pas une adresse de courriel ; par exemple nom@relais.example")


def _publics(settings: Settings) -> Iterator[FauteDeSaisie]:
    if not settings.publics.categories:
        yield _faute("publics.categories", "aucun critère n'est coché ; le relais en accepte au moins un")


def _portail(settings: Settings) -> Iterator[FauteDeSaisie]:
    if settings.portail_url is None:
        return
    try:
        parties = urlsplit(settings.portail_url)
        bonne = (
            parties.scheme in {"http", "https"} and bool(parties.hostname) and not (parties.query or parties.fragment)
        )
    except ValueError:
        bonne = False
    if not bonne:
        yield _faute("portail_url", "une adresse complète est attendue, comme https://clauses.relais.example")


def _logo(settings: Settings | Identite, changees: frozenset[str]) -> Iterator[FauteDeSaisie]:
    if "relais.logo" not in changees:
        return
    try:
        read_logo(settings.relais)
    except FauteDeSaisie as faute:
        yield faute


def _serveurs(settings: Settings, changees: frozenset[str]) -> Iterator[FauteDeSaisie]:
    for cle, variable in BOITES.items():
        url: SecretStr | None = getattr(settings, cle)
        if url is None:
            continue
        try:
            adresse = lire_url(url.get_secret_value(), variable)
        except FauteDeSaisie as faute:
            yield FauteDeSaisie(cle, faute.phrase)
            continue
        if settings.mail_mode != "reel" and not adresse.locale:
            yield _faute(
                cle if cle in changees else MODE,
                f"le serveur {adresse.hote} est distant, et en mode d'essai rien ne sort de cette machine ; passez "
                "d'abord les envois en mode réel, ou indiquez un serveur de cette machine",
            )


def _oauth(settings: Settings, changees: frozenset[str]) -> Iterator[FauteDeSaisie]:
    if settings.oauth.token_url is None:
        return
    try:
        oauth_guichet.verifier(settings.oauth, settings.mail_mode)
    except FauteDeSaisie as faute:
        champ = faute.champ.removeprefix("RELAIS_").lower().replace("__", ".")
        dit = faute.phrase.partition("\u00a0: ")[2] or faute.phrase
        yield FauteDeSaisie(MODE if MODE in changees else champ, dit[:1].upper() + dit[1:])


def _faute(champ: str, quoi: str) -> FauteDeSaisie:
    return FauteDeSaisie(champ, typographier(f"{quoi[:1].upper()}{quoi[1:]}."))
