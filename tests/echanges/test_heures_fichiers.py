"""Formats of files, and those that cannot be opened: damaged, protected, made to swell, or something else."""

from __future__ import annotations

import io
import json
import time
import zipfile

import pytest
from heures_de_test import DONNEES, OCTOBRE, TITRES, classeur, csv, dites, operation

from echanges.format_dossier import lire_dossier
from echanges.heures.lecture import lire_heures
from echanges.suivi import vers_suivi

FORMATS = DONNEES.parent / "heures_formats"
SUIVI = vers_suivi(lire_dossier(json.loads((DONNEES / "dossier.json").read_text(encoding="utf-8"))).dossier)
SAIN = classeur({"Heures": [TITRES, ["Morvilay", "Élodie", "10/2026", 35]]})
ODS = (FORMATS / "durees.ods").read_bytes()
TEXTE = "Nom;Prénom;Mois;Heures\nMorvilay;Élodie;oct-26;7,5\n"


def raison(octets: bytes, nom: str = "heures.xlsx") -> str | None:
    lecture = lire_heures(octets, nom, operation(), OCTOBRE)
    assert (lecture.fichier_refuse is None) == (lecture.phrase is None)
    return lecture.fichier_refuse.value if lecture.fichier_refuse else None


def archive(membres: dict[str, bytes], base: bytes = b"") -> bytes:
    """The members over those of an archive, as a zip."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as sortie:
        if base:
            with zipfile.ZipFile(io.BytesIO(base)) as entree:
                for nom in entree.namelist():
                    if nom not in membres:
                        sortie.writestr(nom, entree.read(nom))
        for nom, contenu in membres.items():
            sortie.writestr(nom, contenu)
    return tampon.getvalue()


TABLEUR = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def ods(nom: str) -> bytes:
    """A member of the sound .ods."""
    with zipfile.ZipFile(io.BytesIO(ODS)) as entree:
        return entree.read(nom)


def feuille(contenu: str) -> bytes:
    """The sound workbook with another sheet."""
    xml = f'<worksheet xmlns="{TABLEUR}"><sheetData>{contenu}</sheetData></worksheet>'
    return archive({"xl/worksheets/sheet1.xml": xml.encode()}, SAIN)


@pytest.mark.parametrize("nom", ["durees.xlsx", "durees.xls", "durees.ods"])
def test_dates_and_durations_are_the_same_in_each_format(nom):
    lecture = lire_heures((FORMATS / nom).read_bytes(), nom, SUIVI, OCTOBRE)
    lues = {ligne.nom: str(ligne.heures) for ligne in lecture.acceptees}
    assert lues == {"Morvilay": "151.67", "Benlaroux": "8.50", "Nauchané": "33.25", "D'Autheney": "35.00"}


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separateur", [";", "\t", "|"])
@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"], ids=repr)
def test_a_csv_is_read_whatever_its_encoding_and_its_separators(codage, separateur, fin):
    octets = TEXTE.replace(";", separateur).replace("\n", fin).encode(codage)
    assert dites(lire_heures(octets, "h.csv", operation(), OCTOBRE)) == ["k1 7.50"]


def test_a_csv_may_quote_announce_its_separator_and_use_commas():
    assert dites(csv('sep=,\nNom,Prénom,Heures\n"Morvilay","Élodie","7,5"\n')) == ["k1 7.50"]
    assert dites(csv('Nom,Prénom,Heures\n"Morvilay","Élodie","7,5"\n')) == ["k1 7.50"]
    assert dites(csv('Nom;"Prénom\nusuel";Heures\nMorvilay;Élodie;7,5\n')) == ["k1 7.50"]


@pytest.mark.parametrize(
    ("octets", "nom", "attendue"),
    [
        pytest.param(b"", "h.xlsx", "fichier_illisible", id="empty"),
        pytest.param(b"  \r\n", "h.csv", "fichier_illisible", id="blank"),
        pytest.param(SAIN[:900], "h.xlsx", "fichier_illisible", id="cut"),
        pytest.param(SAIN[:-40], "h.xlsx", "fichier_illisible", id="cut at its end"),
        pytest.param(classeur({"Vide": []}), "h.xlsx", "fichier_illisible", id="no cell"),
        pytest.param((FORMATS / "durees.xls").read_bytes()[:2000], "h.xls", "fichier_illisible", id="xls cut"),
        pytest.param((FORMATS / "protege.xls").read_bytes(), "h.xls", "fichier_protege", id="xls with a password"),
        pytest.param((FORMATS / "protege.ods").read_bytes(), "h.ods", "fichier_protege", id="ods with a password"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "h.xlsx",
            "fichier_protege",
            id="xlsx with a password",
        ),
        pytest.param(b"%PDF-1.7\n1 0 obj", "h.pdf", "format_non_reconnu", id="pdf"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(100), "photo.jpg", "format_non_reconnu", id="picture"),
        pytest.param(
            b"<html><table><tr><td>Nom</td></tr></table>", "h.xls", "format_non_reconnu", id="web page named xls"
        ),
        pytest.param(archive({"word/document.xml": b"<a/>"}), "h.docx", "format_non_reconnu", id="docx"),
        pytest.param(archive({"heures.csv": TEXTE.encode()}), "h.zip", "format_non_reconnu", id="zip"),
        pytest.param(b"Bonjour", "h.xlsx", "format_non_reconnu", id="a text named xlsx"),
        pytest.param(b"Bonjour", "h.ods", "format_non_reconnu", id="a text named ods"),
        pytest.param(b"Bonjour", "h.csv", "colonnes_introuvables", id="a csv without headings"),
        pytest.param(b"Bonjour", "h.txt", "colonnes_introuvables", id="a word"),
        pytest.param(bytes(21_000_000), "h.xlsx", "fichier_trop_volumineux", id="21 MB"),
        pytest.param(b"a;b\n" * 6_000, "h.csv", "fichier_trop_volumineux", id="6,000 lines"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(octets, nom, attendue):
    assert raison(octets, nom) == attendue


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(archive({"xl/sharedStrings.xml": bytes(80_000_000)}, SAIN), id="80 MB of zeros"),
        pytest.param(archive({"xl/worksheets/sheet1.xml": b" " * 20_000_000}, SAIN), id="a ratio of 1,000"),
        pytest.param(archive({f"xl/worksheets/x{n}.xml": b"" for n in range(2_100)}, SAIN), id="2,100 members"),
        pytest.param(
            feuille('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'),
            id="two corners of a sheet",
        ),
        pytest.param(
            feuille("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 6_000))), id="6,000 rows"
        ),
        pytest.param(
            archive(
                {"xl/sharedStrings.xml": f"<sst xmlns='{TABLEUR}'><si><t>{'x' * 32_000}</t></si></sst>".encode()},
                feuille(
                    "".join(
                        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ") + "</row>"
                        for n in range(1, 2_500)
                    )
                ),
            ),
            id="a text repeated 25,000 times",
        ),
        pytest.param(
            archive(
                {
                    "content.xml": ods("content.xml")
                    .replace(b"<table:table-row ", b'<table:table-row table:number-rows-repeated="1000000" ', 1)
                    .replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16000" ', 1)
                },
                ODS,
            ),
            id="an ods that repeats a cell",
        ),
    ],
)
def test_a_file_made_to_swell_is_refused_quickly(octets):
    debut = time.monotonic()
    assert raison(octets) == "fichier_trop_volumineux"
    assert time.monotonic() - debut < 25


def test_entities_that_swell_are_not_expanded():
    xml = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
    )
    xml += b"]><worksheet><sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>"
    assert raison(archive({"xl/worksheets/sheet1.xml": xml}, SAIN)) in {"fichier_illisible", "fichier_trop_volumineux"}


def test_pictures_and_history_do_not_count():
    assert raison(archive({"xl/media/image1.png": bytes(70_000_000)}, SAIN)) is None


def test_a_hidden_sheet_is_not_read():
    octets = classeur(
        {
            "Heures": [TITRES, ["Morvilay", "Élodie", "10/2026", 35]],
            "Copie": [TITRES, ["Inconnuet", "Paul", "10/2026", 35]],
        }
    )
    with zipfile.ZipFile(io.BytesIO(octets)) as entree:
        livre = entree.read("xl/workbook.xml").replace(b'name="Copie"', b'name="Copie" state="hidden"')
    lecture = lire_heures(archive({"xl/workbook.xml": livre}, octets), "h.xlsx", operation(), OCTOBRE)
    assert (dites(lecture), lecture.refusees) == (["k1 35.00"], ())


@pytest.mark.parametrize(
    ("cellule", "raisons"),
    [
        pytest.param('<c r="C2"><f>8*15</f></c>', ["formule_sans_valeur"], id="no value"),
        pytest.param('<c r="C2"><f>8*15</f><v></v></c>', ["formule_sans_valeur"], id="an empty value"),
        pytest.param("<c><f>8*15</f><v/></c>", ["formule_sans_valeur"], id="no reference either"),
        pytest.param('<c r="C2"><f>8*15</f><v>120</v></c>', [], id="a value"),
        pytest.param('<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ["formule_sans_valeur"], id="an error"),
    ],
)
def test_a_formula_counts_for_the_value_it_was_given_only(cellule, raisons):
    titres = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{t}</t></is></c>'
        for c, t in zip("ABC", ("Nom", "Prénom", "Heures"), strict=True)
    )
    noms = "".join(
        f'<c r="{c}2" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in zip("AB", ("Morvilay", "Élodie"), strict=True)
    )
    lecture = lire_heures(
        feuille(f'<row r="1">{titres}</row><row r="2">{noms}{cellule}</row>'), "h.xlsx", operation(), OCTOBRE
    )
    assert [ligne.raison.value for ligne in lecture.refusees] == raisons
    assert dites(lecture) == ([] if raisons else ["k1 120.00"])
