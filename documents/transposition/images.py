"""The pictures of a document, in the line or at its side; what is drawn is not one."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape

from lxml import etree

from documents.transposition.paquet import Intransposable, Paquet, Partie, R, local
from documents.transposition.proprietes import pt

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_SIGNATURES = {b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}
_EMU = 12700
_SANS_TEXTE = "Image"


@dataclass(frozen=True)
class Dessin:
    """A picture as HTML, its height in points."""

    html: str
    hauteur: float


def picture(dessin: etree._Element, paquet: Paquet, partie: Partie) -> Dessin:
    """The picture of a w:drawing. Raises Intransposable for anything else, or where it lies over the text."""
    cadre = dessin[0]
    donnees = cadre.find(f"{_A}graphic/{_A}graphicData")
    if donnees is None or donnees.get("uri") != _PIC:
        raise Intransposable("un dessin ou une zone de texte")
    etendue = cadre.find(f"{_WP}extent")
    largeur, hauteur = (int(etendue.get(cote, "0")) / _EMU if etendue is not None else 0 for cote in ("cx", "cy"))
    place = f"width:{pt(largeur)};height:{pt(hauteur)}{_cote(cadre)}"
    adresse, texte = _adresse(donnees, paquet, partie), escape(_texte(cadre), quote=True)
    return Dessin(f'<img src="{adresse}" alt="{texte}" style="{place}">', hauteur)


def _cote(cadre: etree._Element) -> str:
    """Where a picture that is not in the line stands."""
    if local(cadre) == "inline":
        return ""
    if cadre.find(f"{_WP}wrapTopAndBottom") is not None:
        return ";display:block"
    if cadre.find(f"{_WP}wrapSquare") is None and cadre.find(f"{_WP}wrapTight") is None:
        raise Intransposable("une image posée sur le texte")
    aligne = cadre.findtext(f"{_WP}positionH/{_WP}align") or "left"
    return f";float:{'right' if aligne in {'right', 'outside'} else 'left'}"


def _adresse(donnees: etree._Element, paquet: Paquet, partie: Partie) -> str:
    fusion = donnees.find(f".//{_A}blip")
    lien = partie.liens.get(fusion.get(f"{R}embed", "")) if fusion is not None else None
    octets = paquet.membres.get(lien.cible) if lien and not lien.externe else None
    genre = next((nom for debut, nom in _SIGNATURES.items() if octets and octets.startswith(debut)), None)
    if octets is None or genre is None:
        raise Intransposable("une image qui n’est ni PNG, ni JPEG, ni GIF")
    return f"data:image/{genre};base64,{base64.b64encode(octets).decode()}"


def _texte(cadre: etree._Element) -> str:
    proprietes = cadre.find(f"{_WP}docPr")
    dit = (proprietes.get("descr") or proprietes.get("title")) if proprietes is not None else None
    return dit or _SANS_TEXTE
