"""What hours may be, held by the database itself on each engine, whoever writes to it."""

from __future__ import annotations

from datetime import date
from shutil import copyfile
from threading import Thread
from typing import Any, cast

import pytest
from serveurs import bases
from sqlalchemy import CursorResult, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from metier.mois_travaille import HEURES_POSSIBLES
from sqlmodel_store.depots import operations
from sqlmodel_store.session import get_engine, unit_of_work

LIGNE = (
    "INSERT INTO heures (contrat_id, rang, mois, declarant, heures, dont_formation, etat)"
    " VALUES ({contrat}, {rang}, '{mois}', '{declarant}', '{heures}', '0', 'declaree')"
)
CONTRAT = (
    "INSERT INTO contrat (id, operation_id, beneficiaire_id, lot_id, rang, code, type, employeur, debut, fin)"
    " VALUES ({id}, {operation}, {qui}, {operation}, {id}, 'k{id}', 'cdd', 'E', '2026-02-09', {fin})"
)
AFFECTATION = (
    "INSERT INTO affectation (convention_id, operation_id, contrat, mois, cible_id, lot, heures)"
    " VALUES (1, 1, 'k1', '{mois}', 2, {lot}, '{heures}')"
)


def ligne(contrat=1, mois="2026-03", heures="7", declarant="employeur", rang=9):
    return LIGNE.format(contrat=contrat, mois=mois, heures=heures, declarant=declarant, rang=rang)


def affectation(heures, mois="2026-02", lot=1):
    return AFFECTATION.format(heures=heures, mois=mois, lot=lot)


CONTENU = [
    "INSERT INTO lot (id, operation_id, rang, numero) VALUES (1, 1, 0, 1), (2, 2, 0, 1)",
    "INSERT INTO personne (id, nom, prenom, naissance) VALUES (1, 'a', 'a', '1990-05-02')",
    "INSERT INTO personne (id, nom, prenom, naissance) VALUES (2, 'b', 'b', '1990-05-02')",
    *(
        "INSERT INTO beneficiaire (id, operation_id, personne_id, rang, code, nom, prenom, categorie)"
        f" VALUES ({numero}, {operation}, {qui}, {numero}, 'b{qui}', 'A', 'A', 'rsa')"
        for numero, operation, qui in ((1, 1, 1), (2, 2, 1), (3, 1, 2))
    ),
    CONTRAT.format(id=1, operation=1, qui=1, fin="'2026-04-10'"),
    CONTRAT.format(id=2, operation=2, qui=2, fin="NULL"),
    CONTRAT.format(id=3, operation=1, qui=3, fin="NULL"),
    ligne(1, "2026-02", "151.67"),
    ligne(2, "2026-03", "390"),
    ligne(3, "2026-03", "30"),
    "INSERT INTO convention (id, reference, entreprise, debut) VALUES (1, 'C', 'E', '2026-01-01')",
    affectation("100"),
    affectation("21", lot=2),
]
"""Two operations; one person in both (contracts 1 and 2), another (contract 3); 151.67 h in February, 121 allocated."""


def remplir(base):
    with unit_of_work(base) as session:
        for numero in (1, 2):
            operations.creer(session, f"R-2026-000{numero}", le=date(2026, 1, 5))
        for ordre in CONTENU:
            session.execute(text(ordre))
    return base


@pytest.fixture
def remplie(base):
    return remplir(base)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def intacte(request, tmp_path_factory):
    """A base that no test of this module manages to change."""
    if request.param == "sqlite":
        avec = bases._base_sqlite(copyfile(bases._modele_sqlite(), tmp_path_factory.mktemp("heures") / "relais.db"))
    else:
        avec = bases._base_postgresql(bases._modele_postgresql())
    with avec as url:
        yield remplir(url)


REFUSES = [
    pytest.param(ligne(mois="2026-01"), id="the month before the contract"),
    pytest.param(ligne(mois="2026-05"), id="the month after it"),
    pytest.param(
        ligne(mois="2026-05", declarant="entreprise_utilisatrice"), id="the using company, out of the contract"
    ),
    pytest.param("UPDATE heures SET mois = '2026-05' WHERE contrat_id = 1", id="hours moved out of their contract"),
    pytest.param("UPDATE heures SET contrat_id = 1 WHERE contrat_id = 3", id="hours given to someone who has enough"),
    pytest.param("UPDATE contrat SET debut = '2026-03-01' WHERE id = 1", id="a contract that begins after its hours"),
    pytest.param("UPDATE contrat SET fin = '2026-02-28' WHERE id = 2", id="a contract that ends before its hours"),
    pytest.param(ligne(heures="10.01"), id="more than a month allows, over two operations"),
    pytest.param(
        "UPDATE heures SET heures = '400.01' WHERE contrat_id = 2", id="more than a month allows, by a change"
    ),
    pytest.param(
        "UPDATE contrat SET beneficiaire_id = 1 WHERE id = 3", id="a contract given to someone who has enough"
    ),
    pytest.param("UPDATE beneficiaire SET personne_id = 1 WHERE id = 3", id="two persons that become one"),
    pytest.param(affectation("30.68", lot=3), id="more allocated than worked"),
    pytest.param(affectation("0.01", mois="2026-03"), id="allocated of hours that are not there"),
    pytest.param("UPDATE affectation SET heures = '130.68' WHERE lot = 1", id="more allocated, by a change"),
    pytest.param("UPDATE affectation SET mois = '2026-03' WHERE lot = 1", id="allocated of another month"),
    pytest.param("UPDATE affectation SET contrat = 'k3' WHERE lot = 1", id="allocated of another contract"),
    pytest.param("UPDATE heures SET heures = '120.99' WHERE contrat_id = 1", id="fewer hours than allocated"),
    pytest.param(
        "UPDATE heures SET mois = '2026-04' WHERE contrat_id = 1", id="allocated hours moved to another month"
    ),
    pytest.param(
        "UPDATE heures SET declarant = 'entreprise_utilisatrice' WHERE contrat_id = 1", id="allocated hours disowned"
    ),
    pytest.param("DELETE FROM heures WHERE contrat_id = 1", id="allocated hours deleted"),
    pytest.param("DELETE FROM contrat WHERE id = 1", id="a contract whose hours are allocated"),
    pytest.param("DELETE FROM beneficiaire WHERE id = 1", id="a person whose hours are allocated"),
    pytest.param(
        "UPDATE contrat SET code = 'k9' WHERE id = 1", id="a contract that its allocations would no longer find"
    ),
]


@pytest.mark.parametrize("ordre", REFUSES)
def test_the_database_refuses(intacte, ordre):
    """Raw SQL, no code of ours in between."""
    with pytest.raises(IntegrityError), unit_of_work(intacte) as session:
        session.execute(text(ordre))


@pytest.mark.parametrize(
    "ordre",
    [
        pytest.param(ligne(mois="2026-04"), id="the month of the last day"),
        pytest.param(ligne(heures="10"), id="exactly what a month allows"),
        pytest.param(ligne(heures="390", declarant="entreprise_utilisatrice"), id="the using company's are not added"),
        pytest.param(ligne(2, "2027-11"), id="a contract without end"),
        pytest.param(affectation("30.67", lot=3), id="exactly what was worked"),
        pytest.param("UPDATE heures SET heures = '121' WHERE contrat_id = 1", id="exactly what is allocated"),
        pytest.param("UPDATE contrat SET fin = '2026-02-15' WHERE id = 1", id="a contract that ends with its hours"),
        pytest.param("DELETE FROM heures WHERE contrat_id = 3", id="hours of which nothing is allocated"),
        pytest.param("DELETE FROM operation WHERE id = 1", id="an operation with all that it holds"),
        pytest.param("DELETE FROM convention", id="a convention and its allocations"),
    ],
)
def test_the_database_accepts(intacte, ordre):
    """What lies just within: the refusals come from what they change."""
    with unit_of_work(intacte, essai=True) as session:
        assert cast("CursorResult[Any]", session.execute(text(ordre))).rowcount


def test_the_bound_of_the_database_is_that_of_the_rules():
    """The triggers hold the number itself, in hundredths."""
    assert HEURES_POSSIBLES * 100 == 40000


@pytest.mark.parametrize(
    ("premier", "second"),
    [
        pytest.param(ligne(1, "2026-04", "250"), ligne(2, "2026-04", "250"), id="hours of one person"),
        pytest.param(affectation("20", lot=3), affectation("20", lot=4), id="allocations of one contract"),
        pytest.param(
            "UPDATE heures SET heures = '121' WHERE contrat_id = 1", affectation("20", lot=3), id="both sides"
        ),
    ],
)
def test_two_transactions_do_not_break_together_what_each_would_keep(remplie, premier, second):
    """The second waits for the first, then is refused."""
    refus = []

    def ecrire():
        try:
            with unit_of_work(remplie) as session:
                session.execute(text(second))
        except IntegrityError as refuse:
            refus.append(refuse)

    with Session(get_engine(remplie)) as session, session.begin():
        session.execute(text(premier))
        autre = Thread(target=ecrire)
        autre.start()
        autre.join(0.3)
        assert autre.is_alive()
    autre.join(30)
    assert len(refus) == 1
