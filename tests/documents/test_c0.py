"""C0, the relay's answer: its sense, its reasons, the dates, on one page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from demandes import FACILITATEUR, RELAIS
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE

from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.c0 import DejaDit, DemandeReponse, pieces_amont, pieces_aval, reponse
from documents.manques import collect_manques
from documents.reponse import reponse_c0
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument


def demande(**autres: Any) -> DemandeReponse:
    """A yes of four working days, to a Région, for the follow-up."""
    valeurs: dict[str, Any] = {
        "reference": "2026-RGA-021",
        "intitule": "Construction du lycée des métiers de l’énergie",
        "maitre_ouvrage": "Région Austrasie",
        "relais": RELAIS,
        "facilitateur": FACILITATEUR,
        "recue_le": date(2026, 10, 5),
        "repondue_le": date(2026, 10, 9),
        "accepte": True,
    }
    return DemandeReponse(**(valeurs | autres))


def lettre(**autres: Any) -> str:
    """The text of the letter."""
    contexte = reponse(demande(**autres))
    return texte(render(contexte.modele, contexte).octets)


def test_a_yes_names_who_answers_and_what_to_send() -> None:
    """The sense of the answer, the facilitateur and who stands in, the documents asked for."""
    ecrit = lettre()
    assert "Oui, le relais prend en charge cette opération." in ecrit
    assert "Claire Aubertin, facilitatrice des clauses sociales\u00a0; en son absence, Marc Thirion" in ecrit
    assert all(piece in ecrit for piece in pieces_aval(DejaDit()))
    assert "sous réserve" not in ecrit


def test_reserves_turn_a_yes_into_a_yes_provided_that() -> None:
    """Each reserve is printed."""
    ecrit = lettre(reserves=("planning reçu avant le 20 octobre", "liste des lots confirmée"))
    assert "Oui, sous réserve, le relais peut prendre en charge cette opération." in ecrit
    assert "planning reçu avant le 20 octobre" in ecrit
    assert "liste des lots confirmée" in ecrit


def test_a_no_gives_its_reason_and_another_relay() -> None:
    """No document is asked for; the relay proposed is named."""
    ecrit = lettre(accepte=False, motif="Calendrier complet.", relais_propose="Relais du Val", reserves=("aucune",))
    assert "Non, le relais ne peut pas prendre en charge cette opération." in ecrit
    assert "Motif\u00a0: Calendrier complet." in ecrit
    assert "Relais du Val" in ecrit
    assert pieces_aval(DejaDit())[0] not in ecrit


@pytest.mark.parametrize(
    ("dit", "demandees"),
    [
        pytest.param({}, ["estimation hors taxes de chaque lot et sa durée", "personne qui suit"], id="nothing"),
        pytest.param({"estimations": True, "suivi": True}, ["durée de chaque lot", "date prévue de l’avis"], id="half"),
        pytest.param(dict.fromkeys(("estimations", "durees", "date_avis", "suivi"), True), [], id="all"),
    ],
)
def test_what_was_given_is_not_asked_for_again(dit: dict[str, bool], demandees: list[str]) -> None:
    """The description is always asked for; the rest where it was not given."""
    ecrit = lettre(amont=True, deja_dit=DejaDit(**dit))
    assert "programme ou description de l’opération, par lot" in ecrit
    assert all(piece in ecrit for piece in demandees)
    for nom, piece in (("estimations", "estimation"), ("date_avis", "date prévue"), ("suivi", "personne qui suit")):
        assert (piece in ecrit) is not dit.get(nom, False)
    assert "nombre d’heures" not in lettre(deja_dit=DejaDit(heures=True))


@pytest.mark.parametrize("motif", [None, "  "])
def test_a_no_without_reason_is_refused(motif: str | None) -> None:
    """The fault names `motif`."""
    with pytest.raises(FauteDeSaisie) as faute:
        reponse(demande(accepte=False, motif=motif))
    assert faute.value.champ == "motif"


@pytest.mark.parametrize(
    ("recue", "repondue", "attendu"),
    [
        pytest.param(date(2026, 10, 5), date(2026, 10, 5), "réponse le jour même", id="same day"),
        pytest.param(date(2026, 10, 2), date(2026, 10, 5), "réponse en 1\u00a0jour ouvré", id="over a week-end"),
        pytest.param(date(2026, 12, 24), date(2026, 12, 29), "réponse en 2\u00a0jours ouvrés", id="26 December is off"),
    ],
)
def test_the_delay_is_counted_in_working_days_of_moselle(recue: date, repondue: date, attendu: str) -> None:
    """Both dates are kept: the delay is an indicator of the relay."""
    assert attendu in lettre(recue_le=recue, repondue_le=repondue)


def test_the_upstream_asks_for_estimates_and_availability_is_offered() -> None:
    """What is asked for depends on the mission; the dates proposed are printed."""
    ecrit = lettre(amont=True, disponibilites=("mardi 13 octobre, 14 h",))
    assert all(piece in ecrit for piece in pieces_amont(DejaDit()))
    assert "mardi 13 octobre, 14 h" in ecrit


def test_an_alert_that_says_little_still_gets_its_answer() -> None:
    """Only the reference is known: no empty mention, and the relay's identity is what is missing."""
    demandee = demande(intitule=None, maitre_ouvrage=None, relais=IdentiteRelais(), facilitateur=Facilitateur())
    contexte = reponse(demandee)
    ecrit = texte(render(contexte.modele, contexte).octets)
    assert "None" not in ecrit
    assert {manque.champ for manque in collect_manques(contexte)} == {
        "relais.nom",
        "relais.adresse",
        "relais.courriel",
        "relais.telephone",
    }


def test_it_is_a_valid_file_with_hostile_texts_intact_and_repeatable_bytes() -> None:
    """A subject copied from a mail is printed letter for letter."""
    contexte = reponse(demande(intitule=HOSTILE, alerte=HOSTILE, reserves=(HOSTILE,)))
    octets = render(contexte.modele, contexte).octets
    assert texte(octets).count(HOSTILE_PROPRE) == 3
    assert fautes(octets) == []
    assert render(contexte.modele, contexte).octets == octets


def test_the_letter_is_a_document_like_the_others() -> None:
    """Its code, file, template and edition are known; a definitive one refuses a missing identity by name."""
    piece = reponse_c0(demande())
    assert (piece.code, piece.fichier, piece.modele) == (CodeDocument.C0, "C0_reponse.docx", "marches/c0_reponse.docx")
    assert piece.edition == "2026.11"
    with pytest.raises(FauteDeSaisie) as faute:
        reponse_c0(demande(relais=IdentiteRelais(), definitif=True))
    assert faute.value.champ == "relais.nom"
