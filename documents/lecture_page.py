"""What the page of a report says, read back: a text per heading, paragraph, item or cell; drawings left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html
from lxml.etree import _Element

BLOCS = ("title", "h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "th", "td", "caption", "figcaption", "div")
MUETS = ("svg", "style", "script")
_BLANCS = re.compile(r"[ \t\r\n\f]+")  # those of HTML: a no-break space is a letter of the text


def read_blocks(page: str) -> tuple[str, ...]:
    """The texts in the order of the page, spaces made single; a block that holds others says only its own words."""
    racine = html.document_fromstring(page)
    blocs = (bloc for bloc in racine.iter(*BLOCS) if next(bloc.iterancestors(*MUETS), None) is None)
    textes = (_BLANCS.sub(" ", "".join(_propre(bloc))).strip(" ") for bloc in blocs)
    return tuple(texte for texte in textes if texte)


def _propre(bloc: _Element) -> Iterator[str]:
    """The words of a block outside the blocks inside it."""
    yield bloc.text or ""
    for enfant in bloc:
        if enfant.tag in BLOCS or enfant.tag == "br":
            yield " "
        elif isinstance(enfant.tag, str) and enfant.tag not in MUETS:
            yield from _propre(enfant)
        yield enfant.tail or ""
