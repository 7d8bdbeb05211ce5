"""A backup put in place: verified aside, then promised, then moved. Killed before the promise, nothing has changed;
after it, the next command finishes.
"""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from config.horloge import PARIS, maintenant
from config.settings import FICHIER, get_settings
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store import copie
from sqlmodel_store.depots import doutes, restaurations
from sqlmodel_store.migration import derniere_version
from sqlmodel_store.modeles.courriers import EtatSortant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.doutes import abandonnes
from workflows.actes.rgpd.effacement import Lieu
from workflows.actes.rgpd.restauration import oublier_de_nouveau
from workflows.actes.sauvegarde.archive import BASE, FOYER, Manifeste, extraire, lire
from workflows.actes.sauvegarde.foyer import AVANT, RESTAURATION, entrees

PROMESSE = "promesse.json"


@dataclass(frozen=True, kw_only=True)
class Restauree:
    """What was restored: its manifest, how many mails are in doubt, where what was there lies now.

    `effacees`: how many people forgotten since the backup were forgotten again.
    """

    manifeste: Manifeste
    incertains: int
    avant: Path | None
    effacees: int = 0


def restaurer(fichier: Path, *, remplacer: bool = False) -> Restauree:
    """Put a backup in place of this home, whose lock the caller holds.

    Raises FauteDeSaisie for a file that is no backup, is damaged or of a later version, and for a home or a base that
    is not empty unless `remplacer`; OSError when there is no room.
    """
    home = get_settings().home
    manifeste = lire(fichier)
    _verifier_version(fichier, manifeste)
    a_cote = home / RESTAURATION
    shutil.rmtree(a_cote, ignore_errors=True)
    try:
        a_cote.mkdir(mode=0o700, parents=True)
        extraire(fichier, manifeste, a_cote)
        base = _base_visee(a_cote)
        anciennes = [entree.name for entree in entrees(home, base)]
        if remplacer:
            _verifier_repos(base)
        else:
            _verifier_vide(home, anciennes, base)
        incertains = _preparer(a_cote, manifeste)
        effacees = oublier_de_nouveau(Lieu(base=f"sqlite:///{a_cote / BASE}", home=a_cote / FOYER), base)
        copie.fermer(a_cote / BASE)
        avant = _nouveau(home, f"{AVANT}{maintenant().astimezone(PARIS):%Y%m%d-%H%M%S}")
        _promettre(a_cote, anciennes, avant)
    except BaseException:
        shutil.rmtree(a_cote, ignore_errors=True)
        raise
    achever(home)
    garde = home / avant
    return Restauree(
        manifeste=manifeste, incertains=incertains, avant=garde if garde.is_dir() else None, effacees=effacees
    )


def est_promise(home: Path) -> bool:
    """Whether a restoration was interrupted after its promise."""
    return (home / RESTAURATION / PROMESSE).is_file()


def achever(home: Path) -> None:
    """Do what remains of a promised restoration; each step may be done twice. Raises OSError, SQLAlchemyError."""
    a_cote = home / RESTAURATION
    promesse = json.loads((a_cote / PROMESSE).read_text(encoding="utf-8"))
    avant = home / promesse["avant"]
    avant.mkdir(mode=0o700, exist_ok=True)
    if (a_cote / BASE).exists():
        base = _base_visee(a_cote)
        copie.garder(base, avant)
        copie.importer(a_cote / BASE, base)
        (a_cote / BASE).unlink()
    nouvelles = sorted(entree.name for entree in (a_cote / FOYER).iterdir()) if (a_cote / FOYER).is_dir() else []
    for nom in promesse["anciennes"]:
        if (nom in nouvelles or nom not in promesse["nouvelles"]) and (home / nom).exists():
            (home / nom).rename(avant / nom)
    for nom in nouvelles:
        (a_cote / FOYER / nom).rename(home / nom)
    _synchroniser(home)
    if not any(avant.iterdir()):
        avant.rmdir()
    (a_cote / PROMESSE).unlink()
    shutil.rmtree(a_cote, ignore_errors=True)


def _verifier_version(fichier: Path, manifeste: Manifeste) -> None:
    if manifeste.version_base > derniere_version():
        phrase = (
            f"{fichier} : cette sauvegarde vient d’une version plus récente de Relais (base {manifeste.version_base}, "
            f"ce programme connaît {derniere_version()}) ; mettez Relais à jour."
        )
        raise FauteDeSaisie(str(fichier), typographier(phrase))


def _verifier_vide(home: Path, anciennes: list[str], base: str) -> None:
    if anciennes:
        occupe = f"le dossier {home} n’est pas vide ({', '.join(anciennes[:3])})"
    elif not copie.est_vide(base):
        occupe = "la base de données n’est pas vide"
    else:
        return
    phrase = (
        f"RELAIS_HOME : {occupe} ; indiquez un dossier vide, ou ajoutez --remplacer : "
        "les fichiers en place seront gardés à côté, la base sera remplacée."
    )
    raise FauteDeSaisie("RELAIS_HOME", typographier(phrase))


def _verifier_repos(base: str) -> None:
    """A mail being sent now would be unknown to the restored base."""
    en_cours, partis = set[int](), set[int]()
    with suppress(FauteDeSaisie, PanneExterne, SQLAlchemyError):  # a base that cannot be read sends nothing
        if copie.est_vide(base):
            return
        with lecture(base) as session:
            partis = {courrier.id for courrier in abandonnes(session)}
            en_cours = {courrier.id for courrier in doutes.lister(session, [EtatSortant.EN_COURS])}
    if en_cours - partis:
        phrase = "RELAIS_HOME : un envoi de courrier est en cours ; attendez sa fin, puis recommencez."
        raise FauteDeSaisie("RELAIS_HOME", typographier(phrase))


def _base_visee(a_cote: Path) -> str:
    """The base of the home once restored: the environment's, else that of the restored settings, else its own file."""
    if os.environ.get("RELAIS_DATABASE_URL") or os.environ.get("RELAIS_DATABASE_URL_FILE"):
        return get_settings().base
    reglages = a_cote / FOYER / FICHIER
    if reglages.is_file():
        voulue = tomllib.loads(reglages.read_text(encoding="utf-8")).get("database_url")
        if isinstance(voulue, str):
            return voulue
    return f"sqlite:///{a_cote.parent / 'relais.db'}"


def _preparer(a_cote: Path, manifeste: Manifeste) -> int:
    """The base brought up to date, what was not final in doubt; secrets for their owner only."""
    fichier = a_cote / BASE
    copie.mettre_a_jour(fichier)
    with unit_of_work(f"sqlite:///{fichier}") as session:
        incertains = restaurations.noter(session, sauvegarde_du=manifeste.faite_le)
    copie.fermer(fichier)
    secrets = a_cote / FOYER / "secrets"
    if secrets.is_dir():
        secrets.chmod(0o700)
        for secret in secrets.rglob("*"):
            secret.chmod(0o700 if secret.is_dir() else 0o600)
    return incertains


def _nouveau(home: Path, nom: str) -> str:
    """That name, or the first that follows it: two restorations of one second keep what each replaced."""
    suivants = (f"{nom}-{rang}" for rang in count(2))
    return next(un for un in chain([nom], suivants) if not (home / un).exists())


def _promettre(a_cote: Path, anciennes: list[str], avant: str) -> None:
    """From here on the restoration is done, or will be at the next command."""
    foyer = a_cote / FOYER
    nouvelles = sorted(entree.name for entree in foyer.iterdir()) if foyer.is_dir() else []
    _synchroniser(a_cote)
    provisoire = a_cote / f"{PROMESSE}.part"
    with provisoire.open("w", encoding="utf-8") as promesse:
        json.dump({"anciennes": anciennes, "nouvelles": nouvelles, "avant": avant}, promesse)
        promesse.flush()
        os.fsync(promesse.fileno())
    provisoire.replace(a_cote / PROMESSE)
    _synchroniser(a_cote)


def _synchroniser(dossier: Path) -> None:
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)
