"""What a form sent once its session was over: carried by the page where one signs in, then sent by its person.

Files are never carried: their fields are shown again. A form in which a secret was typed is not carried at all.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.routing import Match

from portail.acces import CHAMP, FORMULAIRES, de_chez_nous, est_d_entree, est_publique
from portail.visite import jeton_de

VERS, PREFIXE, FICHIER = "garde-vers", "garde:", "garde-fichier"
SECRETS = frozenset({"mot_de_passe", "actuel", "nouveau", "encore", "secret", "client_secret", "refresh_token"})
"""The fields of our pages that hide what is typed in them."""
CHAMPS_LUS, CHAMPS_MAX = 10_000, 900
"""Those kept are fewer than what is read of any form, once those of the signing in are added."""
OCTETS_MAX = 500_000


@dataclass(frozen=True, kw_only=True)
class SaisieGardee:
    """`vers`: the address it goes to; `champs`: names and values as sent; `fichiers`: fields of files, as often."""

    vers: str
    champs: tuple[tuple[str, str], ...]
    fichiers: tuple[str, ...] = ()

    @property
    def portes(self) -> list[tuple[str, str]]:
        """The hidden fields by which another form carries it."""
        siens = [(PREFIXE + nom, valeur) for nom, valeur in self.champs]
        return [(VERS, self.vers), *siens, *((FICHIER, nom) for nom in self.fichiers)]

    @property
    def a_choisir(self) -> list[tuple[str, bool]]:
        """The fields of files to be filled again, and whether several were chosen."""
        return [(nom, combien > 1) for nom, combien in Counter(self.fichiers).items()]


async def recue(request: Request, secret: str) -> SaisieGardee | None:
    """What the form of this request typed; None for what is no form of a page of ours, or cannot be carried.

    `secret`: that of the cookie whose session is over. Raises HTTPException for a body that cannot be read.
    """
    genre = request.headers.get("content-type", "")
    ici = de_chez_nous(request)
    if request.method != "POST" or not genre.startswith(FORMULAIRES) or not (ici or secret):
        return None
    async with request.form(max_fields=CHAMPS_LUS) as envoye:
        if not ici and not hmac.compare_digest(jeton_de(secret).encode(), str(envoye.get(CHAMP, "")).encode()):
            return None
        question = request.scope["query_string"].decode("latin-1")
        vers = quote(request.scope["path"], safe="/:") + (f"?{question}" if question else "")
        return _composer(request, vers, envoye.multi_items())


def portee(request: Request, envoye: FormData) -> SaisieGardee | None:
    """What the page where one signs in carries; None when it carries nothing, or goes where no form of ours does."""
    dits = envoye.multi_items()
    champs = [(nom.removeprefix(PREFIXE), dit) for nom, dit in dits if nom.startswith(PREFIXE)]
    gardee = _composer(request, str(envoye.get(VERS, "")), champs)
    if gardee is None:
        return None
    fichiers = tuple(dit for nom, dit in dits if nom == FICHIER and isinstance(dit, str))
    return SaisieGardee(vers=gardee.vers, champs=gardee.champs, fichiers=fichiers)


def _composer(request: Request, vers: str, dits: Iterable[tuple[str, Any]]) -> SaisieGardee | None:
    dits = list(dits)
    champs = tuple((nom, dit) for nom, dit in dits if isinstance(dit, str) and nom != CHAMP)
    fichiers = tuple(nom for nom, dit in dits if isinstance(dit, UploadFile) and dit.filename)
    poids = sum(len(nom.encode()) + len(dit.encode()) for nom, dit in champs)
    trop = len(dits) > CHAMPS_MAX or poids > OCTETS_MAX
    secrete = any(nom in SECRETS and dit for nom, dit in champs)
    if not (champs or fichiers) or trop or secrete or not _recoit(request, vers):
        return None
    return SaisieGardee(vers=vers, champs=champs, fichiers=fichiers)


def _recoit(request: Request, vers: str) -> bool:
    """Whether a form of a private page of ours may be sent to that address."""
    chemin = unquote(vers.partition("?")[0])
    if not vers.isprintable() or not chemin.startswith("/") or chemin.startswith("//") or "\\" in chemin:
        return False
    if est_publique(chemin) or est_d_entree(chemin):
        return False
    portee = {"type": "http", "method": "POST", "path": chemin, "root_path": ""}
    return any(route.matches(portee)[0] is Match.FULL for route in request.app.routes)
