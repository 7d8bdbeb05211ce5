"""The bytes of a spreadsheet or of a CSV → sheets of cells, or why they cannot be had; the bytes tell the format."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from echanges.heures.resultat import RaisonFichier

Case: TypeAlias = str | bool | int | float | date | datetime | timedelta | None
Rangee: TypeAlias = Sequence[Case]

OCTETS_MAX = 20_000_000
DELAI_S = 60.0  # wall clock; the worker's own limit is in computing time
RANGEES_MAX = 5_000
COLONNES_MAX = 200
TEXTE_MAX = 200
OUVRIER = Path(__file__).with_name("ouvrier.py")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CLASSEURS = (".xlsx", ".xls", ".ods", ".xlsm", ".xlt", ".ots")
XLS_PROTEGE = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)  # BOF, FILEPASS
UTF16 = (b"\xff\xfe", b"\xfe\xff")
LETTRES = "éèêëàâçùûîïôÉÈÀÇ"
CONTROLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class Feuille:
    """Cells by row, from A1; `nom` is empty for a CSV. `formules`: (row, column), from 0, never calculated."""

    nom: str
    rangees: Sequence[Rangee]
    formules: frozenset[tuple[int, int]] = frozenset()
    cachee: bool = False


class FichierRefuse(Exception):
    """Nothing can be read of the file."""

    def __init__(self, raison: RaisonFichier) -> None:
        super().__init__(raison.value)
        self.raison = raison


def ouvrir(octets: bytes, nom: str, rangees_max: int = RANGEES_MAX) -> list[Feuille]:
    """Every sheet of the file, of that many rows at most. Raises FichierRefuse."""
    if len(octets) > OCTETS_MAX:
        raise FichierRefuse(RaisonFichier.TROP_VOLUMINEUX)
    if not octets.strip():
        raise FichierRefuse(RaisonFichier.ILLISIBLE)
    if octets.startswith(b"PK"):
        return _classeur("zip", octets, rangees_max)
    if octets.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in octets or XLS_PROTEGE.search(octets):
            raise FichierRefuse(RaisonFichier.PROTEGE)
        return _classeur("xls", octets, rangees_max)
    return [_csv(octets, nom, rangees_max)]


def texte_nomme_classeur(feuilles: Sequence[Feuille], nom: str) -> bool:
    """Whether what was read is a text, its file named as a spreadsheet: exports do it, so do texts of no table."""
    return all(not une.nom for une in feuilles) and nom.casefold().endswith(CLASSEURS)


def _classeur(genre: str, octets: bytes, rangees_max: int) -> list[Feuille]:
    reponse = faire_lire(genre, octets, rangees_max)
    if "refus" in reponse:
        raise FichierRefuse(RaisonFichier(reponse["refus"]))
    return [_feuille(une) for une in reponse["feuilles"]]


def faire_lire(genre: str, octets: bytes, rangees_max: int = RANGEES_MAX) -> dict[str, Any]:
    """What the worker answers. Raises FichierRefuse when a limit, or the allocator of its reader, stops it."""
    commande = [sys.executable, "-I", str(OUVRIER), genre, str(rangees_max)]
    try:
        fini = subprocess.run(commande, input=octets, capture_output=True, timeout=DELAI_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as erreur:
        raise FichierRefuse(RaisonFichier.TROP_VOLUMINEUX) from erreur
    if fini.returncode:
        raise FichierRefuse(RaisonFichier.TROP_VOLUMINEUX)
    reponse: dict[str, Any] = json.loads(fini.stdout)
    return reponse


def _feuille(lue: dict[str, Any]) -> Feuille:
    return Feuille(
        nom=lue["nom"],
        rangees=[[_case(valeur) for valeur in rangee] for rangee in lue["rangees"]],
        formules=frozenset((rang, colonne) for rang, colonne in lue["formules"]),
        cachee=lue["cachee"],
    )


def _case(valeur: Any) -> Case:  # noqa: ANN401 - JSON
    if not isinstance(valeur, list):
        return valeur  # type: ignore[no-any-return]
    genre, contenu = valeur
    if genre == "h":
        return timedelta(seconds=round(contenu))
    return date.fromisoformat(contenu) if genre == "d" else datetime.fromisoformat(contenu)


def _csv(octets: bytes, nom: str, rangees_max: int) -> Feuille:
    texte = _texte(octets)
    if texte is None:
        classeur = nom.casefold().endswith((*CLASSEURS, ".csv"))
        raise FichierRefuse(RaisonFichier.ILLISIBLE if classeur else RaisonFichier.FORMAT)
    if texte.lstrip().startswith(("<", "%PDF", "{\\rtf", "{")):
        raise FichierRefuse(RaisonFichier.FORMAT)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=_separateur(texte.splitlines()[:50]))
    try:
        rangees = list(itertools.islice(lecteur, rangees_max + 1))
    except csv.Error as erreur:
        raise FichierRefuse(RaisonFichier.ILLISIBLE) from erreur
    if len(rangees) > rangees_max:
        raise FichierRefuse(RaisonFichier.TROP_VOLUMINEUX)
    if texte.startswith("sep="):
        rangees[0] = []
    return Feuille(
        nom="", rangees=[[case.strip()[:TEXTE_MAX] or None for case in une[:COLONNES_MAX]] for une in rangees]
    )


def _texte(octets: bytes) -> str | None:
    """UTF-8 (UTF-16 with its mark), else windows-1252 or Mac, by the French letters; None for no text."""
    try:
        if octets.startswith(UTF16):
            return octets.decode("utf-16")
        if b"\x00" in octets:
            return None
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    mac = octets.decode("mac_roman")
    du_mac = 0 if CONTROLE.search(mac) else _francaises(mac)
    try:
        texte = octets.decode("cp1252")
    except UnicodeDecodeError:
        return mac if du_mac else None
    return mac if du_mac > _francaises(texte) else texte


def _francaises(texte: str) -> int:
    return sum(map(texte.count, LETTRES))


def _separateur(lignes: Sequence[str]) -> str:
    """What `sep=` announces, else the sign that cuts the most lines; a decimal comma comes last."""
    if lignes and lignes[0].startswith("sep=") and len(lignes[0]) == len("sep=;"):
        return lignes[0][-1]
    return max(";\t|,", key=lambda signe: sum(signe in ligne for ligne in lignes))
