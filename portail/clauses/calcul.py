"""The market as the rules see it: regime, hours of each lot (a range where a share is not published), effects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from config.baremes import get_bareme
from config.droit import get_seuils
from config.fourchettes import get_fourchettes
from echanges.format_operation import LectureOperation
from metier.alertes import Alerte
from metier.bareme import sans_accents
from metier.calibrage import ResultatLot, calibrer
from metier.fautes import FauteDeSaisie
from metier.fourchette import Encadrement, Fourchette, encadrer
from metier.operation import Mode, Operation
from metier.regime import Regime, determiner
from metier.sensibilite import Variante, variantes

TAUX = tuple(Decimal(taux) / 100 for taux in (3, 5, 7, 10, 15, 20))
"""The rates whose effect is shown: those in use go from 5 to 20 % (domaine §3.6)."""
NETTOYAGE = ("nettoyage", "proprete", "menage")
"""What a title says of a lot where the staff is taken over."""


@dataclass(frozen=True, kw_only=True)
class LotCalcule:
    """A claused lot at the lowest and at the highest; `bornes` None where its share of labour is known.

    `reprise_tue`: a cleaning lot that does not say the staff taken over; `sans_reprise` is then its calculation by the
    formula of that trade if there is none, where the barème has what that takes.
    """

    bas: ResultatLot
    haut: ResultatLot
    bornes: Fourchette | None
    reprise_tue: bool = False
    sans_reprise: ResultatLot | None = None


@dataclass(frozen=True, kw_only=True)
class EffetTaux:
    """The hours of the whole market at a rate, the lowest and the highest."""

    taux: Decimal
    bas: int
    haut: int


@dataclass(frozen=True, kw_only=True)
class Resultat:
    """What the page answers; `operation` is that of the lowest assumptions."""

    operation: Operation
    encadrement: Encadrement
    regime: Regime
    lots: tuple[LotCalcule, ...]
    taux: tuple[EffetTaux, ...]
    variantes: tuple[Variante, ...]
    alertes: tuple[Alerte, ...]


def calculer(lecture: LectureOperation) -> Resultat:
    """Everything the page says of an operation. Raises FautesDeSaisie as `calibrer`."""
    operation, encadrement = lecture.operation, encadrer_operation(lecture)
    regime = determiner(operation, get_seuils())
    return Resultat(
        operation=encadrement.operation,
        encadrement=encadrement,
        regime=regime,
        lots=tuple(
            LotCalcule(
                bas=bas,
                haut=haut,
                bornes=encadrement.bornes.get(bas.numero),
                reprise_tue=_reprise_tue(bas),
                sans_reprise=_sans_reprise(operation, bas) if _reprise_tue(bas) else None,
            )
            for bas, haut in zip(encadrement.bas.lots, encadrement.haut.lots, strict=True)
        ),
        taux=_effets(operation),
        variantes=variantes(encadrement.operation, encadrement.bas) if not encadrement.bornes else (),
        alertes=(*lecture.alertes, *encadrement.bas.alertes, *regime.alertes),
    )


def _reprise_tue(calcule: ResultatLot) -> bool:
    dit = sans_accents(calcule.intitule)
    return calcule.mode is not Mode.PROPRETE and any(mot in dit for mot in NETTOYAGE)


def _sans_reprise(operation: Operation, calcule: ResultatLot) -> ResultatLot | None:
    """The lot by the formula of cleaning, nobody taken over (domaine §3.3, S = 0); None without what that takes."""
    (lot,) = (lot for lot in operation.lots if lot.numero == calcule.numero)
    bareme = get_bareme(operation.bareme)
    taux = lot.taux_insertion or (bareme.taux_insertion.valeur if bareme.taux_insertion else None)
    nettoyage = replace(
        lot, mode=Mode.PROPRETE, taux_insertion=taux, heures_mensuelles_reprises=Decimal(0), duree_mois=1
    )
    try:
        return calibrer(replace(operation, lots=(nettoyage,)), bareme).lots[0]
    except FauteDeSaisie:
        return None


def encadrer_operation(lecture: LectureOperation) -> Encadrement:
    """The hours, between the bounds published for that nature of contract. Raises FautesDeSaisie as `calibrer`."""
    operation = lecture.operation
    return encadrer(operation, get_bareme(operation.bareme), get_fourchettes()[operation.nature])


def _effets(operation: Operation) -> tuple[EffetTaux, ...]:
    """The hours at each rate in use; empty where no lot is claused."""
    if not operation.lots_clauses:
        return ()
    bareme, fourchette = get_bareme(operation.bareme), get_fourchettes()[operation.nature]
    effets = []
    for taux in TAUX:
        au_taux = replace(operation, lots=tuple(replace(lot, taux_insertion=taux) for lot in operation.lots))
        encadrement = encadrer(au_taux, bareme, fourchette)
        effets.append(EffetTaux(taux=taux, bas=encadrement.bas.total_heures, haut=encadrement.haut.total_heures))
    return tuple(effets)
