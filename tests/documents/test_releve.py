"""G3: what the employer may fill in, what is computed, and that it reads back to the hour."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture_docx import fautes
from operations_exemple import HOSTILE_PROPRE
from suivis import NOMS, OCTOBRE, de_nombreux_lots, de_noms_longs, hostile, suivi

from documents.releve import DemandeReleve, releve_mensuel
from echanges.releve import lire_releve
from formats.releve import LISTES, NOTICE, RELEVE, Colonne, Plan, nom_fichier
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.periodes import Mois
from metier.publics import Categorie
from metier.releve import (
    HEURES_MAXIMUM,
    IdentiteReleve,
    LigneReleve,
    Observation,
    Visa,
    contrats_du_releve,
    heures_anterieures,
    heures_prevues,
    releves_du_mois,
)
from metier.suivi import Suivi

LYCEE = suivi("03-region-aval")
ETTI = IdentiteReleve(operation=LYCEE.reference, lot=2, employeur="Tremplin de la Brielle", mois=OCTOBRE)


def fichier(vu: Suivi = LYCEE, identite: IdentiteReleve = ETTI) -> bytes:
    return releve_mensuel(DemandeReleve(suivi=vu, identite=identite, retour_le=date(2026, 11, 5)))


def remplir(octets: bytes, cellules: dict[tuple[int, int], object], feuille: str = RELEVE) -> bytes:
    """The file with these cells written (row and column from 0), saved by another program than the one that made it."""
    livre = openpyxl.load_workbook(io.BytesIO(octets))
    for (rang, colonne), valeur in cellules.items():
        livre[feuille].cell(rang + 1, colonne + 1).value = valeur
    tampon = io.BytesIO()
    livre.save(tampon)
    return tampon.getvalue()


def premiere(colonne: Colonne) -> tuple[int, int]:
    return (Plan(2).premiere, colonne)


def test_what_is_written_in_the_yellow_cells_reads_back():
    """Identity, hours, training, work, observation, certification: each as it was filled in."""
    plan = Plan(2)
    rempli = remplir(
        fichier(),
        {
            premiere(Colonne.HEURES): 70.25,
            premiere(Colonne.FORMATION): 7,
            premiere(Colonne.POSTE): "aide-charpentier",
            (plan.premiere + 1, Colonne.OBSERVATION): Observation.AUCUNE_HEURE.libelle,
            (plan.premiere + 1, Colonne.HEURES): 0,
            (plan.visas + 1, Colonne.PRENOM): "Responsable d’agence",
            (plan.visas + 3, Colonne.PRENOM): date(2026, 11, 4),
        },
    )
    vu = lire_releve(rempli)
    assert vu.identite == ETTI
    assert vu.lignes == (
        LigneReleve(contrat="k8", heures=Decimal("70.25"), dont_formation=Decimal(7), poste="aide-charpentier"),
        LigneReleve(contrat="k9", heures=Decimal(0), observation=Observation.AUCUNE_HEURE),
    )
    assert vu.visa_employeur == Visa(nom="Responsable d’agence", le=date(2026, 11, 4))
    assert vu.visa_utilisatrice == Visa()


def test_an_empty_cell_is_not_zero():
    """A statement sent back blank declares nothing."""
    assert [ligne.heures for ligne in lire_releve(fichier()).lignes] == [None, None]


@pytest.mark.parametrize("nom", NOMS)
def test_each_statement_of_each_example_reads_back(nom):
    """Every employer of every month in which there was a contract, the empty cells included."""
    vu = suivi(nom)
    combien = 0
    for mois in Mois(2025, 10).jusqu_a(OCTOBRE):
        for identite in releves_du_mois(vu, mois):
            lu = lire_releve(fichier(vu, identite))
            assert lu.identite == identite
            assert [ligne.contrat for ligne in lu.lignes] == [un.id for un in contrats_du_releve(vu, identite)]
            combien += 1
    assert combien >= 10


@settings(max_examples=25)
@given(st.decimals(0, HEURES_MAXIMUM, places=2), st.decimals(0, HEURES_MAXIMUM, places=2))
def test_any_hours_come_back_to_the_hundredth(heures, formation):
    """Through another program's binary floats."""
    formation = min(heures, formation)
    ecrites = {premiere(Colonne.HEURES): float(heures), premiere(Colonne.FORMATION): float(formation)}
    ligne = lire_releve(remplir(VIDE, ecrites)).lignes[0]
    assert (ligne.heures, ligne.dont_formation) == (heures, formation)


VIDE = fichier()


@pytest.mark.parametrize(
    ("ecrit", "heures"),
    [
        pytest.param("151,67", "151.67", id="a decimal comma kept as text"),
        pytest.param("151 h 40", "151.67", id="hours and minutes"),
        pytest.param(" 70 ", "70", id="spaces"),
        pytest.param(69.99999999999999, "70.00", id="what a sum of binary floats leaves"),
    ],
)
def test_hours_are_read_as_people_write_them(ecrit, heures):
    """What a paste lets through the validation is understood where it is clear."""
    assert lire_releve(remplir(VIDE, {premiere(Colonne.HEURES): ecrit})).lignes[0].heures == Decimal(heures)


@pytest.mark.parametrize(
    ("colonne", "ecrit", "phrase"),
    [
        pytest.param(Colonne.HEURES, "beaucoup", "I11.*beaucoup.*heures sont attendues", id="no hours"),
        pytest.param(Colonne.HEURES, -7, "I11.*-7", id="negative"),
        pytest.param(Colonne.HEURES, 220.01, "I11.*220.01.*0 à 220", id="too many"),
        pytest.param(Colonne.HEURES, True, "I11", id="a truth value"),
        pytest.param(Colonne.FORMATION, 10, "J11.*10.*formation", id="training beyond the hours"),
        pytest.param(Colonne.OBSERVATION, "malade", "M11.*malade.*liste", id="an observation of one's own"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(colonne, ecrit, phrase):
    """The sheet and the cell, what was found, what is expected; nothing is half read."""
    with pytest.raises(FautesDeSaisie, match=phrase):
        lire_releve(remplir(VIDE, {premiere(colonne): ecrit}))


def test_every_fault_of_a_statement_is_told_at_once():
    """Two bad cells, two faults."""
    ecrites = {premiere(Colonne.HEURES): "x", (Plan(2).premiere + 1, Colonne.HEURES): -1}
    with pytest.raises(FautesDeSaisie) as faute:
        lire_releve(remplir(VIDE, ecrites))
    assert [une.champ for une in faute.value.fautes] == [f"{RELEVE}!I11", f"{RELEVE}!I12"]


@pytest.mark.parametrize(
    ("feuille", "cellule", "valeur", "phrase"),
    [
        pytest.param(LISTES, (4, 1), "2026-11", "modifié", id="another month in the hidden sheet"),
        pytest.param(LISTES, (2, 1), "1", "modifié", id="another lot"),
        pytest.param(LISTES, (3, 1), "Coup de Main Rombelle", "modifié", id="another employer"),
        pytest.param(LISTES, (1, 1), "2025-CVB-004", "modifié", id="another operation"),
        pytest.param(LISTES, (5, 1), "9", "modifié", id="another number of lines"),
        pytest.param(LISTES, (5, 1), "des", "modifié", id="no number of lines"),
        pytest.param(LISTES, (0, 1), "relais-releve/9", "version", id="another version of the layout"),
        pytest.param(RELEVE, (10, 0), "k1", "modifié", id="another contract"),
        pytest.param(RELEVE, (7, 2), "novembre 2026", "novembre 2026.*octobre", id="a copy for the next month"),
        pytest.param(RELEVE, (3, 2), "2026-THI-014", "2026-THI-014.*2025-RGA-021", id="another operation shown"),
        pytest.param(RELEVE, (6, 2), "Autre", "Autre.*Tremplin", id="another employer shown"),
    ],
)
def test_an_altered_identity_is_refused(feuille, cellule, valeur, phrase):
    """One sentence, and what to do: ask for another statement."""
    with pytest.raises(FauteDeSaisie, match=phrase) as faute:
        lire_releve(remplir(VIDE, {cellule: valeur}, feuille))
    assert faute.value.phrase.startswith("relevé\u00a0: ")


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 not a zip", id="no zip"),
        pytest.param(VIDE[: len(VIDE) // 2], id="cut"),
        pytest.param(b"%PDF-1.7", id="a pdf"),
    ],
)
def test_a_file_that_is_no_statement_is_refused(octets):
    """In a sentence, never a traceback."""
    with pytest.raises(FauteDeSaisie, match="relevé"):
        lire_releve(octets)


def test_another_workbook_is_refused():
    """A spreadsheet of the company's own takes another way in."""
    tampon = io.BytesIO()
    openpyxl.Workbook().save(tampon)
    with pytest.raises(FauteDeSaisie, match="préparé par le relais"):
        lire_releve(tampon.getvalue())


def test_a_bomb_is_not_unpacked():
    """Its announced size is enough."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    with pytest.raises(FauteDeSaisie, match="volumineux"):
        lire_releve(tampon.getvalue())


def test_only_the_yellow_cells_are_unlocked():
    """Work, hours, training, observation of each line, and the certification."""
    livre = openpyxl.load_workbook(io.BytesIO(VIDE))
    feuille = livre[RELEVE]
    ouvertes = {case.coordinate for rangee in feuille.iter_rows() for case in rangee if not case.protection.locked}
    lignes = {f"{lettre}{rang}" for lettre in "HIJM" for rang in (11, 12)}
    assert lignes <= ouvertes
    assert {case[0] for case in ouvertes - lignes} <= set("CDEIJKL")
    assert feuille.protection.sheet
    assert livre[LISTES].sheet_state == "veryHidden"
    assert feuille.column_dimensions["A"].hidden
    assert (livre.sheetnames, livre[NOTICE].protection.sheet) == ([NOTICE, RELEVE, LISTES], True)


def test_the_validations_are_those_of_the_trade():
    """Hours from 0 to 220, training within them, a closed list, dates."""
    regles = {
        str(regle.sqref): (regle.type, regle.formula1, regle.formula2)
        for regle in openpyxl.load_workbook(io.BytesIO(VIDE))[RELEVE].data_validations.dataValidation
    }
    assert regles["I11:I12"] == ("decimal", "0", "220")
    assert regles["J11:J12"] == ("decimal", "0", "I11")
    assert regles["M11:M12"] == ("list", f"{LISTES}!$D$1:$D${len(Observation)}", None)


def test_cumulative_hours_are_computed_from_what_came_before():
    """The hours of the contract before that month; what is left of those planned with that employer."""
    identite = replace(ETTI, lot=1, employeur="Bâti Rombelle")
    feuille = openpyxl.load_workbook(io.BytesIO(fichier(identite=identite)))[RELEVE]
    assert (feuille["K11"].value, feuille["L11"].value) == (511, "=K11+N(I11)")
    assert heures_anterieures(LYCEE, identite) == 511
    assert heures_prevues(LYCEE, identite) == 600
    assert feuille["F17"].value == "=MAX(0,F14-F15-F16)"


def test_an_employer_without_contract_has_no_statement():
    """The sentence names the employer, the lot and the month."""
    with pytest.raises(FauteDeSaisie, match=r"Génie Vert.*lot 2.*octobre"):
        fichier(identite=replace(ETTI, employeur="Génie Vert"))


def test_nothing_says_why_a_person_is_eligible():
    """Neither the category, nor the birth, nor the commune; a person not validated is told so."""
    brut = zipfile.ZipFile(io.BytesIO(VIDE)).read("xl/sharedStrings.xml").decode()
    for categorie in Categorie:
        assert categorie.libelle not in brut
    for personne in LYCEE.beneficiaires:
        assert personne.naissance.isoformat() not in brut
        assert personne.commune not in brut
    sans = replace(LYCEE, beneficiaires=tuple(replace(une, validee_le=None) for une in LYCEE.beneficiaires))
    feuille = openpyxl.load_workbook(io.BytesIO(fichier(sans)))[RELEVE]
    assert feuille["D11"].value == "non validée\u00a0: heures non comptées"


def test_no_person_is_in_the_name_or_the_properties_of_the_file():
    """The file is named after the operation, the lot, the structure and the month."""
    assert nom_fichier(ETTI) == "releve_2025-RGA-021_2_tremplin-de-la-brielle_2026-10.xlsx"
    livre = openpyxl.load_workbook(io.BytesIO(VIDE))
    textes = f"{livre.properties.title} {livre.properties.creator} {livre.properties.subject}"
    assert not [une for une in LYCEE.beneficiaires if une.nom in textes]


@given(st.text(max_size=80), st.integers(1, 99))
def test_any_employer_makes_a_file_name(employeur, lot):
    """ASCII, no separator, never empty."""
    nom = nom_fichier(replace(ETTI, employeur=employeur, lot=lot))
    assert nom.isascii()
    assert not set(nom) & set('/\\:*?"<>| ')
    assert len(nom) < 120


@settings(max_examples=25)
@given(st.text(st.characters(blacklist_categories=["Cc", "Cs"], blacklist_characters="\ufffe\uffff"), min_size=1))
def test_any_name_of_employer_reads_back(employeur):
    """Formulas, tags, escapes of the format: letter for letter."""
    vu = replace(LYCEE, contrats=tuple(replace(un, employeur=employeur) for un in LYCEE.contrats))
    identite = replace(ETTI, employeur=employeur)
    assert lire_releve(fichier(vu, identite)).identite == identite


def test_hostile_texts_stay_texts():
    """No cell but those computed here holds a formula, and the identity reads back."""
    vu = hostile()
    octets = fichier(vu, releves_du_mois(vu, OCTOBRE)[0])
    assert lire_releve(octets).identite.employeur.replace("\x07", "") == HOSTILE_PROPRE
    feuille = openpyxl.load_workbook(io.BytesIO(octets))[RELEVE]
    formules = [case.value for rangee in feuille.iter_rows() for case in rangee if case.data_type == "f"]
    assert not [une for une in formules if "HYPERLINK" in une]


@pytest.mark.parametrize(
    "vu", [LYCEE, hostile(), de_noms_longs()], ids=["the lycée", "hostile texts", "very long names"]
)
def test_the_file_is_a_valid_spreadsheet(vu):
    """The validator finds nothing."""
    assert fautes(fichier(vu, releves_du_mois(vu, OCTOBRE)[0]), "xlsx") == []


def test_the_same_demand_gives_the_same_bytes():
    """Nothing of the clock is in the file."""
    time.sleep(1.1)
    assert fichier() == VIDE


def test_thirty_lots_are_thirty_statements():
    """One file per lot and employer."""
    assert len(releves_du_mois(de_nombreux_lots(30), OCTOBRE)) == 30


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_it_survives_libreoffice(tmp_path: Path):
    """Opened and saved again by another suite, it is still the same statement."""
    (tmp_path / "entree").mkdir()
    (tmp_path / "entree" / "g3.xlsx").write_bytes(remplir(VIDE, {premiere(Colonne.HEURES): 35.5}))
    profil = f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}"
    subprocess.run(
        [
            *("soffice", profil, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path)),
            str(tmp_path / "entree" / "g3.xlsx"),
        ],
        capture_output=True,
        timeout=120,
        check=False,
    )
    if not (tmp_path / "g3.xlsx").is_file():
        pytest.skip("ce LibreOffice n’ouvre pas les tableurs")
    vu = lire_releve((tmp_path / "g3.xlsx").read_bytes())
    assert (vu.identite, vu.lignes[0].heures) == (ETTI, Decimal("35.5"))
