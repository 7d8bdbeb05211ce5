"""The mapping of a spreadsheet as a form: what each column holds, some of its cells, what holds for every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import isfinite

from echanges.heures.classeur import Case, Feuille
from echanges.reprise.modele import Colonne, Modele, ModeleFeuille, lettre, lire_colonne
from echanges.reprise.notions import CONSTANTES, DE_PERSONNE, PREMIER_MOIS, Notion
from echanges.reprise.valeurs import ANNEES, SANS_ANNEE, texte
from formats.dates import date_courte, de_mois, de_nom
from formats.nombres import nombre_court
from metier.acteurs import TypeStructure
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.enumeration import Enumeration
from metier.heures import EtatHeures
from metier.operation import Nature, TypeMaitreOuvrage
from metier.periodes import Mois
from metier.publics import Categorie
from portail.formulaires.saisie import Envoi

EXEMPLES = 3
ANNEE_CHIFFRES = 4
EXEMPLE_MAX = 40
Option = tuple[str, str]
GROUPES = (
    ("Opération", Notion.REFERENCE, Notion.ETAPE),
    ("Lot et entreprise", Notion.LOT, Notion.HEURES_ENGAGEES),
    ("Personne", Notion.NOM, Notion.CATEGORIE),
    ("Contrat", Notion.TYPE_CONTRAT, Notion.FIN),
    ("Heures", Notion.MOIS, Notion.ETAT_HEURES),
)
LISTES: dict[Notion, type[Enumeration]] = {
    Notion.TYPE_MAITRE_OUVRAGE: TypeMaitreOuvrage,
    Notion.NATURE: Nature,
    Notion.ETAPE: Etape,
    Notion.CATEGORIE: Categorie,
    Notion.TYPE_CONTRAT: TypeContrat,
    Notion.TYPE_EMPLOYEUR: TypeStructure,
    Notion.ETAT_HEURES: EtatHeures,
}


@dataclass(frozen=True, kw_only=True)
class ColonneVue:
    """One column: its letter, its heading, cells of it, and what it is said to hold."""

    champ: str
    lettre: str
    titre: str
    exemples: tuple[str, ...]
    valeur: str
    mois: Option | None


@dataclass(frozen=True, kw_only=True)
class ConstanteVue:
    champ: str
    libelle: str
    valeur: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class FeuilleVue:
    nom: str
    rang: int
    ligne: int
    annee: str
    sans_annee: bool
    colonnes: tuple[ColonneVue, ...]
    constantes: tuple[ConstanteVue, ...]
    ouvertes: bool


def groupes() -> list[tuple[str, list[Option]]]:
    """The notions to choose from, by subject."""
    toutes = list(Notion)
    return [
        (nom, [(une.value, une.libelle) for une in toutes[toutes.index(debut) : toutes.index(fin) + 1]])
        for nom, debut, fin in GROUPES
    ]


def composer(feuilles: tuple[Feuille, ...], modele: Modele, propose: Modele) -> list[FeuilleVue]:
    """The sheets of the mapping, with the first cells of each column."""
    par_nom = {une.nom: une for une in feuilles}
    proposees = {une.nom: une for une in propose.feuilles}
    return [_feuille(rang, une, par_nom[une.nom], proposees[une.nom]) for rang, une in enumerate(modele.feuilles)]


def _feuille(rang: int, modele: ModeleFeuille, feuille: Feuille, propose: ModeleFeuille) -> FeuilleVue:
    places = [place for place in range(len(modele.titres)) if modele.titres[place] or place in modele.colonnes]
    constantes = tuple(_constante(rang, notion, modele) for notion in CONSTANTES)
    mois = [une for une in propose.colonnes.values() if isinstance(une, Mois)]
    return FeuilleVue(
        nom=modele.nom,
        rang=rang,
        ligne=modele.entete + 1,
        annee=str(modele.annee or ""),
        sans_annee=any(un.annee == SANS_ANNEE for un in mois) or modele.porte(Notion.MOIS),
        colonnes=tuple(_colonne(rang, place, modele, feuille, propose) for place in places),
        constantes=constantes,
        ouvertes=any(une.valeur for une in constantes) or _sans_colonne(modele),
    )


def _sans_colonne(modele: ModeleFeuille) -> bool:
    """Whether people are told of without their criterion or their contract, which one value may give to all."""
    return modele.porte(*DE_PERSONNE) and not (modele.porte(Notion.CATEGORIE) and modele.porte(Notion.TYPE_CONTRAT))


def _colonne(rang: int, place: int, modele: ModeleFeuille, feuille: Feuille, propose: ModeleFeuille) -> ColonneVue:
    mois = propose.colonnes.get(place)
    return ColonneVue(
        champ=f"f{rang}.c{place}",
        lettre=lettre(place),
        titre=modele.titres[place],
        exemples=_exemples(feuille, modele.suite, place),
        valeur=mot(modele.colonnes.get(place)),
        mois=(mot(mois), _mois(mois, modele.annee)) if isinstance(mois, Mois) else None,
    )


def _exemples(feuille: Feuille, suite: int, place: int) -> tuple[str, ...]:
    cases = (rangee[place] for rangee in feuille.rangees[suite:] if place < len(rangee))
    trouves: dict[str, None] = {}
    for case in cases:
        ecrit = _montrer(case)
        if ecrit:
            trouves[ecrit[:EXEMPLE_MAX]] = None
        if len(trouves) == EXEMPLES:
            break
    return tuple(trouves)


def _montrer(case: Case) -> str | None:
    """A cell as its spreadsheet shows it to a French reader."""
    if isinstance(case, float) and not case.is_integer():
        return nombre_court(Decimal(repr(case))) if isfinite(case) else None
    return date_courte(case) if isinstance(case, date) else texte(case)


def mot(colonne: Colonne | None) -> str:
    """The value of a column in the form."""
    return f"heures {colonne.annee:04d}-{colonne.numero:02d}" if isinstance(colonne, Mois) else colonne or ""


def _mois(mois: Mois, annee: int | None) -> str:
    if mois.annee != SANS_ANNEE:
        return f"heures {de_mois(mois)}"
    return f"heures {de_mois(Mois(annee, mois.numero)) if annee else de_nom(mois.numero)}"


def _constante(rang: int, notion: Notion, modele: ModeleFeuille) -> ConstanteVue:
    liste = LISTES.get(notion)
    options = tuple((une.value, une.libelle) for une in liste) if liste else ()
    if notion is Notion.DEBUT:
        options = ((PREMIER_MOIS, "premier jour du premier mois d’heures"),)
    return ConstanteVue(
        champ=f"f{rang}.k{notion.value}",
        libelle=notion.libelle,
        valeur=modele.constantes.get(notion, ""),
        options=options,
    )


def lire_le_formulaire(envoi: Envoi, modele: Modele) -> Modele:
    """The mapping that the form sends back. Raises FauteDeSaisie for a value that it does not offer."""
    return Modele(feuilles=tuple(_lire_feuille(envoi, rang, une) for rang, une in enumerate(modele.feuilles)))


def _lire_feuille(envoi: Envoi, rang: int, modele: ModeleFeuille) -> ModeleFeuille:
    colonnes: dict[int, Colonne] = {}
    for place in range(len(modele.titres)):
        if ecrit := envoi.texte(f"f{rang}.c{place}"):
            colonnes[place] = lire_colonne(ecrit, f"Colonne {lettre(place)}")
    constantes: Mapping[Notion, str] = {
        notion: ecrit for notion in CONSTANTES if (ecrit := envoi.texte(f"f{rang}.k{notion.value}").strip())
    }
    annee = envoi.texte(f"f{rang}.annee").strip()
    connue = int(annee) if annee.isdecimal() and len(annee) == ANNEE_CHIFFRES and int(annee) in ANNEES else None
    return replace(modele, colonnes=colonnes, constantes=constantes, annee=connue)
