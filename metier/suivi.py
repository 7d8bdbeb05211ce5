"""An operation being carried out: who won the lots, who works, the hours of each month. What the follow-up reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from metier.acteurs import RoleAttributaire, RoleContact, TypeStructure
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.heures import Declarant, EtatHeures
from metier.modalites import TypeModalite
from metier.operation import (
    Ccag,
    Forme,
    Lieu,
    Lot,
    MaitreOuvrage,
    Mission,
    Montage,
    Nature,
    Penalites,
    TypeMaitreOuvrage,
)
from metier.periodes import Mois
from metier.publics import Categorie, Jalon, Niveau, Sexe, SituationSortie


@dataclass(frozen=True, kw_only=True)
class Contact:
    role: RoleContact
    organisation: str | None = None
    nom: str | None = None
    courriel: str | None = None


@dataclass(frozen=True, kw_only=True)
class StructureListee:
    """A structure as lists give it; `type` None where nobody has said which kind it is."""

    nom: str
    type: TypeStructure | None
    courriel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Structure(StructureListee):
    type: TypeStructure


@dataclass(frozen=True, kw_only=True)
class Modalite:
    type: TypeModalite
    heures: Decimal
    structure: Structure | None = None


@dataclass(frozen=True, kw_only=True)
class Referent:
    nom: str
    fonction: str | None = None
    courriel: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, kw_only=True)
class Avenant:
    """A difference, in more or in less, to the hours committed."""

    date: date
    heures: Decimal
    motif: str | None = None


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """A lot entrusted to a company; a groupement is several of one lot. `heures_engagees`: before amendments."""

    lot: int
    entreprise: str
    siret: str | None = None
    role: RoleAttributaire | None = None
    courriel: str | None = None
    referent: Referent | None = None
    date_notification: date | None = None
    heures_engagees: Decimal | None = None
    modalites: tuple[Modalite, ...] = ()
    avenants: tuple[Avenant, ...] = ()

    @property
    def heures_dues(self) -> Decimal:
        """Hours committed, amendments included."""
        return (self.heures_engagees or Decimal(0)) + sum((un.heures for un in self.avenants), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Sortie:
    jalon: Jalon
    date: date
    situation: SituationSortie


@dataclass(frozen=True, kw_only=True)
class Beneficiaire:
    """A person; `id` is local to the operation. `validee_le` None: eligibility not validated.

    `motif_tardif`: why it was validated after the first day of work; without it, hours done before do not count.
    """

    id: str
    nom: str
    prenom: str
    naissance: date
    categorie: Categorie
    sexe: Sexe | None = None
    commune: str | None = None
    niveau: Niveau | None = None
    validee_le: date | None = None
    piece: str | None = None
    motif_tardif: str | None = None
    sorties: tuple[Sortie, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contrat:
    """A contract of one person on one lot; each mission is one. `fin` None: still running."""

    id: str
    beneficiaire: str
    lot: int
    type: TypeContrat
    employeur: str
    debut: date
    fin: date | None = None
    motif_fin: str | None = None


@dataclass(frozen=True, kw_only=True)
class Heures:
    """Hours of a contract in a month, as one party declares them; `dont_formation` is part of `heures`."""

    contrat: str
    mois: Mois
    heures: Decimal
    etat: EtatHeures
    dont_formation: Decimal = Decimal(0)
    declarant: Declarant = Declarant.EMPLOYEUR


@dataclass(frozen=True, kw_only=True)
class Participation:
    beneficiaire: str
    heures: Decimal


@dataclass(frozen=True, kw_only=True)
class Formation:
    intitule: str
    debut: date
    fin: date | None = None
    participants: tuple[Participation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facture:
    """What was invoiced on a lot in a month; euros excluding tax."""

    lot: int
    mois: Mois
    montant_ht: Decimal


@dataclass(frozen=True, kw_only=True)
class HeuresCedees:
    """Hours of a contract of this operation that a convention (C3) counts on another one."""

    contrat: str
    mois: Mois
    heures: Decimal


@dataclass(frozen=True, kw_only=True)
class HeuresRecues:
    """Hours done under a contract of another operation, that a convention counts on a lot of this one.

    `contrat` is that contract, its `lot` being the one here and its `id` its own; `operation` and `code` say where it
    is and how it is called there; `entreprise` is the company of the convention. The person and the contract count
    where the contract is, never here.
    """

    contrat: Contrat
    operation: str
    code: str
    entreprise: str
    mois: Mois
    heures: Decimal
    etat: EtatHeures
    eligible: bool


@dataclass(frozen=True, kw_only=True)
class Acheteur:
    """The maître d'ouvrage of an operation that is followed: its kind may not be known."""

    nom: str
    type: TypeMaitreOuvrage | None = None
    siret: str | None = None


@dataclass(frozen=True, kw_only=True)
class Suivi:
    """A whole operation as the follow-up knows it; what the buyer has not said yet is None.

    `relais`: the code of the relay that follows it; None for the installation's first, which the settings describe.
    `releves_depuis`: the first day of the first month whose statements are called for; `mois_clos`: the settled ones.
    """

    reference: str
    etape: Etape
    intitule: str | None = None
    maitre_ouvrage: MaitreOuvrage | Acheteur | None = None
    nature: Nature | None = None
    forme: Forme = Forme.ORDINAIRE
    montage: Montage = Montage.EXECUTION
    ccag: Ccag | None = None
    date_avis: date | None = None
    duree_mois: int | None = None
    lieu: Lieu | None = None
    missions: frozenset[Mission] = field(default_factory=lambda: frozenset(Mission))
    penalites: Penalites = field(default_factory=Penalites)
    lots: tuple[Lot, ...] = ()
    contacts: tuple[Contact, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    beneficiaires: tuple[Beneficiaire, ...] = ()
    contrats: tuple[Contrat, ...] = ()
    heures: tuple[Heures, ...] = ()
    formations: tuple[Formation, ...] = ()
    factures: tuple[Facture, ...] = ()
    cedees: tuple[HeuresCedees, ...] = ()
    recues: tuple[HeuresRecues, ...] = ()
    releves_depuis: date | None = None
    mois_clos: frozenset[Mois] = field(default_factory=frozenset)
    relais: str | None = None
