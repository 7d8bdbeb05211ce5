"""Where a lot should be on a day, where it will end, and what is to be said of it (documents.md §12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from metier.arrondi import arrondir
from metier.enumeration import Enumeration
from metier.operation import Forme, Lot, Mode
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import NUL, Volumes, heures_dues, par_mois
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


@dataclass(frozen=True, kw_only=True)
class Avancee:
    """What the pace of a lot is judged on at the end of `mois`; hours are the employer's.

    `validees`, `en_attente`, `facture` (euros, None where nothing was ever invoiced): from the start to that month.
    `recentes`: validated hours of the last three months. `notification`: the first one of the lot.
    """

    lot: Lot
    mois: Mois
    forme: Forme
    duree_operation: int | None
    notification: date | None
    dues: Decimal
    validees: Decimal
    en_attente: Decimal
    recentes: Mapping[Mois, Decimal]
    facture: Decimal | None
    par_heure: Decimal | None

    @cached_property
    def calendrier(self) -> Calendrier | None:
        """The days of the lot, None where they are not known."""
        return _jours(self.lot, self.notification, self.duree_operation)

    @cached_property
    def dues_sur_factures(self) -> int | None:
        """Hours due on what was invoiced, None for a lot that is not by ratio."""
        return _dues_sur(self.lot, self.facture or NUL)

    @property
    def exigibles(self) -> Decimal:
        """Hours that can be asked for: due on invoices in a lot by ratio, else committed with amendments."""
        return self.dues if self.dues_sur_factures is None else Decimal(self.dues_sur_factures)

    @property
    def fini(self) -> bool:
        """Whether the last day of the lot is gone."""
        return self.calendrier is not None and self.mois.fin >= self.calendrier.fin

    @cached_property
    def attendu(self) -> Decimal | None:
        """Hours expected at the end of the month, to 0.01; None where neither dates nor invoices tell.

        By ratio: due on invoices. Orders with a maximum (the lot's amount): in proportion of what was invoiced.
        Otherwise: in proportion of the days gone.
        """
        if self.dues_sur_factures is not None:
            return Decimal(self.dues_sur_factures)
        part = self._part_facturee
        if part is None and self.calendrier is not None:
            part = self.calendrier.avancement(self.mois.fin)
        return None if part is None else arrondir(Fraction(self.dues) * part, 2)

    @property
    def _part_facturee(self) -> Fraction | None:
        if self.forme is not Forme.BONS_DE_COMMANDE or self.facture is None or not self.lot.montant_ht:
            return None
        return min(Fraction(1), Fraction(self.facture) / Fraction(self.lot.montant_ht))

    @cached_property
    def projection(self) -> Decimal | None:
        """Validated hours at the end of the lot if each month left brings the mean of the last three, to 0.01.

        A lot younger than three months is averaged over its own months; None where the lot's dates are not known.
        """
        if self.calendrier is None:
            return None
        premier = max(self.mois.plus(1 - MOIS_DE_LA_MOYENNE), min(self.mois, Mois.de(self.calendrier.debut)))
        dans_la_moyenne = [un for un in self.recentes if premier <= un <= self.mois]
        moyenne = Fraction(sum((self.recentes[un] for un in dans_la_moyenne), NUL)) / _ecart(premier, self.mois.suivant)
        restants = max(0, _ecart(self.mois, Mois.de(self.calendrier.fin)))
        return arrondir(Fraction(self.validees) + moyenne * restants, 2)

    def rythme(self, seuils: SeuilsStatut) -> Rythme:
        """Where the lot is, and what is to be said of it."""
        return Rythme(
            exigibles=self.exigibles,
            attendu=self.attendu,
            ecart=None if self.attendu is None else self.validees - self.attendu,
            projection=self.projection,
            restantes=max(NUL, self.dues - self.validees),
            statut=self._statut(seuils),
            exposition=exposition(self.exigibles, self.validees, self.par_heure),
        )

    def _statut(self, seuils: SeuilsStatut) -> StatutLot:
        """Settled on validated hours alone; hours that wait for validation are no delay of the company."""
        dues = self.exigibles if self.fini else self.dues
        acquises = self.validees + self.en_attente
        if self.validees >= dues > 0:
            return StatutLot.SOLDE
        if acquises == 0 and not self.attendu:
            return StatutLot.NON_DEMARRE
        if self.fini:
            return StatutLot.A_SURVEILLER if acquises >= dues else StatutLot.EN_RETARD
        if self.attendu is None or acquises >= seuils.conforme * self.attendu:
            return StatutLot.CONFORME
        return StatutLot.A_SURVEILLER if acquises >= seuils.a_surveiller * self.attendu else StatutLot.EN_RETARD


def avancee(suivi: Suivi, lot: Lot, mois: Mois) -> Avancee:
    """What an operation says of the pace of one of its lots at the end of that month."""
    portee = Portee(jusqu_a=mois).du_lot(lot.numero)
    mensuelles = par_mois(suivi, portee)
    faites = sum(mensuelles.values(), Volumes())
    return Avancee(
        lot=lot,
        mois=mois,
        forme=suivi.forme,
        duree_operation=suivi.duree_mois,
        notification=_notification(suivi, lot),
        dues=heures_dues(suivi, portee),
        validees=faites.validees,
        en_attente=faites.declarees,
        recentes={un: mensuelles[un].validees for un in mensuelles if un > mois.plus(-MOIS_DE_LA_MOYENNE)},
        facture=facture(suivi, lot, mois) if any(une.lot == lot.numero for une in suivi.factures) else None,
        par_heure=suivi.penalites.heure,
    )


def rythme(suivi: Suivi, lot: Lot, mois: Mois, seuils: SeuilsStatut) -> Rythme:
    """Where a lot is at the end of that month."""
    return avancee(suivi, lot, mois).rythme(seuils)


def calendrier(suivi: Suivi, lot: Lot) -> Calendrier | None:
    """The days of a lot: its own, else from the notification for its duration, the operation's if it has none."""
    return _jours(lot, _notification(suivi, lot), suivi.duree_mois)


def dues_sur_factures(suivi: Suivi, lot: Lot, jusqu_a: Mois | None = None) -> int | None:
    """Hours due on what was invoiced, whole slices only, truncated; None for a lot that is not by ratio."""
    return _dues_sur(lot, facture(suivi, lot, jusqu_a))


def facture(suivi: Suivi, lot: Lot, jusqu_a: Mois | None = None) -> Decimal:
    """Euros excluding tax invoiced on a lot up to a month."""
    lignes = (une for une in suivi.factures if une.lot == lot.numero and (jusqu_a is None or une.mois <= jusqu_a))
    return sum((une.montant_ht for une in lignes), NUL)


def heures_attendues(suivi: Suivi, lot: Lot, mois: Mois) -> Decimal | None:
    """Hours expected at the end of a month, to 0.01; None where neither dates nor invoices tell."""
    return avancee(suivi, lot, mois).attendu


def projection(suivi: Suivi, lot: Lot, mois: Mois) -> Decimal | None:
    """Validated hours at the end of the lot at the pace of the last three months; None without dates."""
    return avancee(suivi, lot, mois).projection


def exposition(dues: Decimal, validees: Decimal, par_heure: Decimal | None) -> Decimal | None:
    """Euros at stake: hours missing × the contract's penalty, indicative; the buyer alone decides. None without one."""
    return None if par_heure is None else max(NUL, dues - validees) * par_heure


def _jours(lot: Lot, notification: date | None, duree_operation: int | None) -> Calendrier | None:
    debut, duree = lot.debut or notification, lot.duree_mois or duree_operation
    if debut is None or (lot.fin is None and duree is None):
        return None
    fin = lot.fin or _mois_apres(debut, duree or 0)
    return Calendrier(debut=debut, fin=fin) if fin >= debut else None


def _dues_sur(lot: Lot, euros: Decimal) -> int | None:
    if lot.mode is not Mode.RATIO_EUROS or not lot.euros_par_heure:
        return None
    au_dela = euros - (lot.seuil_declenchement_ht or NUL)
    return max(0, (Fraction(au_dela) / Fraction(lot.euros_par_heure)).__floor__())


def _ecart(depuis: Mois, jusqu_a: Mois) -> int:
    """How many months later."""
    return (jusqu_a.annee - depuis.annee) * 12 + jusqu_a.numero - depuis.numero


def _notification(suivi: Suivi, lot: Lot) -> date | None:
    jours = [une.date_notification for une in suivi.attributions if une.lot == lot.numero]
    return min((jour for jour in jours if jour), default=None)


def _mois_apres(debut: date, mois: int) -> date:
    """The last day of a span of that many months."""
    cible = Mois.de(debut).plus(mois)
    return date(cible.annee, cible.numero, min(debut.day, cible.fin.day)) - timedelta(days=1)
