"""The answer to who sent a file of hours: each row, in French."""

from __future__ import annotations

from echanges.heures.phrases import colonnes_non_lues, ou
from echanges.heures.resultat import LectureHeures, LigneAcceptee, LigneRefusee
from formats.nombres import heures
from formats.typographie import typographier


def reponse_par_ligne(lecture: LectureHeures, *, gardee: bool = True) -> list[str]:
    """The columns not read, then one French sentence per row, in the order of the file, then what was passed over.

    One sentence alone for a refused file.

    It names the persons as their row does: it is for whoever sent the file. `gardee`: whether rows that are right are
    kept; where others keep the whole file out, they only have nothing to be corrected.
    """
    if lecture.fichier_refuse is not None:
        return [lecture.phrase or lecture.fichier_refuse.libelle]
    lignes: list[LigneAcceptee | LigneRefusee] = [*lecture.acceptees, *lecture.refusees]
    lignes.sort(key=lambda une: (lecture.feuilles.index(une.feuille), une.ligne))
    colonnes = [phrase] if (phrase := colonnes_non_lues(lecture.non_lues)) else []
    return [*colonnes, *(typographier(_phrase(une, gardee=gardee)) for une in lignes), *lecture.remarques]


def _phrase(ligne: LigneAcceptee | LigneRefusee, *, gardee: bool) -> str:
    nom = " ".join(mot for mot in (ligne.prenom, ligne.nom) if mot)
    debut = f"{ou(ligne.feuille, ligne.ligne)} : {nom}{', ' if nom else ''}"
    if isinstance(ligne, LigneRefusee):
        return f"{debut}refusée ; {ligne.phrase}"
    formation = f" dont {heures(ligne.dont_formation)} de formation" if ligne.dont_formation else ""
    return f"{debut}{heures(ligne.heures)}{formation}, lot {ligne.lot}, {'acceptée' if gardee else 'rien à corriger'}."
