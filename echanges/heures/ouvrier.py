"""A spreadsheet → its cells, in a process of its own whose memory and time are bounded; it knows nothing of the house.

Run as `python -I ouvrier.py zip|xls ROWS`, the file on standard input; on standard output one JSON document,
`{"refus": code}` or `{"feuilles": [{"nom", "cachee", "rangees", "formules"}]}`. A cell is null, a text, a
boolean, a number, `["d", date]`, `["i", date and time]` or `["h", seconds]`; `formules`: the `[row, column]`, from 0,
of the formulas that nobody ever calculated.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree as ET  # expat bounds the swelling of entities

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

ILLISIBLE, PROTEGE, VOLUMINEUX, FORMAT = (
    "fichier_illisible",
    "fichier_protege",
    "fichier_trop_volumineux",
    "format_non_reconnu",
)
MEMOIRE_OCTETS = 1 << 29
CALCUL_S = 20
MEMBRES_MAX = 2_000
DEPLIE_MAX = 40_000_000  # bytes, of the members that are read
RAPPORT_MAX = 300
SANS_RAPPORT = 4_000_000  # bytes under which a ratio says nothing
FEUILLES_MAX = 60
RANGEES_MAX = 5_000
COLONNES_MAX = 200
TEXTE_MAX = 200
CASES_PAR_RANGEE = 50  # on average, at most
LIVRE = "xl/workbook.xml"
UTILES = re.compile(
    r"\[Content_Types\]\.xml|_rels/.*|xl/(workbook|styles|sharedStrings)\.xml|xl/.*\.rels|xl/work.*"  # .xlsx
    r"|mimetype|content\.xml|styles\.xml|settings\.xml|META-INF/manifest\.xml"  # .ods
)
REPERE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PAQUET = "{http://schemas.openxmlformats.org/package/2006/relationships}"


class Refus(Exception):
    """The whole file is refused; `str()` is the code."""


def main() -> None:
    _borner()
    sys.stdout.write(json.dumps(repondre(sys.argv[1], sys.stdin.buffer.read(), int(sys.argv[2]))))


def repondre(genre: str, octets: bytes, rangees_max: int = RANGEES_MAX) -> dict[str, Any]:
    """The document that is written, whatever the bytes."""
    try:
        return {"feuilles": lire(genre, octets, rangees_max)}
    except Refus as refus:
        return {"refus": str(refus)}
    except PasswordError:
        return {"refus": PROTEGE}
    except MemoryError:
        return {"refus": VOLUMINEUX}
    except BaseException:  # noqa: BLE001 - the Rust reader's own crash is no Exception
        return {"refus": ILLISIBLE}


def _borner() -> None:
    try:
        import resource  # noqa: PLC0415 - absent from Windows
    except ImportError:
        return
    for limite, valeur in ((resource.RLIMIT_AS, MEMOIRE_OCTETS), (resource.RLIMIT_CPU, CALCUL_S)):
        dure = resource.getrlimit(limite)[1]
        resource.setrlimit(limite, (valeur if dure == resource.RLIM_INFINITY else min(valeur, dure), dure))


def lire(genre: str, octets: bytes, rangees_max: int = RANGEES_MAX) -> list[dict[str, Any]]:
    """The sheets, hidden ones marked. Raises Refus, PasswordError, or what the reader raises on a damaged file."""
    formules: dict[str, list[list[int]]] = {}
    if genre == "zip":
        membres = _deplier(octets)
        octets = _replier(membres)
        formules = formules_xlsx(membres) if LIVRE in membres else formules_ods(membres, rangees_max)
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    feuilles = [une for une in classeur.sheets_metadata if une.typ is SheetTypeEnum.WorkSheet]
    if len(feuilles) > FEUILLES_MAX:
        raise Refus(VOLUMINEUX)
    return [
        {
            "nom": une.name[:TEXTE_MAX],
            "cachee": une.visible is not SheetVisibleEnum.Visible,
            "rangees": _rangees(classeur, une.name, rangees_max),
            "formules": formules.get(une.name, []),
        }
        for une in feuilles
    ]


def _deplier(octets: bytes) -> dict[str, bytes]:
    """The members that matter, each read to its declared size at most."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        membres = archive.infolist()
        if len(membres) > MEMBRES_MAX:
            raise Refus(VOLUMINEUX)
        if any(membre.flag_bits & 0x1 for membre in membres):
            raise Refus(PROTEGE)
        retenus = [membre for membre in membres if UTILES.fullmatch(membre.filename)]
        deplie = sum(membre.file_size for membre in retenus)
        serre = deplie > SANS_RAPPORT and deplie > RAPPORT_MAX * max(len(octets), 1)
        if deplie > DEPLIE_MAX or serre:
            raise Refus(VOLUMINEUX)
        return {membre.filename: archive.read(membre) for membre in retenus}


def _replier(membres: dict[str, bytes]) -> bytes:
    """A plain archive of them: what the Rust reader unpacks is what was measured."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_STORED) as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


def _rangees(classeur: CalamineWorkbook, nom: str, rangees_max: int) -> list[list[object]]:
    feuille = classeur.get_sheet_by_name(nom)
    if feuille.end is None:
        return []
    if feuille.end[0] >= rangees_max or (feuille.end[0] + 1) * (feuille.end[1] + 1) > rangees_max * CASES_PAR_RANGEE:
        raise Refus(VOLUMINEUX)
    rangees = feuille.to_python(skip_empty_area=False, nrows=rangees_max)
    return [[_case(valeur) for valeur in rangee[:COLONNES_MAX]] for rangee in rangees]


def _case(valeur: object) -> object:
    if valeur is None or valeur == "":
        return None
    if isinstance(valeur, bool | int | float):
        return valeur
    if isinstance(valeur, datetime):
        return ["i", valeur.isoformat()]
    if isinstance(valeur, date):
        return ["d", valeur.isoformat()]
    if isinstance(valeur, time):
        return ["h", _secondes(valeur)]
    return ["h", valeur.total_seconds()] if isinstance(valeur, timedelta) else str(valeur)[:TEXTE_MAX]


def _secondes(heure: time) -> float:
    return heure.hour * 3600 + heure.minute * 60 + heure.second + heure.microsecond / 1_000_000


def formules_xlsx(membres: dict[str, bytes]) -> dict[str, list[list[int]]]:
    """Per sheet, the cells whose `<f>` has no `<v>` (written by a program, never calculated) or is in error."""
    cibles = {
        un.get("Id"): un.get("Target", "")
        for un in ET.fromstring(membres.get("xl/_rels/workbook.xml.rels", b"<a/>"))  # noqa: S314
        if un.tag == f"{PAQUET}Relationship"
    }
    trouvees = {}
    for element in ET.fromstring(membres[LIVRE]).iter():  # noqa: S314
        if element.tag.endswith("}sheet"):
            cible = cibles.get(element.get(RELATION), "")
            chemin = cible.lstrip("/") if cible.startswith("/") else f"xl/{cible}"
            trouvees[element.get("name", "")] = [list(une) for une in _sans_valeur_xlsx(membres.get(chemin, b""))]
    return trouvees


def _sans_valeur_xlsx(xml: bytes) -> Iterator[tuple[int, int]]:
    rang, colonne = -1, -1
    for quand, element in ET.iterparse(io.BytesIO(xml or b"<a/>"), events=("start", "end")):  # noqa: S314
        balise = element.tag.rpartition("}")[2]
        if quand == "start" and balise == "row":
            rang, colonne = int(element.get("r", rang + 2)) - 1, -1
        elif quand == "start" and balise == "c":
            rang, colonne = _repere(element.get("r"), rang, colonne + 1)
        elif quand == "end" and balise == "c":
            if _jamais_calculee(element):
                yield rang, colonne
            element.clear()
        elif quand == "end" and balise == "row":
            element.clear()


def _repere(reference: str | None, rang: int, colonne: int) -> tuple[int, int]:
    """Row and column, from 0, of « D2 »; the next cell of the row when nothing is written."""
    trouve = REPERE.fullmatch(reference or "")
    if not trouve:
        return rang, colonne
    numero = 0
    for lettre in trouve[1]:
        numero = numero * 26 + ord(lettre) - ord("A") + 1
    return int(trouve[2]) - 1, numero - 1


def _jamais_calculee(cellule: ET.Element) -> bool:
    enfants = {enfant.tag.rpartition("}")[2]: enfant for enfant in cellule}
    if cellule.get("t") == "e":
        return True
    if "f" not in enfants or "is" in enfants:
        return False
    valeur = enfants.get("v")
    return valeur is None or (not valeur.text and cellule.get("t") != "str")


def formules_ods(membres: dict[str, bytes], rangees_max: int = RANGEES_MAX) -> dict[str, list[list[int]]]:
    """Per sheet, the cells with a formula and no value, or in error."""
    _verifier_ods(membres)
    trouvees: dict[str, list[list[int]]] = {}
    nom, rang, colonne, hauteur = "", -1, -1, 1
    for quand, element in ET.iterparse(io.BytesIO(membres["content.xml"]), events=("start", "end")):  # noqa: S314
        if quand == "start" and element.tag == f"{TABLE}table":
            nom, rang, hauteur = element.get(f"{TABLE}name", ""), -1, 1
        elif quand == "start" and element.tag == f"{TABLE}table-row":
            rang, colonne = rang + hauteur, 0
            hauteur = int(element.get(f"{TABLE}number-rows-repeated", 1))
        elif quand == "start" and element.tag in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
            sans_valeur = element.get(f"{TABLE}formula") and not element.get(f"{OFFICE}value-type")
            if sans_valeur or element.get(f"{CALC}value-type") == "error":
                trouvees.setdefault(nom, []).append([rang, colonne])
            colonne += int(element.get(f"{TABLE}number-columns-repeated", 1))
            if element.get(f"{OFFICE}value-type") and (rang + hauteur) * colonne > rangees_max * CASES_PAR_RANGEE:
                raise Refus(VOLUMINEUX)
        elif quand == "end" and element.tag == f"{TABLE}table-row":
            element.clear()
    return trouvees


def _verifier_ods(membres: dict[str, bytes]) -> None:
    if "content.xml" not in membres:
        raise Refus(FORMAT)
    if b"encryption-data" in membres.get("META-INF/manifest.xml", b""):
        raise Refus(PROTEGE)


if __name__ == "__main__":
    main()
