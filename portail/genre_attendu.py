"""Whether a client wants JSON or a page: by what it accepts, else by what it sends."""

from __future__ import annotations

from starlette.requests import Request

HTML, JSON = "text/html", "application/json"


def veut_du_json(request: Request) -> bool:
    """True when JSON is accepted before HTML; a client that says nothing of it is answered as it spoke."""
    acceptes = _acceptes(request.headers.get("accept", ""))
    json, html = acceptes.get(JSON, 0.0), acceptes.get(HTML, 0.0)
    if json or html:
        return json > html
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == JSON


def _acceptes(entete: str) -> dict[str, float]:
    """The weight of each kind named (RFC 9110, 12.5.1); ranges such as `*/*` prefer nothing."""
    poids: dict[str, float] = {}
    for morceau in entete[:1000].lower().split(","):
        genre, *parametres = (partie.strip() for partie in morceau.split(";"))
        poids[genre] = next((_poids(un[2:]) for un in parametres if un.startswith("q=")), 1.0)
    return poids


def _poids(ecrit: str) -> float:
    try:
        return min(max(float(ecrit), 0.0), 1.0)
    except ValueError:
        return 0.0
