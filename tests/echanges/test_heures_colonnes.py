"""Headings of company files: which columns are read."""

from __future__ import annotations

import pytest
from heures_de_test import csv, dites, lire, refus


@pytest.mark.parametrize(
    ("titres", "ligne"),
    [
        pytest.param("Nom;Prénom;Heures", "Morvilay;Élodie;35", id="no month"),
        pytest.param("Prénom;Nom;Heures", "Élodie;Morvilay;35", id="first name first"),
        pytest.param("Nom et prénom;Nombre d'heures", "MORVILAY Élodie;35", id="one column"),
        pytest.param("Prénom et NOM;Nb h", "Élodie MORVILAY;35", id="one column, first name first"),
        pytest.param("Salarié;Durée", "Mme Élodie Morvilay;35", id="civility"),
        pytest.param("Nom du salarié;Prénom;Total heures;Taux horaire", "Morvilay;Elodie;35;12,50", id="hourly rate"),
        pytest.param(
            "Intérimaire;Heures contrat;Heures effectuées", "Morvilay Élodie;151,67;35", id="contractual hours"
        ),
        pytest.param(
            "Nom;Prénom;Heures prévues;Heures réalisées;Cumul heures", "Morvilay;Élodie;70;35;400", id="planned"
        ),
        pytest.param("Nom;Prénom;Heures normales;Heures sup", "Morvilay;Élodie;30;5", id="overtime is added"),
        pytest.param(
            "Nom;Prénom;Heures normales;Heures sup;Total heures", "Morvilay;Élodie;30;5;35", id="total of both"
        ),
        pytest.param("Nom;Prénom;01;02;03;Total", "Morvilay;Élodie;7;7;21;35", id="a grid of days"),
        pytest.param("Nom;Prénom;sept-26;oct-26;nov-26", "Morvilay;Élodie;151,67;35;12", id="a column per month"),
        pytest.param("Nom;Prénom;Octobre 2026", "Morvilay;Élodie;35", id="the month is the heading"),
        pytest.param("Nom de l'entreprise;Nom;Prénom;Heures", "Bâti Rombelle;Morvilay;Élodie;35", id="company's name"),
        pytest.param("N°;NOM;PRENOM;Lot;HEURES TRAVAILLEES", "1;morvilay;elodie;1;35", id="capitals"),
        pytest.param("Nom;Prénom;Heure début;Heure fin;Heures", "Morvilay;Élodie;08:00;16:00;35", id="start and end"),
    ],
)
def test_the_columns_are_found_by_their_headings(titres, ligne):
    lecture = csv(f"{titres}\n{ligne}\n")
    assert dites(lecture) == ["k1 35.00"], (lecture.phrase, refus(lecture))


def test_headings_on_two_rows_are_read_together():
    lecture = lire(
        [["Salarié", "", "Heures", ""], ["Nom", "Prénom", "prévues", "réalisées"], ["Morvilay", "Élodie", 70, 35]]
    )
    assert dites(lecture) == ["k1 35.00"]


def test_headings_may_change_further_down():
    lecture = lire(
        [
            ["Chantier A"],
            ["Nom", "Prénom", "Heures"],
            ["Morvilay", "Élodie", 20],
            ["Total", "", 20],
            ["Chantier B"],
            ["Nom", "Prénom", "Semaine", "Heures"],
            ["Morvilay", "Élodie", "10/2026", 15],
        ]
    )
    assert dites(lecture) == ["k1 20.00", "k1 15.00"]


@pytest.mark.parametrize(
    "texte",
    [
        pytest.param("Bonjour,\nvoici les heures du mois.\n", id="a letter"),
        pytest.param("Nom;Prénom\nMorvilay;Élodie\n", id="no hours"),
        pytest.param("Heures;Mois\n35;10/2026\n", id="no name"),
        pytest.param("Nom;Prénom;sept-26;nov-26\nMorvilay;Élodie;3;4\n", id="no column of that month"),
        pytest.param("Nom;Taux horaire\nMorvilay Élodie;12\n", id="a rate is no hours"),
    ],
)
def test_a_file_without_the_columns_is_refused(texte):
    lecture = csv(texte)
    assert lecture.fichier_refuse is not None
    assert lecture.fichier_refuse.value == "colonnes_introuvables"
    assert "Prénom" in lecture.phrase


@pytest.mark.parametrize(
    "pied",
    [
        ["Total", "", 35],
        ["TOTAL GÉNÉRAL", "", 35],
        ["Sous-total", "", 35],
        ["", "", 35],
        ["", "Total", 35],
        ["Fait à Valmeuse", "", "le 02/11/2026"],
        ["Signature", "", ""],
        ["", "", "(en heures)"],
    ],
    ids=str,
)
def test_totals_and_what_is_written_below_are_passed_over(pied):
    lecture = lire([["Nom", "Prénom", "Heures"], ["Morvilay", "Élodie", 35], pied])
    assert (dites(lecture), refus(lecture)) == (["k1 35.00"], [])


def test_hours_without_a_name_that_are_no_total_are_refused():
    lecture = lire([["Nom", "Prénom", "Heures"], ["Morvilay", "Élodie", 35], ["", "", 12]])
    assert refus(lecture) == [(3, "personne_inconnue")]
    assert "sans nom" in lecture.refusees[0].phrase


def test_each_block_has_its_total():
    lecture = lire(
        [
            ["Nom", "Prénom", "Heures"],
            ["Morvilay", "Élodie", 20],
            ["", "", 20],
            ["Morvilay", "Élodie", 15],
            ["", "", 15],
            ["", "", 35],
        ]
    )
    assert dites(lecture) == ["k1 20.00", "k1 15.00"]
    assert refus(lecture) == []
