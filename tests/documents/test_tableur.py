"""B2: the figures of the table are those of the calibration, its texts stay texts, its bytes repeat."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture_docx import fautes
from operations_exemple import ECOLE, HOSTILE, HOSTILE_PROPRE, TOUS_MODES, calibrage, de_nombreux_lots

from documents.classeur import LONGUEUR_CELLULE
from documents.tableur import csv_b2, neutraliser, tableau_calcul
from metier.operation import Operation

CELLULE = 32_767


def lire(octets: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(octets))


def table(octets: bytes, nom: str = "Calcul") -> list[dict[str, object]]:
    """The rows of a sheet under its headings, the total row included."""
    lignes = list(lire(octets)[nom].iter_rows(values_only=True))
    debut = next(rang for rang, ligne in enumerate(lignes) if ligne[0] in ("N°", "Paramètre"))
    titres = [str(titre) for titre in lignes[debut]]
    corps = [dict(zip(titres, ligne, strict=True)) for ligne in lignes[debut + 1 :]]
    return corps[: next((rang + 1 for rang, ligne in enumerate(corps) if ligne.get("Intitulé") == "TOTAL"), len(corps))]


@pytest.mark.parametrize("operation", [ECOLE, TOUS_MODES], ids=["works", "every mode"])
def test_each_row_holds_the_figures_of_the_calibration(operation: Operation) -> None:
    """A reader of B2 reads the hours, days and ETP that `calibrer` gives, to the digit."""
    attendu = calibrage(operation)
    *lignes, total = table(tableau_calcul(operation, attendu))
    par_numero = {ligne["N°"]: ligne for ligne in lignes}
    for resultat in attendu.lots:
        ligne = par_numero[resultat.numero]
        assert Decimal(str(ligne["Heures calculées"])) == resultat.heures_calculees
        assert ligne["Heures retenues"] == resultat.heures
        assert Decimal(str(ligne["Jours"])) == resultat.jours
        assert Decimal(str(ligne["ETP"])) == resultat.etp
    assert (total["Heures retenues"], Decimal(str(total["Jours"]))) == (attendu.total_heures, attendu.total_jours)


def test_the_total_is_the_sum_of_the_rounded_lots() -> None:
    """459 hours for the published example, not 458; the estimates add up to the value of the operation."""
    total = table(tableau_calcul(ECOLE, calibrage()))[-1]
    assert (total["Heures retenues"], total["Montant estimé HT"]) == (459, 596_000)


def test_a_lot_without_clause_says_why() -> None:
    """The lot is there, with its estimate and its reason, without hours."""
    ligne = table(tableau_calcul(ECOLE, calibrage()))[3]
    assert (ligne["Clausé"], ligne["Heures retenues"]) == ("non", None)
    assert ligne["Motif et alertes"] == "Fourniture posée par deux techniciens habilités."


def test_each_mode_brings_its_own_columns() -> None:
    """A table of works has no column of cleaning; a cleaning lot shows what was taken over."""
    assert "Heures reprises par mois" not in table(tableau_calcul(ECOLE, calibrage()))[0]
    lignes = table(tableau_calcul(TOUS_MODES, calibrage(TOUS_MODES)))
    assert (lignes[0]["Heures reprises par mois"], lignes[0]["Heures de la prestation"]) == (400, 19_200)
    assert (lignes[1]["Heures travaillées"], lignes[2]["Euros par heure d’insertion"]) == (20_000, 2000)


def test_the_detail_explains_every_step_and_the_bareme_its_sources() -> None:
    """« Détail » holds each step in French, « Barème » each parameter with where it comes from."""
    octets = tableau_calcul(ECOLE, calibrage())
    calculs = [str(ligne["Calcul"]) for ligne in table(octets, "Détail")]
    assert len(calculs) == sum(len(resultat.etapes) for resultat in calibrage().lots)
    assert any("350\u202f000,00\u00a0€ × 50\u00a0% = 175\u202f000,00\u00a0€" in calcul for calcul in calculs)
    parametres = {ligne["Paramètre"]: ligne for ligne in table(octets, "Barème") if ligne["Source"]}
    assert parametres["Coût horaire chargé (€ par heure)"]["Source"] == "source du coût"


def test_the_bareme_and_the_confidentiality_are_printed_on_each_page() -> None:
    """Name and version of the barème, and « confidentiel – préparatoire », at the foot of every sheet."""
    livre = lire(tableau_calcul(ECOLE, calibrage()))
    for feuille in livre:
        pied = feuille.oddFooter.left.text
        assert "confidentiel – préparatoire" in pied
        assert "essai-2026 version 2026.1" in pied
        assert (feuille.page_setup.orientation, feuille.page_setup.fitToHeight) == ("landscape", 0)
    assert livre["Calcul"].freeze_panes == "C5"
    assert livre.properties.title == "Tableau de calcul des heures d’insertion – 2026-VAL-014"


def test_hostile_texts_stay_texts() -> None:
    """A title that looks like a formula or a tag is read back letter for letter, as a string."""
    operation = replace(ECOLE, intitule=HOSTILE, lots=(replace(ECOLE.lots[0], intitule=HOSTILE), ECOLE.lots[3]))
    feuille = lire(tableau_calcul(operation, calibrage(operation)))["Calcul"]
    cellule = feuille["B5"]
    assert (cellule.data_type, cellule.value) == ("s", HOSTILE_PROPRE)
    assert not [case for ligne in feuille.iter_rows() for case in ligne if case.data_type == "f"]


@pytest.mark.parametrize(
    "operation", [ECOLE, TOUS_MODES, de_nombreux_lots(30, HOSTILE)], ids=["works", "modes", "30 lots"]
)
def test_the_file_is_a_valid_spreadsheet(operation: Operation) -> None:
    """The validator finds nothing, whatever the modes and the texts."""
    assert fautes(tableau_calcul(operation, calibrage(operation)), "xlsx") == []


def test_a_text_longer_than_a_cell_is_cut_visibly() -> None:
    """Excel would call the file damaged beyond 32,767 characters."""
    operation = de_nombreux_lots(1, intitule="m" * (CELLULE + 1))
    cellule = lire(tableau_calcul(operation, calibrage(operation)))["Calcul"]["B5"]
    assert (len(cellule.value), cellule.value[-1], LONGUEUR_CELLULE) == (CELLULE, "…", CELLULE)


def test_the_same_operation_gives_the_same_bytes() -> None:
    """Nothing of the clock is in the file."""
    premier = tableau_calcul(ECOLE, calibrage())
    time.sleep(1.1)
    assert tableau_calcul(ECOLE, calibrage()) == premier


def test_the_csv_says_the_same_as_the_spreadsheet() -> None:
    """`;`, UTF-8 with its mark, CRLF, decimal comma, and the same total."""
    octets = csv_b2(TOUS_MODES, calibrage(TOUS_MODES))
    assert octets.startswith(b"\xef\xbb\xbflot;intitule;")
    assert octets.count(b"\n") == octets.count(b"\r\n") == 6
    lignes = list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
    for ligne, resultat in zip(lignes, calibrage(TOUS_MODES).lots, strict=False):
        assert Decimal(ligne["heures_calculees"].replace(",", ".")) == resultat.heures_calculees
        assert ligne["heures"] == str(resultat.heures)
    assert (lignes[-1]["intitule"], lignes[-1]["heures"]) == ("TOTAL", str(calibrage(TOUS_MODES).total_heures))


@given(st.text(max_size=60))
def test_no_text_of_the_csv_starts_like_a_formula(texte: str) -> None:
    """What a spreadsheet would compute is preceded by an apostrophe; nothing else is changed."""
    ecrit = neutraliser(texte)
    assert not ecrit.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "\n" not in ecrit


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 10**9), st.integers(1, 99), st.integers(1, 50)),
        min_size=1,
        max_size=6,
    )
)
def test_any_calibration_is_read_back_exactly(lots: list[tuple[int, int, int]]) -> None:
    """Amounts and shares of any size come back as they were entered."""
    operation = replace(
        ECOLE,
        lots=tuple(
            replace(
                ECOLE.lots[1],
                numero=rang,
                montant_ht=Decimal(centimes) / 100,
                part_main_oeuvre=Decimal(part) / 100,
                taux_insertion=Decimal(taux) / 1000,
            )
            for rang, (centimes, part, taux) in enumerate(lots, start=1)
        ),
    )
    *lignes, total = table(tableau_calcul(operation, calibrage(operation)))
    for ligne, lot in zip(lignes, operation.lots, strict=True):
        assert Decimal(str(ligne["Montant estimé HT"])) == lot.montant_ht
        assert Decimal(str(ligne["Taux d’insertion"])) == lot.taux_insertion
    assert total["Heures retenues"] == sum(resultat.heures for resultat in calibrage(operation).lots)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """A second program reads the file and finds the total."""
    (tmp_path / "b2.xlsx").write_bytes(tableau_calcul(ECOLE, calibrage()))
    profil = f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}"
    conversion = ["--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76", "--outdir", str(tmp_path)]
    issue = subprocess.run(
        ["soffice", profil, "--headless", *conversion, str(tmp_path / "b2.xlsx")],
        capture_output=True,
        timeout=120,
        check=False,
    )
    if not (tmp_path / "b2.csv").is_file():
        pytest.skip(f"ce LibreOffice n’ouvre pas les tableurs ({issue.stderr.decode()[:80]})")
    assert "TOTAL" in (tmp_path / "b2.csv").read_text(encoding="utf-8")
    assert ";459;" in (tmp_path / "b2.csv").read_text(encoding="utf-8")
