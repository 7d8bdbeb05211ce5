"""Who does what, and the agreements: one answerable actor per task, no hour counted twice, no name written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from conventions_exemple import CONVENTIONS, cadre, marche, partage, roles
from courriers_exemple import ECOLE, NETTOYAGE, REGION, ecrit
from hypothesis import given
from hypothesis import strategies as st
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE
from suivis import OCTOBRE, hostile, sans_lot, suivi

from config.lexique import get_lexique
from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.c1 import fiche_roles
from documents.contextes.c2 import convention
from documents.contextes.c3 import globalisation
from documents.contextes.taches import Acteur, taches
from documents.controles_texte import TOURNURES
from documents.manques import collect_manques
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.mutualisation import Affectation, HeuresFaites, cle_proportionnelle, depassements
from metier.operation import Mission, Montage
from metier.publics import Categorie

PRINCIPALES = ("C1 région", "C2 avec financement", "C3 plusieurs")
HEURES = st.decimals(0, 200, places=2)


@pytest.mark.parametrize("nom", CONVENTIONS)
def test_the_text_of_an_agreement_is_the_one_reviewed(nom, snapshot):
    """Each agreement and variant, as those who sign it read it."""
    assert ecrit(CONVENTIONS[nom]()) == snapshot


@pytest.mark.parametrize("nom", PRINCIPALES)
def test_an_agreement_is_a_valid_word_file_with_repeatable_bytes(nom):
    """The validator finds nothing; the same agreement twice is the same file."""
    contexte = CONVENTIONS[nom]()
    octets = render(contexte.modele, contexte).octets
    assert fautes(octets) == []
    assert render(contexte.modele, contexte).octets == octets


@pytest.mark.parametrize("nom", CONVENTIONS)
def test_an_agreement_names_no_beneficiary_no_category_and_uses_no_outdated_word(nom):
    """Persons are numbers; the wordings are those that any document may hold."""
    convention_ecrite = ecrit(CONVENTIONS[nom]())
    for operation in (ECOLE, NETTOYAGE, REGION):
        for personne in suivi(operation).beneficiaires:
            assert f"{personne.prenom} {personne.nom}" not in convention_ecrite
    assert "b7" not in convention_ecrite
    for categorie in set(Categorie) - {Categorie.AUTRE}:
        assert categorie.libelle not in convention_ecrite
    for ligne in convention_ecrite.replace("Pôle emploi-formation", "…").split("\n"):  # a service's own name
        assert [tournure.raison for tournure in TOURNURES if tournure.motif.search(ligne)] == []
        assert [terme.ecrire for terme in get_lexique() if terme.motif.search(ligne)] == []


MISSIONS = [
    pytest.param(frozenset(Mission), id="all of them"),
    pytest.param(frozenset({Mission.AVAL_SUIVI, Mission.BILAN}), id="downstream"),
    pytest.param(frozenset({Mission.AMONT_CALCUL, Mission.AMONT_REDACTION}), id="upstream"),
    pytest.param(frozenset[Mission](), id="none"),
]


@pytest.mark.parametrize("missions", MISSIONS)
@pytest.mark.parametrize("nom", [ECOLE, REGION])
@pytest.mark.parametrize("montage", [Montage.EXECUTION, Montage.EXECUTION_CRITERE])
def test_twenty_tasks_each_with_one_answerable_actor_and_one_who_does(nom, missions, montage):
    """Whatever the missions: exactly one A, at least one R, codes known, actors known."""
    toutes = taches(replace(suivi(nom), missions=missions, montage=montage), region=nom == REGION)
    assert len(toutes) == 20
    assert len({une.libelle for une in toutes}) == 20
    for une in toutes:
        codes = list(une.codes.values())
        assert sum("A" in code for code in codes) == 1, une.libelle
        assert sum("R" in code for code in codes) >= 1, une.libelle
        assert set(codes) <= {"R", "A", "R/A", "C", "I"}
        assert set(une.codes) <= set(Acteur)


@pytest.mark.parametrize("nom", [ECOLE, REGION])
def test_the_formal_notice_and_the_certificate_are_the_buyer_s_alone(nom):
    """The relay is consulted, never more."""
    for une in taches(suivi(nom), region=nom == REGION):
        if une.libelle in {"Mise en demeure, pénalités", "Attestation de réalisation"}:
            assert une.codes == {Acteur.ACHETEUR: "R/A", Acteur.RELAIS: "C", Acteur.ENTREPRISE: "I"}


def test_a_region_writes_by_itself_and_another_buyer_may_entrust_it():
    """The upstream rows: R for the relay on the school, C or I on the Région's, even if missions said otherwise."""
    amont = ("Étude d’opportunité", "Calcul des heures", "Rédaction de la clause")

    def du_relais(nom, **autres):
        toutes = taches(replace(suivi(nom), **autres), region=nom == REGION)
        return [une.codes[Acteur.RELAIS] for une in toutes if une.libelle in amont]

    assert du_relais(ECOLE) == ["R", "R", "R"]
    assert du_relais(REGION) == du_relais(REGION, missions=frozenset(Mission)) == ["C", "I", "I"]
    assert "La Région identifie les lots, calcule et rédige" in ecrit(CONVENTIONS["C1 région"]())


def test_a_sheet_of_roles_of_an_operation_just_announced_says_what_is_not_known():
    """No lot, no date, no contact: in words, and the relay's identity as a gap."""
    contexte = fiche_roles(roles(sans_lot(), relais=IdentiteRelais(), facilitateur=Facilitateur()))
    assert [manque.champ for manque in collect_manques(contexte)] == ["relais.nom", "facilitateur.nom"]
    assert "Lots concernés | non communiqué" in ecrit(contexte)
    assert "Contacts" not in ecrit(contexte)


def test_financing_is_an_article_or_its_absence():
    """The amount and its use; or no payment at all; the qualification is always to be checked."""
    avec, sans = ecrit(CONVENTIONS["C2 avec financement"]()), ecrit(CONVENTIONS["C2 sans financement"]())
    assert "24 000,00 € par an" in avec
    assert "ne comporte aucun versement" in sans
    assert "€" not in sans
    for texte_convention in (avec, sans):
        assert "relève du code de la commande publique" in texte_convention


def test_the_twelve_articles_of_the_agreement_come_in_order():
    """The plan of documents.md §7."""
    titres = [
        "Objet",
        "Définitions",
        "Périmètre",
        "Engagements de la Région",
        "Engagements du relais",
        "Procédure, opération par opération",
        "Données personnelles et confidentialité",
        "Instances",
        "Moyens financiers",
        "Communication",
        "Durée, reconduction, résiliation",
        "Litiges",
    ]
    lignes = ecrit(CONVENTIONS["C2 avec financement"]()).split("\n")
    assert [ligne for ligne in lignes if ligne in titres] == titres


@pytest.mark.parametrize(("champ", "valeur"), [("duree", 0), ("montant_annuel", Decimal(0))])
def test_a_duration_or_an_amount_of_nothing_is_refused(champ, valeur):
    """The fault names it."""
    with pytest.raises(FauteDeSaisie) as faute:
        convention(cadre(**{champ: valeur}))
    assert faute.value.champ == champ


def test_an_agreement_without_decision_or_date_has_gaps():
    """What a lawyer asks first."""
    contexte = convention(cadre(deliberation=None, date_effet=None, siret=None))
    assert [manque.champ for manque in collect_manques(contexte)] == ["siret", "deliberation", "date_effet"]


def test_shared_hours_up_to_those_worked_are_accepted_and_one_more_is_not():
    """140 hours worked: 60 and 80 hold, 60 and 81 do not."""
    assert globalisation(partage(60, 80)).affectations
    with pytest.raises(FauteDeSaisie) as faute:
        globalisation(partage(60, 81))
    assert faute.value.champ == "affectations"
    assert "141\u00a0h affectées pour 140\u00a0h réalisées" in faute.value.phrase


def test_several_buyers_agree_in_writing_one_buyer_signs_alone():
    """The parties and the signatures follow."""
    plusieurs, seul = ecrit(CONVENTIONS["C3 plusieurs"]()), ecrit(CONVENTIONS["C3 un seul"]())
    assert "accord écrit de chacun des maîtres d’ouvrage" in plusieurs
    assert plusieurs.count("maître d’ouvrage, représenté par") == 2
    assert "même maître d’ouvrage" in seul
    assert seul.count("maître d’ouvrage, représenté par") == 1


@pytest.mark.parametrize(
    ("champ", "autres"),
    [
        pytest.param("marches", {"marches": (marche(ECOLE),)}, id="one contract only"),
        pytest.param("part", {"marches": (marche(ECOLE, part=Decimal("0.5")), marche(REGION))}, id="a share missing"),
        pytest.param(
            "part",
            {"marches": (marche(ECOLE, part=Decimal("0.5")), marche(REGION, part=Decimal("0.6")))},
            id="more than the whole",
        ),
        pytest.param(
            "affectations",
            {"affectations": (Affectation(personne="b7", mois=OCTOBRE, marche="autre", heures=Decimal(1)),)},
            id="a contract that is no party",
        ),
    ],
)
def test_an_agreement_that_cannot_stand_is_refused_by_name(champ, autres):
    """One sentence, one field."""
    with pytest.raises(FauteDeSaisie) as faute:
        globalisation(partage(**autres))
    assert faute.value.champ == champ


def test_the_key_follows_the_hours_due_unless_it_is_agreed():
    """848 and 1 240 hours: 40,6 % and 59,4 %; agreed shares are printed as they are."""
    assert [un.part.replace("\u00a0", " ") for un in globalisation(partage()).marches] == ["40,6 %", "59,4 %"]
    moities = (marche(ECOLE, part=Decimal("0.5")), marche(REGION, part=Decimal("0.5")))
    assert [un.part.replace("\u00a0", " ") for un in globalisation(partage(marches=moities)).marches] == [
        "50 %",
        "50 %",
    ]


@given(faites=HEURES, parts=st.lists(HEURES, min_size=1, max_size=5))
def test_no_excess_is_found_exactly_when_the_sum_holds(faites, parts):
    """Per person and month: the sum of what is counted against what was worked."""
    affectations = [
        Affectation(personne="p", mois=OCTOBRE, marche=str(rang), heures=une) for rang, une in enumerate(parts)
    ]
    trouvees = depassements(affectations, [HeuresFaites(personne="p", mois=OCTOBRE, heures=faites)])
    assert bool(trouvees) is (sum(parts) > faites)


def test_the_hours_of_another_person_or_month_pay_for_nothing():
    """Each person and month stands alone."""
    affectation = Affectation(personne="p", mois=OCTOBRE, marche="m", heures=Decimal(1))
    ailleurs = [
        HeuresFaites(personne="q", mois=OCTOBRE, heures=Decimal(100)),
        HeuresFaites(personne="p", mois=OCTOBRE.precedent, heures=Decimal(100)),
    ]
    assert depassements([affectation], ailleurs)[0].faites == 0


@given(dues=st.lists(st.decimals(0, 10_000, places=2), min_size=1, max_size=8))
def test_the_shares_of_a_key_make_one(dues):
    """Even where nothing is due."""
    assert sum(cle_proportionnelle(dues)) == 1


def test_hostile_names_are_printed_letter_for_letter():
    """Parties and titles copied from elsewhere neither act nor break the file."""
    for contexte in (
        fiche_roles(roles(hostile())),
        convention(cadre(donneur_ordre=HOSTILE, deliberation=HOSTILE)),
        globalisation(partage(entreprise=HOSTILE, date_effet=date(2026, 3, 2))),
    ):
        octets = render(contexte.modele, contexte).octets
        assert HOSTILE_PROPRE in texte(octets)
        assert fautes(octets) == []
