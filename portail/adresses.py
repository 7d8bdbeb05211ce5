"""Addresses that end with a stroke lead to the page without it, here, whatever the request says of its host."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class Adresses:
    """ASGI middleware: « /clauses/ » is « /clauses »; a relative redirection, which no doubled stroke takes away."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        chemin = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or chemin == "/" or chemin[-1:] != "/":
            await self.app(scope, receive, send)
            return
        suite = scope["query_string"].decode("latin-1")
        adresse = quote(f"/{chemin.strip('/')}") + (f"?{suite}" if suite else "")
        await RedirectResponse(adresse, status_code=308)(scope, receive, send)
