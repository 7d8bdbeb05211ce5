"""Follow-up spreadsheets of invention, as facilitateurs keep them, and how to take one over in a test."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import openpyxl

from echanges.reprise.lecture import ouvrir_tableur
from workflows.actes.reprise import Demande, modele_pour, reprendre

BATI, PEINTURES = "00000101600013", "00000104000013"
PAR = Demande(par="essai")


def classeur(feuilles, *, fusions=()):
    """The bytes of an .xlsx: rows by sheet; `fusions`: (sheet, range) of merged cells."""
    livre = openpyxl.Workbook()
    livre.remove(livre.active)
    for nom, rangees in feuilles.items():
        feuille = livre.create_sheet(nom)
        for rangee in rangees:
            feuille.append(rangee)
    for nom, plage in fusions:
        livre[nom].merge_cells(plage)
    tampon = io.BytesIO()
    livre.save(tampon)
    return tampon.getvalue()


def en_csv(rangees, codage="cp1252"):
    return "\r\n".join(";".join("" if case is None else str(case) for case in une) for une in rangees).encode(codage)


def en_ods(nom, rangees):
    """The bytes of an .ods; a tuple is a duration, (« PT151H40M00S », « 151:40 »)."""
    lignes = "".join(
        f"<table:table-row>{''.join(_case_ods(case) for case in une)}</table:table-row>" for une in rangees
    )
    contenu = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="{escape(nom)}">{lignes}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", contenu)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return tampon.getvalue()


def _case_ods(case):
    if case is None:
        return "<table:table-cell/>"
    if isinstance(case, tuple):
        duree, montre = case
        return (
            f'<table:table-cell office:value-type="time" office:time-value="{duree}"><text:p>{montre}</text:p>'
            "</table:table-cell>"
        )
    if isinstance(case, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{case}"><text:p/></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(case)}</text:p></table:table-cell>'


def reprise(octets, nom="suivi.xlsx", demande=PAR, modele=None):
    """What taking that file over gives, its columns as proposed unless a mapping is given."""
    tableur = ouvrir_tableur(octets, nom)
    return reprendre(tableur, modele or modele_pour(tableur)[0], demande)
