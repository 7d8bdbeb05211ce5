"""The former states of the settings, kept beside their file, and the changes that replaced them: who, when, what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.horloge import maintenant
from config.identites import fichier_de
from config.reglages_ecrits import Ecrits, cles, fichier, lire
from formats.fichiers import creer_prive
from formats.typographie import typographier
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.session import lecture
from workflows.actes import installation
from workflows.actes.reglages.fichiers import poser

DOSSIER = "reglages"
GARDEES = 200
REGLAGES_CHANGES, IDENTITE_CHANGEE = "reglages_changes", "identite_changee"
FORME = "%Y-%m-%dT%H%M%S.%fZ"
_NOM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{6}\.[0-9]{6}Z", re.ASCII)
ABSENTE = typographier("Cet état des réglages n'est plus gardé ; repartez de la liste des changements.")


@dataclass(frozen=True, kw_only=True)
class Changement:
    """A change that was made, of these keys, each as `relais.nom`; `par` None where an interruption left it unsigned.

    `avant`: the name of the state that it replaced, None where that is no longer kept; `remise`: that of the state that
    it put back.
    """

    le: datetime
    par: str | None
    cles: frozenset[str]
    avant: str | None
    remise: str | None = None


def evenement(code: str | None) -> str:
    """How the journal calls a change of the installation's file, or of that of a further relay."""
    return REGLAGES_CHANGES if code is None else IDENTITE_CHANGEE


def nommer() -> str:
    """The name of the state that a change of this instant replaces."""
    return f"{maintenant():{FORME}}"


def instant_de(nom: str) -> datetime:
    """When the state of that name was replaced. Raises FauteDeSaisie for what names none."""
    if not _NOM.fullmatch(nom):
        raise FauteDeSaisie("", ABSENTE)
    try:
        return datetime.strptime(nom, FORME).replace(tzinfo=UTC)
    except ValueError:
        raise FauteDeSaisie("", ABSENTE) from None


def garder(chemin: Path, nom: str, texte: str) -> None:
    """The file as it was, empty where there was none, readable by its owner only; the oldest go."""
    dossier = _dossier(chemin)
    creer_prive(dossier)
    poser(dossier / f"{nom}.toml", texte)
    for ancienne in sorted(dossier.glob("*.toml"))[:-GARDEES]:
        ancienne.unlink()


def lister(acces: Acces, code: str | None = None) -> tuple[Changement, ...]:
    """The changes of the installation's file, or of that of the relay of that code, the last first.

    Raises AccesRefuse for an account that does not read them.
    """
    chemin = _lisible(acces, code)
    gardes = {un.stem for un in _dossier(chemin).glob("*.toml")}
    notes = [_note(ligne, gardes) for ligne in _lignes(code)]
    sans_auteur = gardes - {un.avant for un in notes}
    return tuple(sorted([*notes, *_sans_auteur(chemin, sans_auteur)], key=lambda un: un.le, reverse=True))


def ancien(acces: Acces, nom: str, code: str | None = None) -> Ecrits:
    """The file as it was under that name. Raises AccesRefuse, FauteDeSaisie when it is not kept or cannot be read."""
    chemin = _lisible(acces, code)
    instant_de(nom)
    garde = _dossier(chemin) / f"{nom}.toml"
    if not garde.is_file():
        raise FauteDeSaisie("", ABSENTE)
    return lire(garde)


def _dossier(chemin: Path) -> Path:
    return chemin.parent / DOSSIER


def _lisible(acces: Acces, code: str | None) -> Path:
    if code is None:
        acces.exiger(Droit.REGLER)
        return fichier()
    installation.exiger_de_voir(acces, code)
    return fichier_de(code)


def _lignes(code: str | None) -> list[tuple[Evenement, dict[str, Any]]]:
    with lecture() as session:
        lignes = [(une, json.loads(une.donnees)) for une in journal.hors_operation(session, {evenement(code)}, GARDEES)]
    return [(une, donnees) for une, donnees in lignes if donnees.get("relais") == code]


def _note(ligne: tuple[Evenement, dict[str, Any]], gardes: set[str]) -> Changement:
    note, donnees = ligne
    avant = donnees.get("avant")
    return Changement(
        le=note.instant,
        par=note.acteur,
        cles=frozenset(donnees["cles"]),
        avant=avant if avant in gardes else None,
        remise=donnees.get("remise"),
    )


def _sans_auteur(chemin: Path, noms: set[str]) -> Iterator[Changement]:
    """The states that no line of the journal speaks of: what tells them from the next one says what was changed."""
    suites = sorted(un.stem for un in _dossier(chemin).glob("*.toml"))
    for nom in sorted(noms):
        suivante = next((un for un in suites if un > nom), None)
        try:
            le, avant = instant_de(nom), lire(_dossier(chemin) / f"{nom}.toml")
            apres = lire(_dossier(chemin) / f"{suivante}.toml" if suivante else chemin)
        except FauteDeSaisie:
            continue
        changees = frozenset(".".join(filter(None, une)) for une in cles() if avant.valeur(une) != apres.valeur(une))
        yield Changement(le=le, par=None, cles=changees, avant=nom)
