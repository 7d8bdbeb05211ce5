"""`relais heures`, as a user runs it: each row told, nothing half done, the same file twice."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from heures_de_test import classeur
from mois_d_heures import OCTOBRE, TREMPLIN, A, contester, declarer, dites, dossier, ecrire, ligne, valider

from cli.__main__ import principal
from documents.releve import DemandeReleve, releve_mensuel
from echanges.suivi import charger
from formats.releve import RELEVE, Colonne, Plan
from metier.heures import OrigineHeures
from metier.releve import IdentiteReleve
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "heures"
OPERATION = "2026-CVB-010"
TITRES = ("Nom", "Prénom", "Heures")


@pytest.fixture
def relais(capsys):
    """Runs a command; returns its status and what it wrote, ordinary spaces only."""

    def lancer(*arguments):
        statut = principal([str(argument) for argument in arguments])
        ecrit = capsys.readouterr()
        return statut, *(texte.replace("\u00a0", " ").replace("\u202f", " ") for texte in (ecrit.out, ecrit.err))

    return lancer


@pytest.fixture
def importer(relais, tmp_path):
    """Imports rows of (name, first name, hours) for October into the operation of `mois_d_heures`."""
    migrer()
    ecrire(dossier())

    def importer(*rangees, options=()):
        fichier = tmp_path / "heures.xlsx"
        fichier.write_bytes(classeur({"Octobre": [TITRES, *rangees]}))
        return relais("heures", "importer", fichier, "--operation", A, "--mois", OCTOBRE, *options)

    return importer


def verifier(relais, dossier_de_fichiers):
    """Each file, through the command, against what is expected of it; what is kept is what is in the grid."""
    assert relais("dossier", "importer", dossier_de_fichiers / "dossier.json")[0] == 0
    attendus = json.loads((dossier_de_fichiers / "attendus.json").read_text(encoding="utf-8"))
    for nom, attendu in attendus["fichiers"].items():
        _verifier_un(relais, dossier_de_fichiers / nom, attendu, attendus["mois"])


def _verifier_un(relais, fichier, attendu, mois):
    appel = ("heures", "importer", fichier, "--operation", OPERATION, "--mois", mois, "--json")
    avant = grille(relais, mois)
    statut, ecrit, faute = relais(*appel)
    lu = json.loads(ecrit)
    assert lu["fichier_refuse"] == attendu["fichier_refuse"]
    for liste in ("acceptees", "refusees"):
        assert len(lu[liste]) == len(attendu.get(liste, []))
        for trouvee, attendue in zip(lu[liste], attendu.get(liste, []), strict=True):
            admises = attendu.get("raisons_equivalentes", {}).get(str(attendue.get("ligne")), [])
            if trouvee.get("raison") not in admises:
                assert trouvee.items() >= attendue.items(), fichier.name
    refuse = bool(lu["fichier_refuse"] or lu["refusees"])
    assert (statut, faute.count("\n")) == ((2, 1) if refuse else (0, 0))
    apres = grille(relais, mois)
    assert (apres == avant) is refuse
    assert relais(*appel)[0] == statut
    assert grille(relais, mois) == apres
    if lu["acceptees"]:
        assert relais(*appel, "--partiel")[0] == 0
        gardees = {(une["nom"], une["prenom"]): une["dite"]["heures"] for une in grille(relais, mois) if une["dite"]}
        for une in lu["acceptees"]:
            assert gardees[une["nom"], une["prenom"]] == une["heures"]


def grille(relais, mois):
    return json.loads(relais("heures", "grille", "--mois", mois, "--json")[1])["lignes"]


def test_each_example_file_through_the_command(relais):
    verifier(relais, DONNEES)


def test_each_shared_file_through_the_command(relais, donnees_partagees):
    verifier(relais, donnees_partagees / "heures")


def test_a_file_is_declared_then_unchanged_then_corrected(importer):
    statut, ecrit, faute = importer(("Morvilay", "Élodie", 70), options=["--partiel"])
    assert (statut, dites()) == (2, {})
    assert "lots 1 et 2" in ecrit
    assert "aucune ligne d’heures à garder" in faute
    assert importer(("Benlaroux", "Élodie", 70)) == (
        0,
        (
            "Feuille « Octobre », ligne 2 : Élodie Benlaroux, 70 h, lot 1, acceptée.\n"
            "1 contrat : heures enregistrées, à valider.\n"
            "Attention : 70 h sans éligibilité validée : gardées, non comptées (contrats k2).\n"
        ),
        "",
    )
    assert ligne("k2").origine is OrigineHeures.FICHIER
    assert importer(("Benlaroux", "Élodie", 70))[1].splitlines()[-1] == "Ces heures étaient déjà là : rien n’a changé."
    importer(("Benlaroux", "Élodie", 72))
    assert dites() == {"k2": "72.00 declaree"}


def test_one_refused_row_keeps_the_whole_file_out(importer):
    """Unless the rest is asked for."""
    rangees = [("Nauchané", "Élodie", 20), ("Inconnuet", "Paul", 7)]
    statut, ecrit, faute = importer(*rangees)
    assert statut == 2
    assert "Paul Inconnuet, refusée ; cette personne n’est pas" in ecrit
    assert faute.endswith(
        "heures.xlsx : une ligne refusée : feuille « Octobre », ligne 3 (personne absente du dossier). "
        "Rien n’est enregistré : corrigez le fichier, ou ajoutez --partiel pour garder les autres.\n"
    )
    assert dites() == {}
    assert importer(*rangees, options=["--partiel"])[0] == 0
    assert dites() == {"k3": "20.00 declaree"}


def test_a_trial_registers_nothing(importer):
    statut, ecrit, _ = importer(("Nauchané", "Élodie", 20), options=["--essai"])
    assert (statut, ecrit.splitlines()[-1]) == (0, "Essai : rien n’est enregistré.")
    assert dites() == {}


def test_a_file_does_not_change_what_is_validated(importer):
    importer(("Nauchané", "Élodie", 20))
    valider()
    assert importer(("Nauchané", "Élodie", 20))[0] == 0
    statut, ecrit, faute = importer(("Nauchané", "Élodie", 21))
    assert (statut, ecrit) == (2, "")
    assert "sont validées (20 h) ; demandez une rectification" in faute
    assert dites() == {"k3": "20.00 validee"}


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        pytest.param(("absent.xlsx", "--operation", A, "--mois", "2026-10"), "ne peut pas être lu", id="no such file"),
        pytest.param(
            (__file__, "--operation", A, "--mois", "10/2026"), "--mois : « 10/2026 » reçu", id="another month"
        ),
        pytest.param((__file__, "--operation", "X-1", "--mois", "2026-10"), "Aucune opération", id="no such operation"),
    ],
)
def test_a_call_at_fault_is_one_sentence(relais, arguments, phrase):
    statut, ecrit, faute = relais("heures", "importer", *arguments)
    assert (statut, ecrit, faute.count("\n")) == (2, "", 1)
    assert phrase in faute


def test_the_grid_is_read_by_the_facilitateur(importer, relais):
    importer(("Nauchané", "Élodie", 20), ("Benlaroux", "Élodie", 35))
    statut, ecrit, _ = relais("heures", "grille", "--mois", OCTOBRE, "--operation", A)
    assert (statut, ecrit) == (
        0,
        (
            "2026-VAL-001, lot 1 : Bâti Rombelle\n"
            "  Nauchané Élodie, k3 · 20 h (déclarées)\n"
            "2026-VAL-001, lot 1 : Tremplin de la Brielle, pour Bâti Rombelle\n"
            "  Benlaroux Élodie, k2 · 35 h (déclarées) · non comptées, éligibilité à valider\n"
            "  Morvilay Élodie, k1 · rien de déclaré\n"
            "2026-VAL-001, lot 2 : Tremplin de la Brielle, pour Couleurs du Plateau\n"
            "  Morvilay Élodie, k4 · rien de déclaré\n"
            "Octobre 2026 : 20 h comptées, dont 0 h validées ; 2 sans déclaration.\n"
        ),
    )
    assert relais("heures", "grille", "--mois", "2030-01", "--operation", "X")[0] == 2


def test_contested_hours_are_no_part_of_those_that_count(relais):
    migrer()
    ecrire(dossier())
    declarer(k1=70, k4=30)
    contester(k1=62)
    ecrit = relais("heures", "grille", "--mois", OCTOBRE, "--operation", A)[1]
    fin = "Octobre 2026 : 30 h comptées, dont 0 h validées ; 70 h contestées, à régler ; 2 sans déclaration.\n"
    assert ecrit.endswith(fin)


def test_the_relay_s_own_statement_comes_back(importer, relais, tmp_path):
    """Filled in by the employer, line by line: hours, training, and where they came from; twice, nothing changes."""
    with lecture() as session:
        suivi = charger(session, A)
    identite = IdentiteReleve(operation=A, lot=1, employeur=TREMPLIN, mois=OCTOBRE)
    livre = openpyxl.load_workbook(
        io.BytesIO(releve_mensuel(DemandeReleve(suivi=suivi, identite=identite, retour_le=date(2026, 11, 6))))
    )
    debut = Plan(2).premiere + 1
    for rang, (combien, formation) in enumerate([(35, 0), (70.25, 7)]):
        livre[RELEVE].cell(debut + rang, Colonne.HEURES + 1).value = combien
        livre[RELEVE].cell(debut + rang, Colonne.FORMATION + 1).value = formation
    fichier = tmp_path / "releve.xlsx"
    livre.save(fichier)
    appel = ("heures", "importer", fichier, "--operation", A, "--mois", OCTOBRE)
    statut, ecrit, faute = relais(*appel)
    assert (statut, faute) == (0, "")
    assert "2 contrats : heures enregistrées, à valider." in ecrit
    assert dites() == {"k1": "70.25 declaree", "k2": "35.00 declaree"}
    assert (ligne("k1").origine, ligne("k1").dont_formation) == (OrigineHeures.RELEVE, 7)
    assert "rien n’a changé" in relais(*appel)[1]
