"""Login by OAuth 2.0: an access token asked of the provider, kept in memory until shortly before it expires.

The provider's endpoint is spoken to as RFC 6749 says (§4.4 client credentials, §6 refresh token); the token is shown to
mail servers by XOAUTH2. Used by every server whose address names a user and no password.
"""

from __future__ import annotations

import smtplib
import threading
import time
from base64 import b64encode
from dataclasses import dataclass, field

from config.paths import Paths
from config.settings import OAuth, get_settings
from courrier import oauth_guichet
from courrier.adresses import AdresseServeur, Securite
from courrier.oauth_renouvellement import renouvellement
from metier.fautes import PanneExterne

MARGE_S = 120.0
ACCEPTE, SUITE = 235, 334
REFUSES = frozenset({530, 534, 535, 538})


@dataclass(frozen=True, kw_only=True)
class Jeton:
    """An access token and the monotonic instant from which it is no longer used."""

    valeur: str = field(repr=False)
    jusqua: float

    @property
    def frais(self) -> bool:
        return time.monotonic() < self.jusqua


_verrou = threading.Lock()
_jetons: dict[OAuth, Jeton] = {}


def s_applique(adresse: AdresseServeur) -> bool:
    """Whether that server is logged in to by OAuth: a user, no password, and a provider in the settings."""
    return bool(adresse.utilisateur) and adresse.mot_de_passe is None and get_settings().oauth.token_url is not None


def verifier_reglages() -> None:
    """Raise FauteDeSaisie when a provider is set and a token could not be asked of it; nothing is sent."""
    reglages = get_settings().oauth
    if reglages.token_url is not None:
        oauth_guichet.verifier(reglages, get_settings().mail_mode)


def jeton(refuse: str | None = None) -> str:
    """An access token that is neither about to expire nor the one that was turned down.

    Raises FauteDeSaisie when the settings are at fault, PanneExterne when no token can be had.
    """
    verifier_reglages()
    reglages = get_settings().oauth
    with _verrou:
        connu = _jetons.get(reglages)
        if connu is None or not connu.frais or connu.valeur == refuse:
            connu = _jetons[reglages] = _obtenir(reglages)
        return connu.valeur


def oublier() -> None:
    """The next login asks for a new token: the link was cut at the last one, perhaps because of it."""
    with _verrou:
        _jetons.clear()


def xoauth2(adresse: AdresseServeur, valeur: str) -> bytes:
    """What is shown to the server, not yet in base64. Raises PanneExterne where it would travel in clear text."""
    if adresse.securite is Securite.CLAIR and not adresse.locale:
        raise PanneExterne(
            f"{adresse.reglage}\u202f: le serveur {adresse.hote} serait joint sans chiffrement, et un jeton "
            "OAuth 2.0 ne part que chiffré\u202f; écrire l’adresse en imaps, smtps ou +starttls."
        )
    return f"user={adresse.utilisateur}\1auth=Bearer {valeur}\1\1".encode()


def identifier_smtp(session: smtplib.SMTP, adresse: AdresseServeur) -> tuple[int, bytes]:
    """AUTH XOAUTH2, once more with a new token when the first is turned down; the server's answer.

    Raises FauteDeSaisie, PanneExterne, and what smtplib raises when the link is lost.
    """
    valeur = jeton()
    try:
        code, texte = _presenter(session, adresse, valeur)
    except (OSError, smtplib.SMTPServerDisconnected):
        oublier()
        raise
    if code in REFUSES:
        code, texte = _presenter(session, adresse, jeton(refuse=valeur))
    return code, texte


def _presenter(session: smtplib.SMTP, adresse: AdresseServeur, valeur: str) -> tuple[int, bytes]:
    code, texte = session.docmd("AUTH", f"XOAUTH2 {b64encode(xoauth2(adresse, valeur)).decode('ascii')}")
    return session.docmd("") if code == SUITE else (code, texte)  # the error is in base64; an empty line ends it


def _obtenir(reglages: OAuth) -> Jeton:
    try:
        with renouvellement(reglages, Paths(get_settings().home)) as cours:
            reponse = oauth_guichet.demander(reglages, cours.jeton)
            if reponse.refresh_token:
                cours.retenir(reponse.refresh_token)
    except OSError as faute:
        raise PanneExterne(
            "Le jeton de renouvellement OAuth 2.0 ne peut pas être lu ou gardé dans le dossier « secrets »."
        ) from faute
    duree = max(reponse.duree_s - MARGE_S, reponse.duree_s / 2)
    return Jeton(valeur=reponse.access_token, jusqua=time.monotonic() + duree)
