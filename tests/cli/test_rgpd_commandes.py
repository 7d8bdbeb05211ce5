"""`relais rgpd`: found by a name typed, told by a reference; said before it is done; purged once the relay settled."""

from __future__ import annotations

import io
import json
import zipfile
from shutil import copyfile

import pytest
from operations_attribuees import REFERENCE
from operations_en_base import evenements
from pypdf import PdfReader
from rgpd_en_base import AUTRE, FORMES, NOM, PRENOM, peuplee, plie, traces_de_la_base, traces_des_fichiers
from serveurs.bases import _modele_sqlite

from cli.__main__ import principal
from config.settings import get_settings


@pytest.fixture
def base_ici(home):
    """The base of the home itself, migrated."""
    home.mkdir(exist_ok=True)
    copyfile(_modele_sqlite(), home / "relais.db")
    return f"sqlite:///{home / 'relais.db'}"


@pytest.fixture
def connue(home, base_ici, monkeypatch):
    reglages = {"DATE": "2026-11-30", "RELAIS__NOM": "Relais de la Brielle"}
    for nom, valeur in (reglages | {"RELAIS__COURRIEL": "clauses@relais.example"}).items():
        monkeypatch.setenv(f"RELAIS_{nom}", valeur)
    get_settings.cache_clear()
    return f"P{peuplee(home, base_ici)}"


@pytest.fixture
def regler(monkeypatch):
    def regler(**reglages):
        for nom, valeur in reglages.items():
            monkeypatch.setenv(f"RELAIS_{nom}", valeur)
        get_settings.cache_clear()

    return regler


def dire(capsys, *arguments):
    """The status, what was printed."""
    capsys.readouterr()
    statut = principal(["rgpd", *arguments])
    ecrit = capsys.readouterr()
    return statut, (ecrit.out + ecrit.err).replace("\u202f", " ").replace("\u00a0", " ")


def test_a_name_is_read_from_the_input_and_answered_by_a_reference(connue, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NOM.upper()}\n\n"))
    assert dire(capsys, "chercher") == (0, f"{connue}  02/05/1990  {REFERENCE}, {AUTRE}\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("Inconnu\nZoé\n"))
    assert dire(capsys, "chercher") == (0, "Personne de ce nom n’est suivi.\n")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert dire(capsys, "chercher")[0] == 2


def test_what_designates_nobody_is_refused(connue, capsys):
    for designation in ("P99", "Quérzelay", f"{REFERENCE}:b9", "P0"):
        statut, dit = dire(capsys, "effacer", designation, "--confirmer")
        assert (statut, "ne désigne personne" in dit, "relais rgpd chercher" in dit) == (2, True, True)


def test_all_that_is_held_is_handed_out_and_nothing_of_others(connue, capsys, tmp_path, home):
    """One archive for its owner: a page, the same as JSON, the documents that are about them alone."""
    statut, dit = dire(capsys, "extraire", f"{REFERENCE}:b1", "--vers", str(tmp_path / "sortie"))
    assert statut == 0, dit
    (archive,) = (tmp_path / "sortie").iterdir()
    assert archive.name == f"donnees-personnelles-{connue}-2026-11-30.zip"
    assert archive.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(archive) as ouverte:
        noms = ouverte.namelist()
        lu = json.loads(ouverte.read("donnees.json"))
        pages = PdfReader(io.BytesIO(ouverte.read("donnees.pdf"))).pages
    page = " ".join(un.extract_text() for un in pages).replace("\u202f", " ").replace("\u00a0", " ")
    joints = f"documents/{REFERENCE}"
    assert noms[2:] == [f"{joints}/G4_fin_mission.docx", f"{joints}/G2_attestation_eligibilite_AE-0001-b1-k1.pdf"]
    assert (lu["identite"]["nom"], lu["identite"]["naissance"]) == (NOM, "1990-05-02")
    ici, ailleurs = lu["operations"]
    assert ici["contrats"][0]["heures"][0] | {"mois": "2026-09", "heures": "70"} == ici["contrats"][0]["heures"][0]
    assert ici["sorties"] == [{"jalon": "fin", "date": "2026-10-16", "situation": "cdi"}]
    assert ailleurs["formations"][0]["heures"] == "35"
    assert lu["conservation"]["anonyme_a_partir_du"] == "2031-11-01"
    assert len(lu["courriels_recus"]) == 2
    for secret in (PRENOM, NOM, "02/05/1990", "bénéficiaire du RSA", "70 h", "121,50 h", "Gestes et postures"):
        assert secret in page, secret
    for autre in ("Courtevin", "Inès"):
        assert autre not in json.dumps(lu, ensure_ascii=False) + page
    (note,) = evenements(genre="donnees_extraites")
    assert not any(forme in plie(note.donnees) for forme in FORMES)


def test_what_would_be_done_is_said_first_then_done_then_said_to_be_done(connue, capsys, home, base_ici):
    statut, dit = dire(capsys, "effacer", connue)
    assert statut == 0
    assert f"{connue} : {REFERENCE}, {AUTRE}, 2 contrats." in dit
    assert "3 documents produits, 2 courriels reçus" in dit
    assert "avec --confirmer" in dit
    assert "Hors de portée : les sauvegardes" in dit
    assert traces_de_la_base(base_ici)
    statut, dit = dire(capsys, "effacer", connue, "--confirmer", "--json")
    assert (statut, json.loads(dit)["effacee"]) == (0, True)
    assert traces_de_la_base(base_ici) == traces_des_fichiers(home) == []
    assert not any(forme in plie(dit) for forme in FORMES)
    assert dire(capsys, "effacer", connue, "--confirmer") == (0, "Déjà effacée.\n")
    capsys.readouterr()
    assert principal(["operation", "montrer", REFERENCE]) == 0
    documents = [ligne for ligne in capsys.readouterr().out.splitlines() if "/documents/" in ligne]
    assert [ligne.endswith("(fichier retiré)") for ligne in documents] == [
        any(un in ligne for un in ("-b1-", "G4_", "H3_")) for ligne in documents
    ]


def test_nothing_is_purged_before_the_relay_settled_how_long_it_keeps(connue, capsys, regler, home, base_ici):
    """Counted at any time; deleted once there is a day of decision; the second time there is nothing left."""
    regler(DATE="2032-01-05")
    statut, dit = dire(capsys, "purger", "--essai")
    assert (statut, "Dossiers de personnes : 2" in dit, "à valider par le relais" in dit) == (0, True, True)
    statut, dit = dire(capsys, "purger")
    assert (statut, "rgpd.validees_le : les durées de conservation sont à valider" in dit) == (2, True)
    assert traces_de_la_base(base_ici)
    regler(RGPD__VALIDEES_LE="2031-12-01")
    assert json.loads(dire(capsys, "purger", "--essai", "--json")[1])["dossiers"] == 2
    faits = json.loads(dire(capsys, "purger", "--json")[1])
    assert faits == {
        "courriels_recus": 3,
        "courriels_envoyes": faits["courriels_envoyes"],
        "copies": 1,
        "dossiers": 2,
        "essai": False,
        "empeches": [],
    }
    assert faits["courriels_envoyes"] > 0
    assert traces_de_la_base(base_ici) == traces_des_fichiers(home) == []
    encore = json.loads(dire(capsys, "purger", "--json")[1])
    assert [encore[nom] for nom in ("dossiers", "courriels_recus", "courriels_envoyes", "copies")] == [0, 0, 0, 0]


def test_a_person_followed_still_or_not_long_ago_is_kept(connue, capsys, regler, base_ici):
    regler(DATE="2031-10-30", RGPD__VALIDEES_LE="2031-01-01")
    assert json.loads(dire(capsys, "purger", "--json")[1])["dossiers"] == 0
    assert traces_de_la_base(base_ici)
