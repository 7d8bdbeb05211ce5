"""Letters to companies and buyers: who writes to whom, what is counted, what is never said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from courriers_exemple import ECOLE, HEURES, LETTRES, NETTOYAGE, REGION, avec, champs, de, donnees, ecrit, mille_heures
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE_PROPRE
from suivis import OCTOBRE, de_nombreux_lots, hostile, suivi

from config.lexique import get_lexique
from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.courrier_lots import company_attributions
from documents.contextes.e1 import DemandeRappel, rappel
from documents.contextes.e2 import DemandeModalites, modalites
from documents.contextes.e3 import DemandeRelance, MotifRelance, relance
from documents.contextes.e4b import DemandeMiseEnDemeure, mise_en_demeure
from documents.controles_texte import TOURNURES
from documents.word import render
from metier.acteurs import TypeStructure
from metier.fautes import FauteDeSaisie
from metier.publics import Categorie
from metier.suivi import Structure

PRINCIPALES = ("E1 lot", "E2 travaux", "E3 heures 2", "E4a heures", "E4b heures", "E5 report")


@pytest.mark.parametrize("nom", LETTRES)
def test_the_text_of_a_letter_is_the_one_reviewed(nom, snapshot):
    """Each letter and variant, as the one who receives it reads it."""
    assert ecrit(LETTRES[nom]()) == snapshot


@pytest.mark.parametrize("nom", PRINCIPALES)
def test_a_letter_is_a_valid_word_file_with_repeatable_bytes(nom):
    """The validator finds nothing; the same letter twice is the same file."""
    contexte = LETTRES[nom]()
    octets = render(contexte.modele, contexte).octets
    assert fautes(octets) == []
    assert render(contexte.modele, contexte).octets == octets


@pytest.mark.parametrize("nom", LETTRES)
def test_a_letter_names_no_beneficiary_and_no_category(nom):
    """Neither a name, nor a date of birth, nor a reason of eligibility, of any of the operations."""
    lettre = ecrit(LETTRES[nom]()).casefold()
    for operation in (ECOLE, NETTOYAGE, REGION):
        for personne in suivi(operation).beneficiaires:
            assert f"{personne.prenom} {personne.nom}".casefold() not in lettre
            assert personne.naissance.strftime("%d/%m/%Y") not in lettre
    for categorie in set(Categorie) - {Categorie.AUTRE, Categorie.IAE, Categorie.GEIQ}:
        assert categorie.libelle.casefold() not in lettre


@pytest.mark.parametrize("nom", LETTRES)
def test_a_letter_uses_no_outdated_word_and_imposes_nothing(nom):
    """The lexicon and the wordings that no document may hold."""
    for ligne in ecrit(LETTRES[nom]()).split("\n"):
        assert [tournure.raison for tournure in TOURNURES if tournure.motif.search(ligne)] == []
        assert [terme.ecrire for terme in get_lexique() if terme.motif.search(ligne)] == []


@pytest.mark.parametrize("nom", [nom for nom in LETTRES if nom[:2] in {"E1", "E2", "E3"}])
def test_the_facilitateur_never_speaks_of_a_penalty(nom):
    """It is the buyer's matter, whatever the level of the reminder."""
    assert "pénalit" not in ecrit(LETTRES[nom]()).casefold()


def test_hours_due_include_the_amendments():
    """800 hours at the award, 48 more by an amendment."""
    assert "1 | Gros œuvre | 848 h" in ecrit(LETTRES["E1 lot"]())


def test_a_cotraitant_is_written_to_itself_about_its_own_share():
    """The letter goes to the cotraitant, not through the mandataire; 160 hours, not the 400 of the lot."""
    lettre = ecrit(LETTRES["E1 groupement"]())
    assert "Chantiers du Plateau" in lettre.split("\n")[0]
    assert "insertion@chantiers-du-plateau.example" in lettre
    assert "2 | Remises en état et vitrerie, sur bons de commande | 160 h" in lettre
    assert "dont le mandataire est Propreté Nouvelle Brielle" in lettre
    assert "240 h" not in lettre


def test_the_lots_of_one_company_are_gathered_by_siret():
    """Two attributions of one SIRET, the cotraitant of the second lot left out."""
    suivie = suivi(NETTOYAGE)
    assert [une.lot for une in company_attributions(suivie, suivie.attributions[1])] == [1, 2]
    assert company_attributions(suivie, suivie.attributions[2]) == (suivie.attributions[2],)


def test_orders_decide_the_hours_of_a_framework_agreement():
    """A maximum, its basis, and that without an order nothing is due."""
    lettre = ecrit(LETTRES["E1 bons de commande"]())
    assert "1 heure par tranche de 600,00 € HT facturés" in lettre
    assert "sans bon de commande, aucune heure n’est due" in lettre


def test_a_missing_referent_is_written_to_the_company():
    """No name is made up; the reminder asks for one."""
    lettre = ecrit(LETTRES["E3 contact 1"]())
    assert "À l’attention du représentant de l’entreprise" in lettre
    assert "aucun référent insertion ne nous a été indiqué" in lettre


def test_what_is_not_known_is_a_gap_named_by_its_path():
    """A relay without identity, a company without address or hours."""
    suivie = avec(suivi(ECOLE), courriel=None, referent=None, heures_engagees=None, date_notification=None)
    demande = DemandeRappel(**donnees(suivie, relais=IdentiteRelais(), facilitateur=Facilitateur()))
    assert champs(rappel(demande)) == [
        "relais.nom",
        "relais.adresse",
        "relais.telephone",
        "relais.courriel",
        "attributions[0].courriel",
        "attributions[0].heures_engagees",
    ]


def test_a_letter_without_attribution_is_refused():
    """The fault names `attributions`."""
    with pytest.raises(FauteDeSaisie) as faute:
        rappel(DemandeRappel(**donnees(suivi(ECOLE)) | {"attributions": ()}))
    assert faute.value.champ == "attributions"


def test_structures_are_all_listed_in_alphabetical_order():
    """Never a selection: as many as given, sorted whatever the order and the case."""
    structures = tuple(Structure(nom=nom, type=TypeStructure.EI) for nom in ("Zélie", "alpha", "Bêta"))
    contexte = modalites(DemandeModalites(**de(ECOLE, 0), structures=structures))
    assert [une.nom for une in contexte.structures] == ["alpha", "Bêta", "Zélie"]
    assert "alpha | EI | –\nBêta | EI | –\nZélie | EI | –" in ecrit(contexte)


def test_the_form_of_choice_gives_each_modality_the_same_place():
    """Four columns, none ticked beforehand; the declaration of subcontracting is recalled."""
    lettre = ecrit(LETTRES["E2 services"]())
    assert "Embauche directe | Mise à disposition | Sous-traitance | Cotraitance" in lettre
    assert "1 | Entretien courant des écoles et gymnases | 960 h | … | … | … | …" in lettre
    assert "déclaration de sous-traitance (DC4)" in lettre
    assert "aucune modalité n’est préférée ni imposée" in lettre


def test_one_reminder_a_week_at_most():
    """The fault names the last one's date; seven days later it may go."""
    donnees_relance = {"motif": MotifRelance.HEURES, **de(REGION, 0)}
    with pytest.raises(FauteDeSaisie) as faute:
        relance(DemandeRelance(**donnees_relance, precedentes=(date(2026, 11, 17),)))
    assert faute.value.champ == "precedentes"
    assert relance(DemandeRelance(**donnees_relance, precedentes=(date(2026, 11, 16),))).precedentes


def test_the_second_reminder_asks_for_a_plan_under_an_article():
    """The article of the lots, where they say it: it is optional, the letter does without."""
    assert "plan de rattrapage" in ecrit(LETTRES["E3 heures 2"]())
    assert "prévus par le contrat (CCAP, article 9.1)." in ecrit(LETTRES["E3 heures 2"]())
    sans = replace(suivi(REGION), lots=tuple(replace(lot, article_ccap=None) for lot in suivi(REGION).lots))
    demande = DemandeRelance(**donnees(sans), motif=MotifRelance.HEURES, niveau=2)
    assert champs(relance(demande)) == []
    assert "Ces éléments sont prévus par le contrat." in ecrit(relance(demande))


def test_the_due_date_skips_the_days_off_of_moselle():
    """Ten working days after Friday 18 December 2026: Christmas, 26 December and 1 January are off."""
    contexte = relance(DemandeRelance(**de(REGION, 0, date=date(2026, 12, 18)), motif=MotifRelance.HEURES))
    assert contexte.echeance.replace("\u00a0", " ") == "5 janvier 2027"


def test_a_reminder_of_statements_names_them():
    """Without any, the fault names `releves_manquants`."""
    assert "octobre 2026" in ecrit(LETTRES["E3 pièces 1"]())
    with pytest.raises(FauteDeSaisie) as faute:
        relance(DemandeRelance(**de(REGION, 0), motif=MotifRelance.PIECES))
    assert faute.value.champ == "releves_manquants"


def test_hostile_texts_are_printed_letter_for_letter():
    """Names copied from elsewhere neither act nor break the file."""
    suivie = hostile()
    for contexte in (
        rappel(DemandeRappel(**donnees(suivie, *suivie.attributions[:2]))),
        mise_en_demeure(DemandeMiseEnDemeure(**donnees(suivie), motif=HEURES)),
    ):
        octets = render(contexte.modele, contexte).octets
        assert HOSTILE_PROPRE in texte(octets)
        assert fautes(octets) == []


def test_thirty_lots_of_one_company_hold_in_one_letter():
    """One row each, the object says how many."""
    suivie = de_nombreux_lots()
    lettre = ecrit(rappel(DemandeRappel(**donnees(suivie, *suivie.attributions))))
    assert "30 lots – Action d’insertion" in lettre
    assert all(f"\n{rang} | Lot d’essai | {150 + rang} h" in lettre for rang in range(1, 31))


def test_hours_are_counted_up_to_the_month_of_the_letter():
    """940 hours validated in October: 60 are missing at its end, 1 000 at the end of September."""
    assert relance(DemandeRelance(**donnees(mille_heures(940)), motif=MotifRelance.HEURES)).restantes == "60\u00a0h"
    septembre = donnees(mille_heures(940), arrete=OCTOBRE.precedent)
    assert relance(DemandeRelance(**septembre, motif=MotifRelance.HEURES)).restantes == "1\u202f000\u00a0h"
