"""Operations to measure with: fictional, ordinary, all different."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from config.baremes import get_bareme
from config.clauses import get_clauses
from config.droit import get_seuils
from config.settings import Facilitateur, IdentiteRelais
from config.statuts import get_statuts
from documents.contextes.a3 import ArticleCcap, article_ccap
from documents.contextes.demande import DemandePack
from documents.contextes.h1 import TableauDeBordMoa, tableau_de_bord_moa
from documents.contextes.rapports import DemandeTableauDeBord, Emission
from metier.calibrage import calibrer
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.heures import EtatHeures
from metier.indicateurs import Regles
from metier.operation import Ccag, Lieu, Lot, MaitreOuvrage, Nature, Operation, Penalites, TypeMaitreOuvrage
from metier.periodes import Mois
from metier.publics import Categorie
from metier.regime import determiner
from metier.suivi import Attribution, Beneficiaire, Contrat, Heures, Suivi

_METIERS = ("Gros œuvre", "Charpente", "Peinture & revêtements", "Électricité", "Plomberie", "Espaces verts")
RELAIS = IdentiteRelais(
    nom="Relais Emploi du Val de Brielle",
    adresse="12 rue des Forges, 57100 Thionville",
    telephone="03 53 01 00 00",
    courriel="clauses@relais-brielle.example",
)
FACILITATEUR = Facilitateur(nom="Claire Aubertin", fonction="facilitatrice des clauses sociales")


def article(rang: int) -> ArticleCcap:
    """A3 of the operation of that rank."""
    operation = _operation(rang)
    return article_ccap(
        DemandePack(
            operation=operation,
            calibrage=calibrer(operation, get_bareme(operation.bareme)),
            regime=determiner(operation, get_seuils()),
            relais=RELAIS,
            facilitateur=FACILITATEUR,
            parametres=get_clauses(),
        )
    )


def _operation(rang: int) -> Operation:
    return Operation(
        reference=f"2026-VAL-{rang:04}",
        intitule=f"Restructuration du groupe scolaire n° {rang} <les Trois Rivières>",
        maitre_ouvrage=MaitreOuvrage(nom=f"Commune de Brielle & {rang}", type=TypeMaitreOuvrage.COLLECTIVITE),
        nature=Nature.TRAVAUX,
        ccag=Ccag.TRAVAUX,
        date_avis=date(2026, 10, 5),
        duree_mois=14,
        lieu=Lieu(commune="Yutz", insee="57757"),
        penalites=Penalites(heure=Decimal(60), jour_document=Decimal(50)),
        lots=tuple(_lot(numero, rang) for numero in range(1, 2 + rang % 4)),
    )


def _lot(numero: int, rang: int) -> Lot:
    return Lot(
        numero=numero,
        intitule=f"{_METIERS[(numero + rang) % len(_METIERS)]} {rang}",
        montant_ht=Decimal(200_000 + 1_000 * rang),
        part_main_oeuvre=Decimal("0.50"),
        cout_horaire=Decimal(30),
        taux_insertion=Decimal("0.05"),
        duree_mois=8,
        clause=True,
    )


def tableau_de_bord(rang: int) -> TableauDeBordMoa:
    """H1 of the operation of that rank, in October 2026."""
    emission = Emission(
        relais=RELAIS,
        facilitateur=FACILITATEUR,
        produit_le=date(2026, 11, 15),
        arrete_le=date(2026, 11, 12),
    )
    return tableau_de_bord_moa(
        DemandeTableauDeBord(
            suivi=_suivi(rang),
            mois=Mois(2026, 10),
            regles=Regles(seuils=get_statuts(), heures_par_etp=Decimal(1600)),
            emission=emission,
            actions=(),
            echeances=(),
        )
    )


def _suivi(rang: int) -> Suivi:
    """Six to nine lots under way, a company, a person and eight months of hours each."""
    operation = _operation(rang)
    lots = range(1, 7 + rang % 4)
    return Suivi(
        reference=operation.reference,
        etape=Etape.SUIVI,
        intitule=operation.intitule,
        maitre_ouvrage=operation.maitre_ouvrage,
        duree_mois=14,
        lots=tuple(replace(_lot(numero, rang), debut=date(2026, 3, 2), duree_mois=10) for numero in lots),
        attributions=tuple(_attribution(numero, rang) for numero in lots),
        beneficiaires=tuple(_personne(numero) for numero in lots),
        contrats=tuple(_contrat(numero, rang) for numero in lots),
        heures=tuple(
            Heures(contrat=f"k{numero}", mois=Mois(2026, mois), heures=Decimal(10 + rang % 9), etat=EtatHeures.VALIDEE)
            for numero in lots
            for mois in range(3, 11)
        ),
    )


def _attribution(numero: int, rang: int) -> Attribution:
    return Attribution(
        lot=numero,
        entreprise=f"Bâtisseurs de la Rombelle {rang}-{numero}",
        siret="00000700500010",
        courriel="insertion@bati-rombelle.example",
        date_notification=date(2026, 2, 2),
        heures_engagees=Decimal(150 + numero),
    )


def _personne(numero: int) -> Beneficiaire:
    return Beneficiaire(
        id=f"b{numero}",
        nom="Essai",
        prenom=f"Camille {numero}",
        naissance=date(1970 + numero, 5, 2),
        categorie=next(iter(Categorie)),
        commune="57672",
        validee_le=date(2026, 2, 2),
    )


def _contrat(numero: int, rang: int) -> Contrat:
    return Contrat(
        id=f"k{numero}",
        beneficiaire=f"b{numero}",
        lot=numero,
        type=next(iter(TypeContrat)),
        employeur=f"Bâtisseurs de la Rombelle {rang}-{numero}",
        debut=date(2026, 3, 9),
    )
