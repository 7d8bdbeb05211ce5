"""Where rows are read by the thousand and all kept: nothing there is garbage yet."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def sans_ramassage() -> Iterator[None]:
    """The garbage collector waits meanwhile: looking among what is being read would take a tenth of the time, or more.

    Where several threads read at once, the first to be done lets it go on for all.
    """
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()
