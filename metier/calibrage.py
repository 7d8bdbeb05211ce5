"""From an operation to its insertion hours, lot by lot, explained (domaine §3, contract §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metier.alertes import Alerte, CodeAlerte, alerter
from metier.arrondi import arrondir, au_plus_proche
from metier.bareme import Bareme
from metier.entrees import EntreesResolues, resoudre
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.formules import CodeEtape, EtapeCalcul, Volume, etape, volume
from metier.operation import Lot, Mode, Operation


class HorsCalcul(Enumeration):
    """Why a lot has no calculation, where an ignored key names its mode."""

    NON_CLAUSE = "non_clause", "lot non clausé"


HEURES_PAR_MOIS = Fraction(35 * 52, 12)  # one person at 35 h a week: 151.67 h a month


@dataclass(frozen=True, kw_only=True)
class ResultatLot:
    """The hours of a claused lot: exact, to 0.01, and whole; days to 0.1, ETP to 0.01, both from the whole hours.

    `entrees` are the inputs actually used, by field, those of the barème included.
    """

    numero: int
    intitule: str
    mode: Mode
    heures_exactes: Fraction
    heures_calculees: Decimal
    heures: int
    jours: Decimal
    etp: Decimal
    entrees: Mapping[str, Fraction]
    etapes: tuple[EtapeCalcul, ...]
    alertes: tuple[Alerte, ...]

    def etape(self, code: CodeEtape) -> EtapeCalcul | None:
        """The step of that code, None when the mode has no such step."""
        return next((etape for etape in self.etapes if etape.code is code), None)


@dataclass(frozen=True, kw_only=True)
class Calibrage:
    """The result of an operation; `lots` are the claused ones, in the order of the operation."""

    reference: str
    bareme: Bareme
    lots: tuple[ResultatLot, ...]
    total_heures: int
    alertes: tuple[Alerte, ...] = ()

    @property
    def total_jours(self) -> Decimal:
        return arrondir(Fraction(self.total_heures) / Fraction(self.bareme.heures_par_jour), 1)

    @property
    def total_etp(self) -> Decimal:
        return arrondir(Fraction(self.total_heures) / Fraction(self.bareme.heures_par_etp), 2)


def calibrer(operation: Operation, bareme: Bareme) -> Calibrage:
    """The hours of each claused lot, half up per lot, and their sum.

    Raises FautesDeSaisie naming every input that neither the lot nor the barème gives.
    """
    resultats: list[ResultatLot] = []
    fautes: list[FauteDeSaisie] = []
    for rang, lot in enumerate(operation.lots):
        if not lot.clause:
            continue
        try:
            resultats.append(_resultat(lot, resoudre(lot, rang, bareme), operation.duree_mois, bareme))
        except FauteDeSaisie as faute:
            fautes.append(faute)
    if fautes:
        raise FautesDeSaisie(fautes)
    total = sum(resultat.heures for resultat in resultats)
    return Calibrage(
        reference=operation.reference,
        bareme=bareme,
        lots=tuple(resultats),
        total_heures=total,
        alertes=_retenues_sans_clause(operation),
    )


def _retenues_sans_clause(operation: Operation) -> tuple[Alerte, ...]:
    """One alert per lot without clause whose hours are written, which nothing reads."""
    return tuple(
        alerter(CodeAlerte.CLE_IGNOREE, lot.numero, champ=f"lots[{rang}].heures_retenues", mode=HorsCalcul.NON_CLAUSE)
        for rang, lot in enumerate(operation.lots)
        if not lot.clause and lot.heures_retenues is not None
    )


def _resultat(lot: Lot, entrees: EntreesResolues, duree_operation: int | None, bareme: Bareme) -> ResultatLot:
    calcul = volume(lot, entrees.valeurs)
    arrondies = au_plus_proche(calcul.heures)
    heures = arrondies if lot.heures_retenues is None else lot.heures_retenues
    jours = arrondir(heures / Fraction(bareme.heures_par_jour), 1)
    etp = arrondir(heures / Fraction(bareme.heures_par_etp), 2)
    controles = _controles(lot, calcul, heures, lot.duree_mois or duree_operation, bareme)
    return ResultatLot(
        numero=lot.numero,
        intitule=lot.intitule,
        mode=lot.mode,
        heures_exactes=calcul.heures,
        heures_calculees=arrondir(calcul.heures, 2),
        heures=heures,
        jours=jours,
        etp=etp,
        entrees=entrees.valeurs,
        etapes=(*calcul.etapes, *_decision(lot, calcul, arrondies), _conversion(heures, jours, etp, bareme)),
        alertes=(*entrees.alertes, *calcul.alertes, *controles),
    )


def _decision(lot: Lot, calcul: Volume, arrondies: int) -> list[EtapeCalcul]:
    etapes: list[EtapeCalcul] = []
    if calcul.heures != arrondies:
        etapes.append(etape(CodeEtape.ARRONDI, exact=calcul.heures, resultat=arrondies))
    if lot.heures_retenues is not None:
        etapes.append(etape(CodeEtape.RETENUES, resultat=lot.heures_retenues, motif=lot.motif or ""))
    return etapes


def _conversion(heures: int, jours: Decimal, etp: Decimal, bareme: Bareme) -> EtapeCalcul:
    return etape(
        CodeEtape.CONVERSION,
        heures=heures,
        jours=jours,
        etp=etp,
        heures_par_jour=bareme.heures_par_jour,
        heures_par_etp=bareme.heures_par_etp,
    )


def _controles(lot: Lot, calcul: Volume, heures: int, duree_mois: int | None, bareme: Bareme) -> list[Alerte]:
    alertes = [_volume_faible(lot, calcul, heures, bareme), _duree(lot, heures, duree_mois)]
    if lot.heures_retenues is not None:
        alertes.append(_ecart(lot, calcul, bareme))
    return [alerte for alerte in alertes if alerte is not None]


def _volume_faible(lot: Lot, calcul: Volume, heures: int, bareme: Bareme) -> Alerte | None:
    """One alert at most: the nearest reason why the volume is too small to be useful."""
    if heures == 0 and (calcul.alertes or _ecarte_tout(lot, calcul)):
        return None
    if heures == 0:
        return alerter(CodeAlerte.AUCUNE_HEURE, lot.numero)
    proprete = lot.mode is Mode.PROPRETE
    plancher = bareme.plancher_proprete if proprete else bareme.plancher
    if plancher is not None and heures < plancher:
        code = CodeAlerte.SOUS_PLANCHER_PROPRETE if proprete else CodeAlerte.SOUS_PLANCHER
        return alerter(code, lot.numero, heures=heures, plancher=plancher)
    if heures < bareme.conseil_minimum:
        return alerter(CodeAlerte.SOUS_CONSEIL, lot.numero, heures=heures, conseil=bareme.conseil_minimum)
    return None


def _duree(lot: Lot, heures: int, duree_mois: int | None) -> Alerte | None:
    """How many people at once the volume asks for, when one person at 35 h a week would not suffice."""
    if not duree_mois or heures <= duree_mois * HEURES_PAR_MOIS:
        return None
    personnes = -(-Fraction(heures) // (duree_mois * HEURES_PAR_MOIS))
    return alerter(
        CodeAlerte.DUREE_COURTE,
        lot.numero,
        heures=heures,
        duree_mois=duree_mois,
        personnes=personnes,
        par_mois=HEURES_PAR_MOIS,
    )


def _ecart(lot: Lot, calcul: Volume, bareme: Bareme) -> Alerte | None:
    retenues = Fraction(lot.heures_retenues or 0)
    tolere = bareme.ecart_retenues
    proche = tolere is None or abs(retenues - calcul.heures) <= calcul.heures * Fraction(tolere)
    if proche and not _ecarte_tout(lot, calcul):
        return None
    return alerter(
        CodeAlerte.RETENUES_ELOIGNEES, lot.numero, retenues=lot.heures_retenues or 0, calculees=calcul.heures
    )


def _ecarte_tout(lot: Lot, calcul: Volume) -> bool:
    """Whether no hour is kept of a calculation that gives some."""
    return lot.heures_retenues == 0 and au_plus_proche(calcul.heures) > 0
