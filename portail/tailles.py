"""How much a request may send: counted while it is read, whatever it says of its own length."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portail.declaration import releve
from portail.erreurs import Message as Texte
from portail.erreurs import Refus, repondre

FICHIERS_MAX = 30_000_000
FORMULAIRE_MAX = 2_000_000
TROP_LOURD = Texte(
    titre="Cet envoi est trop lourd",
    texte="Un envoi de fichiers va jusqu’à 30 Mo, un formulaire jusqu’à 2 Mo. Rien n’a été enregistré\u00a0: "
    "séparez les fichiers, ou réduisez-les, puis recommencez.",
)
TABLEAU_TROP_LOURD = Texte(
    titre="Ce tableau est trop lourd",
    texte="Un tableau à reprendre va jusqu’à 20 Mo. Ne gardez que les feuilles de suivi, puis recommencez.",
    retour="Choisir un autre fichier",
)
PROPRES = (("/declaration/", releve.TROP_LOURD), ("/reprise", TABLEAU_TROP_LOURD))
"""What is said where the page that receives a file announces its own limit."""


def _trop_lourd(scope: Scope, limite: int) -> Refus:
    propre = (dit for debut, dit in PROPRES if limite == FICHIERS_MAX and scope["path"].startswith(debut))
    return Refus(413, next(propre, TROP_LOURD))


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
            await repondre(_trop_lourd(scope, limite), Request(scope))(scope, receive, send)
            return
        recus = 0

        async def compter() -> Message:
            nonlocal recus
            message = await receive()
            recus += len(message.get("body", b""))
            if recus > limite:
                raise _trop_lourd(scope, limite)
            return message

        await self.app(scope, compter, send)
