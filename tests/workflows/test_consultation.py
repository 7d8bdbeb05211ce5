"""What only the buyer knows: watched, asked for, asked for again, one message for all their operations."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from boite_d_envoi import entiers
from operations_en_base import ACHETEUR, courriels_de, demander_de, operation, semer

from config.settings import get_settings
from metier.cycle import OUVERTES, Etape
from metier.gestes import Geste
from sqlmodel_store.session import lecture
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.sujets import attentes, faire_le_jour

GENRE = "rappels au maître d’ouvrage"


@pytest.fixture
def au(sur_sqlite, monkeypatch):
    def fixer(jour):
        monkeypatch.setenv("RELAIS_DATE", jour)
        get_settings.cache_clear()

    fixer("2026-10-05")
    return fixer


def attendues(reference):
    with lecture() as session:
        return attentes(session, [operation(reference)])


def rappels():
    with lecture() as session:
        return [
            message_from_bytes(un.octets, policy=policy.default)
            for un in entiers(session)
            if un.cle.startswith("rappel_maitre_ouvrage:")
        ]


def corps(courriel):
    return courriel.get_body(("plain",)).get_content().replace("\u00a0", " ")


def test_a_consultation_launched_without_the_relay_is_an_alert(au):
    """The notice was to be sent and the relay, who writes the clause, has not done its part."""
    reference = semer("calibrage", date_avis="2026-10-01")
    (alerte,) = [une for une in attendues(reference) if "sans le relais" in une.libelle]
    assert alerte.qui == "facilitateur"
    assert alerte.en_retard
    aval = semer("faisabilite", reference="R-AVAL", missions=["aval_suivi", "bilan"], date_avis="2026-10-01")
    assert not [une for une in attendues(aval) if "sans le relais" in une.libelle]


def test_the_buyer_is_asked_whether_the_notice_was_sent_five_working_days_after(au):
    reference = semer("redaction", date_avis="2026-10-12")
    executer(
        demander_de(
            reference,
            "rediger",
            penalites={"heure": "60.00", "jour_document": "50.00"},
            date_publication_prevue="2026-10-12",
        )
    )
    au("2026-10-16")
    assert GENRE not in faire_le_jour().faites
    au("2026-10-19")
    assert faire_le_jour().faites[GENRE] == 1
    assert faire_le_jour().faites.get(GENRE) is None
    (courriel,) = rappels()
    assert courriel["To"] == ACHETEUR["courriel"]
    assert "La consultation est-elle publiée" in corps(courriel)
    assert [un.cle for un in courriels_de(reference)] == [courriel["X-Relais-Cle"]]


def test_one_message_for_all_the_operations_of_a_buyer_and_not_again_too_soon(au):
    """Ten working days between two reminders; the second one says when the first was."""
    une = semer("attribution", reference="UNE")
    autre = semer("attribution", reference="AUTRE")
    au("2026-11-03")
    assert faire_le_jour().faites[GENRE] == 1
    (courriel,) = rappels()
    assert courriel["Subject"].endswith("2 informations attendues de votre part")
    assert len(courriels_de(une)) == len(courriels_de(autre)) == 1
    au("2026-11-17")
    assert GENRE not in faire_le_jour().faites
    au("2026-11-18")
    assert faire_le_jour().faites[GENRE] == 1
    assert "datait du 3 novembre 2026" in corps(rappels()[1])


def test_reminders_stop_once_the_buyer_has_answered(au):
    reference = semer("consultation", date_avis="2026-10-05")
    executer(demander_de(reference, "publier", date_publication="2026-10-05"))
    au("2026-10-12")
    assert faire_le_jour().faites[GENRE] == 1
    assert "Le DCE tel qu’il a été publié" in corps(rappels()[0])
    appel = Appel(
        reference=reference, transition=Geste.NOTER_DCE_DEFINITIF, donnees={"date": "2026-10-13"}, par="essai"
    )
    assert [une.qui for une in attendues(reference) if "DCE" in une.libelle] == ["maître d’ouvrage"]
    executer(demander(appel))
    assert [une for une in attendues(reference) if "DCE" in une.libelle] == []
    au("2026-10-28")
    assert GENRE not in faire_le_jour().faites


def test_a_buyer_who_only_wanted_the_upstream_part_is_done_with_after_the_dce(au):
    """No award is awaited; the facilitateur closes."""
    reference = semer(
        "consultation", missions=["amont_identification", "amont_calcul", "amont_redaction"], date_avis="2026-10-05"
    )
    executer(demander_de(reference, "publier", date_publication="2026-10-05"))
    (action,) = attendues(reference)
    assert "Clore" in action.libelle
    au("2027-03-01")
    assert GENRE not in faire_le_jour().faites
    assert executer(demander_de(reference, "clore")).etape == "close"


@pytest.mark.parametrize(
    "etape",
    sorted(etape.value for etape in [*OUVERTES, Etape.SUSPENDUE]),
)
def test_every_open_step_has_an_owner_and_a_date(au, etape):
    """Also where a dossier was imported at that step."""
    for action in attendues(semer(etape)):
        assert action.qui
        assert action.avant_le is not None
