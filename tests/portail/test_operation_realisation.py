"""What the page of a followed operation says of its hours, done and due, and of who takes part in it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from mois_a_declarer import charger, contrat, dossier, heures, numero
from navigateur import CHROMIUM, fautes, navigateur, ouvrir
from visiteur import entrer

from config.settings import get_settings
from formats import nombres
from metier.periodes import Mois
from metier.roles import Role
from sqlmodel_store.depots import indicateurs_mois
from sqlmodel_store.session import lecture
from workflows.actes.regles import regles

REFERENCE = "2026-ECO-001"
PAGE = f"/operations/{REFERENCE}"


@pytest.fixture
def suivie(installation, monkeypatch):
    """Lot 1: a group of two companies, 219 h validated of 584; lot 2: nobody at work yet."""
    monkeypatch.setenv("RELAIS_DATE", "2026-12-10")
    get_settings.cache_clear()
    un = dossier(contrats=[contrat("k1"), contrat("k2", fin="2026-11-27"), contrat("k3", "Bâti")])
    premier = un["attributions"][0]
    premier |= {
        "role": "mandataire",
        "referent": {"nom": "Paul Aubier", "fonction": "conducteur de travaux", "telephone": "03 00 00 00 00"},
    }
    second = premier | {"entreprise": {"nom": "Façades du Val"}, "role": "cotraitant", "modalites": []}
    un["attributions"].insert(1, second | {"courriel": "contact@facades.example", "referent": None})
    un["heures"] = [
        heures("k1", "2026-11", "151", etat="validee"),
        heures("k2", "2026-11", "68", etat="validee"),
        heures("k3", "2026-11", "12"),
    ]
    charger(un)
    return PAGE


def rangees(page):
    return page.select("table.realisation tbody tr")


def test_each_lot_says_who_holds_it_its_hours_done_and_due(suivie, visiteur):
    """The share of each company of a group, what is not validated yet apart, a bar as long as what is done."""
    premiere, seconde = rangees(visiteur.voir(suivie))
    mots = visiteur.mots(premiere)
    for attendu in ("Gros œuvre", "Bâti 219 h sur 292 h", "Façades du Val 0 h sur 292 h", "Validées 219 h"):
        assert attendu in mots
    assert "12 h à valider" in mots
    assert "Dues 584 h" in mots
    assert "37,5 %" in mots
    assert premiere.select("rect")[1]["width"] == "37.5"
    assert premiere.svg["aria-hidden"] == "true"
    assert "aucun contrat" in visiteur.mots(seconde)
    assert len(seconde.select("rect")) == 1


def test_its_figures_are_those_of_the_dashboards(suivie, visiteur):
    with lecture() as session:
        (lue,) = indicateurs_mois.du_mois(session, Mois(2026, 12), regles(), [numero(REFERENCE)])
    total = visiteur.mots(visiteur.voir(suivie).select_one("table.realisation tfoot"))
    assert lue.indicateurs.cumul.validees == Decimal(219)
    for combien in (lue.indicateurs.cumul.validees, lue.indicateurs.dues):
        assert " ".join(nombres.heures(combien).split()) in total


def test_the_people_of_a_lot_are_folded_by_first_name_and_initial(suivie, visiteur):
    pli = rangees(visiteur.voir(suivie))[0].details
    assert "open" not in pli.attrs
    assert visiteur.mots(pli.summary).startswith("3 contrats, 3 personnes")
    assert "Élodie Q." in visiteur.mots(pli)
    assert "du 02/11/2026 au 27/11/2026" in visiteur.mots(pli)
    assert "Quermeur" not in visiteur.mots(visiteur.voir(suivie))


def test_the_actors_are_named_with_what_they_do(suivie, visiteur):
    acteurs = [visiteur.mots(un) for un in visiteur.voir(suivie).select(".acteurs li")]
    for attendu in (
        "Maître d’ouvrage Val de Brielle marches@val-de-brielle.example",
        "Mandataire du groupement, lot 1 Bâti insertion@bati.example",
        "Référent insertion, lot 1 Paul Aubier , conducteur de travaux Bâti 03 00 00 00 00",
        "Cotraitant, lot 1 Façades du Val contact@facades.example",
        "Entreprise de travail temporaire d’insertion, lot 1 Tremplin ETTI agence@tremplin.example",
    ):
        assert attendu in acteurs


@pytest.mark.reseau
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)")
def test_in_a_browser_axe_finds_nothing_and_nothing_overflows(suivie, servi):
    """At a desk, on a phone; the folds open."""
    session = entrer(Role.FACILITATEUR)
    with navigateur() as chromium:
        for largeur in (1280, 390):
            page = ouvrir(chromium, servi, session=session, largeur=largeur)
            page.goto(suivie)
            page.locator(".realisation summary").first.click()
            assert fautes(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= largeur
