"""Strict JSON: what is refused is named, with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from echanges.lecture_json import lire_json, lire_json_lignes
from metier.fautes import FauteDeSaisie


def test_decimals_keep_their_written_scale(tmp_path):
    fichier = tmp_path / "operation.json"
    fichier.write_bytes(b'{"montant_ht": 350000.00, "numero": 1}')
    lu = lire_json(fichier)
    assert str(lu["montant_ht"]) == "350000.00"
    assert type(lu["montant_ht"]) is Decimal
    assert type(lu["numero"]) is int


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert lire_json(b'\xef\xbb\xbf{"intitule": "\xc3\xa9cole"}') == {"intitule": "école"}


@pytest.mark.parametrize(
    ("contenu", "extraits"),
    [
        pytest.param(b'{"a": 1,\n"b": {"c": 1,\n"c": 2}}', ["« c » est répétée", "ligne 2"], id="repeated key"),
        pytest.param(b'{"a": 1, "a": 1}', ["« a » est répétée"], id="repeated with the same value"),
        pytest.param(b'{"a": 1, "\\u0061": 2}', ["« a » est répétée"], id="repeated under an escape"),
        pytest.param(b'{"lots": [{"montant_ht": NaN}]}', ["« montant_ht » vaut NaN"], id="NaN"),
        pytest.param(b'{"montant_ht": Infinity}', ["« montant_ht » vaut Infinity"], id="infinity"),
        pytest.param(b'{"montant_ht": -Infinity}', ["« montant_ht » vaut -Infinity"], id="minus infinity"),
        pytest.param(b'{"x": [1, [NaN]]}', ["« x » vaut NaN"], id="NaN in a list"),
        pytest.param(b'{"x": 1e99999999999999999999}', ["« x » vaut 1e999"], id="beyond any exponent"),
        pytest.param(b'{"x": ' + b"9" * 5000 + b"}", ["« x » vaut 99999"], id="beyond any length"),
        pytest.param(b"[]", ["un tableau trouvé", "un objet JSON"], id="array"),
        pytest.param(b'"texte"', ["un texte trouvé"], id="string"),
        pytest.param(b"12.5", ["un nombre trouvé"], id="number"),
        pytest.param(b"null", ["null trouvé"], id="null"),
        pytest.param(b"true", ["un booléen trouvé"], id="boolean"),
        pytest.param(b"", ["fichier vide"], id="empty"),
        pytest.param(b"  \n ", ["fichier vide"], id="blank"),
        pytest.param(b'{"a": 1,}', ["ligne 1", "mal formé"], id="trailing comma"),
        pytest.param(b'{"a": 1\n"b": 2}', ["ligne 2", "mal formé"], id="missing comma"),
        pytest.param(b'{"a": 1} {"b": 2}', ["ligne 1", "mal formé"], id="two objects"),
        pytest.param(b'{"a": "caf\xe9"}', ["0xe9", "ligne 1", "UTF-8"], id="latin-1"),
        pytest.param('{"a": 1}'.encode("utf-16"), ["UTF-8"], id="utf-16"),
        pytest.param(b'{"a": ' * 200_000, ["trop profondément"], id="endless nesting"),
        pytest.param(b'{"a": "x\x01"}', ["mal formé"], id="raw control character"),
        pytest.param(b"PK\x03\x04\x14\x00", ["mal formé"], id="a zip"),
    ],
)
def test_what_is_refused_is_named_with_its_place(contenu, extraits):
    with pytest.raises(FauteDeSaisie) as faute:
        lire_json(contenu, "essai.json")
    phrase = faute.value.phrase.replace("\u00a0", " ")
    assert phrase.startswith("essai.json : ")
    assert phrase.endswith(".")
    assert "\n" not in phrase
    assert [extrait for extrait in extraits if extrait not in phrase] == []


def test_the_field_at_fault_is_given_apart():
    with pytest.raises(FauteDeSaisie) as faute:
        lire_json(b'{"lots": [{"montant_ht": NaN}]}')
    assert faute.value.champ == "montant_ht"


@pytest.mark.parametrize(
    ("chemin", "extrait"), [("absent.json", "introuvable"), (".", "c’est un dossier"), ("nul\x00.json", "illisible")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, chemin, extrait):
    with pytest.raises(FauteDeSaisie, match=extrait):
        lire_json(tmp_path / chemin)


def test_json_lines_give_each_object_with_its_line():
    assert list(lire_json_lignes(b'{"a": 1}\r\n\n{"a": 2}\n')) == [(1, {"a": 1}), (3, {"a": 2})]


def test_a_fault_in_json_lines_names_the_line_of_the_file():
    with pytest.raises(FauteDeSaisie, match=r"lot\.jsonl, ligne 2"):
        list(lire_json_lignes(b'{"a": 1}\n{"a": }\n', "lot.jsonl"))


@given(st.binary(max_size=200))
def test_any_bytes_give_an_object_or_one_sentence(octets):
    try:
        assert isinstance(lire_json(octets), dict)
    except FauteDeSaisie as faute:
        assert faute.phrase.endswith(".")  # noqa: PT017 - either outcome is right


def test_reading_a_path_names_it(tmp_path: Path):
    fichier = tmp_path / "vide.json"
    fichier.touch()
    with pytest.raises(FauteDeSaisie) as faute:
        lire_json(fichier)
    assert str(fichier) in faute.value.phrase
