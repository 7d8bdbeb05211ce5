"""`relais consolidation`: years added up, persons once, files written whole, bad years refused in a sentence."""

from __future__ import annotations

import json
from decimal import Decimal

import openpyxl  # type: ignore[import-untyped]
import pytest
from lecture_pdf import lire
from suivis import DOSSIERS, NOMS

from cli.consolidation import consolidation
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from metier.consolidation import lire_annees
from metier.fautes import FauteDeSaisie
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import unit_of_work
from workflows.actes.consolidation import Consolidee, additionner

PREMIERES = ("contrats", "contrats_par_type", "personnes_distinctes", "personnes_ayant_travaille", "personnes_formees")
FAMILIERS = {nom: json.loads((DOSSIERS / f"{nom}.json").read_text(encoding="utf-8")) for nom in NOMS}


@pytest.fixture(autouse=True)
def aujourdhui(monkeypatch):
    monkeypatch.setenv("RELAIS_DATE", "2026-11-20")


def charger(*bruts):
    migrer()
    with unit_of_work() as session:
        importer(session, [lire_dossier(un) for un in bruts], acteur="test")


def suivie_par(relais, nom):
    """An example, with the code of the relay that follows it."""
    return FAMILIERS[nom] | {"operation": FAMILIERS[nom]["operation"] | {"relais": relais}}


def chiffres(annee, depuis=None, relais=None):
    """The figures alone, no file written."""
    premiere, derniere = lire_annees(annee, depuis)
    faite = Consolidee(consolidation=additionner(premiere, derniere, relais_voulu=relais), fichiers=())
    return json.loads(json.dumps(faite.en_json()))


def en_json(capsys, annee, depuis=None, **autres):
    capsys.readouterr()
    consolidation(annee, depuis, json=True, **autres)
    return json.loads(capsys.readouterr().out)


def verifier(vu, attendu):
    """The keys of the contract, counts as integers and hours as decimal strings."""
    assert {cle: vu[cle] for cle in PREMIERES} == {cle: attendu[cle] for cle in PREMIERES}
    assert (vu["operations"], vu["maitres_ouvrage"]) == (attendu["operations"], attendu["maitres_ouvrage"])
    assert all(isinstance(vu[cle], str) for cle in ("heures_engagees", "heures_validees", "heures_non_comptees", "etp"))
    assert Decimal(vu["heures_engagees"]) == attendu["heures_engagees"]
    assert Decimal(vu["heures_validees"]) == Decimal(attendu["heures_validees"])
    assert vu["heures_par_mois"] == attendu["heures_par_mois"]
    assert vu["sorties"] == attendu["sorties"]


@pytest.mark.parametrize("nom", NOMS)
def test_each_example_adds_up_to_what_is_expected_of_it(nom):
    """The whole life of the operation, alone in the installation."""
    charger(FAMILIERS[nom])
    attendus = json.loads((DOSSIERS / "attendus.json").read_text(encoding="utf-8"))
    verifier(chiffres("2026", "2025"), attendus[f"{nom}.json"])


@pytest.mark.parametrize("nom", NOMS)
def test_each_shared_example_adds_up_to_what_is_expected_of_it(nom, donnees_partagees):
    """The same, of the data shared beside this repository."""
    dossiers = donnees_partagees / "dossiers"
    charger(json.loads((dossiers / f"{nom}.json").read_text(encoding="utf-8")))
    attendus = json.loads((dossiers / "attendus.json").read_text(encoding="utf-8"))
    verifier(chiffres("2026", "2025"), attendus[f"{nom}.json"])


def test_a_year_holds_what_its_dates_meet():
    """Hours of their month, contracts and sessions whose dates meet the year, in both years where they straddle."""
    charger(FAMILIERS["01-ecole"])
    annees = {annee: chiffres(annee) for annee in ("2025", "2026")}
    assert {annee: Decimal(vue["heures_validees"]) for annee, vue in annees.items()} == {"2025": 189, "2026": 1292}
    for annee, vue in annees.items():
        ouverts = [
            un
            for un in FAMILIERS["01-ecole"]["contrats"]
            if un["debut"] <= f"{annee}-12-31" and (un.get("fin") or "9999") >= f"{annee}-01-01"
        ]
        assert vue["contrats"] == len(ouverts)


def test_a_contract_that_goes_on_belongs_to_each_year_it_meets():
    """A CDI of 2026 is one of 2027 too; of both together, one."""
    charger(FAMILIERS["02-nettoyage-accord-cadre"])
    assert [chiffres(*span)["contrats"] for span in (("2026",), ("2027",), ("2027", "2026"))] == [9, 1, 9]


def test_a_region_counts_a_person_once_and_shows_each_relay():
    """Two relays: hours and operations add up, persons do not."""
    charger(*(suivie_par("udaim" if nom == NOMS[2] else "elips", nom) for nom in NOMS))
    tout = chiffres("2026", "2025")
    parties = tout["par_relais"]
    assert sorted(parties) == ["elips", "udaim"]
    assert sum(une["operations"] for une in parties.values()) == tout["operations"] == 3
    validees = sum(Decimal(une["heures_validees"]) for une in parties.values())
    assert validees == Decimal(tout["heures_validees"]) == Decimal("3690.17")
    assert sum(une["personnes_distinctes"] for une in parties.values()) == 18
    assert tout["personnes_distinctes"] == 17
    un_seul = chiffres("2026", "2025", relais="udaim")
    assert {cle: un_seul[cle] for cle in parties["udaim"]} == parties["udaim"]


def test_hours_without_eligibility_are_apart():
    brut = json.loads(json.dumps(FAMILIERS["01-ecole"]))
    brut["beneficiaires"][2]["eligibilite"] = None
    charger(brut)
    vu = chiffres("2026", "2025")
    assert (Decimal(vu["heures_validees"]), Decimal(vu["heures_non_comptees"])) == (1235, 246)


@pytest.mark.parametrize(
    ("combien", "attendu"), [(2, None), (3, "30000.30")], ids=["two structures say each other's", "three do not"]
)
def test_the_turnover_of_structures_is_given_together(combien, attendu):
    """Invoiced in the year on reserved lots that a structure holds alone; another year's and a groupement's are not."""
    lots = range(1, combien + 2)
    titulaires = [(numero, f"EI {numero}") for numero in lots[:-1]] + [(lots[-1], "EI 8"), (lots[-1], "EI 9")]
    charger(
        {
            "format": "relais-dossier/1",
            "operation": {
                "reference": "2026-RES-001",
                "montage": "reserve",
                "lots": [{"numero": numero, "intitule": f"Lot {numero}", "clause": True} for numero in lots],
            },
            "attributions": [
                {"lot": numero, "entreprise": {"nom": nom}, "date_notification": "2025-11-03", "modalites": []}
                for numero, nom in titulaires
            ],
            "factures": [
                {"lot": numero, "mois": mois, "montant_ht": "10000.10"}
                for numero in lots
                for mois in ("2025-12", "2026-03")
            ],
            "contrats": [],
            "etape": "suivi",
        }
    )
    assert chiffres("2025")["chiffre_affaires_structures"] == attendu
    assert chiffres("2026", "2025")["operations"] == 1


def test_the_files_are_written_and_the_same_the_second_time(capsys, home):
    """A workbook, a CSV, a report; their paths printed."""
    charger(FAMILIERS["01-ecole"])
    premiere, seconde = en_json(capsys, "2026"), en_json(capsys, "2026")
    assert premiere == seconde
    dossier = home / "documents" / "consolidation-2026"
    assert sorted(un.name for un in dossier.iterdir()) == [
        f"consolidation_2026.{extension}" for extension in ("csv", "pdf", "xlsx")
    ]
    assert openpyxl.load_workbook(dossier / "consolidation_2026.xlsx").sheetnames[1] == "Opérations"
    assert "1 292" in lire((dossier / "consolidation_2026.pdf").read_bytes()).texte.replace("\u202f", " ")
    consolidation("2026", None)
    lignes = capsys.readouterr().out.splitlines()
    assert lignes[0] == "2026\u00a0: 1 opération, 1 maître d’ouvrage."
    assert [ligne.strip() for ligne in lignes[3:]] == [un["fichier"] for un in premiere["documents"]]


def test_one_relay_of_several_has_its_own_files(capsys):
    """Beside those of all."""
    relais = {"01-ecole": "elips", "03-region-aval": "udaim"}
    charger(
        *(FAMILIERS[nom] | {"operation": FAMILIERS[nom]["operation"] | {"relais": un}} for nom, un in relais.items())
    )
    vu = en_json(capsys, "2026", relais="udaim")
    assert vu["operations"] == 1
    assert "documents/consolidation-2026/udaim/consolidation_2026.xlsx" in vu["documents"][0]["fichier"]


def test_the_flow_writes_the_same_files(capsys, home):
    """As Prefect runs it."""
    from workflows.consolidation import consolidation as flux

    charger(FAMILIERS["01-ecole"])
    flux.fn(2026)
    fichiers = {un.name: un.read_bytes() for un in (home / "documents" / "consolidation-2026").iterdir()}
    en_json(capsys, "2026")
    assert fichiers == {un.name: un.read_bytes() for un in (home / "documents" / "consolidation-2026").iterdir()}
    assert len(fichiers) == 3


def test_a_year_without_anything_writes_nothing(capsys, home):
    """Zeros, and no file."""
    charger(FAMILIERS["02-nettoyage-accord-cadre"])
    vu = en_json(capsys, "2020")
    assert (vu["operations"], vu["heures_validees"], vu["documents"]) == (0, "0", [])
    assert not (home / "documents" / "consolidation-2020").exists()


@pytest.mark.parametrize(
    ("annee", "depuis", "relais", "champ", "phrase"),
    [
        pytest.param("20x6", None, None, "ANNEE", "« 20x6 » reçu", id="not a year"),
        pytest.param("1999", None, None, "ANNEE", "de 2000 à 2099", id="another century"),
        pytest.param("٢٠٢٦", None, None, "ANNEE", "quatre chiffres", id="other digits"),
        pytest.param("2026", "26", None, "depuis", "« 26 » reçu", id="two digits"),
        pytest.param("2025", "2026", None, "depuis", "2026 vient après 2025", id="after the last"),
        pytest.param("2026", None, "zzz", "relais", "relais de cette installation", id="unknown relay"),
    ],
)
def test_a_bad_request_is_refused_in_a_sentence(annee, depuis, relais, champ, phrase):
    migrer()
    with pytest.raises(FauteDeSaisie) as refus:
        consolidation(annee, depuis, relais=relais)
    assert refus.value.champ == champ
    assert phrase in refus.value.phrase.replace("\u00a0", " ")
