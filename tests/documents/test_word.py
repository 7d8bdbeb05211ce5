"""The render function: values intact, templates harmless, bytes reproducible, what is missing highlighted."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture_docx import fautes, proprietes

from documents.archive import repack
from documents.contextes.garde import Garde
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne
from documents.lecture_word import read_paragraphs
from documents.manques import AValider, Manque
from documents.word import SANS_EDITION, edition, render
from metier.fautes import FauteDeSaisie

GARDE = Garde(
    reference="2026-X-001",
    intitule="École",
    intitule_court="École & fils",
    maitre_ouvrage="Commune",
    consultation="avis",
    regime="volontaire",
    bareme="b",
    etat="projet",
)
HOSTILES = (
    "Bâti & Fils <Moselle>",
    "<b>gras</b>",
    "« guillemets » ’ \" '",
    "{{ 7*7 }} {% for x in y %} {# c #} {_{ z }_} {_% t %_}",
    "😀 👷🏽‍♀️ 𝒜",
    "مدرسة الأنهار שלום \u202bx\u202c",
    "é" * 10_000,
    "&amp; &lt; &#65; _x0041_",
    "\ttab\tulation",
)


@dataclass(frozen=True, kw_only=True)
class Contexte:
    garde: Garde
    valeur: Any
    lots: tuple[str, ...] = ()


def modele(dossier: Path, *textes: str, nom: str = "essai.docx") -> Path:
    """A template of these paragraphs in a folder of the relay, the value also in bold and in a table."""
    piece = Piece(Identite(fichier=nom, code="X", titre="Essai", edition="2026.11", emploi="Essai."))
    for texte in textes or ("{{ valeur }}", "avant **{{ valeur }}** après"):
        piece.paragraphe(texte)
    piece.tableau((Colonne("Lot", 9638),), Ligne(cellules=("{{ lot }}",), pour="lot in lots"))
    piece.paragraphe("Fin.")
    dossier.mkdir(parents=True, exist_ok=True)
    (dossier / nom).write_bytes(piece.octets())
    return dossier


def rendre(dossier: Path, valeur: Any, lots: tuple[str, ...] = ()) -> bytes:
    return render("essai.docx", Contexte(garde=GARDE, valeur=valeur, lots=lots), dossier_modeles=dossier).octets


def xml(octets: bytes, partie: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        return paquet.read(partie).decode()


@pytest.mark.parametrize("valeur", HOSTILES, ids=range(len(HOSTILES)))
def test_a_hostile_text_is_printed_as_it_is(tmp_path, valeur):
    """Read back from the document, the text is the one given, in a paragraph, in bold and in a cell."""
    octets = rendre(modele(tmp_path), valeur, (valeur,))
    paragraphes = read_paragraphs(octets)
    assert valeur in paragraphes
    assert f"avant {valeur} après" in paragraphes
    assert paragraphes.count(valeur) == 2
    assert fautes(octets) == []


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_keeps_every_character_that_xml_admits(tmp_path_factory, valeur):
    """Whatever the text, what is read back differs only by the characters XML forbids and by line ends."""
    dossier = modele(tmp_path_factory.mktemp("modeles"), "[{{ valeur }}]")
    attendu = re.sub("\r\n?|\x85|\u2028|\u2029", "\n", valeur)
    attendu = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", "", attendu)
    assert f"[{attendu}]" in read_paragraphs(rendre(dossier, valeur))


def test_forbidden_characters_are_removed(tmp_path):
    """Control characters and lone surrogates disappear, the text around them stays."""
    assert "avant après" in read_paragraphs(rendre(modele(tmp_path), "avant\x0b\x00\ud800\ufdd0 après"))


def test_a_line_end_is_a_line_break_of_word(tmp_path):
    """Windows and Unix line ends both become a break inside the paragraph."""
    octets = rendre(modele(tmp_path), "un\r\ndeux\ntrois")
    assert "un\ndeux\ntrois" in read_paragraphs(octets)
    assert "<w:br/>" in xml(octets)


def test_what_is_missing_is_highlighted_and_keeps_the_formatting_around(tmp_path):
    """A gap prints « [à compléter] » in yellow; the bold run around it stays bold, the text after it plain."""
    octets = rendre(modele(tmp_path), Manque("relais.nom", "nom"))
    assert "avant [à compléter] après" in read_paragraphs(octets)
    surlignes = [
        run for p in Document(io.BytesIO(octets)).paragraphs for run in p.runs if run.font.highlight_color is not None
    ]
    assert [(run.text, run.font.bold) for run in surlignes] == [("[à compléter]", None), ("[à compléter]", True)]
    assert fautes(octets) == []


def test_a_value_to_confirm_is_shaded_until_the_definitive_edition(tmp_path):
    """The text is the value alone; shading only in a draft."""
    dossier = modele(tmp_path)
    assert 'w:fill="FFF2CC"' in xml(rendre(dossier, AValider("48 heures", "délai")))
    definitif = rendre(dossier, AValider("48 heures", "délai", ombre=False))
    assert "48 heures" in read_paragraphs(definitif)
    assert 'w:fill="FFF2CC"' not in xml(definitif)


def test_the_same_template_and_context_give_the_same_bytes(tmp_path):
    """Twice the same sha256; members sorted, times fixed."""
    dossier = modele(tmp_path)
    premier, second = rendre(dossier, "x"), rendre(dossier, "x")
    assert premier == second == repack(premier)
    with zipfile.ZipFile(io.BytesIO(premier)) as paquet:
        assert paquet.namelist()[0] == "[Content_Types].xml"
        assert {membre.date_time for membre in paquet.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_title_is_escaped_once_and_the_language_is_french(tmp_path):
    """`&` in a property is one `&`; docxtpl alone would write `&amp;`."""
    octets = rendre(modele(tmp_path), "x")
    assert proprietes(octets) == {"titre": "Essai – 2026-X-001", "sujet": "École & fils", "langue": "fr-FR"}


def test_the_document_says_the_edition_and_the_status_of_its_template(tmp_path):
    """Custom properties of the file: code, edition, « modèle à valider par le relais », operation, barème."""
    propres = xml(rendre(modele(tmp_path), "x"), "docProps/custom.xml")
    for attendu in ("2026.11", "modèle à valider par le relais", "2026-X-001", "2026-04-04"):
        assert attendu in propres


def test_the_edition_is_read_from_the_template(tmp_path):
    """The rendered document carries the edition of the template that made it, and its sha256."""
    rendu = render("essai.docx", Contexte(garde=GARDE, valeur="x"), dossier_modeles=modele(tmp_path))
    assert rendu.edition == "2026.11"
    assert len(rendu.sha256) == len(rendu.modele_sha256) == 64


def test_a_template_without_edition_says_so():
    """A file made elsewhere has no custom property: the edition is « non indiquée »."""
    tampon = io.BytesIO()
    Document().save(tampon)
    assert edition(tampon.getvalue()) == SANS_EDITION


def test_the_relay_s_own_template_wins(tmp_path):
    """A file of the same name in the relay's folder replaces the one supplied."""
    dossier = modele(tmp_path, "modèle du relais", nom="a3_ccap.docx")
    rendu = render("marches/a3_ccap.docx", Contexte(garde=GARDE, valeur="x"), dossier_modeles=dossier)
    assert "modèle du relais" in read_paragraphs(rendu.octets)


@pytest.mark.parametrize(
    "balise",
    [
        "{{ obejt }}",
        "{{ garde.inconnu }}",
        "{{ valeur.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{% for x in lots %}sans fin",
        "{{ «valeur» }}",
        "{{ valeur | inconnu }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_broken_or_hostile_template_is_refused_by_name(tmp_path, balise):
    """No traceback, no code run: one French sentence that names the template."""
    with pytest.raises(FauteDeSaisie) as refus:
        rendre(modele(tmp_path, balise), "x")
    assert "Modèle essai.docx" in refus.value.phrase


@pytest.mark.parametrize("contenu", [b"", b"PK\x03\x04tronqu", b"<html>", "zip"])
def test_a_file_that_is_no_word_document_is_refused_by_name(tmp_path, contenu):
    """An empty, truncated or foreign file, or a zip of something else."""
    if contenu == "zip":
        tampon = io.BytesIO()
        with zipfile.ZipFile(tampon, "w") as paquet:
            paquet.writestr("lisez.txt", "rien")
        contenu = tampon.getvalue()
    (tmp_path / "essai.docx").write_bytes(contenu)
    with pytest.raises(FauteDeSaisie, match=r"Modèle essai\.docx"):
        rendre(tmp_path, "x")
