"""The styles of the family: built-in Word styles only, so that a pasted text follows the buyer's document.

Sober: Calibri (Carlito where Word is not), dark blue headings, grey table headers. Sizes in half-points, spaces in
twentieths of a point.
"""

from __future__ import annotations

from dataclasses import dataclass

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
POLICE = "Calibri"
BLEU = "1F3864"
GRIS = "595959"


@dataclass(frozen=True, kw_only=True)
class Style:
    """One style of styles.xml: `paragraphe` and `caracteres` are the children of its pPr and rPr."""

    id: str
    nom: str
    genre: str = "paragraph"
    base: str | None = "Normal"
    suivant: str | None = None
    paragraphe: str = ""
    caracteres: str = ""
    defaut: bool = False


def _titre(niveau: int, taille: int, avant: int, apres: int, numero: bool = False) -> Style:
    liste = '<w:numPr><w:numId w:val="1"/></w:numPr>' if numero else ""
    return Style(
        id=f"Titre{niveau}",
        nom=f"heading {niveau}",
        suivant="Normal",
        paragraphe=f'<w:keepNext/><w:keepLines/>{liste}<w:spacing w:before="{avant}" w:after="{apres}"/>'
        f'<w:jc w:val="left"/><w:outlineLvl w:val="{niveau - 1}"/>',
        caracteres=f'<w:b/><w:bCs/><w:color w:val="{BLEU}"/><w:sz w:val="{taille}"/><w:szCs w:val="{taille}"/>',
    )


STYLES = (
    Style(
        id="Normal",
        nom="Normal",
        base=None,
        defaut=True,
        paragraphe='<w:widowControl/><w:spacing w:before="0" w:after="110" w:line="259" w:lineRule="auto"/>',
    ),
    Style(id="Policepardfaut", nom="Default Paragraph Font", genre="character", base=None, defaut=True),
    _titre(1, 32, 240, 120),
    _titre(2, 28, 240, 160),
    _titre(3, 24, 200, 80, numero=True),
    _titre(4, 22, 160, 60),
    Style(
        id="Titre",
        nom="Title",
        suivant="Normal",
        paragraphe='<w:keepNext/><w:spacing w:before="1200" w:after="120"/><w:jc w:val="left"/>',
        caracteres=f'<w:b/><w:bCs/><w:color w:val="{BLEU}"/><w:sz w:val="40"/><w:szCs w:val="40"/>',
    ),
    Style(
        id="Sous-titre",
        nom="Subtitle",
        suivant="Normal",
        paragraphe='<w:spacing w:before="0" w:after="360"/><w:jc w:val="left"/>',
        caracteres=f'<w:color w:val="{GRIS}"/><w:sz w:val="26"/><w:szCs w:val="26"/>',
    ),
    Style(
        id="Listepuces",
        nom="List Bullet",
        paragraphe='<w:numPr><w:numId w:val="2"/></w:numPr><w:spacing w:before="0" w:after="120"/>'
        "<w:contextualSpacing/>",
    ),
    Style(
        id="Listenumros",
        nom="List Number",
        paragraphe='<w:numPr><w:numId w:val="3"/></w:numPr><w:spacing w:before="0" w:after="60"/>',
    ),
    Style(
        id="Listesaisie",
        nom="Case à cocher",
        paragraphe='<w:spacing w:before="0" w:after="40"/><w:ind w:left="425" w:hanging="425"/>',
    ),
    Style(
        id="Lgende",
        nom="caption",
        suivant="Normal",
        paragraphe='<w:keepNext/><w:spacing w:before="120" w:after="60"/>',
        caracteres=f'<w:b/><w:bCs/><w:color w:val="{GRIS}"/><w:sz w:val="20"/><w:szCs w:val="20"/>',
    ),
    Style(
        id="TexteTableau",
        nom="Texte de tableau",
        paragraphe='<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/><w:jc w:val="left"/>',
        caracteres='<w:sz w:val="20"/><w:szCs w:val="20"/>',
    ),
    Style(
        id="Notediscrte",
        nom="Note discrète",
        paragraphe='<w:spacing w:before="60" w:after="120" w:line="240" w:lineRule="auto"/>',
        caracteres=f'<w:color w:val="{GRIS}"/><w:sz w:val="18"/><w:szCs w:val="18"/>',
    ),
    Style(
        id="En-tte",
        nom="header",
        paragraphe='<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="BFBFBF"/></w:pBdr>'
        '<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs><w:spacing w:after="0" w:line="240" w:lineRule="auto"/>',
        caracteres=f'<w:color w:val="{GRIS}"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
    ),
    Style(
        id="Pieddepage",
        nom="footer",
        paragraphe='<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>'
        '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>',
        caracteres=f'<w:color w:val="{GRIS}"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
    ),
    Style(
        id="Textedelespacerserv",
        nom="Placeholder Text",
        genre="character",
        base="Policepardfaut",
        caracteres='<w:color w:val="767676"/>',
    ),
)

TABLEAU_NORMAL = (
    '<w:style w:type="table" w:default="1" w:styleId="TableauNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
GRILLE = (
    '<w:style w:type="table" w:styleId="Grilledutableau"><w:name w:val="Table Grid"/><w:basedOn w:val="TableauNormal"/>'
    '<w:uiPriority w:val="39"/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{cote} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>'
        for cote in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr></w:style>"
)
DEFAUTS = (
    f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{POLICE}" w:eastAsia="{POLICE}" w:hAnsi="{POLICE}" '
    f'w:cs="{POLICE}"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="fr-FR" w:eastAsia="fr-FR" '
    'w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
)


def styles_xml() -> str:
    """The whole of word/styles.xml."""
    corps = DEFAUTS + "".join(map(_xml, STYLES)) + TABLEAU_NORMAL + GRILLE
    return f'<w:styles xmlns:w="{W}">{corps}</w:styles>'


def _xml(style: Style) -> str:
    attributs = f'w:type="{style.genre}"' + (' w:default="1"' if style.defaut else "") + f' w:styleId="{style.id}"'
    base = f'<w:basedOn w:val="{style.base}"/>' if style.base else ""
    suivant = f'<w:next w:val="{style.suivant}"/>' if style.suivant else ""
    paragraphe = f"<w:pPr>{style.paragraphe}</w:pPr>" if style.paragraphe else ""
    caracteres = f"<w:rPr>{style.caracteres}</w:rPr>" if style.caracteres else ""
    tete = f'<w:name w:val="{style.nom}"/>{base}{suivant}<w:qFormat/>'
    return f"<w:style {attributs}>{tete}{paragraphe}{caracteres}</w:style>"
