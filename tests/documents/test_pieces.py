"""What the pieces of a consultation say: the law by date, the volumes, the words of the contract."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest
from demandes import BON_DE_COMMANDE, CRITERE, LOTS, demande, lot, operation, variantes
from lecture_docx import texte

from documents.contextes.a1 import mention_avis
from documents.contextes.a2 import article_reglement
from documents.contextes.a3 import article_ccap
from documents.contextes.a7 import engagements
from documents.contextes.demande import DemandePack
from documents.contextes.reservations import reservation_alerts
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.operation import Ccag, Forme, Mode, Montage, Nature
from metier.publics import Categorie

GARDE = "Cette page est à retirer"


def ecrit(contexte) -> str:
    """The text of a piece without its cover, spaces made plain."""
    document = texte(render(contexte.modele, contexte).octets)
    article = document.split(GARDE, 1)[1].split("\n", 1)[1]
    return article.replace("\u00a0", " ").replace("\u202f", " ")


def a3(demandee: DemandePack) -> str:
    return ecrit(article_ccap(demandee))


@pytest.mark.parametrize("nom", variantes())
def test_the_texts_of_a_variant_are_those_reviewed(nom, snapshot):
    """A1, A2, A3 and the first A7 of each variant, as a lawyer would read them."""
    demandee = demande(variantes()[nom])
    montage = demandee.operation.montage
    assert ecrit(mention_avis(demandee)) == snapshot(name="A1")
    assert ecrit(article_reglement(demandee)) == snapshot(name="A2")
    if montage is not Montage.MARCHE_INSERTION:
        assert a3(demandee) == snapshot(name="A3")
    if montage in (Montage.EXECUTION, Montage.EXECUTION_CRITERE):
        assert ecrit(engagements(demandee)[0]) == snapshot(name="A7")


@pytest.mark.parametrize(
    ("avis", "montant", "cite"),
    [
        pytest.param(date(2026, 8, 22), 5_404_000, True, id="on the day of the law, at the threshold"),
        pytest.param(date(2026, 8, 22), 5_403_999, False, id="under the threshold"),
        pytest.param(date(2026, 8, 21), 5_404_000, False, id="the day before"),
    ],
)
def test_the_obligation_is_cited_only_where_it_holds(avis, montant, cite):
    """L2112-2-1 appears from its day, at the threshold; L2112-2 and L2112-3 always."""
    demandee = demande(operation(date_avis=avis, lots=(lot(montant_ht=Decimal(montant)),)))
    for contexte in (mention_avis(demandee), article_reglement(demandee), article_ccap(demandee)):
        article = ecrit(contexte)
        assert ("L2112-2-1" in article) is cite
        assert "L2112-2 et L2112-3" in article
        assert "heures obligatoires" not in article


def test_the_thirteen_paragraphs_of_a3_come_in_order():
    """The plan of documents.md §5."""
    titres = [
        "Fondement et portée",
        "Périmètre et volume",
        "Publics éligibles",
        "Validation préalable",
        "Modalités de réalisation",
        "Décompte des heures",
        "Interlocuteur du titulaire",
        "Facilitateur",
        "Suivi et contrôle",
        "Difficultés d’exécution",
        "Fin d’exécution",
        "Données personnelles et confidentialité",
        "Pénalités",
    ]
    assert [ligne for ligne in a3(demande()).split("\n") if ligne in titres] == titres


def test_lots_and_hours_are_those_of_the_calibration():
    """Each claused lot with its hours, the total, and that other lots carry none."""
    article = a3(demande())
    assert "1 | Peinture intérieure | 140 heures | forfait d’heures" in article
    assert "2 | Gros œuvre | 292 heures | forfait d’heures" in article
    assert "Total |  | 432 heures | " in article
    assert "Ascenseur" not in article
    assert "Les autres lots n’en comportent pas." in article


def test_hours_decided_replace_those_calculated():
    """`heures_retenues` is what the contract says."""
    article = a3(demande(operation(lots=(lot(heures_retenues=400, motif="deux apprentis"),))))
    assert "400 heures" in article
    assert "292" not in article


def test_a_share_of_hours_is_stated_with_its_base():
    """5 % of the hours worked for the lot, subcontractors included."""
    article = a3(demande(variantes()["services"]))
    assert "1 000 heures | 5 % des heures travaillées pour le lot" in article
    assert "sous-traitants compris" in article


def test_a_framework_agreement_states_its_ratio_threshold_and_maximum():
    """One hour per slice beyond the threshold, a maximum, nothing due without an order; no forfait for that lot."""
    article = a3(demande(variantes()["bons-de-commande"]))
    assert "1 000 heures | 1 heure par tranche de 2 000,00 € HT facturés, au-delà de 2 700 000,00 € HT" in article
    assert "Objectif maximal" in article
    assert "en deçà de ce seuil, aucune heure n’est due" in article
    assert "Sans bon de commande, aucune heure n’est due." in article
    assert "Lorsque l’objectif est indiqué en heures, il correspond à la totalité" in article
    seul = a3(demande(operation(forme=Forme.BONS_DE_COMMANDE, lots=(BON_DE_COMMANDE,))))
    assert "il correspond à la totalité" not in seul


def test_a_ratio_without_threshold_speaks_of_none():
    """The sentence on the threshold goes with the threshold."""
    sans = dataclasses.replace(BON_DE_COMMANDE, seuil_declenchement_ht=None)
    article = a3(demande(operation(forme=Forme.BONS_DE_COMMANDE, lots=(sans,))))
    assert "seuil de déclenchement" not in article
    assert "tranches entières" in article


def test_an_ordinary_contract_calibrated_by_ratio_states_hours():
    """Outside framework agreements the ratio only calibrates: beside the hours, it would tell the estimate."""
    article = a3(demande(operation(lots=(dataclasses.replace(BON_DE_COMMANDE, seuil_declenchement_ht=None),))))
    assert "2 350 heures | forfait d’heures" in article
    assert "tranche de" not in article


@pytest.mark.parametrize(
    ("ccag", "attendu"),
    [
        (Ccag.FCS, "l’article 16.1 du cahier des clauses administratives générales"),
        (Ccag.TRAVAUX, "l’article 20.1 du cahier des clauses administratives générales"),
        (Ccag.MOE, "maîtrise d’œuvre (CCAG-MOE) relatif à l’insertion"),
        (Ccag.AUCUN, "ne se réfère à aucun cahier des clauses administratives générales"),
        (None, "complète [à compléter]"),
    ],
)
def test_the_ccag_is_named_with_the_article_known(ccag, attendu):
    """The number comes from the parameters; unknown it is left out, undeclared it is missing."""
    assert attendu in a3(demande(operation(ccag=ccag)))


@pytest.mark.parametrize(("ccag", "signale"), [(Ccag.TRAVAUX, True), (Ccag.FCS, False)])
def test_an_article_number_from_memory_is_to_be_confirmed(ccag, signale):
    """CCAG-Travaux 20.1 is on the cover's list, CCAG-FCS 16.1 was read."""
    liste = " ".join(article_ccap(demande(operation(ccag=ccag))).garde.a_valider)
    assert ("numéro d’article" in liste) is signale


def test_works_speak_of_a_site_of_works_and_services_of_a_place_of_execution():
    """« chantier » for works, « site d’exécution » and taken-over staff for services."""
    travaux, services = a3(demande()), a3(demande(variantes()["services"]))
    assert "réunions de chantier" in travaux
    assert "personnel du précédent attributaire" not in travaux
    assert "chantier" not in services.replace("atelier et chantier d’insertion", "")
    assert "personnel du précédent attributaire" in services


def test_publics_follow_the_categories_accepted():
    """Only accepted categories are listed; « avis motivé » goes with « autre »."""
    article = a3(demande(categories=(Categorie.DELD, Categorie.TH)))
    assert "demandeur d’emploi de longue durée" in article
    assert "revenu de solidarité active" not in article
    assert "GEIQ) ;" not in article.split("Validation préalable")[0]
    assert "avis motivé" not in article
    assert "avis motivé" in a3(demande())


def test_no_modality_is_imposed_and_no_residence_required():
    """The three families, cumulative; ETT with validation; neither nationality nor residence."""
    article = a3(demande())
    assert "Aucune modalité ni aucune structure ne lui est imposée." in article
    assert "entreprise de travail temporaire classique lorsque l’éligibilité" in article
    assert "ni de la nationalité, ni d’une résidence dans une commune" in article


def test_penalties_have_an_amount_a_cause_and_a_procedure():
    """60 € an hour, 50 € a day and document, observations within 15 days, the buyer alone decides."""
    article = a3(demande())
    assert "60,00 € par heure manquante" in article
    assert "50,00 € par jour de retard et par document" in article
    assert "présenter ses observations dans un délai de 15 jours" in article
    assert "La décision n’appartient qu’à l’acheteur" in article


def test_a_criterion_adds_its_weights_to_the_notice_and_the_rules():
    """Title, weight, sub-criteria; commitments become contractual; the environmental criterion is recalled."""
    demandee = demande(variantes()["critere"])
    assert "Performance en matière d’insertion : 10 % de la note" in ecrit(mention_avis(demandee))
    contexte = article_reglement(demandee)
    assert "Encadrement et tutorat | 40 % du critère" in ecrit(contexte)
    assert "critère environnemental" in " ".join(contexte.garde.alertes)
    assert "deviennent contractuels" in a3(demandee)


def test_an_execution_clause_never_speaks_of_a_note():
    """Without criterion the rules say that the clause is none, and hold no weight."""
    article = ecrit(article_reglement(demande()))
    assert "Elle n’est pas un critère d’attribution" in article
    assert "pondération" not in article
    assert "% de la note" not in article


def test_a_criterion_before_august_2026_recalls_no_environmental_one():
    """R2152-7 in its new form holds from 21 August 2026."""
    op = operation(montage=Montage.EXECUTION_CRITERE, criteres=(CRITERE,), date_avis=date(2026, 8, 20))
    assert "environnemental" not in " ".join(article_reglement(demande(op)).garde.alertes)


@pytest.mark.parametrize(
    ("declares", "cites"),
    [
        (("L2113-12",), "de l’article"),
        (("L2113-13",), "de l’article"),
        (("L2113-14",), "L2113-12, L2113-13, L2113-14 et R2113-7"),
        (("L2113-13", "L2113-12"), "L2113-12, L2113-13, L2113-14 et R2113-7"),
    ],
)
def test_a_reserved_contract_names_its_articles_and_the_half(declares, cites):
    """The exact articles, R2113-7, « 50 % »; its participation is « res-ws », its declaration « Marché réservé »."""
    op = dataclasses.replace(variantes()["reserve"], articles_reservation=declares)
    avis = ecrit(mention_avis(demande(op)))
    assert (cites if "," in cites else f"{declares[0]} et R2113-7") in avis
    assert "au moins 50 %" in avis
    assert "BT-71 Participation réservée | res-ws" in avis
    assert "« Marché réservé »" in avis


def test_a_clause_is_no_reserved_participation():
    """BT-71 stays « none » for an execution clause."""
    assert "BT-71 Participation réservée | none" in ecrit(mention_avis(demande()))


def test_a_reserved_contract_without_article_is_incomplete():
    """The article is missing, not invented."""
    op = dataclasses.replace(variantes()["reserve"], articles_reservation=())
    assert mention_avis(demande(op)).garde.reste == (
        "article de la réservation (L2113-12, L2113-13, L2113-13-1 ou L2113-14)",
    )


def test_a_concession_cites_its_own_articles():
    """L3114-2 instead of L2112-2, the « concessionnaire », the annual report."""
    article = a3(demande(variantes()["concession"]))
    assert "de l’article L3114-2 du code" in article
    assert "L2112-2" not in article
    assert "rapport annuel du concessionnaire" in article


def test_a_reserved_concession_cites_the_articles_of_concessions():
    """L3113-2 and R3113-1; « Concession réservée »."""
    op = dataclasses.replace(variantes()["reserve"], forme=Forme.CONCESSION, articles_reservation=("L2113-13",))
    avis = ecrit(mention_avis(demande(op)))
    assert "L3113-2 et R3113-1" in avis
    assert "« Concession réservée »" in avis


@pytest.mark.parametrize("declares", [("L3113-2",), ("L2113-13",)])
def test_a_reservation_is_understood_by_either_number(declares):
    """A concession may be declared with its own article or with that of marchés."""
    op = dataclasses.replace(variantes()["reserve"], forme=Forme.CONCESSION, articles_reservation=declares)
    assert "L3113-2 et R3113-1" in ecrit(mention_avis(demande(op)))


def test_a_reservation_to_the_social_economy_has_no_text():
    """L2113-15 is out of the templates: the article stays missing, an alert says whom to ask."""
    op = dataclasses.replace(variantes()["reserve"], articles_reservation=("L2113-15",))
    assert mention_avis(demande(op)).garde.reste
    assert "L2113-15" in reservation_alerts(demande(op))[0]
    assert reservation_alerts(demande(variantes()["reserve"])) == ()


def test_a_concession_reserved_to_both_families_is_refused():
    """L3113-3 forbids what L2113-14 allows in a marché."""
    op = dataclasses.replace(variantes()["reserve"], forme=Forme.CONCESSION)
    with pytest.raises(FauteDeSaisie) as refus:
        mention_avis(demande(op))
    assert refus.value.champ == "articles_reservation"


def test_each_lot_has_its_annex_with_its_volume():
    """Two claused lots, two forms, each with its own minimum and the buyer's name."""
    annexes = [ecrit(contexte) for contexte in engagements(demande())]
    assert len(annexes) == 2
    for annexe, volume in zip(annexes, ("140 heures", "292 heures"), strict=True):
        assert f"au moins {volume} d’insertion" in annexe
        assert "Communauté de communes du Val de Brielle" in annexe
        assert "à compléter par le candidat" in annexe


def test_the_annex_of_a_framework_lot_states_the_ratio():
    """The commitment is the ratio within a maximum."""
    annexe = ecrit(engagements(demande(variantes()["bons-de-commande"]))[0])
    assert "1 heure par tranche de 2 000,00 € HT facturés, au-delà de 2 700 000,00 € HT, dans la limite de" in annexe


@pytest.mark.parametrize("nombre", [1, 30])
def test_one_or_thirty_lots_with_very_long_names_keep_their_rows(nombre):
    """Every lot has its row, whatever its length."""
    op = operation(
        lots=tuple(
            lot(rang, f"Lot de travaux très long {'et complexe ' * 12}n° {rang}") for rang in range(1, nombre + 1)
        )
    )
    article = a3(demande(op))
    assert sum("292 heures | forfait d’heures" in ligne for ligne in article.split("\n")) == nombre
    assert ("L’action d’insertion porte sur le lot suivant." in article) is (nombre == 1)


@pytest.mark.parametrize("mode", [Mode.GENERIQUE, Mode.HEURES_TRAVAILLEES])
def test_no_estimate_reaches_a_candidate(mode):
    """Neither the amount nor the hourly cost of a lot is in A1, A2, A3 or A7."""
    valeurs = {"mode": mode, "heures_totales": Decimal(1000)} if mode is Mode.HEURES_TRAVAILLEES else {}
    demandee = demande(operation(nature=Nature.SERVICES, lots=(lot(**valeurs), LOTS[2])))
    for contexte in (
        mention_avis(demandee),
        article_reglement(demandee),
        article_ccap(demandee),
        *engagements(demandee),
    ):
        article = ecrit(contexte)
        assert "350 000" not in article
        assert "30,00 €" not in article
