"""The engine makes the same documents as docxtpl, compared in canonical XML, on every template and every feature."""

from __future__ import annotations

import io
import zipfile
from types import SimpleNamespace

import pytest
from demandes import demande, variantes
from docxtpl import DocxTemplate
from gabarits_moteur import BALISEES, BANALE, CONTEXTES, RICHES, SIMPLES, VARIABLES, gabarit, p
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture_docx import texte

from documents.archive import repack
from documents.champs_modeles import contextes
from documents.contextes.a7 import engagements
from documents.exemples import PLEIN, VIDE, exemple
from documents.manques import Manque
from documents.moteur.compilation import Compile
from documents.moteur.gabarit import environment
from documents.moteur.identite import differences
from documents.moteur.modeles import Modele, Modeles
from documents.moteur.valeurs import Nature, nature
from documents.pack import CONTEXTES as PIECES
from documents.pack import due
from documents.reperes import unmark
from documents.word import locate, prepare
from metier.missions import CodeDocument

PROPRES = ("docProps/core.xml", "docProps/custom.xml")
MODELES = Modeles()
MORCEAUX = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            ["\n", "\t", "\a", "\f", "\r\n", "\x0b", "{{", "}}", "{%", "{_{", "%_}", "&amp;", "]]>", "'\""]
        ),
    ),
    max_size=6,
).map("".join)


def docxtpl_seul(octets: bytes, contexte) -> bytes:
    """What docxtpl makes, used as its documentation says, in the sandbox."""
    document, tampon = DocxTemplate(io.BytesIO(octets)), io.BytesIO()
    document.render(dict(contexte), environment(), autoescape=True)
    document.save(tampon)
    return tampon.getvalue()


def ecarts(octets: bytes, contexte) -> list[str]:
    """The members in which the compiled template differs from docxtpl alone, properties aside (declared, see below)."""
    compile_ = MODELES.obtenir(octets).compile
    document = compile_.render(contexte, balise=nature(contexte) is Nature.BALISEE)
    trouves = differences(document, docxtpl_seul(octets, contexte))
    return [nom for nom in trouves if nom not in PROPRES]


def sans_reperes(valeur):
    """A prepared context without the marks that docxtpl alone would print."""
    if isinstance(valeur, str):
        return unmark(valeur)
    if isinstance(valeur, SimpleNamespace):
        return SimpleNamespace(**sans_reperes(vars(valeur)))
    if isinstance(valeur, dict):
        return {nom: sans_reperes(une) for nom, une in valeur.items()}
    return [sans_reperes(une) for une in valeur] if isinstance(valeur, list) else valeur


@pytest.mark.parametrize("nom", sorted(contextes()))
def test_every_template_of_the_product_makes_what_docxtpl_makes(nom):
    """Full and empty sample: docxtpl alone, then docxtpl with our marks and properties; nothing needs the tree."""
    classe = contextes()[nom]
    octets = locate(classe.modele).read_bytes()
    assert set(Compile(octets).varient.values()) == {True}
    for quoi in (PLEIN, VIDE):
        contexte = prepare(exemple(classe, quoi))
        assert ecarts(octets, sans_reperes(contexte)) == []
        assert MODELES.obtenir(octets).verify(contexte) == ()


@pytest.mark.parametrize("nom", variantes())
def test_every_variant_of_the_pieces_makes_what_docxtpl_makes(nom):
    """The pieces of each kind of operation, whole and with a relay that nothing is known of."""
    demandee = demande(variantes()[nom])
    pieces = [PIECES[code](demandee) for code in due(demandee) if code in PIECES]
    if CodeDocument.A7 in due(demandee):
        pieces += engagements(demandee)[:1]
    for piece in pieces:
        modele = MODELES.obtenir(locate(piece.modele).read_bytes())
        contexte = prepare(piece)
        assert modele.verify(contexte) == ()
        octets = modele.render(contexte)
        assert octets == repack(octets)


@pytest.mark.parametrize("quoi", CONTEXTES)
@pytest.mark.parametrize("nom", SIMPLES)
def test_what_escaped_values_cannot_change_is_written_without_a_tree(nom, quoi):
    """Proved once for the template; the same document as docxtpl, whatever the values."""
    octets = gabarit(SIMPLES[nom])
    assert Compile(octets).varient.get("word/document.xml", True)
    assert ecarts(octets, CONTEXTES[quoi]) == []


@pytest.mark.parametrize("quoi", CONTEXTES)
@pytest.mark.parametrize("nom", VARIABLES)
def test_what_depends_on_the_document_is_decided_for_each(nom, quoi):
    """Columns, merges, conditional drawings, XML made by the template: docxtpl's passes are done every time."""
    octets = gabarit(VARIABLES[nom])
    assert not Compile(octets).varient["word/document.xml"]
    assert ecarts(octets, CONTEXTES[quoi]) == []


@pytest.mark.parametrize("nom", BALISEES)
def test_values_that_carry_xml_are_printed_as_docxtpl_prints_them(nom):
    """Rich text, rich paragraphs, lists, in a paragraph and in a text box; broken XML is mended the same way."""
    assert ecarts(gabarit(BALISEES[nom]), BANALE | RICHES) == []


@pytest.mark.parametrize("quoi", CONTEXTES)
def test_headers_footers_and_footnotes_make_what_docxtpl_makes(quoi):
    """Each with a value, a condition and entities; those without a tag are written once."""
    contexte = CONTEXTES[quoi] | {"objet": CONTEXTES[quoi]["objet"].replace("\x0b", "")}
    octets = gabarit(
        p("corps"), en_tete="R&amp;D {{ objet }} &lt;", pied="{% if vrai %}{{ suite }}{% endif %}", note="{{ objet }}"
    )
    attendues = {"word/header1.xml", "word/footer1.xml", "word/footnotes.xml"}
    assert {nom for nom in Compile(octets).varient if nom.startswith("word/")} == attendues
    assert ecarts(octets, contexte) == []
    riche = gabarit(p(""), en_tete="{{r riche }}", pied="{{p alinea }}", note="{{ liste }}")
    assert ecarts(riche, contexte | RICHES) == []


@given(objet=MORCEAUX, suite=MORCEAUX)
@settings(max_examples=40, deadline=None)
def test_any_value_makes_what_docxtpl_makes(objet, suite):
    """Cleaned as `prepare` does, or not at all: the same document, or refused by both."""
    octets = gabarit(
        SIMPLES["paragraphes"] + SIMPLES["rangées"] + SIMPLES["branche qui coupe un texte"], pied="{{ suite }}"
    )
    contexte = BANALE | {"objet": objet, "suite": suite, "lots": [SimpleNamespace(numero=1, nom=objet)]}
    assert ecarts_ou_refus(octets, contexte) == []


def ecarts_ou_refus(octets: bytes, contexte) -> list[str]:
    try:
        docxtpl_seul(octets, contexte)
    except Exception as refus:  # noqa: BLE001 - whatever docxtpl says, the engine says
        with pytest.raises(type(refus)):
            MODELES.obtenir(octets).render(contexte)
        return []
    return ecarts(octets, contexte)


def test_properties_are_escaped_once():
    """Declared difference: docxtpl escapes them twice, and prints nothing in the custom ones."""
    octets = gabarit(p("x"), titre="{{ objet }}")
    titres = [titre(MODELES.obtenir(octets).render(BANALE)), titre(docxtpl_seul(octets, BANALE))]
    assert titres == [BANALE["objet"], "Lycée &lt;Hélène&gt; &amp; Cie"]


def titre(octets: bytes) -> str:
    return DocxTemplate(io.BytesIO(octets)).get_docx().core_properties.title


def test_a_property_is_one_short_line_without_marks():
    """Line ends become spaces, marks disappear, 255 characters remain: python-docx refuses more."""
    octets = gabarit(p("x"), titre="{{ objet }} {{ trou }}")
    contexte = BANALE | prepare_trou("a\nb" + "é" * 300)
    assert titre(MODELES.obtenir(octets).render(contexte)) == f"a b{'é' * 252}"
    assert MODELES.obtenir(octets).verify(contexte) == ()


def prepare_trou(objet: str) -> dict[str, object]:
    from documents.reperes import mark

    return {"objet": objet, "trou": mark(Manque("relais.nom", "nom"))}


def test_footnotes_are_rendered_once_however_many_sections():
    """Declared difference: docxtpl renders them again for each section, and reads a value as template text."""
    section = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    octets = gabarit(section + p("fin"), note="{{ objet }}")
    contexte = BANALE | {"objet": "{{ 7 * 7 }}"}
    assert "{{ 7 * 7 }}" in notes(MODELES.obtenir(octets).render(contexte))
    assert MODELES.obtenir(octets).verify(contexte) == ()
    assert "49" in notes(docxtpl_seul(octets, contexte))


def notes(octets: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        return paquet.read("word/footnotes.xml").decode()


def test_a_prepared_value_is_never_taken_for_a_brace(tmp_path):
    """Declared difference: docxtpl turns `{_{` of a value into `{{`; `prepare` shields it."""
    from documents.word import _bare

    octets, ecrit = gabarit(p("{{ objet }}")), "{_{ z }_} {_% t %_}"
    assert texte(MODELES.obtenir(octets).render({"objet": _bare(ecrit)})) == ecrit
    assert texte(docxtpl_seul(octets, {"objet": ecrit})) == "{{ z }} {% t %}"


def test_a_template_without_properties_gives_the_same_bytes_every_day():
    """Declared difference: docxtpl writes the time of day in the properties it adds."""
    octets = sans_membre(gabarit(p("{{ objet }}")), "docProps/core.xml")
    document = Modele(octets).render(BANALE)
    with zipfile.ZipFile(io.BytesIO(document)) as paquet:
        assert b"1980-01-01T00:00:00Z" in paquet.read("docProps/core.xml")
    assert Modele(octets).verify(BANALE) == ()


def sans_membre(octets: bytes, nom: str) -> bytes:
    from documents.archive import archive

    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        membres = {un: paquet.read(un) for un in paquet.namelist() if un != nom}
    lien = b'<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
    racine = membres["_rels/.rels"]
    debut = racine.index(lien)
    membres["_rels/.rels"] = racine[:debut] + racine[racine.index(b"/>", debut) + 2 :]
    types = membres["[Content_Types].xml"]
    debut = types.index(b'<Override PartName="/docProps/core.xml"')
    membres["[Content_Types].xml"] = types[:debut] + types[types.index(b"/>", debut) + 2 :]
    return archive(membres)
