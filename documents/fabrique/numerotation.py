"""The lists of the family: numbered headings of articles, bullets, numbered items."""

from __future__ import annotations

from dataclasses import dataclass

from documents.fabrique.styles import POLICE, W


@dataclass(frozen=True, kw_only=True)
class Niveau:
    """A level of a list; `retrait` and `suspendu` in twentieths of a point, `style` the paragraph style it numbers."""

    format: str
    texte: str
    retrait: int
    suspendu: int = 425
    style: str | None = None
    police: str | None = None


LISTES = (
    (
        Niveau(format="decimal", texte="%1.", retrait=425, style="Titre3"),
        Niveau(format="decimal", texte="%1.%2", retrait=709),
    ),
    (
        Niveau(format="bullet", texte="•", retrait=567, suspendu=283, style="Listepuces", police=POLICE),
        Niveau(format="bullet", texte="–", retrait=850, suspendu=283, police=POLICE),
    ),
    (
        Niveau(format="decimal", texte="%1.", retrait=709, style="Listenumros"),
        Niveau(format="lowerLetter", texte="%2)", retrait=1134),
    ),
)


def numbering_xml() -> str:
    """The whole of word/numbering.xml; lists are numbered from 1 in the order of `LISTES`."""
    modeles = "".join(
        f'<w:abstractNum w:abstractNumId="{rang}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(_xml(numero, niveau) for numero, niveau in enumerate(niveaux))}</w:abstractNum>"
        for rang, niveaux in enumerate(LISTES)
    )
    listes = "".join(
        f'<w:num w:numId="{rang + 1}"><w:abstractNumId w:val="{rang}"/></w:num>' for rang in range(len(LISTES))
    )
    return f'<w:numbering xmlns:w="{W}">{modeles}{listes}</w:numbering>'


def _xml(numero: int, niveau: Niveau) -> str:
    lien = f'<w:pStyle w:val="{niveau.style}"/>' if niveau.style else ""
    police = f'w:ascii="{niveau.police}" w:hAnsi="{niveau.police}" w:hint="default"'
    return (
        f'<w:lvl w:ilvl="{numero}"><w:start w:val="1"/><w:numFmt w:val="{niveau.format}"/>{lien}<w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{niveau.texte}"/><w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" '
        f'w:pos="{niveau.retrait}"/></w:tabs><w:ind w:left="{niveau.retrait}" w:hanging="{niveau.suspendu}"/></w:pPr>'
        f"{f'<w:rPr><w:rFonts {police}/></w:rPr>' if niveau.police else ''}</w:lvl>"
    )
