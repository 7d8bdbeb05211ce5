"""What was asked for and not done, by recipient: statements, choices of modality, hours far behind at mid-course.

Only what follows from a message that really left: its `parti_le`, never its posting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from config.jours_ouvres import feries
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages_heures import cle_demande
from metier.echeances import apres
from metier.enumeration import Enumeration
from metier.periodes import Mois
from metier.relances import ECART_MAXIMUM, MI_PARCOURS, MOIS_EN_RETARD, Retard
from sqlmodel_store.depots import courriers_sortants, engagements, indicateurs_mois
from sqlmodel_store.depots.courriers_sortants import Envoi
from sqlmodel_store.depots.engagements import Engagement
from sqlmodel_store.depots.indicateurs_lots import AttributionDuMois
from sqlmodel_store.depots.indicateurs_mois import OperationDuMois
from sqlmodel_store.depots.releves_attendus import Attendu
from workflows.actes.demande_heures.calendrier import mois_demande, mois_rappeles, retour_le
from workflows.actes.demande_heures.declarants import Repartition, repartir
from workflows.actes.lectures import Lectures
from workflows.actes.regles import regles

DEMARRAGE = "demarrage_entreprise:"
DEMANDE = "demande_heures:"


class Objet(Enumeration):
    RELEVE = "releve", "relevé mensuel"
    CHOIX = "choix", "choix des modalités"
    HEURES = "heures", "heures à rattraper"


@dataclass(frozen=True, kw_only=True)
class Attente(Retard):
    """A lapse of one recipient: about which lot of which operation, of which month for a statement.

    `organisation` is whose lapse it is: an employer, or the company that holds the lot. `attendu_le`: the day before
    which it was to be done. `faites` and `voulues`: hours, where hours are far behind at the end of `mois`.
    """

    objet: Objet
    reference: str
    lot: int
    organisation: str
    attendu_le: date
    mois: Mois | None = None
    faites: Decimal | None = None
    voulues: Decimal | None = None


Retards = Mapping[str, Sequence[Attente]]


def de_tous(session: Session, jour: date) -> Retards:
    """Every lapse of a day, by address in small letters; a constant number of statements."""
    engages = engagements.en_cours(session)
    demarrages = _partis(session, [DEMARRAGE])
    return _par_adresse(
        [
            *des_releves(session, jour),
            *des_choix(engages, demarrages),
            *_des_heures(session, jour, engages, demarrages),
        ]
    )


def d_operations(session: Session, jour: date, lues: Lectures) -> Retards:
    """The lapses of some operations, hours behind left out: what `montrer` reads at little cost."""
    choix = des_choix(lues.engages, _partis(session, [DEMARRAGE])) if lues.engages else ()
    releves = _demandes(session, mois_demande(jour), lues.reparties) if lues.manquants else ()
    return _par_adresse([*releves, *choix])


def _par_adresse(attentes: Iterable[tuple[str, Attente]]) -> Retards:
    """By recipient, by operation, what is awaited first told first."""
    siennes: dict[str, list[Attente]] = defaultdict(list)
    for adresse, attente in attentes:
        siennes[adresse].append(attente)
    return {
        adresse: sorted(toutes, key=lambda une: (une.reference, une.attendu_le, une.lot, une.objet.value))
        for adresse, toutes in sorted(siennes.items())
    }


def des_releves(session: Session, jour: date) -> list[tuple[str, Attente]]:
    """The statements missing though they were asked for; grave beyond two months of one operation."""
    mois = mois_demande(jour)
    reparties = repartir(session, [*mois_rappeles(mois), mois])
    return _demandes(session, mois, reparties) if reparties.par_adresse else []


def _demandes(session: Session, mois: Mois, reparties: Repartition) -> list[tuple[str, Attente]]:
    parties = _partis(session, [f"{DEMANDE}{un}:" for un in (*mois_rappeles(mois), mois)])
    cles = {envoi.cle: parti for envoi, parti in parties}
    return _graves(
        [
            (adresse, _releve(attendu, demande))
            for adresse, siens in reparties.par_adresse.items()
            for attendu in siens
            if (demande := premiere_demande(cles, attendu, adresse, mois)) is not None
        ]
    )


def premiere_demande(cles: Mapping[str, date], attendu: Attendu, adresse: str, dernier: Mois) -> date | None:
    """The day the statement was first asked for: by the request of its month, or of a later one that recalls it."""
    demandes = (cles.get(cle_demande(mois, adresse)) for mois in attendu.mois.jusqu_a(dernier))
    return next((jour for jour in demandes if jour), None)


def _releve(attendu: Attendu, demande_le: date) -> Attente:
    attendu_le = retour_le(demande_le)
    return Attente(
        objet=Objet.RELEVE,
        operation_id=attendu.operation_id,
        reference=attendu.reference,
        lot=attendu.lot,
        organisation=attendu.employeur,
        mois=attendu.mois,
        demande_le=demande_le,
        attendu_le=attendu_le,
        relancable_le=relancable_le(demande_le),
    )


def relancable_le(demande_le: date) -> date:
    """The first day on which a reminder may list a statement asked for on that day."""
    return apres(retour_le(demande_le), get_settings().echeances.relance_heures, feries())


def _graves(attentes: Sequence[tuple[str, Attente]]) -> list[tuple[str, Attente]]:
    mois: dict[tuple[str, int], set[Mois | None]] = defaultdict(set)
    for adresse, une in attentes:
        mois[adresse, une.operation_id].add(une.mois)
    return [
        (adresse, replace(une, grave=len(mois[adresse, une.operation_id]) > MOIS_EN_RETARD))
        for adresse, une in attentes
    ]


def des_choix(engages: Sequence[Engagement], demarrages: Sequence[tuple[Envoi, date]]) -> list[tuple[str, Attente]]:
    """The companies that have not chosen their modalities in time, once they were reminded of their commitments."""
    return [
        (adresse, attente)
        for engagement in engages
        if engagement.du and not engagement.choisies and not engagement.commence
        if (adresse := _adresse(engagement)) and (attente := _choix(engagement, adresse, demarrages))
    ]


def _choix(engagement: Engagement, adresse: str, demarrages: Sequence[tuple[Envoi, date]]) -> Attente | None:
    demande_le = _rappele(engagement.reference, adresse, demarrages)
    if engagement.notifie_le is None or demande_le is None:
        return None
    delais = get_settings().echeances
    attendu_le = apres(engagement.notifie_le, delais.choix_modalites, feries())
    return Attente(
        objet=Objet.CHOIX,
        operation_id=engagement.operation_id,
        reference=engagement.reference,
        lot=engagement.lot,
        organisation=engagement.entreprise,
        demande_le=demande_le,
        attendu_le=attendu_le,
        relancable_le=max(attendu_le, apres(demande_le, delais.relance_heures, feries())),
        voulues=engagement.heures,
    )


def _des_heures(
    session: Session, jour: date, engages: Sequence[Engagement], demarrages: Sequence[tuple[Envoi, date]]
) -> list[tuple[str, Attente]]:
    """The companies far behind at mid-course, at the end of the last month whose dashboards are due."""
    rappelees = [
        (une, adresse, demande_le)
        for une in engages
        if une.du and (adresse := _adresse(une)) and (demande_le := _rappele(une.reference, adresse, demarrages))
    ]
    if not rappelees:
        return []
    mois = _mois_arrete(jour)
    numeros = sorted({une.operation_id for une, _, _ in rappelees})
    lus = indicateurs_mois.du_mois(session, mois, regles(), numeros)
    ecarts = {un.attribution_id: (un, voulues) for lue in lus for un, voulues in _en_retard(lue)}
    return [
        (adresse, _rattrapage(une, demande_le, mois, *ecarts[une.id]))
        for une, adresse, demande_le in rappelees
        if une.id in ecarts
    ]


def _mois_arrete(jour: date) -> Mois:
    """The last month whose dashboards were due by that day: its hours had the time to be validated."""
    dernier = Mois.de(jour).precedent
    du = apres(dernier.fin, get_settings().echeances.tableau_de_bord, feries())
    return dernier if du <= jour else dernier.precedent


def _en_retard(operation: OperationDuMois) -> list[tuple[AttributionDuMois, Decimal]]:
    """Companies past mid-course with more than 40 % of the hours expected missing; with those hours."""
    rythmes = {un.lot.numero: un for un in operation.indicateurs.lots}
    trouves = []
    for une in operation.attributions:
        lot = rythmes.get(une.lot)
        if lot is None or not lot.dues or lot.rythme.attendu is None:
            continue
        voulues = lot.rythme.attendu * une.dues / lot.dues
        avance = lot.rythme.attendu >= MI_PARCOURS * lot.rythme.exigibles
        faites = une.cumul.validees + une.cumul.declarees
        if avance and voulues > 0 and faites < (1 - ECART_MAXIMUM) * voulues:
            trouves.append((une, voulues))
    return trouves


def _rattrapage(
    engagement: Engagement, demande_le: date, mois: Mois, lue: AttributionDuMois, voulues: Decimal
) -> Attente:
    return Attente(
        objet=Objet.HEURES,
        operation_id=engagement.operation_id,
        reference=engagement.reference,
        lot=engagement.lot,
        organisation=engagement.entreprise,
        mois=mois,
        demande_le=demande_le,
        attendu_le=mois.fin,
        relancable_le=apres(demande_le, get_settings().echeances.relance_heures, feries()),
        grave=True,
        faites=lue.cumul.validees,
        voulues=voulues,
    )


def _adresse(engagement: Engagement) -> str | None:
    courriel = engagement.courriel
    return courriel.casefold() if courriel and ADRESSE.fullmatch(courriel) else None


def _partis(session: Session, prefixes: Collection[str]) -> list[tuple[Envoi, date]]:
    """The mails of these kinds that really left, and when."""
    envois = courriers_sortants.envois(session, prefixes)
    return [(envoi, envoi.parti_le) for envoi in envois if envoi.parti_le is not None]


def _rappele(reference: str, adresse: str, demarrages: Sequence[tuple[Envoi, date]]) -> date | None:
    """The day that company was first reminded of its commitments on that operation."""
    siens = (
        parti
        for envoi, parti in demarrages
        if envoi.destinataire.casefold() == adresse and reference in envoi.cle.split(":")
    )
    return min(siens, default=None)
