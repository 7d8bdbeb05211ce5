"""The invented operation that the catalogue shows: a school, two lots, two companies, seven persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from metier.acteurs import RoleAttributaire, TypeStructure
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.heures import EtatHeures
from metier.modalites import TypeModalite
from metier.operation import (
    Ccag,
    Critere,
    Lieu,
    Lot,
    MaitreOuvrage,
    Montage,
    Nature,
    Operation,
    Penalites,
    SousCritere,
    TypeMaitreOuvrage,
)
from metier.periodes import Mois
from metier.publics import Categorie, Niveau, Sexe
from metier.suivi import Attribution, Beneficiaire, Contrat, Heures, Modalite, Structure, Suivi

ANNEE = 2027  # of the works; the notice is of the year before
REFERENCE = "2026-VAL-014"
INTITULE = "Restructuration du groupe scolaire des Trois Rivières"
ACHETEUR = MaitreOuvrage(
    nom="Communauté de communes du Val de Brielle", type=TypeMaitreOuvrage.COLLECTIVITE, siret="00000101600013"
)
ETTI = Structure(nom="Tremplin de la Brielle", type=TypeStructure.ETTI, courriel="agence@tremplin-brielle.example")
MACONS, PEINTRES = "Bâti Rombelle", "Couleurs du Plateau"
PENALITES = Penalites(heure=Decimal(60), jour_document=Decimal(50))
CRITERE = Critere(
    intitule="Performance en matière d’insertion",
    ponderation=Decimal(10),
    sous_criteres=(
        SousCritere(intitule="Encadrement et tutorat", ponderation=Decimal(40)),
        SousCritere(intitule="Accompagnement socioprofessionnel", ponderation=Decimal(30)),
        SousCritere(intitule="Formation et qualification visée", ponderation=Decimal(30)),
    ),
)
_PERSONNES = (
    ("Lenoir", "Awa", Sexe.FEMME, 1994, Categorie.DELD),
    ("Perrault", "Yanis", Sexe.HOMME, 2003, Categorie.JEUNE),
    ("Marchetti", "Bruno", Sexe.HOMME, 1971, Categorie.SENIOR),
    ("Diallo", "Fatou", Sexe.FEMME, 1988, Categorie.RSA),
    ("Schmitt", "Kevin", Sexe.HOMME, 1999, Categorie.DELD),
    ("Nowak", "Alicja", Sexe.FEMME, 1985, Categorie.DELD),
    ("Colin", "Samuel", Sexe.HOMME, 1992, Categorie.IAE),
)
# lot, type, employeur, first month, hours of each month after
_MISSIONS = (
    (1, TypeContrat.CTT_ETTI, ETTI.nom, 2, (84, 112, 121, 98)),
    (1, TypeContrat.CTT_ETTI, ETTI.nom, 3, (70, 105, 140)),
    (1, TypeContrat.CDD, MACONS, 4, (151, 151, 140, 126, 151, 147)),
    (2, TypeContrat.CDD, PEINTRES, 6, (91, 133, 84)),
    (1, TypeContrat.CTT_ETTI, ETTI.nom, 6, (63, 112, 77)),
    (2, TypeContrat.PROFESSIONNALISATION, PEINTRES, 7, (98, 56, 112, 105)),
    (1, TypeContrat.CTT_ETTI, ETTI.nom, 9, (77, 119)),
)


def operation() -> Operation:
    """What its notice was prepared from: an insertion criterion, two lots claused, one not."""
    return Operation(
        reference=REFERENCE,
        intitule=INTITULE,
        maitre_ouvrage=ACHETEUR,
        nature=Nature.TRAVAUX,
        montage=Montage.EXECUTION_CRITERE,
        criteres=(CRITERE,),
        ccag=Ccag.TRAVAUX,
        date_avis=date(2026, 10, 5),
        duree_mois=14,
        lieu=Lieu(commune="Yutz", insee="57757"),
        penalites=PENALITES,
        lots=(
            _lot(1, "Gros œuvre", "1200000", "0.50"),
            _lot(2, "Peinture intérieure", "260000", "0.70"),
            Lot(numero=3, intitule="Ascenseur", clause=False, motif_non_clause="pose par les techniciens du fabricant"),
        ),
    )


def suivi() -> Suivi:
    """The same once carried out, at the end of October."""
    return Suivi(
        reference=REFERENCE,
        etape=Etape.SUIVI,
        intitule=INTITULE,
        maitre_ouvrage=ACHETEUR,
        nature=Nature.TRAVAUX,
        ccag=Ccag.TRAVAUX,
        duree_mois=14,
        penalites=PENALITES,
        lots=tuple(
            replace(lot, debut=date(ANNEE, 2, 1), fin=date(ANNEE + 1, 1, 31)) if lot.clause else lot
            for lot in operation().lots
        ),
        attributions=(
            _attribution(1, MACONS, 2600, ETTI),
            _attribution(2, PEINTRES, 640),
        ),
        beneficiaires=tuple(_personne(rang) for rang in range(len(_PERSONNES))),
        contrats=tuple(_contrat(rang) for rang in range(len(_MISSIONS))),
        heures=tuple(ligne for rang in range(len(_MISSIONS)) for ligne in _heures(rang)),
    )


def _lot(numero: int, intitule: str, montant: str, part: str) -> Lot:
    return Lot(
        numero=numero,
        intitule=intitule,
        clause=True,
        montant_ht=Decimal(montant),
        part_main_oeuvre=Decimal(part),
        cout_horaire=Decimal(30),
        taux_insertion=Decimal("0.08"),
        duree_mois=12,
    )


def _attribution(lot: int, entreprise: str, dues: int, structure: Structure | None = None) -> Attribution:
    lent = Modalite(type=TypeModalite.MISE_A_DISPOSITION, heures=Decimal(dues) / 2, structure=structure)
    embauche = Modalite(type=TypeModalite.EMBAUCHE_DIRECTE, heures=Decimal(dues) / (2 if structure else 1))
    return Attribution(
        lot=lot,
        entreprise=entreprise,
        role=RoleAttributaire.TITULAIRE,
        date_notification=date(ANNEE, 1, 12),
        heures_engagees=Decimal(dues),
        modalites=(lent, embauche) if structure else (embauche,),
    )


def _personne(rang: int) -> Beneficiaire:
    nom, prenom, sexe, annee, categorie = _PERSONNES[rang]
    return Beneficiaire(
        id=f"b{rang}",
        nom=nom,
        prenom=prenom,
        sexe=sexe,
        naissance=date(annee, 5, 2),
        categorie=categorie,
        niveau=Niveau.NIVEAU_3,
        validee_le=date(ANNEE, 1, 20),
    )


def _contrat(rang: int) -> Contrat:
    lot, type_, employeur, mois, faites = _MISSIONS[rang]
    return Contrat(
        id=f"k{rang}",
        beneficiaire=f"b{rang}",
        lot=lot,
        type=type_,
        employeur=employeur,
        debut=date(ANNEE, mois, 2),
        fin=Mois(ANNEE, mois + len(faites) - 1).fin,
    )


def _heures(rang: int) -> list[Heures]:
    _, _, _, mois, faites = _MISSIONS[rang]
    return [
        Heures(contrat=f"k{rang}", mois=Mois(ANNEE, mois + suite), heures=Decimal(un), etat=EtatHeures.VALIDEE)
        for suite, un in enumerate(faites)
    ]
