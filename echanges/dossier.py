"""Dossiers in and out of the store: all or nothing, and nothing at all when nothing changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from config.horloge import aujourdhui
from echanges import canonique
from echanges.affectations_dossier import mutualisees, reprendre
from echanges.controles_dossier import ages_invraisemblables
from echanges.effacees import sans_effacees
from echanges.etape_quittee import etape_quittee
from echanges.format_dossier import DossierFormat, LectureDossier, lire_dossier
from echanges.format_operation import LotPartiel, OperationPartielle, lire_partielle
from echanges.heures_recues import recues_perdues
from echanges.lecture_dossiers import situer
from echanges.lignes_dossier import Ecriture, colonne, ecrire_criteres, nouveau_lot, valeurs_operation
from echanges.mois_possibles import MoisDesPersonnes, mois_rouverts, remettre_les_affectations
from echanges.pertes import pertes
from echanges.recomposition import Recomposition
from metier.cycle import Etape
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from sqlmodel_store.depots import dossiers, heures, imports, journal, operations, personnes, relais
from sqlmodel_store.depots.personnes import Identite, identite
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.operation import Critere, Operation
from sqlmodel_store.session import verrouiller

PAR_PAQUET = 100


@dataclass(kw_only=True)
class Bilan:
    """The references that an import created, replaced, or found unchanged."""

    crees: list[str] = field(default_factory=list)
    remplaces: list[str] = field(default_factory=list)
    inchanges: list[str] = field(default_factory=list)


def importer(session: Session, lectures: Sequence[LectureDossier], *, acteur: str) -> Bilan:
    """Writes dossiers; the caller's transaction makes it all or nothing.

    What is already there word for word is left alone, journal included; a dossier that gives no step leaves the
    operation where it is. Raises FautesDeSaisie, one fault per lot and month, when a replacement would take
    validated hours from who did them, or what makes them count (`echanges.pertes`), and one per line of more hours
    than a month allows a person over all dossiers; one per settled month that would change (`echanges.mois_possibles`);
    one per person whose age cannot be (`echanges.controles_dossier`).
    Conventions and allocations are taken back once all dossiers are there (`echanges.affectations_dossier`).
    """
    verrouiller(session, "dossiers")
    lectures = sans_effacees(session, lectures)
    bilan = Bilan()
    reste = iter(lectures)
    while paquet := list(islice(reste, PAR_PAQUET)):
        _Paquet(session, acteur, bilan).importer(paquet)
    for reference in sorted(reprendre(session, lectures, acteur=acteur).intersection(bilan.inchanges)):
        bilan.inchanges.remove(reference)
        bilan.remplaces.append(reference)
    return bilan


def exporter(session: Session, reference: str) -> dict[str, Any]:
    """The canonical dossier of an operation, with its conventions and what they count of it elsewhere.

    Raises FauteDeSaisie when no operation has that reference.
    """
    ligne = operations.exiger(session, reference)
    return ecrits(session, [ligne])[reference] | mutualisees(session, ligne)


def ecrits(session: Session, lignes: Sequence[Operation]) -> dict[str, dict[str, Any]]:
    """The canonical dossier of each operation, by reference, in a constant number of queries."""
    contenus = dossiers.charger(session, [ligne.id for ligne in lignes])
    return {ligne.reference: canonique.canonique(Recomposition(ligne, contenus).complet()) for ligne in lignes}


def partielle(session: Session, operation: Operation) -> OperationPartielle:
    """The operation as far as it is known, in its format; `format_operation.completer` names what is missing."""
    session.flush()
    contenus = dossiers.charger_operation(session, operation.id)
    partie = {"operation": Recomposition(operation, contenus).partie_operation()}
    return lire_partielle(canonique.canonique(partie)["operation"]).format


def completer(session: Session, operation: Operation, lue: OperationPartielle) -> None:
    """Writes the fields that were given, and leaves the others; lots are matched by number, criteria replaced."""
    donnes = lue.model_fields_set
    for nom, valeur in valeurs_operation(lue, donnes).items():
        setattr(operation, nom, valeur)
    if "relais" in donnes:
        operation.relais_id = relais.retenir(session, lue.relais).id
    if "criteres" in donnes:
        session.execute(delete(Critere).where(col(Critere.operation_id) == operation.id))
        ecrire_criteres(session, operation.id, lue.criteres or ())
    _completer_les_lots(session, operation, lue.lots or ())
    session.flush()


def avec_attributions(session: Session, operation: Operation, attributions: Any) -> DossierFormat:  # noqa: ANN401 - JSON
    """The dossier of an operation with these attributions in place of its own. Raises FautesDeSaisie."""
    dossier = lire_dossier(exporter(session, operation.reference) | {"attributions": attributions}).dossier
    if fautes := recues_perdues(session, operation.id, dossier):
        raise FautesDeSaisie(fautes)
    return dossier


def attribuer(session: Session, operation: Operation, dossier: DossierFormat) -> None:
    """Writes the attributions of a dossier in place of those the operation has."""
    session.execute(delete(Attribution).where(col(Attribution.operation_id) == operation.id))
    lots = {lot.numero: lot for lot in operations.lots(session, operation.id)}
    Ecriture(session=session, operation=operation, dossier=dossier, personnes={}).attribuer(lots)
    session.flush()


def _completer_les_lots(session: Session, operation: Operation, lus: tuple[LotPartiel, ...]) -> None:
    connus = {lot.numero: lot for lot in operations.lots(session, operation.id)}
    suivants = count(max((lot.rang for lot in connus.values()), default=-1) + 1)
    for lu in lus:
        if (connu := connus.get(lu.numero)) is None:
            session.add(nouveau_lot(operation.id, next(suivants), lu))
            continue
        for champ in lu.model_fields_set - {"numero"}:
            setattr(connu, champ, colonne(getattr(lu, champ)))


@dataclass(frozen=True)
class _Paquet:
    """A batch of dossiers, compared with the store in a constant number of queries."""

    session: Session
    acteur: str
    bilan: Bilan

    def importer(self, lectures: Sequence[LectureDossier]) -> None:
        connues = dossiers.par_references(self.session, [une.dossier.operation.reference for une in lectures])
        presents = ecrits(self.session, list(connues.values()))
        numeros = personnes.retenir(self.session, {qui for une in lectures for qui in _identites(une.dossier)})
        mois = MoisDesPersonnes(self.session, numeros)
        clos = heures.mois_clos(self.session, [connue.id for connue in connues.values()])
        anciennes: set[int] = set()
        for lecture in lectures:
            reference = lecture.dossier.operation.reference
            if reference not in connues:
                _refuser(lecture, ages_invraisemblables(lecture.dossier))
                _refuser(lecture, mois.remplacer(None, lecture.dossier))
                self._creer(lecture.dossier, numeros)
            elif presents[reference] != _attendu(lecture.dossier, connues[reference]):
                numero, present = connues[reference].id, DossierFormat.model_validate(presents[reference])
                _refuser(lecture, ages_invraisemblables(lecture.dossier))
                _refuser(lecture, pertes(present, lecture.dossier))
                _refuser(lecture, recues_perdues(self.session, numero, lecture.dossier))
                _refuser(lecture, mois_rouverts(present, lecture.dossier, clos.get(numero, ())))
                _refuser(lecture, mois.remplacer(numero, lecture.dossier))
                nouveaux = _employeurs(lecture.dossier) - _employeurs(present)
                anciennes.update(self._remplacer(lecture.dossier, connues[reference], numeros, nouveaux))
            else:
                self.bilan.inchanges.append(reference)
        personnes.oublier_les_absentes(self.session, anciennes)

    def _creer(self, dossier: DossierFormat, numeros: dict[Identite, int]) -> None:
        lue = dossier.operation
        etape = dossier.etape or Etape.SIGNALEE
        operation = operations.creer(self.session, lue.reference, le=aujourdhui(), etape=etape, code=lue.relais)
        operation.etape_quittee = etape_quittee(dossier)
        self._ecrire(operation, dossier, numeros)
        self._noter(imports.IMPORTE, operation, dossier)
        self.bilan.crees.append(lue.reference)

    def _remplacer(
        self,
        dossier: DossierFormat,
        operation: Operation,
        numeros: dict[Identite, int],
        nouveaux: set[tuple[int, str]],
    ) -> list[int]:
        """Puts another content in place; returns the people that the former one held.

        `nouveaux`: the lots and employers that it did not have.
        """
        affectations = heures.retirer_les_affectations(self.session, operation.id)
        anciennes = dossiers.vider(self.session, operation.id)
        if dossier.etape not in {None, operation.etape}:
            operations.changer_etape(operation, dossier.etape or operation.etape, le=aujourdhui())
        if operation.etape is Etape.SUSPENDUE:
            operation.etape_quittee = dossier.etape_quittee or operation.etape_quittee or etape_quittee(dossier)
        self._ecrire(operation, dossier, numeros)
        remettre_les_affectations(self.session, affectations, dossier)
        self._noter(imports.REMPLACE, operation, dossier, nouveaux)
        self.bilan.remplaces.append(operation.reference)
        return anciennes

    def _ecrire(self, operation: Operation, dossier: DossierFormat, numeros: dict[Identite, int]) -> None:
        operation.relais_id = relais.retenir(self.session, dossier.operation.relais).id
        for nom, valeur in valeurs_operation(dossier.operation).items():
            setattr(operation, nom, valeur)
        Ecriture(session=self.session, operation=operation, dossier=dossier, personnes=numeros).ecrire()

    def _noter(
        self, evenement: str, operation: Operation, dossier: DossierFormat, nouveaux: Collection[tuple[int, str]] = ()
    ) -> None:
        journal.noter(
            self.session,
            evenement,
            acteur=self.acteur,
            operation_id=operation.id,
            lots=len(dossier.operation.lots or ()),
            contrats=len(dossier.contrats),
            lignes_d_heures=len(dossier.heures),
            jour=aujourdhui().isoformat(),
            employeurs=sorted(nouveaux),
            empreinte=_empreinte(dossier),
        )


def _employeurs(dossier: DossierFormat) -> set[tuple[int, str]]:
    """Who employs on which lot."""
    return {(un.lot, un.employeur) for un in dossier.contrats}


def _identites(dossier: DossierFormat) -> list[Identite]:
    return [identite(un.nom, un.prenom, un.naissance) for un in dossier.beneficiaires]


def _attendu(dossier: DossierFormat, connue: Operation) -> dict[str, Any]:
    """The dossier with what it leaves as it is: the step, and the one that a suspended operation left."""
    attendu = canonique.du_format(dossier)
    for a_part in ("conventions", "affectations"):
        attendu.pop(a_part, None)
    if dossier.etape is None:
        attendu["etape"] = connue.etape.value
    if dossier.etape_quittee is None and attendu["etape"] == Etape.SUSPENDUE and connue.etape_quittee:
        attendu["etape_quittee"] = connue.etape_quittee.value
    return attendu


def _empreinte(dossier: DossierFormat) -> str:
    ecrit = json.dumps(canonique.du_format(dossier), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(ecrit.encode()).hexdigest()


def _refuser(lecture: LectureDossier, fautes: Sequence[FauteDeSaisie]) -> None:
    if fautes:
        raise FautesDeSaisie([situer(lecture.lieu, une) for une in fautes])
