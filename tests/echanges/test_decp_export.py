"""The données essentielles that an operation declares, against the official schema."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from suivis import suivi

from echanges.decp_export import ADeclarer, Export, exporter
from echanges.decp_format import CONCESSION, MARCHE
from metier.acteurs import RoleAttributaire
from metier.declaration import a_publier_avant
from metier.fautes import FauteDeSaisie
from metier.operation import Forme, Montage

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "decp"
SCHEMA = json.loads((DONNEES / "schema_decp_v2.0.3.json").read_text(encoding="utf-8"))
OFFICIEL = Draft7Validator(SCHEMA)
ECOLE = suivi("01-ecole")
DE_L_ACHETEUR = {
    "codeCPV": "45210000",
    "marcheInnovant": False,
    "offresRecues": 3,
    "attributionAvance": True,
    "procedure": "Appel d'offres ouvert",
    "typesPrix": ["Définitif révisable"],
    "formePrix": "Forfaitaire",
    "sousTraitanceDeclaree": False,
    "considerationsEnvironnementales": ["Pas de considération environnementale"],
    "lots": {
        "1": {"montant": Decimal("955000.50")},
        "2": {"montant": 351000},
        "3": {"montant": 299000, "id": "2025-14"},
    },
}
D_UNE_CONCESSION = {
    "nature": "Concession de service",
    "procedure": "Procédure négociée ouverte",
    "dateSignature": "2026-02-01",
    "dateDebutExecution": "2026-03-01",
    "valeurGlobale": 1_000_000,
    "montantSubventionPublique": 0,
    "considerationsEnvironnementales": ["Clause environnementale"],
}


def declarer(depuis=ECOLE, complements=None, **options) -> Export:
    return exporter(ADeclarer(suivi=depuis, le=date(2026, 11, 29), **options), complements)


def contrats(export: Export) -> list[dict]:
    return next(iter(export.document["marches"].values()))


def fautes(export: Export) -> list[str]:
    return [faute.message for faute in OFFICIEL.iter_errors(json.loads(json.dumps(export.document, default=float)))]


def test_with_what_the_buyer_gives_the_declaration_is_valid():
    """One contract per lot awarded; the lot left without clause and company is none."""
    export = declarer(complements=DE_L_ACHETEUR)
    assert (fautes(export), export.du_relais, export.de_l_acheteur) == ([], (), ())
    assert [un["id"] for un in contrats(export)] == ["2025-CVB-004-L1", "2025-CVB-004-L2", "2025-14"]
    assert contrats(export)[0]["considerationsSociales"] == {"considerationSociale": ["Clause sociale"]}


def test_the_official_list_of_mandatory_fields_is_ours():
    identites = {"acheteur", "lieuExecution", "titulaires", "autoriteConcedante", "concessionnaires"}
    for genre, champs in (("marche", MARCHE), ("contrat-concession", CONCESSION)):
        assert set(SCHEMA["definitions"][genre]["required"]) - identites == set(champs)


@pytest.mark.parametrize("genre", ["marche", "contrat-concession"])
def test_the_admitted_values_are_the_official_ones(genre):
    """Each value of each closed list of the schema is admitted, and a value of no list is not."""
    definition = SCHEMA["definitions"][genre]
    for nom, champ in (MARCHE if genre == "marche" else CONCESSION).items():
        officiel = definition["properties"][nom]
        if champ.enveloppe:
            lien = officiel["properties"][champ.enveloppe]["$ref"].rpartition("/")[2]
            valeurs = definition["definitions"][lien]["items"]["enum"]
            assert all(champ.admet([une]) for une in valeurs)
            assert not champ.admet(["autre"])
            assert not champ.admet([valeurs[0], valeurs[0]])
        elif "enum" in officiel:
            assert all(champ.admet(une) for une in officiel["enum"])
            assert not champ.admet("autre")


def test_without_the_buyer_what_is_missing_is_said_once_for_all_lots():
    export = declarer()
    assert export.du_relais == ()
    assert len(export.de_l_acheteur) == 10
    assert any(phrase.startswith("lots 1, 2 et 3, codeCPV\u00a0: code CPV") for phrase in export.de_l_acheteur)
    assert any("Appel d'offres ouvert" in phrase for phrase in export.de_l_acheteur)
    assert any("960\u202f000,00" in phrase for phrase in export.a_verifier)
    assert "montant" not in contrats(export)[0]


def test_what_the_relay_should_know_is_told_apart():
    sans = replace(
        ECOLE,
        maitre_ouvrage=replace(ECOLE.maitre_ouvrage, siret=None),
        lieu=None,
        ccag=None,
        attributions=tuple(replace(une, siret=None, date_notification=None) for une in ECOLE.attributions),
    )
    dites = " ".join(declarer(sans).du_relais)
    for attendu in ("maitre_ouvrage.siret", "lieu.insee", "ccag", "dateNotification", "titulaire «\u00a0"):
        assert attendu in dites


@pytest.mark.parametrize(
    ("montage", "forme", "valeurs"),
    [
        (Montage.EXECUTION, Forme.ORDINAIRE, ["Clause sociale"]),
        (Montage.EXECUTION_CRITERE, Forme.ORDINAIRE, ["Clause sociale", "Critère social"]),
        (Montage.RESERVE, Forme.ORDINAIRE, ["Marché réservé"]),
        (Montage.RESERVE, Forme.CONCESSION, ["Concession réservée"]),
        (Montage.AUCUN, Forme.TRANCHES, ["Pas de considération sociale"]),
    ],
)
def test_the_social_considerations_follow_the_montage(montage, forme, valeurs):
    export = declarer(replace(ECOLE, montage=montage, forme=forme))
    assert contrats(export)[0]["considerationsSociales"] == {"considerationSociale": valeurs}


def test_a_contract_of_insertion_services_is_for_the_buyer_to_say():
    insertion = replace(ECOLE, montage=Montage.MARCHE_INSERTION)
    assert any("considerationsSociales" in phrase for phrase in declarer(insertion).de_l_acheteur)
    export = declarer(insertion, DE_L_ACHETEUR | {"considerationsSociales": ["Critère social"]})
    assert fautes(export) == []


def test_a_lot_without_clause_declares_none():
    lots = (replace(ECOLE.lots[0], clause=False), replace(ECOLE.lots[1], clause=False, autre_consideration="Égalité"))
    declares = [
        un["considerationsSociales"]["considerationSociale"] for un in contrats(declarer(replace(ECOLE, lots=lots)))
    ]
    assert declares == [["Pas de considération sociale"], ["Clause sociale"]]


def test_a_concession_is_declared_as_one():
    export = declarer(replace(ECOLE, forme=Forme.CONCESSION), D_UNE_CONCESSION)
    assert set(export.document["marches"]) == {"contrat-concession"}
    assert (fautes(export), export.de_l_acheteur) == ([], ())


def test_a_groupement_is_one_contract_of_several_companies():
    seconde = replace(
        ECOLE.attributions[0], entreprise="Autre", siret="00000705400018", role=RoleAttributaire.COTRAITANT
    )
    export = declarer(replace(ECOLE, attributions=(*ECOLE.attributions, seconde)), DE_L_ACHETEUR)
    assert len(contrats(export)[0]["titulaires"]) == 2
    assert [phrase.partition("\u00a0:")[0] for phrase in export.de_l_acheteur] == ["lot 1, typeGroupementOperateurs"]


def test_a_framework_agreement_and_a_defence_contract_say_so():
    cadre = contrats(declarer(replace(ECOLE, forme=Forme.BONS_DE_COMMANDE), defense=True))[0]
    assert cadre["techniques"] == {"technique": ["Accord-cadre"]}
    assert cadre["modalitesExecution"] == {"modaliteExecution": ["Bons de commande"]}
    assert cadre["nature"] == "Marché de défense ou de sécurité"


def test_the_number_is_the_buyers_reference_or_nothing_when_it_is_too_long():
    assert contrats(declarer(reference_acheteur="25T014"))[0]["id"] == "25T014-L1"
    assert any(", id\u00a0:" in phrase for phrase in declarer(reference_acheteur="2025-TRAVAUX-0014").de_l_acheteur)


@pytest.mark.parametrize(
    ("complements", "champ"),
    [
        ({"cpv": "45210000"}, "cpv"),
        ({"codeCPV": "452"}, "codeCPV"),
        ({"offresRecues": 0}, "offresRecues"),
        ({"offresRecues": True}, "offresRecues"),
        ({"procedure": "Appel d’offres"}, "procedure"),
        ({"typesPrix": []}, "typesPrix"),
        ({"typesPrix": ["Provisoire", "Provisoire"]}, "typesPrix"),
        ({"typesPrix": [{}]}, "typesPrix"),
        ({"lots": {"9": {}}}, "lots.9"),
        ({"lots": {"1": {"montant": "beaucoup"}}}, "lots.1.montant"),
        ({"lots": []}, "lots"),
    ],
)
def test_a_faulty_complement_is_refused_by_name(complements, champ):
    with pytest.raises(FauteDeSaisie) as refus:
        declarer(complements=complements)
    assert refus.value.champ == champ
    assert champ in refus.value.phrase


def test_nothing_is_declared_before_a_lot_is_awarded():
    with pytest.raises(FauteDeSaisie, match="aucun lot n’est attribué"):
        declarer(replace(ECOLE, attributions=()))


@pytest.mark.parametrize(
    ("notification", "limite"),
    [
        (date(2026, 1, 15), date(2026, 3, 15)),
        (date(2025, 12, 31), date(2026, 2, 28)),
        (date(2026, 8, 31), date(2026, 10, 31)),
    ],
)
def test_the_data_is_published_within_two_months(notification, limite):
    assert a_publier_avant(notification) == limite
