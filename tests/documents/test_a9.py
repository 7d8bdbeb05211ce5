"""A9, the notice to candidates: it explains the clause and adds nothing to it."""

from __future__ import annotations

import re

import pytest
from demandes import demande, variantes
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE, de_nombreux_lots

from documents.contextes.a3 import article_ccap
from documents.contextes.a9 import notice_candidats
from documents.contextes.demande import DemandePack
from documents.word import render

AVEC_NOTICE = ("travaux", "obligatoire", "critere", "services", "bons-de-commande", "tranches", "concession")


def notice(demandee: DemandePack) -> str:
    """The text of the notice."""
    contexte = notice_candidats(demandee)
    return texte(render(contexte.modele, contexte).octets)


@pytest.mark.parametrize("nom", AVEC_NOTICE)
def test_it_repeats_the_objectives_and_the_publics_of_the_clause(nom: str) -> None:
    """The same lots, objectives and publics as A3, so that the notice cannot add an obligation."""
    demandee = demande(variantes()[nom])
    contexte, article = notice_candidats(demandee), article_ccap(demandee)
    assert contexte.lots == article.lots
    assert contexte.publics_structures == article.publics_structures
    assert contexte.publics_criteres == article.publics_criteres
    assert (contexte.validation, contexte.bilan) == (article.delais.validation, article.delais.bilan)
    assert all(ligne.objectif in notice(demandee) for ligne in article.lots)


@pytest.mark.parametrize("nom", AVEC_NOTICE)
def test_it_holds_no_estimate_and_is_a_valid_file(nom: str) -> None:
    """The only amounts are those that the contract states; the validator finds nothing."""
    demandee = demande(variantes()[nom])
    contexte = notice_candidats(demandee)
    octets = render(contexte.modele, contexte).octets
    montants = set(re.findall(r"[\d\u202f,]+\u00a0€", texte(octets)))
    assert montants <= (
        {"2\u202f000,00\u00a0€", "2\u202f700\u202f000,00\u00a0€"} if nom == "bons-de-commande" else set()
    )
    assert fautes(octets) == []
    assert render(contexte.modele, contexte).octets == octets


def test_it_is_for_information_and_imposes_no_modality_nor_residence() -> None:
    """Non contractual, free choice, no condition of residence or nationality."""
    ecrit = notice(demande())
    assert "Document informatif, non contractuel." in ecrit
    assert "au choix, combinables" in ecrit
    assert "Aucune condition de nationalité ni de résidence" in ecrit


def test_works_ask_about_bad_weather_and_services_about_staff() -> None:
    """The first question follows the nature of the contract."""
    assert "intempéries" in notice(demande())
    services = notice(demande(variantes()["services"]))
    assert "Je reprends le personnel en place" in services
    assert "intempéries" not in services


def test_orders_and_criterion_bring_their_sentence() -> None:
    """Without order no hour; with a criterion the quality is marked."""
    commandes = notice(demande(variantes()["bons-de-commande"]))
    assert "Sans bon de commande, aucune heure n’est due" in commandes
    assert "Objectif maximal" in commandes
    assert "minimum" not in commandes
    assert "notée, d’après le cadre de réponse" in notice(demande(variantes()["critere"]))
    assert "notée" not in notice(demande())


def test_many_lots_and_hostile_titles_are_all_printed() -> None:
    """Thirty lots, each title letter for letter."""
    assert notice(demande(de_nombreux_lots(30, HOSTILE))).count(HOSTILE_PROPRE) == 30
