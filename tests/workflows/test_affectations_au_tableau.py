"""Allocated hours in the dashboards of a month: each page prints what the database adds up, lot by lot."""

from __future__ import annotations

import pytest
from demandes_rapports import EMISSION
from mutualisation_en_base import FEVRIER, MARS, A, B, convenir, donner
from suivis import REGLES

from documents.contextes.vues import vue_lot
from formats.nombres import heures
from metier.indicateurs import indicateurs
from metier.missions import CodeDocument
from metier.realisation import volumes
from sqlmodel_store.depots.indicateurs_mois import du_mois
from sqlmodel_store.session import lecture
from workflows.actes.mensuel.lignes import choisir
from workflows.actes.mensuel.pieces import _CONTEXTES
from workflows.actes.mensuel.preparation import preparer_ateliers


@pytest.fixture
def partagee(sur_sqlite):
    """Hours of A on two lots of B, hours of B on A, of two months."""
    convenir()
    donner({(B, 1): "40.50", (B, 2): "10"})
    donner({(B, 2): "25"}, FEVRIER)
    donner({(A, 1): "5.25"}, MARS, B)


def ateliers(mois):
    """What the pages of a month are made from."""
    with lecture() as session:
        return preparer_ateliers(session, choisir(session, mois)).values()


@pytest.mark.parametrize("mois", [FEVRIER, MARS])
def test_pages_are_made_from_what_the_database_adds_up(partagee, mois):
    """Hours, paces, statuses, exposure."""
    with lecture() as session:
        attendus = {une.reference: une.indicateurs for une in du_mois(session, mois, REGLES)}
    faits = {un.suivi.reference: indicateurs(un.suivi, mois, REGLES) for un in ateliers(mois)}
    assert {A, B} <= faits.keys()
    for reference, fait in faits.items():
        attendu = attendus[reference]
        assert (fait.cumul, fait.du_mois, fait.exposition) == (attendu.cumul, attendu.du_mois, attendu.exposition)
        assert [(un.cumul, un.rythme) for un in fait.lots] == [(un.cumul, un.rythme) for un in attendu.lots]


@pytest.mark.parametrize("mois", [FEVRIER, MARS])
def test_each_reader_reads_the_hours_of_its_own_lots(partagee, mois):
    """H1, H2 and H3: the figures of the band, those that the mail announces; nothing received by another."""
    lus = set()
    for atelier in ateliers(mois):
        for ligne in atelier.lignes:
            page = _CONTEXTES[ligne.code](atelier, ligne, EMISSION)
            bandeau = {un.nom: un.valeur for un in page.chiffres}
            assert bandeau["Heures validées"] == heures(ligne.chiffres.validees), ligne
            lus.add((ligne.reference, ligne.code, ligne.organisation))
    assert {(B, CodeDocument.H2, "Cotraitant"), (B, CodeDocument.H3, "Tremplin")} <= lus


def test_the_report_of_one_lot_counts_no_hour_received_by_another(partagee):
    """I1 and I2 of a lot are made from a view of it."""
    (atelier,) = (un for un in ateliers(MARS) if un.suivi.reference == B)
    assert [volumes(vue_lot(atelier.suivi, lot)).validees for lot in (1, 2)] == [
        un.cumul.validees for un in indicateurs(atelier.suivi, MARS, REGLES).lots
    ]
