"""What an operation is made of: its buyer, its lots, its frame. Money in euros excluding tax, shares as fractions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from metier.enumeration import Enumeration


class TypeMaitreOuvrage(Enumeration):
    ETAT = "etat", "État"
    COLLECTIVITE = "collectivite", "collectivité territoriale ou établissement public local"
    REGION = "region", "Région"
    ENTITE_ADJUDICATRICE = "entite_adjudicatrice", "entité adjudicatrice"
    AUTRE = "autre", "autre pouvoir adjudicateur"


class Nature(Enumeration):
    TRAVAUX = "travaux", "travaux"
    SERVICES = "services", "services"
    FOURNITURES = "fournitures", "fournitures"
    PRESTATIONS_INTELLECTUELLES = "prestations_intellectuelles", "prestations intellectuelles"


class Forme(Enumeration):
    ORDINAIRE = "ordinaire", "marché ordinaire"
    TRANCHES = "tranches", "marché à tranches"
    BONS_DE_COMMANDE = "bons_de_commande", "accord-cadre à bons de commande"
    CONCESSION = "concession", "concession"


class Montage(Enumeration):
    EXECUTION = "execution", "clause d’exécution"
    EXECUTION_CRITERE = "execution_critere", "clause d’exécution et critère d’attribution"
    RESERVE = "reserve", "marché réservé"
    MARCHE_INSERTION = "marche_insertion", "marché de services d’insertion"
    AUCUN = "aucun", "aucune considération sociale"


class Ccag(Enumeration):
    TRAVAUX = "travaux", "CCAG-Travaux"
    FCS = "fcs", "CCAG-FCS"
    PI = "pi", "CCAG-PI"
    TIC = "tic", "CCAG-TIC"
    MI = "mi", "CCAG-MI"
    MOE = "moe", "CCAG-MOE"
    AUCUN = "aucun", "aucun CCAG"


class Mission(Enumeration):
    AMONT_IDENTIFICATION = "amont_identification", "repérage des lots"
    AMONT_CALCUL = "amont_calcul", "calcul des heures"
    AMONT_REDACTION = "amont_redaction", "rédaction des pièces"
    AVAL_SUIVI = "aval_suivi", "suivi de l’exécution"
    BILAN = "bilan", "bilan"


class Mode(Enumeration):
    GENERIQUE = "generique", "part de main-d’œuvre du montant"
    HEURES_TRAVAILLEES = "heures_travaillees", "part des heures travaillées"
    RATIO_EUROS = "ratio_euros", "une heure par tranche facturée"
    PROPRETE = "proprete", "propreté, reprise de personnel déduite"
    HEURES_AU_MARCHE = "heures_au_marche", "heures inscrites au marché"


@dataclass(frozen=True, kw_only=True)
class MaitreOuvrage:
    nom: str
    type: TypeMaitreOuvrage
    siret: str | None = None


@dataclass(frozen=True, kw_only=True)
class Lieu:
    commune: str
    insee: str | None = None


@dataclass(frozen=True, kw_only=True)
class Penalites:
    """Amounts in euros, written in the contract by the buyer; None where nothing was decided."""

    heure: Decimal | None = None
    jour_document: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class SousCritere:
    intitule: str
    ponderation: Decimal


@dataclass(frozen=True, kw_only=True)
class Critere:
    """An insertion award criterion; weights in percent."""

    intitule: str
    ponderation: Decimal
    sous_criteres: tuple[SousCritere, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dispense:
    """The waiver invoked (1 to 4, II of article L2112-2-1 of the code de la commande publique) and its reason."""

    cas: int
    motif: str


@dataclass(frozen=True, kw_only=True)
class Lot:
    """A lot as the buyer describes it; what each mode reads is listed in contract §4. Durations in months."""

    numero: int
    intitule: str
    clause: bool
    mode: Mode = Mode.GENERIQUE
    montant_ht: Decimal | None = None
    part_main_oeuvre: Decimal | None = None
    cout_horaire: Decimal | None = None
    taux_insertion: Decimal | None = None
    heures_totales: Decimal | None = None
    euros_par_heure: Decimal | None = None
    seuil_declenchement_ht: Decimal | None = None
    heures_mensuelles_reprises: Decimal | None = None
    ca_par_heure: Decimal | None = None
    heures: int | None = None
    heures_retenues: int | None = None
    motif: str | None = None
    duree_mois: int | None = None
    article_ccap: str | None = None
    debut: date | None = None
    fin: date | None = None
    autre_consideration: str | None = None
    metiers: tuple[str, ...] = ()
    motif_non_clause: str | None = None


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An operation ready to be calibrated; `missions` empty means all of them."""

    reference: str
    intitule: str
    maitre_ouvrage: MaitreOuvrage
    nature: Nature
    date_avis: date
    lots: tuple[Lot, ...]
    forme: Forme = Forme.ORDINAIRE
    montage: Montage = Montage.EXECUTION
    ccag: Ccag | None = None
    duree_mois: int | None = None
    lieu: Lieu | None = None
    missions: frozenset[Mission] = field(default_factory=lambda: frozenset(Mission))
    bareme: str | None = None
    penalites: Penalites = field(default_factory=Penalites)
    criteres: tuple[Critere, ...] = ()
    articles_reservation: tuple[str, ...] = ()
    dispense: Dispense | None = None
    defense: bool = False
    valeur_maximale_ht: Decimal | None = None
    notes: str | None = None
    reference_acheteur: str | None = None
    relais: str | None = None

    @property
    def lots_clauses(self) -> tuple[Lot, ...]:
        return tuple(lot for lot in self.lots if lot.clause)
