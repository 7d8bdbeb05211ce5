"""An article copied into a buyer's own Word document keeps its shape: headings, numbers, table, whatever its styles."""

from __future__ import annotations

import copy
import io

import pytest
from demandes import demande, variantes
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from lecture_docx import fautes, texte

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


@pytest.mark.parametrize("variante", ["travaux", "bons-de-commande", "critere"])
@pytest.mark.parametrize("code", list(CONTEXTES))
def test_a_pasted_article_keeps_its_headings_numbers_and_table_headers(code, variante):
    """Headings are those of the buyer's document, numbered from 1 in one list; header rows repeat; a valid file."""
    octets = colle(code, variante)
    document = Document(io.BytesIO(octets))
    titres = [p for p in document.paragraphs if p.style.name == "Heading 2"]
    assert [p.text for p in titres][1].startswith("Article [n°] – ")
    numerotes = [p for p in document.paragraphs if p.style.name == "Heading 3"]
    assert len(numerotes) >= 5
    listes = {p._p.pPr.numPr.numId.val if p._p.pPr.numPr is not None else None for p in numerotes}
    assert len(listes) == 1
    assert _format(document, listes.pop()) == ("decimal", "%1.", "1")
    assert document.tables
    for tableau in document.tables:
        rangees = tableau._tbl.findall(qn("w:tr"))
        assert all(rangee.find(f"{W}trPr/{W}cantSplit") is not None for rangee in rangees)
        if len(tableau.columns) > 2:
            assert rangees[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert [faute for faute in fautes(octets) if "stylesWithEffects" not in faute] == []  # python-docx's own template


def _format(document, identifiant: int) -> tuple[str, str, str]:
    numerotation = document.part.numbering_part.element
    liste = next(une for une in numerotation.findall(qn("w:num")) if une.get(qn("w:numId")) == str(identifiant))
    abstraite = liste.find(qn("w:abstractNumId")).get(qn("w:val"))
    niveau = next(
        une for une in numerotation.findall(qn("w:abstractNum")) if une.get(qn("w:abstractNumId")) == abstraite
    ).find(qn("w:lvl"))
    return tuple(niveau.find(qn(f"w:{balise}")).get(qn("w:val")) for balise in ("numFmt", "lvlText", "start"))


def test_not_a_word_is_lost_and_nothing_of_the_cover_comes_along():
    """The buyer's text, then the article, word for word; « modèle à valider » stays behind."""
    contexte = article_ccap(demande())
    rendu = render(contexte.modele, contexte).octets
    lu = texte(coller(rendu, document_de_l_acheteur()))
    seul = texte(rendu)
    assert lu.startswith("Article 8 – Délais\n")
    assert lu.split("engagement.\n", 1)[1] == seul[seul.index("Article [n°]") :]
    assert "à valider" not in lu
