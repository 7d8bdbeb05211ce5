"""docs/catalogue.md: the committed page is the generated one, complete; each view is a real document, pictured."""

from __future__ import annotations

import re
import struct
import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from documents.catalogue import vignettes as atelier
from documents.catalogue.__main__ import DOCS, principal
from documents.catalogue.fiches import DONNEES, fiches, modeles_par_code
from documents.catalogue.page import FAMILLES, catalogue_md
from documents.catalogue.png import SIGNATURE, Points, indexed_png, read_ppm, trim
from documents.catalogue.vignettes import OutilAbsent, vignettes
from documents.catalogue.vue import DOSSIER
from documents.catalogue.vues import vues, vues_de
from documents.controles import controler
from documents.lecture_page import read_blocks
from documents.lecture_word import read_paragraphs
from documents.manques import collect_manques
from documents.pdf import render_html
from documents.word import GABARITS, render
from formats.typographie import typographier
from metier.missions import CodeDocument

PAGE = (DOCS / "catalogue.md").read_text(encoding="utf-8")
IMAGES = sorted(vue.image for vue in vues())
TABLEURS = {"A8", "B2", "G3", "H1", "I3"}
VARIANTES = {"A1": 5, "A3": 7, "C0": 3, "D1": 4, "D2": 4, "E3": 4, "E5": 4, "F1": 3, "F2": 2, "G1": 3, "G2": 3, "I2": 3}
PAR_NOM = [pytest.param(vue, id=Path(vue.image).stem) for vue in vues()]


def test_the_committed_page_is_the_generated_one():
    """Run `python -m documents.catalogue` after changing a document of the catalogue."""
    assert catalogue_md() == PAGE


def test_the_page_lists_every_document_once_and_no_other():
    """The codes of the trade, in their order, with their names."""
    attendus = [(un.value, typographier(un.libelle)) for un in CodeDocument]
    assert re.findall(r"\| \*\*(\w+)\*\* \| ([^|]+) \|", PAGE) == attendus
    assert re.findall(r"^### (\w+), (.+)$", PAGE, re.MULTILINE) == attendus
    assert set(tomllib.loads(DONNEES.read_text(encoding="utf-8"))) == {un.value for un in CodeDocument}
    assert set(FAMILLES) == {un.value[0] for un in CodeDocument}


def test_the_page_names_every_template_and_no_other():
    """A template has one document; a document has a template, a spreadsheet, or both."""
    supplied = {un.relative_to(GABARITS).as_posix() for un in GABARITS.rglob("*.docx")}
    supplied |= {un.relative_to(GABARITS).as_posix() for un in GABARITS.rglob("rapports/[!_]*.html")}
    assert set(re.findall(r"`([a-z_]+/[a-z0-9_]+\.(?:docx|html))`", PAGE)) == supplied
    assert len(modeles_par_code()) == len(supplied)
    assert set(modeles_par_code()) <= {un.value for un in CodeDocument}
    assert {fiche.code.value for fiche in fiches() if fiche.tableur} == TABLEURS
    assert all(fiche.sources for fiche in fiches())


def test_every_document_and_important_variant_has_its_view():
    """At least one of each source of each document, and the number of variants that the trade tells apart."""
    assert [vue.code for vue in vues()] == sorted((vue.code for vue in vues()), key=list(CodeDocument).index)
    for fiche in fiches():
        assert len(vues_de(fiche.code)) >= max(len(fiche.sources), VARIANTES.get(fiche.code.value, 1)), fiche.code
    assert len(set(IMAGES)) == len(IMAGES)


def test_each_view_is_pictured_by_a_small_file_and_nothing_else_lies_there():
    """PNG of 50 kB at most, 2.5 MB together; each is shown once and told in words."""
    fichiers = {f"{DOSSIER}/{un.name}": un.read_bytes() for un in (DOCS / DOSSIER).iterdir()}
    assert sorted(fichiers) == IMAGES
    assert sorted(re.findall(r'src="([^"]+)"', PAGE)) == IMAGES
    assert len(re.findall(r'alt="[^"]{4,}"', PAGE)) == len(IMAGES)
    assert sum(map(len, fichiers.values())) < 2_500_000
    for nom, octets in fichiers.items():
        assert octets.startswith(SIGNATURE), nom
        assert len(octets) <= 50_000, nom
        assert 500 <= struct.unpack(">I", octets[16:20])[0] <= max(atelier.LARGEUR, *atelier.LARGEURS.values()), nom


@pytest.mark.parametrize("vue", PAR_NOM)
def test_a_view_lacks_nothing_and_breaks_no_check(vue):
    """What is pictured is coherent: no gap, no empty mention, nothing that a check refuses."""
    fait = vue.faire()
    if isinstance(fait, bytes):
        assert fait.startswith(b"PK")
        return
    assert collect_manques(fait) == ()
    mot = fait.modele.endswith(".docx")
    textes = read_paragraphs(render(fait.modele, fait).octets) if mot else read_blocks(render_html(fait.modele, fait))
    assert sum(map(len, textes)) > 300
    assert not [un for un in textes if re.search(r"None|; ;|(?<! )  (?! ☐)|\(\)|\s[.,]", un)]
    assert [un.phrase for un in controler(vue.code.value, textes) if un.controle in {3, 9, 10, 14, 24}] == []


def test_a_picture_keeps_its_colours_or_the_nearest():
    """Indexed: white stays white, blue stays blue; a page of thousands of shades still has 256 at most."""
    deux = Image.open(BytesIO(indexed_png(read_ppm(b"P6\n2 1\n255\n" + bytes([255, 255, 255, 31, 56, 100])))))
    assert deux.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert max(abs(a - b) for a, b in zip(deux.convert("RGB").getpixel((1, 0)), (31, 56, 100), strict=True)) <= 9
    arc = bytes(valeur for x in range(64) for y in range(64) for valeur in (4 * x, 4 * y, 2 * (x + y)))
    lue = Image.open(BytesIO(indexed_png(read_ppm(b"P6\n64 64\n255\n" + arc))))
    assert lue.size == (64, 64)
    assert len(lue.getcolors(256)) <= 256


def test_a_picture_is_the_top_of_the_page_without_its_margins():
    """Ink from the 40th to the 60th column and line of a white page; the footer below is left out."""
    blanc, encre = b"\xff\xff\xff", b"\0\0\0"
    ligne = blanc * 40 + encre * 20 + blanc * 40
    page = Points(100, (blanc * 100,) * 40 + (ligne,) * 20 + (blanc * 100,) * 35 + (encre * 100,) * 5)
    assert (trim(page, 2, 0.05).largeur, len(trim(page, 2, 0.05).lignes)) == (48, 47)
    assert len(trim(page, 0.5, 0.05).lignes) == 24
    assert len(trim(Points(3, (blanc * 3,) * 3), 1, 0).lignes) > 0


def test_without_the_tools_it_says_which_to_install_and_writes_nothing(monkeypatch, capsys):
    """Exit 2, one sentence, before anything is made."""
    monkeypatch.setattr("shutil.which", lambda outil: None if outil == "pdftoppm" else f"/usr/bin/{outil}")
    with pytest.raises(OutilAbsent, match="poppler-utils"):
        vignettes({})
    monkeypatch.setattr("documents.catalogue.__main__.vues", tuple)
    avant = Path(DOCS / "catalogue.md").stat().st_mtime_ns
    assert principal() == 2
    assert "« pdftoppm » n’est pas installé" in capsys.readouterr().err
    assert Path(DOCS / "catalogue.md").stat().st_mtime_ns == avant
