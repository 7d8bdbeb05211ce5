"""What waits for a person today, mails included."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage

from operations_en_base import inscrire, recevoir, semer
from sqlalchemy import update

from cli.histoire import CHARGEE_DE_MISSION
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.attentes import Action
from workflows.actes.reception import traiter
from workflows.actes.situation import du_jour


def question(texte: str, de: str = CHARGEE_DE_MISSION["courriel"]) -> bytes:
    courriel = EmailMessage()
    courriel["From"], courriel["Subject"] = de, "Question"
    courriel.set_content(texte)
    return courriel.as_bytes()


def actions_de_courrier() -> list[Action]:
    with lecture() as session:
        return [action for action in du_jour(session) if action.reference is None]


def test_a_known_contact_s_mail_about_no_operation_waits_to_be_read(installation):
    """It is an answer by nature, and belongs to no operation: nothing else would show it."""
    inscrire(CHARGEE_DE_MISSION)
    suite = traiter(recevoir(question("Avez-vous le compte rendu de la réunion de mardi ?"), installation))
    assert (suite.nature.value, suite.reference) == ("reponse", None)
    assert [action.libelle for action in actions_de_courrier()] == ["Lire les courriels reçus sans opération (1)"]
    traiter(recevoir(question("Bonjour", de="inconnu@ailleurs.example"), installation, uid=2))
    traiter(recevoir(b"\r\n", installation, uid=3))
    assert [action.libelle for action in actions_de_courrier()] == [
        "Lire les courriels reçus à trancher (1), mis en quarantaine (1), sans opération (1)"
    ]


def test_an_answer_filed_with_its_operation_waits_for_nobody(installation):
    """The operation shows it."""
    inscrire(CHARGEE_DE_MISSION)
    reference = semer()
    suite = traiter(recevoir(question(f"Où en est l’opération {reference} ?"), installation))
    assert (suite.nature.value, suite.reference) == ("reponse", reference)
    assert actions_de_courrier() == []


def test_a_mail_waits_since_the_day_it_was_in_paris(installation):
    """Half past ten at night, UTC, in September: already the next day there."""
    courrier = recevoir(question("Bonjour"), installation)
    with unit_of_work() as session:
        session.execute(update(CourrierEntrant).values(recu_le=datetime(2026, 9, 1, 22, 30, tzinfo=UTC)))
    traiter(courrier)
    (action,) = actions_de_courrier()
    assert action.depuis == date(2026, 9, 2)
