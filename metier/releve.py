"""The monthly statement of one employer on one lot: the hours of each of its contracts (documents.md, G3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metier.enumeration import Enumeration
from metier.periodes import Mois
from metier.portee import Portee
from metier.rattachement import attribution_du_contrat
from metier.realisation import volumes
from metier.suivi import Contrat, Suivi

HEURES_MAXIMUM = Decimal(220)  # of a month, on a statement (documents.md, G3)


class Observation(Enumeration):
    """What an employer may say of a line: a closed list, so that nothing of a person's health or life is written."""

    AUCUNE_HEURE = "aucune_heure", "aucune heure ce mois-ci"
    ABSENCE = "absence", "absence"
    ACCIDENT = "accident_du_travail", "accident du travail"
    FIN_DE_CONTRAT = "fin_de_contrat", "fin de contrat ou de mission"
    RUPTURE = "rupture", "rupture avant le terme"
    EMBAUCHE = "embauche", "embauche ou nouveau contrat"
    A_VOIR = "a_voir", "à voir avec le facilitateur"


@dataclass(frozen=True, kw_only=True, order=True)
class IdentiteReleve:
    """What a statement is about; it never changes once the file has left."""

    operation: str
    lot: int
    employeur: str
    mois: Mois


@dataclass(frozen=True, kw_only=True)
class LigneReleve:
    """What an employer says of a contract, by its local id; `heures` None: nothing was written, which is not zero."""

    contrat: str
    heures: Decimal | None = None
    dont_formation: Decimal = Decimal(0)
    poste: str | None = None
    observation: Observation | None = None


@dataclass(frozen=True, kw_only=True)
class Visa:
    """Who certifies; what was left empty is None."""

    nom: str | None = None
    qualite: str | None = None
    le: date | None = None


@dataclass(frozen=True, kw_only=True)
class Releve:
    """A statement as it came back; `visa_utilisatrice` is that of the using company where workers are lent to it."""

    identite: IdentiteReleve
    lignes: tuple[LigneReleve, ...]
    visa_employeur: Visa
    visa_utilisatrice: Visa


def releves_du_mois(suivi: Suivi, mois: Mois) -> list[IdentiteReleve]:
    """The statements to ask for: one per lot and employer with a contract that month, in that order."""
    portee = Portee.au_mois(mois)
    return sorted(
        {
            IdentiteReleve(operation=suivi.reference, lot=contrat.lot, employeur=contrat.employeur, mois=mois)
            for contrat in suivi.contrats
            if portee.rencontre(contrat)
        }
    )


def contrats_du_releve(suivi: Suivi, identite: IdentiteReleve) -> list[Contrat]:
    """Its contracts, by person, then by date; none when the employer has none on that lot that month."""
    noms = {personne.id: (personne.nom, personne.prenom) for personne in suivi.beneficiaires}
    siens = [
        contrat
        for contrat in suivi.contrats
        if (contrat.lot, contrat.employeur) == (identite.lot, identite.employeur)
        and Portee.au_mois(identite.mois).rencontre(contrat)
    ]
    return sorted(siens, key=lambda contrat: (noms[contrat.beneficiaire], contrat.debut, contrat.id))


def heures_anterieures(suivi: Suivi, identite: IdentiteReleve, contrat: Contrat | None = None) -> Decimal:
    """Hours validated or waiting before that month: of a contract, or of the employer on the lot."""
    siens = {un.id for un in suivi.contrats if (un.lot, un.employeur) == (identite.lot, identite.employeur)}
    contrats = frozenset(siens if contrat is None else {contrat.id})
    avant = volumes(suivi, Portee(contrats=contrats, jusqu_a=identite.mois.precedent))
    return avant.validees + avant.declarees


def heures_prevues(suivi: Suivi, identite: IdentiteReleve) -> Decimal | None:
    """Hours that the attributions of the lot announce for that employer; None where they name nothing of the kind."""
    prevues = [
        modalite.heures
        for attribution in suivi.attributions
        if attribution.lot == identite.lot
        for modalite in attribution.modalites
        if identite.employeur == (modalite.structure.nom if modalite.structure else attribution.entreprise)
    ]
    return sum(prevues, Decimal(0)) if prevues else None


def entreprise_utilisatrice(suivi: Suivi, identite: IdentiteReleve) -> str | None:
    """The company whose clause the hours serve, where it is not the employer itself."""
    contrats = contrats_du_releve(suivi, identite)
    attribution = attribution_du_contrat(suivi, contrats[0]) if contrats else None
    if attribution is None or attribution.entreprise == identite.employeur:
        return None
    return attribution.entreprise
