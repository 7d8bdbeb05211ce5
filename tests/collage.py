"""Pasting an article into a buyer's own Word document, as Word does it."""

from __future__ import annotations

import copy
import io

from demandes import demande, variantes
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from documents.contextes.a2 import article_reglement
from documents.contextes.a3 import article_ccap
from documents.word import render

W = qn("w:p").removesuffix("p")
CONTEXTES = {"A2": article_reglement, "A3": article_ccap}


def document_de_l_acheteur():
    """A CCAP of someone else: English style ids, another font, headings without numbers, some text before."""
    acheteur = Document()
    acheteur.styles["Normal"].font.name = "Times New Roman"
    acheteur.styles["Heading 2"].font.size = Pt(18)
    acheteur.styles["Heading 3"].font.italic = True
    acheteur.add_heading("Article 8 – Délais", level=2)
    acheteur.add_paragraph("Les délais sont ceux de l’acte d’engagement.", style="List Number")
    return acheteur


def article(octets: bytes) -> list:
    """What the buyer selects: all that follows the cover page."""
    corps = list(Document(io.BytesIO(octets)).element.body)
    garde = next(rang for rang, bloc in enumerate(corps) if bloc.find(f".//{W}sectPr") is not None)
    return [copy.deepcopy(bloc) for bloc in corps[garde + 1 :] if bloc.tag != qn("w:sectPr")]


def coller(octets: bytes, acheteur) -> bytes:
    """What Word does: a style of the same name is the destination's, another one comes along, as lists do."""
    source, blocs = Document(io.BytesIO(octets)), article(octets)
    styles = _styles(source, acheteur)
    listes = _listes(source, acheteur)
    for bloc in blocs:
        for balise in ("pStyle", "rStyle", "tblStyle"):
            for style in bloc.iter(f"{W}{balise}"):
                style.set(qn("w:val"), styles[style.get(qn("w:val"))])
        for numero in bloc.iter(f"{W}numId"):
            numero.set(qn("w:val"), listes[numero.get(qn("w:val"))])
        acheteur.element.body.insert(len(acheteur.element.body) - 1, bloc)
    tampon = io.BytesIO()
    acheteur.save(tampon)
    return tampon.getvalue()


def _styles(source, acheteur) -> dict[str, str]:
    connus = {style.element.name_val.lower(): style.style_id for style in acheteur.styles}
    identifiants = {}
    for style in source.styles:
        nom = style.element.name_val.lower()
        if nom not in connus:
            copie = copy.deepcopy(style.element)
            for base in copie.findall(qn("w:basedOn")):
                base.set(qn("w:val"), identifiants[base.get(qn("w:val"))])
            acheteur.styles.element.append(copie)
            connus[nom] = style.style_id
        identifiants[style.style_id] = connus[nom]
    return identifiants


def _listes(source, acheteur) -> dict[str, str]:
    cible = acheteur.part.numbering_part.element
    identifiants = {}
    for abstraite in source.part.numbering_part.element.findall(qn("w:abstractNum")):
        copie = copy.deepcopy(abstraite)
        for lien in copie.findall(f".//{W}pStyle"):
            lien.getparent().remove(lien)
        copie.set(qn("w:abstractNumId"), str(900 + int(copie.get(qn("w:abstractNumId")))))
        cible.insert(0, copie)
    for liste in source.part.numbering_part.element.findall(qn("w:num")):
        copie = copy.deepcopy(liste)
        identifiants[copie.get(qn("w:numId"))] = numero = str(900 + int(copie.get(qn("w:numId"))))
        copie.set(qn("w:numId"), numero)
        abstraite = copie.find(qn("w:abstractNumId"))
        abstraite.set(qn("w:val"), str(900 + int(abstraite.get(qn("w:val")))))
        cible.append(copie)
    return identifiants


def colle(code: str, variante: str) -> bytes:
    contexte = CONTEXTES[code](demande(variantes()[variante]))
    return coller(render(contexte.modele, contexte).octets, document_de_l_acheteur())
