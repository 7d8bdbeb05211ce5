"""The letters that are mailed, as PDF: the words of the Word document, tagged; what a PDF cannot show is said."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache

import pytest
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lecture_pdf import Pdf, lire, texte_suivi
from lxml import html
from tous_les_documents import attendues, dossiers

from documents import depart
from documents.depart import AUSSI_EN_WORD, EN_PDF, departing
from documents.lecture_word import read_paragraphs
from documents.pdf_de_word import Intransposable, page_of_word, pdf_of_word
from documents.piece import Attendue, Piece, produire
from metier.missions import CodeDocument

UNE_PAGE = {CodeDocument.C0, CodeDocument.E1, CodeDocument.E3}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
DU_COURANT = {"C0 oui", "D1 demarrage", "D2 demarrage", "E1", "E2", "E3 heures 2", "F2 publique"}
CAS = [
    pytest.param(une, id=f"{nom} {une.nom}")
    for nom in ("01-ecole", "hostile")
    for une in attendues(dossiers()[nom])
    if une.code in EN_PDF and (nom == "hostile" or une.nom in DU_COURANT)
]


@cache
def lettre(code: CodeDocument) -> Piece:
    return produire(next(une for une in attendues(dossiers()["01-ecole"]) if une.code is code))


def serre(texte: str) -> str:
    return re.sub(r"\s", "", texte_suivi(texte).replace("\u202f", "").replace("\u00a0", ""))


def octets(document) -> bytes:
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def page(document):
    return html.document_fromstring(page_of_word(octets(document)))


def etiquettes(racine) -> list[str]:
    return [un.tag for un in racine.find("body").iter() if un.tag in {"h1", "h2", "h3", "p", "ul", "ol", "li", "table"}]


def verifier(pdf: Pdf) -> None:
    assert (pdf.langue, pdf.balise, pdf.polices_incorporees) == ("fr", True, True)
    assert pdf.titre
    assert "pdfuaid:part" in pdf.metadonnees
    assert all(pdf.figures)


@pytest.mark.parametrize("attendue", CAS)
def test_a_letter_says_in_pdf_what_it_says_in_word(attendue: Attendue) -> None:
    """Every paragraph, heading and cell, in one piece; tagged, in French, on one page where it must be."""
    piece = produire(attendue)
    pdf = lire(pdf_of_word(piece.octets))
    verifier(pdf)
    dit = serre(pdf.texte)
    absents = [
        un for un in read_paragraphs(piece.octets) if serre(un) not in dit and "page 1 sur" not in texte_suivi(un)
    ]
    assert absents == []
    assert all(police.startswith("Relais") for police in pdf.polices)
    if attendue.code in UNE_PAGE:
        assert pdf.pages == 1


def test_the_same_letter_gives_the_same_bytes() -> None:
    """Whatever was printed between."""
    premier = pdf_of_word(lettre(CodeDocument.E1).octets)
    pdf_of_word(lettre(CodeDocument.C0).octets)
    assert pdf_of_word(lettre(CodeDocument.E1).octets) == premier


def test_headings_lists_and_tables_are_real_ones() -> None:
    """No level is skipped, a list in a list stays inside it, numbers go on, a header row heads its columns."""
    document = Document()
    document.add_heading("Premier", 2)
    document.add_heading("Sous", 4)
    document.add_heading("Second", 2)
    for texte, style in (("a", "List Bullet"), ("b", "List Bullet 2"), ("c", "List Number"), ("d", "List Number")):
        document.add_paragraph(texte, style=style)
    tableau = document.add_table(2, 2, style="Table Grid")
    tableau.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    tableau.cell(0, 0).text, tableau.cell(1, 1).text = "Lot", "Gros œuvre"
    racine = page(document)
    assert [(un.tag, un.text_content()) for un in racine.iter("h1", "h2", "h3")] == [
        ("h1", "Premier"),
        ("h2", "Sous"),
        ("h1", "Second"),
    ]
    assert [un.text_content() for un in racine.iterfind(".//ol/li")] == ["c", "d"]
    assert [un.get("scope") for un in racine.iterfind(".//thead//th")] == ["col", "col"]
    pdf = lire(pdf_of_word(octets(document), titre="Essai"))
    verifier(pdf)
    assert {"/H1", "/H2", "/L", "/LI", "/Lbl", "/Table", "/TH", "/TD"} <= pdf.elements
    assert "2." in texte_suivi(pdf.texte)


def test_a_table_without_border_only_places_texts() -> None:
    """It is no table for who listens to it; a sheet of labels has a header per row."""
    document = Document()
    document.add_table(1, 2).cell(0, 1).text = "Bâti"
    fiche = document.add_table(2, 2, style="Table Grid")
    fiche.cell(0, 0).text = "Objet"
    racine = page(document)
    assert len(racine.findall(".//table")) == 1
    assert [un.text_content() for un in racine.iterfind(".//th")] == ["Objet", ""]


def test_merged_cells_stay_one_cell() -> None:
    """Across and down."""
    document = Document()
    tableau = document.add_table(3, 3, style="Table Grid")
    tableau.cell(0, 0).merge(tableau.cell(0, 1)).text = "large"
    tableau.cell(1, 2).merge(tableau.cell(2, 2)).text = "haute"
    racine = page(document)
    assert [(un.text_content(), un.get("colspan")) for un in racine.iterfind(".//*[@colspan]")] == [("large", "2")]
    assert [(un.text_content(), un.get("rowspan")) for un in racine.iterfind(".//*[@rowspan]")] == [("haute", "2")]
    assert len(racine.findall(".//tr")) == 3


def test_a_picture_keeps_its_text_and_its_size() -> None:
    """In the header too, where the text starts below it."""
    document = Document()
    dessin = (
        document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(PNG), width=Mm(40), height=Mm(40))
    )
    dessin._inline.docPr.set("descr", "Logo de l’« Essai »")
    document.add_paragraph("Texte")
    racine = page(document)
    assert [un.get("alt") for un in racine.iter("img")] == ["Logo de l’« Essai »"]
    assert "margin: 148.84pt" in racine.findtext(".//style") or "113.39pt" in racine.find(".//img").get("style")
    verifier(lire(pdf_of_word(octets(document), titre="Essai")))


def test_what_word_does_not_show_is_not_printed() -> None:
    """Deleted or hidden words stay out, inserted ones are in."""
    document = Document()
    paragraphe = document.add_paragraph("garde")
    paragraphe.add_run("cache").font.hidden = True
    for balise, texte in (("del", "ote"), ("ins", "mis")):
        contenu = "delText" if balise == "del" else "t"
        suivi = f'<w:{balise} {nsdecls("w")} w:id="1"><w:r><w:{contenu}>{texte}</w:{contenu}></w:r></w:{balise}>'
        paragraphe._p.append(parse_xml(suivi))
    assert page(document).find("body").text_content() == "gardemis"


def test_only_addresses_of_the_web_and_of_mail_can_be_followed() -> None:
    """A link of a template is a link, a script or a file is a mere text."""
    document = Document()
    for adresse in (
        "https://relais.example/a?b=1&c=2",
        "mailto:a@relais.example",
        "javascript:alert(1)",
        "file:///etc/x",
    ):
        cible = document.part.relate_to(
            adresse, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
        )
        lien = f'<w:hyperlink {nsdecls("w", "r")} r:id="{cible}"><w:r><w:t>ici</w:t></w:r></w:hyperlink>'
        document.add_paragraph()._p.append(parse_xml(lien))
    liens = [un.get("href") for un in page(document).iter("a")]
    assert liens == ["https://relais.example/a?b=1&c=2", "mailto:a@relais.example"]


def test_pages_are_numbered_turned_and_ended_as_in_word() -> None:
    """A break inside a paragraph, a landscape section, the total of pages in the footer."""
    document = Document()
    document.add_paragraph("un").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("deux")
    pied = document.sections[0].footer.paragraphs[0]
    for champ in ("PAGE", "NUMPAGES"):
        pied._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {champ} "><w:r><w:t>9</w:t></w:r></w:fldSimple>')
        )
        pied.add_run("/")
    section = document.add_section()
    section.page_width, section.page_height = Mm(297), Mm(210)
    document.add_paragraph("trois")
    pdf = lire(pdf_of_word(octets(document), titre="Essai"))
    assert [texte_suivi(une.extract_text()) for une in pdf.lecteur.pages] == ["un 1/3/", "deux 2/3/", "trois 3/3/"]
    largeurs = [float(une.mediabox.width) for une in pdf.lecteur.pages]
    assert largeurs[2] == pytest.approx(841.9, abs=0.2)


ZONE = (
    '<w:r {w}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice/></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("xml", "quoi"),
    [
        (ZONE, "une zone de texte"),
        ("<w:r {w}><w:pict/></w:r>", "un dessin"),
        ("<w:r {w}><w:object/></w:r>", "un objet"),
        ('<w:r {w}><w:footnoteReference w:id="2"/></w:r>', "une note de bas de page"),
        ('<w:r {w}><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', "un symbole"),
        ('<w:pPr {w}><w:framePr w:w="2000"/></w:pPr>', "un cadre"),
        ('<w:pPr {w}><w:ind w:left="pas un nombre" w:hanging="0"/><w:outlineLvl w:val="x"/></w:pPr>', None),
        ('<w:pPr {w}><w:spacing w:line="beaucoup"/></w:pPr>', "une mise en forme inattendue"),
    ],
)
def test_what_a_page_cannot_show_is_named(xml: str, quoi: str | None) -> None:
    """In French, to be put in a sentence; nothing is left out in silence."""
    document = Document()
    document.add_paragraph()._p.insert(0, parse_xml(xml.format(w=nsdecls("w"))))
    if quoi is None:
        page_of_word(octets(document))
        return
    with pytest.raises(Intransposable, match=quoi):
        page_of_word(octets(document))


def test_columns_and_tables_set_over_the_text_are_named() -> None:
    colonnes, pose = Document(), Document()
    colonnes.sections[0]._sectPr.append(parse_xml(f'<w:cols {nsdecls("w")} w:num="2"/>'))
    for cols in colonnes.sections[0]._sectPr.findall(qn("w:cols")):
        cols.set(qn("w:num"), "2")
    pose.add_table(1, 1)._tbl.tblPr.append(parse_xml(f'<w:tblpPr {nsdecls("w")} w:tblpX="1"/>'))
    with pytest.raises(Intransposable, match="colonnes"):
        page_of_word(octets(colonnes))
    with pytest.raises(Intransposable, match="un tableau posé"):
        page_of_word(octets(pose))


@pytest.mark.parametrize("code", sorted(EN_PDF))
def test_a_letter_leaves_as_pdf_and_its_word_is_kept(code: CodeDocument) -> None:
    """E2 leaves in both: its coupon is filled in. Beside it in the dossier, under the same template."""
    piece = lettre(code)
    parti = departing(piece)
    assert [une.fichier for une in parti.pieces] == [piece.fichier, piece.fichier.replace(".docx", ".pdf")]
    assert {(une.code, une.modele, une.edition, une.modele_sha256) for une in parti.pieces} == {
        (piece.code, piece.modele, piece.edition, piece.modele_sha256)
    }
    assert [une.fichier[-4:] for une in parti.jointes] == [".pdf", *(["docx"] if code in AUSSI_EN_WORD else [])]
    assert parti.alertes == ()
    assert departing(piece) == parti


def test_another_document_leaves_as_it_is() -> None:
    piece = replace(lettre(CodeDocument.E1), code=CodeDocument.E4A)
    assert departing(piece).jointes == departing(piece).pieces == (piece,)


def test_a_template_that_has_no_pdf_leaves_in_word_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text box of the relay's own template; the libraries of the PDF missing."""
    document = Document(io.BytesIO(lettre(CodeDocument.E1).octets))
    document.paragraphs[0]._p.append(parse_xml(ZONE.format(w=nsdecls("w"))))
    piece = replace(lettre(CodeDocument.E1), octets=octets(document))
    parti = departing(piece)
    assert parti.pieces == parti.jointes == (piece,)
    (alerte,) = parti.alertes
    assert texte_suivi(alerte) == (
        "E1 : pas de PDF, son modèle contient un dessin ou une zone de texte ; le document Word part à sa place"
    )

    def sans(*_arguments: object, **_options: object) -> bytes:
        raise OSError("cannot load library 'libpango'")

    monkeypatch.setattr(depart, "pdf_of_word", sans)
    assert "relais diagnostic" in departing(lettre(CodeDocument.C0)).alertes[0]
