"""What a document just made says, read from what was written: the same as what its file says."""

from __future__ import annotations

import io
import zipfile
from types import SimpleNamespace

import pytest
from gabarits_moteur import BANALE, RICHES, SIMPLES, cadre, gabarit, p
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.archive import archive
from documents.champs_modeles import contextes
from documents.exemples import PLEIN, VIDE, exemple
from documents.lecture_word import read_paragraphs
from documents.moteur.modeles import Modeles
from documents.moteur.valeurs import Nature, nature
from documents.nettoyage import clean
from documents.paquet_lu import open_package
from documents.word import locate, prepare

MODELES = Modeles()
SIGNES = ("\n", "\t", "\f", "<w:t>", "&lt;", "&amp;", "&#233;", "]]>", "'\"", "<!--", "<?", "é", "\ufdd0", "\ufdd1")
MORCEAUX = st.lists(st.one_of(st.text(max_size=8), st.sampled_from(SIGNES)), max_size=6).map("".join).map(clean)


def relu(octets: bytes) -> tuple[str, ...]:
    """What the file says, opened anew: another member makes it another file."""
    return read_paragraphs(archive(membres(octets) | {"autre.txt": b""}))


def membres(octets: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        return {nom: paquet.read(nom) for nom in paquet.namelist()}


@pytest.mark.parametrize("nom", sorted(contextes()))
def test_a_document_of_the_product_is_read_as_its_file_is(nom):
    """Nothing is unpacked, no tree is built, and every member is what the file holds."""
    classe = contextes()[nom]
    for quoi in (PLEIN, VIDE):
        contexte = prepare(exemple(classe, quoi))
        octets = MODELES.obtenir(locate(classe.modele).read_bytes()).render(contexte)
        paquet = open_package(octets)
        assert paquet.prouve is (nature(contexte) is Nature.SIMPLE)
        assert {un: paquet.read(un) for un in paquet.noms} == membres(octets)
        assert read_paragraphs(octets) == relu(octets)


@given(objet=MORCEAUX, suite=MORCEAUX)
@settings(max_examples=60, deadline=None)
def test_any_value_is_read_as_its_file_says_it(objet, suite):
    octets = gabarit(SIMPLES["paragraphes"] + SIMPLES["rangées"], pied="{{ suite }}")
    contexte = BANALE | {"objet": objet, "suite": suite, "lots": [SimpleNamespace(numero=1, nom=objet)]}
    document = MODELES.obtenir(octets).render(contexte)
    assert read_paragraphs(document) == relu(document)


@pytest.mark.parametrize(
    "corps",
    [
        p("a &lt;w:t&gt;b&amp;lt;") + p("&quot;l’&apos;un&quot; &#233; &#x26;"),
        p("") + "<w:p/>" + '<w:p><w:r><w:t xml:space="preserve"/></w:r></w:p>',
        "<w:p><w:r><w:t>un</w:t><w:tab/><w:t>deux</w:t><w:br/><w:cr/><w:noBreakHyphen/></w:r></w:p>",
        "<w:p><!-- <w:t>caché</w:t> --><w:r><w:t>dit</w:t></w:r></w:p>",
        cadre("dans un cadre"),
    ],
)
def test_what_a_template_writes_is_read_as_its_file_says_it(corps):
    document = MODELES.obtenir(gabarit(corps + p('{{ objet }} « l\'"objet" »'))).render(BANALE)
    assert read_paragraphs(document) == relu(document)


def test_values_that_carry_xml_are_read_from_the_file():
    octets = gabarit(p("{{r riche }}") + "{{p alinea }}" + p("{{ liste }}"))
    document = MODELES.obtenir(octets).render(BANALE | RICHES)
    assert not open_package(document).prouve
    assert read_paragraphs(document) == relu(document)


def test_what_surrounds_the_body_changes_with_what_it_reads():
    """Rendered again for another value, were it only written otherwise; not for what only the body reads."""
    modele = MODELES.obtenir(gabarit(p("{{ objet }}"), en_tete="{{ garde.titre }}", pied="{{ suite }}"))
    dits = [
        {"objet": objet, "garde": SimpleNamespace(titre=titre), "suite": suite}
        for objet, titre, suite in (("un", 1, ""), ("deux", 1, ""), ("deux", True, ""), ("deux", True, "pied"))
    ]
    assert [[lu for lu in read_paragraphs(modele.render(un)) if lu] for un in dits] == [
        ["un", "1"],
        ["deux", "1"],
        ["deux", "True"],
        ["deux", "pied", "True"],
    ]
