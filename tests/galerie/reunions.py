"""Mails of meetings: called, called off, asked for on an agenda, told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from galerie.territoire import BATI, ECOLE, MARCHES, RELAIS, piece, suite

from courrier.agenda import Invitation
from courrier.messages import Message
from courrier.messages_reunions import (
    CompteRenduReunion,
    ConvocationReunion,
    PointOrdreDuJour,
    ReunionAnnulee,
    ReunionCitee,
    compte_rendu,
    convocation,
    point_ordre_du_jour,
    reunion_annulee,
)

REUNION = ReunionCitee(
    code="CS-1",
    nature="Comité de suivi",
    quand="mardi 13\u00a0octobre\u00a02026 à 14\u00a0h\u00a030",
    duree="1\u00a0h\u00a030",
    lieu="salle du conseil, mairie de Yutz",
    visio="https://visio.example/comite-de-suivi-trois-rivieres",
)
INVITATION = Invitation(
    uid="cs-1@relais-brielle.example",
    sequence=0,
    debut=datetime(2026, 10, 13, 14, 30),  # noqa: DTZ001 - local time, as invitations hold it
    duree_minutes=90,
    objet="Comité de suivi",
    lieu="salle du conseil, mairie de Yutz",
    description="Comité de suivi de la clause d’insertion",
    organisateur="clauses@relais-brielle.example",
    convie=BATI,
    ecrite_le=datetime(2026, 9, 28, 8, tzinfo=UTC),
)
POINTS = ("heures réalisées et prévues, lot par lot", "postes à ouvrir cet hiver", "formation des tuteurs")


def _convocation(**autres) -> Message:
    contenu = ConvocationReunion(
        destinataire=BATI,
        relais=RELAIS,
        operation=ECOLE,
        suite=suite("répondre à l’invitation", date(2026, 10, 9)),
        reunion=REUNION,
        points=POINTS,
        document=piece("D1_convocation.pdf"),
        invitation=INVITATION,
    )
    return convocation(replace(contenu, **autres))


def _annulee() -> Message:
    return reunion_annulee(
        ReunionAnnulee(
            destinataire=BATI,
            relais=RELAIS,
            operation=ECOLE,
            suite=suite("aucune"),
            reunion=REUNION,
            invitation=replace(INVITATION, sequence=1, annulee=True),
            motif="Le chantier est arrêté jusqu’au 2\u00a0novembre.",
        )
    )


def _point() -> Message:
    return point_ordre_du_jour(
        PointOrdreDuJour(
            destinataire=MARCHES,
            relais=RELAIS,
            operation=ECOLE,
            suite=suite("inscrire ce point à l’ordre du jour et nous confirmer l’heure et le lieu", date(2026, 10, 9)),
            reunion=replace(REUNION, nature="Réunion de démarrage", visio=None),
            points=POINTS,
            document=piece("D3_encart.docx"),
        )
    )


def _compte_rendu() -> Message:
    return compte_rendu(
        CompteRenduReunion(
            destinataire=BATI,
            relais=RELAIS,
            operation=ECOLE,
            suite=suite("relire le compte rendu joint", date(2026, 10, 23)),
            reunion=REUNION,
            document=piece("D2_compte_rendu.docx"),
        )
    )


COURRIELS: dict[str, Callable[[], Message]] = {
    "convocation": _convocation,
    "convocation nouvelle date": lambda: _convocation(version=1),
    "convocation rappel": lambda: _convocation(rappel=True),
    "reunion_annulee": _annulee,
    "point_ordre_du_jour": _point,
    "compte_rendu": _compte_rendu,
}
