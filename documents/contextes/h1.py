"""H1, the buyer's monthly dashboard: figures by lot, never a person, never what one person can be worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.contextes.alertes_suivi import alertes
from documents.contextes.barres_lots import barres_des_lots
from documents.contextes.cumuls import Part, cumuls, dessin, tableaux
from documents.contextes.demande import enumerate_
from documents.contextes.garde import shorten
from documents.contextes.rapports import (
    TIRET,
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
    maitre_ouvrage,
    nom_lot,
    page_mensuelle,
    statut_ecrit,
    taux_ecrit,
)
from documents.graphiques import Barres, Courbe
from documents.nettoyage import clean
from formats.dates import mois_long
from formats.lots import nommer_lots
from formats.nombres import euros, heures, nombre
from formats.typographie import typographier
from metier.indicateurs import Indicateurs, IndicateursLot, indicateurs
from metier.portee import TOUT

LONGUEUR_ENTREPRISE = 60


@dataclass(frozen=True, kw_only=True)
class TableauDeBordMoa:
    """H1, two pages. `exposition` is indicative: the buyer alone decides of penalties."""

    modele: ClassVar[str] = "rapports/h1_tableau_de_bord_moa.html"

    page: Page
    produit_le: date
    chiffres: tuple[Chiffre, ...]
    lots: Tableau
    sans_lot: bool
    barres: tuple[Barres, ...]
    courbe: Courbe | None
    mois: tuple[Tableau, ...]
    alertes: tuple[str, ...]
    actions: tuple[Attente, ...]
    echeances: tuple[Attente, ...]
    commentaire: str | None
    exposition: str | None
    definitions: tuple[Definition, ...]


def tableau_de_bord_moa(demande: DemandeTableauDeBord) -> TableauDeBordMoa:
    """The context of H1 at the end of a month."""
    suivi = demande.suivi
    chiffres = indicateurs(suivi, demande.mois, demande.regles)
    cumul = cumuls(
        suivi,
        [Part(lot=un.lot) for un in chiffres.lots],
        demande.mois,
        portee=TOUT,
        projection=chiffres.projection,
    )
    return TableauDeBordMoa(
        page=page_mensuelle(
            demande,
            titre="Tableau de bord de la clause d’insertion",
            destinataire=maitre_ouvrage(suivi),
            sujet=f"Heures d’insertion par lot, {mois_long(demande.mois)}",
        ),
        produit_le=demande.emission.produit_le,
        chiffres=_bandeau(chiffres, demande),
        lots=_tableau(demande, chiffres),
        sans_lot=not chiffres.lots,
        barres=barres_des_lots(chiffres),
        courbe=dessin(cumul, _resume_courbe(chiffres)),
        mois=tableaux(cumul) if chiffres.lots else (),
        alertes=alertes(suivi, chiffres),
        actions=attentes(demande.actions),
        echeances=attentes(demande.echeances),
        commentaire=clean(demande.commentaire).strip() if demande.commentaire else None,
        exposition=_exposition(chiffres, demande),
        definitions=definitions(demande.regles),
    )


def _bandeau(chiffres: Indicateurs, demande: DemandeTableauDeBord) -> tuple[Chiffre, ...]:
    avenants = chiffres.dues - chiffres.initiales
    effectifs = chiffres.effectifs
    return (
        Chiffre(
            nom="Heures dues",
            valeur=heures(chiffres.dues),
            precision=f"dont avenants {'+' if avenants > 0 else ''}{heures(avenants)}" if avenants else "sans avenant",
        ),
        Chiffre(
            nom="Heures validées",
            valeur=heures(chiffres.cumul.validees),
            precision=f"dont {heures(chiffres.du_mois.validees)} en {mois_long(demande.mois)}",
        ),
        Chiffre(
            nom="Taux de réalisation",
            valeur=taux_ecrit(chiffres.taux),
            precision=f"attendues à date\u00a0: {heures_rondes(chiffres.attendu)}",
        ),
        Chiffre(
            nom="Personnes",
            valeur=nombre(effectifs.personnes),
            precision=f"distinctes, {combien(effectifs.contrats, 'contrat')}",
        ),
        Chiffre(
            nom="ETP",
            valeur=nombre(chiffres.etp, 2),
            precision=f"heures validées ÷\u00a0{nombre(demande.regles.heures_par_etp)}",
        ),
    )


def _tableau(demande: DemandeTableauDeBord, chiffres: Indicateurs) -> Tableau:
    return Tableau(
        legende=f"Lots de l’opération au {demande.mois.fin.strftime('%d/%m/%Y')}, heures cumulées depuis le début",
        colonnes=(
            Colonne(titre="Lot", largeur=17.5),
            Colonne(titre="Entreprise", largeur=15.5),
            Colonne(titre="Dues", largeur=8, nombre=True),
            Colonne(titre="Validées", largeur=8.5, nombre=True),
            Colonne(titre="Taux", largeur=7.5, nombre=True),
            Colonne(titre="Attendues", largeur=9, nombre=True),
            Colonne(titre="Statut", largeur=13),
            Colonne(titre="Modalités", largeur=12.5),
            Colonne(titre="Personnes", largeur=8.5, nombre=True),
        ),
        lignes=tuple(_ligne(demande, un) for un in chiffres.lots),
        total=_total(chiffres) if len(chiffres.lots) > 1 else (),
    )


def _ligne(demande: DemandeTableauDeBord, un: IndicateursLot) -> tuple[str, ...]:
    return (
        nom_lot(demande.suivi, un.lot.numero),
        enumerate_(tuple(shorten(nom, LONGUEUR_ENTREPRISE) for nom in un.entreprises)) or "non attribué",
        heures(un.dues),
        heures(un.cumul.validees),
        taux_ecrit(un.taux),
        heures_rondes(un.rythme.attendu),
        statut_ecrit(un.rythme.statut),
        _modalites(demande, un),
        nombre(un.personnes),
    )


def _modalites(demande: DemandeTableauDeBord, un: IndicateursLot) -> str:
    annoncees = {
        modalite.type
        for attribution in demande.suivi.attributions
        if attribution.lot == un.lot.numero
        for modalite in attribution.modalites
    }
    return ", ".join(sorted(type_.libelle for type_ in annoncees | set(un.modalites))) or TIRET


def _total(chiffres: Indicateurs) -> tuple[str, ...]:
    """Hours add up; persons are distinct and never do."""
    return (
        "Opération",
        "",
        heures(chiffres.dues),
        heures(chiffres.cumul.validees),
        taux_ecrit(chiffres.taux),
        heures_rondes(chiffres.attendu),
        "",
        "personnes distinctes",
        nombre(chiffres.effectifs.personnes),
    )


def _resume_courbe(chiffres: Indicateurs) -> str:
    attendu = "" if chiffres.attendu is None else f" pour {heures_rondes(chiffres.attendu)} attendues"
    return typographier(
        f"Courbe : {heures(chiffres.cumul.validees)} validées à la fin {du_mois(chiffres.mois)}{attendu}, valeurs "
        "dans le tableau des mois."
    )


def _exposition(chiffres: Indicateurs, demande: DemandeTableauDeBord) -> str | None:
    par_heure = demande.suivi.penalites.heure
    if not chiffres.exposition or not par_heure:
        return None
    return typographier(
        f"Si aucune heure de plus n’était validée : {heures(chiffres.exposition / par_heure)} manquantes × "
        f"{euros(par_heure)}, tarif inscrit au marché, soit {euros(chiffres.exposition)}. Calcul indicatif : le maître "
        f"d’ouvrage décide seul, après avoir recueilli les observations de l’entreprise.{_sur_factures(chiffres)}"
    )


def _sur_factures(chiffres: Indicateurs) -> str:
    """Of which lots the hours missing are not those committed less those validated."""
    numeros = [un.lot.numero for un in chiffres.lots if un.rythme.exigibles != un.dues]
    if not numeros:
        return ""
    dits = nommer_lots(numeros)
    return f" {dits[0].upper()}{dits[1:]} : seules comptent les heures dues sur ce qui est déjà facturé."
