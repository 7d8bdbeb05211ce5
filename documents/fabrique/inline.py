"""From the text an author writes to Word runs.

Jinja tags pass as they are; `**bold**`; `[[n°]]` is a mention left open to the buyer, shaded; `[?text?]` is a field
to fill in; `[ ]` is a box to tick. Plain spaces and apostrophes become French typography.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from formats.typographie import typographier

_JETONS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\*\*|\[\[.*?\]\]|\[\?.*?\?\]|\[ \])")
_OUVERTE = '<w:shd w:val="clear" w:color="auto" w:fill="D9E2F3"/>'
_COCHE = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>'
    '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>☐</w:t>'
    "</w:r></w:sdtContent></w:sdt>"
)


def runs(texte: str, *, gras: bool = False) -> str:
    """The runs of a paragraph's text, in the order written."""
    sortie, courant, fort = [], "", gras
    for jeton in _JETONS.split(texte):
        if jeton == "**":
            sortie.append(_run(courant, gras=fort))
            courant, fort = "", not fort
        elif jeton.startswith(("[[", "[?", "[ ]")):
            sortie += [_run(courant, gras=fort), _special(jeton)]
            courant = ""
        else:
            courant += jeton if jeton.startswith("{") else _francais(jeton)
    return "".join([*sortie, _run(courant, gras=fort)])


def _special(jeton: str) -> str:
    if jeton == "[ ]":
        return _COCHE
    texte = _francais(jeton[2:-2])
    if jeton.startswith("[["):
        return f"<w:r><w:rPr>{_OUVERTE}</w:rPr>{_texte(f'[{texte}]')}</w:r>"
    return (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:r><w:rPr>"
        f'<w:rStyle w:val="Textedelespacerserv"/></w:rPr>{_texte(texte)}</w:r></w:sdtContent></w:sdt>'
    )


def _run(texte: str, *, gras: bool) -> str:
    if not texte:
        return ""
    proprietes = "<w:rPr><w:b/><w:bCs/></w:rPr>" if gras else ""
    return f"<w:r>{proprietes}{_texte(texte)}</w:r>"


def _texte(texte: str) -> str:
    return f'<w:t xml:space="preserve">{escape(texte)}</w:t>'


def _francais(texte: str) -> str:
    """The author's plain text with French typography; an apostrophe before a tag is one too."""
    return typographier(texte.replace("'", "’"))
