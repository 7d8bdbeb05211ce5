"""A dossier becomes the follow-up that documents and dashboards read, with nothing lost."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from dossiers_generes import generer
from suivis import DOSSIERS, NOMS, suivi

from config.settings import get_settings
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from echanges.suivi import charger, vers_suivi
from metier.cycle import Etape
from metier.effectifs import effectifs
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from metier.realisation import Volumes, heures_dues, par_mois, volumes
from sqlmodel_store.depots import indicateurs as en_base
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture, unit_of_work


@pytest.mark.parametrize("nom", NOMS)
def test_the_store_gives_back_the_follow_up_of_the_file(base_sqlite, monkeypatch, nom):
    """What is read from the store is what the dossier says, to the last field, and from when statements are due."""
    monkeypatch.setenv("RELAIS_DATE", "2026-11-25")
    get_settings.cache_clear()
    lu = lire_dossier(json.loads((DOSSIERS / f"{nom}.json").read_text(encoding="utf-8")))
    with unit_of_work(base_sqlite) as session:
        importer(session, [lu], acteur="test")
    with lecture(base_sqlite) as session:
        attendu = replace(suivi(nom), releves_depuis=date(2026, 10, 1))
        assert charger(session, lu.dossier.operation.reference) == attendu


def test_a_buyer_whose_kind_is_not_known_is_followed_all_the_same():
    brut = {"reference": "X-1", "maitre_ouvrage": {"nom": "Val de Brielle"}}
    acheteur = vers_suivi(lire_dossier({"format": "relais-dossier/1", "operation": brut}).dossier).maitre_ouvrage
    assert (acheteur.nom, acheteur.type) == ("Val de Brielle", None)


def test_each_part_of_a_dossier_is_there():
    """Amendments, eligibility, outcomes, sessions, invoices, months that compare."""
    ecole, nettoyage = suivi("01-ecole"), suivi("02-nettoyage-accord-cadre")
    assert (ecole.etape, len(ecole.lots), len(ecole.contrats), len(ecole.formations)) == (Etape.BILAN, 4, 16, 1)
    assert [une.heures_dues for une in ecole.attributions] == [848, 240, 350]
    assert (ecole.beneficiaires[0].piece, len(ecole.beneficiaires[0].sorties)) == (
        "avis de situation France Travail",
        3,
    )
    assert ecole.beneficiaires[-1].validee_le is None
    assert [une.mois for une in nettoyage.factures][:2] == [Mois(2026, 4), Mois(2026, 5)]
    assert nettoyage.attributions[2].modalites[0].structure.nom == "Chantiers du Plateau"


def test_what_is_not_known_yet_is_none():
    """An operation just announced has a reference; its lots have a number."""
    brut = {"format": "relais-dossier/1", "operation": {"reference": "R-2026-0001", "lots": [{"numero": 2}]}}
    vu = vers_suivi(lire_dossier(brut).dossier)
    assert (vu.etape, vu.maitre_ouvrage, vu.duree_mois) == (Etape.SIGNALEE, None, None)
    assert (vu.lots[0].intitule, vu.lots[0].clause) == ("Lot 2", True)


@pytest.mark.parametrize("graine", range(40))
def test_every_dossier_has_a_follow_up(graine):
    """Whatever optional part is present or not."""
    dossier = lire_dossier(generer(graine)).dossier
    vu = vers_suivi(dossier)
    assert (len(vu.heures), len(vu.beneficiaires)) == (len(dossier.heures), len(dossier.beneficiaires))
    assert sum(une.heures for une in vu.heures) == sum(une.heures for une in dossier.heures)


def test_an_unknown_reference_is_a_fault(base_sqlite):
    with lecture(base_sqlite) as session, pytest.raises(FauteDeSaisie, match="R-2026-9999"):
        charger(session, "R-2026-9999")


def test_the_database_counts_the_same(base_sqlite):
    """On fifty dossiers drawn at random, and on all of them together, rules and SQL give the same totals."""
    lus = [lire_dossier(generer(graine)) for graine in range(50)]
    with unit_of_work(base_sqlite) as session:
        importer(session, lus, acteur="test")
    tous = [vers_suivi(un.dossier) for un in lus]
    with lecture(base_sqlite) as session:
        numeros = {une.reference: une.id for une in operations.lister(session)}
        for un in tous:
            _comparer(en_base.calculer(session, [numeros[un.reference]]), [un])
        _comparer(en_base.calculer(session), tous)


def _comparer(attendu, suivis):
    comptes = effectifs(suivis)
    faites = sum((volumes(un) for un in suivis), Volumes())
    mois = Counter()
    for un in suivis:
        mois.update({str(quand): une.validees for quand, une in par_mois(un).items() if une.validees})
    assert (comptes.contrats, comptes.contrats_par_type) == (attendu.contrats, attendu.contrats_par_type)
    assert comptes.personnes == attendu.personnes_distinctes
    assert comptes.ayant_travaille == attendu.personnes_ayant_travaille
    assert comptes.formees == attendu.personnes_formees
    assert sum(heures_dues(un) for un in suivis) == attendu.heures_engagees
    assert (faites.validees, faites.non_comptees) == (attendu.heures_validees, attendu.heures_non_comptees)
    assert mois == {quand: heures for quand, heures in attendu.heures_par_mois.items() if heures}
