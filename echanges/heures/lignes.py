"""One row of a sheet: what it says, and whether it may be kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from echanges.heures import ecriture
from echanges.heures.classeur import Case, Feuille
from echanges.heures.colonnes import Colonnes
from echanges.heures.contrats import Indices
from echanges.heures.ecriture import simple
from echanges.heures.personnes import NomEcrit
from metier.periodes import Mois

TOTAL = re.compile(r"(sous )?tota(l|ux)\b.*|cumul\b.*|somme\b.*|report\b.*|ensemble")
PIED = re.compile(
    r"(fait (a|le)|signature|visa|cachet|observations?|commentaires?|remarques?|certifi|date|nb|nota|note|legende|page"
    r"|le responsable|pour l entreprise|rappel|attention|merci|edite|imprime)\b.*"
)
RIEN = {"-", "–", "—", "/", "//", "."}
JOURNEE = Decimal(24)  # hours; a row of more is of no single day


@dataclass(frozen=True, kw_only=True)
class Lue:
    """A row as it is written; `rang` from 0; `heures` None where nothing was, `illisible` what is no duration."""

    rang: int
    nom: NomEcrit
    nom_en_formule: bool
    formule: str | None
    periode: Case
    mois: Mois | None
    heures: Decimal | None
    illisible: str | None
    dont_formation: Decimal
    dite_total: bool
    naissance: date | None
    indices: Indices

    @property
    def sans_nom(self) -> bool:
        return not self.nom.tout

    @property
    def numero(self) -> int:
        return self.rang + 1

    @property
    def jalon(self) -> str:
        """What tells two rows of one month apart: the day or the week of a timesheet, the start of a mission."""
        jour = isinstance(self.periode, datetime | date) or ecriture.jour(self.periode) is not None
        precis = "" if jour and (self.heures or 0) > JOURNEE else simple(self.periode)
        return f"{precis}|{self.indices.debut or ''}"


def est_un_pied(lue: Lue) -> bool:
    """« Fait à Valmeuse », « Signature »: below the table, not of it."""
    return bool(PIED.fullmatch(lue.nom.tout))


def lire(feuille: Feuille, rang: int, colonnes: Colonnes, mois: Mois, titres: Sequence[str]) -> Lue:
    """The row of that rank, from 0."""
    page = _Page(feuille, rang)
    heures, illisible = page.heures(colonnes.heures)
    formation = None if colonnes.formation is None else ecriture.heures(page.case(colonnes.formation))
    periode = page.case(colonnes.mois)
    return Lue(
        rang=rang,
        nom=NomEcrit(nom=page.texte(colonnes.nom), prenom=page.texte(colonnes.prenom)),
        nom_en_formule=page.en_formule(colonnes.nom) or page.en_formule(colonnes.prenom),
        formule=page.premiere_formule(colonnes),
        periode=periode,
        mois=ecriture.mois(periode, mois),
        heures=heures,
        illisible=illisible,
        dont_formation=formation or Decimal("0.00"),
        dite_total=page.dite_total(colonnes),
        naissance=ecriture.jour(page.case(colonnes.naissance)),
        indices=Indices(
            lot=page.case(colonnes.lot),
            employeur=page.case(colonnes.employeur),
            debut=ecriture.jour(page.case(colonnes.debut)),
            titres=titres,
        ),
    )


@dataclass(frozen=True)
class _Page:
    feuille: Feuille
    rang: int

    def case(self, colonne: int | None) -> Case:
        rangee = self.feuille.rangees[self.rang]
        if colonne is None or colonne >= len(rangee):
            return None
        valeur = rangee[colonne]
        return (valeur.strip() or None) if isinstance(valeur, str) else valeur

    def texte(self, colonne: int | None) -> str:
        valeur = self.case(colonne)
        return " ".join(valeur.split()) if isinstance(valeur, str) else ""

    def dite_total(self, colonnes: Colonnes) -> bool:
        """Whether the name is « Total », or any cell of a row without name."""
        noms = [self.texte(colonnes.nom), self.texte(colonnes.prenom)]
        cases = noms if any(noms) else self.feuille.rangees[self.rang]
        return any(isinstance(case, str) and TOTAL.fullmatch(simple(case)) for case in cases)

    def en_formule(self, colonne: int | None) -> bool:
        return (self.rang, colonne) in self.feuille.formules

    def premiere_formule(self, colonnes: Colonnes) -> str | None:
        """What a formula that was never calculated should have given."""
        attendus: list[tuple[int | None, str]] = [(une, "les heures") for une in colonnes.heures]
        attendus += [(colonnes.mois, "le mois"), (colonnes.lot, "le lot"), (colonnes.formation, "la formation")]
        return next((quoi for colonne, quoi in attendus if self.en_formule(colonne)), None)

    def heures(self, colonnes: Sequence[int]) -> tuple[Decimal | None, str | None]:
        """The sum of the cells that are filled, and the first that is no duration."""
        cases = [case for case in map(self.case, colonnes) if case is not None and case not in RIEN]
        lues = [ecriture.heures(case) for case in cases]
        illisible = next((str(case) for case, une in zip(cases, lues, strict=True) if une is None), None)
        connues = [une for une in lues if une is not None]
        return (sum(connues, Decimal("0.00")) if connues else None), illisible
