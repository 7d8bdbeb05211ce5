"""Every subject of the follow-up: what it waits for, what it does on its day. The only lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.cycle import TERMINEES, Etape, Responsable
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import (
    attentes_modalites,
    consultation,
    copies_rappels,
    eligibilite,
    empechees,
    engagements,
    envois_a_regler,
    modalites,
    offres,
    plafond_ai,
    rappels_attendus,
)
from workflows.actes.attentes import Action, Designee, Source, SourceDeToutes, de_l_etape, depuis_la_reprise
from workflows.actes.bilan import suites as bilan
from workflows.actes.choix_entreprise import attentes as choix
from workflows.actes.conservation import CONSERVATION
from workflows.actes.courrier_recu import attentes as courrier_recu
from workflows.actes.courrier_recu.accuses import REPONSES
from workflows.actes.demande_heures import attentes as releves
from workflows.actes.demande_heures import demande
from workflows.actes.echeances import Genre
from workflows.actes.heures import attentes as heures
from workflows.actes.lectures import Lectures, SourcePartagee
from workflows.actes.mensuel import echeances as tableaux_de_bord
from workflows.actes.pieces_liees import PERIMEES
from workflows.actes.relances import attentes as relances
from workflows.actes.relances import empechees as relances_empechees
from workflows.actes.relances.relance import RELANCES
from workflows.actes.reunions import suites as reunions
from workflows.actes.rgpd.effacement import EFFACEMENTS

PAR_LOT = 100


def des_empechees(session: Session, lignes: Sequence[Designee]) -> list[Action]:
    """What could not be done on its day for these operations, but what its own subject tells."""
    return empechees.attentes(session, lignes, _SANS_ACTION)


def empechees_hors_operation(session: Session) -> list[Action]:
    """What could not be done on its day, and is about no operation in particular."""
    return empechees.hors_operation(session, _SANS_ACTION)


SOURCES: tuple[Source, ...] = (
    de_l_etape,
    consultation.attentes,
    reunions.attentes,
    bilan.attentes,
    rappels_attendus.a_notifier,
    modalites.a_choisir,
    choix.a_confirmer,
    attentes_modalites.des_structures,
    offres.en_attente,
    eligibilite.a_valider,
    plafond_ai.a_surveiller,
    releves.des_releves,
    relances.sans_reponse,
    relances_empechees.attentes,
    des_empechees,
    heures.des_heures,
    courrier_recu.a_confirmer,
    courrier_recu.a_lire,
    tableaux_de_bord.attentes,
    envois_a_regler.attentes,
)
GENRES: tuple[Genre, ...] = (
    consultation.RAPPELS,
    engagements.GENRE,
    copies_rappels.GENRE,
    demande.DEMANDES,
    reunions.RAPPELS,
    offres.GENRE,
    RELANCES,
    REPONSES,
    tableaux_de_bord.DEPARTS,
    tableaux_de_bord.PREAVIS,
    CONSERVATION,
    PERIMEES,
    EFFACEMENTS,
)
"""In the order in which they are done: requests, then reminders, then dashboards, then what is kept no longer."""
_SANS_ACTION = [genre for genre in GENRES if genre not in (RELANCES, engagements.GENRE)]


PARTAGEES: dict[Source, SourcePartagee] = {
    rappels_attendus.a_notifier: rappels_attendus.a_notifier,
    modalites.a_choisir: modalites.a_choisir,
    releves.des_releves: releves.des_releves,
    relances.sans_reponse: relances.sans_reponse,
}
"""The subjects that read the same things: they are read once for all of them."""


DE_TOUTES: dict[Source, SourceDeToutes] = {
    reunions.attentes: reunions.attentes,
    bilan.attentes: bilan.attentes,
    des_empechees: des_empechees,
    courrier_recu.a_confirmer: courrier_recu.a_confirmer,
    courrier_recu.a_lire: courrier_recu.a_lire,
    tableaux_de_bord.attentes: tableaux_de_bord.attentes,
    envois_a_regler.attentes: envois_a_regler.attentes,
}
DES_OUVERTES = frozenset(SOURCES) - frozenset(DE_TOUTES)
"""The subjects that have nothing to say of an operation that is ended: most of those of a relay are."""


PRECISEES: dict[Etape, Source] = {Etape.DEMARRAGE: modalites.a_choisir, Etape.SUIVI: releves.des_releves}
"""What a step says in general, and who tells it lot by lot: it is not said twice."""


def attentes(session: Session, operations: Sequence[Operation], finies: Sequence[Designee] = ()) -> list[Action]:
    """Every open action of these operations: overdue first, then by date; constant in statements.

    `finies`: operations that are ended, of which no more is known than what names them.
    """
    toutes = [*operations, *finies]
    ouvertes = Lectures(session, [une for une in operations if une.etape not in TERMINEES])
    par_source = {source: _lire(source, ouvertes, toutes) for source in SOURCES}
    precisees = {
        (etape, action.reference)
        for etape, source in PRECISEES.items()
        for action in par_source.get(source, ())
        if action.qui != Responsable.FACILITATEUR.libelle
    } | {(Etape.DEMARRAGE, action.reference) for action in par_source.get(choix.a_confirmer, ())}
    actions = [
        action
        for source, siennes in par_source.items()
        for action in siennes
        if source is not de_l_etape or (action.etape, action.reference) not in precisees
    ]
    actions = depuis_la_reprise(session, toutes, actions)
    return sorted(actions, key=lambda action: (action.avant_le or date.max, action.depuis, action.reference or ""))


def _lire(source: Source, ouvertes: Lectures, toutes: Sequence[Designee]) -> list[Action]:
    if (de_toutes := DE_TOUTES.get(source)) is not None:
        return de_toutes(ouvertes.session, toutes)
    if (partagee := PARTAGEES.get(source)) is not None:
        return partagee(ouvertes.session, ouvertes.operations, ouvertes)
    return source(ouvertes.session, ouvertes.operations)


@dataclass(kw_only=True)
class BilanEcheances:
    """How many were done, by kind; the sentences of those that could not be."""

    faites: dict[str, int] = field(default_factory=dict)
    empechees: list[str] = field(default_factory=list)


def dues(jour: date | None = None) -> dict[str, int]:
    """How many deadlines are due and not done, by kind; kinds with none are left out."""
    with lecture() as session:
        comptes = {genre.nom: len(genre.dues(session, jour or aujourdhui())) for genre in GENRES}
    return {nom: compte for nom, compte in comptes.items() if compte}


def faire_le_jour(jour: date | None = None) -> BilanEcheances:
    """Do everything that is due, kind after kind; what cannot be done is told and hinders nothing else."""
    jour = jour or aujourdhui()
    bilan = BilanEcheances()
    for genre in GENRES:
        with lecture() as session:
            cles = list(genre.dues(session, jour))
        for debut in range(0, len(cles), PAR_LOT):
            _faire(genre, cles[debut : debut + PAR_LOT], jour, bilan)
    return bilan


def _faire(genre: Genre, cles: Sequence[str], jour: date, bilan: BilanEcheances) -> None:
    try:
        genre.faire(cles, jour)
    except FauteDeSaisie as faute:
        if len(cles) > 1:
            for cle in cles:
                _faire(genre, [cle], jour, bilan)
            return
        _empecher(genre, cles[0], faute, bilan)
    else:
        bilan.faites[genre.nom] = bilan.faites.get(genre.nom, 0) + len(cles)


def _empecher(genre: Genre, cle: str, faute: FauteDeSaisie, bilan: BilanEcheances) -> None:
    bilan.empechees.append(faute.phrase)
    with unit_of_work() as session:
        dite = {"genre": genre.nom, "cle": cle, "phrase": faute.phrase}
        journal.noter_une_fois(session, journal.ECHEANCE_EMPECHEE, acteur="echeances", **dite)
