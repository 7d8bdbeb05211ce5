"""Strict JSON: UTF-8, no repeated key, no NaN, decimals kept as they are written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any

from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

TAILLE_MAXIMALE = 200 * 1024 * 1024
ECHANTILLON = 40


class _Refus(ValueError):
    """What a hook of the decoder refuses; becomes a FauteDeSaisie once the line is known."""

    def __init__(self, cle: str, raison: str) -> None:
        super().__init__(raison)
        self.cle = cle
        self.raison = raison
        self.position: int | None = None


def lire_json(source: Path | bytes, nom: str | None = None) -> dict[str, Any]:
    """The object that a file or its bytes hold; numbers with a point are `Decimal`, whole numbers `int`.

    `nom` names the source in the sentences (the path by default). Raises FauteDeSaisie naming file, key and line.
    """
    nom = nom or (str(source) if isinstance(source, Path) else "le contenu reçu")
    valeur = _decode(_texte(source, nom), nom)
    if not isinstance(valeur, dict):
        raise _faute(nom, f"{_nature(valeur)} trouvé ; un objet JSON « {{ … }} » est attendu")
    return valeur


def lire_json_lignes(source: Path | bytes, nom: str | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object of a JSON Lines source with its line number, blank lines left out. Raises as `lire_json`."""
    nom = nom or (str(source) if isinstance(source, Path) else "le contenu reçu")
    for numero, ligne in enumerate(_texte(source, nom).split("\n"), start=1):
        if ligne.strip():
            yield numero, lire_json(ligne.encode("utf-8", "surrogatepass"), f"{nom}, ligne {numero}")


def _texte(source: Path | bytes, nom: str) -> str:
    octets = source if isinstance(source, bytes) else _octets(source, nom)
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets.count(b"\n", 0, erreur.start) + 1
        phrase = f"l’octet 0x{octets[erreur.start]:02x} de la ligne {ligne} n’est pas de l’UTF-8"
        raise _faute(nom, f"{phrase} ; enregistrez le fichier en UTF-8") from erreur


def _octets(chemin: Path, nom: str) -> bytes:
    try:
        if chemin.is_file() and chemin.stat().st_size > TAILLE_MAXIMALE:
            raise _faute(nom, "fichier de plus de 200 Mo ; importez-le en plusieurs fois")
        return chemin.read_bytes()
    except FileNotFoundError as erreur:
        raise _faute(nom, "fichier introuvable ; vérifiez le chemin") from erreur
    except IsADirectoryError as erreur:
        raise _faute(nom, "c’est un dossier ; un fichier JSON est attendu") from erreur
    except (OSError, ValueError) as erreur:
        raise _faute(nom, "fichier illisible ; vérifiez les droits d’accès") from erreur


def _decode(texte: str, nom: str) -> Any:  # noqa: ANN401 - any JSON value
    if not texte.strip():
        raise _faute(nom, "fichier vide ; un objet JSON est attendu")
    try:
        return _decodeur().decode(texte)
    except _Refus as refus:
        raise _faute(nom, _situe(texte, refus), refus.cle) from refus
    except json.JSONDecodeError as erreur:
        trouve = texte[erreur.pos : erreur.pos + ECHANTILLON].splitlines()
        vu = f"devant « {trouve[0]} »" if trouve and trouve[0].strip() else "à la fin de la ligne"
        lieu = f"JSON mal formé ligne {erreur.lineno}, colonne {erreur.colno}, {vu}"
        raise _faute(nom, f"{lieu} ; vérifiez virgules, guillemets et accolades") from erreur
    except RecursionError as erreur:
        raise _faute(nom, "objets imbriqués trop profondément ; un fichier de Relais a quelques niveaux") from erreur


def _decodeur() -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_objet, parse_float=_decimal, parse_int=_entier, parse_constant=_Inadmissible
    )


def _objet(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet: dict[str, Any] = {}
    for cle, valeur in paires:
        if cle in objet:
            raise _Refus(cle, f"la clé « {cle} » est répétée ; gardez-en une seule")
        if (nombre := _inadmissible(valeur)) is not None:
            raise _Refus(cle, f"« {cle} » vaut {nombre.ecrit} ; un nombre décimal ordinaire est attendu")
        objet[cle] = valeur
    return objet


@dataclass(frozen=True)
class _Inadmissible:
    """NaN, an infinity or a number beyond measure, kept until the key that holds it is known."""

    ecrit: str


def _inadmissible(valeur: object) -> _Inadmissible | None:
    if isinstance(valeur, list):
        return next((trouve for element in valeur if (trouve := _inadmissible(element))), None)
    return valeur if isinstance(valeur, _Inadmissible) else None


def _decimal(ecrit: str) -> Decimal | _Inadmissible:
    try:
        return Decimal(ecrit)
    except DecimalException:
        return _Inadmissible(ecrit[:ECHANTILLON])


def _entier(ecrit: str) -> int | _Inadmissible:
    try:
        return int(ecrit)
    except ValueError:
        return _Inadmissible(f"{ecrit[:ECHANTILLON]}…")


def _situe(texte: str, refus: _Refus) -> str:
    """The reason with the line of the object at fault, found by a second, slower reading."""
    decodeur: Any = _decodeur()  # its scanner is documented in the source of json only
    decodeur.parse_object = _suivi(decodeur.parse_object)
    decodeur.scan_once = py_make_scanner(decodeur)
    try:
        decodeur.decode(texte)
    except _Refus as situe:
        refus = situe
    except RecursionError:
        return refus.raison
    if refus.position is None:
        return refus.raison
    return f"dans l’objet qui commence ligne {texte.count(chr(10), 0, refus.position) + 1}, {refus.raison}"


def _suivi(parse_object: Callable[..., Any]) -> Callable[..., Any]:
    def suivi(depart: tuple[str, int], *reste: Any) -> Any:  # noqa: ANN401 - signature of the decoder
        try:
            return parse_object(depart, *reste)
        except _Refus as refus:
            if refus.position is None:
                refus.position = depart[1]
            raise

    return suivi


def _nature(valeur: object) -> str:
    noms = {list: "un tableau", str: "un texte", bool: "un booléen", type(None): "null"}
    return noms.get(type(valeur), "un nombre")


def _faute(nom: str, raison: str, champ: str | None = None) -> FauteDeSaisie:
    return FauteDeSaisie(champ or nom, typographier(f"{nom} : {raison}."))
