"""Several operations over one or several years, added up without counting anything twice (documents.md, I3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from metier.arrondi import arrondir
from metier.contrats import TypeContrat
from metier.effectifs import Effectifs, contrats, effectifs, formations
from metier.fautes import FauteDeSaisie
from metier.indicateurs import lots_suivis
from metier.operation import Lot, Montage
from metier.periodes import Mois
from metier.portee import Portee
from metier.rattachement import structures
from metier.realisation import NUL, Volumes, contrats_de, etp, heures_dues, par_mois, par_type, taux, volumes
from metier.rythme import calendrier
from metier.suivi import Attribution, Suivi

RESERVES = frozenset({Montage.RESERVE, Montage.MARCHE_INSERTION})
PARTAGE = 3
"""Under that many structures, a turnover says that of one of them (documents.md, H3 and I3)."""
_ANNEE = re.compile(r"20[0-9]{2}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class SuiviRelais:
    """An operation and the relay that follows it, as people call it; its code, None where it is not known."""

    suivi: Suivi
    relais: str | None = None
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class LigneConsolidee:
    """One attribution in one year; `attribution` None for contracts of a lot entrusted to nobody that is known.

    `engagees_annee`: what was notified or amended that year, None where the notification has no date. `annuelles` adds
    up over the years; `cumul`, rate, persons and contracts never do.
    """

    relais: str | None
    annee: int
    suivi: Suivi
    lot: Lot
    attribution: Attribution | None
    engagees_annee: Decimal | None
    engagees: Decimal
    annuelles: Volumes
    par_type: dict[TypeContrat, Volumes]
    cumul: Decimal
    taux: Decimal | None
    effectifs: Effectifs


@dataclass(frozen=True, kw_only=True)
class Synthese:
    """The totals of a set of operations over a span: hours add up, persons are distinct."""

    operations: int
    maitres_ouvrage: int
    lots: int
    structures: int
    engagees: Decimal
    volumes: Volumes
    cumul: Decimal
    taux: Decimal | None
    par_mois: dict[Mois, Volumes]
    effectifs: Effectifs
    etp: Decimal
    duree_moyenne: Decimal | None

    @property
    def heures_par_personne(self) -> Decimal | None:
        """Validated hours of the span per person who worked in it, to 0.01."""
        travail = self.effectifs.ayant_travaille
        return arrondir(Fraction(self.volumes.validees) / travail, 2) if travail else None


@dataclass(frozen=True)
class Consolidation:
    """The operations of a span of years, both included; `par_etp`: hours of a full-time equivalent."""

    toutes: tuple[SuiviRelais, ...]
    depuis: int
    annee: int
    par_etp: Decimal

    @property
    def portee(self) -> Portee:
        return Portee.a_l_annee(self.depuis, self.annee)

    @property
    def annees(self) -> range:
        return range(self.depuis, self.annee + 1)

    @cached_property
    def retenues(self) -> tuple[SuiviRelais, ...]:
        """The operations with something in the span, by relay and reference."""
        presentes = (une for une in self.toutes if concerne(une.suivi, self.portee))
        return tuple(sorted(presentes, key=lambda une: (une.relais or "", une.suivi.reference)))

    @cached_property
    def par_relais(self) -> list[list[Suivi]]:
        """The operations of each relay, which has its own report."""
        noms = dict.fromkeys(une.relais for une in self.retenues)
        return [[une.suivi for une in self.retenues if une.relais == nom] for nom in noms]

    @cached_property
    def lignes(self) -> tuple[LigneConsolidee, ...]:
        """One line per relay, operation, year in which it has something, lot and attribution, in that order."""
        return tuple(
            ligne
            for une in self.retenues
            for annee in self.annees
            if concerne(une.suivi, Portee.a_l_annee(annee))
            for lot in lots_suivis(une.suivi)
            for ligne in _du_lot(une, annee, lot)
        )

    @cached_property
    def synthese(self) -> Synthese:
        return synthese([une.suivi for une in self.retenues], self.portee, self.par_etp)


def lire_annees(annee: str, depuis: str | None = None) -> tuple[int, int]:
    """The first and last year of a span as people write it. Raises FauteDeSaisie naming `ANNEE` or `depuis`."""
    derniere = _lire_annee(annee, "ANNEE")
    premiere = derniere if depuis is None else _lire_annee(depuis, "depuis")
    if premiere > derniere:
        phrase = (
            f"depuis\u00a0: {premiere} vient après {derniere}\u00a0; donnez une année égale ou antérieure à {derniere}."
        )
        raise FauteDeSaisie("depuis", phrase)
    return premiere, derniere


def _lire_annee(texte: str, champ: str) -> int:
    if not _ANNEE.fullmatch(texte):
        attendu = "une année de quatre chiffres est attendue, de 2000 à 2099, comme 2026"
        raise FauteDeSaisie(champ, f"{champ}\u00a0: «\u00a0{texte[:20]}\u00a0» reçu\u00a0; {attendu}.")
    return int(texte)


def synthese(suivis: Sequence[Suivi], portee: Portee, par_etp: Decimal) -> Synthese:
    """The totals of these operations over that span."""
    faites = _somme([volumes(un, portee) for un in suivis])
    cumul = _somme([volumes(un, Portee(jusqu_a=portee.jusqu_a)) for un in suivis]).validees
    engagees = sum((heures_dues(un) for un in suivis), NUL)
    return Synthese(
        operations=len(suivis),
        maitres_ouvrage=len({un.maitre_ouvrage.siret or un.maitre_ouvrage.nom for un in suivis if un.maitre_ouvrage}),
        lots=sum(len(lots_suivis(un)) for un in suivis),
        structures=len({nom for un in suivis for une in un.attributions for nom in structures(une)}),
        engagees=engagees,
        volumes=faites,
        cumul=cumul,
        taux=taux(cumul, engagees),
        par_mois=_par_mois(suivis, portee),
        effectifs=effectifs(suivis, portee),
        etp=etp(faites.validees, par_etp),
        duree_moyenne=_duree_moyenne(suivis, portee),
    )


def chiffres_d_affaires(tout: Consolidation) -> dict[str, Decimal]:
    """Euros excluding tax invoiced in the span on the lots that a structure holds alone, by structure.

    A structure is one that an attribution announces, or the holder of a lot reserved to structures (documents.md, I3).
    What structures invoice to companies is not known. Never to be shown for one structure: `PARTAGE` of them at least.
    """
    annoncees = {nom for une in tout.retenues for at in une.suivi.attributions for nom in structures(at)}
    euros: dict[str, Decimal] = {}
    for une in tout.retenues:
        for nom, lot in _titulaires_seuls(une.suivi):
            if nom in annoncees or une.suivi.montage in RESERVES:
                siennes = [f for f in une.suivi.factures if f.lot == lot and tout.portee.comprend_le_mois(f.mois)]
                if siennes:
                    euros[nom] = euros.get(nom, NUL) + sum((f.montant_ht for f in siennes), NUL)
    return euros


def chiffre_d_affaires(tout: Consolidation) -> Decimal | None:
    """Their sum, None where fewer than three structures make it up."""
    euros = chiffres_d_affaires(tout)
    return sum(euros.values(), NUL) if len(euros) >= PARTAGE else None


def _titulaires_seuls(suivi: Suivi) -> list[tuple[str, int]]:
    """The companies that hold a lot alone, with its number."""
    lots = [une.lot for une in suivi.attributions]
    return [(une.entreprise, une.lot) for une in suivi.attributions if lots.count(une.lot) == 1]


def concerne(suivi: Suivi, portee: Portee) -> bool:
    """Whether a span holds a contract, an hour, a session, a notification, an amendment or a day of an awarded lot."""
    if contrats(suivi, portee) or formations(suivi, portee):
        return True
    if any(
        portee.comprend_le_mois(mois)
        for mois in [une.mois for une in suivi.heures] + [une.mois for une in suivi.recues]
    ):
        return True
    jours = [une.date_notification for une in suivi.attributions if une.date_notification]
    jours += [un.date for une in suivi.attributions for un in une.avenants]
    if any(portee.comprend_le_jour(jour) for jour in jours):
        return True
    attribues = {une.lot for une in suivi.attributions}
    calendriers = (calendrier(suivi, lot) for lot in suivi.lots if lot.numero in attribues)
    return any(portee.rencontre(un) for un in calendriers if un)


def _du_lot(une: SuiviRelais, annee: int, lot: Lot) -> list[LigneConsolidee]:
    siennes = [attribution for attribution in une.suivi.attributions if attribution.lot == lot.numero]
    if siennes:
        return [_ligne(une, annee, lot, attribution, contrats_de(une.suivi, attribution)) for attribution in siennes]
    contrats_du_lot = (*une.suivi.contrats, *(recue.contrat for recue in une.suivi.recues))
    return [_ligne(une, annee, lot, None, frozenset(un.id for un in contrats_du_lot if un.lot == lot.numero))]


def _ligne(
    une: SuiviRelais, annee: int, lot: Lot, attribution: Attribution | None, siens: frozenset[str]
) -> LigneConsolidee:
    portee = Portee.a_l_annee(annee).des_contrats(siens)
    dues = attribution.heures_dues if attribution else NUL
    cumul = volumes(une.suivi, Portee(contrats=siens, jusqu_a=portee.jusqu_a)).validees
    return LigneConsolidee(
        relais=une.relais,
        annee=annee,
        suivi=une.suivi,
        lot=lot,
        attribution=attribution,
        engagees_annee=_engagees_dans_l_annee(attribution, annee),
        engagees=dues,
        annuelles=volumes(une.suivi, portee),
        par_type=par_type(une.suivi, portee),
        cumul=cumul,
        taux=taux(cumul, dues),
        effectifs=effectifs(une.suivi, portee),
    )


def _engagees_dans_l_annee(attribution: Attribution | None, annee: int) -> Decimal | None:
    if attribution is None or attribution.date_notification is None:
        return None
    initiales = attribution.heures_engagees or NUL
    notifiees = initiales if attribution.date_notification.year == annee else NUL
    return notifiees + sum((un.heures for un in attribution.avenants if un.date.year == annee), NUL)


def _par_mois(suivis: Sequence[Suivi], portee: Portee) -> dict[Mois, Volumes]:
    tous: dict[Mois, Volumes] = {}
    for suivi in suivis:
        for mois, faites in par_mois(suivi, portee).items():
            tous[mois] = tous.get(mois, Volumes()) + faites
    return dict(sorted(tous.items()))


def _duree_moyenne(suivis: Sequence[Suivi], portee: Portee) -> Decimal | None:
    """Days, first and last included, of the contracts that ended in the span, to 0.1."""
    durees = [
        (contrat.fin - contrat.debut).days + 1
        for suivi in suivis
        for contrat in contrats(suivi, portee)
        if contrat.fin and portee.comprend_le_jour(contrat.fin)
    ]
    return arrondir(Fraction(sum(durees), len(durees)), 1) if durees else None


def _somme(toutes: Sequence[Volumes]) -> Volumes:
    return sum(toutes, Volumes())
