"""A11, the contract whose object is insertion: means are asked for, never a yield."""

from __future__ import annotations

from dataclasses import replace

import pytest
from demandes import demande, lot, variantes
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE

from documents.contextes.a11 import marche_insertion
from documents.contextes.demande import DemandePack
from documents.manques import collect_manques
from documents.word import render
from formats.nombres import nombre
from metier.operation import Operation


def insertion(**autres: object) -> Operation:
    """A contract of insertion services of one lot."""
    return replace(variantes()["marche-insertion"], **autres)  # type: ignore[arg-type]


def cahier(demandee: DemandePack) -> str:
    """The text of the specification."""
    contexte = marche_insertion(demandee)
    return texte(render(contexte.modele, contexte).octets)


def test_insertion_is_the_object_and_the_activity_only_its_support() -> None:
    """The sentence that keeps the contract from being one of cleaning or gardening."""
    ecrit = cahier(demande(insertion()))
    assert "a pour objet l’insertion professionnelle et la qualification" in ecrit
    assert "elles n’en sont pas l’objet" in ecrit
    assert "3° de l’article R2123-1" in ecrit
    assert "Aucun prix n’est fixé à la quantité produite ni à la surface traitée." in ecrit


def test_the_attachment_to_the_list_of_services_is_to_be_confirmed() -> None:
    """No text read confirms it: the cover page says so."""
    contexte = marche_insertion(demande(insertion()))
    assert any("R2123-1, 3°" in libelle for libelle in contexte.garde.a_valider)


@pytest.mark.parametrize(
    ("articles", "attendu", "absent"),
    [
        pytest.param((), "La participation n’est pas réservée", "L2113-13", id="open"),
        pytest.param(("L2113-13",), "L2113-13", "La participation n’est pas réservée", id="reserved to SIAE"),
    ],
)
def test_it_says_whether_participation_is_reserved(articles: tuple[str, ...], attendu: str, absent: str) -> None:
    """With a reservation its article and its half; without, anyone with the means may apply."""
    ecrit = cahier(demande(insertion(articles_reservation=articles)))
    assert attendu in ecrit
    assert absent not in ecrit


def test_hours_of_paths_are_those_of_the_calibration() -> None:
    """Lot by lot, then their sum."""
    demandee = demande(insertion(lots=(lot(1, "Chantier A"), lot(2, "Chantier B"))))
    ecrit = cahier(demandee)
    for resultat in demandee.calibrage.lots:
        assert f"{resultat.numero} | {resultat.intitule} | {nombre(resultat.heures)}\u00a0heures" in ecrit
    assert f"Total |  | {nombre(demandee.calibrage.total_heures)}\u00a0heures" in ecrit


def test_penalties_bear_on_means_and_are_the_buyer_s() -> None:
    """Never on yield, never without hearing the titulaire; no amount is printed by default."""
    ecrit = cahier(demande(insertion()))
    assert "portent sur les moyens d’insertion et jamais sur le rendement" in ecrit
    assert "présenter ses observations" in ecrit
    assert "€" not in ecrit


def test_a_complete_request_lacks_nothing_and_the_file_is_valid() -> None:
    """What the buyer specifies is left open in brackets, not missing; the bytes repeat; titles stay as they are."""
    contexte = marche_insertion(demande(insertion(intitule=HOSTILE, lots=(lot(1, HOSTILE),))))
    octets = render(contexte.modele, contexte).octets
    assert collect_manques(contexte) == ()
    assert HOSTILE_PROPRE in texte(octets)
    assert fautes(octets) == []
    assert render(contexte.modele, contexte).octets == octets
