"""H3, the monthly dashboard of an employer of insertion: its own employees and missions, over every operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.contextes.alertes_suivi import condense, phrases_releves, phrases_volumes
from documents.contextes.demande import enumerate_
from documents.contextes.garde import shorten
from documents.contextes.rapports import (
    COMMENTAIRE_MAXIMUM,
    LONGUEUR_NOM,
    TIRET,
    Attente,
    Chiffre,
    Colonne,
    Definition,
    Echeance,
    Emission,
    Page,
    Tableau,
    attentes,
    check_commentaire,
    combien,
    definitions,
    intitule,
    lot_court,
)
from documents.contextes.salaries import PointSalarie, points_salaries
from documents.contextes.vues import vue_structure
from documents.graphiques import Barres, Quantite, barres
from documents.nettoyage import clean, on_one_line
from formats.dates import date_courte, date_longue, mois_long
from formats.nombres import heures, nombre
from formats.typographie import INSECABLE, typographier
from metier.effectifs import contrats, effectifs
from metier.fautes import FauteDeSaisie
from metier.indicateurs import Regles
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import NUL, volumes
from metier.releves_attendus import releves_manquants
from metier.suivi import Suivi

LONGUEUR_OPERATION = 60
LONGUEUR_ENTREPRISE = 50
OPERATIONS_DESSINEES = 8
POINTS = 10


@dataclass(frozen=True, kw_only=True)
class Offre:
    """A post that companies seek to fill; nothing of any candidate."""

    intitule: str
    lieu: str
    avant_le: date | None = None


@dataclass(frozen=True, kw_only=True)
class DemandeTableauDeBordSiae:
    """The operations an employer works on, the month that is closed, what is open to its employees."""

    suivis: tuple[Suivi, ...]
    structure: str
    mois: Mois
    regles: Regles
    emission: Emission
    offres: tuple[Offre, ...] = ()
    echeances: tuple[Echeance, ...] = ()
    commentaire: str | None = None

    def __post_init__(self) -> None:
        """Raise FauteDeSaisie naming `commentaire` when it is too long for its place."""
        check_commentaire(self.commentaire, COMMENTAIRE_MAXIMUM)


@dataclass(frozen=True, kw_only=True)
class LigneOffre:
    intitule: str
    lieu: str
    avant_le: str


@dataclass(frozen=True, kw_only=True)
class TableauDeBordSiae:
    """H3, one page."""

    modele: ClassVar[str] = "rapports/h3_tableau_de_bord_siae.html"

    page: Page
    produit_le: date
    chiffres: tuple[Chiffre, ...]
    missions: Tableau
    barres: tuple[Barres, ...]
    a_fournir: tuple[str, ...]
    salaries: tuple[PointSalarie, ...]
    autres_salaries: int
    offres: tuple[LigneOffre, ...]
    echeances: tuple[Attente, ...]
    commentaire: str | None
    definitions: tuple[Definition, ...]


def tableau_de_bord_siae(demande: DemandeTableauDeBordSiae) -> TableauDeBordSiae:
    """The context of H3. Raises FauteDeSaisie naming `structure` when no contract of it is known."""
    toutes = [vue_structure(suivi, demande.structure) for suivi in demande.suivis]
    vues = [vue for vue in toutes if vue.contrats or vue.recues]
    if not vues:
        raise FauteDeSaisie(
            "structure",
            f"structure : « {demande.structure[:80]} » n’emploie personne dans ces opérations ; donnez le nom de "
            "l’employeur, tel qu’il figure aux contrats.",
        )
    points = [point for vue in vues for point in points_salaries(vue, demande.structure, demande.mois)]
    return TableauDeBordSiae(
        page=_page(demande, vues),
        produit_le=demande.emission.produit_le,
        chiffres=_bandeau(demande, vues),
        missions=_tableau(demande, vues),
        barres=_barres(demande, vues),
        a_fournir=_a_fournir(demande, vues),
        salaries=tuple(points[:POINTS]),
        autres_salaries=max(0, len(points) - POINTS),
        offres=tuple(map(_offre, demande.offres)),
        echeances=attentes(demande.echeances),
        commentaire=clean(demande.commentaire).strip() if demande.commentaire else None,
        definitions=definitions(demande.regles, "Heures validées", "Personnes"),
    )


def _page(demande: DemandeTableauDeBordSiae, vues: Sequence[Suivi]) -> Page:
    emission = demande.emission
    references = ", ".join(vue.reference for vue in vues)
    return Page(
        titre="Vos missions et vos salariés",
        reference=references,
        intitule=shorten(demande.structure, LONGUEUR_NOM),
        sous_titre=f"{combien(len(vues), 'opération')} · {shorten(references, LONGUEUR_NOM)}",
        emetteur=emission.emetteur,
        logo=emission.logo,
        sujet=f"Missions et heures de vos salariés, {mois_long(demande.mois)}",
        pied=emission.pied,
        date_iso=emission.produit_le.isoformat(),
        cartouche=(
            mois_long(demande.mois).capitalize(),
            f"Édition n°{INSECABLE}{emission.edition}",
            f"Données arrêtées au {date_longue(emission.arrete_le)}",
        ),
    )


def _bandeau(demande: DemandeTableauDeBordSiae, vues: Sequence[Suivi]) -> tuple[Chiffre, ...]:
    jusque, mois = Portee(jusqu_a=demande.mois), Portee.au_mois(demande.mois)
    comptes = effectifs(vues, jusque)
    cumul = sum((volumes(vue, jusque).validees for vue in vues), NUL)
    du_mois = sum((volumes(vue, mois).validees for vue in vues), NUL)
    en_cours = sum(len(contrats(vue, mois)) for vue in vues)
    return (
        Chiffre(nom="Heures validées", valeur=heures(cumul), precision="depuis le début"),
        Chiffre(nom=f"En {mois_long(demande.mois)}", valeur=heures(du_mois), precision="heures validées du mois"),
        Chiffre(nom="Missions en cours", valeur=nombre(en_cours), precision="dans le mois"),
        Chiffre(nom="Contrats", valeur=nombre(comptes.contrats), precision="depuis le début"),
        Chiffre(nom="Personnes", valeur=nombre(comptes.personnes), precision="distinctes"),
    )


def _tableau(demande: DemandeTableauDeBordSiae, vues: Sequence[Suivi]) -> Tableau:
    return Tableau(
        legende=f"Vos missions au {date_courte(demande.mois.fin)}, heures validées",
        colonnes=(
            Colonne(titre="Opération", largeur=33),
            Colonne(titre="Entreprise utilisatrice", largeur=28),
            Colonne(titre="Missions", largeur=10, nombre=True),
            Colonne(titre="dont en cours", largeur=9, nombre=True),
            Colonne(titre="Du mois", largeur=9, nombre=True),
            Colonne(titre="Cumul", largeur=11, nombre=True),
        ),
        lignes=tuple(_ligne(demande, vue, lot) for vue in vues for lot in sorted(_lots(vue))),
    )


def _lots(vue: Suivi) -> set[int]:
    return {un.lot for un in vue.contrats} | {une.contrat.lot for une in vue.recues}


def _ligne(demande: DemandeTableauDeBordSiae, vue: Suivi, lot: int) -> tuple[str, ...]:
    jusque, mois = Portee(jusqu_a=demande.mois).du_lot(lot), Portee.au_mois(demande.mois).du_lot(lot)
    utilisatrices = [une.entreprise for une in vue.attributions if une.lot == lot]
    return (
        f"{shorten(intitule(vue), LONGUEUR_OPERATION)}, {lot_court(lot).lower()}",
        enumerate_(tuple(shorten(nom, LONGUEUR_ENTREPRISE) for nom in utilisatrices)) or TIRET,
        nombre(len(contrats(vue, jusque))),
        nombre(len(contrats(vue, mois))),
        heures(volumes(vue, mois).validees),
        heures(volumes(vue, jusque).validees),
    )


def _barres(demande: DemandeTableauDeBordSiae, vues: Sequence[Suivi]) -> tuple[Barres, ...]:
    """A bar per operation; none where they would not hold on the page."""
    if len(vues) > OPERATIONS_DESSINEES:
        return ()
    faites = [(vue, volumes(vue, Portee(jusqu_a=demande.mois)).validees) for vue in vues]
    resume = typographier(f"Barres : heures validées de {combien(len(vues), 'opération')}, valeurs au bout des barres.")
    return barres([Quantite(libelle=intitule(vue), fait=fait, valeur=heures(fait)) for vue, fait in faites], resume)


def _a_fournir(demande: DemandeTableauDeBordSiae, vues: Sequence[Suivi]) -> tuple[str, ...]:
    phrases: list[str] = []
    for vue in vues:
        releves = phrases_releves(releves_manquants(vue, demande.mois), lot_court)
        faits = volumes(vue, Portee(jusqu_a=demande.mois))
        phrases += [f"{vue.reference} – {une}" for une in condense("relevés d’heures non reçus", releves)]
        phrases += list(phrases_volumes(vue.reference, faits))
    return tuple(map(typographier, phrases))


def _offre(offre: Offre) -> LigneOffre:
    return LigneOffre(
        intitule=shorten(offre.intitule, LONGUEUR_NOM),
        lieu=on_one_line(offre.lieu),
        avant_le=date_courte(offre.avant_le) if offre.avant_le else TIRET,
    )
