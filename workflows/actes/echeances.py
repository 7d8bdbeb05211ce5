"""What the calendar asks of the machine: each kind of deadline finds what is due on a day, and does it once.

A deadline is recognised by what it leaves in the database (a mail's key, a row), never by its having run: after any
outage the next round finds what is due and undone, and the same round made twice does nothing the second time.
The list of kinds is in `workflows.actes.sujets`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session


@dataclass(frozen=True, kw_only=True)
class Genre:
    """A kind of deadline.

    `dues` gives the keys of what is due on a day and not done, in a constant number of statements; `faire` does some
    of them, each in a transaction of its own, and is harmless for one that was done meanwhile.
    """

    nom: str
    dues: Callable[[Session, date], Sequence[str]]
    faire: Callable[[Sequence[str], date], None]
