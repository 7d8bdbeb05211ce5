"""Who may see what: everything but a few public pages takes an account; every change carries the visit's token."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import URL

from metier.droits import Acces, Droit
from portail.erreurs import Message, Refus
from portail.visite import visite

PUBLIQUES = ("/healthz", "/readyz", "/static", "/clauses", "/declaration", "/choix", "/pieces", "/favicon.ico")
"""What anyone may open, and all that lies below; what is not named here takes an account."""
D_ENTREE = ("/connexion", "/deconnexion", "/mot-de-passe")
"""The way in: open to anyone, but a form of theirs carries a token like any other."""

SURES = frozenset({"GET", "HEAD", "OPTIONS"})
CHAMP = "jeton_csrf"
ENTETE = "X-CSRF-Token"
FORMULAIRES = ("application/x-www-form-urlencoded", "multipart/form-data")
PERIME = Message(
    titre="Cette page a été ouverte il y a trop longtemps",
    texte="Par sécurité, rien n’a été enregistré. Revenez à la page précédente, rechargez-la, puis recommencez.",
)


class FormulairePerime(Refus):
    """A form of another visit than this one: of before one signed in again, or not ours."""

    def __init__(self) -> None:
        super().__init__(403, PERIME)


def est_publique(chemin: str) -> bool:
    """Whether a path is one that no cookie is read for."""
    return _sous(chemin, PUBLIQUES)


def est_d_entree(chemin: str) -> bool:
    return _sous(chemin, D_ENTREE)


def _sous(chemin: str, racines: tuple[str, ...]) -> bool:
    return any(chemin == racine or chemin.startswith(f"{racine}/") for racine in racines)


async def verifier_jeton(request: Request) -> None:
    """A dependency of every route: 403 for a change whose form is not one of this visit's own.

    Public routes know no cookie, so that no foreign page can borrow one.
    """
    attendu = visite().jeton
    if request.method in SURES or est_publique(request.url.path):
        return
    recu = request.headers.get(ENTETE)
    if recu is None and request.headers.get("content-type", "").startswith(FORMULAIRES):
        recu = str((await request.form()).get(CHAMP, ""))
    if not attendu or not hmac.compare_digest(attendu.encode(), (recu or "").encode()):
        raise FormulairePerime


def de_chez_nous(request: Request) -> bool:
    """Whether the browser itself says that a page of ours sent the request."""
    try:
        return URL(request.headers.get("origin", "")).netloc == request.url.netloc
    except ValueError:
        return False


def acces_courant() -> Acces:
    """A dependency: the access of whoever asks, to be handed to what reads and writes."""
    acces = visite().acces
    if acces is None:
        raise Refus(403, PERIME)
    return acces


AccesCourant = Annotated[Acces, Depends(acces_courant)]


def exige(droit: Droit) -> Callable[[], Acces]:
    """A dependency: the same, 403 unless the role has that right."""

    def avec_droit() -> Acces:
        acces = acces_courant()
        acces.exiger(droit)
        return acces

    return avec_droit
