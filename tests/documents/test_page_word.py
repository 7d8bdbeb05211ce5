"""A report in Word, to be reworked: the words and tables of its page, as a valid document of the family."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from demandes import FACILITATEUR, RELAIS
from demandes_rapports import EMISSION, operations
from docx import Document
from lecture_docx import fautes
from rapports_produits import ANALYSE, i1, i3
from suivis import NOMS, suivi
from tous_les_documents import MARQUES, dossiers, marque

from documents.lecture_page import read_blocks
from documents.lecture_word import read_paragraphs
from documents.page_word import Proprietes, word_of_page
from documents.pdf import render_html
from documents.piece import Attendue, Piece, produire
from documents.production import make_followup_piece
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument

OPERATIONS = operations()
AUTREMENT = ("joints à ce fichier", "Sommaire", "Annexes : état des heures")  # of the PDF alone


def en_word(nom: str) -> Piece:
    return produire(Attendue(code=CodeDocument.I1, contexte=i1(OPERATIONS[nom]), en_word=True))


def mots(textes: tuple[str, ...]) -> str:
    return re.sub(r"\s+", " ", " ".join(textes))


@pytest.mark.parametrize("nom", ["01-ecole", "02-nettoyage", "sans-lot", "trente-lots", "noms-longs", "hostile"])
def test_the_final_report_in_word_is_valid_and_says_what_its_page_says(nom):
    """Every text of the page, drawings and summary aside; no tag is acted upon; the same bytes twice."""
    piece = en_word(nom)
    assert (piece.fichier, piece.modele) == ("I1_bilan.docx", "rapports/i1_bilan.html")
    assert fautes(piece.octets) == []
    assert en_word(nom) == piece
    contexte = i1(OPERATIONS[nom])
    page = re.sub(r"<nav>.*?</nav>|<figure>.*?</figure>", "", render_html(contexte.modele, contexte), flags=re.DOTALL)
    dit = mots(read_paragraphs(piece.octets))
    for texte in read_blocks(page)[1:]:  # the title is a property
        if not any(autre in texte for autre in AUTREMENT):
            assert mots((texte,)) in dit


def test_headings_tables_and_lists_are_words_own():
    """Headings of the family, header rows repeated, totals in bold, edition and status at the foot."""
    document = Document(io.BytesIO(en_word("01-ecole").octets))
    titres = [un.text for un in document.paragraphs if un.style.name.lower().startswith("heading 1")]
    assert titres[:3] == ["Synthèse", "1. Fiche d’identité", "2. Engagements initiaux et modifiés"]
    assert len(titres) == 12
    entetes = [t for t in document.tables if t.rows[0]._tr.xpath("./w:trPr/w:tblHeader")]
    assert len(entetes) >= 7
    total = next(t.rows[-1] for t in entetes if t.rows[-1].cells[0].text == "Opération")
    assert all(run.bold for cell in total.cells for p in cell.paragraphs for run in p.runs)
    assert "modèle à valider par le relais" in document.sections[0].footer.paragraphs[1].text
    assert document.core_properties.title == "Bilan final de la clause d’insertion – 2025-CVB-004"


def test_texts_keep_their_marks_and_never_become_markup():
    """A gap is highlighted; braces, stars and angles stay as they are; line ends of a comment too."""
    page = (
        '<html><body><h2>{{ 7*7 }} **gras** &lt;w:p&gt;</h2><p>Nom : <mark class="manque">[à compléter]</mark></p>'
        '<p class="commentaire">Une ligne\nune autre</p></body></html>'
    )
    fiche = Proprietes(
        code="I1", titre="T", sujet="S", reference="R & D", intitule="{{ x }}", pied="<pied>", edition="2026.11"
    )
    octets = word_of_page(page, fiche)
    assert fautes(octets) == []
    lus = read_paragraphs(octets)
    assert lus[:3] == ("{{ 7*7 }} **gras** <w:p>", "Nom : [à compléter]", "Une ligne\nune autre")
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        assert '<w:highlight w:val="yellow"/>' in paquet.read("word/document.xml").decode()


@pytest.mark.parametrize("nom", dossiers())
def test_no_person_is_in_the_file(nom):
    """Text, properties, every part."""
    suivie = marque(dossiers()[nom])
    faite = make_followup_piece(
        Attendue(code=CodeDocument.I1, contexte=i1(suivie), en_word=True), suivie, RELAIS, FACILITATEUR
    )
    with zipfile.ZipFile(io.BytesIO(faite.piece.octets)) as paquet:
        tout = " ".join(paquet.read(membre).decode("utf-8") for membre in paquet.namelist()).lower()
    assert not [mot for mot in MARQUES if mot in tout]


def test_a_person_named_in_the_words_of_the_report_stops_it():
    """As for the PDF."""
    suivie = suivi(NOMS[0])
    analyse = replace(ANALYSE, synthese=f"{suivie.beneficiaires[0].prenom} {suivie.beneficiaires[0].nom} a réussi.")
    attendue = Attendue(code=CodeDocument.I1, contexte=i1(suivie, analyse=analyse), en_word=True)
    with pytest.raises(FauteDeSaisie, match="contrôle 17"):
        make_followup_piece(attendue, suivie, RELAIS, FACILITATEUR)


def test_another_report_may_be_asked_for_in_word():
    """I3 and its bands of figures."""
    piece = produire(Attendue(code=CodeDocument.I3, contexte=i3(*map(suivi, NOMS)), en_word=True))
    assert fautes(piece.octets) == []
    assert EMISSION.emetteur in read_paragraphs(piece.octets)
