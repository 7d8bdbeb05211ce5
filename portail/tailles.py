"""How much a request may send: counted while it is read, whatever it says of its own length."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portail.erreurs import Message as Texte
from portail.erreurs import Refus, repondre

FICHIERS_MAX = 30_000_000
FORMULAIRE_MAX = 2_000_000
TROP_LOURD = Texte(
    titre="Cet envoi est trop lourd",
    texte="Un envoi de fichiers va jusqu’à 30 Mo, un formulaire jusqu’à 2 Mo. Rien n’a été enregistré\u00a0: "
    "séparez les fichiers, ou réduisez-les, puis recommencez.",
)


class Tailles:
    """ASGI middleware: 413 as soon as a body is, or says it is, larger than what its kind may be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        entetes = Headers(scope=scope)
        limite = FICHIERS_MAX if entetes.get("content-type", "").startswith("multipart/") else FORMULAIRE_MAX
        annonce = entetes.get("content-length", "0")
        if annonce.isdecimal() and int(annonce) > limite:
            await repondre(Refus(413, TROP_LOURD), Request(scope))(scope, receive, send)
            return
        recus = 0

        async def compter() -> Message:
            nonlocal recus
            message = await receive()
            recus += len(message.get("body", b""))
            if recus > limite:
                raise Refus(413, TROP_LOURD)
            return message

        await self.app(scope, compter, send)
