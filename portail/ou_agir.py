"""Where one does what an action asks for: the page that does it, rather than the command that its words give."""

from __future__ import annotations

import re
from urllib.parse import quote

from formats.dates import MOIS
from metier.periodes import Mois
from portail.mois.vue import Situation, Vue
from workflows.actes.attentes import Action

COMMANDE = re.compile(r"[\s\u00a0]*[:;][\s\u00a0]*relais courrier .*$")
PAGES = (
    (re.compile(r"relais courrier adresse"), "/envois?liste=mauvais_contact"),
    (re.compile(r"^(Vérifier si|Vérifier \d+ envois)"), "/envois?liste=en_doute"),
    (re.compile(r"relais courrier trancher|courriels non remis"), "/envois?liste=a_trancher"),
    (re.compile(r"relais courrier expedier"), "/envois?liste=en_attente"),
    (re.compile(r"^Lire les courriels reçus"), "/notifications"),
)
"""Which page does what the words of an action say how to do by a command."""
HEURES = re.compile(r"^(Valider les heures|Régler les heures contestées) (?:de |d’)(\w+)[ \u00a0](\d{4})")
SITUATIONS = {"Valider les heures": Situation.A_VALIDER, "Régler les heures contestées": Situation.CONTESTEE}
"""The lines of the grid of a month that an action on hours is about."""


def ou_agir(action: Action, section: str) -> tuple[str, str | None]:
    """What is to be done, and the page where one does it; what a page does is not told as a command, nor by a code."""
    for motif, page in PAGES:
        if motif.search(action.libelle):
            return COMMANDE.sub("", action.libelle), page
    if heures := HEURES.match(action.libelle):
        vue = Vue(mois=Mois(int(heures[3]), MOIS.index(heures[2]) + 1), mots=action.reference or "")
        return action.libelle, vue.adresse(situation=SITUATIONS[heures[1]])
    return (
        action.au_portail or action.libelle,
        f"/operations/{quote(action.reference, safe='')}#{section}" if action.reference else None,
    )
