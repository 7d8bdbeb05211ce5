"""Published données essentielles, contract after contract, whatever the size of the file: JSON, XML or CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from echanges.flux_json import FluxJson
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

TEXTE_MAX = 1_000
CONTRATS = ("marche", "contrat-concession")


@dataclass(frozen=True, kw_only=True)
class Declare:
    """A contract as it was declared; what cannot be read is None. `titulaires`: SIRET or other numbers."""

    id: str
    acheteur: str
    objet: str
    considerations: tuple[str, ...]
    date: date | None
    montant: Decimal | None
    titulaires: tuple[str, ...]
    lieu: str | None
    concession: bool


def lire(fichier: Path) -> Iterator[Declare | None]:
    """Each contract of a file, None for one that cannot be read. Raises FauteDeSaisie when the file is no such file."""
    try:
        with fichier.open("rb") as flux:
            debut = flux.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n")
    except FileNotFoundError as erreur:
        raise _faute(fichier, "fichier introuvable ; vérifiez le chemin") from erreur
    except OSError as erreur:
        raise _faute(fichier, "fichier illisible ; vérifiez les droits d’accès") from erreur
    if debut.startswith((b"{", b"[")):
        return _json(fichier)
    return _xml(fichier) if debut.startswith(b"<") else _csv(fichier)


def _json(fichier: Path) -> Iterator[Declare | None]:
    with fichier.open(encoding="utf-8-sig") as texte:
        try:
            for nom, valeur in FluxJson(texte).elements(CONTRATS, "marches"):
                yield _declare(valeur, concession=nom == "contrat-concession")
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as erreur:
            raise _faute(fichier, "JSON coupé ou fautif ; demandez de nouveau le fichier à qui l’a publié") from erreur


def _xml(fichier: Path) -> Iterator[Declare | None]:
    try:
        for _, element in etree.iterparse(str(fichier), tag=CONTRATS, resolve_entities=False, no_network=True):
            yield _declare(_objet(element), concession=element.tag == "contrat-concession")
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as erreur:
        raise _faute(fichier, "XML coupé ou fautif ; demandez de nouveau le fichier à qui l’a publié") from erreur


def _objet(element: etree._Element) -> Any:  # noqa: ANN401 - the shape of the JSON twin
    """The same shape as the JSON of the contract: a list where a tag is repeated."""
    if not len(element):
        return (element.text or "").strip()
    objet: dict[str, Any] = {}
    for enfant in element:
        if not isinstance(enfant.tag, str):
            continue
        valeur = _objet(enfant)
        objet[enfant.tag] = [*_en_liste(objet[enfant.tag]), valeur] if enfant.tag in objet else valeur
    return objet


def _csv(fichier: Path) -> Iterator[Declare | None]:
    with fichier.open(encoding="utf-8-sig", newline="") as texte:
        try:
            entete = texte.readline()
            separateur = max(",;\t", key=entete.count)
            noms = next(csv.reader([entete], delimiter=separateur), [])
            if not {"id", "acheteur_id"} <= set(noms):
                raise _faute(fichier, "ni JSON, ni XML, ni CSV de données essentielles (colonnes id et acheteur_id)")
            for ligne in csv.DictReader(texte, noms, delimiter=separateur):
                yield _declare(ligne, concession=False)
        except (csv.Error, UnicodeDecodeError) as erreur:
            raise _faute(fichier, "CSV illisible ; un fichier en UTF-8 est attendu") from erreur


def _declare(lu: Any, *, concession: bool) -> Declare | None:  # noqa: ANN401 - as it was published
    """The contract, None where its number or its buyer is missing; every published shape is understood."""
    if not isinstance(lu, Mapping):
        return None
    concession = concession or "autoriteConcedante" in lu or "concession" in str(lu.get("_type", "")).casefold()
    acheteur = lu.get("autoriteConcedante") or lu.get("acheteur") or {"id": lu.get("acheteur_id")}
    identifiant = _texte(lu.get("id"))
    siret = _texte(acheteur.get("id") if isinstance(acheteur, Mapping) else None)
    if not identifiant or not siret:
        return None
    lieu = lu.get("lieuExecution")
    return Declare(
        id=identifiant,
        acheteur=siret,
        objet=_texte(lu.get("objet")),
        considerations=_considerations(lu.get("considerationsSociales")),
        date=_date(lu.get("dateNotification") or lu.get("dateSignature")),
        montant=_montant(lu.get("montant") if lu.get("montant") is not None else lu.get("valeurGlobale")),
        titulaires=_titulaires(lu),
        lieu=_texte(lieu.get("code") if isinstance(lieu, Mapping) else lu.get("lieuExecution_code")) or None,
        concession=concession,
    )


def _considerations(lues: Any) -> tuple[str, ...]:  # noqa: ANN401
    """`{"considerationSociale": [...]}`, a list, or the text « a, b » of the tables."""
    if isinstance(lues, Mapping):
        lues = lues.get("considerationSociale")
    if isinstance(lues, str):
        lues = lues.split(",")
    return tuple(_texte(une) for une in _en_liste(lues) if _texte(une))


def _titulaires(lu: Mapping[str, Any]) -> tuple[str, ...]:
    """`[{"titulaire": {"id"}}]`, `[{"id"}]`, `{"titulaire": {"id"}}`, or the column `titulaire_id`."""
    lus = lu.get("titulaires") or lu.get("concessionnaires") or [{"id": lu.get("titulaire_id")}]
    numeros: list[str] = []
    for un in _en_liste(lus):
        interieur = un.get("titulaire") or un.get("concessionnaire") or un if isinstance(un, Mapping) else {}
        numeros += [_texte(une.get("id")) for une in _en_liste(interieur) if isinstance(une, Mapping)]
    return tuple(numero for numero in numeros if numero)


def _en_liste(valeur: Any) -> list[Any]:  # noqa: ANN401
    if valeur is None:
        return []
    return valeur if isinstance(valeur, list) else [valeur]


def _texte(valeur: Any) -> str:  # noqa: ANN401
    """One line of what can be shown: the file comes from outside, its control characters stay there."""
    if not isinstance(valeur, str | int | Decimal):
        return ""
    return " ".join("".join(signe if signe.isprintable() else " " for signe in str(valeur)[:TEXTE_MAX]).split())


def _date(valeur: Any) -> date | None:  # noqa: ANN401
    try:
        return date.fromisoformat(str(valeur)[:10])
    except ValueError:
        return None


def _montant(valeur: Any) -> Decimal | None:  # noqa: ANN401
    try:
        montant = Decimal(str(valeur))
    except InvalidOperation:
        return None
    return montant if montant.is_finite() else None


def _faute(fichier: Path, raison: str) -> FauteDeSaisie:
    return FauteDeSaisie(fichier.name, typographier(f"{fichier.name} : {raison}."))
