"""What one check of the diagnostic found."""

from __future__ import annotations

from dataclasses import dataclass

from metier.enumeration import Enumeration


class Etat(Enumeration):
    OK = "ok", "OK"
    A_COMPLETER = "a_completer", "à compléter"
    A_CORRIGER = "a_corriger", "à corriger"


@dataclass(frozen=True, kw_only=True)
class Constat:
    """`detail` is what was found, in French; `remede` what mends it, None when all is well."""

    etat: Etat
    detail: str
    remede: str | None = None


def bon(detail: str) -> Constat:
    return Constat(etat=Etat.OK, detail=detail)


def incomplet(detail: str, remede: str) -> Constat:
    """Nothing is prevented, but something will be missing."""
    return Constat(etat=Etat.A_COMPLETER, detail=detail, remede=remede)


def fautif(detail: str, remede: str) -> Constat:
    """Something cannot work."""
    return Constat(etat=Etat.A_CORRIGER, detail=detail, remede=remede)
