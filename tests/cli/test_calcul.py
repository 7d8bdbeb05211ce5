"""relais calibrer and relais schema: what they print."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from cli.calcul import calibrer, schema
from metier.fautes import FauteDeSaisie

OPERATIONS = Path(__file__).resolve().parent.parent / "donnees" / "operations"
ATTENDUS = json.loads((OPERATIONS / "attendus.json").read_text(encoding="utf-8"))
BONNES = sorted(nom for nom, attendu in ATTENDUS.items() if attendu["code_sortie"] == 0)


def en_json(nom: str, capsys) -> dict:
    calibrer(OPERATIONS / nom, json=True)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("nom", BONNES)
def test_the_json_has_the_shape_of_the_contract(nom, capsys):
    sortie = en_json(nom, capsys)
    attendu = ATTENDUS[nom]
    assert list(sortie) == ["reference", "regime", "bareme", "lots", "total_heures", "alertes"]
    assert (sortie["regime"], sortie["total_heures"]) == (attendu["regime"], attendu["total_heures"])
    for lot, lot_attendu in zip(sortie["lots"], attendu["lots"], strict=True):
        assert {cle: lot[cle] for cle in lot_attendu} == lot_attendu
        assert all(isinstance(phrase, str) for phrase in [*lot["etapes"], *lot["alertes"]])


def test_the_bareme_is_named_with_its_version_date_and_source(capsys):
    bareme = en_json(BONNES[0], capsys)["bareme"]
    assert (bareme["nom"], bareme["version"], bareme["date"]) == ("generique-2026", "1", "2026-11-22")
    assert bareme["source"]


@pytest.mark.parametrize("nom", BONNES)
def test_the_text_tells_the_hours_the_regime_and_when_the_law_was_read(nom, capsys):
    calibrer(OPERATIONS / nom, json=False)
    texte = capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    for lot in ATTENDUS[nom]["lots"]:
        assert f"{lot['heures']:,} h".replace(",", " ") in texte
    assert "Régime : " in texte
    assert "Textes lus au 4 avril 2026" in texte
    assert "réseau lorrain" not in texte
    assert "None" not in texte


def test_the_lots_left_out_are_listed_with_their_reason(tmp_path, capsys):
    operation = json.loads((OPERATIONS / "01-ecole-trois-lots.json").read_text(encoding="utf-8"))
    operation["lots"][3]["motif_non_clause"] = "Montage par deux techniciens"
    fichier = tmp_path / "ecole.json"
    fichier.write_text(json.dumps(operation), encoding="utf-8")
    calibrer(fichier, json=False)
    assert "4  Ascenseur\u00a0: Montage par deux techniciens" in capsys.readouterr().out


def test_an_operation_that_is_only_followed_needs_no_amount(tmp_path, capsys):
    fichier = tmp_path / "region.json"
    lot = {"numero": 1, "intitule": "Gros œuvre", "clause": True, "mode": "heures_au_marche", "heures": 1240}
    operation = {
        "reference": "2026-RGA-001",
        "intitule": "Extension",
        "maitre_ouvrage": {"nom": "Région Austrasie", "type": "region"},
        "nature": "travaux",
        "date_avis": "2026-10-05",
        "missions": ["aval_suivi", "bilan"],
        "lots": [lot],
    }
    fichier.write_text(json.dumps(operation), encoding="utf-8")
    calibrer(fichier, json=True)
    sortie = json.loads(capsys.readouterr().out)
    assert sortie["total_heures"] == 1240
    assert "montant inconnu (lot 1)" in sortie["alertes"][0]


@pytest.mark.parametrize("nom", sorted(set(ATTENDUS) - set(BONNES)))
def test_a_faulty_file_prints_nothing(nom, capsys):
    with pytest.raises(FauteDeSaisie):
        calibrer(OPERATIONS / nom, json=True)
    assert capsys.readouterr().out == ""


def test_the_schema_of_operations_accepts_the_examples(capsys):
    schema("operation")
    imprime = json.loads(capsys.readouterr().out)
    jsonschema.validate(json.loads((OPERATIONS / BONNES[0]).read_text(encoding="utf-8")), imprime)


def test_the_schema_of_dossiers_is_a_valid_one(capsys):
    schema("dossier")
    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


def test_an_unknown_schema_is_refused_by_name(capsys):
    with pytest.raises(FauteDeSaisie, match="chantier"):
        schema("chantier")
    assert capsys.readouterr().out == ""
