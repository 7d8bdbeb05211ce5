"""Files of people and organisations: JSON or CSV, read in full, each fault with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationError

from echanges import champs
from echanges.champs import Format, refuser
from echanges.fautes_format import traduire
from echanges.format_dossier import Courriel
from echanges.lecture_dossiers import situer
from echanges.lecture_json import lire_json
from echanges.textes_propres import nettoyer
from formats.typographie import typographier
from metier.acteurs import RoleContact, TypeStructure
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.operation import TypeMaitreOuvrage
from sqlmodel_store.depots.annuaire import Entree
from sqlmodel_store.depots.unicite import normaliser

COLONNES = ("nom", "courriel", "organisation", "type", "role")
SEPARATEURS = (";", ",", "\t")
TYPES = {normaliser(valeur): valeur.value for valeur in (*TypeStructure, *TypeMaitreOuvrage)}
ROLES = {normaliser(ecrit): role for role in RoleContact for ecrit in (role.value, role.libelle)}


def _vide(valeur: object) -> object:
    return (valeur.strip() or None) if isinstance(valeur, str) else valeur


def _role(valeur: object) -> object:
    if valeur is None or not isinstance(valeur, str):
        return valeur
    role = ROLES.get(normaliser(valeur.replace("'", "’")))
    if role is None:
        raise refuser(f"« {champs.montrer(valeur)} » reçu ; rôles attendus : {', '.join(RoleContact)}")
    return role


def _type(valeur: object) -> object:
    return TYPES.get(normaliser(valeur), valeur) if isinstance(valeur, str) else valeur


class EntreeFormat(Format):
    """A person or an organisation, as a file gives it."""

    nom: Annotated[champs.TexteRempli | None, BeforeValidator(_vide)] = None
    courriel: Annotated[Courriel | None, BeforeValidator(_vide)] = None
    organisation: Annotated[champs.TexteRempli | None, BeforeValidator(_vide)] = None
    type: Annotated[champs.TexteRempli | None, BeforeValidator(_type), BeforeValidator(_vide)] = None
    role: Annotated[RoleContact | None, BeforeValidator(_role), BeforeValidator(_vide)] = None


def lire_annuaire(chemin: Path) -> list[Entree]:
    """The entries of a JSON file (a list, or an object with « annuaire ») or of a CSV file.

    Raises FautesDeSaisie with every fault, each with its line or its place in the list.
    """
    octets = _octets(chemin).removeprefix(b"\xef\xbb\xbf")
    lues = _json(octets, chemin) if octets.lstrip()[:1] in {b"[", b"{"} else _csv(octets, chemin)
    entrees: list[Entree] = []
    fautes: list[FauteDeSaisie] = []
    for lieu, brut in lues:
        try:
            entrees.append(_entree(brut))
        except FautesDeSaisie as trouvees:
            fautes += [situer(lieu, une) for une in trouvees.fautes]
    if fautes:
        raise FautesDeSaisie(fautes)
    return entrees


def _octets(chemin: Path) -> bytes:
    try:
        return chemin.read_bytes()
    except FileNotFoundError as erreur:
        raise _faute(chemin, "fichier introuvable ; vérifiez le chemin") from erreur
    except OSError as erreur:
        raise _faute(chemin, "fichier illisible ; un fichier JSON ou CSV est attendu") from erreur


def _entree(brut: dict[str, Any]) -> Entree:
    propre, _ = nettoyer(brut)
    try:
        lue = EntreeFormat.model_validate(propre)
    except ValidationError as erreur:
        raise traduire(erreur, EntreeFormat) from erreur
    if not (lue.nom or lue.courriel or lue.organisation):
        phrase = typographier("courriel : absent ; un nom, un courriel ou une organisation est attendu.")
        raise FautesDeSaisie([FauteDeSaisie("courriel", phrase)])
    return Entree(**dict(lue))


def _json(octets: bytes, chemin: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    objet = octets if octets.lstrip()[:1] == b"{" else b'{"annuaire":' + octets + b"}"
    lignes = lire_json(objet, str(chemin)).get("annuaire")
    if not isinstance(lignes, list):
        raise _faute(chemin, "liste « annuaire » absente ; une liste d’entrées est attendue")
    for rang, ligne in enumerate(lignes):
        if not isinstance(ligne, dict):
            raise _faute(chemin, f'annuaire[{rang}] n’est pas un objet ; « {{ "nom": … }} » est attendu')
        yield f"{chemin}, annuaire[{rang}]", ligne


def _csv(octets: bytes, chemin: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    texte = _decode(octets)
    if not texte.strip():
        raise _faute(chemin, "fichier vide ; les colonnes nom, courriel, organisation, type, role sont attendues")
    entetes = texte.lstrip().splitlines()[0]
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=max(SEPARATEURS, key=entetes.count), strict=True)
    try:
        colonnes: list[str] | None = None
        for ligne in lecteur:
            if not any(cellule.strip() for cellule in ligne):
                continue
            if colonnes is None:
                colonnes = _colonnes(ligne, chemin)
                continue
            lieu = f"{chemin}, ligne {lecteur.line_num}"
            yield lieu, dict(zip(colonnes, _cellules(ligne, colonnes, lieu), strict=True))
    except csv.Error as erreur:
        raise _faute(chemin, f"CSV mal formé ligne {lecteur.line_num} ; vérifiez les guillemets") from erreur


def _decode(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _colonnes(ligne: list[str], chemin: Path) -> list[str]:
    colonnes = [normaliser(titre) for titre in ligne]
    inconnues = [titre for titre, colonne in zip(ligne, colonnes, strict=True) if colonne not in COLONNES]
    if inconnues:
        vues = ", ".join(champs.montrer(titre) for titre in inconnues)
        raise _faute(chemin, f"colonne inconnue « {vues} » ; colonnes admises : {', '.join(COLONNES)}")
    if len(set(colonnes)) < len(colonnes):
        raise _faute(chemin, "une colonne est répétée ; gardez-la une seule fois")
    return colonnes


def _cellules(ligne: list[str], colonnes: list[str], lieu: str) -> list[str]:
    if any(cellule.strip() for cellule in ligne[len(colonnes) :]):
        raise _faute(lieu, f"{len(ligne)} cellules pour {len(colonnes)} colonnes ; vérifiez le séparateur")
    return [*ligne, *[""] * len(colonnes)][: len(colonnes)]


def _faute(lieu: Path | str, raison: str) -> FautesDeSaisie:
    return FautesDeSaisie([FauteDeSaisie(str(lieu), typographier(f"{lieu} : {raison}."))])
