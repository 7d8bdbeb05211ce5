"""Whether our own server vouches for the sender (RFC 8601): topmost Authentication-Results of that server only."""

from __future__ import annotations

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from courrier.lecture.mime import Courriel


def est_authentifie(courriel: Courriel, serveur: str | None) -> bool | None:
    """True when `serveur` says dmarc=pass, or spf or dkim pass aligned with From; None when no server is configured."""
    if not serveur:
        return None
    expediteurs = courriel.expediteurs
    if len(expediteurs) != 1:
        return False
    domaine = expediteurs[0].courriel.rpartition("@")[2]
    resultats = _topmost(courriel, serveur)
    return resultats is not None and _passes(resultats, domaine)


def _topmost(courriel: Courriel, serveur: str) -> AuthenticationResultsHeader | None:
    for valeur in courriel.entetes("Authentication-Results"):
        try:
            lu = AuthenticationResultsHeader.parse(f"Authentication-Results: {valeur}")
        except (AuthResError, ValueError, IndexError, AttributeError, TypeError):
            continue
        if str(lu.authserv_id).lower() == serveur.lower():
            return lu
    return None


def _passes(resultats: AuthenticationResultsHeader, domaine: str) -> bool:
    dmarc = [r for r in resultats.results if _method(r) == "dmarc"]
    if dmarc:
        return all(r.result == "pass" and _aligned(_properties(r).get("from"), domaine) is not False for r in dmarc)
    return any(
        r.result == "pass"
        and _aligned(_properties(r).get({"spf": "mailfrom", "dkim": "d"}.get(_method(r), "")), domaine)
        for r in resultats.results
        if _method(r) in {"spf", "dkim"}
    )


def _method(resultat: object) -> str:
    return str(getattr(resultat, "method", "")).lower()


def _properties(resultat: object) -> dict[str, str]:
    return {str(p.name).lower(): str(p.value) for p in getattr(resultat, "properties", [])}


def _aligned(valeur: str | None, domaine: str) -> bool | None:
    """Whether a domain (or an address's) and From's are the same or one under the other; None when none is given."""
    if not valeur:
        return None
    autre = valeur.rpartition("@")[2].strip("<>. ").lower()
    return autre == domaine or autre.endswith(f".{domaine}") or domaine.endswith(f".{autre}")
