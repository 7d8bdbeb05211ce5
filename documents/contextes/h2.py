"""H2, a company's monthly dashboard: its lots, its own employees where needed; no penalty, no other company."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from documents.contextes.alertes_suivi import condense, phrases_releves, phrases_volumes
from documents.contextes.barres_lots import barres_d_une_page
from documents.contextes.cumuls import Part, cumuls, derniers, dessin, en_ligne
from documents.contextes.rapports import (
    Attente,
    Chiffre,
    Colonne,
    Definition,
    DemandeTableauDeBord,
    Page,
    Tableau,
    attentes,
    combien,
    definitions,
    du_mois,
    heures_rondes,
    lot_court,
    nom_lot,
    page_mensuelle,
    taux_ecrit,
)
from documents.contextes.salaries import LIGNES, PointSalarie, points_salaries
from documents.contextes.vues import vue_entreprise
from documents.graphiques import HAUTEUR_COMPACTE, Barres, Courbe
from documents.nettoyage import clean
from formats.dates import date_courte, mois_long
from formats.nombres import heures, nombre
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.indicateurs import Indicateurs, indicateurs
from metier.portee import TOUT
from metier.realisation import NUL
from metier.releves_attendus import releves_manquants
from metier.suivi import Suivi


@dataclass(frozen=True, kw_only=True)
class TableauDeBordEntreprise:
    """H2, one page. `autres_salaries`: how many points there was no room for."""

    modele: ClassVar[str] = "rapports/h2_tableau_de_bord_entreprise.html"

    page: Page
    produit_le: date
    chiffres: tuple[Chiffre, ...]
    lots: Tableau
    barres: tuple[Barres, ...]
    courbe: Courbe | None
    mois: Tableau
    a_fournir: tuple[str, ...]
    salaries: tuple[PointSalarie, ...]
    autres_salaries: int
    actions: tuple[Attente, ...]
    echeances: tuple[Attente, ...]
    commentaire: str | None
    definitions: tuple[Definition, ...]


def tableau_de_bord_entreprise(demande: DemandeTableauDeBord, entreprise: str) -> TableauDeBordEntreprise:
    """The context of H2. Raises FauteDeSaisie naming `entreprise` when no lot was entrusted to that company."""
    vue = vue_entreprise(demande.suivi, entreprise)
    if not vue.attributions:
        raise FauteDeSaisie(
            "entreprise",
            f"entreprise : « {entreprise[:80]} » n’a aucun lot de l’opération {vue.reference} ; donnez le nom d’une "
            "entreprise attributaire, tel qu’il figure au dossier.",
        )
    demande = replace(demande, suivi=vue)
    chiffres = indicateurs(vue, demande.mois, demande.regles)
    cumul = derniers(cumuls(vue, [Part(lot=un.lot) for un in chiffres.lots], demande.mois, portee=TOUT), demande.mois)
    points = points_salaries(vue, entreprise, demande.mois)
    return TableauDeBordEntreprise(
        page=page_mensuelle(
            demande,
            titre="Vos heures d’insertion",
            destinataire=entreprise,
            sujet=f"Heures d’insertion de vos lots, {mois_long(demande.mois)}",
        ),
        produit_le=demande.emission.produit_le,
        chiffres=_bandeau(chiffres),
        lots=_tableau(demande, chiffres),
        barres=barres_d_une_page(chiffres, "Ensemble de vos lots"),
        courbe=dessin(cumul, _resume_courbe(chiffres), HAUTEUR_COMPACTE),
        mois=en_ligne(cumul),
        a_fournir=_a_fournir(vue, chiffres),
        salaries=points[:LIGNES],
        autres_salaries=max(0, len(points) - LIGNES),
        actions=attentes(demande.actions),
        echeances=attentes(demande.echeances),
        commentaire=clean(demande.commentaire).strip() if demande.commentaire else None,
        definitions=definitions(demande.regles, "Heures dues", "Heures validées", "Heures attendues"),
    )


def _bandeau(chiffres: Indicateurs) -> tuple[Chiffre, ...]:
    avenants = chiffres.dues - chiffres.initiales
    return (
        Chiffre(
            nom="Heures dues",
            valeur=heures(chiffres.dues),
            precision="avenants compris" if avenants else "sans avenant",
        ),
        Chiffre(
            nom="Heures validées",
            valeur=heures(chiffres.cumul.validees),
            precision=f"{taux_ecrit(chiffres.taux)} des heures dues",
        ),
        Chiffre(
            nom=f"En {mois_long(chiffres.mois)}",
            valeur=heures(chiffres.du_mois.validees),
            precision="heures validées du mois",
        ),
        Chiffre(
            nom="Restant à réaliser",
            valeur=heures(sum((un.rythme.restantes for un in chiffres.lots), NUL)),
            precision="somme des lots",
        ),
        Chiffre(
            nom="Personnes",
            valeur=nombre(chiffres.effectifs.personnes),
            precision=f"distinctes, {combien(chiffres.effectifs.contrats, 'contrat')}",
        ),
    )


def _tableau(demande: DemandeTableauDeBord, chiffres: Indicateurs) -> Tableau:
    return Tableau(
        legende=f"Situation au {date_courte(demande.mois.fin)}",
        colonnes=(
            Colonne(titre="Lot", largeur=40),
            Colonne(titre="Dues", largeur=10, nombre=True),
            Colonne(titre="Du mois", largeur=10, nombre=True),
            Colonne(titre="Cumul validé", largeur=11, nombre=True),
            Colonne(titre="Restant", largeur=10, nombre=True),
            Colonne(titre="Taux", largeur=8.5, nombre=True),
            Colonne(titre="Attendues", largeur=10.5, nombre=True),
        ),
        lignes=tuple(
            (
                nom_lot(demande.suivi, un.lot.numero),
                heures(un.dues),
                heures(un.du_mois.validees),
                heures(un.cumul.validees),
                heures(un.rythme.restantes),
                taux_ecrit(un.taux),
                heures_rondes(un.rythme.attendu),
            )
            for un in chiffres.lots
        ),
    )


def _a_fournir(vue: Suivi, chiffres: Indicateurs) -> tuple[str, ...]:
    """The statements missing that H1 tells too, of the contracts of this company; hours that do not count yet."""
    releves = condense("relevés d’heures non reçus", phrases_releves(releves_manquants(vue, chiffres.mois), lot_court))
    volumes = [
        (un.lot.numero, phrase)
        for un in chiffres.lots
        for phrase in phrases_volumes(lot_court(un.lot.numero), un.cumul)
    ]
    return tuple(map(typographier, (*releves, *condense("heures en attente, contestées ou non comptées", volumes))))


def _resume_courbe(chiffres: Indicateurs) -> str:
    return typographier(
        f"Courbe : {heures(chiffres.cumul.validees)} validées à la fin {du_mois(chiffres.mois)}, valeurs dans le "
        "tableau des mois."
    )
