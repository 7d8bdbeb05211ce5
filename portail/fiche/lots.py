"""The lots of an operation and their hours, as far as they are known, the calculation in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from echanges.dossier import partielle
from formats.calcul import phrase_alerte, phrase_etape
from formats.nombres import nombre
from formats.regime import phrases_regime
from metier.calibrage import ResultatLot
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.operation import Lot, Operation
from workflows.actes.calcul import Calcul, calculer


@dataclass(frozen=True, kw_only=True)
class LigneLot:
    """A lot; `clause` None while nobody decided; days and ETP as written, None where nothing was calculated."""

    numero: int
    intitule: str | None
    montant_ht: Decimal | None
    clause: bool | None
    raisons: tuple[str, ...]
    heures: int | None
    jours: str | None = None
    etp: str | None = None
    etapes: tuple[str, ...] = ()
    alertes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TotalHeures:
    heures: int
    jours: str
    etp: str


@dataclass(frozen=True, kw_only=True)
class TableauLots:
    """Every lot; `total` None while the calculation cannot be made, `manques` then says what it lacks."""

    lignes: tuple[LigneLot, ...]
    total: TotalHeures | None = None
    bareme: str | None = None
    regime: tuple[str, ...] = ()
    alertes: tuple[str, ...] = ()
    manques: tuple[str, ...] = ()


def lire_lots(session: Session, operation: Operation) -> TableauLots:
    """The lots in the buyer's order, with their calculation where everything it needs is known."""
    lots = operations.lots(session, operation.id)
    try:
        calcul = calculer(partielle(session, operation))
    except FautesDeSaisie as fautes:
        return _en_attente(lots, fautes.fautes)
    except FauteDeSaisie as faute:
        return _en_attente(lots, [faute])
    return _calcule(lots, calcul)


def _en_attente(lots: list[Lot], fautes: list[FauteDeSaisie]) -> TableauLots:
    return TableauLots(lignes=tuple(_ligne(lot, None) for lot in lots), manques=tuple(faute.phrase for faute in fautes))


def _calcule(lots: list[Lot], calcul: Calcul) -> TableauLots:
    calibrage = calcul.calibrage
    resultats = {resultat.numero: resultat for resultat in calibrage.lots}
    alertes = [phrase_alerte(une) for une in (*calcul.alertes, *calibrage.alertes, *calcul.regime.alertes)]
    return TableauLots(
        lignes=tuple(_ligne(lot, resultats.get(lot.numero)) for lot in lots),
        total=TotalHeures(
            heures=calibrage.total_heures, jours=nombre(calibrage.total_jours, 1), etp=nombre(calibrage.total_etp, 2)
        ),
        bareme=f"{calibrage.bareme.nom}, version {calibrage.bareme.version}",
        regime=tuple(phrases_regime(calcul.regime)),
        alertes=tuple(dict.fromkeys(alertes)),
    )


def _ligne(lot: Lot, resultat: ResultatLot | None) -> LigneLot:
    connu = LigneLot(
        numero=lot.numero,
        intitule=lot.intitule,
        montant_ht=lot.montant_ht,
        clause=lot.clause,
        raisons=_raisons(lot),
        heures=resultat.heures if resultat else _heures_ecrites(lot),
    )
    return _avec_calcul(connu, resultat) if resultat else connu


def _avec_calcul(ligne: LigneLot, resultat: ResultatLot) -> LigneLot:
    return LigneLot(
        **vars(ligne)
        | {
            "jours": nombre(resultat.jours, 1),
            "etp": nombre(resultat.etp, 2),
            "etapes": tuple(phrase_etape(etape) for etape in resultat.etapes),
            "alertes": tuple(phrase_alerte(alerte) for alerte in resultat.alertes),
        }
    )


def _heures_ecrites(lot: Lot) -> int | None:
    """The hours that someone wrote, where the calculation cannot be made."""
    return lot.heures if lot.heures_retenues is None else lot.heures_retenues


def _raisons(lot: Lot) -> tuple[str, ...]:
    """Why it carries no clause, what else it carries, why its hours are not those of the calculation."""
    ecrites = (lot.motif_non_clause if not lot.clause else None, lot.autre_consideration, lot.motif)
    return tuple(raison for raison in ecrites if raison)
