"""Files of dossiers: one in JSON, or many in JSON Lines, read in full before anything is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from echanges.format_dossier import LectureDossier, lire_dossier
from echanges.lecture_json import lire_json, lire_json_lignes
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, FautesDeSaisie

LIGNES = frozenset({".jsonl", ".ndjson"})


def lire_dossiers(chemin: Path) -> list[LectureDossier]:
    """The dossiers of a file; JSON Lines by its suffix, or when its first line is an object followed by others.

    Raises FautesDeSaisie with every fault of the file, each with its path and, in JSON Lines, its line.
    """
    if not _en_lignes(chemin):
        return [lire_dossier(lire_json(chemin))]
    lues: list[LectureDossier] = []
    fautes: list[FauteDeSaisie] = []
    for numero, brut in lire_json_lignes(chemin):
        lieu = f"{chemin}, ligne {numero}"
        try:
            lues.append(lire_dossier(brut, lieu))
        except FautesDeSaisie as trouvees:
            fautes += [situer(lieu, une) for une in trouvees.fautes]
    fautes += _references_repetees(lues)
    if not lues and not fautes:
        fautes.append(FauteDeSaisie(str(chemin), typographier(f"{chemin} : fichier vide ; un dossier est attendu.")))
    if fautes:
        raise FautesDeSaisie(fautes)
    return lues


def situer(lieu: str, faute: FauteDeSaisie) -> FauteDeSaisie:
    """The same fault, its sentence starting with the place it is about, if any."""
    return FauteDeSaisie(faute.champ, typographier(f"{lieu}, {faute.phrase}")) if lieu else faute


def _en_lignes(chemin: Path) -> bool:
    if chemin.suffix.casefold() in LIGNES:
        return True
    try:
        with chemin.open(encoding="utf-8-sig") as fichier:
            remplies = (ligne for ligne in fichier if ligne.strip())
            premiere, suivante = next(remplies, ""), next(remplies, "")
            return bool(suivante) and isinstance(json.loads(premiere), dict)
    except (OSError, ValueError):
        return False


def _references_repetees(lues: Sequence[LectureDossier]) -> list[FauteDeSaisie]:
    premieres: dict[str, str] = {}
    fautes = []
    for lue in lues:
        reference = lue.dossier.operation.reference
        deja = premieres.setdefault(reference, lue.lieu)
        if deja != lue.lieu:
            raison = f"operation.reference : « {reference} » est déjà à la ligne {deja.rsplit(' ', 1)[-1]}"
            fautes.append(situer(lue.lieu, FauteDeSaisie("operation.reference", f"{raison} ; gardez un seul dossier.")))
    return fautes
