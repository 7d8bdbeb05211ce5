"""What rows hold: a lot, a contract, a person's month, the months of a year; each gives the dossier expected of it."""

from __future__ import annotations

from datetime import date

from tableaux_a_reprendre import BATI, PEINTURES, classeur, reprise
from tableaux_repris import TITRES_CONTRATS, base, exporte, personne_mois, references

__all__ = ["base"]


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
