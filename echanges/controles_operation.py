"""What no single field can say of an operation: fields that need or exclude each other (contract §4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from echanges.fautes_format import faute
from metier.entrees import AU_BAREME, REQUISES
from metier.fautes import FauteDeSaisie
from metier.operation import Mode, Montage

if TYPE_CHECKING:
    from echanges.format_operation import LotPartiel, OperationFormat, OperationPartielle

CENT = Decimal(100)


def controler(operation: OperationPartielle, prefixe: str = "") -> list[FauteDeSaisie]:
    """The faults between the fields that are present; `prefixe` starts each path (`operation.`)."""
    fautes = [*_criteres(operation), *_reservation(operation), *_missions(operation), *_numeros(operation)]
    for rang, lot in enumerate(operation.lots or ()):
        fautes += _lot(lot, f"lots[{rang}]")
    return [faute(f"{prefixe}{champ}", raison) for champ, raison in fautes]


def controler_complete(operation: OperationFormat, prefixe: str = "") -> list[FauteDeSaisie]:
    """The inputs that the calculation needs, that are absent, and that no barème supplies."""
    manquants = [
        faute(f"{prefixe}lots[{rang}].{champ}", f"donnée absente, le lot {lot.numero} ({_mode(lot)}) l’exige")
        for rang, lot in enumerate(operation.lots)
        for champ in _exiges(lot)
        if getattr(lot, champ) is None
    ]
    return [*(faute(f"{prefixe}{champ}", raison) for champ, raison in _sans_montage(operation)), *manquants]


Faute = tuple[str, str]


def _exiges(lot: LotPartiel) -> list[str]:
    mode = lot.mode or Mode.GENERIQUE
    exiges = [] if mode is Mode.HEURES_AU_MARCHE else ["montant_ht"]
    if lot.clause:
        exiges += [champ for champ in REQUISES[mode] if champ not in AU_BAREME.get(mode, ())]
    return list(dict.fromkeys(exiges))


def _mode(lot: LotPartiel) -> str:
    return (lot.mode or Mode.GENERIQUE).libelle if lot.clause else "non clausé"


def _criteres(operation: OperationPartielle) -> Iterator[Faute]:
    if not operation.criteres:
        return
    if operation.montage is not None and operation.montage is not Montage.EXECUTION_CRITERE:
        yield "criteres", f"critères donnés avec le montage {operation.montage} ; seul execution_critere en admet"
    somme = sum((critere.ponderation for critere in operation.criteres), Decimal(0))
    if somme > CENT:
        yield "criteres", f"les pondérations font {somme} ; 100 au plus est attendu"
    for rang, critere in enumerate(operation.criteres):
        sous = sum((partie.ponderation for partie in critere.sous_criteres or ()), Decimal(0))
        if critere.sous_criteres and sous != CENT:
            yield f"criteres[{rang}].sous_criteres", f"les pondérations font {sous} ; 100 est attendu"


def _sans_montage(operation: OperationFormat) -> Iterator[Faute]:
    """Without a montage, the operation has an execution clause only (contract §4)."""
    if operation.montage is None and operation.criteres:
        yield "criteres", "critères donnés sans montage ; ajoutez « montage » : « execution_critere »"
    if operation.montage is None and operation.articles_reservation:
        yield "articles_reservation", "articles donnés sans montage ; ajoutez « montage » : « reserve »"


def _reservation(operation: OperationPartielle) -> Iterator[Faute]:
    articles = operation.articles_reservation or ()
    if articles and operation.montage is not None and operation.montage is not Montage.RESERVE:
        yield "articles_reservation", f"articles donnés avec le montage {operation.montage} ; seul reserve en admet"
    if len(set(articles)) < len(articles):
        yield "articles_reservation", "un article est répété ; gardez-le une seule fois"


def _missions(operation: OperationPartielle) -> Iterator[Faute]:
    missions = operation.missions or ()
    for rang, mission in enumerate(missions):
        if (premier := missions.index(mission)) < rang:
            yield (
                f"missions[{rang}]",
                f"« {mission} » est déjà missions[{premier}] ; gardez-la une seule fois",
            )


def _numeros(operation: OperationPartielle) -> Iterator[Faute]:
    premiers: dict[int, int] = {}
    for rang, lot in enumerate(operation.lots or ()):
        if lot.numero in premiers:
            deja = f"lots[{premiers[lot.numero]}]"
            yield (
                f"lots[{rang}].numero",
                f"le numéro {lot.numero} est déjà celui de {deja} ; un numéro par lot est attendu",
            )
        premiers.setdefault(lot.numero, rang)


def _lot(lot: LotPartiel, chemin: str) -> Iterator[Faute]:
    if lot.heures_retenues is not None and not (lot.motif and lot.motif.strip()):
        yield (
            f"{chemin}.motif",
            f"{lot.heures_retenues} h retenues sans motif ; écrivez pourquoi elles remplacent le calcul",
        )
    if lot.debut and lot.fin and lot.fin < lot.debut:
        yield f"{chemin}.fin", f"{lot.fin} précède le début, {lot.debut} ; une date égale ou postérieure est attendue"
