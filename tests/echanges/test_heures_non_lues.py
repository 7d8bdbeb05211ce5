"""Columns of a file of hours that nothing was read in: which, and how they are told."""

from __future__ import annotations

from datetime import date

import pytest
from heures_de_test import OCTOBRE, classeur, csv, dites, lire, operation

from echanges.heures.lecture import lire_heures
from echanges.heures.phrases import colonnes_non_lues
from echanges.heures.reponse import reponse_par_ligne


@pytest.mark.parametrize(
    ("rangees", "attendues"),
    [
        pytest.param(["Nom;Prénom;Heures", "Morvilay;Élodie;35"], (), id="all are read"),
        pytest.param(["Nom;Prénom;Heures;Panier", "Morvilay;Élodie;35;4"], ("Panier",), id="another figure"),
        pytest.param(["Nom;Prénom;Heures;Visa", "Morvilay;Élodie;35;"], (), id="one where nothing is written"),
        pytest.param(["Nom;Prénom;Heures;Visa", "Morvilay;Élodie;35;-"], (), id="one where a dash is written"),
        pytest.param(["Nom;Prénom;Heures;Visa", "Morvilay;Élodie;35;", ";;;Fait à Y"], (), id="below the table"),
        pytest.param(["Nom;Prénom;Heures;", "Morvilay;Élodie;35;4"], (), id="no heading to tell it by"),
        pytest.param(
            ["Nom;Prénom;Heures prévues;Heures réalisées", "Morvilay;Élodie;70;35"], ("Heures prévues",), id="planned"
        ),
        pytest.param(
            ["Nom;Prénom;Heures normales;Heures sup;Panier", "Morvilay;Élodie;30;5;1"], ("Panier",), id="two of hours"
        ),
        pytest.param(["Nom;Prénom;sept-26;oct-26", "Morvilay;Élodie;9;35"], ("sept-26",), id="another month"),
        pytest.param(
            ["Nom;Prénom;Heures;Panier", "Morvilay;Élodie;20;1", "Nom;Prénom;Heures;Trajet", "Morvilay;Élodie;15;2"],
            ("Panier", "Trajet"),
            id="headings that change further down",
        ),
    ],
)
def test_the_columns_that_say_something_and_are_not_read_are_told(rangees, attendues):
    lecture = csv("\n".join(rangees) + "\n")
    assert lecture.acceptees
    assert lecture.non_lues == attendues


def test_headings_on_two_rows_or_that_are_a_day_are_told_in_words():
    lecture = lire(
        [["Salarié", "", "Heures", ""], ["Nom", "Prénom", "prévues", "réalisées"], ["Morvilay", "Élodie", 70, 35]]
    )
    assert lecture.non_lues == ("Heures prévues",)
    lecture = lire([["Nom", "Prénom", date(2026, 9, 1), date(2026, 10, 1)], ["Morvilay", "Élodie", 9, 35]])
    assert (dites(lecture), lecture.non_lues) == (["k1 35.00"], ("septembre\u00a02026",))


def test_a_sheet_of_another_month_is_told_as_a_sheet_and_not_by_its_columns():
    table = [["Nom", "Prénom", "Heures", "Panier"], ["Morvilay", "Élodie", 35, 1]]
    autre = [["Nom", "Prénom", "Heures", "Trajet"], ["Morvilay", "Élodie", 35, 1]]
    octets = classeur({"Octobre 2026": table, "Septembre 2026": autre})
    assert lire_heures(octets, "heures.xlsx", operation(), OCTOBRE).non_lues == ("Panier",)


def test_the_answer_begins_with_them():
    """Whatever the number of rows: what is cut is at the end."""
    dit = reponse_par_ligne(csv("Nom;Prénom;Heures;Panier;Trajet\nMorvilay;Élodie;35;1;2\n"))
    assert dit[0].replace("\xa0", " ") == "Colonnes non lues : « Panier », « Trajet »."
    assert len(dit) == 2
    assert colonnes_non_lues(["Panier"]).replace("\xa0", " ") == "Colonne non lue : « Panier »."
    assert colonnes_non_lues([str(n) for n in range(11)]).endswith(" et 3 autres.")
    assert colonnes_non_lues([]) == ""


def test_a_refused_file_tells_no_columns():
    assert csv("Nom;Panier\nMorvilay;4\n").non_lues == ()
