"""Rows at fault: told, and what they keep out."""

from __future__ import annotations

import pytest
from tableaux_a_reprendre import classeur, reprise
from tableaux_repris import TITRES_CONTRATS, base, exporte, personne_mois, references

from metier.fautes import FauteDeSaisie
from workflows.actes.reprise import Demande

__all__ = ["base"]


@pytest.mark.parametrize(
    ("colonne", "valeur", "dite"),
    [
        pytest.param(5, "31/02/1990", "date de naissance", id="a date that does not exist"),
        pytest.param(5, "02/05/2027", "à venir", id="a birth to come"),
        pytest.param(7, "chômeur", "critère d’éligibilité", id="an unknown criterion"),
        pytest.param(8, "bénévolat", "type de contrat", id="an unknown contract"),
        pytest.param(11, "01/01/2026", "avant son début", id="an end before the start"),
        pytest.param(13, "beaucoup", "heures", id="hours that are words"),
        pytest.param(13, 900, "au plus", id="more hours than a month has"),
        pytest.param(12, "janvier 2026", "hors du contrat", id="hours before the contract"),
        pytest.param(12, "janvier", "année", id="a month without its year"),
        pytest.param(4, None, "prénom", id="a name alone"),
    ],
)
def test_a_row_at_fault_is_told_and_keeps_everything_out(colonne, valeur, dite):
    rangees = personne_mois()
    rangees[2][colonne] = valeur
    refusees = reprise(classeur({"Suivi": rangees})).suites.refusees
    assert [une.numero for une in refusees] == [3]
    assert dite in refusees[0].phrase
    assert references() == []


def test_every_fault_of_a_row_is_told_at_once():
    """A birth to come, words for a criterion, more hours than a month has: three corrections, one trial."""
    rangees = personne_mois()
    rangees[2][5], rangees[2][7], rangees[2][13] = "02/05/2027", "chômeur", 900
    (refusee,) = reprise(classeur({"Suivi": rangees})).suites.refusees
    for dite in ("à venir", "chômeur", "au plus"):
        assert dite in refusee.phrase


def test_a_false_key_of_siret_is_refused():
    octets = classeur(
        {"Suivi": [["Référence", "Lot", "Entreprise", "SIRET"], ["A1", 1, "Bâti Lorraine", "12345678901234"]]}
    )
    assert "SIRET" in reprise(octets).suites.refusees[0].phrase


def test_people_without_birth_are_told_and_the_operation_is_kept():
    octets = classeur(
        {"Suivi": [["Référence", "Lot", "Nom", "Prénom", "Mois", "Heures"], ["A1", 1, "MARTIN", "Léa", "02/2026", 7]]}
    )
    faite = reprise(octets)
    assert (faite.faite, faite.compte.personnes, references()) == (True, 0, ["A1"])
    assert any("naissance" in une for une in faite.suites.remarques)


def test_two_companies_without_lot_are_not_made_a_groupement():
    octets = classeur({"Suivi": [["Référence", "Entreprise"], ["A1", "Bâti Lorraine"], ["A1", "Peintures Meusiennes"]]})
    assert "numéro du lot" in reprise(octets).suites.refusees[0].phrase


def test_operations_of_another_relay_are_refused():
    reprise(classeur({"Suivi": personne_mois()}))
    refusees = reprise(
        classeur({"Suivi": personne_mois()}), demande=Demande(par="essai", vus=frozenset({99}))
    ).suites.refusees
    assert {une.refus for une in refusees} == {"opération suivie par un autre relais : retirez-la du tableur"}


def test_a_file_without_operations_says_what_is_missing():
    with pytest.raises(FauteDeSaisie, match="opération"):
        reprise(classeur({"Liste": [["Nom", "Prénom", "Naissance"], ["MARTIN", "Léa", "02/05/1990"]]}))


TITRES_HEURES = ["Référence", "Lot", "Entreprise", *TITRES_CONTRATS[3:], "janvier 2026", "février 2026"]


def trois_personnes(*janviers):
    """Three people of one operation, their hours of January as given, one hour of February each."""
    gens = [("AMARI", "Lina"), ("BORIE", "Paul"), ("CARDI", "Zoé")]
    debut, fin = ["2026-VAL-1", 1, "Bâti Lorraine"], ["05/03/1990", "F", "RSA", "CDD", "Bâti Lorraine", "05/01/2026"]
    rangees = [[*debut, *qui, *fin, None, heures, 1] for qui, heures in zip(gens, janviers, strict=True)]
    return [TITRES_HEURES, *rangees]


def test_a_refused_row_gives_nothing_of_itself():
    """Neither the person, nor the contract, nor the hours that were right; what it was the first to name stays."""
    faite = reprise(classeur({"Suivi": trois_personnes(9999, 70, 80)}), demande=Demande(par="essai", partiel=True))
    brut = exporte("2026-VAL-1")
    assert [une.numero for une in faite.suites.refusees] == [2]
    assert any("n’apporte rien" in une for une in faite.suites.remarques)
    assert (faite.compte.lots, faite.compte.personnes, faite.compte.contrats, faite.compte.heures) == (1, 2, 2, 4)
    assert {un["nom"] for un in brut["beneficiaires"]} == {"BORIE", "CARDI"}
    assert (len(brut["contrats"]), len(brut["heures"]), len(brut["attributions"])) == (2, 4, 1)


def test_where_every_row_is_refused_nothing_is_announced():
    essai = Demande(par="essai", essai=True)
    faite = reprise(classeur({"Suivi": trois_personnes(9999, 9999, 9999)}), demande=essai)
    assert (len(faite.suites.refusees), faite.references, faite.compte.rien) == (3, (), True)
    assert (faite.compte.lots, faite.compte.entreprises, faite.compte.personnes) == (0, 0, 0)


def test_a_refused_row_does_not_refuse_the_one_that_says_the_same_month():
    rangees = trois_personnes(70, 70, 80)
    rangees[2] = [*rangees[1][:13], None]
    rangees[1][13] = 9999
    faite = reprise(classeur({"Suivi": rangees}), demande=Demande(par="essai", partiel=True))
    assert [une.numero for une in faite.suites.refusees] == [2]
    assert [une["heures"] for une in exporte("2026-VAL-1")["heures"]].count("70.00") == 1
