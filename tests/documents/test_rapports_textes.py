"""The texts of the reports as they were read over; a change of wording or of a figure is seen here first."""

from __future__ import annotations

import pytest
from demandes_rapports import demande
from rapports_produits import CAS, g2, h2, h3, i1, i2, i3, texte_de
from suivis import NOMS, suivi
from syrupy.assertion import SnapshotAssertion

from documents.connu import Connu
from documents.contextes.g2 import Decision
from documents.contextes.h1 import tableau_de_bord_moa
from documents.controles_personnes import check_criterion, check_persons
from documents.controles_texte import check_wording


@pytest.mark.parametrize("nom", NOMS)
def test_the_dashboards_of_an_operation(nom: str, snapshot: SnapshotAssertion) -> None:
    """H1, then H2 of each company, then H3 of each employer."""
    operation = suivi(nom)
    assert texte_de(tableau_de_bord_moa(demande(operation))) == snapshot(name="H1")
    for entreprise in dict.fromkeys(une.entreprise for une in operation.attributions):
        rang = [une.entreprise for une in operation.attributions].index(entreprise)
        assert texte_de(h2(operation, rang)) == snapshot(name=f"H2 {entreprise}")
    for employeur in sorted({un.employeur for un in operation.contrats}):
        assert texte_de(h3(operation, structure=employeur)) == snapshot(name=f"H3 {employeur}")


@pytest.mark.parametrize("nom", NOMS)
def test_the_final_report(nom: str, snapshot: SnapshotAssertion) -> None:
    """I1 of each example."""
    assert texte_de(i1(suivi(nom))) == snapshot


def test_the_other_shapes_of_the_final_report(snapshot: SnapshotAssertion) -> None:
    """The extract of a lot; a concession; an operation of which nothing is known."""
    for nom in ("i1 lot", "i1 concession", "i1 sans-lot"):
        assert texte_de(CAS[nom]()) == snapshot(name=nom)


def test_the_attestations(snapshot: SnapshotAssertion) -> None:
    """G2 in its three decisions, I2 of each lot of the school."""
    for decision in Decision:
        assert texte_de(g2(decision)) == snapshot(name=f"G2 {decision.value}")
    for lot in (1, 2, 3):
        assert texte_de(i2(suivi("01-ecole"), lot)) == snapshot(name=f"I2 lot {lot}")


def test_the_annual_report(snapshot: SnapshotAssertion) -> None:
    """I3 of the three operations together."""
    assert texte_de(i3(*(suivi(nom) for nom in NOMS))) == snapshot


@pytest.mark.parametrize("nom", [nom for nom in CAS if "hostile" not in nom])
def test_reports_pass_the_checks_of_wording(nom: str) -> None:
    """No outdated word, no residence condition, no imposed modality, no gap, nothing left of a template."""
    lignes = tuple(texte_de(CAS[nom]()).split("\n"))
    assert list(check_wording(nom[:2].upper(), lignes, Connu(definitif=True))) == []


@pytest.mark.parametrize("nom", NOMS)
def test_reports_pass_the_checks_of_persons_and_criteria(nom: str) -> None:
    """Those that every document goes through before it leaves."""
    operation = suivi(nom)
    connu = Connu(suivi=operation)
    for code, contexte in (("H1", tableau_de_bord_moa(demande(operation))), ("I1", i1(operation))):
        assert list(check_persons(code, tuple(texte_de(contexte).split("\n")), connu)) == []
    for decision in Decision:
        assert list(check_criterion("G2", tuple(texte_de(g2(decision)).split("\n")), connu)) == []
