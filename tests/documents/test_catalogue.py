"""docs/catalogue.md: the committed page is the generated one, complete, each document pictured."""

from __future__ import annotations

import re
import struct
import tomllib
from pathlib import Path

import pytest

from documents.catalogue import vignettes as atelier
from documents.catalogue.__main__ import DOCS, principal
from documents.catalogue.fiches import DONNEES, fiches, modeles_par_code
from documents.catalogue.page import FAMILLES, catalogue_md
from documents.catalogue.png import SIGNATURE, indexed_png
from documents.catalogue.vignettes import OutilAbsent, vignettes
from documents.word import GABARITS
from metier.missions import CodeDocument

PAGE = (DOCS / "catalogue.md").read_text(encoding="utf-8")
VIGNETTES = sorted(une for fiche in fiches() for une in fiche.vignettes)
TABLEURS = {"A8", "B2", "G3", "I3"}


def test_the_committed_page_is_the_generated_one():
    """Run `python -m documents.catalogue` after changing a document of the catalogue."""
    assert catalogue_md() == PAGE


def test_the_page_lists_every_document_once_and_no_other():
    """The codes of the trade, in their order, with their names."""
    assert re.findall(r"\| \*\*(\w+)\*\* ([^|]+) \|", PAGE) == [(un.value, un.libelle) for un in CodeDocument]
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


def test_each_document_is_pictured_by_a_small_file_and_nothing_else_lies_there():
    """PNG of 25 kB at most, 1.5 MB together; each is shown once and told in words."""
    fichiers = {f"images/catalogue/{un.name}": un.read_bytes() for un in (DOCS / "images" / "catalogue").iterdir()}
    assert sorted(fichiers) == VIGNETTES
    assert sorted(re.findall(r'src="([^"]+)"', PAGE)) == VIGNETTES
    assert len(re.findall(r'alt="[^"]{4,}"', PAGE)) == len(VIGNETTES)
    assert sum(map(len, fichiers.values())) < 1_500_000
    for nom, octets in fichiers.items():
        assert octets.startswith(SIGNATURE), nom
        assert len(octets) <= 25_000, nom
        assert struct.unpack(">I", octets[16:20])[0] == atelier.LARGEUR, nom


def test_a_picture_keeps_its_colours_or_the_nearest():
    """Indexed: white stays white, blue stays blue; a page of thousands of shades still has 256 at most."""
    from io import BytesIO

    from PIL import Image

    deux = Image.open(BytesIO(indexed_png(b"P6\n2 1\n255\n" + bytes([255, 255, 255, 31, 56, 100])))).convert("RGB")
    assert deux.getpixel((0, 0)) == (255, 255, 255)
    assert max(abs(a - b) for a, b in zip(deux.getpixel((1, 0)), (31, 56, 100), strict=True)) <= 8
    arc = bytes(valeur for x in range(64) for y in range(64) for valeur in (4 * x, 4 * y, 2 * (x + y)))
    lue = Image.open(BytesIO(indexed_png(b"P6\n64 64\n255\n" + arc)))
    assert lue.size == (64, 64)
    assert len(lue.getcolors(256)) <= 256


def test_without_the_tools_it_says_which_to_install_and_writes_nothing(monkeypatch, capsys):
    """Exit 2, one sentence, before anything is made."""
    monkeypatch.setattr("shutil.which", lambda outil: None if outil == "pdftoppm" else f"/usr/bin/{outil}")
    with pytest.raises(OutilAbsent, match="poppler-utils"):
        vignettes({})
    monkeypatch.setattr("documents.catalogue.__main__.exemplaires", dict)
    avant = Path(DOCS / "catalogue.md").stat().st_mtime_ns
    assert principal() == 2
    assert "« pdftoppm » n’est pas installé" in capsys.readouterr().err
    assert Path(DOCS / "catalogue.md").stat().st_mtime_ns == avant
