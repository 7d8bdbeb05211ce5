"""The format « operation » (contract §4): what is read, refused and cleaned, then handed to the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import ConfigDict, Field, ValidationError

from echanges import champs, schemas
from echanges.champs import Format
from echanges.controles_operation import controler, controler_complete
from echanges.fautes_format import traduire
from echanges.textes_propres import nettoyer
from metier import operation as metier
from metier.alertes import Alerte
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.operation import Ccag, Forme, Mission, Mode, Montage, Nature, Operation, TypeMaitreOuvrage


class MaitreOuvragePartiel(Format):
    """A buyer as far as it is known: a mail names it and does not say of what kind it is."""

    nom: champs.TexteRempli
    siret: champs.Siret | None = None
    type: TypeMaitreOuvrage | None = None


class MaitreOuvrageFormat(MaitreOuvragePartiel):
    type: TypeMaitreOuvrage


class LieuFormat(Format):
    commune: champs.TexteRempli
    insee: champs.CodeInsee | None = None


class PenalitesFormat(Format):
    heure: champs.MontantPositif | None = None
    jour_document: champs.MontantPositif | None = None


class SousCritereFormat(Format):
    intitule: champs.TexteRempli
    ponderation: champs.Ponderation


class CritereFormat(Format):
    intitule: champs.TexteRempli
    ponderation: champs.Ponderation
    sous_criteres: tuple[SousCritereFormat, ...] | None = None


class DispenseFormat(Format):
    cas: champs.CasDispense
    motif: champs.Texte | None = None


class LotPartiel(Format):
    """A lot as far as it is known."""

    model_config = ConfigDict(json_schema_extra=schemas.LOT_PARTIEL)

    numero: champs.NumeroLot
    intitule: champs.TexteRempli | None = None
    clause: champs.Oui | None = None
    mode: Mode | None = None
    montant_ht: champs.Montant | None = None
    part_main_oeuvre: champs.Part | None = None
    cout_horaire: champs.CoutHoraire | None = None
    taux_insertion: champs.Part | None = None
    heures_totales: champs.Heures | None = None
    euros_par_heure: champs.MontantPositif | None = None
    seuil_declenchement_ht: champs.Montant | None = None
    heures_mensuelles_reprises: champs.Heures | None = None
    ca_par_heure: champs.CoutHoraire | None = None
    heures: champs.HeuresEntieres | None = None
    heures_retenues: champs.HeuresEntieres | None = None
    motif: champs.Texte | None = None
    duree_mois: champs.DureeMois | None = None
    article_ccap: champs.Texte | None = None
    debut: champs.DateIso | None = None
    fin: champs.DateIso | None = None
    autre_consideration: champs.Texte | None = None
    metiers: tuple[champs.CodeRome, ...] | None = None
    motif_non_clause: champs.Texte | None = None


class LotFormat(LotPartiel):
    """A lot ready for the calculation."""

    model_config = ConfigDict(json_schema_extra=schemas.LOT_COMPLET)

    intitule: champs.TexteRempli
    clause: champs.Oui


class OperationPartielle(Format):
    """An operation as far as it is known: in the store, at `signalee`, it may lack everything but its reference."""

    reference: champs.Reference
    intitule: champs.TexteRempli | None = None
    maitre_ouvrage: MaitreOuvragePartiel | None = None
    nature: Nature | None = None
    forme: Forme | None = None
    montage: Montage | None = None
    ccag: Ccag | None = None
    date_avis: champs.DateIso | None = None
    duree_mois: champs.DureeMois | None = None
    lieu: LieuFormat | None = None
    missions: Annotated[tuple[Mission, ...], Field(min_length=1, json_schema_extra={"uniqueItems": True})] | None = None
    bareme: champs.Reference | None = None
    penalites: PenalitesFormat | None = None
    criteres: tuple[CritereFormat, ...] | None = None
    articles_reservation: tuple[champs.ArticleReservation, ...] | None = None
    dispense: DispenseFormat | None = None
    defense: champs.Oui | None = None
    valeur_maximale_ht: champs.Montant | None = None
    notes: champs.Texte | None = None
    reference_acheteur: champs.ReferenceAcheteur | None = None
    relais: champs.Reference | None = None
    lots: tuple[LotPartiel, ...] | None = None

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of the format, draft 2020-12."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **cls.model_json_schema()}

    def en_json(self) -> dict[str, Any]:
        """The object to write in a file: the keys that were given, decimals as strings with their written scale."""
        return self.model_dump(mode="json", exclude_unset=True)


class OperationFormat(OperationPartielle):
    """An operation ready for `calibrer` and `dce`."""

    intitule: champs.TexteRempli
    maitre_ouvrage: MaitreOuvrageFormat
    nature: Nature
    date_avis: champs.DateIso
    lots: Annotated[tuple[LotFormat, ...], Field(min_length=1)]


@dataclass(frozen=True, kw_only=True)
class LectureOperation:
    """An operation read in full: for the rules, what was cleaned on the way, and as it was written."""

    operation: Operation
    alertes: tuple[Alerte, ...]
    format: OperationFormat


@dataclass(frozen=True, kw_only=True)
class LecturePartielle:
    """An operation read as far as it is known."""

    alertes: tuple[Alerte, ...]
    format: OperationPartielle


Lue = TypeVar("Lue", bound=OperationPartielle)


def lire_operation(brut: dict[str, Any]) -> LectureOperation:
    """The operation of an object read from JSON, ready for the rules. Raises FautesDeSaisie with every fault."""
    propre, alertes = nettoyer(brut)
    lue = _valider(OperationFormat, propre)
    _exiger([*controler(lue), *controler_complete(lue)])
    return LectureOperation(operation=vers_metier(lue), alertes=alertes, format=lue)


def lire_partielle(brut: dict[str, Any]) -> LecturePartielle:
    """The operation as far as it is known, each field present checked. Raises FautesDeSaisie with every fault."""
    propre, alertes = nettoyer(brut)
    lue = _valider(OperationPartielle, propre)
    _exiger(controler(lue))
    return LecturePartielle(alertes=alertes, format=lue)


def completer(partielle: OperationPartielle) -> LectureOperation:
    """A stored operation made ready for the rules. Raises FautesDeSaisie naming each field still missing."""
    return lire_operation(partielle.en_json())


def vers_metier(lue: OperationFormat) -> Operation:
    """The operation as the rules know it; absent keys take the defaults of the contract."""
    valeurs = _donnees(lue)
    valeurs["maitre_ouvrage"] = metier.MaitreOuvrage(**_donnees(lue.maitre_ouvrage))
    valeurs["lots"] = tuple(metier.Lot(**_donnees(lot)) for lot in lue.lots)
    valeurs["criteres"] = tuple(_critere(critere) for critere in lue.criteres or ())
    if lue.missions:
        valeurs["missions"] = frozenset(lue.missions)
    if lue.lieu:
        valeurs["lieu"] = metier.Lieu(**_donnees(lue.lieu))
    if lue.penalites:
        valeurs["penalites"] = metier.Penalites(**_donnees(lue.penalites))
    if lue.dispense:
        valeurs["dispense"] = metier.Dispense(cas=lue.dispense.cas, motif=lue.dispense.motif or "")
    return Operation(**valeurs)


def _critere(critere: CritereFormat) -> metier.Critere:
    sous = tuple(metier.SousCritere(**_donnees(partie)) for partie in critere.sous_criteres or ())
    return metier.Critere(intitule=critere.intitule, ponderation=critere.ponderation, sous_criteres=sous)


def _donnees(objet: Format) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in objet if valeur is not None}


def _valider(modele: type[Lue], brut: dict[str, Any]) -> Lue:
    try:
        return modele.model_validate(brut)
    except ValidationError as erreur:
        raise traduire(erreur, modele) from erreur


def _exiger(fautes: list[FauteDeSaisie]) -> None:
    if fautes:
        raise FautesDeSaisie(fautes)
