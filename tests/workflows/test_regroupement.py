"""What waits on many lots of an operation takes one line a day; each lot is told on the operation's own page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from operations_attribuees import ATTRIBUTIONS, OPERATION, REFERENCE, attribuer
from visiteur import Visiteur

from cli.__main__ import principal
from metier.roles import Role
from workflows.actes.attentes import Action
from workflows.actes.regroupement import regrouper

LOTS = range(1, 31)


def action(lot: int, **autres: object) -> Action:
    une = Action(
        libelle=f"Déclarer les heures d’octobre 2026, lot {lot}",
        qui=f"Employeur {lot}",
        depuis=date(2026, 11, lot),
        avant_le=date(2026, 12, lot),
        reference="X-1",
        lot=lot,
        ensemble="Déclarer les heures d’octobre 2026, {}",
    )
    return replace(une, **autres)  # type: ignore[arg-type]


@pytest.fixture
def en_novembre(sur_sqlite, regler):
    regler(DATE="2026-11-20")


@pytest.fixture
def trente_lots(en_novembre):
    """All notified the same day, nobody reminded, no modality chosen."""
    lots = [OPERATION["lots"][0] | {"numero": lot, "intitule": f"Lot {lot}"} for lot in LOTS]
    attributions = [
        ATTRIBUTIONS[0] | {"lot": lot, "entreprise": {"nom": f"Entreprise {lot}"}, "date_notification": "2026-11-18"}
        for lot in LOTS
    ]
    return attribuer(etape="demarrage", operation=OPERATION | {"lots": lots}, attributions=attributions)


def test_lots_that_wait_alike_are_one_line_with_the_earliest_dates(en_novembre):
    (une,) = regrouper([action(2), action(1), action(3), action(5)])
    assert une.libelle == "Déclarer les heures d’octobre 2026, lots 1 à 3 et 5"
    assert (une.depuis, une.avant_le) == (date(2026, 11, 1), date(2026, 12, 1))
    assert une.qui == "4 organisations"
    assert regrouper([action(1), action(2, qui="Employeur 1")])[0].qui == "Employeur 1"
    assert regrouper([action(1), action(2)])[0].qui == "Employeur 1 et Employeur 2"


def test_what_differs_stays_apart(en_novembre):
    """Another operation, another thing, what is late; a lot alone keeps its own words."""
    tard = action(4, avant_le=date(2026, 11, 2))
    autres = [action(1), action(2, reference="X-2"), action(3, ensemble="Autre, {}"), tard, action(5, ensemble=None)]
    assert regrouper(autres) == autres


def test_too_many_scattered_lots_are_counted(en_novembre):
    (une,) = regrouper([action(lot) for lot in range(1, 31, 2)])
    assert une.libelle == "Déclarer les heures d’octobre 2026, 15 lots"


def test_thirty_lots_take_a_line_for_each_thing_awaited(trente_lots, capsys):
    """In the terminal and on the home page; the operation's own page and JSON tell each."""
    assert principal(["aujourdhui"]) == 0
    ecrit = capsys.readouterr().out.replace("\u00a0", " ").splitlines()
    siennes = [une for une in ecrit if REFERENCE in une]
    assert len(siennes) == 1
    assert siennes[0].endswith(
        "Choisir les modalités, lots 1 à 30 (entreprise attributaire, depuis le 18/11/2026, avant le 16/12/2026)"
    )
    assert "Lot par lot : relais operation montrer REFERENCE" in ecrit
    visiteur = Visiteur(role=Role.FACILITATEUR)
    page = visiteur.voir("/")
    assert [une.get_text() for une in page.select(".travaux .quoi")] == ["Choisir les modalités, lots 1 à 30"]
    assert visiteur.mots(page.select_one(".pour-qui")) == "tous entreprise attributaire (1)"
    assert visiteur.voir("/?qui=entreprise attributaire").select_one(".travaux .quoi")
    fiche = visiteur.voir(f"/operations/{REFERENCE}")
    assert visiteur.mots(fiche.select_one(".attente .quoi")) == "Attendu : Choisir les modalités, lots 1 à 30"
    dits = [visiteur.mots(une) for une in fiche.select(".attente details li")]
    assert len(dits) == len(LOTS)
    assert dits[9].startswith("Choisir les modalités du lot 10 (Entreprise 10) De qui : entreprise attributaire.")
