"""Operations and spreadsheets of hours for the tests of their reading: contracts as each test wants them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from echanges.heures.lecture import lire_heures
from echanges.heures.resultat import LectureHeures
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.operation import Lot
from metier.periodes import Mois
from metier.publics import Categorie
from metier.suivi import Beneficiaire, Contrat, Suivi

DONNEES = Path(__file__).resolve().parent / "donnees" / "heures"
OCTOBRE = Mois(2026, 10)
TITRES = ("Nom", "Prénom", "Mois", "Heures")


def personne(identifiant: str, nom: str, prenom: str, naissance: date = date(1990, 5, 2)) -> Beneficiaire:
    return Beneficiaire(id=identifiant, nom=nom, prenom=prenom, naissance=naissance, categorie=Categorie.DELD)


def contrat(
    identifiant: str,
    qui: str,
    *,
    lot: int = 1,
    debut: date = date(2026, 9, 7),
    fin: date | None = None,
    employeur: str = "Tremplin ETTI",
) -> Contrat:
    return Contrat(
        id=identifiant, beneficiaire=qui, lot=lot, type=TypeContrat.CTT_ETTI, employeur=employeur, debut=debut, fin=fin
    )


def operation(*contrats: Contrat, personnes: Sequence[Beneficiaire] | None = None) -> Suivi:
    """Two lots, « Gros œuvre » and « Peinture »; Élodie Morvilay, and whoever else is given."""
    return Suivi(
        reference="2026-CVB-010",
        etape=Etape.SUIVI,
        lots=(
            Lot(numero=1, intitule="Gros œuvre (bâtiment B)", clause=True),
            Lot(numero=2, intitule="Peinture (bâtiment A)", clause=True),
        ),
        beneficiaires=tuple(personnes or (personne("b1", "Morvilay", "Élodie"),)),
        contrats=contrats or (contrat("k1", "b1"),),
    )


def classeur(feuilles: dict[str, Sequence[Sequence[Any]]]) -> bytes:
    """An .xlsx; a cell is a text, a number, a date, or a formula without value written « =… »."""
    tampon = io.BytesIO()
    livre = xlsxwriter.Workbook(tampon, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for nom, rangees in feuilles.items():
        page = livre.add_worksheet(nom)
        for rang, rangee in enumerate(rangees):
            page.write_row(rang, 0, rangee)
    livre.close()
    return tampon.getvalue()


def lire(rangees: Sequence[Sequence[Any]], suivi: Suivi | None = None, *, feuille: str = "Feuil1") -> LectureHeures:
    """What is understood of one sheet, for October 2026."""
    return lire_heures(classeur({feuille: rangees}), "heures.xlsx", suivi or operation(), OCTOBRE)


def csv(texte: str, suivi: Suivi | None = None) -> LectureHeures:
    """The same, of a CSV in UTF-8."""
    return lire_heures(texte.encode(), "heures.csv", suivi or operation(), OCTOBRE)


def dites(lecture: LectureHeures) -> list[str]:
    """What is kept: « k1 35.00 »."""
    return [f"{ligne.contrat} {ligne.heures}" for ligne in lecture.acceptees]


def refus(lecture: LectureHeures) -> list[tuple[int, str]]:
    """What is not: row and reason."""
    return [(ligne.ligne, ligne.raison.value) for ligne in lecture.refusees]
