"""The figures of a followed operation, against expected values worked out apart and against the database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from suivis import ATTENDUS, NOMS, OCTOBRE, REGLES, de_nombreux_lots, sans_lot, suivi

from metier.acteurs import RoleAttributaire
from metier.contrats import TypeContrat
from metier.effectifs import effectifs, sorties
from metier.indicateurs import indicateurs, indicateurs_attribution
from metier.modalites import TypeModalite
from metier.periodes import Mois
from metier.portee import Portee
from metier.rattachement import modalite, structures
from metier.realisation import heures_dues, heures_initiales, par_modalite, par_mois, par_type, taux, volumes

FIN = Mois(2030, 12)


@pytest.mark.parametrize("nom", NOMS)
def test_the_totals_are_the_expected_ones(nom):
    """Hours, contracts, persons, rates of the three examples, worked out apart."""
    vu, attendu = suivi(nom), ATTENDUS[f"{nom}.json"]
    comptes, faites = effectifs(vu), volumes(vu)
    assert {str(un): combien for un, combien in comptes.contrats_par_type.items()} == attendu["contrats_par_type"]
    assert (comptes.contrats, comptes.personnes) == (attendu["contrats"], attendu["personnes_distinctes"])
    assert comptes.ayant_travaille == attendu["personnes_ayant_travaille"]
    assert (comptes.formees, comptes.travail_et_formation) == (
        attendu["personnes_formees"],
        attendu["personnes_dans_les_deux"],
    )
    assert comptes.candidats_non_retenus == attendu["candidats_non_retenus"]
    assert comptes.heures_de_formation == Decimal(attendu["heures_de_formation_des_sessions"])
    assert (heures_initiales(vu), heures_dues(vu)) == (attendu["heures_initiales"], attendu["heures_engagees"])
    assert {
        etat: Decimal(attendu["heures_par_etat"].get(etat, 0)) for etat in ("validee", "declaree", "contestee")
    } == {"validee": faites.validees, "declaree": faites.declarees, "contestee": faites.contestees}
    assert taux(faites.validees, heures_dues(vu)) == Decimal(attendu["taux_realisation"])
    siae = {structure for une in vu.attributions for structure in structures(une)}
    assert len(siae) == attendu["structures_insertion"]


@pytest.mark.parametrize("nom", NOMS)
def test_each_breakdown_of_hours_is_the_expected_one_and_adds_up(nom):
    """By month, type, lot and modality; each adds up to the hours of the operation."""
    vu, attendu = suivi(nom), ATTENDUS[f"{nom}.json"]
    total = volumes(vu).validees
    mois = {str(un): faites.validees for un, faites in par_mois(vu).items() if faites.validees}
    assert mois == {un: Decimal(heures) for un, heures in attendu["heures_par_mois"].items()}
    types = {str(un): faites.validees for un, faites in par_type(vu).items() if faites.validees}
    assert types == {un: Decimal(heures) for un, heures in attendu["heures_par_type"].items()}
    assert sum((une.validees for une in par_modalite(vu).values()), Decimal(0)) == total
    for annee, heures in attendu["heures_par_annee"].items():
        assert volumes(vu, Portee.a_l_annee(int(annee))).validees == Decimal(heures)


@pytest.mark.parametrize("nom", NOMS)
def test_lots_add_up_to_the_operation(nom):
    """documents.md §15, control 20; each lot is the expected one."""
    vu, attendu = indicateurs(suivi(nom), FIN, REGLES), ATTENDUS[f"{nom}.json"]
    assert {str(un.lot.numero) for un in vu.lots} == set(attendu["lots"])
    for un in vu.lots:
        lot = attendu["lots"][str(un.lot.numero)]
        assert (un.dues, un.cumul.validees) == (lot["heures_engagees"], Decimal(lot["heures_validees"]))
        assert un.taux == Decimal(lot["taux_realisation"])
    assert sum(un.dues for un in vu.lots) == vu.dues
    assert sum((un.cumul.validees for un in vu.lots), Decimal(0)) == vu.cumul.validees
    assert vu.taux == Decimal(attendu["taux_realisation"])


def test_a_person_of_two_operations_counts_once():
    """Seven and six people, one of them in both: twelve."""
    assert effectifs([suivi("01-ecole"), suivi("03-region-aval")]).personnes == 12


def test_hours_without_eligibility_are_shown_apart():
    """They leave the validated hours, the rate and the persons who worked, and stay visible."""
    depart = suivi("01-ecole")
    personnes = tuple(replace(une, validee_le=None) if une.id == "b3" else une for une in depart.beneficiaires)
    vu = replace(depart, beneficiaires=personnes)
    assert (volumes(vu).validees, volumes(vu).non_comptees) == (1235, 246)
    assert (effectifs(vu).ayant_travaille, effectifs(vu).personnes) == (4, 7)


def test_what_a_using_company_declares_adds_nothing():
    """Neither its agreement nor its contest is an hour more."""
    vu = suivi("02-nettoyage-accord-cadre")
    octobre = volumes(vu, Portee.au_mois(OCTOBRE))
    assert (octobre.declarees, octobre.contestees, octobre.validees) == (Decimal("86.67"), Decimal("58.50"), 0)


def test_a_contract_belongs_to_the_years_that_it_meets():
    """Contracts of several years are not added from one year to the next."""
    vu = de_nombreux_lots(3)
    annees = [Portee.a_l_annee(2025), Portee.a_l_annee(2026), Portee.a_l_annee(2027), Portee.a_l_annee(2026, 2027)]
    assert [effectifs(vu, annee).contrats for annee in annees] == [0, 3, 3, 3]
    assert [effectifs(vu, annee).ayant_travaille for annee in annees] == [0, 3, 0, 3]


def test_the_outcomes_are_counted_by_milestone():
    """As many at the end, at three and at six months as the example says."""
    for nom in NOMS:
        vues = {str(jalon): {str(une): n for une, n in de.items()} for jalon, de in sorties(suivi(nom)).items()}
        assert vues == ATTENDUS[f"{nom}.json"]["sorties"]


def test_each_company_of_a_groupement_has_its_own_share():
    """The hours of the social enterprise are its own, the others the mandataire's; together, the lot's."""
    vu = suivi("02-nettoyage-accord-cadre")
    parts = [indicateurs_attribution(vu, une, OCTOBRE) for une in vu.attributions if une.lot == 2]
    assert [(une.attribution.entreprise, une.cumul.validees) for une in parts] == [
        ("Propreté Nouvelle Brielle", 133),
        ("Chantiers du Plateau", 154),
    ]
    assert [une.restantes for une in parts] == [107, 6]


def test_the_modality_follows_the_employer_as_announced():
    """The same contract in a social enterprise is co-contracting where it is a co-contractor, else subcontracting."""
    assert TypeModalite.COTRAITANCE in par_modalite(suivi("02-nettoyage-accord-cadre"))
    assert set(par_modalite(suivi("01-ecole"))) == {
        TypeModalite.EMBAUCHE_DIRECTE,
        TypeModalite.MISE_A_DISPOSITION,
        TypeModalite.SOUS_TRAITANCE,
    }


@pytest.mark.parametrize(
    ("role", "attendue"),
    [
        (None, TypeModalite.EMBAUCHE_DIRECTE),
        (RoleAttributaire.TITULAIRE, TypeModalite.EMBAUCHE_DIRECTE),
        (RoleAttributaire.COTRAITANT, TypeModalite.COTRAITANCE),
    ],
)
def test_a_structure_that_holds_the_lot_is_not_its_own_subcontractor(role, attendue):
    """Hours under a `cddi_ei` of the titulaire itself, that nobody announced; another employer still subcontracts."""
    vu = suivi("01-ecole")
    peinture = [contrat for contrat in vu.contrats if contrat.type is TypeContrat.CDDI_EI]
    tenu = [
        replace(une, entreprise="Chantiers du Plateau", role=role, modalites=()) if une.lot == 3 else une
        for une in vu.attributions
    ]
    assert {modalite(replace(vu, attributions=tuple(tenu)), contrat) for contrat in peinture} == {attendue}
    assert {modalite(replace(vu, attributions=()), contrat) for contrat in peinture} == {TypeModalite.SOUS_TRAITANCE}


def test_an_operation_without_lots_has_figures_of_zero():
    """Nothing is due: no rate, and no false zero percent."""
    vu = indicateurs(sans_lot(), OCTOBRE, REGLES)
    assert (vu.lots, vu.dues, vu.taux, vu.effectifs.personnes) == ((), 0, None, 0)


def test_thirty_lots_add_up():
    """Every lot its own hours; persons of the operation are counted, not added."""
    vu = indicateurs(de_nombreux_lots(30), OCTOBRE, REGLES)
    assert (len(vu.lots), vu.cumul.validees, vu.effectifs.personnes) == (30, Decimal("4215.00"), 30)


@pytest.mark.parametrize(
    ("validees", "dues", "attendu"),
    [(1050, 1000, "105.0"), (1, 3, "33.3"), ("0.5", 1000, "0.1"), (0, 5, "0.0")],
)
def test_the_rate_is_half_up_to_a_tenth(validees, dues, attendu):
    """Beyond 100 % where more was done than due."""
    assert str(taux(Decimal(validees), Decimal(dues))) == attendu


def test_a_rate_of_nothing_due_is_none():
    assert taux(Decimal(12), Decimal(0)) is None
