"""Pages printed once in a run: what the acts and the portal ask of the printer, again and again, for other reasons.

That the same page gives the same bytes is what tests/documents proves, where nothing is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache

import pytest

from documents import pdf, pdf_de_word


@cache
def _garder(imprimer: Callable[..., bytes]) -> Callable[..., bytes]:
    gardees: dict[bytes, bytes] = {}

    def garder(*demande: object) -> bytes:
        cle = hashlib.sha256(repr(demande).encode()).digest()
        if cle not in gardees:
            gardees[cle] = imprimer(*demande)
        return gardees[cle]

    return garder


@pytest.fixture(autouse=True)
def impressions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page printed before is not printed again."""
    monkeypatch.setattr(pdf, "_imprimer", _garder(pdf._imprimer))
    monkeypatch.setattr(pdf_de_word, "print_page", _garder(pdf.print_page))
