"""The day's list: whom one may choose among."""

from __future__ import annotations

from datetime import date

import pytest

from portail import journee
from portail.en_attente import EnAttente
from workflows.actes.attentes import Action

QUI = ["facilitateur", "maître d’ouvrage", *[f"Entreprise {rang:02}" for rang in range(1, 21)]]


@pytest.fixture
def accueil(installation, visiteur, monkeypatch):
    """What waits for twenty companies, once for each; three times for the buyers."""
    attendues = [
        Action(libelle=f"Répondre {rang}", qui=qui, depuis=date(2026, 1, 5), avant_le=date(2026, 1, 12))
        for qui in QUI
        for rang in range(3 if qui == "maître d’ouvrage" else 1)
    ]
    monkeypatch.setattr(journee, "en_attente", lambda _: EnAttente(operations={}, actions=tuple(attendues)))
    return visiteur


def test_the_many_companies_one_may_choose_are_folded(accueil):
    choix = accueil.voir("/").select_one(".pour-qui")
    assert [lien.get_text(" ", strip=True).split(" (")[0] for lien in choix.select("nav > ul a")][:3] == [
        "tous",
        "facilitateur",
        "Entreprise 01",
    ]
    assert len(choix.select("nav > ul a")) == 1 + journee.EN_VUE
    assert "maître d’ouvrage" in choix.select_one("ul").get_text()
    replis = choix.select_one("details")
    assert not replis.has_attr("open")
    assert replis.summary.get_text(strip=True) == "16 autres"
    assert len(replis.select("a")) == 16


def test_whoever_is_chosen_among_the_folded_stays_in_sight(accueil):
    page = accueil.voir("/?qui=Entreprise+20")
    assert page.select_one(".pour-qui details").has_attr("open")
    assert page.select_one(".pour-qui details a[aria-current]").get_text(" ", strip=True) == "Entreprise 20 (1)"
    assert len(page.select(".travaux li")) == 1
