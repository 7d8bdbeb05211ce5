"""How the months are told: what was asked, who answered, what was late, what left; a few lines each."""

from __future__ import annotations

import select
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import wrap

from cli.demo_suivi.rejeu import Fait, MoisVecu
from cli.demo_suivi.territoire import nommer
from formats.dates import mois_long
from formats.typographie import typographier
from metier.enumeration import Enumeration
from metier.periodes import Mois
from sqlmodel_store.depots import courriers_sortants
from sqlmodel_store.depots.courriers_sortants import Envoi
from sqlmodel_store.session import lecture

LARGEUR = 80
MARGE = " " * 5
COLONNE = 8
LECTURE_S = 4.0
"""How long a month stays before the next one comes by itself."""
PARTIS = {
    "demarrage_entreprise": ("rappel d’engagements", "rappels d’engagements"),
    "attestation_eligibilite": ("attestation d’éligibilité", "attestations d’éligibilité"),
    "offre_emploi": ("offre d’emploi", "offres d’emploi"),
    "convocation": ("convocation", "convocations"),
    "compte_rendu": ("compte rendu", "comptes rendus"),
    "tableau_de_bord": ("tableau de bord", "tableaux de bord"),
    "bilan_remis": ("bilan final", "bilans finaux"),
    "attestation_realisation": ("attestation de réalisation", "attestations de réalisation"),
}
DEMANDE, RECU, RELANCE = "demande_heures", "recu_declaration", "relance"


class Rythme(Enumeration):
    SEUL = "seul", "les mois s’enchaînent"
    SUIVI = "suivi", "un lecteur peut presser la touche Entrée"


@dataclass
class Lecteur:
    """Who reads at a terminal: each month stays a while, a key goes on at once, « a » stops waiting."""

    rythme: Rythme

    def annoncer(self) -> str | None:
        """How to go on, for those who can."""
        if self.rythme is Rythme.SEUL:
            return None
        return "Entrée : mois suivant · p Entrée : pause · a Entrée : tout enchaîner (sinon, cela avance seul)"

    def attendre(self) -> None:
        """Until the key, or the delay."""
        if self.rythme is Rythme.SEUL:
            return
        if not select.select([sys.stdin], [], [], LECTURE_S)[0]:
            return
        dit = sys.stdin.readline()
        if dit.strip().lower() == "p":
            dit = sys.stdin.readline()
        if dit.strip().lower() == "a" or not dit:
            self.rythme = Rythme.SEUL


def raconter(vecu: MoisVecu, dire: Callable[[str], None]) -> None:
    """The lines of a month, its title aside."""
    for fait in vecu.faits:
        _plier(dire, _quand(fait), fait.dit)
        for fichier in fait.fichiers[:1]:
            dire(f"{MARGE}{'':<{COLONNE}}+ {fichier}{_et_autres(len(fait.fichiers) - 1)}")
    for titre, suite in _courriels(vecu.mois):
        _plier(dire, titre, suite)
    for phrase in vecu.refus:
        _plier(dire, "à revoir", phrase)


def titre(mois: Mois) -> str:
    return mois_long(mois).capitalize()


def _quand(fait: Fait) -> str:
    return f"le {fait.jour.day}"


def _plier(dire: Callable[[str], None], titre: str, suite: str) -> None:
    """« titre  suite », within the width of a terminal."""
    for rang, ligne in enumerate(wrap(typographier(suite), LARGEUR - len(MARGE) - COLONNE, break_on_hyphens=False)):
        dire(f"{MARGE}{titre if rang == 0 else '':<{COLONNE}}{ligne}")


def _et_autres(nombre: int) -> str:
    return f" (et {nombre} autre{'s' if nombre > 1 else ''})" if nombre > 0 else ""


def _courriels(mois: Mois) -> Iterator[tuple[str, str]]:
    with lecture() as session:
        envois = courriers_sortants.envois(session, [f"{genre}:" for genre in (DEMANDE, RECU, RELANCE, *PARTIS)])
    partis = [un for un in envois if un.parti_le is not None and un.parti_le in mois]
    comptes = Counter(_genre(un) for un in partis)
    if comptes[DEMANDE] or comptes[RECU]:
        yield "heures", f"{comptes[DEMANDE]} relevés demandés, {comptes[RECU]} reçus"
    relances = list(dict.fromkeys(nommer(un.destinataire) for un in partis if _genre(un) == RELANCE))
    if relances:
        yield "retard", f"relance à {', '.join(relances)}"
    if partie := [_compter(comptes[genre], *mots) for genre, mots in PARTIS.items() if comptes[genre]]:
        yield "partis", ", ".join(partie)


def _genre(envoi: Envoi) -> str:
    return envoi.cle.partition(":")[0]


def _compter(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre} {un if nombre == 1 else plusieurs}"
