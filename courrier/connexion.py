"""One IMAP connection: imaplib2 with verified TLS, time limits everywhere and an IDLE that misses no message.

imaplib2 3.6 verifies no certificate by default, limits neither connection nor sending, keeps the capabilities read
before login, loses an EXISTS that comes in the packet of `+ idling`, and idles 29 minutes when its limit is a float.
One thread owns a connection. Catch `Connexion.abort` before `Connexion.error`: it is a subclass.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from base64 import b64encode
from itertools import groupby
from math import ceil
from typing import Any

import imaplib2

from courrier import oauth
from courrier.adresses import AdresseServeur, Securite
from metier.fautes import PanneExterne

DELAI_CONNEXION_S = 15
DELAI_REPONSE_S = 60
_PAS_S = 0.5

_Resultat = tuple[Any, Any, Any]


class Connexion(imaplib2.IMAP4):  # type: ignore[misc] # imaplib2 is untyped
    """A connection to `adresse`, open and greeted, not logged in. Raises OSError, ssl.SSLError among them, or abort."""

    def __init__(self, adresse: AdresseServeur, contexte: ssl.SSLContext | None = None) -> None:
        self._adresse = adresse
        self._contexte = contexte or ssl.create_default_context()
        self._accueilli = False  # the greeting, untagged, is waited for as a « + »
        super().__init__(adresse.hote, adresse.port, timeout=DELAI_REPONSE_S, identifier="courrier")
        self._accueilli = True
        if adresse.securite is Securite.STARTTLS:
            self._passer_en_tls()

    def open(self, host: str | None = None, port: int | None = None) -> None:
        """Connect within the time limit; called by the constructor."""
        self.host, self.port = host, port
        prise = socket.create_connection((host, port), timeout=DELAI_CONNEXION_S)
        try:
            prise.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            self._adopter(self._chiffrer(prise) if self._adresse.securite is Securite.TLS else prise)
        except BaseException:
            prise.close()
            raise

    def ssl_wrap_socket(self) -> None:
        """Called by `starttls`, upstream of it nothing is verified."""
        self.sock.settimeout(DELAI_CONNEXION_S)
        self._adopter(self._chiffrer(self.sock))

    def shutdown(self) -> None:
        """Close the socket, already dead or not."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def identifier_compte(self) -> None:
        """Log in with the address's user and password, or by OAuth. Raises PanneExterne, without secret, when refused.

        Raises FauteDeSaisie when the settings of OAuth are at fault.
        """
        par_jeton = oauth.s_applique(self._adresse)
        try:
            if par_jeton:
                self._presenter_un_jeton()
            else:
                self._authentifier(self._adresse.utilisateur or "", self._adresse.mot_de_passe or "")
        except self.abort:
            raise
        except self.error:
            quoi = "le jeton OAuth 2.0, même renouvelé" if par_jeton else "l’identifiant ou le mot de passe"
            raise PanneExterne(
                f"Le serveur IMAP {self._adresse.point} refuse {quoi} ; vérifiez {self._adresse.reglage}"
                f"{' et oauth.scope' if par_jeton else ''}."
            ) from None
        self._get_capabilities()  # the list read before login may lack IDLE or MOVE

    def attendre(self, delai: float, arret: threading.Event | None = None) -> bool:
        """Wait in IDLE until something may be new, `delai` seconds, or `arret`: True in the first case only.

        Raises abort when the link is dead.
        """
        fini, reponse = threading.Event(), list[_Resultat]()

        def noter(resultat: _Resultat) -> None:
            reponse.append(resultat)
            fini.set()

        self.idle(timeout=ceil(delai), callback=noter)  # the blocking form would hold the state lock
        if self._get_untagged_response("EXISTS", leave=True):  # it came in the packet of « + idling »
            self._end_idle()
        self._surveiller(fini, delai, arret)
        self.response("IDLE")  # imaplib2 piles up its own false responses
        resultat, _, erreur = reponse[0]
        if erreur:
            raise erreur[0](str(erreur[1]))
        if resultat[0] != "OK":
            raise self.abort("IDLE refusé")
        return self._vider("EXISTS")

    def kill(self) -> None:
        """Abandon the connection: never blocks, never raises."""
        self.Terminate = True
        with contextlib.suppress(Exception):
            self.shutdown()
        with contextlib.suppress(Exception):
            self.ouq.put_nowait(None)
        with contextlib.suppress(Exception):
            self.inq.put((self.abort, "abandon"))

    def _put_response(self, resp: bytes) -> None:
        """An untagged line, such as mail that comes, does not end the wait for « + »: upstream took it for a no."""
        attente = None
        if self._accueilli and resp.startswith(b"* ") and not self._expecting_data:
            with self.commands_lock:
                attente = self.tagged_commands.pop("continuation", None)
        super()._put_response(resp)
        if attente is not None:
            with self.commands_lock:
                self.tagged_commands["continuation"] = attente

    def _surveiller(self, fini: threading.Event, delai: float, arret: threading.Event | None) -> None:
        limite = time.monotonic() + delai + DELAI_REPONSE_S
        while not fini.wait(_PAS_S):
            if arret is not None and arret.is_set():
                self._end_idle()
            if time.monotonic() > limite:
                raise self.abort("IDLE sans fin")

    def _vider(self, nom: str) -> bool:
        """Forget the untagged responses of that name; whether there was one."""
        trouve = False
        while self._get_untagged_response(nom):
            trouve = True
        return trouve

    def _authentifier(self, utilisateur: str, mot_de_passe: str) -> None:
        """PLAIN sends the password as continuation data, which no exception text holds, and in UTF-8."""
        if "AUTH=PLAIN" in self.capabilities:
            jeton = f"\0{utilisateur}\0{mot_de_passe}".encode()
            self.authenticate("PLAIN", lambda _defi: jeton)
        elif (utilisateur + mot_de_passe).isascii():
            self.login(self._quote(utilisateur), mot_de_passe)
        else:
            raise self.error("AUTH=PLAIN absent")

    def _presenter_un_jeton(self) -> None:
        """XOAUTH2, once more with a new token when the first is turned down; a link cut meanwhile forgets it."""
        if "AUTH=XOAUTH2" not in self.capabilities:
            raise PanneExterne(
                f"Le serveur IMAP {self._adresse.point} ne propose pas OAuth 2.0 (XOAUTH2) ; "
                f"donnez un mot de passe dans {self._adresse.reglage}."
            )
        valeur = oauth.jeton()
        try:
            self._xoauth2(valeur)
        except self.abort:
            oauth.oublier()
            raise
        except self.error:
            self._xoauth2(oauth.jeton(refuse=valeur))

    def _xoauth2(self, valeur: str) -> None:
        """The proof answers the first challenge; the second, which tells the error, is answered by an empty line."""
        reponses = iter([oauth.xoauth2(self._adresse, valeur)])
        try:
            self.authenticate("XOAUTH2", lambda _defi: next(reponses, b""))
        except ValueError as faute:  # a challenge that is no base64
            raise self.abort("défi illisible") from faute

    def _passer_en_tls(self) -> None:
        try:
            self.starttls()
        except BaseException:
            self.kill()
            raise

    def _chiffrer(self, prise: socket.socket) -> ssl.SSLSocket:
        return self._contexte.wrap_socket(prise, server_hostname=self._adresse.hote)

    def _adopter(self, prise: socket.socket) -> None:
        prise.settimeout(DELAI_REPONSE_S)
        self.sock, self.read_fd = prise, prise.fileno()

    def _print_log(self) -> None:
        """Upstream writes its last commands on stderr, LOGIN among them."""


def citer(texte: str) -> str:
    """A quoted string of the protocol."""
    return '"' + texte.replace("\\", "\\\\").replace('"', '\\"') + '"'


def nom_de_dossier(dossier: str) -> str:
    """A mailbox name in modified UTF-7 (RFC 3501 §5.1.3), quoted: imaplib2 does neither."""
    morceaux = groupby(dossier, key=lambda lettre: " " <= lettre <= "~")
    return citer("".join(_utf7("".join(lettres), ascii_) for ascii_, lettres in morceaux))


def _utf7(morceau: str, ascii_: bool) -> str:
    if ascii_:
        return morceau.replace("&", "&-")
    code = b64encode(morceau.encode("utf-16-be")).decode("ascii")
    return "&" + code.rstrip("=").replace("/", ",") + "-"
