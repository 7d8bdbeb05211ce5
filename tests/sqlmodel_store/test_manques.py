"""What each relay lacks, counted by the database on each engine."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from sqlalchemy import delete, select
from sqlmodel import col
from suivis import DOSSIERS, NOMS

from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from metier.cycle import Etape
from metier.droits import Acces
from metier.roles import Role
from sqlmodel_store.depots import manques, operations, relais
from sqlmodel_store.depots.manques import Manques
from sqlmodel_store.modeles.insertion import Contrat, Eligibilite
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import unit_of_work

NORD, SUD = Manques(a_valider=1, contestees=1), Manques(a_valider=4)


@pytest.fixture
def deux_relais(base):
    """The three examples, two relays; returns the base, and their ids by code."""
    bruts = [json.loads((DOSSIERS / f"{nom}.json").read_text(encoding="utf-8")) for nom in NOMS]
    for brut, code in zip(bruts, ("nord", "nord", "sud"), strict=True):
        brut["operation"]["relais"] = code
    with unit_of_work(base) as session:
        importer(session, [lire_dossier(un) for un in bruts], acteur="test")
    with unit_of_work(base) as session:
        return base, {un.code: un.id for un in relais.lister(session)}


def vus(base, role=Role.ANIMATEUR, siens=None):
    acces = Acces(compte=1, nom="Marie Dupré", role=role, relais=siens)
    with unit_of_work(base) as session:
        return manques.par_relais(session, acces)


def test_lines_to_validate_or_to_settle_are_counted_by_relay(deux_relais):
    """As the dossiers say them; one relay sees its own, who reads no operation sees none."""
    base, numeros = deux_relais
    assert vus(base) == {numeros["nord"]: NORD, numeros["sud"]: SUD}
    assert vus(base, Role.RESPONSABLE, frozenset({numeros["sud"]})) == {numeros["sud"]: SUD}
    assert vus(base, Role.ADMINISTRATEUR) == {}


def test_an_operation_that_is_over_lacks_nothing_any_more(deux_relais):
    base, numeros = deux_relais
    with unit_of_work(base) as session:
        for une in operations.lister(session):
            une.etape = Etape.CLOSE if une.relais_id == numeros["sud"] else une.etape
    assert vus(base) == {numeros["nord"]: NORD}


def test_a_contract_without_valid_eligibility_is_counted(deux_relais):
    """Every contract of each relay, once nobody's eligibility is valid."""
    base, numeros = deux_relais
    with unit_of_work(base) as session:
        session.execute(delete(Eligibilite))
        contrats = Counter(
            relais_id
            for (relais_id,) in session.execute(
                select(col(Operation.relais_id)).join(Contrat, col(Contrat.operation_id) == col(Operation.id))
            )
        )
    assert {un: dits.sans_eligibilite for un, dits in vus(base).items()} == contrats
    assert set(contrats) == {numeros["nord"], numeros["sud"]}
