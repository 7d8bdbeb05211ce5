"""Keys of `relais.toml` changed: all or nothing, the file of before kept, the names of the keys in the journal."""

from __future__ import annotations

import fcntl
import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlmodel import Session

from config.ecriture_reglages import Chemin, reecrire
from config.horloge import maintenant
from config.reglages_ecrits import Ecrits, candidat, fichier, imposes, lire
from config.settings import get_settings
from formats.typographie import typographier
from metier.droits import Acces
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from sqlmodel_store.depots import journal
from sqlmodel_store.session import unit_of_work
from workflows.actes import installation
from workflows.actes.reglages.controles import controler

VERSIONS = "reglages"
IDENTITE = frozenset({"relais", "facilitateur"})
GARDEES = 30
EVENEMENT = "reglages_changes"
DEPASSE = typographier(
    "Les réglages ont été changés par quelqu'un d'autre depuis l'ouverture de cette page ; rien n'est enregistré. "
    "Vos saisies sont gardées : relisez-les, puis enregistrez de nouveau."
)


def enregistrer(acces: Acces, changements: Mapping[Chemin, Any], *, signature: str) -> tuple[str, ...]:
    """Change these keys, those that are None taken out; returns the names of those that changed.

    `signature` is that of the file that was shown. Raises AccesRefuse, FautesDeSaisie naming keys as `relais.nom`,
    FauteDeSaisie without a field when the file was changed meanwhile.
    """
    if {table for table, _ in changements} <= IDENTITE:
        installation.exiger_de_signer(acces)
    else:
        installation.exiger(acces)
    _refuser_les_imposes(changements)
    changees = changer(
        fichier(),
        changements,
        signature=signature,
        controler=lambda contenu, cles: controler(candidat(contenu), cles),
        noter=lambda session, cles: journal.noter(session, EVENEMENT, acteur=acces.nom, cles=list(cles)),
    )
    get_settings.cache_clear()
    return changees


def changer(
    chemin: Path,
    changements: Mapping[Chemin, Any],
    *,
    signature: str,
    controler: Callable[[dict[str, Any], frozenset[str]], list[FauteDeSaisie]],
    noter: Callable[[Session, tuple[str, ...]], None],
) -> tuple[str, ...]:
    """Change keys of a file, whole or not at all, once `controler` finds nothing wrong with what it would hold.

    Returns the names of those that changed, which `noter` writes in the journal. Raises as `enregistrer`.
    """
    with _seul():
        ecrits = lire(chemin)
        if ecrits.signature != signature:
            raise FauteDeSaisie("", DEPASSE)
        texte = reecrire(ecrits.texte, changements)
        contenu = tomllib.loads(texte)
        changees = tuple(
            ".".join(filter(None, chemin)) for chemin in changements if _dans(contenu, chemin) != ecrits.valeur(chemin)
        )
        if not changees:
            return ()
        if fautes := controler(contenu, frozenset(changees)):
            raise FautesDeSaisie(fautes)
        with unit_of_work() as session:
            noter(session, changees)
            session.flush()
            _garder(chemin, ecrits)
            _poser(chemin, texte)
    return changees


def rafraichir() -> None:
    """Let this process read a file that was changed by hand. Raises FauteDeSaisie, the settings staying as they are."""
    candidat(lire().contenu)
    get_settings.cache_clear()


def _dans(contenu: dict[str, Any], chemin: Chemin) -> Any:  # noqa: ANN401 - any value of TOML
    return Ecrits(texte="", contenu=contenu, signature="").valeur(chemin)


def _refuser_les_imposes(changements: Mapping[Chemin, Any]) -> None:
    fautes = [
        FauteDeSaisie(
            ".".join(filter(None, chemin)),
            typographier(f"Ce réglage est imposé par la variable {variable} ; il se change là où elle est posée."),
        )
        for chemin, variable in imposes().items()
        if chemin in changements
    ]
    if fautes:
        raise FautesDeSaisie(fautes)


def _garder(chemin: Path, ecrits: Ecrits) -> None:
    """The file as it was, beside it, readable by its owner only; the last thirty are kept."""
    if not ecrits.texte:
        return
    dossier = chemin.parent / VERSIONS
    dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
    _poser(dossier / f"{maintenant():%Y-%m-%dT%H%M%S.%fZ}.toml", ecrits.texte)
    for ancienne in sorted(dossier.glob("*.toml"))[:-GARDEES]:
        ancienne.unlink()


def _poser(chemin: Path, texte: str) -> None:
    """Whole or not at all; as readable as it was, by its owner only when new: it may hold passwords."""
    chemin.parent.mkdir(parents=True, exist_ok=True)
    droits = chemin.stat().st_mode & 0o777 if chemin.is_file() else 0o600
    descripteur, provisoire = tempfile.mkstemp(dir=chemin.parent, prefix=".", suffix=".partiel")
    try:
        with os.fdopen(descripteur, "w", encoding="utf-8", newline="") as ouvert:
            ouvert.write(texte)
            ouvert.flush()
            os.fsync(ouvert.fileno())
        Path(provisoire).chmod(droits)
        Path(provisoire).replace(chemin)
    except BaseException:
        Path(provisoire).unlink(missing_ok=True)
        raise


@contextmanager
def _seul() -> Iterator[None]:
    """One writing at a time in this home."""
    home = get_settings().home
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".reglages.verrou").open("w", encoding="utf-8") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield
