"""The relay's logo: printed at the head of what it sends, refused in one sentence when it cannot be."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest
from courriers_exemple import CRENEAUX, ECOLE, donnees
from demandes import RELAIS
from demandes_rapports import EMISSION, demande
from lecture_docx import fautes
from lecture_pdf import lire
from rapports_produits import g2, i1
from suivis import suivi

from config.settings import IdentiteRelais
from documents.contextes.e1 import DemandeRappel, rappel
from documents.contextes.g2 import Decision
from documents.contextes.h1 import tableau_de_bord_moa
from documents.logo import OCTETS_MAXIMUM, read_logo
from documents.pdf import render_html, render_pdf
from documents.piece import Attendue, produire
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument


def png(largeur: int = 300, hauteur: int = 100, donnees: bytes | None = None) -> bytes:
    """A plain green picture, or one whose points are these."""
    pixels = zlib.compress((b"\0" + b"\x1f\x6f\x5c" * largeur) * hauteur) if donnees is None else donnees
    morceaux = ((b"IHDR", struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(corps)) + nom + corps + struct.pack(">I", zlib.crc32(nom + corps))
        for nom, corps in morceaux
    )


JPEG_CMJN = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x14\x08\x00\x10\x00\x10\x04\x01\x11\x00\x02\x11\x00\x03\x11\x00\x04\x11\x00"
    b"\xff\xda\x00\x0e\x04\x01\x00\x02\x00\x03\x00\x04\x00\x00\x3f\x00\xff\xd9"
)


@pytest.fixture
def avec_logo(tmp_path) -> IdentiteRelais:
    fichier = tmp_path / "logo.png"
    fichier.write_bytes(png())
    return RELAIS.model_copy(update={"logo": str(fichier)})


def lettre(relais: IdentiteRelais) -> bytes:
    contexte = rappel(DemandeRappel(**donnees(suivi(ECOLE), relais=relais), creneaux=CRENEAUX))
    return render("lettres/e1_rappel.docx", contexte).octets


def test_a_letter_carries_the_logo_with_its_words(avec_logo):
    """Valid, the same bytes twice; without the setting, no picture at all."""
    octets = lettre(avec_logo)
    assert fautes(octets) == []
    assert lettre(avec_logo) == octets
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        (media,) = [nom for nom in paquet.namelist() if nom.startswith("word/media/")]
        assert paquet.read(media) == png()
        assert f'descr="Logo de {RELAIS.nom}"' in paquet.read("word/document.xml").decode()
    with zipfile.ZipFile(io.BytesIO(lettre(RELAIS))) as paquet:
        assert not [nom for nom in paquet.namelist() if nom.startswith("word/media/")]


def test_a_report_carries_the_logo_and_says_what_it_is(avec_logo):
    """H1, G2 and the cover of I1; still one language, tags and fonts inside."""
    emission = replace(EMISSION, relais=avec_logo)
    contextes = (
        tableau_de_bord_moa(demande(suivi(ECOLE), emission=emission)),
        g2(Decision.ACCEPTEE, emission=emission),
        i1(suivi(ECOLE), emission=emission),
    )
    for contexte in contextes:
        page = render_html(contexte.modele, contexte)
        assert page.count(f'alt="Logo de {RELAIS.nom}"') == 1
        assert "data:image/png;base64," in page
    lu = lire(render_pdf(contextes[0].modele, contextes[0]).octets)
    assert (lu.langue, lu.balise, lu.polices_incorporees) == ("fr", True, True)
    assert f"Logo de {RELAIS.nom}" in lu.figures
    assert all(lu.figures)


def test_a_report_in_word_opens_on_the_logo(avec_logo):
    """The cover of I1: one picture, its words, a valid file with repeatable bytes."""
    contexte = i1(suivi(ECOLE), emission=replace(EMISSION, relais=avec_logo))
    piece = produire(Attendue(code=CodeDocument.I1, contexte=contexte, en_word=True))
    assert fautes(piece.octets) == []
    assert produire(Attendue(code=CodeDocument.I1, contexte=contexte, en_word=True)) == piece
    with zipfile.ZipFile(io.BytesIO(piece.octets)) as paquet:
        assert len([nom for nom in paquet.namelist() if nom.startswith("word/media/")]) == 1
        assert f'descr="Logo de {RELAIS.nom}"' in paquet.read("word/document.xml").decode()


@pytest.mark.parametrize(
    ("cotes", "largeur"), [((300, 100), 45), ((100, 100), 16), ((900, 100), 45)], ids=["large", "carré", "très large"]
)
def test_it_fits_whole_in_its_box(cotes, largeur, tmp_path):
    """45 by 16 millimetres at most, its shape kept."""
    fichier = tmp_path / "logo.png"
    fichier.write_bytes(png(*cotes))
    logo = read_logo(IdentiteRelais(logo=str(fichier)))
    assert logo.largeur_mm == largeur
    assert logo.largeur_mm / logo.rapport <= 16


def test_a_relative_path_starts_from_the_home(tmp_path, monkeypatch):
    """Where relais.toml is."""
    from config.settings import get_settings

    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    get_settings.cache_clear()
    (tmp_path / "logo.png").write_bytes(png())
    assert read_logo(IdentiteRelais(logo="logo.png")).octets == png()
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        pytest.param(None, "ce chemin n’existe pas", id="absent"),
        pytest.param(b"", "n’est pas une image", id="vide"),
        pytest.param(b"%PDF-1.7 rien", "n’est pas une image PNG ou JPEG", id="pdf"),
        pytest.param(b"GIF89a" + b"\0" * 20, "n’est pas une image PNG ou JPEG", id="gif"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image SVG", id="svg"),
        pytest.param(png()[:-20], "incomplète", id="coupée"),
        pytest.param(png(60_000, 60_000, donnees=b""), "trop de points", id="immense"),
        pytest.param(png(donnees=b""), "incomplète", id="sans points"),
        pytest.param(JPEG_CMJN, "CMJN", id="cmjn"),
        pytest.param(b"\0" * (OCTETS_MAXIMUM + 1), "octets au plus", id="trop lourde"),
    ],
)
def test_a_file_that_cannot_be_printed_is_refused_in_one_sentence(octets, phrase, tmp_path):
    """The setting, the file, what is wrong, what to do."""
    fichier = tmp_path / "logo.png"
    if octets is not None:
        fichier.write_bytes(octets)
    with pytest.raises(FauteDeSaisie, match=phrase) as refus:
        read_logo(IdentiteRelais(logo=str(fichier)))
    assert refus.value.champ == "relais.logo"
    assert str(fichier) in refus.value.phrase


def test_a_folder_is_no_logo(tmp_path):
    with pytest.raises(FauteDeSaisie, match="c’est un dossier"):
        read_logo(IdentiteRelais(logo=str(tmp_path)))
