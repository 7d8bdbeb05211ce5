"""What the database itself refuses, whoever writes to it."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from metier.contrats import TypeContrat
from metier.heures import Declarant, EtatHeures
from metier.publics import Categorie
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.documents import Document
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Heures, Personne
from sqlmodel_store.modeles.operation import Lot
from sqlmodel_store.session import lecture, unit_of_work


@pytest.fixture
def remplie(base):
    """One operation, one lot, one person, one contract, one line of hours, each numbered 1."""
    with unit_of_work(base) as session:
        operation = operations.creer(session, "R-2026-0001", le=date(2026, 10, 5))
        session.add(Lot(operation_id=operation.id, rang=0, numero=1))
        session.add(Personne(nom="taverneau", prenom="moussa", naissance=date(1988, 3, 17)))
        session.flush()
        personne = Beneficiaire(
            operation_id=1, personne_id=1, rang=0, code="b1", nom="T", prenom="M", categorie=Categorie.RSA
        )
        session.add(personne)
        session.flush()
        session.add(
            Contrat(
                operation_id=1,
                beneficiaire_id=1,
                lot_id=1,
                rang=0,
                code="k1",
                type=TypeContrat.CDD,
                employeur="E",
                debut=date(2026, 1, 1),
            )
        )
        session.flush()
        session.add(
            Heures(
                contrat_id=1,
                rang=0,
                mois="2026-02",
                declarant=Declarant.EMPLOYEUR,
                heures=Decimal("121.50"),
                dont_formation=Decimal("0.70"),
                etat=EtatHeures.VALIDEE,
            )
        )
    return base


HEURES = (
    "INSERT INTO heures (contrat_id, rang, mois, declarant, heures, dont_formation, etat) "
    "VALUES (1, 1, '{mois}', '{declarant}', '{heures}', '{formation}', '{etat}')"
)
BONNES = {"mois": "2026-03", "declarant": "employeur", "heures": "7", "formation": "0", "etat": "validee"}


@pytest.mark.parametrize(
    "ordre",
    [
        pytest.param(HEURES.format(**BONNES | {"mois": "2026-02"}), id="the same contract, month and declarant twice"),
        pytest.param(HEURES.format(**BONNES | {"heures": "-1"}), id="negative hours"),
        pytest.param(HEURES.format(**BONNES | {"formation": "7.01"}), id="more training than hours"),
        pytest.param(HEURES.format(**BONNES | {"mois": "2026-13"}), id="a thirteenth month"),
        pytest.param(HEURES.format(**BONNES | {"mois": "mars 26"}), id="a month in words"),
        pytest.param(HEURES.format(**BONNES | {"etat": "VALIDEE"}), id="a state outside the list"),
        pytest.param(HEURES.format(**BONNES | {"declarant": "siae"}), id="a declarant outside the list"),
        pytest.param(HEURES.format(**BONNES).replace("VALUES (1,", "VALUES (99,"), id="hours of no contract"),
        pytest.param("UPDATE operation SET reference = ''", id="an empty reference"),
        pytest.param("UPDATE operation SET etape = 'ailleurs'", id="a step outside the list"),
        pytest.param("UPDATE operation SET relais_id = 99", id="an operation of no relay"),
        pytest.param("UPDATE operation SET dispense_cas = 5", id="a waiver outside the four cases"),
        pytest.param("UPDATE operation SET penalite_heure = '-1'", id="a negative penalty"),
        pytest.param(
            "INSERT INTO operation (reference, relais_id, etape, etape_depuis)"
            " VALUES ('R-2026-0001', 1, 'signalee', '2026-10-05')",
            id="a reference twice",
        ),
        pytest.param("INSERT INTO lot (operation_id, rang, numero) VALUES (1, 1, 1)", id="a lot number twice"),
        pytest.param("UPDATE lot SET taux_insertion = '5'", id="a rate of 500 %"),
        pytest.param("UPDATE lot SET montant_ht = '-0.01'", id="a negative amount"),
        pytest.param("UPDATE lot SET debut = '2026-03-01', fin = '2026-02-01'", id="a lot that ends before it begins"),
        pytest.param("UPDATE contrat SET fin = '2025-12-31'", id="a contract that ends before it begins"),
        pytest.param("DELETE FROM personne", id="a person still in a dossier"),
        pytest.param(
            "INSERT INTO personne (nom, prenom, naissance) VALUES ('taverneau', 'moussa', '1988-03-17')",
            id="the same person twice",
        ),
    ],
)
def test_the_database_refuses(remplie, ordre):
    """Raw SQL, no code of ours in between."""
    with pytest.raises(IntegrityError), unit_of_work(remplie) as session:
        session.execute(text(ordre))


def test_good_hours_are_accepted(remplie):
    """The refusals above come from what they change, not from the statement."""
    with unit_of_work(remplie) as session:
        session.execute(text(HEURES.format(**BONNES)))


def test_a_decimal_keeps_its_writing_and_its_hundredths_add_up(remplie):
    """0.70 comes back as 0.70; the database adds whole hundredths."""
    with unit_of_work(remplie) as session:
        session.execute(text(HEURES.format(**BONNES | {"heures": "151.67"})))
    with lecture(remplie) as session:
        ligne = session.get_one(Heures, 1)
        assert (str(ligne.heures), str(ligne.dont_formation)) == ("121.50", "0.70")
        assert (ligne.centiemes, ligne.centiemes_formation) == (12150, 70)
        assert session.execute(text("SELECT sum(centiemes) FROM heures")).scalar() == 27317


def test_hundredths_are_exact_for_every_number_of_hours():
    """The generated column, computed by SQLite in binary floats, never misses by one, from 0 to 400.00 h."""
    connexion = sqlite3.connect(":memory:")
    calcul = "SELECT CAST(ROUND(CAST(? AS NUMERIC) * 100) AS BIGINT)"
    faux = [
        cent
        for cent in range(40_001)
        if connexion.execute(calcul, (f"{Decimal(cent) / 100:.2f}",)).fetchone()[0] != cent
    ]
    connexion.close()
    assert faux == []


@pytest.mark.parametrize("valeur", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_never_reaches_the_database(remplie, valeur):
    with pytest.raises(StatementError, match="finite"), unit_of_work(remplie) as session:
        session.get_one(Lot, 1).montant_ht = Decimal(valeur)


def test_instants_come_back_in_utc(remplie):
    """An instant of another zone is the same instant, in UTC; one without a zone is refused."""
    paris = timezone(timedelta(hours=2))
    with unit_of_work(remplie) as session:
        session.add(
            Document(
                operation_id=1,
                code="A3",
                fichier="a3.docx",
                sha256="0",
                modele="a3",
                edition="1",
                modele_sha256="0",
                produit_le=datetime(2026, 10, 5, 9, 30, tzinfo=paris),
                donnees="{}",
            )
        )
    with lecture(remplie) as session:
        document = session.get_one(Document, 1)
        assert document.produit_le == datetime(2026, 10, 5, 7, 30, tzinfo=UTC)
        assert document.produit_le.tzinfo is UTC
    with pytest.raises(StatementError, match="time zone"), unit_of_work(remplie) as session:
        session.get_one(Document, 1).produit_le = datetime(2026, 10, 5)  # noqa: DTZ001 - the fault itself


def test_a_document_holds_its_operation(remplie):
    """An operation that has documents is not deleted under them."""
    with unit_of_work(remplie) as session:
        session.execute(
            text(
                "INSERT INTO document (operation_id, code, fichier, sha256, modele, edition, modele_sha256,"
                " confidentiel, produit_le, donnees)"
                " VALUES (1, 'A3', 'a3.docx', '0', 'a3', '1', '0', false, '2026-10-05 07:30:00', '{}')"
            )
        )
    with pytest.raises(DBAPIError), unit_of_work(remplie) as session:
        session.execute(text("DELETE FROM operation"))
