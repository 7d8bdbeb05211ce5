"""The other invented operations of the catalogue: one for each way of claiming, reserving or waiving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from documents.catalogue.operation_exemple import LOTS, PENALITES, operation
from documents.catalogue.relais_exemple import BRIELLE, EAUX
from metier.operation import Ccag, Critere, Dispense, Forme, Lieu, Lot, Mode, Montage, Nature, Operation, SousCritere

CRITERE = Critere(
    intitule="Performance en matière d’insertion",
    ponderation=Decimal(10),
    sous_criteres=(
        SousCritere(intitule="Encadrement et tutorat", ponderation=Decimal(40)),
        SousCritere(intitule="Accompagnement socioprofessionnel", ponderation=Decimal(30)),
        SousCritere(intitule="Formation et qualification visée", ponderation=Decimal(30)),
    ),
)
VALMEUSE = Lieu(commune="Valmeuse", insee="57672")


def avec_critere() -> Operation:
    """The school, its insertion judged among the criteria too."""
    return replace(operation(), montage=Montage.EXECUTION_CRITERE, criteres=(CRITERE,))


def a_tranches() -> Operation:
    """The school, its lots in tranches."""
    return replace(operation(), forme=Forme.TRANCHES)


def au_dessus_du_seuil() -> Operation:
    """A secondary school: a social consideration is due (L2112-2-1)."""
    gros_oeuvre, peinture, *autres = LOTS
    return replace(
        operation(),
        reference="2026-VAL-017",
        intitule="Construction du collège de la Côte",
        lots=(
            replace(gros_oeuvre, montant_ht=Decimal(4_200_000)),
            replace(peinture, montant_ht=Decimal(900_000)),
            *autres,
        ),
    )


def bons_de_commande() -> Operation:
    """Cleaning, by orders: hours follow what is ordered."""
    return Operation(
        reference="2026-VAL-021",
        intitule="Nettoyage des écoles et des bâtiments intercommunaux",
        maitre_ouvrage=BRIELLE,
        nature=Nature.SERVICES,
        forme=Forme.BONS_DE_COMMANDE,
        ccag=Ccag.FCS,
        date_avis=date(2026, 10, 12),
        duree_mois=24,
        lieu=VALMEUSE,
        penalites=PENALITES,
        valeur_maximale_ht=Decimal(1_080_000),
        lots=(
            _ratio(1, "Écoles et gymnases", 840_000, 400, 40_000),
            _ratio(2, "Vitrerie", 240_000, 600, 30_000),
        ),
    )


def _ratio(numero: int, intitule: str, maximum: int, par_heure: int, seuil: int) -> Lot:
    return Lot(
        numero=numero,
        intitule=intitule,
        clause=True,
        mode=Mode.RATIO_EUROS,
        montant_ht=Decimal(maximum),
        euros_par_heure=Decimal(par_heure),
        seuil_declenchement_ht=Decimal(seuil),
        duree_mois=24,
        metiers=("K2204",),
    )


def services() -> Operation:
    """Caretaking of public buildings: a share of the hours worked."""
    return Operation(
        reference="2026-VAL-024",
        intitule="Gardiennage et accueil des équipements sportifs",
        maitre_ouvrage=BRIELLE,
        nature=Nature.SERVICES,
        ccag=Ccag.FCS,
        date_avis=date(2026, 11, 2),
        duree_mois=36,
        lieu=VALMEUSE,
        penalites=PENALITES,
        lots=(
            Lot(
                numero=1,
                intitule="Accueil et surveillance",
                clause=True,
                mode=Mode.HEURES_TRAVAILLEES,
                montant_ht=Decimal(520_000),
                heures_totales=Decimal(18_000),
                taux_insertion=Decimal("0.07"),
                duree_mois=36,
            ),
        ),
    )


def reserve() -> Operation:
    """Green spaces, kept for structures of insertion and adapted companies together."""
    return Operation(
        reference="2026-VAL-026",
        intitule="Entretien des espaces verts des zones d’activité",
        maitre_ouvrage=BRIELLE,
        nature=Nature.SERVICES,
        montage=Montage.RESERVE,
        articles_reservation=("L2113-12", "L2113-13"),
        ccag=Ccag.FCS,
        date_avis=date(2026, 11, 9),
        duree_mois=12,
        lieu=VALMEUSE,
        penalites=PENALITES,
        lots=(_espaces_verts("Tonte, taille et désherbage"),),
    )


def marche_insertion() -> Operation:
    """A contract whose object is insertion, by the banks of the river."""
    return replace(
        reserve(),
        reference="2026-EAU-009",
        intitule="Parcours d’insertion : entretien des berges de la Brielle",
        maitre_ouvrage=EAUX,
        montage=Montage.MARCHE_INSERTION,
        articles_reservation=(),
        lots=(_espaces_verts("Entretien des berges et des sentiers"),),
    )


def marche_insertion_reserve() -> Operation:
    """The same, kept for structures of insertion."""
    return replace(marche_insertion(), articles_reservation=("L2113-13",))


def _espaces_verts(intitule: str) -> Lot:
    return Lot(
        numero=1,
        intitule=intitule,
        clause=True,
        montant_ht=Decimal(190_000),
        part_main_oeuvre=Decimal("0.80"),
        cout_horaire=Decimal(30),
        taux_insertion=Decimal("0.50"),
        duree_mois=12,
        metiers=("A1203",),
    )


def concession() -> Operation:
    """A heating network, conceded for twenty years."""
    return Operation(
        reference="2026-EAU-011",
        intitule="Réseau de chaleur du Plateau",
        maitre_ouvrage=EAUX,
        nature=Nature.SERVICES,
        forme=Forme.CONCESSION,
        ccag=Ccag.AUCUN,
        date_avis=date(2026, 11, 16),
        duree_mois=240,
        lieu=VALMEUSE,
        penalites=PENALITES,
        lots=(
            Lot(
                numero=1,
                intitule="Travaux du réseau et exploitation",
                clause=True,
                montant_ht=Decimal(4_800_000),
                part_main_oeuvre=Decimal("0.40"),
                cout_horaire=Decimal(30),
                taux_insertion=Decimal("0.05"),
                duree_mois=240,
            ),
        ),
    )


def dispense() -> Operation:
    """Works of less than six months on a reservoir, above the threshold."""
    return Operation(
        reference="2026-EAU-008",
        intitule="Reprise du réservoir d’eau potable de la Côte",
        maitre_ouvrage=EAUX,
        nature=Nature.TRAVAUX,
        montage=Montage.AUCUN,
        ccag=Ccag.TRAVAUX,
        date_avis=date(2026, 10, 5),
        duree_mois=5,
        lieu=Lieu(commune="Hayange", insee="57306"),
        dispense=Dispense(
            cas=4,
            motif="Travaux de quatre mois et demi ; le réservoir, hors service, doit être remis en eau avant l’été.",
        ),
        lots=(
            Lot(
                numero=1,
                intitule="Génie civil et étanchéité",
                clause=False,
                montant_ht=Decimal(5_500_000),
                duree_mois=5,
                motif_non_clause="dispense motivée, cas 4",
            ),
        ),
    )


def dispense_concession() -> Operation:
    """A concession waived for want of a link with its object (case 2)."""
    return replace(
        concession(),
        reference="2026-EAU-013",
        intitule="Exploitation de bornes de recharge électrique",
        montage=Montage.AUCUN,
        dispense=Dispense(
            cas=2,
            motif="Bornes exploitées à distance et entretenues par leur fabricant : aucune tâche sur place.",
        ),
        lots=(
            Lot(
                numero=1,
                intitule="Fourniture et exploitation des bornes",
                clause=False,
                montant_ht=Decimal(6_200_000),
                duree_mois=120,
                motif_non_clause="dispense motivée, cas 2",
            ),
        ),
    )
