"""The context of D2, the minutes of a meeting: what was said of each lot, what was decided, by whom, for when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar

from documents.contextes.courrier import on_working_day
from documents.contextes.demande import enumerate_
from documents.contextes.garde import Garde, complete, shorten
from documents.contextes.reunions import (
    NOM_COURT,
    BlocRelais,
    DemandeReunion,
    Rendezvous,
    appointment,
    organiser,
    refuse_beneficiaries,
    relay,
    signed_hours,
)
from documents.manques import AValider, Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_courte, date_en_toutes_lettres, date_longue
from formats.nombres import heures
from formats.typographie import INSECABLE
from metier.acteurs import RoleContact
from metier.reunion import LotEnReunion, Participant, Point, Presence

APPROBATION = 8  # days, then the next working day: a proposal of the project, to be confirmed by the relay
SANS_ACTION = "–"


@dataclass(frozen=True, kw_only=True)
class DemandeCompteRendu:
    """A meeting that was held: its `demande`, what was decided, what worries, the next date."""

    demande: DemandeReunion
    points: tuple[Point, ...] = ()
    alertes: tuple[str, ...] = ()
    prochaine: date | None = None


@dataclass(frozen=True, kw_only=True)
class LignePresence:
    organisation: str
    personne: str
    presence: Texte


@dataclass(frozen=True, kw_only=True)
class LigneLotReunion:
    """A lot in the minutes: hours due and validated, the gap with its sign, then who does what and when."""

    lot: str
    entreprise: str
    dues: str
    validees: str
    ecart: str
    modalite: str
    action: str
    responsable: str
    echeance: str


@dataclass(frozen=True, kw_only=True)
class LignePoint:
    sujet: str
    decision: str
    responsable: str
    echeance: str


@dataclass(frozen=True, kw_only=True)
class CompteRendu:
    """D2. It names no beneficiary; `total` is None where a single lot was dealt with."""

    modele: ClassVar[str] = "convocations/d2_compte_rendu.docx"

    garde: Garde
    titre: str
    organisateur: Texte
    relais: BlocRelais
    date: str
    rendezvous: Rendezvous
    presences: tuple[LignePresence, ...]
    absents: str | None
    arrete_au: Texte
    lots: tuple[LigneLotReunion, ...]
    total: LigneLotReunion | None
    points: tuple[LignePoint, ...]
    alertes: tuple[str, ...] = field(default=())
    prochaine: str | None = None
    approbation: Texte = ""


def compte_rendu(demande: DemandeCompteRendu) -> CompteRendu:
    """The context of D2; FauteDeSaisie naming the field where a beneficiary is named."""
    reunion, source = demande.demande.reunion, demande.demande
    refuse_beneficiaries(source.suivi, _libres(demande))
    return complete(
        CompteRendu(
            garde=source.garde,
            titre=f"Compte rendu – {reunion.type.libelle}",
            organisateur=organiser(source),
            relais=relay(source),
            date=date_longue(source.date),
            rendezvous=appointment(reunion),
            presences=tuple(map(_presence, reunion.participants)),
            absents=_absents(reunion.participants),
            arrete_au=_arrete_au(source),
            lots=tuple(map(_lot, source.lots)),
            total=_total(source.lots),
            points=tuple(map(_point, demande.points)),
            alertes=tuple(map(on_one_line, demande.alertes)),
            prochaine=date_en_toutes_lettres(demande.prochaine) if demande.prochaine else None,
            approbation=AValider(
                date_longue(on_working_day(source.date, APPROBATION)),
                f"compte rendu réputé approuvé sans observation sous {APPROBATION}{INSECABLE}jours",
                ombre=not source.definitif,
            ),
        )
    )


def _libres(demande: DemandeCompteRendu) -> Iterator[tuple[str, str]]:
    """What someone wrote, by the path of its field."""
    for rang, point in enumerate(demande.points):
        yield f"points[{rang}].sujet", point.sujet
        yield f"points[{rang}].decision", point.decision
    for rang, alerte in enumerate(demande.alertes):
        yield f"alertes[{rang}]", alerte
    for rang, lot in enumerate(demande.demande.lots):
        yield f"lots[{rang}].action", lot.action or ""
        yield f"lots[{rang}].question", lot.question or ""


def _arrete_au(demande: DemandeReunion) -> Texte:
    if demande.arrete_au is None:
        return Manque("arrete_au", "date d’arrêt des heures")
    return date_longue(demande.arrete_au)


def _presence(participant: Participant) -> LignePresence:
    presence = participant.presence
    return LignePresence(
        organisation=on_one_line(participant.organisation),
        personne=on_one_line(", ".join(filter(None, (participant.nom, participant.fonction)))),
        presence=presence.libelle if presence else Manque("participants[].presence", "présence de chaque convoqué"),
    )


def _absents(participants: tuple[Participant, ...]) -> str | None:
    """The companies that neither came nor were excused, to be told."""
    noms = tuple(
        dict.fromkeys(
            on_one_line(un.organisation)
            for un in participants
            if un.role is RoleContact.ENTREPRISE and un.presence is Presence.ABSENT
        )
    )
    return enumerate_(noms) or None


def _lot(lot: LotEnReunion) -> LigneLotReunion:
    return LigneLotReunion(
        lot=f"{lot.lot} – {on_one_line(lot.intitule)}",
        entreprise=shorten(lot.entreprise, NOM_COURT),
        dues=heures(lot.dues),
        validees=heures(lot.validees),
        ecart=signed_hours(lot.ecart),
        modalite=", ".join(une.libelle for une in lot.modalites) or "à choisir",
        action=on_one_line(lot.action or SANS_ACTION),
        responsable=on_one_line(lot.responsable or SANS_ACTION),
        echeance=date_courte(lot.echeance) if lot.echeance else SANS_ACTION,
    )


def _total(lots: tuple[LotEnReunion, ...]) -> LigneLotReunion | None:
    """The sums; no gap, for what one lot does in excess does not make up for another."""
    if len(lots) < 2:  # noqa: PLR2004 - one lot is its own total
        return None
    dues, validees = (sum((getattr(lot, nom) for lot in lots), Decimal(0)) for nom in ("dues", "validees"))
    return LigneLotReunion(
        lot="Total",
        entreprise="",
        dues=heures(dues),
        validees=heures(validees),
        ecart="",
        modalite="",
        action="",
        responsable="",
        echeance="",
    )


def _point(point: Point) -> LignePoint:
    return LignePoint(
        sujet=on_one_line(point.sujet),
        decision=on_one_line(point.decision),
        responsable=on_one_line(point.responsable or SANS_ACTION),
        echeance=date_courte(point.echeance) if point.echeance else SANS_ACTION,
    )
