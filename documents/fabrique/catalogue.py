"""Every template the workshop builds: the function that writes it, by file name under `templates/`."""

from __future__ import annotations

from collections.abc import Callable

from documents.fabrique.piece import Piece

MODELES: tuple[Callable[[], Piece], ...] = ()
