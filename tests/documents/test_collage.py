"""An article copied into a buyer's own Word document keeps its shape: headings, numbers, table, whatever its styles."""

from __future__ import annotations

import io

import pytest
from collage import CONTEXTES, W, colle, coller, document_de_l_acheteur
from demandes import demande
from docx import Document
from docx.oxml.ns import qn
from lecture_docx import fautes, texte

from documents.contextes.a3 import article_ccap
from documents.word import render


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
