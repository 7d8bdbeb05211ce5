"""The door: the visit is recognised before a body is read; without an account, only public pages and the way in."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.settings import get_settings
from portail import navigation
from portail.acces import SURES, est_d_entree, est_publique
from portail.comptes import formulaire, sessions
from portail.erreurs import repondre
from portail.saisie_gardee import recue
from portail.visite import Visite, commencer

CONNEXION = "/connexion"
SESSION, PASSAGE = "relais-session", "relais-passage"
ENVOI, OUBLI = "envoi", "session"
"""Why one signs in again: what was sent came after the end of the session; the session is over."""


class Portier:
    """ASGI middleware: recognises the visit; a stranger is sent to the page where one signs in."""

    def __init__(self, app: ASGIApp, *, chemins: frozenset[str]) -> None:
        self.app = app
        self.chemins = chemins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if est_publique(request.url.path):
            commencer(Visite(chemin=request.url.path))
            await self.app(scope, receive, send)
            return
        visite = await run_in_threadpool(_reconnaitre, request, self.chemins)
        commencer(visite)
        if visite.acces is not None:
            await self.app(scope, receive, send)
        elif est_d_entree(request.url.path):
            await self.app(scope, receive, _avec_passage(request, visite, send))
        else:
            await (await _arreter(request))(scope, receive, _avec_passage(request, visite, send))


async def _arreter(request: Request) -> Response:
    """Where one signs in: at once with what a form of ours typed, else another page, which no fragment ever holds."""
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": _vers_la_connexion(request)})
    try:
        gardee = await recue(request, request.cookies.get(nom(SESSION, request), ""))
    except HTTPException as refus:
        return repondre(refus, request)
    if gardee is None:
        return RedirectResponse(_vers_la_connexion(request), status_code=303)
    suite = _page_de(request, "referer")
    return await run_in_threadpool(formulaire.connexion, 401, suite=suite, gardee=gardee)


def _reconnaitre(request: Request, chemins: frozenset[str]) -> Visite:
    """The visit of a session, or one that may only sign in."""
    chemin, secret = request.url.path, request.cookies.get(nom(SESSION, request), "")
    ouverte = sessions.retrouver(secret)
    if ouverte is None:
        passage = request.cookies.get(nom(PASSAGE, request)) or sessions.nouveau_secret()
        return Visite(chemin=chemin, secret=passage)
    return Visite(
        chemin=chemin,
        acces=ouverte.acces,
        session=ouverte.id,
        secret=secret,
        entrees=navigation.offertes(ouverte.acces, chemins),
        en_attente=ouverte.annonces,
    )


def _avec_passage(request: Request, visite: Visite, send: Send) -> Send:
    """The secret of a visitor without a session, so that the form by which one signs in is ours too."""
    cookie = nom(PASSAGE, request)
    if request.cookies.get(cookie) == visite.secret:
        return send

    async def poser(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", en_tete(cookie, visite.secret or "", request))
        await send(message)

    return poser


def _vers_la_connexion(request: Request) -> str:
    """The page where one signs in: the way back to what was asked for, what it says of a session that is over."""
    change = request.method not in SURES
    page = "hx-current-url" if "hx-request" in request.headers else "referer" if change else ""
    voulue = _page_de(request, page) if page else _avec_question(request.url)
    mots = {"suite": voulue} if voulue not in ("", "/") else {}
    if change or request.cookies.get(nom(SESSION, request)):
        mots["fin"] = ENVOI if change else OUBLI
    return f"{CONNEXION}?{urlencode(mots, safe='/')}" if mots else CONNEXION


def _page_de(request: Request, entete: str) -> str:
    """The page of ours that the request was sent from, by that header; nothing when the browser does not tell it."""
    try:
        venue = URL(request.headers.get(entete, ""))
        ici = venue.netloc == request.url.netloc
    except ValueError:
        return ""
    return _avec_question(venue) if ici else ""


def _avec_question(url: URL) -> str:
    return url.path + (f"?{url.query}" if url.query else "")


def chiffree(request: Request) -> bool:
    """Whether the portal is read through TLS, its own or that of the proxy before it."""
    return request.url.scheme == "https" or get_settings().adresse_portail.startswith("https://")


def nom(cookie: str, request: Request) -> str:
    """Behind TLS the browser itself vouches that the cookie is ours."""
    return f"__Host-{cookie}" if chiffree(request) else cookie


def en_tete(cookie: str, valeur: str, request: Request, *, fini: bool = False) -> str:
    """A Set-Cookie header: for this browser session only, out of reach of scripts and of other sites' forms."""
    morceaux = [f"{cookie}={valeur}", "Path=/", "HttpOnly", "SameSite=Lax"]
    morceaux += ["Secure"] if chiffree(request) else []
    return "; ".join([*morceaux, "Max-Age=0"] if fini else morceaux)
