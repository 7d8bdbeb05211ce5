"""What several documents say of the same persons, put side by side: no figure that one hides follows from the others.

I1 gives the breakdowns of one operation, I3 those of a set of them, H1 none at all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from demandes_rapports import demande, operations
from hypothesis import given
from hypothesis import strategies as st
from rapports_produits import i1, i3, texte_de
from suivis import NOMS, OCTOBRE, de_nombreux_lots, suivi

from documents.contextes.h1 import tableau_de_bord_moa
from documents.donnees_h1 import donnees_h1
from metier.publics import Sexe
from metier.suivi import Suivi
from metier.ventilations import PLANCHER, Axe, masquer, part, ventiler

OPERATION = st.fixed_dictionaries({cle: st.integers(0, 12) for cle in "abcd"})


def deduites(parties: list[dict[str, int]]) -> list[tuple[int, str]]:
    """The cells of the parts that a reader works out from every figure shown: parts, whole, and the totals of each."""
    somme = {cle: sum(une[cle] for une in parties) for cle in "abcd"}
    montrees = [masquer(une) for une in parties] + [masquer(somme, [part(une) for une in parties])]
    tous = [*parties, somme]
    caches = [(rang, cle) for rang, une in enumerate(montrees) for cle in une if une[cle] is None]
    equations = [[Fraction(un == rang) for un, _ in caches] for rang in range(len(tous))]
    for cle in "abcd":
        signe = [Fraction(0) if c != cle else Fraction(-1 if r == len(parties) else 1) for r, c in caches]
        equations.append(signe)
    return [cache for rang, cache in enumerate(caches) if cache[0] < len(parties) and _determinee(equations, rang)]


def _determinee(equations: list[list[Fraction]], rang: int) -> bool:
    """Whether the unknown of that rank has one value only: a combination of the equations holds it alone."""
    lignes = [[*(v for i, v in enumerate(ligne) if i != rang), ligne[rang]] for ligne in equations]
    pivot = 0
    for colonne in range(len(lignes[0]) - 1):
        trouve = next((i for i in range(pivot, len(lignes)) if lignes[i][colonne]), None)
        if trouve is None:
            continue
        lignes[pivot], lignes[trouve] = lignes[trouve], lignes[pivot]
        for i in range(pivot + 1, len(lignes)):
            facteur = lignes[i][colonne] / lignes[pivot][colonne]
            lignes[i] = [a - facteur * b for a, b in zip(lignes[i], lignes[pivot], strict=True)]
        pivot += 1
    return any(ligne[-1] for ligne in lignes[pivot:])


@given(st.lists(OPERATION, min_size=2, max_size=4))
def test_no_hidden_figure_of_an_operation_follows_from_the_whole(parties):
    """I1 of each operation beside I3 of all of them: only zeros may be worked out, and figures of five or more."""
    for rang, cle in deduites(parties):
        assert not 0 < parties[rang][cle] < PLANCHER


def test_the_attack_is_real_without_the_rule():
    """3 women out of 20 hidden in one operation; 12 shown in the other, 15 in the whole: 3."""
    parties = [{"femme": 3, "homme": 17}, {"femme": 12, "homme": 8}]
    somme = {"femme": 15, "homme": 25}
    assert masquer(somme) == somme
    assert masquer(somme, [part(une) for une in parties]) == {"femme": None, "homme": None}


def de_femmes(combien: int, reference: str) -> Suivi:
    """An operation of twenty persons, so many of them women."""
    depart = de_nombreux_lots(20)
    personnes = tuple(
        replace(une, sexe=Sexe.FEMME if rang < combien else Sexe.HOMME, nom=f"{une.nom} {reference} {rang}")
        for rang, une in enumerate(depart.beneficiaires)
    )
    return replace(depart, reference=reference, beneficiaires=personnes)


def test_the_annual_report_hides_what_a_final_report_hides():
    """Three women of one operation cannot be had from the set of both; two large operations are shown."""
    petite, grande, autre = de_femmes(3, "A-1"), de_femmes(12, "A-2"), de_femmes(9, "A-3")
    assert ventiler(petite, Axe.SEXE).secrete
    assert ventiler([petite, grande], Axe.SEXE).secrete
    assert [une.effectif for une in ventiler([grande, autre], Axe.SEXE).cellules] == [21, 19]
    assert "Personnes par sexe" not in texte_de(i3(petite, grande))
    assert "Personnes par sexe" in texte_de(i3(grande, autre))


def test_the_report_of_a_region_hides_what_that_of_a_relay_hides():
    """A relay of one operation with three women: hidden in its own I3, in that of all the relays too."""
    seule, deux = [de_femmes(3, "B-1")], [de_femmes(9, "B-2"), de_femmes(11, "B-3")]
    assert ventiler([*seule, *deux], Axe.SEXE, groupes=[seule, deux]).secrete
    autres = [de_femmes(7, "B-4")], [de_femmes(12, "B-5"), de_femmes(11, "B-6")]
    assert not ventiler([*autres[0], *autres[1]], Axe.SEXE, groupes=list(autres)).secrete


@pytest.mark.parametrize("nom", operations())
def test_the_monthly_dashboard_breaks_nobody_down(nom):
    """No sex, age, level or criterion in H1 nor in its workbook: nothing to compare with I1 and I3."""
    texte = texte_de(tableau_de_bord_moa(demande(operations()[nom])))
    for axe in Axe:
        assert f"Personnes par {axe.libelle}" not in texte
    assert donnees_h1(demande(operations()[nom])).octets
    assert not re.search(r"\b(femmes?|hommes?)\b", texte)


def test_a_lot_is_never_broken_down():
    """The report of a lot has no profile: the whole's would give the rest."""
    assert i1(suivi(NOMS[0]), lot=1).profil is None
    assert i1(suivi(NOMS[0]), au=OCTOBRE).profil is not None
