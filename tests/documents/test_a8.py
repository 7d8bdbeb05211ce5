"""A8, the reply form: the criteria of the règlement, one scale, nothing of the general policy of a company."""

from __future__ import annotations

from dataclasses import replace

import pytest
from demandes import CRITERE, demande, operation, variantes
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE

from documents.contextes.a8 import cadre_reponse
from documents.contextes.demande import DemandePack
from documents.fabrique.a8 import RUBRIQUES
from documents.manques import collect_manques
from documents.word import render
from metier.operation import Montage


def cadre(demandee: DemandePack) -> str:
    """The text of the form."""
    contexte = cadre_reponse(demandee)
    return texte(render(contexte.modele, contexte).octets)


@pytest.mark.parametrize("nom", ["critere", "marche-insertion"])
def test_the_seven_rubrics_and_the_commitments_are_there(nom: str) -> None:
    """Each rubric with its question and its place to answer, then the commitments that will bind."""
    ecrit = cadre(demande(variantes()[nom]))
    lignes = ecrit.split("\n")
    titres = [rubrique.titre for rubrique in RUBRIQUES]
    assert [ligne for ligne in lignes if ligne in titres] == titres
    assert ecrit.count("réponse du candidat | …") == 7
    assert "Engagement | Mesure | Échéance" in lignes


def test_criteria_and_sub_criteria_are_those_of_the_operation() -> None:
    """Title and weight of the criterion, then of each sub-criterion."""
    ecrit = cadre(demande(variantes()["critere"]))
    assert "Performance en matière d’insertion | 10\u00a0% de la note" in ecrit
    for sous in CRITERE.sous_criteres:
        assert f"{sous.intitule} | {sous.ponderation}\u00a0% du critère" in ecrit


def test_a_criterion_announced_and_not_stated_is_missing() -> None:
    """The form says so, and names the field."""
    contexte = cadre_reponse(demande(operation(montage=Montage.EXECUTION_CRITERE)))
    assert [manque.champ for manque in collect_manques(contexte)] == ["criteres"]
    assert "[à compléter" in texte(render(contexte.modele, contexte).octets)


def test_the_answer_is_limited_to_the_contract() -> None:
    """Neither the general policy nor the number of hours beyond the minimum is marked."""
    ecrit = cadre(demande(variantes()["critere"]))
    assert "Réponse limitée à l’exécution du présent marché" in ecrit
    assert "ne sont pas notés" in ecrit


@pytest.mark.parametrize("nom", ["critere", "marche-insertion"])
def test_it_holds_no_money_and_is_a_valid_file(nom: str) -> None:
    """No euro in what a candidate fills in; the validator finds nothing; the bytes repeat."""
    contexte = cadre_reponse(demande(variantes()[nom]))
    octets = render(contexte.modele, contexte).octets
    assert "€" not in texte(octets)
    assert fautes(octets) == []
    assert render(contexte.modele, contexte).octets == octets


def test_hostile_titles_come_back_letter_for_letter() -> None:
    """Criteria and titles are printed as they are."""
    critere = replace(CRITERE, intitule=HOSTILE)
    op = replace(variantes()["critere"], intitule=HOSTILE, criteres=(critere,))
    assert cadre(demande(op)).count(HOSTILE_PROPRE) >= 3
