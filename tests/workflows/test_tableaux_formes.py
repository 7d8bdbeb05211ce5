"""How spreadsheets are kept: merged cells, two rows of headings, CSV, old XLS, ODS."""

from __future__ import annotations

from pathlib import Path

from tableaux_a_reprendre import classeur, en_csv, en_ods, reprise
from tableaux_repris import base, exporte, personne_mois, references

from workflows.actes.reprise import Demande

__all__ = ["base"]


def test_merged_cells_are_carried_down_and_a_total_ends_them():
    titres = [
        "Opération",
        "Maître d’ouvrage",
        "Lot",
        "Entreprise",
        "Nom",
        "Prénom",
        "Naissance",
        "Critère",
        "Contrat",
        "Début",
    ]
    octets = classeur(
        {
            "Suivi": [
                titres,
                [
                    "École des Tilleuls",
                    "Ville de Valmeuse",
                    1,
                    "Bâti Lorraine",
                    "MARTIN",
                    "Léa",
                    "02/05/1990",
                    "RSA",
                    "CDD",
                    "02/02/2026",
                ],
                [None, None, None, None, "DURAND", "Ali", "12/11/2001", "jeune", "apprentissage", "01/09/2026"],
                ["Sous-total", None, None, None, 2],
                [None, None, None, None, "PETIT", "Zoé", "01/01/1980", "RSA", "CDD", "01/09/2026"],
            ]
        },
        fusions=[("Suivi", "A2:A3"), ("Suivi", "B2:B3"), ("Suivi", "C2:C3"), ("Suivi", "D2:D3")],
    )
    refusee = reprise(octets)
    assert not refusee.faite
    assert references() == [], "one refused row keeps everything out"
    assert "opération absente" in refusee.suites.refusees[0].phrase
    assert "ligne 5" in refusee.suites.refusees[0].phrase
    assert reprise(octets, demande=Demande(par="essai", partiel=True)).faite
    assert references() == ["R-2026-0001"]
    assert [un["nom"] for un in exporte("R-2026-0001")["beneficiaires"]] == ["MARTIN", "DURAND"]


def test_a_csv_in_windows_letters():
    faite = reprise(en_csv(personne_mois()), "suivi.csv")
    assert faite.compte.heures == 3
    assert exporte("2026-VAL-1")["attributions"][0]["entreprise"]["nom"] == "Bâti Lorraine"


def test_an_old_xls():
    octets = (Path(__file__).parent.parent / "donnees" / "reprise" / "suivi.xls").read_bytes()
    assert reprise(octets, "suivi.xls").compte.heures == 3
    assert [une["heures"] for une in exporte("2026-VAL-1")["heures"]] == ["121.50", "7.50", "151.67"]


def test_durations_of_an_ods_beyond_a_day():
    rangees = [[*une[:-3], une[-3], ("PT151H40M00S", "151:40"), None] for une in personne_mois()[1:2]]
    octets = en_ods("Suivi", [["Suivi du relais", None], *personne_mois()[:1], *rangees])
    reprise(octets, "suivi.ods")
    assert [une["heures"] for une in exporte("2026-VAL-1")["heures"]] == ["151.67"]


def test_headings_on_two_rows():
    octets = classeur(
        {
            "Suivi": [
                ["Opération", None, "Attribution", None, "Heures", None],
                ["Référence", "Intitulé", "Lot", "Entreprise", "Engagées", "Réalisées"],
                ["2026-VAL-1", "École des Tilleuls", 1, "Bâti Lorraine", 292, 121.5],
            ]
        },
        fusions=[("Suivi", "A1:B1"), ("Suivi", "C1:D1"), ("Suivi", "E1:F1")],
    )
    faite = reprise(octets)
    lu = exporte("2026-VAL-1")
    assert (lu["operation"]["intitule"], lu["attributions"][0]["heures_engagees"]) == ("École des Tilleuls", 292)
    assert any("sans mois" in une for une in faite.suites.remarques), "hours of no month are told, not spread"


def test_the_hours_of_a_contract_beside_those_of_the_months(base):
    """Read as such where a company owes them; where they could be anything, the trial says that they are not taken."""
    titres = ["Marché", "Opération", "Titulaire", "Nom", "Prénom", "Né le", "Critère", "Contrat", "Début"]
    personnes = [["Martin", "Léa", "02/05/1990", "RSA"], ["Petit", "Paul", "03/06/1991", "DELD"]]
    qui = [["2026-ODS-1", "École Jules Ferry", "Bâti Lorraine", *une, "CDD", "05/01/2026"] for une in personnes]
    mois = ["Volume horaire", "Janvier 2026", "Février 2026"]
    du_marche = [[*titres, *mois], [*qui[0], 100, 35, 7], [*qui[1], 100, 21, 7]]
    faite = reprise(classeur({"Suivi": du_marche}))
    assert (faite.references, faite.suites.remarques) == (("2026-ODS-1",), [])
    lu = exporte("2026-ODS-1")
    assert (lu["operation"]["intitule"], lu["attributions"][0]["heures_engagees"]) == ("École Jules Ferry", 100)
    assert sum(float(une["heures"]) for une in lu["heures"]) == 70
    de_chacun = [[*titres, *mois], [*qui[0], 100, 35, 7], [*qui[1], 90, 21, 7]]
    assert any("n’est pas leur total" in une for une in reprise(classeur({"Suivi": de_chacun})).suites.remarques)


def test_a_row_is_told_with_its_person_and_operation_and_a_sheet_without_rows_as_such(base):
    titres = ["Référence", "Opération", "Titulaire", "Nom", "Prénom", "Né le", "Critère", "Contrat", "Début"]
    qui = ["A-1", "École", "Bâti Lorraine", "Martin", "Léa", "02/05/1990", "RSA", "CDD", "05/01/2026"]
    mensuel = [[*titres, "Mois", "Heures réalisées"], *([*qui, f"{mois:02}/2026", 7.5] for mois in (2, 3))]
    phrases = [une.phrase.replace("\u00a0", " ") for une in reprise(classeur({"Suivi": mensuel})).suites.lignes]
    assert phrases[1] == "Feuille « Suivi », ligne 3, A-1, Léa Martin : 7,50 h en mars 2026."
    assert any("sous les titres" in une for une in reprise(classeur({"Suivi": [titres]})).suites.remarques)
