"""The embedded Prefect server, its web interface kept from talking to anyone but this machine.

Measured on 3.9.1: with analytics off, the pages of the interface still ask a third party for a configuration each time
they are opened. A content policy is the only lever that holds whatever the version of the interface.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ICI = "http://127.0.0.1:* http://localhost:* ws://127.0.0.1:* ws://localhost:*"
# the interface is built with inline styles and scripts, evaluated code and workers made on the fly
POLITIQUE = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    f"connect-src 'self' data: blob: {ICI}; object-src 'none'; frame-ancestors 'none'"
)


def creer_app() -> ASGIApp:
    """The server as `prefect server start` makes it, services included, plus the policy."""
    from prefect.server.api.server import create_app  # noqa: PLC0415 - several seconds

    return Politique(create_app(final=True))


class Politique:
    """ASGI middleware: adds the content policy to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def avec_politique(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = POLITIQUE
            await send(message)

        await self.app(scope, receive, avec_politique)
