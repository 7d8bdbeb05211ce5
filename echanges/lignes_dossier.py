"""A dossier that was read → rows of the store, one stage of parents at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from echanges.format_dossier import AttributionFormat, BeneficiaireFormat, DossierFormat, FormationFormat
from echanges.format_operation import CritereFormat, LotPartiel, OperationPartielle
from sqlmodel_store.colonnes import Table
from sqlmodel_store.depots.personnes import Identite, identite
from sqlmodel_store.modeles.acteurs import Attribution, Avenant, Contact, Facture, Modalite
from sqlmodel_store.modeles.insertion import (
    Beneficiaire,
    Contrat,
    Eligibilite,
    Formation,
    Heures,
    Participation,
    Sortie,
)
from sqlmodel_store.modeles.operation import Critere, Lot, Operation, SousCritere

OBJETS = {
    "maitre_ouvrage": ("maitre_ouvrage", ("nom", "siret", "type")),
    "lieu": ("lieu", ("commune", "insee")),
    "penalites": ("penalite", ("heure", "jour_document")),
    "dispense": ("dispense", ("cas", "motif")),
}
"""The fields of an operation that hold an object: prefix and names of the columns it is spread over."""
AILLEURS = frozenset({"reference", "lots", "criteres"})


def valeurs_operation(lue: OperationPartielle, champs: Collection[str] | None = None) -> dict[str, Any]:
    """The columns that these fields of an operation decide; by default every field, None where nothing is said."""
    valeurs: dict[str, Any] = {}
    for champ in set(OperationPartielle.model_fields if champs is None else champs) - AILLEURS:
        valeur = getattr(lue, champ)
        if champ in OBJETS:
            valeurs |= _colonnes(OBJETS[champ][0], valeur, OBJETS[champ][1])
        else:
            valeurs["relais_ecrit" if champ == "relais" else champ] = colonne(valeur)
    return valeurs


def colonne(valeur: Any) -> Any:  # noqa: ANN401 - any value of a format
    """A value as its column holds it: a list of codes as plain texts."""
    return [str(code) for code in valeur] if isinstance(valeur, tuple) else valeur


def _colonnes(prefixe: str, objet: BaseModel | None, champs: Iterable[str]) -> dict[str, Any]:
    return {f"{prefixe}_{champ}": getattr(objet, champ, None) for champ in champs}


def nouveau_lot(operation_id: int, rang: int, lu: LotPartiel) -> Lot:
    """The row of a lot, at that place in the buyer's list."""
    return Lot(operation_id=operation_id, rang=rang, **{champ: colonne(valeur) for champ, valeur in lu})


def ecrire_criteres(session: Session, operation_id: int, lus: Sequence[CritereFormat]) -> None:
    """Adds award criteria and their sub-criteria; the session is flushed."""
    for rang, lu in enumerate(lus):
        critere = Critere(operation_id=operation_id, rang=rang, intitule=lu.intitule, ponderation=lu.ponderation)
        session.add(critere)
        session.flush()
        session.add_all(
            SousCritere(critere_id=critere.id, rang=place, **dict(sous))
            for place, sous in enumerate(lu.sous_criteres or ())
        )
    session.flush()


@dataclass(frozen=True, kw_only=True)
class Ecriture:
    """The writing of one dossier's content under an operation whose own row is there; `personnes` by identity."""

    session: Session
    operation: Operation
    dossier: DossierFormat
    personnes: Mapping[Identite, int]

    def ecrire(self) -> None:
        """Adds every row of the content; the session is flushed."""
        lots = {lot.numero: lot for lot in self._lots()}
        beneficiaires = {beneficiaire.code: beneficiaire for beneficiaire in self._beneficiaires()}
        self._ajouter(*lots.values(), *beneficiaires.values(), *self._contacts())
        contrats = {contrat.code: contrat for contrat in self._contrats(lots, beneficiaires)}
        self._ajouter(*contrats.values(), *self._parcours(beneficiaires), *self._factures(lots))
        ecrire_criteres(self.session, self.operation.id, self.dossier.operation.criteres or ())
        self.attribuer(lots)
        self._formations(beneficiaires)
        self._ajouter(*self._heures(contrats))

    def _ajouter(self, *lignes: Table) -> None:
        self.session.add_all(lignes)
        self.session.flush()

    def _lots(self) -> list[Lot]:
        lus = enumerate(self.dossier.operation.lots or ())
        return [nouveau_lot(self.operation.id, rang, lu) for rang, lu in lus]

    def _contacts(self) -> list[Contact]:
        contacts = enumerate(self.dossier.contacts)
        return [Contact(operation_id=self.operation.id, rang=rang, **dict(contact)) for rang, contact in contacts]

    def _beneficiaires(self) -> list[Beneficiaire]:
        return [self._beneficiaire(rang, personne) for rang, personne in enumerate(self.dossier.beneficiaires)]

    def _beneficiaire(self, rang: int, lue: BeneficiaireFormat) -> Beneficiaire:
        valeurs = lue.model_dump(exclude={"id", "naissance", "eligibilite", "sorties"})
        personne_id = self.personnes[identite(lue.nom, lue.prenom, lue.naissance)]
        return Beneficiaire(operation_id=self.operation.id, personne_id=personne_id, rang=rang, code=lue.id, **valeurs)

    def _parcours(self, beneficiaires: dict[str, Beneficiaire]) -> list[Table]:
        """Eligibility and outcomes of each person."""
        lignes: list[Table] = []
        for lue in self.dossier.beneficiaires:
            numero = beneficiaires[lue.id].id
            if lue.eligibilite:
                lignes.append(Eligibilite(beneficiaire_id=numero, **dict(lue.eligibilite)))
            lignes += [Sortie(beneficiaire_id=numero, rang=rang, **dict(un)) for rang, un in enumerate(lue.sorties)]
        return lignes

    def _contrats(self, lots: dict[int, Lot], beneficiaires: dict[str, Beneficiaire]) -> list[Contrat]:
        return [
            Contrat(
                operation_id=self.operation.id,
                beneficiaire_id=beneficiaires[lu.beneficiaire].id,
                lot_id=lots[lu.lot].id,
                rang=rang,
                code=lu.id,
                **lu.model_dump(exclude={"id", "beneficiaire", "lot"}),
            )
            for rang, lu in enumerate(self.dossier.contrats)
        ]

    def _heures(self, contrats: dict[str, Contrat]) -> list[Heures]:
        return [
            Heures(contrat_id=contrats[lue.contrat].id, rang=rang, **lue.model_dump(exclude={"contrat"}))
            for rang, lue in enumerate(self.dossier.heures)
        ]

    def _factures(self, lots: dict[int, Lot]) -> list[Facture]:
        return [
            Facture(lot_id=lots[lue.lot].id, rang=rang, mois=lue.mois, montant_ht=lue.montant_ht)
            for rang, lue in enumerate(self.dossier.factures)
        ]

    def attribuer(self, lots: Mapping[int, Lot]) -> None:
        """Adds the attributions, their modalities and amendments, on lots that are there, by number."""
        lues = self.dossier.attributions
        attributions = [self._attribution(rang, lue, lots[lue.lot]) for rang, lue in enumerate(lues)]
        self._ajouter(*attributions)
        for attribution, lue in zip(attributions, lues, strict=True):
            self.session.add_all(_modalites(attribution, lue))
            self.session.add_all(
                Avenant(attribution_id=attribution.id, rang=rang, **dict(un)) for rang, un in enumerate(lue.avenants)
            )

    def _attribution(self, rang: int, lue: AttributionFormat, lot: Lot) -> Attribution:
        return Attribution(
            operation_id=self.operation.id,
            lot_id=lot.id,
            rang=rang,
            **_colonnes("entreprise", lue.entreprise, ("nom", "siret")),
            **_colonnes("referent", lue.referent, ("nom", "fonction", "courriel", "telephone")),
            **lue.model_dump(include={"role", "courriel", "date_notification", "heures_engagees"}),
        )

    def _formations(self, beneficiaires: dict[str, Beneficiaire]) -> None:
        lues = self.dossier.formations
        formations = [self._formation(rang, lue) for rang, lue in enumerate(lues)]
        self._ajouter(*formations)
        for formation, lue in zip(formations, lues, strict=True):
            for rang, participant in enumerate(lue.participants):
                numero = beneficiaires[participant.beneficiaire].id
                self.session.add(
                    Participation(
                        formation_id=formation.id, beneficiaire_id=numero, rang=rang, heures=participant.heures
                    )
                )

    def _formation(self, rang: int, lue: FormationFormat) -> Formation:
        return Formation(
            operation_id=self.operation.id, rang=rang, **lue.model_dump(include={"intitule", "debut", "fin"})
        )


def _modalites(attribution: Attribution, lue: AttributionFormat) -> list[Modalite]:
    return [
        Modalite(
            attribution_id=attribution.id,
            rang=rang,
            type=modalite.type,
            heures=modalite.heures,
            **_colonnes("structure", modalite.structure, ("nom", "type", "courriel")),
        )
        for rang, modalite in enumerate(lue.modalites)
    ]
