"""Every template the workshop builds: the function that writes it, by file name under `templates/`."""

from __future__ import annotations

from collections.abc import Callable

from documents.fabrique import a1, a2, a3, a7, b1, c0
from documents.fabrique.piece import Piece

MODELES: tuple[Callable[[], Piece], ...] = (a1.ecrire, a2.ecrire, a3.ecrire, a7.ecrire, b1.ecrire, c0.ecrire)
