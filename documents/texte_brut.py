"""Plain text files: UTF-8 with its mark and CRLF, lines of 76 characters.

Notepad of any Windows, Word, LibreOffice and a terminal read them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from functools import lru_cache

from documents.nettoyage import on_one_line
from formats.typographie import typographier

LARGEUR = 76
MARGE = 13
LIGNES_RETENUES = 256


def plain_text(blocs: Iterable[str]) -> bytes:
    """The bytes of a file of these blocks, an empty line between them; empty blocks are left out."""
    texte = "\n\n".join(bloc for bloc in blocs if bloc) + "\n"
    return texte.replace("\n", "\r\n").encode("utf-8-sig")


def heading(titre: str) -> str:
    """The title of a file, underlined."""
    return f"{titre}\n{'=' * len(titre)}"


def section(titre: str, lignes: Sequence[str]) -> str:
    """A section under its title; nothing without lines."""
    return "\n".join((titre.upper(), "-" * len(titre), *lignes)) if lignes else ""


@lru_cache(maxsize=LIGNES_RETENUES)
def ligne(debut: str, texte: str) -> str:
    """A paragraph of the file, its later lines under its first words."""
    return "\n".join(
        textwrap.wrap(
            typographier(on_one_line(texte)),
            LARGEUR,
            initial_indent=debut,
            subsequent_indent=" " * len(debut),
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
