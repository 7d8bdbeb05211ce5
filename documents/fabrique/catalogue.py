"""Every template the workshop builds: the function that writes it, by file name under `templates/`."""

from __future__ import annotations

from collections.abc import Callable

from documents.fabrique import (
    a1,
    a2,
    a3,
    a7,
    a8,
    a9,
    a10,
    a11,
    b1,
    c0,
    c1,
    c2,
    c3,
    d1,
    d2,
    d3,
    e1,
    e2,
    e3,
    e4a,
    e4b,
    e5,
    f1,
    f2,
    g1,
    g3,
    g4,
)
from documents.fabrique.piece import Piece

MODELES: tuple[Callable[[], Piece], ...] = tuple(
    module.ecrire
    for module in (
        a1,
        a2,
        a3,
        a7,
        a8,
        a9,
        a10,
        a11,
        b1,
        c0,
        c1,
        c2,
        c3,
        d1,
        d2,
        d3,
        e1,
        e2,
        e3,
        e4a,
        e4b,
        e5,
        f1,
        f2,
        g1,
        g3,
        g4,
    )
)
