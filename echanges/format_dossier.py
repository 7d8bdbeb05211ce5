"""The format « relais-dossier/1 » (contract §4): an operation, its actors, its people, their contracts and hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, WithJsonSchema

from echanges import champs, schemas
from echanges.champs import Format, montrer, refuser
from echanges.controles_dossier import controler_dossier, eligibilites_tardives
from echanges.controles_operation import controler
from echanges.fautes_format import traduire
from echanges.format_operation import OperationPartielle
from echanges.textes_propres import nettoyer
from metier.acteurs import RoleAttributaire, RoleContact, TypeStructure
from metier.alertes import Alerte
from metier.contrats import TypeContrat
from metier.cycle import OUVERTES, Etape
from metier.fautes import FautesDeSaisie
from metier.heures import Declarant, EtatHeures
from metier.modalites import TypeModalite
from metier.mois_travaille import HEURES_POSSIBLES
from metier.publics import Categorie, Jalon, Niveau, Sexe, SituationSortie

HEURES_D_UN_MOIS = int(HEURES_POSSIBLES)


def _heures(motif: str, attendu: str, **bornes: int) -> tuple[BeforeValidator, WithJsonSchema]:
    """The validator and the schema of hours written as `motif` says, numbers between these bounds."""
    forme = re.compile(motif, re.ASCII)

    def valider(valeur: object) -> Decimal:
        ecrit = str(valeur)
        nombre = isinstance(valeur, int | float | Decimal | str) and not isinstance(valeur, bool)
        if not nombre or not forme.fullmatch(ecrit):
            raise refuser(f"« {montrer(valeur)} » reçu ; {attendu}")
        return Decimal(ecrit)

    return BeforeValidator(valider), WithJsonSchema(schemas.heures(motif, **bornes))


def _possible_en_un_mois(heures: Decimal) -> Decimal:
    if heures > HEURES_D_UN_MOIS:
        raise refuser(f"{heures} h reçues ; un mois en compte {HEURES_D_UN_MOIS} au plus")
    return heures


_POSITIVES = r"[0-9]{1,7}(\.[0-9]{1,2}0*)?"
_D_UN_MOIS = r"0*([0-9]{1,2}|[1-3][0-9]{2})(\.[0-9]{1,2}0*)?|0*400(\.0+)?"
_SIGNEES = r"-?[0-9]{1,7}(\.[0-9]{1,2}0*)?"
_ATTENDU = "des heures, 0 ou plus, avec deux décimales au plus, sont attendues, par exemple 121.50"
_ADRESSE = r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]+"

Heures = Annotated[Decimal, *_heures(_POSITIVES, _ATTENDU, minimum=0)]
HeuresMois = Annotated[
    Decimal,
    AfterValidator(_possible_en_un_mois),
    _heures(_POSITIVES, _ATTENDU)[0],
    WithJsonSchema(schemas.heures(_D_UN_MOIS, minimum=0, maximum=HEURES_D_UN_MOIS)),
]
Difference = Annotated[
    Decimal, *_heures(_SIGNEES, "un nombre d’heures est attendu, négatif pour une diminution, par exemple -24")
]
Courriel = Annotated[
    str, *champs.code(_ADRESSE, "une adresse de courriel est attendue, par exemple marches@ville.example")
]
Identifiant = champs.ReferenceAcheteur


class ContactFormat(Format):
    organisation: champs.TexteRempli | None = None
    role: RoleContact
    nom: champs.TexteRempli | None = None
    courriel: Courriel | None = None


class EntrepriseFormat(Format):
    nom: champs.TexteRempli
    siret: champs.Siret | None = None


class ReferentFormat(Format):
    nom: champs.TexteRempli
    fonction: champs.TexteRempli | None = None
    courriel: Courriel | None = None
    telephone: champs.TexteRempli | None = None


class StructureFormat(Format):
    nom: champs.TexteRempli
    type: TypeStructure
    courriel: Courriel | None = None


class ModaliteFormat(Format):
    type: TypeModalite
    structure: StructureFormat | None = None
    heures: Heures


class AvenantFormat(Format):
    date: champs.DateIso
    heures: Difference
    motif: champs.Texte | None = None


class AttributionFormat(Format):
    """A lot entrusted to a company; a groupement is several of one lot."""

    lot: champs.NumeroLot
    entreprise: EntrepriseFormat
    role: RoleAttributaire | None = None
    courriel: Courriel | None = None
    referent: ReferentFormat | None = None
    date_notification: champs.DateIso | None = None
    heures_engagees: Heures | None = None
    modalites: tuple[ModaliteFormat, ...] = ()
    avenants: tuple[AvenantFormat, ...] = ()


class EligibiliteFormat(Format):
    """The right to count; `motif_tardif`: why it was validated after the first day of work."""

    validee_le: champs.DateIso
    piece: champs.TexteRempli | None = None
    motif_tardif: champs.TexteRempli | None = None


class SortieFormat(Format):
    jalon: Jalon
    date: champs.DateIso
    situation: SituationSortie


class BeneficiaireFormat(Format):
    """A person; `id` is local to the file."""

    id: Identifiant
    nom: champs.TexteRempli
    prenom: champs.TexteRempli
    naissance: champs.DateIso
    sexe: Sexe | None = None
    commune: champs.TexteRempli | None = None
    categorie: Categorie
    niveau: Niveau | None = None
    eligibilite: EligibiliteFormat | None = None
    sorties: tuple[SortieFormat, ...] = ()


class ContratFormat(Format):
    id: Identifiant
    beneficiaire: Identifiant
    lot: champs.NumeroLot
    type: TypeContrat
    employeur: champs.TexteRempli
    debut: champs.DateIso
    fin: champs.DateIso | None = None
    motif_fin: champs.Texte | None = None


class HeuresFormat(Format):
    """Hours of a contract in a month, as one party declares them."""

    contrat: Identifiant
    mois: champs.MoisIso
    heures: HeuresMois
    dont_formation: Heures = Decimal(0)
    etat: EtatHeures
    declarant: Declarant = Declarant.EMPLOYEUR


class ParticipantFormat(Format):
    beneficiaire: Identifiant
    heures: Heures


class FormationFormat(Format):
    intitule: champs.TexteRempli
    debut: champs.DateIso
    fin: champs.DateIso | None = None
    participants: tuple[ParticipantFormat, ...] = ()


class FactureFormat(Format):
    lot: champs.NumeroLot
    mois: champs.MoisIso
    montant_ht: champs.Montant


def _reprise_possible(etape: Etape | None) -> Etape | None:
    if etape is not None and etape not in OUVERTES:
        attendues = ", ".join(une.value for une in Etape if une in OUVERTES)
        raise refuser(f"« {etape.value} » reçu ; une étape ouverte est attendue : {attendues}")
    return etape


class ConventionFormat(Format):
    """A convention (C3) that the operation is under; `accord_le`: the day its own buyer agreed."""

    reference: champs.Reference
    entreprise: champs.TexteRempli
    debut: champs.DateIso
    fin: champs.DateIso | None = None
    signee_le: champs.DateIso | None = None
    accord_le: champs.DateIso | None = None


class AffectationFormat(Format):
    """Hours of a contract of this operation in a month that a convention counts on a lot of another one."""

    convention: champs.Reference
    contrat: Identifiant
    mois: champs.MoisIso
    operation: champs.Reference
    lot: champs.NumeroLot
    heures: HeuresMois


class DossierFormat(Format):
    """A whole dossier; only `format` and the operation's reference are always there."""

    format: Literal["relais-dossier/1"]
    operation: OperationPartielle
    contacts: tuple[ContactFormat, ...] = ()
    attributions: tuple[AttributionFormat, ...] = ()
    beneficiaires: tuple[BeneficiaireFormat, ...] = ()
    contrats: tuple[ContratFormat, ...] = ()
    heures: tuple[HeuresFormat, ...] = ()
    formations: tuple[FormationFormat, ...] = ()
    factures: tuple[FactureFormat, ...] = ()
    conventions: tuple[ConventionFormat, ...] = ()
    affectations: tuple[AffectationFormat, ...] = ()
    etape: Annotated[Etape | None, Field(description="signalee par défaut")] = None
    etape_quittee: Annotated[
        Etape | None,
        AfterValidator(_reprise_possible),
        Field(description="celle où reprendre une opération suspendue ; déduite du contenu par défaut"),
    ] = None

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of the format, draft 2020-12."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **cls.model_json_schema()}


@dataclass(frozen=True, kw_only=True)
class LectureDossier:
    """A dossier read; `lieu` starts the sentences about it (« f.jsonl, ligne 3 »), empty for a file of one dossier."""

    dossier: DossierFormat
    alertes: tuple[Alerte, ...]
    lieu: str = ""


def lire_dossier(brut: dict[str, Any], lieu: str = "") -> LectureDossier:
    """The dossier of an object read from JSON. Raises FautesDeSaisie with every fault, each with its path."""
    propre, alertes = nettoyer(brut)
    try:
        dossier = DossierFormat.model_validate(propre)
    except ValidationError as erreur:
        raise traduire(erreur, DossierFormat) from erreur
    fautes = [*controler(dossier.operation, "operation."), *controler_dossier(dossier)]
    if fautes:
        raise FautesDeSaisie(fautes)
    return LectureDossier(dossier=dossier, alertes=(*alertes, *eligibilites_tardives(dossier)), lieu=lieu)
