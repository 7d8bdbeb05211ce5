"""The other operations that the catalogue follows: cleaning by orders, a Région's school, a concession."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from documents.catalogue.autres_operations import bons_de_commande, concession
from documents.catalogue.relais_exemple import AI, EI, ETTI, REGION
from metier.acteurs import RoleAttributaire, RoleContact
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.heures import EtatHeures
from metier.modalites import TypeModalite
from metier.operation import Ccag, Lieu, Lot, Mission, Nature, Operation, Penalites
from metier.periodes import Mois
from metier.publics import Categorie, Niveau, Sexe
from metier.suivi import (
    Attribution,
    Beneficiaire,
    Contact,
    Contrat,
    Facture,
    Heures,
    Modalite,
    Referent,
    Structure,
    Suivi,
)

NETTOYEURS = "Propreté du Val", "proprete-du-val"
VITRES = "Vitres et Clarté", "vitres-et-clarte"
LUSTRES = "Lustres et Vitrages Rombelle", "lustres-rombelle"
CHAUFFAGISTES = "Chaleur du Plateau", "chaleur-du-plateau"
MACONS = "Bâti Rombelle", "bati-rombelle"
TITULAIRE = RoleAttributaire.TITULAIRE
AVAL = frozenset({Mission.AVAL_SUIVI, Mission.BILAN})


def nettoyage() -> Suivi:
    """The cleaning after seven months: one lot by one company, one by a group."""
    return _suivi(
        bons_de_commande(),
        attributions=(
            _attribution(1, NETTOYEURS, 2_000, AI),
            _attribution(2, VITRES, 230, ETTI, role=RoleAttributaire.MANDATAIRE),
            _attribution(2, LUSTRES, 120, role=RoleAttributaire.COTRAITANT),
        ),
        factures=tuple(
            Facture(lot=lot, mois=Mois(2027, 3).plus(rang), montant_ht=Decimal(montant))
            for lot, montant in ((1, 34_000), (2, 9_600))
            for rang in range(7)
        ),
    )


def lycee() -> Suivi:
    """A school of the Région: it wrote the clause, the relay follows the works and reports."""
    return Suivi(
        reference="2026-REG-033",
        etape=Etape.SUIVI,
        intitule="Extension du lycée des métiers de Valmeuse",
        maitre_ouvrage=REGION,
        nature=Nature.TRAVAUX,
        ccag=Ccag.TRAVAUX,
        date_avis=date(2026, 9, 14),
        duree_mois=18,
        lieu=Lieu(commune="Valmeuse", insee="57672"),
        missions=AVAL,
        penalites=Penalites(heure=Decimal(55), jour_document=Decimal(40)),
        lots=(
            Lot(
                numero=1,
                intitule="Terrassement et gros œuvre",
                clause=True,
                article_ccap="CCAP, article 9.3",
                duree_mois=12,
            ),
            Lot(numero=2, intitule="Couverture", clause=True, article_ccap="CCAP, article 9.3", duree_mois=5),
        ),
        contacts=(
            Contact(
                role=RoleContact.REGION,
                organisation=REGION.nom,
                nom="Mission achats responsables",
                courriel="achats.responsables@region-austrasie.example",
            ),
            Contact(
                role=RoleContact.MAITRE_OEUVRE,
                organisation="Atelier Quatre Façades",
                nom="Hugo Lanverdier",
                courriel="chantier@quatre-facades.example",
            ),
        ),
        attributions=(_attribution(1, MACONS, 1_800, ETTI),),
    )


def reseau() -> Suivi:
    """The heating network after a year: what the concession's yearly report says."""
    depart = _suivi(concession(), attributions=(_attribution(1, CHAUFFAGISTES, 3_200, EI),))
    personnes = tuple(range(6))
    return replace(
        depart,
        beneficiaires=tuple(map(_personne, personnes)),
        contrats=tuple(map(_contrat, personnes)),
        heures=tuple(une for rang in personnes for une in _heures(rang)),
    )


def _suivi(une: Operation, *, attributions: tuple[Attribution, ...], factures: tuple[Facture, ...] = ()) -> Suivi:
    """An operation entrusted to companies, its works begun in March 2027."""
    return Suivi(
        reference=une.reference,
        etape=Etape.SUIVI,
        intitule=une.intitule,
        maitre_ouvrage=une.maitre_ouvrage,
        nature=une.nature,
        forme=une.forme,
        ccag=une.ccag,
        date_avis=une.date_avis,
        duree_mois=une.duree_mois,
        lieu=une.lieu,
        penalites=une.penalites,
        lots=tuple(map(_date, une.lots)),
        contacts=(Contact(role=RoleContact.MAITRE_OUVRAGE, organisation=une.maitre_ouvrage.nom),),
        attributions=attributions,
        factures=factures,
    )


def _date(lot: Lot) -> Lot:
    return replace(lot, debut=date(2027, 3, 1), article_ccap="CCAP, article 7.4")


def _attribution(
    lot: int, entreprise: tuple[str, str], heures: int, *structures: Structure, role: RoleAttributaire = TITULAIRE
) -> Attribution:
    """A company, its domain; the hours are lent by the structure where there is one."""
    nom, domaine = entreprise
    return Attribution(
        lot=lot,
        entreprise=nom,
        role=role,
        courriel=f"insertion@{domaine}.example",
        referent=Referent(nom="Camille Bertrand", courriel=f"c.bertrand@{domaine}.example"),
        date_notification=date(2027, 2, 8),
        heures_engagees=Decimal(heures),
        modalites=tuple(
            Modalite(type=TypeModalite.MISE_A_DISPOSITION, heures=Decimal(heures), structure=une) for une in structures
        )
        or (Modalite(type=TypeModalite.EMBAUCHE_DIRECTE, heures=Decimal(heures)),),
    )


def _personne(rang: int) -> Beneficiaire:
    return Beneficiaire(
        id=f"b{rang}",
        nom=("Arnould", "Benali", "Costa", "Didier", "Evrard", "Fournel")[rang],
        prenom=("Léa", "Sofiane", "Rui", "Maëlle", "Théo", "Nadia")[rang],
        sexe=(Sexe.FEMME, Sexe.HOMME)[rang % 2],
        naissance=date(1980 + 4 * rang, 6, 3),
        categorie=(Categorie.DELD, Categorie.RSA)[rang % 2],
        niveau=Niveau.NIVEAU_3,
        validee_le=date(2027, 3, 1),
    )


def _contrat(rang: int) -> Contrat:
    return Contrat(
        id=f"k{rang}",
        beneficiaire=f"b{rang}",
        lot=1,
        type=TypeContrat.CDDI_EI,
        employeur=EI.nom,
        debut=date(2027, 3 + rang, 2),
        fin=date(2028, 2, 29),
    )


def _heures(rang: int) -> list[Heures]:
    return [
        Heures(contrat=f"k{rang}", mois=mois, heures=Decimal(21 + 7 * (rang % 3)), etat=EtatHeures.VALIDEE)
        for mois in Mois(2027, 3 + rang).jusqu_a(Mois(2028, 2))
    ]
