"""Forms of employers and prescribers: one criterion, who sees what, nothing on health; the pages of every letter."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pytest
from conventions_exemple import CONVENTIONS, FORMULAIRES
from courriers_exemple import LETTRES, REGION, de, donnees, ecrit
from lecture_docx import fautes
from pypdf import PdfReader
from suivis import de_noms_longs, suivi

from config.lexique import get_lexique
from documents.contextes.e1 import DemandeRappel, rappel
from documents.contextes.e3 import DemandeRelance, MotifRelance, relance
from documents.contextes.g1 import DemandeFiche, VarianteFiche, fiche_beneficiaire
from documents.contextes.g4 import COMPETENCES, FINS_PREVUES, RUPTURES
from documents.contextes.garde import AvecGarde
from documents.controles_texte import TOURNURES
from documents.word import render
from metier.publics import Categorie

PAGES = {"E1": 1, "E2": 2, "E3": 1, "E4a": 2, "E4b": 3, "E5": 1, "G1": 2, "G4": 1, "C1": 2, "C2": 3, "C3": 3}


@pytest.mark.parametrize("nom", FORMULAIRES)
def test_the_text_of_a_form_is_the_one_reviewed(nom, snapshot):
    """Each form and variant."""
    assert ecrit(FORMULAIRES[nom]()) == snapshot


@pytest.mark.parametrize("nom", ["G1 directe", "G4 prévue"])
def test_a_form_is_a_valid_word_file_with_repeatable_bytes(nom):
    """The validator finds nothing; the same form twice is the same file."""
    contexte = FORMULAIRES[nom]()
    octets = render(contexte.modele, contexte).octets
    assert fautes(octets) == []
    assert render(contexte.modele, contexte).octets == octets


@pytest.mark.parametrize("nom", FORMULAIRES)
def test_a_form_uses_no_outdated_word_and_sets_no_condition_of_residence(nom):
    """The lexicon and the wordings that no document may hold."""
    for ligne in ecrit(FORMULAIRES[nom]()).split("\n"):
        assert [tournure.raison for tournure in TOURNURES if tournure.motif.search(ligne)] == []
        assert [terme.ecrire for terme in get_lexique() if terme.motif.search(ligne)] == []


def test_the_six_parts_come_in_order():
    """The plan of documents.md §11."""
    titres = [
        "Employeur, opération et poste",
        "Identité de la personne",
        "Critère d’éligibilité : un seul",
        "Prescripteur et référent de parcours",
        "Information de la personne sur ses données",
        "Réservé au facilitateur",
    ]
    lignes = ecrit(FORMULAIRES["G1 directe"]()).split("\n")
    assert [ligne for ligne in lignes if ligne in titres] == titres


def test_the_criterion_goes_straight_to_the_facilitateur():
    """On a page of its own, after the employer's signature: the company never reads it."""
    avant, apres = ecrit(FORMULAIRES["G1 directe"]()).split("Critère d’éligibilité : un seul")
    assert "Employeur : date, nom, signature" in avant
    assert "sans passer par l’entreprise" in apres
    for categorie in set(Categorie) - {Categorie.IAE, Categorie.GEIQ}:
        assert categorie.libelle not in avant
        assert categorie.libelle in apres


def test_the_employee_of_a_structure_shows_its_attestation_only():
    """No other document is asked for; the criteria of direct hiring are not listed."""
    fiche = ecrit(FORMULAIRES["G1 structure"]())
    assert "attestation de la structure (PASS IAE)" in fiche
    assert "aucune autre pièce n’est demandée" in fiche
    assert Categorie.RSA.libelle not in fiche


def test_only_the_categories_that_the_relay_accepts_are_listed():
    """In the order of the setting."""
    acceptees = (Categorie.RSA, Categorie.DELD, Categorie.IAE)
    contexte = fiche_beneficiaire(DemandeFiche(**de(REGION, 0), categories=acceptees))
    assert [une.critere for une in contexte.criteres] == [Categorie.RSA.libelle, Categorie.DELD.libelle]


def test_a_contract_of_alternance_asks_for_its_training():
    """The row is there for alternance only."""
    assert "Formation : organisme" in ecrit(FORMULAIRES["G1 alternance"]())
    assert "Formation : organisme" not in ecrit(FORMULAIRES["G1 directe"]())


def test_the_notice_says_who_sees_what_and_how_to_object():
    """Purposes, recipients, duration, rights, the CNIL; legal basis and duration are to be confirmed."""
    contexte = FORMULAIRES["G1 directe"]()
    notice = ecrit(contexte)
    for attendu in ("savent seulement que l’éligibilité est validée", "vous y opposer", "CNIL", "des totaux"):
        assert attendu in notice
    assert any("DPO" in ligne for ligne in contexte.garde.a_valider)


@pytest.mark.parametrize("nom", ["G4 prévue", "G4 rupture"])
def test_the_end_of_a_contract_says_nothing_on_health_or_category(nom):
    """Health appears only to be forbidden; no reason of eligibility."""
    fiche = ecrit(FORMULAIRES[nom]())
    sans_interdits = fiche.replace(
        "Ne rien écrire sur la santé, le handicap, la situation familiale ou la vie privée.", ""
    )
    sans_interdits = sans_interdits.replace("(sans rien dire de la santé)", "")
    assert not re.search(r"sant[ée]|handicap|maladie|inaptitude|médic|arrêt de travail", sans_interdits, re.IGNORECASE)
    for categorie in set(Categorie) - {Categorie.AUTRE}:
        assert categorie.libelle not in fiche


def test_the_end_of_a_contract_tells_an_expected_end_from_a_rupture():
    """The reasons to tick differ; the competences are the same."""
    prevue, rupture = ecrit(FORMULAIRES["G4 prévue"]()), ecrit(FORMULAIRES["G4 rupture"]())
    assert all(motif in prevue for motif in FINS_PREVUES)
    assert all(motif in rupture for motif in RUPTURES)
    assert RUPTURES[0] not in prevue
    assert all(f"{une} | ☐ | ☐" in prevue for une in COMPETENCES)


def test_the_end_of_a_contract_prints_its_own_validated_hours():
    """35 hours of that contract, not those of the lot."""
    assert "du 13/10/2025 au 31/10/2025 – 35 h validées au 31 octobre 2026" in ecrit(FORMULAIRES["G4 prévue"]())


def _de_noms_longs() -> dict[str, AvecGarde]:
    """Letters whose names no column was drawn for."""
    suivie = de_noms_longs()
    attributions = suivie.attributions[:1]
    trois = DemandeRelance(**donnees(suivie, *suivie.attributions), motif=MotifRelance.HEURES)
    return {
        "E3 trois lots aux noms longs": relance(trois),
        "E1 noms longs": rappel(DemandeRappel(**donnees(suivie, *attributions))),
        "E3 noms longs": relance(DemandeRelance(**donnees(suivie, *attributions), motif=MotifRelance.HEURES)),
    }


def test_each_letter_holds_on_its_pages(tmp_path):
    """One page for E1, E3, E4a (after its first page), E5, G4; two for E2, E4b, G1, C1; LibreOffice opens them all."""
    tous = {nom: faire() for nom, faire in (LETTRES | FORMULAIRES | CONVENTIONS).items()} | _de_noms_longs()
    fichiers = {}
    for rang, (nom, contexte) in enumerate(tous.items()):
        fichiers[nom] = tmp_path / f"{rang}.docx"
        fichiers[nom].write_bytes(render(contexte.modele, contexte).octets)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path / 'profil'}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *map(str, fichiers.values()),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    pages = {nom: len(PdfReader(fichier.with_suffix(".pdf")).pages) for nom, fichier in fichiers.items()}
    trop = {nom: combien for nom, combien in pages.items() if combien > PAGES[nom.split()[0]]}
    assert trop == {}


def test_a_company_of_a_structure_is_not_taken_for_the_employer():
    """The employer of a structure's employee is unknown until it is named."""
    sans = DemandeFiche(**de(REGION, 0), variante=VarianteFiche.STRUCTURE)
    assert fiche_beneficiaire(sans).employeur is None
    assert fiche_beneficiaire(replace(sans, employeur="Tremplin")).employeur == "Tremplin"
    directe = fiche_beneficiaire(replace(sans, variante=VarianteFiche.DIRECTE))
    assert directe.employeur == suivi(REGION).attributions[0].entreprise
