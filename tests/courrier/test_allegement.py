"""A mail too heavy says what waits for its reader, where, how heavy, until when, in both bodies."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from bs4 import BeautifulSoup
from galerie.territoire import piece
from galerie_courriels import GALERIE

from courrier.allegement import ENSEMBLE, PieceEnLien, alleger, rassembler
from formats.fichiers import taille

FIN = date(2027, 2, 27)


def lien(nom="dce.zip", octets=12_345_678):
    return PieceEnLien(nom=nom, octets=octets, lien=f"https://relais.example/pieces/{nom}-secret")


@pytest.mark.parametrize("nom", GALERIE)
def test_every_kind_of_mail_can_give_its_attachments_by_link(nom):
    """The list stands before the card; nothing is attached any more."""
    message = GALERIE[nom]()
    allege = alleger(message, [lien()], jusqu_au=FIN)
    assert allege.pieces_jointes == ()
    assert (allege.cle, allege.objet, allege.invitation) == (message.cle, message.objet, message.invitation)
    for corps in (allege.texte, BeautifulSoup(allege.html, "html.parser").get_text(" ")):
        assert re.search(r"dce\.zip\s+(<https://\S+>\s+)?\(12,3\u00a0Mo\)", corps)
        assert "27\u00a0février\u00a02027" in corps
    assert allege.texte.index("dce.zip") < allege.texte.index("Votre prochaine action")
    assert "<https://relais.example/pieces/dce.zip-secret>" in allege.texte


def test_several_files_are_told_one_by_one():
    """With their own links."""
    texte = alleger(GALERIE["demande_heures"](), [lien("a.xlsx", 900), lien("b.xlsx", 640_000)], jusqu_au=FIN).texte
    assert "Les pièces jointes, à télécharger\u00a0:\n - a.xlsx <" in texte
    assert "(1\u00a0ko)" in texte
    assert "(640\u00a0ko)" in texte


def test_ten_files_stay_apart_and_more_become_one_archive():
    """Whole, the same bytes each time, no name lost to another."""
    dix = tuple(piece(f"{rang}.pdf") for rang in range(10))
    assert rassembler(dix) == dix
    onze = (*dix, piece("9.pdf", 10))
    (archive,) = rassembler(onze)
    assert archive.nom == ENSEMBLE
    assert rassembler(onze) == (archive,)
    with zipfile.ZipFile(io.BytesIO(archive.octets)) as lue:
        assert lue.namelist() == [*(f"{rang}.pdf" for rang in range(10)), "9-2.pdf"]
        assert [lue.read(nom) for nom in lue.namelist()] == [une.octets for une in onze]


def test_the_archive_says_how_many_files_it_holds():
    """Two hundred dashboards behind one link."""
    texte = alleger(GALERIE["tableau_de_bord deux cents"](), [lien(ENSEMBLE)], jusqu_au=FIN).texte
    assert "Les 200 pièces jointes, à télécharger\u00a0:" in texte


@pytest.mark.parametrize(
    ("octets", "ecrit"),
    [(0, "1 ko"), (999, "1 ko"), (640_400, "640 ko"), (1_000_000, "1,0 Mo"), (12_345_678, "12,3 Mo")],
)
def test_sizes_are_those_of_file_managers(octets, ecrit):
    assert taille(octets).replace("\u00a0", " ") == ecrit
