"""The provider's token endpoint: what it is asked, what it answers, its refusals in French and without secrets."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from pydantic import SecretStr

from config.settings import OAuth
from courrier.pannes import motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, PanneExterne

DELAI_S = 20.0
DUREE_S = 300.0
"""Life of a token whose provider does not say it."""
_REPONSE_MAX = 200_000
_CAUSES = {
    "invalid_client": "l’application n’est pas reconnue : vérifier oauth.client_id et oauth.client_secret",
    "invalid_grant": "l’autorisation a expiré ou a été retirée : en redonner une dans oauth.refresh_token",
    "unauthorized_client": "l’application n’a pas droit à cette demande : vérifier ses droits chez le fournisseur",
    "unsupported_grant_type": "cette forme de demande n’est pas admise : donner un oauth.refresh_token",
    "invalid_scope": "la portée est refusée : vérifier oauth.scope",
    "invalid_request": "la demande est incomplète : vérifier oauth.scope et oauth.client_secret",
}


class JetonRefuse(PanneExterne):
    """The endpoint answered, and said no: our settings, or an authorisation withdrawn."""


@dataclass(frozen=True, kw_only=True)
class Reponse:
    """What the endpoint gave; `duree_s` from now; a new refresh token replaces the former."""

    access_token: str = field(repr=False)
    duree_s: float
    refresh_token: str | None = field(default=None, repr=False)


def verifier(reglages: OAuth, mode: str) -> None:
    """Raise FauteDeSaisie when a token could not be asked for, or would be asked outside while the mode is `essai`."""
    adresse = urllib.parse.urlsplit(reglages.token_url or "")
    if adresse.scheme not in {"https", "http"} or not adresse.hostname or adresse.username is not None:
        raise _faute("TOKEN_URL", "une adresse https est attendue, celle où le fournisseur donne les jetons")
    locale = _est_locale(adresse.hostname)
    if adresse.scheme == "http" and not (locale and mode == "essai"):
        raise _faute("TOKEN_URL", "une adresse https est attendue : un secret ne part jamais sans chiffrement")
    if mode != "reel" and not locale:
        raise _faute(
            "TOKEN_URL",
            f"le serveur {adresse.hostname} est distant alors que RELAIS_MAIL_MODE vaut « {mode} » ; "
            "passer RELAIS_MAIL_MODE à « reel » ou indiquer un serveur de cette machine",
        )
    if not reglages.client_id:
        raise _faute("CLIENT_ID", "l’identifiant de l’application chez le fournisseur manque")
    if reglages.client_secret is None and reglages.refresh_token is None:
        raise _faute("CLIENT_SECRET", "un secret d’application ou un jeton de renouvellement (refresh_token) manque")


def demander(reglages: OAuth, refresh_token: str | None) -> Reponse:
    """An access token. Raises JetonRefuse when the endpoint says no, PanneExterne when it does not answer."""
    champs = {
        "grant_type": "refresh_token" if refresh_token else "client_credentials",
        "refresh_token": refresh_token,
        "client_id": reglages.client_id,
        "client_secret": _clair(reglages.client_secret),
        "scope": reglages.scope,
    }
    corps = urllib.parse.urlencode({cle: valeur for cle, valeur in champs.items() if valeur}).encode()
    lu = _poster(str(reglages.token_url), corps)
    jeton, duree = lu.get("access_token"), lu.get("expires_in")
    if not isinstance(jeton, str) or not jeton.isascii() or not jeton.isprintable():
        raise PanneExterne(f"Le serveur de jetons {_hote(reglages)} répond sans jeton lisible.")
    renouvele = lu.get("refresh_token")
    return Reponse(
        access_token=jeton,
        duree_s=_secondes(duree),
        refresh_token=renouvele if isinstance(renouvele, str) and renouvele else None,
    )


def _poster(url: str, corps: bytes) -> dict[str, Any]:
    hote = urllib.parse.urlsplit(url).netloc
    requete = urllib.request.Request(url, corps, headers={"Accept": "application/json"})  # noqa: S310 - verified above
    try:
        with _ouvreur(url).open(requete, timeout=DELAI_S) as reponse:
            return _json(reponse.read(_REPONSE_MAX))
    except urllib.error.HTTPError as refus:
        with refus:
            raise _refus(hote, refus) from None
    except urllib.error.URLError as faute:
        raison = faute.reason if isinstance(faute.reason, OSError) else faute
        raise PanneExterne(_muet(hote, raison)) from None
    except (OSError, http.client.HTTPException, ValueError) as faute:
        raise PanneExterne(_muet(hote, faute)) from None


def _refus(hote: str, refus: urllib.error.HTTPError) -> PanneExterne:
    """4xx with an error of RFC 6749 §5.2 is a refusal; anything else is the state of the server."""
    try:
        code = _json(refus.read(_REPONSE_MAX)).get("error")
    except (OSError, http.client.HTTPException, ValueError):
        code = None
    if isinstance(code, str) and (cause := _CAUSES.get(code)):
        return JetonRefuse(typographier(f"Le serveur de jetons {hote} refuse ({code}) : {cause}."))
    if refus.code in {400, 401, 403, 404}:
        phrase = f"Le serveur de jetons {hote} refuse la demande (code {refus.code}) : vérifier la table oauth."
        return JetonRefuse(typographier(phrase))
    return PanneExterne(f"Le serveur de jetons {hote} ne peut pas répondre maintenant (code {refus.code}).")


def _muet(hote: str, faute: BaseException) -> str:
    if isinstance(faute, ssl.SSLCertVerificationError):
        return f"Le certificat du serveur de jetons {hote} est refusé ({faute.verify_message}) ; rien n’a été envoyé."
    return f"Le serveur de jetons {hote} ne répond pas ({motif(faute)})."


class _SansRenvoi(urllib.request.HTTPRedirectHandler):
    """A secret is not carried to another address."""

    def redirect_request(self, *_: object) -> None:
        return None


def _ouvreur(url: str) -> urllib.request.OpenerDirector:
    locale = _est_locale(urllib.parse.urlsplit(url).hostname or "")
    mandataire = [urllib.request.ProxyHandler({})] if locale else []
    return urllib.request.build_opener(_SansRenvoi(), *mandataire)


def _json(octets: bytes) -> dict[str, Any]:
    lu = json.loads(octets)
    return lu if isinstance(lu, dict) else {}


def _secondes(duree: object) -> float:
    try:
        return max(0.0, float(str(duree)))
    except ValueError:
        return DUREE_S


def _est_locale(hote: str) -> bool:
    try:
        return ip_address(hote).is_loopback
    except ValueError:
        return hote.lower() == "localhost"


def _clair(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _hote(reglages: OAuth) -> str:
    return urllib.parse.urlsplit(str(reglages.token_url)).netloc


def _faute(cle: str, quoi: str) -> FauteDeSaisie:
    variable = f"RELAIS_OAUTH__{cle}"
    return FauteDeSaisie(variable, typographier(f"{variable} (ou oauth.{cle.lower()} dans relais.toml) : {quoi}."))
