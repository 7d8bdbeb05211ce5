"""An SMTP connection opened and logged in: verified TLS, never a fall back to clear text, UTF-8 passwords."""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from functools import cache

from courrier import oauth
from courrier.adresses import AdresseServeur, Securite
from courrier.issues import ConfigurationEnFaute, Issue, ServeurIndisponible
from courrier.oauth_guichet import JetonRefuse
from courrier.pannes import motif
from metier.fautes import FauteDeSaisie, PanneExterne

DELAI_S = 60.0
_PERMANENT = 500


class Arret(Exception):
    """The outcome is known before the message was handed over."""

    def __init__(self, issue: Issue) -> None:
        super().__init__()
        self.issue = issue


class LiaisonPerdue(Arret):
    """The server said nothing: the link broke, or the wait was too long."""


def ouvrir(adresse: AdresseServeur, contexte: ssl.SSLContext | None, domaine: str) -> smtplib.SMTP:
    """A connection ready for MAIL; `domaine` is what EHLO announces. Raises Arret with the outcome of the batch."""
    if adresse.securite is not Securite.CLAIR:
        contexte = contexte or _verification()
    try:
        session = _connecter(adresse, contexte, domaine)
    except ssl.SSLCertVerificationError as faute:
        raise Arret(ConfigurationEnFaute(reponse=f"certificat refusé : {faute.verify_message}")) from None
    except smtplib.SMTPResponseException as faute:
        raise Arret(_selon_code(faute.smtp_code, en_clair(faute.smtp_code, faute.smtp_error))) from None
    except (OSError, smtplib.SMTPServerDisconnected) as faute:
        raise Arret(ServeurIndisponible(reponse=f"serveur injoignable : {motif(faute)}")) from None
    try:
        _preparer(session, adresse, contexte)
    except BaseException:
        session.close()
        raise
    return session


def en_clair(code: int, texte: bytes | str) -> str:
    """`250 2.0.0 queued`, on one line; « réponse illisible » when it begins with no number."""
    if code < 0:
        return "réponse illisible"
    lisible = texte.decode("utf-8", "replace") if isinstance(texte, bytes) else texte
    return f"{code} {' '.join(lisible.split())}"[:500].strip()


@cache
def _verification() -> ssl.SSLContext:
    """The authorities of the machine, read once: it takes a tenth of a second."""
    return ssl.create_default_context()


def _connecter(adresse: AdresseServeur, contexte: ssl.SSLContext | None, domaine: str) -> smtplib.SMTP:
    if adresse.securite is Securite.TLS:
        session: smtplib.SMTP = smtplib.SMTP_SSL(
            adresse.hote, adresse.port, local_hostname=domaine, timeout=DELAI_S, context=contexte
        )
    else:
        session = smtplib.SMTP(adresse.hote, adresse.port, local_hostname=domaine, timeout=DELAI_S)
    assert session.sock is not None
    session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the final dot goes alone
    return session


def _preparer(session: smtplib.SMTP, adresse: AdresseServeur, contexte: ssl.SSLContext | None) -> None:
    try:
        session.ehlo_or_helo_if_needed()
        if adresse.securite is Securite.STARTTLS:
            session.starttls(context=contexte)
            session.ehlo()
        if adresse.utilisateur is not None:
            _authentifier(session, adresse)
    except ssl.SSLCertVerificationError as faute:
        raise Arret(ConfigurationEnFaute(reponse=f"certificat refusé : {faute.verify_message}")) from None
    except smtplib.SMTPNotSupportedError:
        raise Arret(ConfigurationEnFaute(reponse="STARTTLS n’est pas proposé par le serveur")) from None
    except smtplib.SMTPResponseException as faute:
        raise Arret(_selon_code(faute.smtp_code, en_clair(faute.smtp_code, faute.smtp_error))) from None
    except (OSError, smtplib.SMTPException) as faute:
        raise Arret(ServeurIndisponible(reponse=f"serveur injoignable : {motif(faute)}")) from None


def _authentifier(session: smtplib.SMTP, adresse: AdresseServeur) -> None:
    """OAuth where set; PLAIN, or LOGIN where the server has only that; smtplib refuses passwords not in ASCII."""
    utilisateur, secret = adresse.utilisateur or "", adresse.mot_de_passe or ""
    modes = session.esmtp_features.get("auth", "").upper().split()
    if oauth.s_applique(adresse):
        code, texte = _par_jeton(session, adresse, modes)
    elif "PLAIN" in modes:
        jeton = _base64(f"\0{utilisateur}\0{secret}")
        code, texte = session.docmd("AUTH", f"PLAIN {jeton}")
    elif "LOGIN" in modes:
        code, texte = _login(session, utilisateur, secret)
    else:
        raise Arret(ConfigurationEnFaute(reponse="le serveur n’accepte aucun mot de passe (ni PLAIN ni LOGIN)"))
    if code != 235:  # noqa: PLR2004 - « authentication successful »
        raise Arret(_selon_code(code, en_clair(code, texte)))


def _par_jeton(session: smtplib.SMTP, adresse: AdresseServeur, modes: list[str]) -> tuple[int, bytes]:
    if "XOAUTH2" not in modes:
        raise Arret(ConfigurationEnFaute(reponse="le serveur ne propose pas OAuth 2.0 (XOAUTH2)"))
    try:
        return oauth.identifier_smtp(session, adresse)
    except (FauteDeSaisie, JetonRefuse) as faute:
        raise Arret(ConfigurationEnFaute(reponse=faute.phrase)) from None
    except PanneExterne as panne:
        raise Arret(ServeurIndisponible(reponse=panne.phrase)) from None


def _login(session: smtplib.SMTP, utilisateur: str, secret: str) -> tuple[int, bytes]:
    reponse = session.docmd("AUTH", f"LOGIN {_base64(utilisateur)}")
    return session.docmd(_base64(secret)) if reponse[0] == 334 else reponse  # noqa: PLR2004 - « password? »


def _base64(texte: str) -> str:
    return b64encode(texte.encode()).decode("ascii")


def _selon_code(code: int, reponse: str) -> Issue:
    """Before any recipient is named, 5xx is our configuration, anything else the server's state."""
    if code >= _PERMANENT:
        return ConfigurationEnFaute(reponse=reponse)
    return ServeurIndisponible(reponse=reponse)
