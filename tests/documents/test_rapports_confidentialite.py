"""What no reader of a report may find in it: whole files are searched, text, properties, attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture_pdf import texte_suivi
from rapports_produits import CAS, Produit, g2, h2, h3, produit, texte_de
from suivis import NOMS, suivi

from documents.contextes.g2 import Decision, fichier_attestation
from documents.contextes.profil import parcours, profil
from documents.contextes.salaries import prenom_initiale
from documents.contextes.vues import vue_entreprise, vue_structure
from formats.dates import date_courte, date_longue
from metier.operation import Penalites
from metier.publics import Categorie, Jalon, Niveau, Sexe, SituationSortie
from metier.suivi import Beneficiaire, Suivi
from metier.ventilations import PLANCHER, Axe, ventiler

COURTS = {"01-ecole": "01-ecole", "02-nettoyage": "02-nettoyage-accord-cadre", "03-region": "03-region-aval"}


def contenu(un: Produit) -> str:
    """All that leaves with a report."""
    jointes = " ".join(octets.decode("utf-8-sig") for octets in un.lu.jointes.values())
    return texte_suivi(f"{un.lu.texte} {un.lu.metadonnees} {' '.join(map(str, un.lu.figures))} {jointes}")


def secrets(operation: Suivi) -> Iterator[str]:
    """What tells who a person is, or why they are eligible."""
    for personne in operation.beneficiaires:
        yield from (personne.nom, personne.prenom)
        yield from (personne.naissance.isoformat(), date_courte(personne.naissance), date_longue(personne.naissance))
        yield from filter(None, (personne.commune, personne.piece))
        yield personne.categorie.libelle
        yield personne.categorie.value


def cite(mot: str, texte: str) -> bool:
    """Whether the text says these words, as words."""
    return re.search(rf"(?<!\w){re.escape(' '.join(mot.split()))}(?!\w)", texte, re.IGNORECASE) is not None


def trouves(mots: Iterator[str] | list[str], texte: str) -> list[str]:
    return [mot for mot in mots if cite(mot, texte)]


@pytest.mark.parametrize("nom", COURTS)
@pytest.mark.parametrize("code", ["h1", "i1"])
def test_the_buyer_learns_nothing_of_any_person(code: str, nom: str) -> None:
    """No name, birth date, commune, category, document: text, properties, alternatives, attached files."""
    operation = suivi(COURTS[nom])
    ecrit = contenu(produit(f"{code} {nom}"))
    structures = {"geiq"}  # also the name of a kind of employer
    assert [un for un in trouves(secrets(operation), ecrit) if un not in structures] == []


@pytest.mark.parametrize("nom", ["i2 dépassement", "i3 ensemble"])
def test_attestations_and_annual_reports_name_nobody(nom: str) -> None:
    """Aggregated figures only."""
    personnes = [un for nom_ in NOMS for un in suivi(nom_).beneficiaires]
    assert trouves([mot for un in personnes for mot in (un.nom, un.naissance.isoformat())], contenu(produit(nom))) == []


@pytest.mark.parametrize("nom", NOMS)
def test_a_company_sees_its_own_lots_and_employees_only(nom: str) -> None:
    """No other company, no last name, no employee of another, no amount of penalty."""
    operation = suivi(nom)
    for rang, attribution in enumerate(operation.attributions):
        ecrit = texte_suivi(texte_de(h2(operation, rang)))
        siennes = {attribution.entreprise, *_structures(operation, attribution.entreprise)}
        autres = [une.entreprise for une in operation.attributions if une.entreprise not in siennes]
        assert trouves(autres, ecrit) == []
        assert "€" not in ecrit
        assert "pénalit" not in ecrit
        assert trouves([un.nom for un in operation.beneficiaires], ecrit) == []
        etrangers = _prenoms(operation, lambda employeur, a=attribution: employeur != a.entreprise)
        assert trouves(sorted(etrangers), ecrit) == []


@pytest.mark.parametrize("nom", NOMS)
def test_an_employer_sees_its_own_employees_only(nom: str) -> None:
    """No other structure, no last name, no hours due by the companies, no category."""
    operation = suivi(nom)
    employeurs = {un.employeur for un in operation.contrats}
    for employeur in employeurs:
        ecrit = texte_suivi(texte_de(h3(operation, structure=employeur)))
        servies = {une.entreprise for une in vue_structure(operation, employeur).attributions}
        assert trouves(sorted(employeurs - {employeur} - servies), ecrit) == []
        assert trouves([un.nom for un in operation.beneficiaires], ecrit) == []
        assert trouves(sorted(_prenoms(operation, lambda autre, e=employeur: autre != e)), ecrit) == []
        assert trouves([un.libelle for un in Categorie], ecrit) == []
        assert "€" not in ecrit


def _structures(operation: Suivi, entreprise: str) -> set[str]:
    vue = vue_entreprise(operation, entreprise)
    return {un.employeur for un in vue.contrats} | {
        un.structure.nom for une in vue.attributions for un in une.modalites if un.structure
    }


def _prenoms(operation: Suivi, retenir) -> set[str]:
    """First names of those employed by such employers and by nobody else."""
    par_id = {un.id: un.prenom for un in operation.beneficiaires}
    dedans = {par_id[un.beneficiaire] for un in operation.contrats if not retenir(un.employeur)}
    return {par_id[un.beneficiaire] for un in operation.contrats if retenir(un.employeur)} - dedans


def test_views_hold_nothing_that_their_reader_may_not_know() -> None:
    """What a dashboard is computed from, not only what it prints."""
    operation = suivi("02-nettoyage-accord-cadre")
    vue = vue_entreprise(operation, "Chantiers du Plateau")
    assert {une.entreprise for une in vue.attributions} == {"Chantiers du Plateau"}
    assert {un.employeur for un in vue.contrats} == {"Chantiers du Plateau"}
    assert {un.id for un in vue.beneficiaires} == {un.beneficiaire for un in vue.contrats}
    assert vue.penalites == Penalites()
    siae = vue_structure(operation, "Coup de Main Rombelle")
    assert {un.employeur for un in siae.contrats} == {"Coup de Main Rombelle"}
    assert all(une.heures_dues == 0 and une.modalites == () for une in siae.attributions)


def test_an_employee_is_a_first_name_and_an_initial() -> None:
    """Whatever the last name is made of."""
    personne = suivi("02-nettoyage-accord-cadre").beneficiaires[1]
    assert prenom_initiale(personne) == "Martine L."
    assert prenom_initiale(replace(personne, nom=" échassier")) == "Martine É."


@pytest.mark.parametrize("decision", list(Decision))
def test_an_attestation_of_eligibility_never_says_why(decision: Decision) -> None:
    """No criterion, no document, no birth date; neither the name nor the decision in the properties of the file."""
    un = produit(f"g2 {decision.value}")
    ecrit = contenu(un)
    assert trouves([valeur.libelle for valeur in Categorie], ecrit) == []
    for mot in ("RSA", "RQTH", "handicap", "justice", "chômage", "née le", "avis de situation", "Moselle"):
        assert not cite(mot, ecrit), mot
    assert "Hennequart" in un.lu.texte
    for mot in ("Hennequart", "Fatou", decision.libelle, "Rombelle"):
        assert not cite(mot, un.lu.metadonnees), mot
    assert fichier_attestation("AE-2026-0042") == "G2_attestation_eligibilite_AE-2026-0042.pdf"


@st.composite
def _operations(tirer: st.DrawFn) -> Suivi:
    """An operation of some persons with any profile, each with a contract."""
    modele = suivi("01-ecole")
    profils = tirer(
        st.lists(st.tuples(st.sampled_from(Sexe), st.sampled_from(Niveau), st.sampled_from(Categorie)), max_size=40)
    )
    personnes = tuple(
        Beneficiaire(
            id=f"b{rang}", nom=f"N{rang}", prenom="P", naissance=date(1990, 1, 1), sexe=s, niveau=n, categorie=c
        )
        for rang, (s, n, c) in enumerate(profils)
    )
    contrat = modele.contrats[0]
    return replace(
        modele,
        beneficiaires=personnes,
        contrats=tuple(replace(contrat, id=f"k{un.id}", beneficiaire=un.id) for un in personnes),
        heures=(),
        formations=(),
    )


@settings(max_examples=40)
@given(_operations())
def test_no_figure_under_five_is_printed_nor_worked_out(operation: Suivi) -> None:
    """Each line of a breakdown is of five persons or more, and they add up to the whole."""
    for axe in (Axe.SEXE, Axe.NIVEAU, Axe.CATEGORIE):
        for tableau in profil([ventiler(operation, axe)]).tableaux:
            effectifs = [int(ligne[1]) for ligne in tableau.lignes]
            assert min(effectifs) >= PLANCHER
            assert sum(effectifs) == len(operation.beneficiaires) == int(tableau.total[1])


def test_what_became_of_persons_is_detailed_from_five_answers_on() -> None:
    """The rate of answers is always said."""
    quatre = {Jalon.FIN: {SituationSortie.CDI: 3, SituationSortie.AUTRE: 1, SituationSortie.INCONNUE: 4}}
    ecrit = parcours(quatre)
    assert ecrit is not None
    assert ecrit.situations is None
    assert ecrit.reponses.lignes[0][1:] == ("8\u00a0personnes", "4", "50,0\u00a0%")
    cinq = parcours({Jalon.FIN: {SituationSortie.CDI: 5}})
    assert cinq is not None
    assert cinq.situations is not None
    assert cinq.tus is None
    assert parcours({}) is None


def test_every_case_is_looked_at() -> None:
    """A new report is added to the searches above."""
    assert {nom[:2] for nom in CAS} == {"h1", "h2", "h3", "g2", "i1", "i2", "i3"}
    assert g2(Decision.REFUSEE).fiche[0].valeur == "Fatou Hennequart"
