"""The parts of a .docx around its text: a package written whole, so that nothing of a default template lingers.

Stored, not deflated: the committed bytes then depend on no version of zlib.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

from documents.archive import archive
from documents.fabrique.numerotation import numbering_xml
from documents.fabrique.styles import POLICE, W, styles_xml
from documents.fabrique.theme import theme_xml

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_ENTETE_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OOXML = "application/vnd.openxmlformats-officedocument"
_PROPRIETES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"

_PARTIES = {
    "word/document.xml": ("wordprocessingml.document.main", "officeDocument"),
    "word/styles.xml": ("wordprocessingml.styles", "styles"),
    "word/numbering.xml": ("wordprocessingml.numbering", "numbering"),
    "word/settings.xml": ("wordprocessingml.settings", "settings"),
    "word/fontTable.xml": ("wordprocessingml.fontTable", "fontTable"),
    "word/header1.xml": ("wordprocessingml.header", "header"),
    "word/footer1.xml": ("wordprocessingml.footer", "footer"),
    "word/header2.xml": ("wordprocessingml.header", "header"),
    "word/footer2.xml": ("wordprocessingml.footer", "footer"),
    "word/theme/theme1.xml": ("theme", "theme"),
}


@dataclass(frozen=True, kw_only=True)
class Contenu:
    """What changes from one template to the next: XML of the body, of headers and footers, and properties."""

    corps: str
    en_tetes: tuple[str, str]
    pieds: tuple[str, str]
    titre: str
    sujet: str
    proprietes: dict[str, str]


def package(contenu: Contenu) -> bytes:
    """The bytes of a template; ids `rId6` to `rId9` are its two headers and two footers."""
    membres = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _racine(),
        "word/_rels/document.xml.rels": _relations(),
        "word/document.xml": _racine_word("document", f"<w:body>{contenu.corps}</w:body>"),
        "word/styles.xml": styles_xml(),
        "word/numbering.xml": numbering_xml(),
        "word/settings.xml": _reglages(),
        "word/fontTable.xml": _polices(),
        "word/theme/theme1.xml": theme_xml(),
        "word/header1.xml": _racine_word("hdr", contenu.en_tetes[0]),
        "word/header2.xml": _racine_word("hdr", contenu.en_tetes[1]),
        "word/footer1.xml": _racine_word("ftr", contenu.pieds[0]),
        "word/footer2.xml": _racine_word("ftr", contenu.pieds[1]),
        "docProps/core.xml": _core(contenu),
        "docProps/custom.xml": _custom(contenu.proprietes),
    }
    octets = {nom: (_ENTETE_XML + xml).encode() for nom, xml in membres.items()}
    return archive(octets, compression=zipfile.ZIP_STORED)


def _racine_word(balise: str, xml: str) -> str:
    espaces = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:w14="{W14}" xmlns:mc="{MC}" mc:Ignorable="w14"'
    return f"<w:{balise} {espaces}>{xml}</w:{balise}>"


def _content_types() -> str:
    parties = "".join(
        f'<Override PartName="/{nom}" ContentType="{_OOXML}.{genre}+xml"/>' for nom, (genre, _) in _PARTIES.items()
    )
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{parties}'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.'
        'core-properties+xml"/><Override PartName="/docProps/custom.xml" '
        f'ContentType="{_OOXML}.custom-properties+xml"/></Types>'
    )


def _racine() -> str:
    return (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{R}/officeDocument" '
        'Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/'
        f'relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" '
        f'Type="{R}/custom-properties" Target="docProps/custom.xml"/></Relationships>'
    )


def _relations() -> str:
    """Ids follow the order of `_PARTIES`: styles 2, numbering 3, settings 4, fonts 5, header1 6, footer1 7, …"""
    liens = "".join(
        f'<Relationship Id="rId{rang}" Type="{R}/{lien}" Target="{nom.removeprefix("word/")}"/>'
        for rang, (nom, (_, lien)) in enumerate(_PARTIES.items(), start=1)
        if rang > 1
    )
    return f'<Relationships xmlns="{_RELATIONS}">{liens}</Relationships>'


def _reglages() -> str:
    return (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:hyphenationZone w:val="425"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="fr-FR"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
        "</w:settings>"
    )


def _polices() -> str:
    return (
        f'<w:fonts xmlns:w="{W}"><w:font w:name="{POLICE}"><w:altName w:val="Carlito"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font><w:font w:name="MS Gothic"><w:altName w:val="Segoe UI Symbol"/>'
        '<w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font></w:fonts>'
    )


def _core(contenu: Contenu) -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f"><dc:title>{escape(contenu.titre)}</dc:title><dc:subject>{escape(contenu.sujet)}</dc:subject>"
        "<dc:creator></dc:creator><cp:keywords></cp:keywords><dc:description></dc:description>"
        "<dc:language>fr-FR</dc:language></cp:coreProperties>"
    )


def _custom(proprietes: dict[str, str]) -> str:
    lignes = "".join(
        f'<property fmtid="{_FMTID}" pid="{rang}" name="{escape(nom)}"><vt:lpwstr>{escape(valeur)}</vt:lpwstr>'
        "</property>"
        for rang, (nom, valeur) in enumerate(proprietes.items(), start=2)
    )
    return f'<Properties xmlns="{_PROPRIETES}" xmlns:vt="{_VT}">{lignes}</Properties>'
