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
EN_CADRE = {
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox",
    "X-Frame-Options": "SAMEORIGIN",
}
"""What others wrote, shown in a frame of our own page: no script, nothing loaded, no link followed, no origin."""
PDF_EN_CADRE = {
    "Content-Security-Policy": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
"""A PDF in such a frame: the viewers of browsers refuse to open one in a sandbox."""
ENTETES = {
    "Content-Security-Policy": POLITIQUE,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PAR_LIEN = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
LIENS = ("/declaration", "/choix", "/mot-de-passe", "/pieces")
"""The pages whose address is itself a secret."""
HSTS = "max-age=31536000"
STATIQUES_S = 3600


class Entetes:
    """ASGI middleware: adds the headers that an answer does not set itself.

    Pages are never kept by a cache unless they say so, files of `/static` for an hour.
    """

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
                for nom, valeur in ENTETES.items():
                    entetes.setdefault(nom, valeur)
                if chiffree(Request(scope)):
                    entetes["Strict-Transport-Security"] = HSTS
                if scope["path"].startswith(LIENS):
                    entetes.update(PAR_LIEN)
                entetes.setdefault("Cache-Control", f"max-age={STATIQUES_S}" if statique else "no-store")
            await send(message)

        await self.app(scope, receive, avec_entetes)
