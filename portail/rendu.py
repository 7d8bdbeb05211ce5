"""Pages from their templates: strict about names, escaping everything."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config.horloge import PARIS
from formats.dates import date_courte, date_longue
from formats.nombres import euros, heures, pourcentage
from formats.typographie import INSECABLE, typographier
from portail.typographie import Typographie
from portail.visite import visite

DOSSIER = Path(__file__).parent
STATIQUES = DOSSIER / "static"


@cache
def _environnement() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(DOSSIER / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Typographie],
    )
    pages.globals |= {"statique": statique, "visite": visite}
    pages.filters |= FILTRES
    pages.globals["jeton"] = pages.get_template("jeton.html").make_module().jeton  # type: ignore[attr-defined]
    return pages


def instant(quand: datetime) -> str:
    """« 2 novembre 2026 à 14 h 05 », the time of Paris."""
    ici = quand.astimezone(PARIS)
    return f"{date_longue(ici.date())} à {ici.hour}{INSECABLE}h{INSECABLE}{ici:%M}"


def phrase(texte: str) -> str:
    """The text with a capital at its head, the rest as it is."""
    return texte[:1].upper() + texte[1:]


FILTRES = {
    "jour": date_longue,
    "jour_court": date_courte,
    "instant": instant,
    "heures": heures,
    "euros": euros,
    "pourcentage": pourcentage,
    "phrase": phrase,
    "typographie": typographier,
}


@cache
def statique(chemin: str) -> str:
    """The address of a file of `static/`, which changes with its content."""
    empreinte = sha256((STATIQUES / chemin).read_bytes()).hexdigest()[:8]
    return f"/static/{chemin}?v={empreinte}"


def page(nom: str, statut: int = 200, **contexte: Any) -> HTMLResponse:  # noqa: ANN401 - what a page shows is its own
    """The page `pages/<nom>.html`; a name that the page misspells is an error, never a blank."""
    return HTMLResponse(_environnement().get_template(f"{nom}.html").render(**contexte), status_code=statut)
