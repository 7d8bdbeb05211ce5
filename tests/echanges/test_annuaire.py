"""Files of people and organisations: what is read, what is refused, what a second import changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from echanges.annuaire import lire_annuaire
from echanges.dossier import importer as importer_dossiers
from echanges.format_dossier import lire_dossier
from metier.acteurs import RoleContact
from metier.fautes import FautesDeSaisie
from sqlmodel_store.depots import annuaire
from sqlmodel_store.depots.annuaire import Entree, Sort
from sqlmodel_store.session import lecture, unit_of_work

ECOLE = Path(__file__).resolve().parent.parent / "donnees" / "dossiers" / "01-ecole.json"
FAUDUNE = Entree(
    nom="Camille Faudune", courriel="c.faudune@region-austrasie.example", organisation="Région Austrasie", type="region"
)
CSV = (
    "nom;courriel;organisation;type;role\r\n"
    "Camille Faudune;c.faudune@region-austrasie.example;Région Austrasie;region;\r\n"
    ";;;;\r\n"
    "Accueil;agence@tremplin.example;Tremplin ; SIAE;ETTI;SIAE\r\n"
).replace("Tremplin ; SIAE", '"Tremplin ; SIAE"')
JSON = [
    {"nom": "Camille Faudune", "courriel": "c.faudune@region-austrasie.example", "organisation": "Région Austrasie"}
    | {"type": "region"},
    {"nom": "Accueil", "courriel": "agence@tremplin.example", "organisation": "Tremplin ; SIAE", "type": "ETTI"}
    | {"role": "siae"},
]


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(CSV.encode("utf-8"), id="CSV"),
        pytest.param(CSV.encode("utf-8-sig"), id="CSV of a spreadsheet"),
        pytest.param(CSV.encode("cp1252"), id="CSV in windows-1252"),
        pytest.param(json.dumps(JSON).encode(), id="a JSON list"),
        pytest.param(b"\xef\xbb\xbf" + json.dumps({"annuaire": JSON, "boite": "x"}).encode(), id="an object"),
    ],
)
def test_each_form_gives_the_same_entries(tmp_path, octets):
    (tmp_path / "annuaire").write_bytes(octets)
    lues = lire_annuaire(tmp_path / "annuaire")
    assert lues[0] == FAUDUNE
    assert (lues[1].organisation, lues[1].type, lues[1].role) == ("Tremplin ; SIAE", "ETTI", RoleContact.SIAE)


def test_columns_come_in_any_order_and_case_with_commas(tmp_path):
    (tmp_path / "a.csv").write_text("Rôle,COURRIEL\nMaître d'ouvrage,a@ville.example\n", encoding="utf-8")
    assert lire_annuaire(tmp_path / "a.csv") == [Entree(courriel="a@ville.example", role=RoleContact.MAITRE_OUVRAGE)]


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        pytest.param("nom;courriel\nA;a@x.example\nB;pas une adresse\n", "ligne 3, courriel", id="an address"),
        pytest.param("nom;role\nA;chef\n", "ligne 2, role", id="a role"),
        pytest.param("type;role\nETTI;siae\n", "ligne 2, courriel", id="nobody"),
        pytest.param("nom;telephone\nA;1\n", "colonne inconnue « telephone »", id="an unknown column"),
        pytest.param("nom;nom\nA;B\n", "répétée", id="a column twice"),
        pytest.param("nom;courriel\nA;a@x.example;siae\n", "ligne 2 : 3 cellules pour 2 colonnes", id="too many cells"),
        pytest.param('nom;courriel\n"A;a@x.example\n', "mal formé", id="an open quote"),
        pytest.param("", "fichier vide", id="nothing"),
        pytest.param('{"gens": []}', "« annuaire »", id="an object of something else"),
        pytest.param('["A"]', "annuaire[0] n’est pas un objet", id="a list of texts"),
        pytest.param('[{"nom": "A", "tel": 1}]', "annuaire[0], tel", id="an unknown key"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, texte, dit):
    (tmp_path / "a.csv").write_text(texte, encoding="utf-8")
    with pytest.raises(FautesDeSaisie) as refus:
        lire_annuaire(tmp_path / "a.csv")
    assert dit in refus.value.phrase.replace("\u00a0", " ")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FautesDeSaisie, match="introuvable"):
        lire_annuaire(tmp_path / "absent.csv")


def test_the_same_entries_twice_change_nothing(base):
    """Created, then left alone; a new role corrects the entry in place."""
    autre = Entree(nom="Camille FAUDUNE", courriel=FAUDUNE.courriel, organisation="Region Austrasie", type="region")
    for entrees, attendu in (
        ([FAUDUNE, FAUDUNE], {Sort.CREE: 1, Sort.INCHANGE: 1}),
        ([FAUDUNE], {Sort.INCHANGE: 1}),
        ([autre], {Sort.MODIFIE: 1}),
    ):
        with unit_of_work(base) as session:
            assert annuaire.importer(session, entrees) == attendu
    with lecture(base) as session:
        assert [connu.nom for connu in annuaire.lister(session)] == ["Camille FAUDUNE"]


def test_an_address_is_one_entry_whatever_its_case(base):
    """In one file or in two; a name that the later one does not give is kept."""
    premiere = Entree(nom="A", courriel="b@c.example", organisation="C", type="region")
    seconde = Entree(nom="B", courriel="B@C.example", organisation="D", type="region")
    for entrees, attendu in (
        ([premiere, seconde], {Sort.CREE: 1, Sort.MODIFIE: 1}),
        ([seconde, Entree(courriel="b@C.example", type="region")], {Sort.INCHANGE: 1, Sort.MODIFIE: 1}),
        ([premiere], {Sort.MODIFIE: 1}),
    ):
        with unit_of_work(base) as session:
            assert annuaire.importer(session, entrees) == attendu
    with lecture(base) as session:
        assert [(connu.nom, connu.courriel) for connu in annuaire.lister(session)] == [("A", "b@c.example")]


def test_two_people_without_address_are_two_entries(base):
    """Nothing tells them to be one."""
    with unit_of_work(base) as session:
        assert annuaire.importer(session, [Entree(nom="A"), Entree(nom="B")]) == {Sort.CREE: 2}


def test_known_senders_are_the_annuaire_and_those_whom_dossiers_name(base):
    with unit_of_work(base) as session:
        annuaire.importer(session, [FAUDUNE, Entree(nom="Sans adresse")])
        importer_dossiers(session, [lire_dossier(json.loads(ECOLE.read_text(encoding="utf-8")))], acteur="test")
    with lecture(base) as session:
        connus = annuaire.expediteurs_connus(session)
    assert "c.faudune@region-austrasie.example" in connus
    assert {"marches@val-de-brielle.example", "solene-marchandot@bati-rombelle.example"} <= connus
    assert {"insertion@bati-rombelle.example", "agence@tremplin-de-la-brielle.example"} <= connus
    assert None not in connus


def test_the_kind_of_an_organisation_is_known_by_its_name(base):
    """From the annuaire, or from the buyer of a dossier; case and accents aside."""
    with unit_of_work(base) as session:
        annuaire.importer(session, [FAUDUNE])
        importer_dossiers(session, [lire_dossier(json.loads(ECOLE.read_text(encoding="utf-8")))], acteur="test")
    with lecture(base) as session:
        assert annuaire.type_de_l_organisation(session, "REGION  AUSTRASIE") == "region"
        assert annuaire.type_de_l_organisation(session, "Communauté de communes du Val de Brielle") == "collectivite"
        assert annuaire.type_de_l_organisation(session, "Inconnue") is None
