"""`relais decp`, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.__main__ import principal

DONNEES = Path(__file__).resolve().parent.parent / "donnees"
COMPLEMENTS = {
    "codeCPV": "45210000",
    "marcheInnovant": False,
    "offresRecues": 3,
    "attributionAvance": True,
    "procedure": "Procédure adaptée",
    "typesPrix": ["Définitif révisable"],
    "formePrix": "Forfaitaire",
    "sousTraitanceDeclaree": False,
    "considerationsEnvironnementales": ["Pas de considération environnementale"],
    "montant": 955000.5,
}


@pytest.fixture
def relais(capsys):
    """Runs a command; returns its status and what it wrote, ordinary spaces only."""

    def lancer(*arguments):
        statut = principal([str(argument) for argument in arguments])
        ecrit = capsys.readouterr()
        return statut, *(texte.replace("\u00a0", " ").replace("\u202f", " ") for texte in (ecrit.out, ecrit.err))

    return lancer


@pytest.fixture
def ecole(relais):
    """The same, once the school is followed."""
    assert relais("dossier", "importer", DONNEES / "dossiers" / "01-ecole.json")[0] == 0
    return relais


def test_an_operation_is_declared_then_found_again(ecole, tmp_path):
    complements, sortie = tmp_path / "acheteur.json", tmp_path / "decp.json"
    complements.write_text(json.dumps(COMPLEMENTS), encoding="utf-8")
    statut, dit, _ = ecole("decp", "exporter", "2025-CVB-004", "--complements", complements, "--sortie", sortie)
    assert (statut, dit) == (0, f"Données essentielles de 2025-CVB-004 écrites : {sortie}\n")
    statut, dit, _ = ecole("decp", "importer", sortie)
    assert statut == 0
    assert "Nos lots retrouvés (3) :" in dit
    assert "2025-CVB-004, lot 1 : 2025-CVB-004-L1 ; conforme" in dit
    assert dit.endswith("Rien n’a été enregistré.\n")


def test_the_json_of_a_reading_is_alone_on_the_output(ecole):
    statut, dit, _ = ecole("decp", "importer", DONNEES / "decp" / "marches_concessions.json", "--json")
    rendu = json.loads(dit)
    assert (statut, rendu["lus"], rendu["clauses"], rendu["retrouves"]) == (0, 4, 4, [])
    assert [un["lot"] for un in rendu["hors_fichier"]] == [1, 2, 3]


def test_what_the_buyer_must_give_is_listed_beside_the_document(ecole):
    statut, dit, restes = ecole("decp", "exporter", "2025-CVB-004")
    assert statut == 0
    assert len(json.loads(dit)["marches"]["marche"]) == 3
    assert "À donner par l’acheteur avant publication (10)" in restes
    assert "lots 1, 2 et 3, codeCPV : code CPV" in restes


def test_what_the_relay_lacks_is_a_fault(relais, tmp_path):
    brut = json.loads((DONNEES / "dossiers" / "01-ecole.json").read_text(encoding="utf-8"))
    brut["operation"]["ccag"] = None
    brut["operation"]["lieu"] = None
    fichier = tmp_path / "sans.json"
    fichier.write_text(json.dumps(brut), encoding="utf-8")
    assert relais("dossier", "importer", fichier)[0] == 0
    statut, dit, fautes = relais("decp", "exporter", "2025-CVB-004")
    assert (statut, dit) == (2, "")
    assert "lieu.insee" in fautes
    assert "ccag" in fautes


@pytest.mark.parametrize("commande", [("exporter", "2025-CVB-999"), ("importer", "absent.json")])
def test_a_fault_is_one_sentence_and_status_two(relais, commande):
    statut, dit, faute = relais("decp", *commande)
    assert (statut, dit, faute.count("\n")) == (2, "", 1)
