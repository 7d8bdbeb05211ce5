"""Names as people write them, found and taken out; what only looks like one is left."""

from __future__ import annotations

from datetime import date

import pytest

from metier.anonymat import Effacee, mots, naissance_anonyme
from metier.eligibilite import age

RETIREE = "[personne effacée]"


def personne(nom="Élorn-Dürich", prenom="Zoé", voisins: tuple[str, ...] | None = ("Bâti Lorraine",), **autres):
    return Effacee(
        nom=nom,
        prenom=prenom,
        naissance=date(1990, 5, 2),
        marque="4F9A2C81",
        anonyme=date(1990, 1, 1),
        voisins=None if voisins is None else mots(voisins),
        **autres,
    )


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("zoe ELORN DURICH absente", f"{RETIREE} absente"),
        ("Mme Élorn\u2011Dürich", f"Mme {RETIREE}"),
        ("ELORN-DURICH, Zoé", RETIREE),
        ("Z. Elorn-Durich", RETIREE),
        ("zoe.elorn-durich@poste.example", RETIREE),
        ("Mme Durich", f"Mme {RETIREE}"),
        ("Zoé rappelle", f"{RETIREE} rappelle"),
        ("Zoé, née le 02/05/1990", f"{RETIREE}, née le [date effacée]"),
        ("Zoé, née le 2 mai 1990", f"{RETIREE}, née le [date effacée]"),
        ("Mme Durichon", "Mme Durichon"),
        ("zoologie, zoé sans majuscule", "zoologie, zoé sans majuscule"),
        ("le 02/05/1990 sans nom", "le 02/05/1990 sans nom"),
        ("Bâti Lorraine", "Bâti Lorraine"),
    ],
)
def test_a_rare_name_is_found_however_it_is_written(texte, attendu):
    assert personne().retirer(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "touche"),
    [
        ("Paul Martin", True),
        ("MARTIN Paul", True),
        ("P. Martin", True),
        ("Martin BTP", False),
        ("M. Martin", False),
        ("Paul", True),
    ],
)
def test_a_name_that_others_bear_is_only_taken_out_beside_the_first_name(texte, touche):
    une = personne("Martin", "Paul", voisins=("Martin BTP",))
    assert (une.retirer(texte) != texte) is touche


def test_where_nobody_tells_who_is_there_both_names_are_needed():
    une = personne(voisins=None)
    assert [une.est_nommee(texte) for texte in ("Zoé", "Élorn-Dürich", "Zoé Elorn Durich")] == [False, False, True]


@pytest.mark.parametrize(("nom", "prenom"), [("Élorn-Dürich", "-"), ("…", "Zoé"), ("Élorn-Dürich", "?")])
def test_a_sign_for_want_of_a_name_is_no_name(nom, prenom):
    """Else every text would name the person."""
    assert not personne(nom, prenom, voisins=None).est_nommee("Bonjour, Mme Élorn-Dürich et Zoé")


def test_a_namesake_is_told_by_the_date_of_birth_alone():
    une = personne(homonyme=True)
    assert une.retirer("Zoé Élorn-Dürich") == "Zoé Élorn-Dürich"
    lues = [{"nom": "ELORN DURICH", "prenom": "zoé", "naissance": jour} for jour in ("1990-05-02", "1979-01-08")]
    assert [un["naissance"] for un in une.retirer_de(lues)] == ["1990-01-01", "1979-01-08"]
    assert une.retirer_de({"nom": "Élorn-Dürich", "prenom": "Zoé"})["nom"] == "Élorn-Dürich"


def test_an_object_takes_the_mark_and_its_ids_stay_ids():
    lu = {"id": "durich-1", "nom": "Elorn Durich", "prenom": "ZOÉ", "naissance": "1990-05-02", "dit": ["Zoé"]}
    assert personne().retirer_de(lu) == {
        "id": "4F9A2C81-1",
        "nom": "4F9A2C81",
        "prenom": "Personne effacée",
        "naissance": "1990-01-01",
        "dit": [RETIREE],
    }


@pytest.mark.parametrize(
    ("naissance", "debuts"),
    [
        (date(1990, 5, 2), []),
        (date(1990, 5, 2), [date(2026, 5, 2), date(2026, 5, 1)]),
        (date(1990, 5, 2), [date(2026, 2, 2), date(2026, 4, 3), date(2026, 6, 1)]),
        (date(1990, 3, 1), [date(2024, 2, 29)]),
        (date(1992, 2, 29), [date(2024, 2, 28), date(2025, 3, 1)]),
        (date(1990, 12, 31), [date(2026, 12, 30), date(2026, 12, 31)]),
    ],
)
def test_ages_stay_as_they_were(naissance, debuts):
    """The year, and no more of the day than the ages on the first days of work tell already."""
    anonyme = naissance_anonyme(naissance, debuts)
    assert anonyme.year == naissance.year
    assert [age(anonyme, jour) for jour in debuts] == [age(naissance, jour) for jour in debuts]
