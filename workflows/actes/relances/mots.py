"""What a reminder says of each lapse, in a line."""

from __future__ import annotations

from formats.dates import date_longue, de_mois
from formats.nombres import heures
from metier.arrondi import arrondir
from workflows.actes.relances.retards import Attente, Objet

INSECABLE = "\u00a0"


def ligne(attente: Attente) -> str:
    """« Relevé de novembre 2026, lot 1, Tremplin ETTI : attendu le 8 décembre 2026 »."""
    qui = f"lot{INSECABLE}{attente.lot}, {attente.organisation}"
    if attente.objet is Objet.RELEVE and attente.mois:
        return f"Relevé {de_mois(attente.mois)}, {qui}{INSECABLE}: attendu le {date_longue(attente.attendu_le)}"
    if attente.objet is Objet.CHOIX:
        combien = f" ({heures(attente.voulues)})" if attente.voulues else ""
        attendu = date_longue(attente.attendu_le)
        return f"Choix des modalités de réalisation, {qui}{combien}{INSECABLE}: attendu le {attendu}"
    return (
        f"Heures d’insertion, {qui}{INSECABLE}: {heures(attente.faites or 0)} validées pour "
        f"{heures(arrondir(attente.voulues or 0, 0))} attendues au {date_longue(attente.attendu_le)}"
    )
