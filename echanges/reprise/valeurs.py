"""A cell of a follow-up spreadsheet → a value of the dossier; what is doubtful is None, never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from stdnum.fr import siret as numero_siret

from echanges.heures import ecriture
from echanges.heures.classeur import Case
from echanges.heures.ecriture import ORIGINE, simple
from echanges.reprise.notions import Notion
from formats.lecture import lire_montant
from metier.acteurs import TypeStructure
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.enumeration import Enumeration
from metier.heures import EtatHeures
from metier.operation import Nature, TypeMaitreOuvrage
from metier.periodes import Mois
from metier.publics import Categorie, Sexe

SANS_ANNEE = 1
"""The year of a month that is written without one."""
ANNEES = range(1900, 2101)
JOURS = range(1, 73_051)  # 1900 to 2099, as spreadsheets number days
ADRESSE = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]+")
CHIFFRES = 14
E = TypeVar("E", bound=Enumeration)


def texte(case: Case) -> str | None:
    """The cell in words, spaces as one; a whole number without its decimals."""
    if isinstance(case, float) and case.is_integer():
        return str(int(case))
    if case is None or isinstance(case, bool):
        return None
    return " ".join(str(case).split()) or None


def siret(case: Case) -> str | None:
    """Fourteen digits whose key is right, whatever separates them; a number may have lost its leading zeros."""
    ecrit = re.sub(r"[\s.\-_'’]", "", texte(case) or "")
    if isinstance(case, int | float):
        ecrit = ecrit.zfill(CHIFFRES)
    return ecrit if len(ecrit) == CHIFFRES and numero_siret.is_valid(ecrit) else None


def courriel(case: Case) -> str | None:
    ecrit = texte(case) or ""
    return ecrit if ADRESSE.fullmatch(ecrit) else None


def jour(case: Case) -> date | None:
    """A date, or its number in a spreadsheet, of a year that a dossier admits."""
    lu = ecriture.jour(case)
    if lu is None and isinstance(case, int | float) and not isinstance(case, bool) and case in JOURS:
        lu = (ORIGINE + timedelta(days=int(case))).date()
    return lu if lu and lu.year in ANNEES else None


def montant(case: Case) -> Decimal | None:
    if isinstance(case, int | float) and not isinstance(case, bool):
        exact = Decimal(repr(case))
        return round(exact, 2) if exact.is_finite() and exact >= 0 else None
    return lire_montant(case) if isinstance(case, str) else None


def heures(case: Case) -> Decimal | None:
    lues = ecriture.heures(case)
    return lues if lues is not None and lues >= 0 else None


def mois(case: Case, annee: int | None = None) -> Mois | None:
    """The month of a cell; None when its year is neither written there nor given."""
    lu = ecriture.mois(case, Mois(annee or SANS_ANNEE, 1))
    return lu if lu and lu.annee in ANNEES else None


def _choix(liste: type[E], autres: dict[str, E]) -> Callable[[Case], E | None]:
    """The reader of a closed list: its codes, its words, and what else people write, all « simple »."""
    connus = {simple(un.value): un for un in liste} | {simple(un.libelle): un for un in liste} | autres

    def lire(case: Case) -> E | None:
        return connus.get(simple(texte(case)))

    return lire


categorie = _choix(
    Categorie,
    {
        "demandeur d emploi longue duree": Categorie.DELD,
        "de longue duree": Categorie.DELD,
        "deld 12 mois": Categorie.DELD,
        "longue duree": Categorie.DELD,
        "de tres longue duree": Categorie.DETLD,
        "brsa": Categorie.RSA,
        "allocataire rsa": Categorie.RSA,
        "beneficiaire rsa": Categorie.RSA,
        "allocataire du rsa": Categorie.RSA,
        "rqth": Categorie.TH,
        "th rqth": Categorie.TH,
        "boeth": Categorie.TH,
        "jeune 26 ans": Categorie.JEUNE,
        "jeune de moins de 26 ans": Categorie.JEUNE,
        "jeunes 26 ans": Categorie.JEUNE,
        "moins de 26 ans": Categorie.JEUNE,
        "plus de 50 ans": Categorie.SENIOR,
        "50 ans": Categorie.SENIOR,
        "siae": Categorie.IAE,
        "salarie siae": Categorie.IAE,
        "agrement iae": Categorie.IAE,
        "pass iae": Categorie.IAE,
        "bpi": Categorie.REFUGIE,
        "sous main de justice": Categorie.JUSTICE,
        "ppsmj": Categorie.JUSTICE,
    },
)
sexe = _choix(
    Sexe,
    {
        "madame": Sexe.FEMME,
        "mme": Sexe.FEMME,
        "feminin": Sexe.FEMME,
        "m": Sexe.HOMME,
        "h": Sexe.HOMME,
        "mr": Sexe.HOMME,
        "monsieur": Sexe.HOMME,
        "masculin": Sexe.HOMME,
    },
)
type_maitre_ouvrage = _choix(
    TypeMaitreOuvrage,
    {
        "collectivite": TypeMaitreOuvrage.COLLECTIVITE,
        "collectivite territoriale": TypeMaitreOuvrage.COLLECTIVITE,
        "commune": TypeMaitreOuvrage.COLLECTIVITE,
        "departement": TypeMaitreOuvrage.COLLECTIVITE,
        "epci": TypeMaitreOuvrage.COLLECTIVITE,
        "conseil regional": TypeMaitreOuvrage.REGION,
    },
)
nature = _choix(
    Nature,
    {
        "service": Nature.SERVICES,
        "prestation de services": Nature.SERVICES,
        "fourniture": Nature.FOURNITURES,
        "pi": Nature.PRESTATIONS_INTELLECTUELLES,
        "btp": Nature.TRAVAUX,
        **{f"marche {de}{une.libelle}": une for une in Nature for de in ("de ", "public de ")},
    },
)
etape = _choix(
    Etape,
    {
        "en cours": Etape.SUIVI,
        "en cours d execution": Etape.SUIVI,
        "en suivi": Etape.SUIVI,
        "attribue": Etape.ATTRIBUTION,
        "attribuee": Etape.ATTRIBUTION,
        "notifie": Etape.ATTRIBUTION,
        "en consultation": Etape.CONSULTATION,
        "termine": Etape.CLOSE,
        "terminee": Etape.CLOSE,
        "clos": Etape.CLOSE,
        "cloture": Etape.CLOSE,
        "cloturee": Etape.CLOSE,
        "solde": Etape.CLOSE,
        "soldee": Etape.CLOSE,
        "acheve": Etape.CLOSE,
        "abandonne": Etape.ABANDONNEE,
        "infructueux": Etape.SANS_SUITE,
    },
)
type_employeur = _choix(
    TypeStructure, {"entreprise d insertion": TypeStructure.EI, "association intermediaire": TypeStructure.AI}
)
etat_heures = _choix(
    EtatHeures,
    {"oui": EtatHeures.VALIDEE, "x": EtatHeures.VALIDEE, "valide": EtatHeures.VALIDEE, "non": EtatHeures.DECLAREE},
)
type_contrat = _choix(
    TypeContrat,
    {
        "contrat pro": TypeContrat.PROFESSIONNALISATION,
        "cdd pro": TypeContrat.PROFESSIONNALISATION,
        "cpro": TypeContrat.PROFESSIONNALISATION,
        "apprenti": TypeContrat.APPRENTISSAGE,
        "contrat d apprentissage": TypeContrat.APPRENTISSAGE,
        "interim d insertion": TypeContrat.CTT_ETTI,
        "etti": TypeContrat.CTT_ETTI,
        "cddi ei": TypeContrat.CDDI_EI,
        "cddi aci": TypeContrat.CDDI_ACI,
        "ai": TypeContrat.MAD_AI,
        "mad": TypeContrat.MAD_AI,
        "mise a disposition ai": TypeContrat.MAD_AI,
        "cdui": TypeContrat.MAD_AI,
    },
)
SELON_L_EMPLOYEUR: dict[TypeStructure, TypeContrat] = {
    TypeStructure.EI: TypeContrat.CDDI_EI,
    TypeStructure.ACI: TypeContrat.CDDI_ACI,
    TypeStructure.REGIE: TypeContrat.CDDI_REGIE,
    TypeStructure.AI: TypeContrat.MAD_AI,
    TypeStructure.ETTI: TypeContrat.CTT_ETTI,
    TypeStructure.EITI: TypeContrat.EITI,
    TypeStructure.GEIQ: TypeContrat.GEIQ,
    TypeStructure.EA: TypeContrat.EA,
    TypeStructure.EATT: TypeContrat.EATT,
    TypeStructure.ESAT: TypeContrat.ESAT,
    TypeStructure.ETT: TypeContrat.CTT,
}
INTERIM = frozenset({"interim", "interimaire", "mission", "mission d interim", "cddi", "insertion"})


def contrat_selon(case: Case, employeur: TypeStructure | None) -> TypeContrat | None:
    """The type that a cell names, alone or with the kind of its employer (« CDDI » in an EI)."""
    lu = type_contrat(case)
    if lu is not None:
        return lu
    ecrit = simple(texte(case))
    structure = employeur or next((une for mot in ecrit.split() if (une := type_employeur(mot))), None)
    if structure is not None and (not ecrit or ecrit in INTERIM or simple(structure.value) in ecrit.split()):
        return SELON_L_EMPLOYEUR[structure]
    return TypeContrat.CTT if ecrit in {"interim", "interimaire"} else None


def employeur_selon(nom: str | None) -> TypeStructure | None:
    """The kind of structure that a name states in capitals (« Tremplin ETTI »)."""
    dits = {TypeStructure(mot) for mot in re.findall(r"\b(ETTI|GEIQ|EATT|ESAT|EITI)\b", nom or "")}
    return dits.pop() if len(dits) == 1 else None


COLLECTIVITES = re.compile(
    r"(ville|commune|mairie|communaute|ca|cc|agglomeration|metropole|eurometropole|departement|conseil departemental"
    r"|syndicat|sivom|sivu|ccas|sdis)\b.*|.*\b(agglomeration|metropole|syndicat mixte)\b.*"
)
REGIONS = re.compile(r"(la )?region\b.*|conseil regional\b.*")
ETATS = re.compile(r"(etat|prefecture|ministere|dreal|rectorat|direction interdepartementale)\b.*")


def maitre_ouvrage_selon(nom: str) -> TypeMaitreOuvrage | None:
    """The kind of buyer that a name states by itself (« Commune de … »)."""
    ecrit = simple(nom)
    sortes = ((COLLECTIVITES, TypeMaitreOuvrage.COLLECTIVITE), (REGIONS, TypeMaitreOuvrage.REGION))
    return next((sorte for motif, sorte in (*sortes, (ETATS, TypeMaitreOuvrage.ETAT)) if motif.fullmatch(ecrit)), None)


LECTEURS: dict[Notion, tuple[Callable[[Case], Any], str]] = {
    Notion.SIRET: (siret, "un SIRET de quatorze chiffres à la clé juste est attendu"),
    Notion.COURRIEL: (courriel, "une adresse de courriel est attendue"),
    Notion.DATE_NOTIFICATION: (jour, "une date est attendue, comme 15/01/2026"),
    Notion.HEURES_ENGAGEES: (heures, "des heures sont attendues, comme 292 ou 151,67"),
    Notion.MONTANT_HT: (montant, "un montant HT est attendu, comme 350 000,00"),
    Notion.NAISSANCE: (jour, "une date de naissance est attendue, comme 02/05/1990"),
    Notion.SEXE: (sexe, "F ou M est attendu"),
    Notion.CATEGORIE: (categorie, "un critère d’éligibilité est attendu, comme DELD, RSA ou jeune"),
    Notion.TYPE_MAITRE_OUVRAGE: (type_maitre_ouvrage, "État, collectivité ou Région est attendu"),
    Notion.NATURE: (nature, "travaux, services, fournitures ou prestations intellectuelles est attendu"),
    Notion.ETAPE: (etape, "une étape est attendue, comme suivi ou close"),
    Notion.TYPE_EMPLOYEUR: (type_employeur, "un type de structure est attendu, comme ETTI, AI ou GEIQ"),
    Notion.DEBUT: (jour, "une date est attendue, comme 02/02/2026"),
    Notion.FIN: (jour, "une date est attendue, comme 30/06/2026"),
    Notion.HEURES: (heures, "des heures sont attendues, comme 151,67 ou 151:40"),
    Notion.FORMATION: (heures, "des heures sont attendues, comme 7 ou 3,5"),
    Notion.ETAT_HEURES: (etat_heures, "« déclarée », « validée » ou « contestée » est attendu"),
}
"""How each notion is read, and what is said when it cannot be; the others are plain texts."""


def code(valeur: object) -> object:
    """The value as a dossier in JSON writes it."""
    if isinstance(valeur, Enum):
        return valeur.value
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur) if isinstance(valeur, Decimal) else valeur
