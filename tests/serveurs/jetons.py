"""A provider of OAuth 2.0 tokens on loopback: its token endpoint, and the introspection that a mail server asks."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


@dataclass
class Guichet:
    """Tokens `jeton-1`, `jeton-2`… for `compte`; `refuser` makes it say no, `tourner` turns refresh tokens."""

    compte: str
    duree: int = 3600
    tourner: bool = False
    refuser: str | None = None
    code: int = 400
    renvoyer: str | None = None
    demandes: list[dict[str, str]] = field(default_factory=list)
    valides: set[str] = field(default_factory=set)
    renouvellement: str = "renouvellement-0"
    serveur: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        self.serveur = ThreadingHTTPServer(("127.0.0.1", 0), type("Poste", (_Poste,), {"guichet": self}))
        threading.Thread(target=self.serveur.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self) -> int:
        return self.serveur.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/jetons"

    @property
    def controle(self) -> str:
        """Where a mail server asks whose a token is; the token is written after."""
        return f"http://127.0.0.1:{self.port}/controle?jeton="

    def repondre(self, demande: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.demandes.append(demande)
        if self.refuser:
            return self.code, {"error": self.refuser, "error_description": f"secret {demande.get('client_secret')}"}
        if demande["grant_type"] == "refresh_token" and demande["refresh_token"] != self.renouvellement:
            return 400, {"error": "invalid_grant"}
        jeton = f"jeton-{len(self.demandes)}"
        self.valides.add(jeton)
        reponse: dict[str, object] = {"access_token": jeton, "token_type": "Bearer", "expires_in": self.duree}
        if self.tourner:
            self.renouvellement = reponse["refresh_token"] = f"renouvellement-{len(self.demandes)}"
        return 200, reponse

    def connaitre(self, jeton: str) -> tuple[int, dict[str, object]]:
        """What a mail server learns of a token."""
        return (200, {"email": self.compte, "active": True}) if jeton in self.valides else (401, {"active": False})

    def arreter(self) -> None:
        self.serveur.shutdown()
        self.serveur.server_close()


class _Poste(BaseHTTPRequestHandler):
    guichet: Guichet
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        corps = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.guichet.renvoyer:
            self.send_response(302)
            self.send_header("Location", self.guichet.renvoyer)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._ecrire(*self.guichet.repondre({cle: valeurs[0] for cle, valeurs in parse_qs(corps).items()}))

    def do_GET(self) -> None:
        self._ecrire(*self.guichet.connaitre(parse_qs(urlsplit(self.path).query).get("jeton", [""])[0]))

    def _ecrire(self, code: int, objet: dict[str, object]) -> None:
        octets = json.dumps(objet).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_) -> None:
        """Silent."""


@pytest.fixture
def fabrique_guichet():
    """Providers of one test."""
    guichets = []

    def creer(compte: str, **options) -> Guichet:
        guichets.append(Guichet(compte, **options))
        return guichets[-1]

    yield creer
    for guichet in guichets:
        guichet.arreter()
