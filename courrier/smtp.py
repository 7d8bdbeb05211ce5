"""One sender: a connection reused, the SMTP commands called one by one, the outcome of each message named.

`smtplib.sendmail` drops the final 250 text, the best proof of hand-over, and mixes recipients: it is not used.
"""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from functools import lru_cache
from types import TracebackType
from typing import Self

from courrier.adresses import ADRESSE, verifier_mode
from courrier.enveloppe import PRET, Enveloppe, Reponse
from courrier.issues import (
    AReessayer,
    ConfigurationEnFaute,
    Envoye,
    Incertain,
    Issue,
    Refuse,
    ServeurIndisponible,
)
from courrier.pannes import motif
from courrier.refus import ADRESSE_FAUSSE, BOITE_PLEINE, RELAIS_REFUSE, nous_vise
from courrier.session_smtp import Arret, LiaisonPerdue, en_clair, ouvrir

DELAI_FIN_S = 600.0
TRANSMISSION_S = 900.0
"""The longest that the message may take to be handed over, sleep of the machine included: nothing is sent after it."""
CONFIGURATION = frozenset({501, 503, 530, 534, 535, 538})
FERMETURE = 421
TROP_GROS = 552
_PERMANENT = 500
_PROVISOIRE = 400

_FINS_DE_LIGNE = re.compile(rb"\r\n|\r|\n")
_POINTS = re.compile(rb"(?m)^\.")


class Expediteur:
    """Sends to one server, opening the connection at the first message and again after any fault. One thread uses it.

    Raises FauteDeSaisie at once when the address is unreadable, or remote while the mode is `essai`.
    """

    def __init__(
        self, url: str, *, mode: str, reglage: str = "RELAIS_SMTP_URL", contexte: ssl.SSLContext | None = None
    ) -> None:
        self._adresse = verifier_mode(url, mode, reglage)
        self._contexte = contexte
        self._session: smtplib.SMTP | None = None
        self._en_groupe = True

    def envoyer(self, octets: bytes, expediteur: str, destinataire: str, *, suite: bytes = b"") -> Issue:
        """Hand the frozen bytes over, for that one recipient: what the server does is the Issue, nothing is raised.

        `suite` follows `octets`, which then end a line: what other recipients receive too is made ready once.
        """
        if not ADRESSE.fullmatch(destinataire):
            return Refuse(reponse="adresse mal formée", adresse_en_cause=True)
        if not ADRESSE.fullmatch(expediteur):
            return ConfigurationEnFaute(reponse="adresse du relais mal formée")
        corps = (_transparent(octets) if octets else b"") + (_transparente(suite) if suite else b"")
        limite = time.time() + TRANSMISSION_S
        try:
            session = self._session_prete(expediteur, destinataire, len(corps))
            self._emettre(session, corps)
            self._renoncer_apres(limite)
        except Arret as arret:
            return arret.issue
        return self._conclure(session)

    def fermer(self) -> None:
        """Close the connection without waiting for the server's farewell; never raises."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, faute: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fermer()

    def _session_prete(self, expediteur: str, destinataire: str, taille: int) -> smtplib.SMTP:
        """A connection whose server waits for the message; one that died since the last one is opened again, once.

        So is one lost over commands said together, from then on said one by one: what stands before a server may not
        keep to what it announces.
        """
        neuve = self._session is None
        if self._session is None:
            self._session = ouvrir(self._adresse, self._contexte, expediteur.rpartition("@")[2])
        session = self._session
        enveloppe = Enveloppe(session, expediteur, destinataire, taille=taille, en_groupe=self._en_groupe)
        try:
            self._annoncer(enveloppe)
        except Arret as arret:
            morte = not neuve and enveloppe.rang == 1 and isinstance(arret.issue, ServeurIndisponible)
            if not morte and not (enveloppe.en_groupe and isinstance(arret, LiaisonPerdue)):
                raise
            self._en_groupe = self._en_groupe and morte
            return self._session_prete(expediteur, destinataire, taille)
        return session

    def _annoncer(self, enveloppe: Enveloppe) -> None:
        """MAIL, RCPT and DATA accepted. Raises Arret with the outcome of the first that is not."""
        code, texte = 0, b""
        for issue in (_issue_mail, _issue_rcpt, _issue_data):
            code, texte = self._reponse(enveloppe, au_destinataire=issue is _issue_rcpt)
            if code >= _PROVISOIRE:
                self._abandonner(enveloppe)
                raise Arret(issue(code, en_clair(code, texte)))
        if code != PRET:
            self.fermer()
            raise Arret(ServeurIndisponible(reponse=f"réponse inattendue : {en_clair(code, texte)}"))

    def _reponse(self, enveloppe: Enveloppe, *, au_destinataire: bool) -> Reponse:
        """The answer to the next command. Raises Arret when the link is lost or the server leaves."""
        try:
            code, texte = enveloppe.suivante()
        except (OSError, smtplib.SMTPException) as faute:
            raise self._perdue(faute) from None
        if code in {FERMETURE, -1}:
            self.fermer()
            au_destinataire = au_destinataire and code == FERMETURE
            raise Arret(ServeurIndisponible(reponse=en_clair(code, texte), au_destinataire=au_destinataire))
        return code, texte

    def _emettre(self, session: smtplib.SMTP, corps: bytes) -> None:
        """All but the final dot: a link lost here leaves no doubt, the message was not taken."""
        try:
            session.send(corps)
        except (OSError, smtplib.SMTPException) as faute:
            raise self._perdue(faute) from None

    def _renoncer_apres(self, limite: float) -> None:
        """Too late, another sender may hold the message: without its final dot the server drops it."""
        if time.time() > limite:
            self.fermer()
            raise Arret(ServeurIndisponible(reponse="transmission trop longue, abandonnée avant la fin"))

    def _conclure(self, session: smtplib.SMTP) -> Issue:
        """The final dot: from here to the answer, the outcome is in doubt."""
        try:
            assert session.sock is not None
            session.sock.settimeout(DELAI_FIN_S)
            session.send(b".\r\n")
            code, texte = session.getreply()
            session.sock.settimeout(session.timeout)
        except (OSError, smtplib.SMTPException) as faute:
            self.fermer()
            return Incertain(reponse=f"liaison perdue après la remise : {motif(faute)}")
        issue = _issue_data(code, en_clair(code, texte))
        if isinstance(issue, ServeurIndisponible | Incertain):
            self.fermer()
        return issue

    def _perdue(self, faute: Exception) -> LiaisonPerdue:
        self.fermer()
        return LiaisonPerdue(ServeurIndisponible(reponse=f"liaison perdue : {motif(faute)}"))

    def _abandonner(self, enveloppe: Enveloppe) -> None:
        """Forget the transaction, keep the connection if it still answers."""
        try:
            enveloppe.abandonner()
        except (OSError, smtplib.SMTPException):
            self.fermer()


def _transparent(octets: bytes) -> bytes:
    """CRLF line ends and doubled leading dots (RFC 5321 §4.5.2), ending with a line end."""
    if not octets.count(b"\n") == octets.count(b"\r") == octets.count(b"\r\n"):
        octets = _FINS_DE_LIGNE.sub(b"\r\n", octets)
    if octets.startswith(b".") or b"\n." in octets:
        octets = _POINTS.sub(b"..", octets)
    return octets if octets.endswith(b"\r\n") else octets + b"\r\n"


@lru_cache(maxsize=1)
def _transparente(suite: bytes) -> bytes:
    return _transparent(suite)


def _issue_mail(code: int, reponse: str) -> Issue:
    """A sender refused for good is our configuration; a size refused is the message."""
    if code == TROP_GROS:
        return Refuse(reponse=reponse, adresse_en_cause=False)
    return ConfigurationEnFaute(reponse=reponse) if code >= _PERMANENT else AReessayer(reponse=reponse)


def _issue_rcpt(code: int, reponse: str) -> Issue:
    """501 is our syntax, unless the server says that the address is the fault; a relay denied may be ours too.

    A blocked host, or a domain that fails to prove itself, is ours: never the fault of an address.

    A full mailbox is emptied one day; a message too big is no address's fault.
    """
    if code < _PERMANENT or BOITE_PLEINE.match(reponse):
        return AReessayer(reponse=reponse)
    if nous_vise(reponse):
        return ConfigurationEnFaute(reponse=reponse, au_destinataire=True, nous_vise=True)
    if RELAIS_REFUSE.match(reponse):
        return ConfigurationEnFaute(reponse=reponse, au_destinataire=True)
    if code in CONFIGURATION and not ADRESSE_FAUSSE.match(reponse):
        return ConfigurationEnFaute(reponse=reponse)
    return Refuse(reponse=reponse, adresse_en_cause=code != TROP_GROS)


def _issue_data(code: int, reponse: str) -> Issue:
    if 200 <= code < 300:  # noqa: PLR2004 - « completed »
        return Envoye(reponse=reponse)
    if code == FERMETURE:
        return ServeurIndisponible(reponse=reponse)
    if code in CONFIGURATION:
        return ConfigurationEnFaute(reponse=reponse)
    if nous_vise(reponse):
        return ConfigurationEnFaute(reponse=reponse, au_destinataire=True, nous_vise=True)
    if code >= _PERMANENT and not reponse.startswith(f"{code} 5.2.2"):
        return Refuse(reponse=reponse, adresse_en_cause=False)
    return AReessayer(reponse=reponse) if code >= _PROVISOIRE else Incertain(reponse=reponse, illisible=True)
