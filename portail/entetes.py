"""The security headers of every answer, errors included."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portail.portier import chiffree

# img-src: Pico draws its chevrons and check marks as data: images
POLITIQUE = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
ENTETES = {
    "Content-Security-Policy": POLITIQUE,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PAR_LIEN = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
LIENS = ("/declaration", "/mot-de-passe", "/pieces")
"""The pages whose address is itself a secret."""
HSTS = "max-age=31536000"
STATIQUES_S = 3600


class Entetes:
    """ASGI middleware: adds the headers; pages are never kept by a cache, files of `/static` for an hour."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        statique = scope["path"].startswith("/static/")

        async def avec_entetes(message: Message) -> None:
            if message["type"] == "http.response.start":
                entetes = MutableHeaders(scope=message)
                entetes.update(ENTETES)
                if chiffree(Request(scope)):
                    entetes["Strict-Transport-Security"] = HSTS
                if scope["path"].startswith(LIENS):
                    entetes.update(PAR_LIEN)
                entetes["Cache-Control"] = f"max-age={STATIQUES_S}" if statique else "no-store"
            await send(message)

        await self.app(scope, receive, avec_entetes)
