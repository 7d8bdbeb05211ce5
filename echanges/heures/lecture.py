"""A file of hours made by a company → the hours of each contract, row by row. Nothing is stored, nothing is raised."""

from __future__ import annotations

from echanges.heures.resultat import LectureHeures, RaisonFichier
from metier.periodes import Mois
from metier.suivi import Suivi


def lire_heures(octets: bytes, nom: str, suivi: Suivi, mois: Mois) -> LectureHeures:
    """What a file (.xlsx, .xls, .ods, .csv) declares for a month of an operation; never raises, whatever the bytes.

    `nom` is the name the file came under: it only serves in sentences, the format is told from the bytes.
    """
    _ = (octets, suivi)
    return LectureHeures(
        fichier=nom, mois=mois, fichier_refuse=RaisonFichier.FORMAT, phrase="La lecture n’est pas encore écrite."
    )
