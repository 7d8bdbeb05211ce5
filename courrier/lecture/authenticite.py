"""Whether our own server vouches for the sender (RFC 8601): topmost Authentication-Results of that server only."""

from __future__ import annotations

import re

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from courrier.lecture.mime import Courriel

_COMMENTAIRE = re.compile(r"\([^()]*\)")
_RESULTAT = re.compile(r"(?:^|[;\s])(dmarc|spf|dkim)\s*=\s*([a-z]+)")


def est_dementi(courriel: Courriel) -> bool:
    """Whether the topmost results, whoever wrote them, say dmarc=fail, or spf=fail and dkim=fail without any pass.

    A failure needs no trust: believing a forged one only makes a person look. A pass does.
    """
    resultats = _written_on_top(courriel)
    sans_succes = all(resultat != "pass" for _, resultat in resultats)
    return ("dmarc", "fail") in resultats or (sans_succes and {("spf", "fail"), ("dkim", "fail")} <= resultats)


def _written_on_top(courriel: Courriel) -> set[tuple[str, str]]:
    """The results of the first header and of those that the same server added to it, readable by the RFC or not."""
    valeurs = [_COMMENTAIRE.sub("", v).strip().lower() for v in courriel.entetes("Authentication-Results")]
    serveurs = [re.split(r"[;\s]", valeur, maxsplit=1)[0] for valeur in valeurs]
    premiers = [v for v, serveur in zip(valeurs, serveurs, strict=True) if serveur == serveurs[0]]
    return {(m[1], m[2]) for valeur in premiers for m in _RESULTAT.finditer(valeur)}


def est_authentifie(courriel: Courriel, serveur: str | None) -> bool | None:
    """True when `serveur` says dmarc=pass, or spf or dkim pass aligned with From; None when no server is configured.

    An explicit failure is False, configured server or not.
    """
    if est_dementi(courriel):
        return False
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
