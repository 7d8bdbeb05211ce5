"""The analysis grid of A8: the points of the règlement, the scale given to candidates, notes by formula."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from demandes import CRITERE, demande, operation, variantes
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE

from documents.contextes.a8 import cadre_reponse
from documents.grille import ECHELLE, INCOMPLETE, OFFRES, grille_analyse, lignes_grille
from documents.word import render
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.operation import Critere, Montage, SousCritere

AVEC = demande(variantes()["critere"])
GRILLE = grille_analyse(AVEC)


def lire(octets: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(octets))


def test_each_sub_criterion_has_its_points():
    """The weight of the criterion shared out; the points add up to it."""
    lignes = lignes_grille(AVEC.operation.criteres)
    assert [ligne.intitule for ligne in lignes] == [sous.intitule for sous in CRITERE.sous_criteres]
    assert sum(ligne.points for ligne in lignes) == CRITERE.ponderation
    assert sum(ligne.part for ligne in lignes) == 100


def test_a_criterion_without_sub_criteria_is_one_line():
    """Noted as a whole, with all its points."""
    (ligne,) = lignes_grille([Critere(intitule="Insertion", ponderation=Decimal("7.5"))])
    assert (ligne.points, ligne.part) == (Decimal("7.5"), 100)


def test_thirds_add_up():
    """Shares that do not divide keep their points to four decimals."""
    sous = tuple(SousCritere(intitule=str(rang), ponderation=Decimal("33.3333")) for rang in range(3))
    lignes = lignes_grille([Critere(intitule="Insertion", ponderation=Decimal(10), sous_criteres=sous)])
    assert abs(sum(ligne.points for ligne in lignes) - 10) < Decimal("0.001")


def test_the_scale_is_the_one_given_to_candidates():
    """The five descriptors of A8, word for word."""
    contexte = cadre_reponse(AVEC)
    cadre = texte(render(contexte.modele, contexte).octets)
    for descripteur in ECHELLE:
        assert typographier(descripteur.format(contrat=contexte.mots.contrat)) in cadre


def test_there_is_a_sheet_per_offer_and_a_summary():
    """Nothing is noted beforehand: the summary says what is left to do."""
    livre = lire(GRILLE)
    assert livre.sheetnames == ["Notice", *(f"Offre {rang}" for rang in range(1, OFFRES + 1)), "Récapitulatif"]
    ecrit = openpyxl.load_workbook(io.BytesIO(GRILLE), data_only=True)
    assert [ecrit["Récapitulatif"].cell(5 + rang, 4).value for rang in range(OFFRES)] == [INCOMPLETE] * OFFRES


def test_levels_are_a_closed_list_and_notes_a_formula():
    """0 to 4; points × level ÷ 4; nothing shown as zero while nothing is noted."""
    feuille = lire(GRILLE)["Offre 1"]
    combien = len(CRITERE.sous_criteres)
    (regle,) = feuille.data_validations.dataValidation
    assert (str(regle.sqref), regle.formula1) == (f"D8:D{7 + combien}", '"0,1,2,3,4"')
    assert feuille["G8"].value == '=IF(D8="","",C8*D8/4)'
    ouvertes = {case.coordinate for rangee in feuille.iter_rows() for case in rangee if not case.protection.locked}
    assert {f"{lettre}{rang}" for lettre in "DF" for rang in range(8, 8 + combien)} <= ouvertes
    assert not [case for case in ouvertes if case[0] in "AG"]
    assert feuille.protection.sheet


def test_an_operation_without_criterion_has_no_grid():
    """The sentence names the field."""
    with pytest.raises(FauteDeSaisie, match="criteres") as faute:
        grille_analyse(demande(operation(montage=Montage.EXECUTION_CRITERE)))
    assert faute.value.champ == "criteres"


def test_hostile_texts_stay_texts():
    """A title that looks like a formula is read back as a text."""
    sous = (SousCritere(intitule=HOSTILE, ponderation=Decimal(100)),)
    criteres = (Critere(intitule=HOSTILE, ponderation=Decimal(10), sous_criteres=sous),)
    octets = grille_analyse(demande(replace(AVEC.operation, criteres=criteres, intitule=HOSTILE)))
    cellule = lire(octets)["Offre 1"]["A8"]
    assert (cellule.data_type, cellule.value) == ("s", f"{HOSTILE_PROPRE}\n({HOSTILE_PROPRE})")
    assert fautes(octets, "xlsx") == []


def test_the_file_is_a_valid_spreadsheet():
    """The validator finds nothing."""
    assert fautes(GRILLE, "xlsx") == []


def test_the_same_request_gives_the_same_bytes():
    """Nothing of the clock is in the file."""
    time.sleep(1.1)
    assert grille_analyse(AVEC) == GRILLE


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_libreoffice_computes_the_notes(tmp_path: Path):
    """All at 4 gives every point; all but one noted gives no total."""
    livre = lire(GRILLE)
    combien = len(CRITERE.sous_criteres)
    for rang in range(8, 8 + combien):
        livre["Offre 1"].cell(rang, 4).value = 4
        livre["Offre 2"].cell(rang, 4).value = 3 if rang == 8 else None
    (tmp_path / "entree").mkdir()
    livre.save(tmp_path / "entree" / "a8.xlsx")
    profil = f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}"
    conversion = ["--convert-to", "xlsx", "--outdir", str(tmp_path), str(tmp_path / "entree" / "a8.xlsx")]
    subprocess.run(["soffice", profil, "--headless", *conversion], capture_output=True, timeout=120, check=False)
    if not (tmp_path / "a8.xlsx").is_file():
        pytest.skip("ce LibreOffice n’ouvre pas les tableurs")
    calcule = openpyxl.load_workbook(tmp_path / "a8.xlsx", data_only=True)
    recapitulatif = calcule["Récapitulatif"]
    assert (recapitulatif["D5"].value, recapitulatif["D6"].value) == (CRITERE.ponderation, INCOMPLETE)
    assert calcule["Offre 1"]["E8"].value == typographier(ECHELLE[4])
