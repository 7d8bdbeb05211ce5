"""The answer to who sent a file of hours: each row, in French."""

from __future__ import annotations

from echanges.heures.resultat import LectureHeures
from formats.dates import mois_long
from formats.nombres import heures
from formats.typographie import typographier


def reponse_par_ligne(lecture: LectureHeures) -> list[str]:
    """One French sentence per row, accepted then refused, then what was passed over; one alone for a refused file."""
    if lecture.fichier_refuse is not None:
        return [lecture.phrase or lecture.fichier_refuse.libelle]
    acceptees = [
        f"{_ou(ligne.feuille, ligne.ligne)} : {ligne.prenom} {ligne.nom}, {heures(ligne.heures)} en "
        f"{mois_long(ligne.mois)}, lot {ligne.lot} : acceptée."
        for ligne in lecture.acceptees
    ]
    refusees = [f"{_ou(ligne.feuille, ligne.ligne)} : refusée, {ligne.phrase}" for ligne in lecture.refusees]
    return [typographier(phrase) for phrase in (*acceptees, *refusees, *lecture.remarques)]


def _ou(feuille: str, ligne: int) -> str:
    return f"Feuille « {feuille} », ligne {ligne}" if feuille else f"Ligne {ligne}"
