"""An SMTP server that does what a test tells it: take, greylist, refuse, leave, drop the link after DATA."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import ClassVar

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from serveurs.ports import port_libre


@dataclass
class Recu:
    expediteur: str
    destinataires: list[str]
    octets: bytes


@dataclass
class Facteur:
    """One answer per command still to come, then 250; `COUPER` drops the link instead, `TAIRE` answers late.

    It takes commands together, as Postfix, Exim and Exchange do, unless `en_groupe` is false.
    """

    COUPER = "couper"
    TAIRE = "taire"
    en_groupe: ClassVar[bool] = True
    recus: list[Recu] = field(default_factory=list)
    identification: bool = False
    connexions: int = 0
    ehlo: list[str] = field(default_factory=list)
    mail: deque[str] = field(default_factory=deque)
    rcpt: deque[str] = field(default_factory=deque)
    data: deque[str] = field(default_factory=deque)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - named by aiosmtpd
        self.connexions += 1
        self.ehlo.append(hostname)
        session.host_name = hostname
        return [responses[0], *["250-PIPELINING"] * self.en_groupe, *responses[1:]]

    async def handle_MAIL(self, server, session, envelope, address, mail_options):  # noqa: N802
        if reponse := self._repondre(self.mail, server):
            return reponse
        if self.identification and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        if reponse := self._repondre(self.rcpt, server):
            return reponse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        reponse = self.data.popleft() if self.data else ""
        if not reponse or reponse in {self.COUPER, self.TAIRE}:
            self.recus.append(Recu(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        if reponse == self.COUPER:
            server.transport.abort()
        if reponse == self.TAIRE:
            await asyncio.sleep(2)
        return reponse or f"250 2.0.0 queued as {len(self.recus)}"

    def _repondre(self, prevues: deque[str], server) -> str:
        reponse = prevues.popleft() if prevues else ""
        if reponse == self.COUPER or reponse.startswith("421"):
            server.transport.write(f"{reponse}\r\n".encode() if reponse != self.COUPER else b"")
            server.transport.close()
        return reponse


@dataclass
class FacteurCapricieux(Facteur):
    """Greylists, answers 421, refuses some, drops links before, during and after the hand-over; slow at every step.

    An address says its fate: `inconnu-…` is refused, `spam-…` has its content refused, `tard-…` is put off the first
    time. What is taken is copied to `copie` (a trace mailbox). `coupes`: the keys whose link was dropped after DATA.
    """

    hasard: random.Random = field(default_factory=lambda: random.Random(7))
    copie: Callable[[bytes], None] = lambda _octets: None
    lenteur: float = 0.02
    coupes: list[str] = field(default_factory=list)
    pannes: int = 0
    _differes: set[str] = field(default_factory=set)

    async def handle_MAIL(self, server, session, envelope, address, mail_options):  # noqa: N802 - named by aiosmtpd
        await self._lambiner()
        if self.hasard.random() < 0.03:
            self.pannes += 1
            self.mail.append("421 4.3.2 closing")
        return await super().handle_MAIL(server, session, envelope, address, mail_options)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        await self._lambiner()
        if address.startswith("inconnu"):
            return "550 5.1.1 unknown user"
        if address.startswith("tard") and address not in self._differes:
            self._differes.add(address)
            return "450 4.7.1 greylisted"
        if self.hasard.random() < 0.03:
            self.pannes += 1
            self.rcpt.append(self.COUPER)
        return await super().handle_RCPT(server, session, envelope, address, rcpt_options)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await self._lambiner()
        if envelope.rcpt_tos[0].startswith("spam"):
            return "554 5.7.1 spam"
        sort = self.hasard.random()
        cle = message_from_bytes(envelope.original_content)["X-Relais-Cle"]
        if sort >= 0.04:  # else dropped, and not taken
            self.recus.append(Recu(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
            self.copie(envelope.original_content)
        if sort < 0.08:
            self.coupes.append(cle)
            server.transport.abort()
        await self._lambiner()
        return f"250 2.0.0 queued as {len(self.recus)}"

    async def _lambiner(self):
        await asyncio.sleep(self.hasard.random() * self.lenteur)


@dataclass
class ServeurSmtp:
    facteur: Facteur
    controleur: Controller

    @property
    def port(self) -> int:
        return self.controleur.port

    def url(self, schema: str = "smtp", compte: str = "", hote: str = "127.0.0.1") -> str:
        return f"{schema}://{compte}{'@' if compte else ''}{hote}:{self.port}"

    def arreter(self) -> None:
        self.controleur.stop(no_assert=True)


@pytest.fixture
def fabrique_smtp():
    """Servers of one test: `contexte` for STARTTLS, `comptes` to require a login."""
    serveurs = []

    def creer(
        contexte: ssl.SSLContext | None = None,
        comptes: dict[str, str] | None = None,
        facteur: Facteur | None = None,
        **options,
    ):
        facteur = facteur or Facteur()
        if comptes is not None:
            facteur.identification = True
            options |= {"authenticator": _verifier(comptes), "auth_require_tls": False}
        controleur = Controller(
            facteur,
            hostname="127.0.0.1",
            port=port_libre(),
            tls_context=contexte,
            server_hostname="essai.example",
            **options,
        )
        controleur.start()
        serveurs.append(ServeurSmtp(facteur, controleur))
        return serveurs[-1]

    yield creer
    for serveur in serveurs:
        serveur.arreter()


@pytest.fixture
def smtp(fabrique_smtp):
    """A plain server."""
    return fabrique_smtp()


def _verifier(comptes: dict[str, str]):
    def verifier(server, session, envelope, mechanism, auth_data):
        login, secret = auth_data.login.decode(), auth_data.password.decode()
        return AuthResult(success=comptes.get(login) == secret, handled=False)

    return verifier
