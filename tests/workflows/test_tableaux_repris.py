"""Nine follow-up spreadsheets taken over, each with the dossiers that a person expects of it."""

from __future__ import annotations

import itertools
import time
from datetime import date
from pathlib import Path

import pytest
from serveurs.bases import base_sqlite
from tableaux_a_reprendre import BATI, PEINTURES, classeur, en_csv, en_ods, reprise

from config.settings import get_settings
from echanges import dossier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal, operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes.reprise import Demande

__all__ = ["base_sqlite"]

TITRES_CONTRATS = ["Réf. opération", "Lot", "Entreprise", "Nom", "Prénom", "Né(e) le", "Sexe", "Public"]
TITRES_CONTRATS += ["Type de contrat", "Employeur", "Date d’embauche", "Date de fin"]


@pytest.fixture(autouse=True)
def base(home, base_sqlite, monkeypatch):
    monkeypatch.setenv("RELAIS_DATABASE_URL", base_sqlite)
    monkeypatch.setenv("RELAIS_DATE", "2026-11-02")
    get_settings.cache_clear()
    migrer()


def exporte(reference):
    with lecture() as session:
        return dossier.exporter(session, reference)


def references():
    with lecture() as session:
        return sorted(une.reference for une in operations.lister(session))


def faits_notes():
    with lecture() as session:
        return [un.evenement for un in journal.lister(session)]


def test_one_row_per_lot_under_a_title_with_totals_and_blank_lines():
    octets = classeur(
        {
            "Opérations": [
                ["Suivi des clauses d’insertion"],
                [],
                [
                    "N° opération",
                    "Opération",
                    "MOA",
                    "Commune",
                    "Lot",
                    "Titulaire",
                    "N° SIRET",
                    "Montant HT",
                    "Heures dues",
                ],
                [
                    "2026-VAL-1",
                    "École des Tilleuls",
                    "Commune de Valmeuse",
                    "Valmeuse",
                    "Lot 1 - Gros œuvre",
                    "Bâti Lorraine",
                    "000 001 016 00013",
                    "350 000,00 €",
                    292,
                ],
                [
                    "2026-VAL-1",
                    "École des Tilleuls",
                    "Commune de Valmeuse",
                    "Valmeuse",
                    "Lot 2 - Peinture",
                    "Peintures Meusiennes",
                    int(PEINTURES),
                    80000,
                    "120 h",
                ],
                [],
                ["Halle", "Halle des sports", "Région Grand Est", None, None, None, None, None, None],
                ["TOTAL", None, None, None, None, None, None, 430000, 412],
                ["Fait à Valmeuse, le 2 novembre"],
            ]
        }
    )
    faite = reprise(octets)
    assert [une.refus for une in faite.suites.lignes] == [None, None, None]
    assert references() == ["2026-VAL-1", "Halle"]
    ecole = exporte("2026-VAL-1")
    assert ecole["operation"]["maitre_ouvrage"] == {"nom": "Commune de Valmeuse", "type": "collectivite"}
    assert ecole["operation"]["lots"] == [
        {
            "numero": 1,
            "intitule": "Gros œuvre",
            "clause": True,
            "mode": "heures_au_marche",
            "montant_ht": "350000.00",
            "heures": 292,
        },
        {
            "numero": 2,
            "intitule": "Peinture",
            "clause": True,
            "mode": "heures_au_marche",
            "montant_ht": "80000.00",
            "heures": 120,
        },
    ]
    assert [(une["lot"], une["entreprise"]["siret"], une["heures_engagees"]) for une in ecole["attributions"]] == [
        (1, BATI, 292),
        (2, PEINTURES, 120),
    ]
    assert ecole["etape"] == "attribution"
    halle = exporte("Halle")
    assert (halle["operation"]["maitre_ouvrage"]["type"], halle["etape"]) == ("region", "signalee")


def test_one_row_per_contract_and_eligibility_is_never_invented():
    octets = classeur(
        {
            "Salariés": [
                TITRES_CONTRATS,
                [
                    "2026-VAL-1",
                    1,
                    "Bâti Lorraine",
                    "MARTIN",
                    "Léa",
                    "02/05/1990",
                    "F",
                    "DELD",
                    "CDD",
                    None,
                    date(2026, 2, 2),
                    "30/06/2026",
                ],
                [
                    "2026-VAL-1",
                    1,
                    "Bâti Lorraine",
                    "DURAND",
                    "Ali",
                    37207,
                    "H",
                    None,
                    "intérim",
                    "Tremplin ETTI",
                    "2 mars 2026",
                    None,
                ],
            ]
        }
    )
    reprise(octets)
    lu = exporte("2026-VAL-1")
    assert [(un["nom"], un["naissance"], un["sexe"], un["categorie"]) for un in lu["beneficiaires"]] == [
        ("MARTIN", "1990-05-02", "F", "deld"),
        ("DURAND", "2001-11-12", "M", "iae"),
    ]
    assert [un["eligibilite"] for un in lu["beneficiaires"]] == [None, None]
    assert [(un["type"], un["employeur"], un["debut"], un["fin"]) for un in lu["contrats"]] == [
        ("cdd", "Bâti Lorraine", "2026-02-02", "2026-06-30"),
        ("ctt_etti", "Tremplin ETTI", "2026-03-02", None),
    ]
    assert lu["etape"] == "suivi"


def personne_mois():
    debut = ["2026-VAL-1", 1, "Bâti Lorraine", "MARTIN", "Léa", "02/05/1990", "F", "DELD", "CDD", "Bâti Lorraine"]
    return [
        [*TITRES_CONTRATS, "Mois", "Heures réalisées", "Dont formation"],
        [*debut, "02/02/2026", None, "février 2026", "121,5", None],
        [*debut, "02/02/2026", None, "03/2026", "7h30", "3,5"],
        [*debut, "02/02/2026", None, "2026-04", 151.67, None],
    ]


def test_one_row_per_person_and_month():
    reprise(classeur({"Suivi": personne_mois()}))
    assert [
        (une["mois"], une["heures"], une["dont_formation"], une["etat"]) for une in exporte("2026-VAL-1")["heures"]
    ] == [
        ("2026-02", "121.50", "0", "declaree"),
        ("2026-03", "7.50", "3.50", "declaree"),
        ("2026-04", "151.67", "0", "declaree"),
    ]


def test_months_as_columns_take_their_year_from_the_sheet():
    octets = classeur(
        {
            "Heures 2026": [
                [*TITRES_CONTRATS, "Janv.", "Févr.", "Mars", "Total"],
                [
                    "2026-VAL-1",
                    1,
                    "Bâti Lorraine",
                    "MARTIN",
                    "Léa",
                    "02/05/1990",
                    "F",
                    "DELD",
                    "CDD",
                    None,
                    "05/01/2026",
                    None,
                    35,
                    None,
                    "70:15",
                    105.25,
                ],
                ["Total", None, None, None, None, None, None, None, None, None, None, None, 35, 0, 70.25, 105.25],
            ]
        }
    )
    reprise(octets, "suivi.xlsx")
    assert [(une["mois"], une["heures"]) for une in exporte("2026-VAL-1")["heures"]] == [
        ("2026-01", "35.00"),
        ("2026-03", "70.25"),
    ]


def test_several_sheets_answer_each_other():
    octets = classeur(
        {
            "Opérations": [
                ["Référence", "Intitulé", "Maître d’ouvrage", "Lot", "Attributaire", "Heures prévues"],
                ["2026-VAL-1", "École des Tilleuls", "OPH de la Brielle", 1, "Bâti Lorraine", 292],
            ],
            "Entreprises": [["Nom", "SIRET", "Courriel"], ["Bâti Lorraine", BATI, "insertion@bati-lorraine.example"]],
            "Salariés": [
                ["Nom", "Prénom", "Date de naissance", "Commune", "Critère"],
                ["MARTIN", "Léa", "02/05/1990", "Valmeuse", "RSA"],
            ],
            "Contrats": [
                ["Opération", "Salarié", "Type contrat", "Structure", "Début"],
                ["École des Tilleuls", "MARTIN Léa", "MAD", "Coup de main AI", "02/02/2026"],
            ],
            "Heures": [
                ["Réf opération", "Bénéficiaire", "Mois", "Nb heures"],
                ["2026-VAL-1", "Léa MARTIN", "02/2026", "60"],
            ],
        }
    )
    faite = reprise(octets)
    assert [une.refus for une in faite.suites.lignes] == [None] * 5
    lu = exporte("2026-VAL-1")
    assert lu["operation"].get("maitre_ouvrage") is None, "the kind of buyer is not guessed"
    assert lu["contacts"] == [{"organisation": "OPH de la Brielle", "role": "maitre_ouvrage"}]
    attribution = lu["attributions"][0]
    assert (attribution["entreprise"]["siret"], attribution["courriel"]) == (BATI, "insertion@bati-lorraine.example")
    assert [(un["categorie"], un["commune"]) for un in lu["beneficiaires"]] == [("rsa", "Valmeuse")]
    assert [(un["type"], un["employeur"]) for un in lu["contrats"]] == [("mad_ai", "Coup de main AI")]
    assert [(une["mois"], une["heures"]) for une in lu["heures"]] == [("2026-02", "60.00")]


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


def test_the_same_file_twice_changes_nothing():
    octets = classeur({"Suivi": personne_mois()})
    reprise(octets)
    avant, notes = exporte("2026-VAL-1"), faits_notes()
    encore = reprise(octets)
    assert (encore.compte.rien, encore.compte.inchangees) == (True, 1)
    assert (exporte("2026-VAL-1"), faits_notes()) == (avant, notes)
    assert notes == ["dossier_importe", "tableur_repris"]


def test_a_given_reference_stays_even_when_the_title_was_corrected_since():
    rangees = [
        ["Opération", "Maître d’ouvrage", "Lot", "Heures dues"],
        ["École des Tilleuls", "Ville de Valmeuse", 1, 292],
    ]
    reprise(classeur({"Suivi": rangees}))
    corrige = exporte("R-2026-0001")
    corrige["operation"]["intitule"] = "Groupe scolaire des Tilleuls"
    rejouer(corrige)
    reprise(classeur({"Suivi": [*rangees, ["Halle des sports", "Ville de Valmeuse", 1, 80]]}))
    assert references() == ["R-2026-0001", "R-2026-0002"]
    assert exporte("R-2026-0001")["operation"]["intitule"] == "Groupe scolaire des Tilleuls"


def rejouer(brut):
    from echanges.format_dossier import lire_dossier
    from sqlmodel_store.session import unit_of_work

    with unit_of_work() as session:
        dossier.importer(session, [lire_dossier(brut)], acteur="essai")


def test_what_is_known_is_completed_and_never_degraded():
    reprise(classeur({"Suivi": personne_mois()[:2]}))
    valide = exporte("2026-VAL-1")
    valide["heures"][0] |= {"etat": "validee", "heures": "120.00"}
    valide["beneficiaires"][0]["eligibilite"] = {"validee_le": "2026-01-20"}
    rejouer(valide)
    faite = reprise(classeur({"Suivi": personne_mois()}))
    lu = exporte("2026-VAL-1")
    assert lu["heures"][0] == valide["heures"][0]
    assert lu["beneficiaires"] == valide["beneficiaires"]
    assert [une["mois"] for une in lu["heures"]] == ["2026-02", "2026-03", "2026-04"]
    assert any("120" in dite and "gardées" in dite for une in faite.suites.lignes for dite in une.remarques)


@pytest.mark.parametrize(
    ("colonne", "valeur", "dite"),
    [
        pytest.param(5, "31/02/1990", "date de naissance", id="a date that does not exist"),
        pytest.param(5, "02/05/2027", "à venir", id="a birth to come"),
        pytest.param(7, "chômeur", "critère d’éligibilité", id="an unknown criterion"),
        pytest.param(8, "bénévolat", "type de contrat", id="an unknown contract"),
        pytest.param(11, "01/01/2026", "avant son début", id="an end before the start"),
        pytest.param(13, "beaucoup", "heures", id="hours that are words"),
        pytest.param(13, 900, "au plus", id="more hours than a month has"),
        pytest.param(12, "janvier 2026", "hors du contrat", id="hours before the contract"),
        pytest.param(12, "janvier", "année", id="a month without its year"),
        pytest.param(4, None, "prénom", id="a name alone"),
    ],
)
def test_a_row_at_fault_is_told_and_keeps_everything_out(colonne, valeur, dite):
    rangees = personne_mois()
    rangees[2][colonne] = valeur
    refusees = reprise(classeur({"Suivi": rangees})).suites.refusees
    assert [une.numero for une in refusees] == [3]
    assert dite in refusees[0].phrase
    assert references() == []


def test_a_false_key_of_siret_is_refused():
    octets = classeur(
        {"Suivi": [["Référence", "Lot", "Entreprise", "SIRET"], ["A1", 1, "Bâti Lorraine", "12345678901234"]]}
    )
    assert "SIRET" in reprise(octets).suites.refusees[0].phrase


def test_people_without_birth_are_told_and_the_operation_is_kept():
    octets = classeur(
        {"Suivi": [["Référence", "Lot", "Nom", "Prénom", "Mois", "Heures"], ["A1", 1, "MARTIN", "Léa", "02/2026", 7]]}
    )
    faite = reprise(octets)
    assert (faite.faite, faite.compte.personnes, references()) == (True, 0, ["A1"])
    assert any("naissance" in une for une in faite.suites.remarques)


def test_two_companies_without_lot_are_not_made_a_groupement():
    octets = classeur({"Suivi": [["Référence", "Entreprise"], ["A1", "Bâti Lorraine"], ["A1", "Peintures Meusiennes"]]})
    assert "numéro du lot" in reprise(octets).suites.refusees[0].phrase


def test_a_trial_writes_nothing():
    faite = reprise(classeur({"Suivi": personne_mois()}), demande=Demande(par="essai", essai=True))
    assert faite.compte.operations == 1
    assert references() == []


def test_operations_of_another_relay_are_refused():
    reprise(classeur({"Suivi": personne_mois()}))
    refusees = reprise(
        classeur({"Suivi": personne_mois()}), demande=Demande(par="essai", vus=frozenset({99}))
    ).suites.refusees
    assert {une.refus for une in refusees} == {"opération suivie par un autre relais : retirez-la du tableur"}


def test_a_file_without_operations_says_what_is_missing():
    with pytest.raises(FauteDeSaisie, match="opération"):
        reprise(classeur({"Liste": [["Nom", "Prénom", "Naissance"], ["MARTIN", "Léa", "02/05/1990"]]}))


@pytest.mark.long
def test_fifty_thousand_rows_are_tried_in_bounded_time():
    debut = time.process_time()
    faite = reprise(en_csv([personne_mois()[0], *nombreuses()]), "suivi.csv", Demande(par="essai", essai=True))
    assert (faite.compte.personnes, faite.compte.heures) == (2_000, 50_000)
    assert time.process_time() - debut < 120


def nombreuses():
    """200 operations of ten people, twenty-five months each."""
    mois = [f"{1 + rang % 12:02d}/{2024 + rang // 12}" for rang in range(25)]
    for operation, personne, un in itertools.product(range(200), range(10), mois):
        nom = f"NOM{chr(65 + operation % 26)}{chr(65 + personne)}"
        naissance = f"{1 + operation % 28:02d}/0{1 + personne % 9}/1990"
        yield [
            f"OP-{operation}",
            1,
            "Bâti Lorraine",
            nom,
            f"P{operation}",
            naissance,
            "F",
            "DELD",
            "CDD",
            None,
            "01/01/2024",
            None,
            un,
            "35,5",
            None,
        ]


TITRES_HEURES = ["Référence", "Lot", "Entreprise", *TITRES_CONTRATS[3:], "janvier 2026", "février 2026"]


def trois_personnes(*janviers):
    """Three people of one operation, their hours of January as given, one hour of February each."""
    gens = [("AMARI", "Lina"), ("BORIE", "Paul"), ("CARDI", "Zoé")]
    debut, fin = ["2026-VAL-1", 1, "Bâti Lorraine"], ["05/03/1990", "F", "RSA", "CDD", "Bâti Lorraine", "05/01/2026"]
    rangees = [[*debut, *qui, *fin, None, heures, 1] for qui, heures in zip(gens, janviers, strict=True)]
    return [TITRES_HEURES, *rangees]


def test_a_refused_row_gives_nothing_of_itself():
    """Neither the person, nor the contract, nor the hours that were right; what it was the first to name stays."""
    faite = reprise(classeur({"Suivi": trois_personnes(9999, 70, 80)}), demande=Demande(par="essai", partiel=True))
    brut = exporte("2026-VAL-1")
    assert [une.numero for une in faite.suites.refusees] == [2]
    assert any("n’apporte rien" in une for une in faite.suites.remarques)
    assert (faite.compte.lots, faite.compte.personnes, faite.compte.contrats, faite.compte.heures) == (1, 2, 2, 4)
    assert {un["nom"] for un in brut["beneficiaires"]} == {"BORIE", "CARDI"}
    assert (len(brut["contrats"]), len(brut["heures"]), len(brut["attributions"])) == (2, 4, 1)


def test_where_every_row_is_refused_nothing_is_announced():
    essai = Demande(par="essai", essai=True)
    faite = reprise(classeur({"Suivi": trois_personnes(9999, 9999, 9999)}), demande=essai)
    assert (len(faite.suites.refusees), faite.references, faite.compte.rien) == (3, (), True)
    assert (faite.compte.lots, faite.compte.entreprises, faite.compte.personnes) == (0, 0, 0)


def test_a_refused_row_does_not_refuse_the_one_that_says_the_same_month():
    rangees = trois_personnes(70, 70, 80)
    rangees[2] = [*rangees[1][:13], None]
    rangees[1][13] = 9999
    faite = reprise(classeur({"Suivi": rangees}), demande=Demande(par="essai", partiel=True))
    assert [une.numero for une in faite.suites.refusees] == [2]
    assert [une["heures"] for une in exporte("2026-VAL-1")["heures"]].count("70.00") == 1
