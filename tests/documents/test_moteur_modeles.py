"""Templates in use: compiled once, by bytes; what they cannot do goes through docxtpl; documents stay apart."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document
from docxtpl import DocxTemplate, InlineImage, Listing
from gabarits_moteur import BANALE, gabarit, p
from jinja2 import Environment, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SecurityError
from lecture_docx import texte

from documents.archive import archive, repack
from documents.moteur import modeles as module
from documents.moteur.gabarit import environment, rendre
from documents.moteur.insertions import Image, ImageRemplacee, Lien
from documents.moteur.membres import ecrire_membres, lire_membres
from documents.moteur.modeles import Modeles
from documents.moteur.valeurs import Nature, nature
from documents.word import render

POINT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005000"
    "1ff56c72f0d0000000049454e44ae426082"
)


@dataclass(frozen=True, kw_only=True)
class AvecLogo:
    logo: Image
    objet: str


@pytest.fixture
def compilations(monkeypatch):
    """How many Jinja templates were compiled."""
    comptes: list[str] = []
    origine = Environment.compile

    def compter(self, source, *args, **kwargs):
        comptes.append(str(source)[:20])
        return origine(self, source, *args, **kwargs)

    monkeypatch.setattr(Environment, "compile", compter)
    return comptes


def test_a_template_is_compiled_for_its_first_document_only(compilations):
    """The second document compiles nothing; other bytes are another template."""
    connus, octets = Modeles(), gabarit(p("{{ objet }}"), pied="{{ suite }}")
    connus.obtenir(octets).render(BANALE)
    premiers = len(compilations)
    for _ in range(3):
        connus.obtenir(octets).render(BANALE)
    assert len(compilations) == premiers > 0
    connus.obtenir(gabarit(p("{{ suite }}"))).render(BANALE)
    assert len(compilations) > premiers


def test_the_templates_kept_are_bounded_and_the_oldest_unused_leaves(compilations):
    """With room for two, the third takes the place of the one that was not used again."""
    connus = Modeles(capacite=2)
    un, deux, trois = (gabarit(p(f"{rang} {{{{ objet }}}}")) for rang in range(3))
    for octets in (un, deux, un, trois):
        connus.obtenir(octets)
    assert len(connus) == 2
    avant = len(compilations)
    connus.obtenir(un)
    assert len(compilations) == avant
    connus.obtenir(deux)
    assert len(compilations) > avant


def test_threads_share_a_template_and_never_a_document():
    """Each of forty documents made by eight threads is its own."""
    modele = Modeles().obtenir(gabarit(p("{{ objet }}") * 50, pied="{{ objet }}"))
    with ThreadPoolExecutor(8) as fils:
        documents = list(fils.map(lambda rang: modele.render(BANALE | {"objet": f"n{rang}"}), range(40)))
    assert [texte(octets) for octets in documents] == ["\n".join([f"n{rang}"] * 50) for rang in range(40)]


def test_threads_that_ask_for_a_new_template_at_once_compile_it_once(monkeypatch):
    """Eight buyers just after a start cost what one does."""
    compilations, compiler = [], module._compiler

    def lentement(octets):
        compilations.append(octets)
        time.sleep(0.05)
        return compiler(octets)

    monkeypatch.setattr(module, "_compiler", lentement)
    connus, octets = Modeles(), gabarit(p("{{ objet }}"))
    with ThreadPoolExecutor(8) as fils:
        obtenus = list(fils.map(lambda _rang: connus.obtenir(octets), range(8)))
    assert len(compilations) == len(set(map(id, obtenus))) == 1


@pytest.mark.parametrize("balise", ["{{ absent }}", "{{ lots[9].nom }}", "{{ objet.__class__ }}", "{% include 'x' %}"])
def test_a_template_that_fails_says_what_docxtpl_says(balise):
    """Same exception, same sentence."""
    octets = gabarit(p(balise))
    with pytest.raises(Exception) as attendue:
        rendre(octets, BANALE)
    with pytest.raises(type(attendue.value)) as dite:
        Modeles().obtenir(octets).render(BANALE)
    assert str(dite.value) == str(attendue.value)


def test_a_template_that_is_not_compiled_still_says_why():
    """A syntax error is told when a document is asked for, with docxtpl's context."""
    modele = Modeles().obtenir(gabarit(p("{% for x in lots %}sans fin")))
    assert modele.compile is None
    with pytest.raises(TemplateSyntaxError) as dite:
        modele.render(BANALE)
    assert any("sans fin" in ligne for ligne in dite.value.docx_context)


def test_a_template_from_elsewhere_that_would_differ_is_left_to_docxtpl():
    """Compared at its first use; a compiled form that lies is never used again."""
    octets = gabarit(p("{{ objet }}"))
    modele, sain = Modeles().obtenir(octets), Modeles().obtenir(octets)
    modele.compile = SimpleNamespace(render=lambda *_, **__: repack(gabarit(p("faux"))))
    modele.eprouver(BANALE)
    sain.eprouver(BANALE)
    assert modele.compile is None
    assert sain.compile is not None
    assert texte(modele.render(BANALE)) == BANALE["objet"]


def test_a_difference_is_named():
    """`verify` gives the members that differ."""
    modele = Modeles().obtenir(gabarit(p("{{ objet }}")))
    assert modele.verify(BANALE) == ()
    modele.compile = SimpleNamespace(render=lambda *_, **__: rendre(gabarit(p("faux")), BANALE))
    assert modele.verify(BANALE) == ("word/document.xml",)


def test_a_picture_takes_docxtpl_s_path_and_is_in_the_document():
    """Its bytes under word/media, drawn at the width asked for; each document has its own."""
    modele = Modeles().obtenir(gabarit(p("{{ logo }}")))
    octets = modele.render({"logo": Image(octets=POINT, largeur_mm=20)})
    dessin = Document(io.BytesIO(octets)).inline_shapes[0]
    assert dessin.width.mm == pytest.approx(20, abs=0.1)
    assert "word/media/image1.png" in zipfile.ZipFile(io.BytesIO(octets)).namelist()
    assert "media" not in str(zipfile.ZipFile(io.BytesIO(modele.render({"logo": ""}))).namelist())


def test_a_context_of_the_product_may_hold_a_picture(tmp_path):
    """`render` leaves it as it is, beside cleaned texts, in a relay's own template."""
    (tmp_path / "essai.docx").write_bytes(gabarit(p("{{ logo }}") + p("{{ objet }}")))
    contexte = AvecLogo(logo=Image(octets=POINT, largeur_mm=20), objet="a\x0bb")
    octets = render("essai.docx", contexte, dossier_modeles=tmp_path).octets
    assert len(Document(io.BytesIO(octets)).inline_shapes) == 1
    assert texte(octets) == "ab"


def test_a_link_gets_its_relation_at_run_time():
    """The text is escaped, the address is in the relations."""
    modele = Modeles().obtenir(gabarit(p("{%r if liens %}{{r liens[0] }}{%r endif %}") + p("{{ fiche.lien }}")))
    lien = Lien(texte="Notre site & <nous>", adresse="https://relais-brielle.example/a?b=1&c=2")
    octets = modele.render({"liens": [lien], "fiche": SimpleNamespace(lien="")})
    assert "Notre site & <nous>" in texte(octets)
    relations = Document(io.BytesIO(octets)).part.rels.values()
    assert lien.adresse in [relation.target_ref for relation in relations if relation.is_external]


def test_a_picture_of_the_template_is_replaced():
    """The one called « logo » is another, in the place and shape that the template gave it."""
    porteur = DocxTemplate(io.BytesIO(gabarit(p("{{ image }}"))))
    porteur.render({"image": InlineImage(porteur, io.BytesIO(POINT)), "titre": "{{ titre }}"})
    tampon = io.BytesIO()
    porteur.save(tampon)
    autre = POINT + b"autre"
    nom = Document(tampon).inline_shapes[0]._inline.graphic.graphicData.pic.nvPicPr.cNvPr.get("name")
    octets = Modeles().obtenir(tampon.getvalue()).render({"x": ImageRemplacee(nom=nom, octets=autre)})
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        assert paquet.read("word/media/image1.png") == autre


@pytest.mark.parametrize("balise", ["{{ logo._imprimer }}", "{{ logo.tpl }}", "{{ logo.__html__.__self__ }}"])
def test_a_template_reaches_nothing_through_an_insertion(balise):
    """A picture prints; the document being made, and the files docxtpl could open or write, are out of reach."""
    with pytest.raises((SecurityError, UndefinedError)):
        Modeles().obtenir(gabarit(p(balise))).render({"logo": Image(octets=POINT, largeur_mm=20)})


def test_the_sandbox_is_as_strict_on_grouped_values():
    """What a context groups is read directly; private names and methods stay refused."""
    env, groupe = environment(), SimpleNamespace(nom="x", _cache="y")
    assert env.from_string("{{ g.nom }}").render(g=groupe) == "x"
    for balise in ("{{ g._cache }}", "{{ g.__dict__ }}", "{{ g.absent }}"):
        with pytest.raises((SecurityError, UndefinedError)):
            env.from_string(balise).render(g=groupe)


@pytest.mark.parametrize(
    ("valeur", "attendue"),
    [
        ("texte", Nature.SIMPLE),
        ([1, None, {"a": ("b", 2.5)}, SimpleNamespace(c=True)], Nature.SIMPLE),
        ([SimpleNamespace(liste=module.Modeles)], Nature.AUTRE),
        ({"a": [Lien(texte="a", adresse="b")]}, Nature.AUTRE),
        (object(), Nature.AUTRE),
        (Listing("a"), Nature.BALISEE),
    ],
)
def test_a_context_says_which_path_it_allows(valeur, attendue):
    """Plain values at any depth; an insertion or an unknown object anywhere is docxtpl's business."""
    assert nature({"x": "a", "y": valeur}) is attendue


@pytest.mark.filterwarnings("ignore:Duplicate name")  # docxtpl writes such a part twice
def test_a_header_that_two_relations_lead_to_is_written_once():
    """The same document as docxtpl's, less the member in double."""
    octets = gabarit(p("{{ objet }}"), en_tete="{{ suite }}")
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        membres = {nom: paquet.read(nom) for nom in paquet.namelist()}
    relations = membres["word/_rels/document.xml.rels"]
    membres["word/_rels/document.xml.rels"] = relations.replace(b"header2.xml", b"header1.xml")
    modele = Modeles().obtenir(archive(membres))
    assert modele.compile is not None
    assert modele.verify(BANALE) == ()


def test_members_are_written_as_the_archive_writes_them():
    """Names in any alphabet, empty contents, contents replaced: the bytes of `archive`."""
    membres = {"a.xml": b"<a/>" * 99, "é/ü.xml": b"", "word/document.xml": b"", "z": bytes(range(256))}
    remplaces = {"é/ü.xml": b"neuf" * 1000, "word/document.xml": "".join(map(str, range(9000))).encode()}
    assert ecrire_membres(lire_membres(archive(membres)), remplaces) == archive(membres | remplaces)
    assert ecrire_membres(lire_membres(archive(membres)), {}) == archive(membres)


def test_the_body_is_packed_fast_and_the_rest_well():
    """A body, alone of its kind, takes little of the processor; what surrounds it is packed once and stays small."""
    contenu = "".join(map(str, range(9000))).encode()
    with zipfile.ZipFile(io.BytesIO(archive({"word/document.xml": contenu, "word/styles.xml": contenu}))) as paquet:
        corps, styles = (len(zlib.compress(contenu, niveau, wbits=-zlib.MAX_WBITS)) for niveau in (1, 6))
        assert paquet.getinfo("word/document.xml").compress_size == corps
        assert paquet.getinfo("word/styles.xml").compress_size == styles


def test_a_template_changed_on_disk_is_the_new_one_at_once(tmp_path, monkeypatch):
    """Though all that its folder says of it is the same, as where the clock of files is slow."""
    connus, fichier = Modeles(), tmp_path / "essai.docx"
    etat = SimpleNamespace(st_ino=1, st_size=1, st_mtime_ns=time.time_ns(), st_ctime_ns=time.time_ns())
    monkeypatch.setattr(module, "SUR_NS", 3600 * module.SUR_NS)
    monkeypatch.setattr(Path, "stat", lambda _self: etat)
    for dit in ("abc", "bca", "cab"):
        fichier.write_bytes(gabarit(p(dit)))
        assert texte(connus.lire(fichier).render(BANALE)) == dit


def test_a_template_that_does_not_change_is_read_once(tmp_path, monkeypatch):
    """Thirty annexes of a pack come from one reading of their template."""
    connus, fichier, lectures, lire = Modeles(), tmp_path / "essai.docx", [], Path.read_bytes
    fichier.write_bytes(gabarit(p("{{ objet }}")))
    monkeypatch.setattr(module, "SUR_NS", -1)
    monkeypatch.setattr(Path, "read_bytes", lambda self: lectures.append(self) or lire(self))
    assert len({connus.lire(fichier) for _ in range(30)}) == len(lectures) == 1
