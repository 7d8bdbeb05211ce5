"""The rows of a sheet that say something: totals, notes and blank lines passed over, merged cells carried down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from echanges.heures.classeur import Case, Feuille, Rangee
from echanges.heures.ecriture import simple
from echanges.heures.lignes import PIED, RIEN, TOTAL
from echanges.reprise.modele import ModeleFeuille
from echanges.reprise.notions import Notion
from formats.dates import de_mois
from metier.periodes import Mois

D_UNE_NOTE = 2
"""Cells of a row, at most, that « Fait à », « Observations » … make a note of."""
OPERATION = (
    Notion.REFERENCE,
    Notion.INTITULE,
    Notion.MAITRE_OUVRAGE,
    Notion.TYPE_MAITRE_OUVRAGE,
    Notion.NATURE,
    Notion.COMMUNE,
    Notion.ETAPE,
)
LOT = (Notion.LOT, Notion.INTITULE_LOT, Notion.ENTREPRISE, Notion.SIRET)
PERSONNE = (Notion.NOM, Notion.PRENOM, Notion.NOM_COMPLET, Notion.NAISSANCE)
CONTRAT = (Notion.TYPE_CONTRAT, Notion.EMPLOYEUR, Notion.TYPE_EMPLOYEUR, Notion.DEBUT, Notion.FIN)
DU_SUIVI = (*PERSONNE, Notion.MOIS, Notion.HEURES)


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A row; `numero` from 1, as the spreadsheet shows it; `mois` the cells of the columns of months that are filled.

    `formules`: the notions whose formula nobody ever calculated; `reportees`: whether cells come from the row above.
    """

    feuille: str
    numero: int
    cases: Mapping[Notion, Case]
    mois: Mapping[Mois, Case]
    constantes: Mapping[Notion, str]
    annee: int | None
    formules: tuple[str, ...] = ()
    reportees: bool = False

    def case(self, notion: Notion) -> Case:
        """What the row says, else what holds for the whole sheet."""
        valeur = self.cases.get(notion)
        return self.constantes.get(notion) if valeur is None else valeur

    @property
    def de_personne(self) -> bool:
        return any(self.cases.get(une) is not None for une in PERSONNE)


def lire(feuille: Feuille, modele: ModeleFeuille) -> Iterator[Ligne]:
    """The rows that hold something, in their order."""
    avant: dict[Notion, Case] = {}
    for rang in range(modele.suite, len(feuille.rangees)):
        rangee = feuille.rangees[rang]
        if _a_passer(rangee, modele):
            avant = {}
            continue
        cases = _cases(rangee, modele)
        mois = {un: case for place, un in modele.mois.items() if (case := _case(rangee, place)) is not None}
        reportees = _reporter(cases, mois, avant)
        avant = cases
        if cases or mois:
            yield Ligne(
                feuille=feuille.nom,
                numero=rang + 1,
                cases=cases,
                mois=mois,
                constantes=modele.constantes,
                annee=modele.annee,
                formules=_formules(feuille, modele, rang),
                reportees=reportees,
            )


def _case(rangee: Rangee, place: int) -> Case:
    valeur = rangee[place] if place < len(rangee) else None
    if isinstance(valeur, str):
        valeur = valeur.strip()
        return None if not valeur or valeur in RIEN else valeur
    return valeur


def _cases(rangee: Rangee, modele: ModeleFeuille) -> dict[Notion, Case]:
    lues = {notion: _case(rangee, place) for place, notion in modele.colonnes.items() if isinstance(notion, Notion)}
    return {notion: case for notion, case in lues.items() if case is not None}


def _a_passer(rangee: Rangee, modele: ModeleFeuille) -> bool:
    """Whether a row is blank, a total, a note, a lone title, or the headings again."""
    remplies = [case for place in range(len(rangee)) if (case := _case(rangee, place)) is not None]
    textes = [simple(case) for case in remplies if isinstance(case, str)]
    if not remplies or (textes and TOTAL.fullmatch(textes[0])):
        return True
    if len(remplies) == 1 and len(modele.colonnes) > D_UNE_NOTE:
        return True
    if len(remplies) <= D_UNE_NOTE and textes and PIED.fullmatch(textes[0]):
        return True
    return bool(textes) and set(textes) <= {simple(titre) for titre in modele.titres}


def _reporter(cases: dict[Notion, Case], mois: Mapping[Mois, Case], avant: Mapping[Notion, Case]) -> bool:
    """Fills what a merged cell leaves empty below its first row: the operation, then its lot, then the person."""
    absentes: list[Notion] = []
    suivi = bool(mois) or any(une in cases for une in DU_SUIVI)
    sans_operation = not any(une in cases for une in (Notion.REFERENCE, Notion.INTITULE))
    if sans_operation:
        absentes += OPERATION
    meme = sans_operation or all(cases.get(une) == avant.get(une) for une in (Notion.REFERENCE, Notion.INTITULE))
    if meme and suivi and not any(une in cases for une in LOT):
        absentes += LOT
    if meme and not any(une in cases for une in PERSONNE) and (mois or Notion.MOIS in cases):
        absentes += [*PERSONNE, *(une for une in CONTRAT if une not in cases)]
    reprises = {une: avant[une] for une in absentes if une in avant and une not in cases}
    cases.update(reprises)
    return bool(reprises)


def _formules(feuille: Feuille, modele: ModeleFeuille, rang: int) -> tuple[str, ...]:
    if not feuille.formules:
        return ()
    return tuple(
        une.libelle if isinstance(une, Notion) else f"les heures {de_mois(une)}"
        for place, une in modele.colonnes.items()
        if (rang, place) in feuille.formules
    )
