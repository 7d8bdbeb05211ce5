"""Addresses of mail servers, as written in the settings: `imaps://user:password@host:port/INBOX`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie


class Securite(Enumeration):
    CLAIR = "clair", "sans chiffrement"
    STARTTLS = "starttls", "STARTTLS"
    TLS = "tls", "TLS"


_SCHEMAS = {
    "imap": (Securite.CLAIR, 143),
    "imap+starttls": (Securite.STARTTLS, 143),
    "imaps": (Securite.TLS, 993),
    "smtp": (Securite.CLAIR, 25),
    "smtp+starttls": (Securite.STARTTLS, 587),
    "smtps": (Securite.TLS, 465),
}

ADRESSE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
"""An e-mail address that every server takes: no quoting, no accents, nothing that a header or a command could hide."""


@dataclass(frozen=True, kw_only=True)
class AdresseServeur:
    """Where a server is and how to log in; its `repr` never shows the password."""

    reglage: str
    securite: Securite
    hote: str
    port: int
    utilisateur: str | None = None
    mot_de_passe: str | None = field(default=None, repr=False)
    boite: str = "INBOX"

    @property
    def locale(self) -> bool:
        """Whether the server is on this machine's loopback; a name other than `localhost` is not looked up."""
        try:
            return ip_address(self.hote).is_loopback
        except ValueError:
            return self.hote.lower() == "localhost"

    @property
    def point(self) -> str:
        """`host:port`, for sentences."""
        return f"{self.hote}:{self.port}"


def lire_url(url: str, reglage: str) -> AdresseServeur:
    """The server of a setting such as `RELAIS_IMAP_URL`, user, password and mailbox percent-decoded as UTF-8.

    Raises FauteDeSaisie, naming the setting and never showing the address, which may hold a password.
    """
    try:
        parties = urlsplit(url.strip())
        return _adresse(parties, reglage)
    except (ValueError, UnicodeDecodeError):
        raise FauteDeSaisie(reglage, _illisible(reglage)) from None


def verifier_mode(url: str, mode: str, reglage: str = "RELAIS_SMTP_URL") -> AdresseServeur:
    """The server, once the mail mode allows it: `essai` writes to loopback only. Raises FauteDeSaisie otherwise."""
    adresse = lire_url(url, reglage)
    if mode != "reel" and not adresse.locale:
        raise FauteDeSaisie(
            reglage,
            f"{reglage} : le serveur {adresse.hote} est distant alors que RELAIS_MAIL_MODE vaut « {mode} », "
            "qui n’écrit que sur cette machine ; passez RELAIS_MAIL_MODE à « reel » ou indiquez un serveur local.",
        )
    return adresse


def _adresse(parties: SplitResult, reglage: str) -> AdresseServeur:
    famille = "smtp" if "SMTP" in reglage else "imap"
    if parties.scheme not in _SCHEMAS or not parties.scheme.startswith(famille):
        raise FauteDeSaisie(reglage, _schema_attendu(reglage, famille))
    if not parties.hostname or parties.query or parties.fragment:
        raise ValueError
    securite, port = _SCHEMAS[parties.scheme]
    return AdresseServeur(
        reglage=reglage,
        securite=securite,
        hote=parties.hostname,
        port=parties.port or port,
        utilisateur=_decode(parties.username),
        mot_de_passe=_decode(parties.password),
        boite=_decode(parties.path.strip("/")) or "INBOX",
    )


def _decode(morceau: str | None) -> str | None:
    if morceau is None:
        return None
    texte = unquote(morceau, errors="strict")
    if any(ord(lettre) < ord(" ") for lettre in texte):
        raise ValueError
    return texte


def _illisible(reglage: str) -> str:
    return (
        f"{reglage} : adresse de serveur illisible ; forme attendue : "
        "schéma://utilisateur:motdepasse@serveur:port/dossier, les caractères spéciaux de l’utilisateur et du "
        "mot de passe étant codés (%40 pour @, %2F pour /, %3A pour :)."
    )


def _schema_attendu(reglage: str, famille: str) -> str:
    return f"{reglage} : l’adresse doit commencer par {famille}://, {famille}+starttls:// ou {famille}s://."
