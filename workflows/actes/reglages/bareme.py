"""The relay's own barème, sent as a file: read as calculations will, then in force; the one of before is kept."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config.baremes import charger, noms
from config.paths import Paths
from config.settings import get_settings
from documents.ecriture import write_atomically
from formats.toml import TomlIllisible, lire_toml
from formats.typographie import typographier
from metier.bareme import Bareme
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import installation
from workflows.actes.reglages.fichiers import seul
from workflows.actes.reglages.versions import instant_de, nommer

ANCIENS = "anciens"
OCTETS_MAX = 500_000
MONTRES = 50
CHAMP = "fichier"
POSE, RETIRE = "bareme_pose", "bareme_retire"
ABSENTE = typographier("Cet ancien barème n'est plus gardé ; repartez de la page des barèmes.")
_NOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Changement:
    """A barème put in force or taken out, `version` None; `avant`: its former file, where it had one.

    `remise`: the former file that was put back; `par` None where an interruption left it unsigned.
    """

    le: datetime
    par: str | None
    bareme: str
    version: str | None
    avant: str | None
    remise: str | None


def poser(acces: Acces, octets: bytes, **notes: str) -> Bareme:
    """The barème that the file holds, in force from now on under its own name. Raises AccesRefuse, FauteDeSaisie.

    `notes` go to the journal.
    """
    installation.exiger(acces)
    bareme = lire(octets)
    fichier = _dossier() / f"{bareme.nom}.toml"
    with seul(), unit_of_work() as session:
        avant = _a_garder(fichier)
        dit: dict[str, Any] = {"bareme": bareme.nom, "version": bareme.version, **avant, **notes}
        journal.noter(session, POSE, acteur=acces.nom, **dit)
        session.flush()
        _garder(fichier, **avant)
        write_atomically(fichier, octets)
    return bareme


def retirer(acces: Acces, nom: str) -> None:
    """The relay's own file of that name, put aside. Raises AccesRefuse, FauteDeSaisie when there is none."""
    installation.exiger(acces)
    fichier = _dossier() / f"{nom}.toml"
    with seul(), unit_of_work() as session:
        if nom not in noms(_dossier()) or not fichier.is_file():
            raise FauteDeSaisie("nom", typographier(f"Aucun barème « {nom[:60]} » n'a été déposé ; rien n'est changé."))
        avant = _a_garder(fichier)
        dit: dict[str, Any] = {"bareme": nom, **avant}
        journal.noter(session, RETIRE, acteur=acces.nom, **dit)
        session.flush()
        _garder(fichier, **avant)
        fichier.unlink()


def changements(acces: Acces) -> tuple[Changement, ...]:
    """What was done of the relay's own barèmes, the last first. Raises AccesRefuse."""
    acces.exiger(Droit.REGLER)
    with lecture() as session:
        lignes = [(une, json.loads(une.donnees)) for une in journal.hors_operation(session, {POSE, RETIRE}, MONTRES)]
    notes = [_note(une, donnees) for une, donnees in lignes]
    connus = {un.avant for un in notes}
    sans_auteur = [un for un in _anciens() if un.avant not in connus]
    return tuple(sorted([*notes, *sans_auteur], key=lambda un: un.le, reverse=True)[:MONTRES])


def _note(ligne: Evenement, donnees: dict[str, Any]) -> Changement:
    return Changement(
        le=ligne.instant,
        par=ligne.acteur,
        bareme=donnees["bareme"],
        version=donnees.get("version"),
        avant=donnees.get("avant"),
        remise=donnees.get("remise"),
    )


def _anciens() -> Iterator[Changement]:
    """The former files, as what replaced them without a word would be told."""
    for fichier in (_dossier() / ANCIENS).glob("*.toml"):
        nom = fichier.stem.rpartition("_")[0]
        with suppress(FauteDeSaisie):
            le = instant_garde(fichier.stem)
            yield Changement(le=le, par=None, bareme=nom, version=None, avant=fichier.stem, remise=None)


def ancien(acces: Acces, nom: str, avant: str) -> tuple[bytes, Bareme]:
    """A former file of that barème, and what it says. Raises AccesRefuse, FauteDeSaisie when there is none."""
    acces.exiger(Droit.REGLER)
    fichier = _dossier() / ANCIENS / f"{avant}.toml"
    instant_garde(avant)
    if not _NOM.fullmatch(nom) or avant.rpartition("_")[0] != nom or not fichier.is_file():
        raise FauteDeSaisie("nom", ABSENTE)
    octets = fichier.read_bytes()
    return octets, lire(octets)


def remettre(acces: Acces, nom: str, avant: str) -> Bareme:
    """A former file of that barème, in force again: a change like another. Raises as `ancien` and `poser`."""
    octets, _ = ancien(acces, nom, avant)
    return poser(acces, octets, remise=avant)


def instant_garde(avant: str) -> datetime:
    """When the former file of that name was replaced."""
    return instant_de(avant.rpartition("_")[2])


def lire(octets: bytes) -> Bareme:
    """The barème that the file holds. Raises FauteDeSaisie naming `fichier`."""
    if not octets:
        raise FauteDeSaisie(CHAMP, typographier("Aucun fichier choisi ; choisissez un fichier .toml."))
    if len(octets) > OCTETS_MAX:
        raise FauteDeSaisie(CHAMP, typographier("Ce fichier dépasse 500 Ko ; ce n'est pas un barème."))
    with tempfile.TemporaryDirectory(prefix="relais-bareme-") as provisoire:
        dossier, nom = Path(provisoire), _nom(octets)
        (dossier / f"{nom}.toml").write_bytes(octets)
        try:
            return charger(nom, dossier)
        except FauteDeSaisie as faute:
            phrase = faute.phrase.replace(typographier(f"{dossier / f'{nom}.toml'} : "), "")
            raise FauteDeSaisie(CHAMP, phrase[:1].upper() + phrase[1:]) from None


def _nom(octets: bytes) -> str:
    """The name that the barème gives itself; one that cannot be a file's is refused by whoever reads it."""
    try:
        nom = lire_toml(octets).get("nom")
    except TomlIllisible as erreur:
        raise FauteDeSaisie(CHAMP, typographier(f"Ce fichier n'est pas un barème : {erreur}.")) from None
    if not isinstance(nom, str) or not _NOM.fullmatch(nom):
        raise FauteDeSaisie(
            CHAMP, typographier('Le fichier ne dit pas son nom ; une ligne nom = "…" est attendue à son début.')
        )
    return nom


def _dossier() -> Path:
    return Paths(get_settings().home).baremes


def _a_garder(fichier: Path) -> dict[str, str]:
    """The name under which the file that is there will be kept; nothing where there is none."""
    return {"avant": f"{fichier.stem}_{nommer()}"} if fichier.is_file() else {}


def _garder(fichier: Path, avant: str | None = None) -> None:
    if avant:
        write_atomically(fichier.parent / ANCIENS / f"{avant}.toml", fichier.read_bytes())
