"""Whether an attachment is a statement of hours: a column of hours beside a column of names, or what the mail says."""

from __future__ import annotations

import re

from courrier.lecture.blocs import Tableau
from courrier.lecture.mime import Courriel
from courrier.lecture.pieces import PieceLue, est_un_classeur
from courrier.lecture.resultats import ClasseurJoint
from courrier.lecture.textes import en_une_ligne, plier

_HEURES = re.compile(
    r"^(?:(?:nb|nombre|total|nbre)\.? ?(?:d'|de |des )?)?(?:heures?|hrs?)\b(?! d'insertion (?:prevues"
    r"|a realiser))|^duree(?: du travail)?$|^temps(?: de travail)?$|\bheures? (?:travaillees|effectuees|realisees"
    r"|du mois)"
)
_NOMS = re.compile(
    r"^(?:noms?(?! du lot| de l'operation)|prenoms?|salarie|beneficiaires?|personnes?|agent|interimaire|employe"
    r"|identite|participant)\b"
)
_NOM_DE_FICHIER = re.compile(r"heures?|releve|pointage|suivi.?insertion|declaration.?mensuelle")
_ANNONCE = re.compile(
    r"\b(?:releves? (?:d'heures|des heures|mensuel)|(?:declaration|etat|tableau|suivi"
    r"|bordereau) (?:mensuelle? )?(?:des? |d')?heures|heures (?:d'insertion )?(?:du mois|(?:de |d')(?:janvier|fevrier"
    r"|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)|realisees|effectuees))"
)
_TETE = 30
NOM_MAX = 80


def est_un_releve(piece: PieceLue, texte: str) -> bool:
    """Whether the attachment is a statement of hours; `texte` (subject, body) serves when it cannot be opened."""
    if not piece.est_un_tableur:
        return False
    if piece.illisible is None:
        return any(_has_columns(bloc) for bloc in piece.blocs if isinstance(bloc, Tableau))
    nom = _NOM_DE_FICHIER.search(plier(piece.nom)) is not None
    return nom or annonce_un_releve(texte)


def annonce_un_releve(texte: str) -> bool:
    """Whether words (subject, body) say that hours are attached."""
    return _ANNONCE.search(plier(texte)) is not None


def classeurs(courriel: Courriel) -> tuple[ClasseurJoint, ...]:
    """The spreadsheets of the mail itself: those of enclosed messages have another sender."""
    return tuple(
        ClasseurJoint(nom=en_une_ligne(piece.nom)[:NOM_MAX], octets=piece.octets)
        for piece in courriel.pieces
        if est_un_classeur(piece)
    )


def _has_columns(tableau: Tableau) -> bool:
    for rangee in tableau.rangees[:_TETE]:
        plies = [plier(cellule).strip(" :*") for cellule in rangee if len(cellule) < 60]  # noqa: PLR2004 - a heading is short
        if any(_HEURES.search(p) for p in plies) and any(_NOMS.search(p) for p in plies):
            return True
    return False
