"""Where a lot should be on a day, where it will end, and what is to be said of it (documents.md §12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from metier.arrondi import arrondir
from metier.enumeration import Enumeration
from metier.operation import Forme, Lot, Mode
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import NUL, heures_dues, volumes
from metier.suivi import Suivi

MOIS_DE_LA_MOYENNE = 3


class StatutLot(Enumeration):
    SOLDE = "solde", "soldé"
    CONFORME = "conforme", "conforme"
    A_SURVEILLER = "a_surveiller", "à surveiller"
    EN_RETARD = "en_retard", "en retard"
    NON_DEMARRE = "non_demarre", "non démarré"


@dataclass(frozen=True, kw_only=True)
class SeuilsStatut:
    """Least shares of the hours expected for « conforme » and « à surveiller »; a habit of the relay, not the law."""

    conforme: Decimal
    a_surveiller: Decimal
    date: date
    source: str
    verifie: bool


@dataclass(frozen=True, kw_only=True)
class Rythme:
    """A lot at the end of a month, in hours; None where its dates are not known.

    `exigibles`: committed with amendments, or due on invoices in a lot by ratio; the exposure is counted on them.
    `restantes` and `exposition` (euros, indicative, None without a penalty in the contract) are never negative.
    """

    exigibles: Decimal
    attendu: Decimal | None
    ecart: Decimal | None
    projection: Decimal | None
    restantes: Decimal
    statut: StatutLot
    exposition: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Calendrier:
    """First and last day of the execution of a lot."""

    debut: date
    fin: date

    def avancement(self, au: date) -> Fraction:
        """The share of the days gone at the end of that day, 0 to 1."""
        total = (self.fin - self.debut).days + 1
        ecoules = (au - self.debut).days + 1
        return min(Fraction(1), max(Fraction(0), Fraction(ecoules, total)))


def rythme(suivi: Suivi, lot: Lot, mois: Mois, seuils: SeuilsStatut) -> Rythme:
    """Where a lot is at the end of that month."""
    portee = Portee(jusqu_a=mois).du_lot(lot.numero)
    faites, dues = volumes(suivi, portee), heures_dues(suivi, portee)
    attendu = heures_attendues(suivi, lot, mois)
    exigibles = _exigibles(suivi, lot, mois)
    fini = _fini(suivi, lot, mois)
    situation = _Situation(
        dues=exigibles if fini else dues,
        faites=faites.validees,
        en_attente=faites.declarees,
        attendu=attendu,
        fini=fini,
    )
    return Rythme(
        exigibles=exigibles,
        attendu=attendu,
        ecart=None if attendu is None else faites.validees - attendu,
        projection=projection(suivi, lot, mois),
        restantes=max(NUL, dues - faites.validees),
        statut=situation.statut(seuils),
        exposition=exposition(exigibles, faites.validees, suivi.penalites.heure),
    )


def calendrier(suivi: Suivi, lot: Lot) -> Calendrier | None:
    """The days of a lot: its own, else from the notification for its duration, the operation's if it has none."""
    notifications = [une.date_notification for une in suivi.attributions if une.lot == lot.numero]
    debut = lot.debut or min((jour for jour in notifications if jour), default=None)
    duree = lot.duree_mois or suivi.duree_mois
    if debut is None or (lot.fin is None and duree is None):
        return None
    fin = lot.fin or _mois_apres(debut, duree or 0)
    return Calendrier(debut=debut, fin=fin) if fin >= debut else None


def dues_sur_factures(suivi: Suivi, lot: Lot, jusqu_a: Mois | None = None) -> int | None:
    """Hours due on what was invoiced, whole slices only, truncated; None for a lot that is not by ratio."""
    if lot.mode is not Mode.RATIO_EUROS or not lot.euros_par_heure:
        return None
    au_dela = facture(suivi, lot, jusqu_a) - (lot.seuil_declenchement_ht or NUL)
    return max(0, (Fraction(au_dela) / Fraction(lot.euros_par_heure)).__floor__())


def facture(suivi: Suivi, lot: Lot, jusqu_a: Mois | None = None) -> Decimal:
    """Euros excluding tax invoiced on a lot up to a month."""
    lignes = (une for une in suivi.factures if une.lot == lot.numero and (jusqu_a is None or une.mois <= jusqu_a))
    return sum((une.montant_ht for une in lignes), NUL)


def heures_attendues(suivi: Suivi, lot: Lot, mois: Mois) -> Decimal | None:
    """Hours expected at the end of a month, to 0.01; None where neither dates nor invoices tell.

    By ratio: due on invoices. Orders with a maximum (the lot's amount): in proportion of what was invoiced. Otherwise:
    in proportion of the days gone.
    """
    sur_factures = dues_sur_factures(suivi, lot, mois)
    if sur_factures is not None:
        return Decimal(sur_factures)
    part = _part_facturee(suivi, lot, mois)
    if part is None:
        jours = calendrier(suivi, lot)
        part = None if jours is None else jours.avancement(mois.fin)
    dues = heures_dues(suivi, Portee().du_lot(lot.numero))
    return None if part is None else arrondir(Fraction(dues) * part, 2)


def projection(suivi: Suivi, lot: Lot, mois: Mois) -> Decimal | None:
    """Validated hours at the end of the lot if each month left brings the mean of the last three, to 0.01.

    A lot younger than three months is averaged over its own months; None where the lot's dates are not known.
    """
    jours = calendrier(suivi, lot)
    if jours is None:
        return None
    portee = Portee(jusqu_a=mois).du_lot(lot.numero)
    premier = max(mois.plus(1 - MOIS_DE_LA_MOYENNE), min(mois, Mois.de(jours.debut)))
    recentes = volumes(suivi, Portee(depuis=premier, jusqu_a=mois).du_lot(lot.numero)).validees
    moyenne = Fraction(recentes) / len(list(premier.jusqu_a(mois)))
    restants = len(list(mois.suivant.jusqu_a(Mois.de(jours.fin))))
    return arrondir(Fraction(volumes(suivi, portee).validees) + moyenne * restants, 2)


def exposition(dues: Decimal, validees: Decimal, par_heure: Decimal | None) -> Decimal | None:
    """Euros at stake: hours missing × the contract's penalty, indicative; the buyer alone decides. None without one."""
    return None if par_heure is None else max(NUL, dues - validees) * par_heure


@dataclass(frozen=True, kw_only=True)
class _Situation:
    dues: Decimal
    faites: Decimal
    en_attente: Decimal
    attendu: Decimal | None
    fini: bool

    def statut(self, seuils: SeuilsStatut) -> StatutLot:
        """Settled on validated hours alone; hours that wait for validation are no delay of the company."""
        acquises = self.faites + self.en_attente
        if self.faites >= self.dues > 0:
            return StatutLot.SOLDE
        if acquises == 0 and not self.attendu:
            return StatutLot.NON_DEMARRE
        if self.fini:
            return StatutLot.A_SURVEILLER if acquises >= self.dues else StatutLot.EN_RETARD
        if self.attendu is None or acquises >= seuils.conforme * self.attendu:
            return StatutLot.CONFORME
        return StatutLot.A_SURVEILLER if acquises >= seuils.a_surveiller * self.attendu else StatutLot.EN_RETARD


def _exigibles(suivi: Suivi, lot: Lot, mois: Mois) -> Decimal:
    sur_factures = dues_sur_factures(suivi, lot, mois)
    return heures_dues(suivi, Portee().du_lot(lot.numero)) if sur_factures is None else Decimal(sur_factures)


def _fini(suivi: Suivi, lot: Lot, mois: Mois) -> bool:
    jours = calendrier(suivi, lot)
    return jours is not None and mois.fin >= jours.fin


def _part_facturee(suivi: Suivi, lot: Lot, mois: Mois) -> Fraction | None:
    facturee = any(une.lot == lot.numero for une in suivi.factures)
    if suivi.forme is not Forme.BONS_DE_COMMANDE or not facturee or not lot.montant_ht:
        return None
    return min(Fraction(1), Fraction(facture(suivi, lot, mois)) / Fraction(lot.montant_ht))


def _mois_apres(debut: date, mois: int) -> date:
    """The last day of a span of that many months."""
    cible = Mois.de(debut).plus(mois)
    return date(cible.annee, cible.numero, min(debut.day, cible.fin.day)) - timedelta(days=1)
