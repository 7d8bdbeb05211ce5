"""What is past its retention, by category: counted, or deleted, by the durations that the relay settled."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from config.horloge import PARIS, aujourdhui
from config.settings import get_settings
from formats.typographie import typographier
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import journal, registre, rgpd, rgpd_perimes
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import conservation
from workflows.actes.mensuel.repetition import DOSSIER as REPETITIONS
from workflows.actes.rgpd.effacement import achever, effacer, tasser_ici
from workflows.actes.sauvegarde.foyer import AVANT

ACTEUR = "purge"
PAR_TRANSACTION = 200


class Perime(Enumeration):
    DOSSIERS = "dossiers", "dossiers de personnes"
    COURRIELS_RECUS = "courriels_recus", "contenus de courriels reçus"
    COURRIELS_ENVOYES = "courriels_envoyes", "contenus de courriels envoyés"
    COPIES = "copies", "répétitions et copies d’avant une restauration"


@dataclass(kw_only=True)
class Purge:
    """How many of each category; the sentences of what could not be deleted yet; whether the base was rewritten."""

    nombres: dict[Perime, int] = field(default_factory=dict)
    empeches: list[str] = field(default_factory=list)
    tassee: bool = True


def compter() -> dict[Perime, int]:
    """How many of each category are past their time today; nothing changes."""
    jour = aujourdhui()
    return {perime: len(chercher(jour)) for perime, (chercher, _) in _CATEGORIES.items()}


def purger() -> Purge:
    """Delete what is past its time; the second time there is nothing.

    Mails first: fewer are then read for each person. Raises FauteDeSaisie before the relay settled the durations.
    """
    if get_settings().rgpd.validees_le is None:
        phrase = (
            "rgpd.validees_le : les durées de conservation sont à valider par le relais, rien n’est effacé avant ; "
            "les vérifier (relais rgpd purger --essai dit ce qu’elles effaceraient), puis écrire dans relais.toml, "
            "table [rgpd], la date de cette décision."
        )
        raise FauteDeSaisie("rgpd.validees_le", typographier(phrase))
    jour, purge = aujourdhui(), Purge()
    achever()
    for perime, (chercher, oter) in _CATEGORIES.items():
        trouves = chercher(jour)
        purge.nombres[perime] = len(trouves) - len(oter(trouves, purge))
    if any(purge.nombres.values()):
        with unit_of_work() as session:
            nombres = {perime.value: nombre for perime, nombre in purge.nombres.items()}
            journal.noter(session, "purge_faite", acteur=ACTEUR, jour=jour.isoformat(), **nombres)
        purge.tassee = tasser_ici()
    return purge


def _dossiers(jour: date) -> list[str]:
    avant = Mois.de(jour).plus(-get_settings().rgpd.dossiers_mois).debut
    with lecture() as session:
        return [str(numero) for numero in rgpd.au_terme(session, avant)]


def _oter_les_dossiers(trouves: list[str], purge: Purge) -> list[str]:
    """One person after the other; returns those that have to wait."""
    restes = []
    for numero in trouves:
        try:
            effacer(int(numero), acteur=ACTEUR)
        except FauteDeSaisie as faute:
            restes.append(numero)
            purge.empeches.append(faute.phrase.replace("PERSONNE", f"P{numero}", 1))
    return restes


def _recus(jour: date) -> list[str]:
    """Their files, relative to the home."""
    home = get_settings().home
    limite = Mois.de(jour).plus(-get_settings().rgpd.courriels_recus_mois).debut
    with lecture() as session:
        anciens = rgpd_perimes.recus_avant(session, datetime.combine(limite, time(), PARIS))
        return [f"{un.id}:{un.chemin}" for un in anciens if (home / un.chemin).is_file() or un.lecture is not None]


def _oter_les_recus(trouves: list[str], _purge: Purge) -> list[str]:
    home = get_settings().home
    for debut in range(0, len(trouves), PAR_TRANSACTION):
        lot = [un.split(":", 1) for un in trouves[debut : debut + PAR_TRANSACTION]]
        for _, chemin in lot:
            (home / chemin).unlink(missing_ok=True)
        with unit_of_work() as session:
            rgpd_perimes.oublier_la_lecture(session, [int(numero) for numero, _ in lot])
    return []


def _envoyes(jour: date) -> list[str]:
    with lecture() as session:
        return [str(numero) for numero in registre.a_purger(session, conservation.limite(jour))]


def _oter_les_envoyes(trouves: list[str], _purge: Purge) -> list[str]:
    if trouves:
        conservation.CONSERVATION.faire(trouves, aujourdhui())
    return []


def _copies(jour: date) -> list[str]:
    """Folders of the home: months rehearsed, what a restoration replaced."""
    home = get_settings().home
    limite = Mois.de(jour).plus(-get_settings().rgpd.copies_mois).debut
    mois = [un for un in (home / REPETITIONS).glob("????-??") if un.name < limite.isoformat()[:7]]
    avant = [un for un in home.glob(f"{AVANT}*") if un.name.removeprefix(AVANT)[:8] < f"{limite:%Y%m%d}"]
    return sorted(str(un) for un in (*mois, *avant) if un.is_dir())


def _oter_les_copies(trouves: list[str], _purge: Purge) -> list[str]:
    for dossier in trouves:
        shutil.rmtree(Path(dossier), ignore_errors=True)
    return [dossier for dossier in trouves if Path(dossier).exists()]


_CATEGORIES: dict[Perime, tuple[Callable[[date], list[str]], Callable[[list[str], Purge], list[str]]]] = {
    Perime.COURRIELS_RECUS: (_recus, _oter_les_recus),
    Perime.COURRIELS_ENVOYES: (_envoyes, _oter_les_envoyes),
    Perime.COPIES: (_copies, _oter_les_copies),
    Perime.DOSSIERS: (_dossiers, _oter_les_dossiers),
}
"""What is past its time on a day; how it is deleted, what is left being returned."""
