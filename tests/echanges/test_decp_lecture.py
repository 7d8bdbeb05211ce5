"""Published données essentielles, in every shape they are found in."""

from __future__ import annotations

import contextlib
import io
import json
import random
import tracemalloc
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from echanges import flux_json
from echanges.decp_lecture import lire
from echanges.flux_json import FluxJson
from metier.fautes import FauteDeSaisie

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "decp"
MARCHE = {
    "id": "2026-14-01",
    "acheteur": {"id": "00000101600013"},
    "objet": "Gros œuvre",
    "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
    "dateNotification": "2026-03-16",
    "montant": 350000.5,
    "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "00000700500010"}}],
    "lieuExecution": {"code": "57306", "typeCode": "Code commune"},
}
PLAT = MARCHE | {
    "considerationsSociales": ["Clause sociale"],
    "titulaires": [{"typeIdentifiant": "SIRET", "id": "00000700500010"}],
}
TABLE = (
    "uid,id,acheteur_id,objet,montant,dateNotification,lieuExecution_code,considerationsSociales,titulaire_id\n"
    'x,2026-14-01,00000101600013,Gros œuvre,350000.5,2026-03-16,57306,"Clause sociale, Critère social",00000700500010\n'
)


def ecrire(dossier: Path, contenu: str | bytes, nom: str = "decp.json") -> Path:
    fichier = dossier / nom
    fichier.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    return fichier


@pytest.mark.parametrize(
    "contenu",
    [
        pytest.param({"marches": {"marche": [MARCHE]}}, id="nested"),
        pytest.param({"marches": {"contrat-concession": [], "marche": [MARCHE]}}, id="with an empty list"),
        pytest.param(
            {"version": {"a": [1, {}]}, "marches": {"note": "x", "marche": [MARCHE]}, "fin": None}, id="with more"
        ),
        pytest.param({"marches": [PLAT]}, id="flat"),
        pytest.param([PLAT], id="a bare list"),
    ],
)
def test_each_shape_gives_the_same_contract(tmp_path, contenu):
    (lu,) = lire(ecrire(tmp_path, json.dumps(contenu, ensure_ascii=False)))
    assert (lu.id, lu.acheteur, lu.objet) == ("2026-14-01", "00000101600013", "Gros œuvre")
    assert (lu.date, lu.montant, lu.lieu) == (date(2026, 3, 16), Decimal("350000.5"), "57306")
    assert (lu.titulaires, lu.considerations) == (("00000700500010",), ("Clause sociale",))


def test_a_table_is_read(tmp_path):
    (lu,) = lire(ecrire(tmp_path, TABLE, "decp.csv"))
    assert lu.considerations == ("Clause sociale", "Critère social")
    assert (lu.titulaires, lu.montant) == (("00000700500010",), Decimal("350000.5"))


@pytest.mark.parametrize(
    ("nom", "contrats", "concessions"),
    [("marches_concessions.json", 4, 2), ("Marche.xml", 2, 0), ("Contrat-concession.xml", 2, 2)],
)
def test_the_official_examples_are_read(nom, contrats, concessions):
    lus = list(lire(DONNEES / nom))
    assert len(lus) == contrats
    assert sum(lu.concession for lu in lus) == concessions
    assert all(lu.considerations == ("Clause sociale", "Critère social") for lu in lus)
    assert all(lu.date and lu.montant and lu.titulaires for lu in lus)


def test_every_shared_example_is_read(donnees_partagees):
    for fichier in sorted((donnees_partagees / "decp" / "exemples").rglob("*.*")):
        assert all(lu is not None for lu in lire(fichier)), fichier.name


@pytest.mark.parametrize(
    "faux",
    [
        None,
        3,
        "x",
        [],
        {},
        {"id": "1"},
        {"id": "", "acheteur": {"id": "1"}},
        {"id": "1", "acheteur": "2"},
        {"id": {"a": 1}, "acheteur": {"id": "1"}},
    ],
    ids=str,
)
def test_a_contract_that_cannot_be_read_does_not_stop_the_others(tmp_path, faux):
    lus = list(lire(ecrire(tmp_path, json.dumps({"marches": {"marche": [MARCHE, faux, MARCHE]}}))))
    assert [lu is None for lu in lus] == [False, True, False]


@pytest.mark.parametrize(
    "champs",
    [
        {"montant": "NC"},
        {"montant": None},
        {"montant": "1e999999999"},
        {"dateNotification": "hier"},
        {"titulaires": 3},
        {"titulaires": [None, 4, {"titulaire": 5}]},
        {"considerationsSociales": 3},
        {"considerationsSociales": {"considerationSociale": [None, {}]}},
        {"lieuExecution": "57"},
    ],
    ids=str,
)
def test_a_faulty_field_is_left_out(tmp_path, champs):
    (lu,) = lire(ecrire(tmp_path, json.dumps([MARCHE | champs])))
    assert lu.id == "2026-14-01"


@pytest.mark.parametrize(
    ("contenu", "nom"),
    [
        pytest.param('{"marches": {"marche": [{"id": "1"}, {"id"', "decp.json", id="cut"),
        pytest.param('{"marches": {"marche": [1 2]}}', "decp.json", id="no comma"),
        pytest.param('{"marches": {"marche": [' + "[" * 100_000, "decp.json", id="too deep"),
        pytest.param("<marches><marche><id>1</id>", "decp.xml", id="xml cut"),
        pytest.param("nom,heures\nx,1\n", "decp.csv", id="another table"),
        pytest.param(b"{\xff\xfe\x00", "decp.json", id="no utf-8"),
        pytest.param("", "decp.json", id="empty"),
        pytest.param(b"PK\x03\x04\xff\x00", "decp.zip", id="archive"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(tmp_path, contenu, nom):
    with pytest.raises(FauteDeSaisie) as refus:
        list(lire(ecrire(tmp_path, contenu, nom)))
    assert refus.value.phrase.startswith(f"{nom}\u00a0: ")
    assert refus.value.phrase.endswith(".")


def test_a_file_that_is_absent_is_refused(tmp_path):
    for absent in (tmp_path / "rien.json", tmp_path):
        with pytest.raises(FauteDeSaisie):
            list(lire(absent))


def test_the_entities_of_an_xml_open_no_file(tmp_path):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    contenu = (
        f'<!DOCTYPE m [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]><marches><marche><id>a&e;</id>'
        "<acheteur><id>1</id></acheteur><objet>&e;</objet></marche></marches>"
    )
    assert all(lu is None or "secret" not in f"{lu}" for lu in lire(ecrire(tmp_path, contenu, "d.xml")))


VALEURS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda suite: st.lists(suite, max_size=3) | st.dictionaries(st.text(max_size=5), suite, max_size=3),
    max_leaves=8,
)


@given(
    elements=st.lists(VALEURS, max_size=6),
    autres=st.dictionaries(st.sampled_from("abc"), VALEURS),
    pas=st.integers(1, 9),
)
def test_elements_come_one_by_one_wherever_the_text_is_cut(elements, autres, pas):
    """The reader takes the text by pieces: the same elements whatever their size."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flux_json, "MORCEAU", pas)
        texte = json.dumps(autres | {"marches": autres | {"marche": elements}}, indent=pas % 3 or None)
        assert [lu for _, lu in FluxJson(io.StringIO(texte)).elements(("marche",), "marches")] == elements


def test_control_characters_stay_in_the_file(tmp_path):
    (lu,) = lire(ecrire(tmp_path, json.dumps([MARCHE | {"objet": "Gros\u001b[31m œuvre\u0000\n\u202e!"}])))
    assert lu.objet == "Gros [31m œuvre !"


@pytest.mark.parametrize("nom", ["marches_concessions.json", "Marche.xml", "decp.csv"])
def test_damaged_files_are_read_or_refused_in_one_sentence(tmp_path, nom):
    """Forty of each kind, cut, changed or doubled anywhere."""
    sain = TABLE.encode() * 3 if nom == "decp.csv" else (DONNEES / nom).read_bytes()
    for graine in range(40):
        hasard = random.Random(graine)
        octets = bytearray(sain)
        for _ in range(hasard.randint(1, 5)):
            debut = hasard.randrange(len(octets))
            morceau = hasard.choice([b"", b"{", b"]", b"<", b'"', hasard.randbytes(4)])
            octets[debut : debut + hasard.randint(0, 30)] = morceau
        fichier = ecrire(tmp_path, bytes(octets), nom)
        with contextlib.suppress(FauteDeSaisie):
            assert all(lu is None or lu.id for lu in lire(fichier))


def grand(fichier: Path, combien: int) -> Path:
    ligne = json.dumps(MARCHE, ensure_ascii=False)
    with fichier.open("w", encoding="utf-8") as sortie:
        sortie.write('{"marches": {"marche": [')
        sortie.writelines(f"{ligne},\n" for _ in range(combien - 1))
        sortie.write(f"{ligne}]}}}}")
    return fichier


def test_memory_does_not_grow_with_the_file(tmp_path):
    """5 MB are read within 4."""
    fichier = grand(tmp_path / "grand.json", 12_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in lire(fichier)) == 12_000
        assert tracemalloc.get_traced_memory()[1] < 4_000_000 < fichier.stat().st_size
    finally:
        tracemalloc.stop()


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_four_hundred_megabytes_are_read_in_bounded_memory(tmp_path):
    fichier = grand(tmp_path / "grand.json", 1_000_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in lire(fichier)) == 1_000_000
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
