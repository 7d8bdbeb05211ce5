"""The tables of the annual report: three years, cuts of the same figures, contracts, outcomes, how it was counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from documents.colonnes_i3 import FAMILLES, NR, acheteur
from documents.contextes.garde import shorten
from documents.contextes.rapports import Colonne, Definition, Tableau, combien, taux_ecrit
from documents.graphiques import Barres, Quantite, barres
from documents.lisezmoi_i3 import DEFINITIONS
from documents.zones_i3 import controles, zones
from formats.nombres import heures, nombre, nombre_court
from formats.typographie import typographier
from metier.consolidation import Consolidation, Synthese, synthese
from metier.effectifs import sorties
from metier.enumeration import Enumeration
from metier.portee import Portee
from metier.publics import Jalon, SituationSortie
from metier.realisation import NUL, Volumes, par_modalite, par_type, taux
from metier.suivi import Suivi

Cle = TypeVar("Cle", bound=Enumeration)

ANNEES = 3
LONGUEUR_PARTIE = 60
ACHETEURS = 25
TERMES = (
    "Heures engagées",
    "Heures validées",
    "Non comptées",
    "Cumul validé",
    "Taux de réalisation",
    "ETP",
    "Personnes distinctes",
    "Contrats",
    "Sorties",
    "nr",
)
METHODE = (
    (
        "Une personne est reconnue à ses nom, prénom et date de naissance dans cette installation seulement : entre "
        "deux installations, rien n’est dédoublonné."
    ),
    (
        "Un marché de plusieurs années figure dans chacune : d’une année sur l’autre, seules les heures validées "
        "s’additionnent."
    ),
    "Les effectifs de moins de cinq personnes sont regroupés ou tus, avec ceux qui les donneraient par soustraction.",
    (
        "Le secteur d’activité (NAF) n’est pas suivi ; le chiffre d’affaires des structures ne l’est que sur les lots "
        "dont une structure est seule titulaire, et ne se publie qu’à trois structures au moins."
    ),
)


@dataclass(frozen=True, kw_only=True)
class Coupe:
    """The parts of a cut of the same figures, with the bars of their hours."""

    titre: str
    tableau: Tableau
    barres: tuple[Barres, ...]


def acheteurs(tout: Consolidation) -> Tableau:
    """The buyers, those of most hours first; beyond twenty-five they are added up on one line."""
    groupes: dict[str, list[Suivi]] = defaultdict(list)
    for une in tout.retenues:
        groupes[acheteur(une.suivi)].append(une.suivi)
    parties = [(nom, synthese(suivis, tout.portee, tout.par_etp)) for nom, suivis in groupes.items()]
    parties.sort(key=lambda une: (-une[1].volumes.validees, une[0]))
    cites, autres = parties[:ACHETEURS], parties[ACHETEURS:]
    if autres:
        restants = [suivi for nom, _ in autres for suivi in groupes[nom]]
        cites.append((f"{len(autres)} autres", synthese(restants, tout.portee, tout.par_etp)))
    return _tableau_zones("Maître d’ouvrage", cites, tout.synthese)


def evolution(tout: Consolidation) -> tuple[Tableau, tuple[Barres, ...]]:
    """The last three years; a year of which nothing is known is « nr », not zero."""
    annees = [
        Consolidation(tout.toutes, annee, annee, tout.par_etp)
        for annee in range(tout.annee + 1 - ANNEES, tout.annee + 1)
    ]
    mesures: tuple[tuple[str, Callable[[Synthese], str]], ...] = (
        ("Opérations", lambda une: nombre(une.operations)),
        ("Maîtres d’ouvrage", lambda une: nombre(une.maitres_ouvrage)),
        ("Heures validées", lambda une: heures(une.volumes.validees)),
        ("Personnes distinctes", lambda une: nombre(une.effectifs.personnes)),
        ("Contrats", lambda une: nombre(une.effectifs.contrats)),
        ("ETP", lambda une: nombre(une.etp, 2)),
        ("Structures d’insertion", lambda une: nombre(une.structures)),
    )
    tableau = Tableau(
        legende=f"Évolution sur {ANNEES} ans",
        colonnes=(
            Colonne(titre="Mesure", largeur=40),
            *(Colonne(titre=str(une.annee), largeur=20, nombre=True) for une in annees),
        ),
        lignes=tuple((nom, *(lire(une.synthese) if une.retenues else NR for une in annees)) for nom, lire in mesures),
    )
    quantites = [
        Quantite(
            libelle=str(une.annee), fait=une.synthese.volumes.validees, valeur=heures(une.synthese.volumes.validees)
        )
        for une in annees
        if une.retenues
    ]
    return tableau, barres(quantites, "Barres\u00a0: heures validées par année, valeurs dans le tableau.")


def coupes(tout: Consolidation) -> tuple[Coupe, ...]:
    parties = zones(tout)
    noms = dict.fromkeys(une.coupe for une in parties)
    return tuple(_coupe(tout, nom, [(une.nom, une.synthese) for une in parties if une.coupe == nom]) for nom in noms)


def _coupe(tout: Consolidation, titre: str, parties: list[tuple[str, Synthese]]) -> Coupe:
    quantites = [
        Quantite(libelle=nom, fait=une.volumes.validees, valeur=heures(une.volumes.validees)) for nom, une in parties
    ]
    resume = typographier(f"Barres : heures validées par {titre.lower()}, valeurs dans le tableau.")
    return Coupe(
        titre=titre,
        tableau=_tableau_zones(titre, parties, tout.synthese),
        barres=barres(quantites, resume) if len(parties) > 1 else (),
    )


def _tableau_zones(titre: str, parties: Iterable[tuple[str, Synthese]], total: Synthese) -> Tableau:
    return Tableau(
        legende=f"Par {titre.lower()}\u00a0: les personnes de l’ensemble ne sont pas la somme des parties",
        colonnes=(
            Colonne(titre=titre, largeur=34),
            Colonne(titre="Opérations", largeur=13, nombre=True),
            Colonne(titre="Heures validées", largeur=17, nombre=True),
            Colonne(titre="Personnes", largeur=12, nombre=True),
            Colonne(titre="Contrats", largeur=12, nombre=True),
            Colonne(titre="ETP", largeur=12, nombre=True),
        ),
        lignes=tuple(_zone(nom, une) for nom, une in parties),
        total=_zone("Ensemble", total),
    )


def _zone(nom: str, une: Synthese) -> tuple[str, ...]:
    return (
        shorten(nom, LONGUEUR_PARTIE),
        nombre(une.operations),
        heures(une.volumes.validees),
        nombre(une.effectifs.personnes),
        nombre(une.effectifs.contrats),
        nombre(une.etp, 2),
    )


def types(tout: Consolidation) -> Tableau:
    """Contracts and validated hours by type of contract."""
    faites = _heures(tout, par_type)
    contrats = tout.synthese.effectifs.contrats_par_type
    return Tableau(
        legende="Contrats et heures validées par type de contrat",
        colonnes=(
            Colonne(titre="Type de contrat", largeur=56),
            Colonne(titre="Contrats", largeur=22, nombre=True),
            Colonne(titre="Heures", largeur=22, nombre=True),
        ),
        lignes=tuple((un.libelle, nombre(combien), heures(faites.get(un, NUL))) for un, combien in contrats.items()),
        total=("Ensemble", nombre(tout.synthese.effectifs.contrats), heures(tout.synthese.volumes.validees)),
    )


def familles(tout: Consolidation) -> tuple[Tableau, tuple[Barres, ...]]:
    """Validated hours by family of employer, every family named, zero included."""
    faites = _heures(tout, par_type)
    parts = {nom: sum((faites.get(un, NUL) for un in membres), NUL) for nom, membres in FAMILLES.items()}
    quantites = [Quantite(libelle=nom, fait=fait, valeur=heures(fait)) for nom, fait in parts.items() if fait]
    resume = "Barres\u00a0: heures validées par famille d’employeur, valeurs dans le tableau."
    return _parts("Famille d’employeur", parts), barres(quantites, resume)


def modalites(tout: Consolidation) -> Tableau:
    """Validated hours by modality."""
    return _parts("Modalité", {un.libelle: fait for un, fait in _heures(tout, par_modalite).items()})


def _heures(tout: Consolidation, repartir: Callable[[Suivi, Portee], Mapping[Cle, Volumes]]) -> dict[Cle, Decimal]:
    cumul: dict[Cle, Decimal] = {}
    for une in tout.retenues:
        for cle, faites in repartir(une.suivi, tout.portee).items():
            cumul[cle] = cumul.get(cle, NUL) + faites.validees
    return cumul


def _parts(titre: str, parts: Mapping[str, Decimal]) -> Tableau:
    total = sum(parts.values(), NUL)
    return Tableau(
        legende=f"Heures validées, par {titre.lower()}",
        colonnes=(
            Colonne(titre=titre, largeur=56),
            Colonne(titre="Heures", largeur=22, nombre=True),
            Colonne(titre="Part", largeur=22, nombre=True),
        ),
        lignes=tuple((nom, heures(fait), taux_ecrit(taux(fait, total))) for nom, fait in parts.items()),
        total=("Ensemble", heures(total), taux_ecrit(taux(total, total))),
    )


def sorties_ensemble(tout: Consolidation) -> dict[Jalon, dict[SituationSortie, int]]:
    """The outcomes of all operations together; a person who left two of them counts two."""
    comptes: dict[Jalon, Counter[SituationSortie]] = defaultdict(Counter)
    for une in tout.retenues:
        for jalon, faites in sorties(une.suivi, tout.portee).items():
            comptes[jalon].update(faites)
    return {jalon: dict(comptes[jalon]) for jalon in Jalon if jalon in comptes}


def methode(tout: Consolidation) -> tuple[str, ...]:
    """How the figures were made, and whether they add up each way."""
    faits = controles(tout)
    ecarts = sum(not un.conforme for un in faits)
    verdict = "tous conformes" if not ecarts else f"{combien(ecarts, 'écart')} à expliquer"
    recoupements = (
        f"{combien(len(faits), 'contrôle')} de recoupement (lots, zones, mois, types de contrat) : {verdict}."
    )
    return tuple(map(typographier, (recoupements, *METHODE)))


def definitions_i3(tout: Consolidation) -> tuple[Definition, ...]:
    """The definitions that every relay shares, those of the workbook."""
    par_etp = nombre_court(tout.par_etp)
    return tuple(
        Definition(terme=terme, sens=typographier(sens.format(par_etp=par_etp)))
        for terme, sens in DEFINITIONS
        if terme in TERMES
    )
