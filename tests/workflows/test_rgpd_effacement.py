"""A person forgotten: found nowhere any more, every figure as it was, nobody else touched, nothing brings them back."""

from __future__ import annotations

import json
import signal
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from commande import python
from operations_attribuees import REFERENCE, faire
from operations_en_base import documents_de, evenements
from rgpd_en_base import (
    AUTRE,
    NAISSANCE,
    NOM,
    PRENOM,
    RARE,
    SIGNEE,
    TABLEAUX,
    dossier_de_l_autre,
    peuplee,
    peupler,
    plie,
    traces_de_la_base,
    traces_des_fichiers,
)
from sqlmodel import select

from echanges.dossier import exporter, importer
from echanges.format_dossier import lire_dossier
from echanges.suivi import charger
from metier.eligibilite import age
from metier.fautes import FauteDeSaisie
from metier.portee import Portee
from metier.ventilations import Axe, ventiler
from sqlmodel_store.depots import indicateurs
from sqlmodel_store.modeles.pieces_liees import PieceLiee
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import sujets
from workflows.actes.consolidation import additionner, chiffres
from workflows.actes.rgpd.effacement import EFFACEMENTS, achever, effacer, projeter, tasser_ici
from workflows.actes.sauvegarde.faire import sauvegarder
from workflows.actes.sauvegarde.restaurer import restaurer
from workflows.actes.sujets import dues, faire_le_jour

PAR = "essai"


@pytest.fixture
def connue(installation, base, regler):
    regler(DATE="2026-11-30")
    return peuplee(installation, base)


@pytest.fixture
def sur_place(sur_sqlite, base_sqlite, regler):
    """The same, on SQLite alone."""
    regler(DATE="2026-11-30")
    return peuplee(sur_sqlite, base_sqlite)


def figures() -> list[object]:
    """What bilan, consolidation and dashboards are made of."""
    with lecture() as session:
        suivis = [charger(session, une) for une in (REFERENCE, AUTRE)]
        totaux = [indicateurs.calculer(session)]
    profils = [ventiler(suivis, axe, Portee()) for axe in Axe]
    annee = chiffres(additionner(2026, 2026).synthese)
    ages = sorted(
        age(une.naissance, contrat.debut)
        for suivi in suivis
        for contrat in suivi.contrats
        for une in suivi.beneficiaires
        if une.id == contrat.beneficiaire
    )
    return [totaux, profils, annee, ages]


def importe(objet: dict[str, object]) -> object:
    with unit_of_work() as session:
        return importer(session, [lire_dossier(objet)], acteur=PAR)


def octets_de_la_base(base: str) -> str:
    """Every byte of the file, and of what is beside it."""
    fichier = Path(base.removeprefix("sqlite:///"))
    return "".join(plie(un.read_bytes().decode("utf-8", "replace")) for un in fichier.parent.glob(f"{fichier.name}*"))


def test_the_name_is_found_nowhere_any_more_and_figures_are_as_they_were(installation, base, connue):
    """Any case, accents or not: rows of every table, files of every kind, pages of the base freed long ago."""
    assert len(traces_de_la_base(base)) > 12
    assert len(traces_des_fichiers(installation)) > 4
    avant = figures()
    effacer(connue, acteur=PAR)
    assert traces_de_la_base(base) == []
    assert traces_des_fichiers(installation) == []
    assert figures() == avant
    assert tasser_ici()
    if base.startswith("sqlite"):
        assert not [une for une in ("querzelay", "thouvart", "zephyrine") if une in octets_de_la_base(base)]
    (note,) = evenements(genre="personne_effacee")
    assert json.loads(note.donnees)["operations"] == [REFERENCE, AUTRE]
    assert achever() == 0


def test_nobody_else_is_touched(sur_place, sur_sqlite):
    with lecture() as session:
        (avant,) = [un for un in exporter(session, REFERENCE)["beneficiaires"] if un["id"] == "b2"]
    effacer(sur_place, acteur=PAR)
    with lecture() as session:
        (apres,) = [un for un in exporter(session, REFERENCE)["beneficiaires"] if un["id"] == "b2"]
    assert apres == avant
    assert (sur_sqlite / "courrier/brut/3.eml").is_file()
    g2 = {un.fichier: (sur_sqlite / "documents" / REFERENCE / un.fichier) for un in documents_de(REFERENCE).values()}
    assert {nom.rsplit("-", 2)[-2] for nom, fichier in g2.items() if "G2" in nom and fichier.is_file()} == {"b2"}


def test_dashboards_that_list_the_person_go_and_no_others(sur_place, sur_sqlite):
    """Those of their employer, the copy given by a link; what cannot be read here is for somebody to look at."""
    projet = effacer(sur_place, acteur=PAR)
    dossier = sur_sqlite / "documents" / REFERENCE
    assert {nom: (dossier / nom).is_file() for nom in (*TABLEAUX, SIGNEE)} == {
        "H1_2026-09.pdf": True,
        "H2_bati.pdf": True,
        "H3_tremplin.pdf": False,
        SIGNEE: True,
    }
    assert projet.trouvailles.a_voir == [f"documents/{REFERENCE}/{SIGNEE}"]
    assert list((sur_sqlite / "courrier" / "pieces").iterdir()) == []
    with lecture() as session:
        (lien,) = session.exec(select(PieceLiee))
    assert lien.effacee_le == lien.revoquee_le == date(2026, 11, 30)


def test_the_file_that_brought_them_changes_nothing_and_brings_nobody_back(connue, base):
    effacer(connue, acteur=PAR)
    avant = figures()
    bilan = importe(dossier_de_l_autre())
    assert bilan.inchanges == [AUTRE]
    assert traces_de_la_base(base) == []
    autre = dossier_de_l_autre()
    autre["heures"].append({"contrat": "k-thouvart-1", "mois": "2026-04", "heures": "10", "etat": "validee"})
    assert importe(autre).remplaces == [AUTRE]
    assert traces_de_la_base(base) == []
    assert figures()[0][0].heures_validees == avant[0][0].heures_validees + Decimal(10)


def test_a_takeover_adds_to_the_mark_and_counts_no_hour_twice(sur_place):
    """A dossier in which a spreadsheet wrote the person anew, beside the mark."""
    effacer(sur_place, acteur=PAR)
    avant = figures()
    with lecture() as session:
        repris = exporter(session, AUTRE)
    de_nouveau = dossier_de_l_autre()
    repris["beneficiaires"].append(de_nouveau["beneficiaires"][0] | {"id": "b9"})
    repris["contrats"].append(de_nouveau["contrats"][0] | {"id": "k9", "beneficiaire": "b9"})
    repris["heures"].append(de_nouveau["heures"][0] | {"contrat": "k9"})
    assert importe(repris).inchanges == [AUTRE]
    assert figures() == avant


def test_they_cannot_be_written_again_where_they_were_forgotten_but_can_elsewhere(sur_place):
    effacer(sur_place, acteur=PAR)
    with pytest.raises(FauteDeSaisie, match="cette personne a été effacée de 2026-CVB-031"):
        faire(REFERENCE, "enregistrer_beneficiaire", **RARE | {"nom": NOM.upper().replace("-", " ")})
    neuf = dossier_de_l_autre()
    neuf["operation"]["reference"] = "2026-CVB-040"
    assert importe(neuf).crees == ["2026-CVB-040"]


def test_a_running_contract_or_a_mail_that_waits_comes_first(sur_sqlite, regler):
    regler(DATE="2026-09-30")
    numero = peupler(sur_sqlite, fin=None)
    avant = figures()
    with pytest.raises(FauteDeSaisie, match=r"un contrat court encore \(2026-CVB-031, k1, sans date de fin\)"):
        effacer(numero, acteur=PAR)
    assert figures() == avant
    with lecture() as session:
        assert NOM in json.dumps(exporter(session, REFERENCE), ensure_ascii=False)


TUE = """
import os, signal, sys
from pathlib import Path
from workflows.actes.rgpd.effacement import effacer

restants = [int(sys.argv[2])]
ancien = Path.unlink

def unlink(chemin, missing_ok=False):
    if not restants[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    restants[0] -= 1
    ancien(chemin, missing_ok)

Path.unlink = unlink
effacer(int(sys.argv[1]), acteur="essai")
"""
"""Killed when so many files are gone."""


@pytest.mark.parametrize("partis", [0, 3])
def test_killed_while_the_files_go_it_goes_on(sur_place, sur_sqlite, base_sqlite, monkeypatch, partis):
    """The base is settled at once; what is left of the files goes with the day's round."""
    tue = python(TUE, str(sur_place), str(partis))
    assert tue.finir(60) == -signal.SIGKILL
    assert traces_de_la_base(base_sqlite) == ["effacement.a_oter"]
    assert traces_des_fichiers(sur_sqlite) != []
    assert dues()["effacements_a_achever"] == 1
    monkeypatch.setattr(sujets, "GENRES", (EFFACEMENTS,))
    assert faire_le_jour().faites["effacements_a_achever"] == 1
    assert "effacements_a_achever" not in dues()
    assert achever() == 0
    assert traces_des_fichiers(sur_sqlite) == []
    assert traces_de_la_base(base_sqlite) == []
    with pytest.raises(FauteDeSaisie, match="personne ne porte cette référence"):
        projeter(sur_place)


def test_a_backup_put_back_forgets_them_again(installation, connue, base, tmp_path):
    """The ledger of the base that is replaced is taken over, before the backup takes its place."""
    avant = figures()
    fichier = tmp_path / "s.relais"
    sauvegarder(fichier)
    effacer(connue, acteur=PAR)
    faite = restaurer(fichier, remplacer=True)
    assert faite.effacees == 1
    assert traces_de_la_base(base) == []
    dedans = [un for un in traces_des_fichiers(installation) if "avant-restauration" not in un]
    assert dedans == []
    assert figures() == avant
    assert importe(dossier_de_l_autre()).inchanges == [AUTRE]


def test_a_namesake_keeps_their_name(sur_place):
    """Same names, another date of birth: texts that may be about either are left, and the person is told so."""
    autre = dossier_de_l_autre()
    autre["operation"]["reference"] = "2026-CVB-041"
    autre["beneficiaires"][0] |= {"naissance": "1979-01-08"}
    importe(autre)
    projet = projeter(sur_place)
    assert projet.regards.homonymes
    effacer(sur_place, acteur=PAR)
    with lecture() as session:
        ecrit = json.dumps(exporter(session, "2026-CVB-041"), ensure_ascii=False)
    assert NOM in ecrit
    assert PRENOM in ecrit
    assert NAISSANCE not in ecrit
