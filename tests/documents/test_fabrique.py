"""The committed templates are what the workshop builds, one family, one context each."""

from __future__ import annotations

import ast
import dataclasses
import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docxtpl import DocxTemplate
from lecture_docx import fautes

import documents.contextes
from documents.fabrique.catalogue import MODELES
from documents.word import GABARITS, environment

MARCHES = sorted(piece().identite.fichier for piece in MODELES)


def contextes() -> dict[str, type]:
    """Every context class by the Word template it names."""
    classes = {}
    for fichier in Path(documents.contextes.__file__).parent.glob("*.py"):
        module = __import__(f"documents.contextes.{fichier.stem}", fromlist=["*"])
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            modele = isinstance(noeud, ast.ClassDef) and vars(getattr(module, noeud.name)).get("modele")
            if str(modele).endswith(".docx"):
                classes[modele] = getattr(module, noeud.name)
    return classes


CONTEXTES = contextes()


def xml(octets: bytes, partie: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        return paquet.read(partie).decode()


@pytest.mark.parametrize("ecrire", MODELES, ids=MARCHES and [piece().identite.code for piece in MODELES])
def test_the_committed_file_equals_a_rebuild(ecrire):
    """Byte for byte: run `python -m documents.fabrique` after changing the workshop."""
    piece = ecrire()
    assert (GABARITS / piece.identite.fichier).read_bytes() == piece.octets()


def test_every_committed_template_is_built_by_the_workshop_and_has_one_context():
    """No orphan on either side."""
    presents = sorted(str(fichier.relative_to(GABARITS)) for fichier in GABARITS.rglob("*.docx"))
    assert presents == MARCHES == sorted(CONTEXTES)


@pytest.mark.parametrize("modele", MARCHES)
def test_a_template_uses_exactly_the_fields_of_its_context(modele):
    """Every variable of the template is a field, every field is used."""
    variables = DocxTemplate(GABARITS / modele).get_undeclared_template_variables(environment())
    assert variables == {champ.name for champ in dataclasses.fields(CONTEXTES[modele])}


A4 = frozenset({210, 297})  # G3 is turned


@pytest.mark.parametrize("modele", MARCHES)
def test_a_template_is_valid_word_without_a_default_template_s_leftovers(modele):
    """The validator finds nothing; A4, French, headings of Word, header rows repeated, rows whole."""
    octets = (GABARITS / modele).read_bytes()
    assert fautes(octets) == []
    document = Document(io.BytesIO(octets))
    assert {frozenset((round(s.page_width.mm), round(s.page_height.mm))) for s in document.sections} == {A4}
    assert 'w:lang w:val="fr-FR"' in xml(octets, "word/styles.xml")
    corps = xml(octets)
    for tableau in re.findall(r"<w:tbl>.*?</w:tbl>", corps, re.DOTALL):
        rangees = [r for r in re.findall(r"<w:tr>.*?</w:tr>", tableau, re.DOTALL) if "{%tr" not in r]
        assert all("<w:cantSplit/>" in rangee for rangee in rangees)
        assert 'w:firstRow="0"' in tableau or "<w:tblHeader/>" in rangees[0]


@pytest.mark.parametrize("modele", MARCHES)
def test_a_template_says_which_law_its_text_takes_into_account(modele):
    """A date in its properties, compared with the changes of law before a notice."""
    proprietes = xml((GABARITS / modele).read_bytes(), "docProps/custom.xml")
    assert re.search(r'name="droit_au"><vt:lpwstr>\d{4}-\d{2}-\d{2}<', proprietes)


@pytest.mark.parametrize("modele", MARCHES)
def test_the_reference_and_the_page_are_on_every_page(modele):
    """Each section has a header with the reference and a footer « page X sur Y »."""
    for section in Document(GABARITS / modele).sections:
        assert "{{ garde.reference }}" in section.header.paragraphs[0].text
        pied = section.footer.paragraphs[0]._p.xml
        assert "PAGE" in pied
        assert "NUMPAGES" in pied


@pytest.mark.parametrize("modele", [modele for modele in MARCHES if "/a" in modele])
def test_edition_and_status_stay_on_the_cover(modele):
    """The article that is pasted says neither its edition nor « à valider »; no table lies in another."""
    corps = xml((GABARITS / modele).read_bytes())
    garde, article = corps.split("</w:sectPr>", 1)
    assert "modèle à valider par le relais" in garde
    for mot in ("à valider", "édition 20", "Textes lus"):
        assert mot not in re.sub(r"<[^>]+>", "", article)
    assert not re.search(r"<w:tc>(?:(?!</w:tc>).)*<w:tbl>", corps, re.DOTALL)
