"""Whose hours a row declares, under which contract, and why it may be refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from heures_de_test import OCTOBRE, TITRES, classeur, contrat, csv, dites, lire, operation, personne, refus

from echanges.heures.lecture import lire_heures
from echanges.heures.reponse import reponse_par_ligne

DEUX_LOTS = operation(contrat("k1", "b1", lot=1), contrat("k2", "b1", lot=2))
DEUX_MISSIONS = operation(
    contrat("k1", "b1", debut=date(2026, 9, 7), fin=date(2026, 10, 9)), contrat("k2", "b1", debut=date(2026, 10, 12))
)
HOMONYMES = operation(
    contrat("k1", "b1"),
    contrat("k2", "b2"),
    personnes=[personne("b1", "Morvilay", "Élodie"), personne("b2", "Morvilay", "Élodie", date(2001, 3, 4))],
)


@pytest.mark.parametrize(
    ("nom", "prenom"),
    [
        ("MORVILAY", "Élodie"),
        ("morvilay", "elodie"),
        ("Élodie", "Morvilay"),
        ("Morvilay Élodie", ""),
        ("Élodie MORVILAY", ""),
        ("Morvilay, Élodie", ""),
        ("Mme Morvilay", "Élodie"),
        ("Morvilay", "É."),
        ("E. Morvilay", ""),
        ("  Morvilay ", " Élodie "),
    ],
)
def test_a_name_is_known_in_every_form(nom, prenom):
    assert dites(lire([TITRES, [nom, prenom, "10/2026", 35]])) == ["k1 35.00"]


@pytest.mark.parametrize(
    ("nom", "prenom", "raison"),
    [
        ("Morvilay", "", "personne_ambigue"),
        ("Mme Morvilay", "", "personne_ambigue"),
        ("Élodie", "", "personne_inconnue"),
        ("Morvilley", "Élodie", "personne_inconnue"),
        ("Morvilay", "Jeanne", "personne_inconnue"),
    ],
)
def test_a_name_is_never_guessed(nom, prenom, raison):
    lecture = lire([TITRES, [nom, prenom, "10/2026", 35]])
    assert refus(lecture) == [(2, raison)]
    assert (lecture.refusees[0].nom, lecture.refusees[0].prenom) == (nom, prenom)


@pytest.mark.parametrize("ecrit", ["D'AUTHENEY Gaelle", "D’Autheney Gaëlle", "d autheney-gaëlle", "Gaëlle DAUTHENEY"])
def test_apostrophes_hyphens_and_accents_do_not_count(ecrit):
    gaelle = operation(contrat("k1", "b1"), personnes=[personne("b1", "D'Autheney", "Gaëlle")])
    assert dites(lire([["Salarié", "Heures"], [ecrit, 35]], gaelle)) == ["k1 35.00"]


def test_namesakes_are_told_apart_by_their_birth_only():
    lecture = lire([TITRES, ["Morvilay", "Élodie", "10/2026", 35]], HOMONYMES)
    assert refus(lecture) == [(2, "personne_ambigue")]
    avec = [("Nom", "Prénom", "Date de naissance", "Heures"), ["Morvilay", "Élodie", "04/03/2001", 35]]
    assert dites(lire(avec, HOMONYMES)) == ["k2 35.00"]
    avec[1][2] = "05/03/2001"
    assert refus(lire(avec, HOMONYMES)) == [(2, "personne_inconnue")]


@pytest.mark.parametrize(
    ("lot", "contrats"),
    [("Lot 2", "k2"), (2, "k2"), ("Peinture", "k2"), ("LOT N°1 - Gros oeuvre", "k1"), ("Gros œuvre", "k1")],
)
def test_the_lot_of_the_row_decides(lot, contrats):
    lecture = lire([("Nom", "Prénom", "Lot", "Heures"), ["Morvilay", "Élodie", lot, 35]], DEUX_LOTS)
    assert dites(lecture) == [f"{contrats} 35.00"]


def test_without_a_lot_someone_on_two_lots_is_ambiguous():
    lecture = lire([TITRES, ["Morvilay", "Élodie", "10/2026", 35]], DEUX_LOTS)
    assert refus(lecture) == [(2, "personne_ambigue")]
    assert "lots 1 et 2" in lecture.refusees[0].phrase


def test_the_name_of_the_sheet_may_be_the_lot():
    assert dites(lire([TITRES, ["Morvilay", "Élodie", "10/2026", 35]], DEUX_LOTS, feuille="Peinture")) == ["k2 35.00"]


def test_a_lot_on_which_nobody_has_a_contract_is_out_of_contract():
    lecture = lire([("Nom", "Prénom", "Lot", "Heures"), ["Morvilay", "Élodie", 2, 35]])
    assert refus(lecture) == [(2, "hors_contrat")]
    assert "sur le lot 2" in lecture.refusees[0].phrase


def test_the_employer_of_the_row_or_of_the_title_decides_between_contracts():
    deux = operation(contrat("k1", "b1", employeur="AI du Plateau"), contrat("k2", "b1", employeur="Tremplin ETTI"))
    avec = [("Nom", "Prénom", "Employeur", "Heures"), ["Morvilay", "Élodie", "AI du plateau", 35]]
    assert dites(lire(avec, deux)) == ["k1 35.00"]
    assert dites(lire([["Relevé de l'AI du Plateau"], TITRES, ["Morvilay", "Élodie", "10/2026", 35]], deux)) == [
        "k1 35.00"
    ]


def test_of_successive_contracts_the_longest_in_the_month_takes_all_the_hours():
    lecture = lire([TITRES, ["Morvilay", "Élodie", "10/2026", 120]], DEUX_MISSIONS)
    assert dites(lecture) == ["k2 120.00"]
    assert "celui du 12/10/2026" in lecture.remarques[0]


def test_as_many_rows_as_contracts_go_to_them_in_order():
    rangees = [TITRES, ["Morvilay", "Élodie", "10/2026", 40], ["Morvilay", "Élodie", "10/2026", 80]]
    assert dites(lire(rangees, DEUX_MISSIONS)) == ["k1 40.00", "k2 80.00"]


def test_the_start_of_a_mission_designates_it():
    rangees = [("Nom", "Prénom", "Début", "Heures"), ["Morvilay", "Élodie", "07/09/2026", 40]]
    assert dites(lire(rangees, DEUX_MISSIONS)) == ["k1 40.00"]


def test_the_weeks_of_a_month_add_up_under_their_contract():
    rangees = [("Nom", "Prénom", "Période", "Heures")]
    rangees += [["Morvilay", "Élodie", f"du {jour:02d}/10/2026 au {jour + 4:02d}/10/2026", 35] for jour in (5, 12, 19)]
    lecture = lire(rangees)
    assert dites(lecture) == ["k1 35.00"] * 3
    assert lecture.par_contrat()["k1"].heures == Decimal(105)


def test_days_of_the_same_hours_are_no_doubles_but_months_are():
    jours = [["Morvilay", "Élodie", date(2026, 10, jour).strftime("%d/%m/%Y"), 7] for jour in (5, 6, 7)]
    assert dites(lire([TITRES, *jours])) == ["k1 7.00"] * 3
    mois = [["Morvilay", "Élodie", jour, 121] for jour in ("01/10/2026", "31/10/2026")]
    assert refus(
        lire(
            [TITRES, *mois],
        )
    ) == [(3, "doublon")]


def test_a_row_repeated_on_another_sheet_is_a_double():
    octets = classeur({nom: [TITRES, ["Morvilay", "Élodie", "10/2026", 35]] for nom in ("Un", "Deux")})
    lecture = lire_heures(octets, "h.xlsx", operation(), OCTOBRE)
    assert [(une.feuille, une.raison.value) for une in lecture.refusees] == [("Deux", "doublon")]
    assert "ligne 2 de la feuille" in lecture.refusees[0].phrase


@pytest.mark.parametrize(
    ("heures", "raison"),
    [
        (-5, "heures_negatives"),
        ("-7h30", "heures_negatives"),
        (220.01, "heures_excessives"),
        (400, "heures_excessives"),
        (1e308, "heures_excessives"),
        ("1e308", "heures_excessives"),
        ("abc", "heures_illisibles"),
        ("7h75", "heures_illisibles"),
        ("=8*15", "formule_sans_valeur"),
    ],
)
def test_hours_that_cannot_be_are_refused(heures, raison):
    lecture = lire([TITRES, ["Morvilay", "Élodie", "10/2026", heures]])
    # XlsxWriter gives each formula the value 0
    assert refus(lecture) == ([] if heures == "=8*15" else [(2, raison)])


def test_hours_beyond_what_is_admitted_tell_how_many_are():
    (refusee,) = lire([TITRES, ["Morvilay", "Élodie", "10/2026", 399.99]]).refusees
    assert "220" in refusee.phrase
    assert "220 h au plus" in refusee.raison.libelle


def test_the_rows_of_a_person_together_do_not_exceed_the_month():
    rangees = [TITRES, ["Morvilay", "Élodie", "10/2026", 200], ["Morvilay", "Élodie", "10/2026", 21]]
    assert refus(lire(rangees)) == [(3, "heures_excessives")]


def test_a_contract_of_two_days_has_no_more_than_its_hours():
    bref = operation(contrat("k1", "b1", debut=date(2026, 10, 30)))
    assert dites(lire([TITRES, ["Morvilay", "Élodie", "10/2026", 14]], bref)) == ["k1 14.00"]
    assert refus(lire([TITRES, ["Morvilay", "Élodie", "10/2026", 60]], bref)) == [(2, "heures_excessives")]


def test_zero_hours_are_declared_and_a_blank_is_not():
    assert dites(lire([TITRES, ["Morvilay", "Élodie", "10/2026", 0]])) == ["k1 0.00"]
    for vide in ("", "-"):
        lecture = lire([TITRES, ["Morvilay", "Élodie", "10/2026", vide]])
        assert (dites(lecture), refus(lecture)) == ([], [])
        assert "aucune heure écrite" in lecture.remarques[0]


def test_training_is_part_of_the_hours():
    titres = ("Nom", "Prénom", "Heures", "dont formation")
    assert lire([titres, ["Morvilay", "Élodie", 35, 7]]).acceptees[0].dont_formation == 7
    assert refus(lire([titres, ["Morvilay", "Élodie", 7, 35]])) == [(2, "heures_illisibles")]


@pytest.mark.parametrize("titre", ["Relevé d'heures – septembre 2026", "Mois : 09/2026", "Septembre 2026"])
def test_a_sheet_of_another_month_is_refused_row_by_row(titre):
    rangees = [[titre], ("Nom", "Prénom", "Heures"), ["Morvilay", "Élodie", 35]]
    assert refus(lire(rangees)) == [(3, "mois_different")]


def test_of_a_workbook_with_a_sheet_per_month_only_that_month_is_read():
    titres = ("Nom", "Prénom", "Heures")
    feuilles = {nom: [titres, ["Morvilay", "Élodie", 35]] for nom in ("Sept 2026", "Octobre 2026", "Novembre", "Notes")}
    lecture = lire_heures(classeur(feuilles | {"Notes": [["à voir"]]}), "2026.xlsx", operation(), OCTOBRE)
    assert (dites(lecture), refus(lecture)) == (["k1 35.00"], [])
    assert [une.partition("\u00a0:")[0] for une in lecture.remarques] == [
        "Feuille «\u00a0Sept 2026\u00a0»",
        "Feuille «\u00a0Novembre\u00a0»",
    ]


def test_a_month_written_once_holds_for_the_rows_below():
    rangees = [TITRES, ["Morvilay", "Élodie", "09/2026", 35], ["Morvilay", "Élodie", "", 30]]
    assert refus(lire(rangees)) == [(2, "mois_different"), (3, "mois_different")]


def test_the_answer_follows_the_file():
    lecture = csv("Nom;Prénom;Heures\nInconnuet;Paul;10\nMorvilay;Élodie;35,5\n;;\n")
    refusee, acceptee = reponse_par_ligne(lecture)
    assert refusee.startswith("Ligne 2\u00a0: Paul Inconnuet, refusée")
    assert acceptee == "Ligne 3\u00a0: Élodie Morvilay, 35,50\u00a0h, lot 1, acceptée."


def test_the_json_is_that_of_the_contract():
    lecture = csv("Nom;Prénom;Heures\nInconnuet;Paul;10\nMorvilay;Élodie;35,5\n")
    assert lecture.en_json() == {
        "fichier_refuse": None,
        "acceptees": [{"nom": "Morvilay", "prenom": "Élodie", "mois": "2026-10", "heures": "35.50", "lot": 1}],
        "refusees": [{"feuille": "", "ligne": 2, "nom": "Inconnuet", "prenom": "Paul", "raison": "personne_inconnue"}],
    }
