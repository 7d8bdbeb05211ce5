"""The theme part that Word expects; styles name their own font and colours, so nothing depends on it."""

from __future__ import annotations

from documents.fabrique.styles import BLEU, POLICE

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COULEURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": BLEU,
    "lt2": "E7E6E6",
    "accent1": BLEU,
    "accent2": "2E75B6",
    "accent3": "7F7F7F",
    "accent4": "BF9000",
    "accent5": "548235",
    "accent6": "833C0B",
    "hlink": "0563C1",
    "folHlink": "954F72",
}


def theme_xml() -> str:
    """The whole of word/theme/theme1.xml."""
    couleurs = "".join(f'<a:{nom}><a:srgbClr val="{code}"/></a:{nom}>' for nom, code in _COULEURS.items())
    police = f'<a:latin typeface="{POLICE}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fond = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    trait = f'<a:ln w="9525">{fond}<a:prstDash val="solid"/></a:ln>'
    effet = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{_A}" name="Relais"><a:themeElements><a:clrScheme name="Relais">{couleurs}</a:clrScheme>'
        f'<a:fontScheme name="Relais"><a:majorFont>{police}</a:majorFont><a:minorFont>{police}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="Relais"><a:fillStyleLst>{fond * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{trait * 3}</a:lnStyleLst><a:effectStyleLst>{effet * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fond * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
