"""`relais calibrer` and `relais schema`: the hours of an operation explained, the shape of the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from config.baremes import get_bareme
from config.droit import get_seuils, mention_lecture
from echanges.format_operation import LectureOperation, OperationFormat, lire_operation
from echanges.lecture_json import lire_json
from formats.calcul import phrase_alerte, phrase_etape
from formats.dates import date_courte
from formats.nombres import heures, nombre
from formats.regime import phrases_regime
from formats.typographie import typographier
from metier.alertes import Alerte
from metier.calibrage import Calibrage, ResultatLot
from metier.calibrage import calibrer as calculer
from metier.fautes import FauteDeSaisie
from metier.operation import Operation
from metier.regime import Regime, determiner


def calibrer(fichier: Path, *, json: bool = False) -> None:
    """Print the hours and the regime of the operation that a file holds. Raises FauteDeSaisie naming the field."""
    lecture = lire_operation(lire_json(fichier))
    calibrage = calculer(lecture.operation, get_bareme(lecture.operation.bareme))
    regime = determiner(lecture.operation, get_seuils())
    if json:
        print(en_json(resultat(lecture, calibrage, regime)))
    else:
        print("\n".join(_lignes(lecture, calibrage, regime)))


def schema(nom: str) -> None:
    """Print the JSON Schema of a format. Raises FauteDeSaisie when the name is that of no format."""
    if nom == "operation":
        print(en_json(OperationFormat.json_schema()))
    elif nom == "dossier":
        from echanges.format_dossier import DossierFormat

        print(en_json(DossierFormat.json_schema()))
    else:
        raise FauteDeSaisie("nom", typographier(f"schema : « {nom[:60]} » inconnu ; operation ou dossier est attendu."))


def en_json(valeur: dict[str, Any]) -> str:
    return json.dumps(valeur, ensure_ascii=False, indent=1)


def resultat(lecture: LectureOperation, calibrage: Calibrage, regime: Regime) -> dict[str, Any]:
    """The shape of `calibrer --json` (contract §4)."""
    bareme = calibrage.bareme
    return {
        "reference": calibrage.reference,
        "regime": regime.code.value,
        "bareme": {
            "nom": bareme.nom,
            "version": bareme.version,
            "date": bareme.date.isoformat(),
            "source": bareme.source,
        },
        "lots": [_lot(lot) for lot in calibrage.lots],
        "total_heures": calibrage.total_heures,
        "alertes": [phrase_alerte(alerte) for alerte in _alertes(lecture, calibrage, regime)],
    }


def _lot(lot: ResultatLot) -> dict[str, Any]:
    return {
        "numero": lot.numero,
        "heures_calculees": str(lot.heures_calculees),
        "heures": lot.heures,
        "jours": str(lot.jours),
        "etp": str(lot.etp),
        "etapes": [phrase_etape(etape) for etape in lot.etapes],
        "alertes": [phrase_alerte(alerte) for alerte in lot.alertes],
    }


def _alertes(lecture: LectureOperation, calibrage: Calibrage, regime: Regime) -> tuple[Alerte, ...]:
    return (*lecture.alertes, *calibrage.alertes, *regime.alertes)


def _lignes(lecture: LectureOperation, calibrage: Calibrage, regime: Regime) -> list[str]:
    operation, bareme = lecture.operation, calibrage.bareme
    return [
        f"{operation.reference}  {operation.intitule}",
        operation.maitre_ouvrage.nom,
        "",
        *(ligne for lot in calibrage.lots for ligne in _lignes_lot(lot)),
        *_total(calibrage),
        *_non_clauses(operation),
        "",
        *phrases_regime(regime),
        *(f"  À noter : {phrase_alerte(alerte)}" for alerte in _alertes(lecture, calibrage, regime)),
        "",
        typographier(
            f"Barème : {bareme.nom}, version {bareme.version} du {date_courte(bareme.date)}. {bareme.source}."
        ),
        mention_lecture(regime.lus_le),
    ]


def _lignes_lot(lot: ResultatLot) -> list[str]:
    return [
        typographier(f"Lot {lot.numero} : {lot.intitule}"),
        *(f"    {phrase_etape(etape)}" for etape in lot.etapes),
        *(f"  À noter : {phrase_alerte(alerte)}" for alerte in lot.alertes),
        "",
    ]


def _non_clauses(operation: Operation) -> list[str]:
    """The lots left out, each with its reason where one was written."""
    lignes = [
        f"  {lot.numero:>4}  {lot.intitule}" + (f" : {lot.motif_non_clause}" if lot.motif_non_clause else "")
        for lot in operation.lots
        if not lot.clause
    ]
    return ["", "Lots non clausés", *map(typographier, lignes)] if lignes else []


def _total(calibrage: Calibrage) -> list[str]:
    if not calibrage.lots:
        return ["Aucun lot clausé : aucune heure d’insertion."]
    large = max(len(lot.intitule) for lot in calibrage.lots)
    volumes = [heures(lot.heures) for lot in calibrage.lots]
    total = heures(calibrage.total_heures)
    lignes = [
        f"  {lot.numero:>4}  {lot.intitule:<{large}}  {volume:>{len(total)}}"
        for lot, volume in zip(calibrage.lots, volumes, strict=True)
    ]
    etp = f"{nombre(calibrage.total_jours, 1)} jours, {nombre(calibrage.total_etp, 2)} ETP"
    return ["Heures d’insertion par lot", *lignes, f"  {'':>4}  {'Total':<{large}}  {total}  ({etp})"]
