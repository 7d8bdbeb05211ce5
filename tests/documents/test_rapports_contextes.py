"""What reports refuse, count and say: one fact per test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from demandes_rapports import demande
from hypothesis import given
from hypothesis import strategies as st
from lecture_pdf import texte_suivi
from rapports_produits import ANALYSE, CAS, g2, h2, h3, i1, i2, i3, solder, texte_de
from suivis import OCTOBRE, de_nombreux_lots, suivi

from documents.contextes.alertes_suivi import mois_cites, numeros
from documents.contextes.g2 import Decision
from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.i1_analyse import Verbatim
from documents.contextes.i2 import Mention, Signataire, mention
from documents.graphiques import Quantite, Serie, barres, courbe, echelle
from metier.fautes import FauteDeSaisie
from metier.heures import EtatHeures
from metier.operation import Penalites
from metier.periodes import Mois
from metier.suivi import Avenant, Suivi


def refus(champ: str, faire) -> str:
    """The sentence of what is refused, which names that field."""
    with pytest.raises(FauteDeSaisie) as saisie:
        faire()
    assert saisie.value.champ == champ
    return str(saisie.value)


# H1


def test_lots_too_many_to_be_read_are_named_together() -> None:
    """« Lots 1 à 30 » instead of thirty sentences."""
    phrases = tableau_de_bord_moa(demande(de_nombreux_lots())).alertes
    assert "Lots 1 à 30\u00a0: relevés d’heures non reçus." in phrases
    assert numeros([1, 2, 3, 5, 9, 10]) == "1 à 3, 5 et 9 à 10"


def test_a_delay_with_missing_statements_says_that_it_may_be_one_of_declaration() -> None:
    """Late statements are not read as hours that were not carried out."""
    operation = de_nombreux_lots(1)
    sans_heures = replace(operation, heures=())
    retard = tableau_de_bord_moa(demande(sans_heures)).alertes[0]
    assert "en retard" in retard
    assert "retard de déclaration" in retard


def test_persons_are_never_added_over_lots() -> None:
    """The school: two, one and two in its lots, seven in all with those only trained."""
    lots = tableau_de_bord_moa(demande(suivi("01-ecole"))).lots
    assert [ligne[-1] for ligne in lots.lignes] == ["2", "1", "2"]
    assert lots.total[-1] == "7"


def test_the_exposure_is_indicative_and_absent_without_a_penalty() -> None:
    """The rate is the contract's; no rate, no figure."""
    operation = suivi("02-nettoyage-accord-cadre")
    ecrit = tableau_de_bord_moa(demande(operation)).exposition
    assert ecrit is not None
    assert "25\u202f969,80\u00a0€" in ecrit
    assert "le maître d’ouvrage décide seul" in ecrit
    assert ecrit.endswith("Lot 2\u00a0: seules comptent les heures dues sur ce qui est déjà facturé.")
    autre = tableau_de_bord_moa(demande(suivi("01-ecole"))).exposition
    assert autre is None or "facturé" not in autre
    assert tableau_de_bord_moa(demande(replace(operation, penalites=Penalites()))).exposition is None


def test_a_comment_too_long_for_its_place_is_refused() -> None:
    """Six hundred signs."""
    assert "601 caractères reçus" in refus("commentaire", lambda: demande(suivi("01-ecole"), commentaire="x" * 601))


def test_months_are_cited_up_to_three() -> None:
    """Then their number and the last one."""
    mois = [Mois(2026, numero) for numero in (6, 7, 8, 9)]
    assert mois_cites(mois[:2]) == "juin\u00a02026 et juillet\u00a02026"
    assert mois_cites(mois) == "4\u00a0mois, le dernier : septembre\u00a02026"


# H2, H3


def test_a_company_of_a_groupement_sees_its_own_share() -> None:
    """Lot 2 of the cleaning contract: 240 h for one, 160 h for the other."""
    operation = suivi("02-nettoyage-accord-cadre")
    assert [ligne[1] for ligne in h2(operation, 1).lots.lignes] == ["960\u00a0h", "240\u00a0h"]
    assert [ligne[1:4] for ligne in h2(operation, 2).lots.lignes] == [("160\u00a0h", "0\u00a0h", "154\u00a0h")]


def test_a_company_without_a_lot_has_no_dashboard() -> None:
    """Its name is expected as the dossier writes it."""
    from documents.contextes.h2 import tableau_de_bord_entreprise

    assert "Inconnue" in refus("entreprise", lambda: tableau_de_bord_entreprise(demande(suivi("01-ecole")), "Inconnue"))
    assert "Inconnue" in refus("structure", lambda: h3(suivi("01-ecole"), structure="Inconnue"))


def test_a_company_is_asked_for_the_statements_that_the_buyer_is_told_are_missing() -> None:
    """Its own hours done in a groupement, those of the lot are not: both dashboards say what is missing."""
    from documents.contextes.h2 import tableau_de_bord_entreprise

    seule = de_nombreux_lots(1)
    (une,), qui = seule.attributions, seule.attributions[0].entreprise
    membres = (
        replace(une, heures_engagees=Decimal(1)),
        replace(une, entreprise="Autre", heures_engagees=Decimal(9000)),
    )
    operation = replace(
        seule, attributions=membres, contrats=tuple(replace(un, employeur=qui) for un in seule.contrats)
    )
    dits = tableau_de_bord_moa(demande(operation)).alertes
    assert any("relevés d’heures non reçus" in phrase for phrase in dits)
    demandes = tableau_de_bord_entreprise(demande(operation), qui).a_fournir
    assert any("relevés d’heures non reçus" in phrase for phrase in demandes)


def test_employees_are_listed_only_when_something_is_expected() -> None:
    """A contract that ends soon; nobody else."""
    operation = suivi("03-region-aval")
    assert [(un.personne, un.lot) for un in h2(operation).salaries] == [("Nicolas G.", "Lot\u00a01")]
    sans_fin = replace(operation, contrats=tuple(replace(un, fin=None) for un in operation.contrats))
    assert h2(sans_fin).salaries == ()


def test_an_employee_whose_eligibility_is_not_validated_is_listed() -> None:
    """Their hours do not count yet."""
    operation = de_nombreux_lots(1)
    attente = replace(operation, beneficiaires=(replace(operation.beneficiaires[0], validee_le=None),))
    points = h2(attente).salaries
    assert [un.point for un in points] == ["éligibilité à faire valider : ses heures ne comptent pas encore"]


def test_the_operations_of_an_employer_are_on_one_page() -> None:
    """A line per operation and lot; persons distinct over all."""
    contexte = CAS["h3 ensemble"]()
    assert len(contexte.missions.lignes) == 3
    assert [un.valeur for un in contexte.chiffres][-2:] == ["17", "4"]


# G2


@pytest.mark.parametrize(
    ("decision", "champ"), [(Decision.ACCEPTEE, "valable_du"), (Decision.SOUS_RESERVE, "completer_avant")]
)
def test_a_decision_without_its_date_is_refused(decision: Decision, champ: str) -> None:
    """Since when; before when a reserve must be lifted."""
    refus(champ, lambda: g2(decision, **{champ: None}))


def test_the_end_of_validity_follows_its_start() -> None:
    refus("valable_au", lambda: g2(Decision.ACCEPTEE, valable_au=date(2026, 3, 1)))


@pytest.mark.parametrize("numero", ["", "../x", "a b", "é1", "x" * 65])
def test_a_number_that_cannot_name_a_file_is_refused(numero: str) -> None:
    refus("numero", lambda: g2(Decision.ACCEPTEE, numero=numero))
    refus("numero", lambda: i2(suivi("01-ecole"), numero=numero))


# I2


@pytest.mark.parametrize(
    ("validees", "attendue"),
    [("291.99", Mention.PARTIELLE), ("292", Mention.TOTALE), ("292.01", Mention.DEPASSEMENT)],
)
def test_the_mention_turns_at_the_very_hour_due(validees: str, attendue: Mention) -> None:
    assert mention(Decimal(validees), Decimal(292)) is attendue


def test_what_is_not_complete_never_reads_a_hundred_percent() -> None:
    """99.97 % is « 99,9 % »."""
    operation = solder(de_nombreux_lots(1))
    attribution = replace(operation.attributions[0], heures_engagees=Decimal("140.54"))
    contexte = i2(replace(operation, attributions=(attribution,)))
    assert contexte.mention == "réalisation partielle, 99,9\u00a0%"


def _avec_etat(etat: EtatHeures) -> Suivi:
    operation = solder(de_nombreux_lots(1))
    return replace(operation, heures=(*operation.heures[:-1], replace(operation.heures[-1], etat=etat)))


@pytest.mark.parametrize("etat", [EtatHeures.DECLAREE, EtatHeures.CONTESTEE])
def test_hours_that_are_not_validated_prevent_an_attestation(etat: EtatHeures) -> None:
    """The month is named."""
    assert "avril\u00a02026" in refus("heures", lambda: i2(_avec_etat(etat)))


def test_a_missing_statement_prevents_an_attestation() -> None:
    """A contract still running in a month without hours."""
    assert "relevés ne sont pas reçus" in refus("heures", lambda: i2(de_nombreux_lots(1)))


def test_the_hours_of_another_lot_do_not_prevent_it() -> None:
    """One attestation per lot: the second of two may still wait."""
    operation = solder(de_nombreux_lots(2))
    en_attente = replace(
        operation, heures=(*operation.heures[:-1], replace(operation.heures[-1], etat=EtatHeures.DECLAREE))
    )
    assert i2(en_attente, 1).mention.startswith("réalisation partielle")
    refus("heures", lambda: i2(en_attente, 2))


def test_the_facilitateur_signs_by_written_delegation_only() -> None:
    """The buyer signs; otherwise the date of the delegation is printed."""
    operation = suivi("01-ecole")
    signataire = Signataire(nom="Jeanne Fressac", qualite="facilitatrice", facilitateur=True)
    assert "délégation écrite" in refus("signataire", lambda: i2(operation, signataire=signataire))
    delegue = i2(operation, signataire=replace(signataire, delegation_du=date(2026, 1, 5)))
    assert "5\u00a0janvier\u00a02026" in (delegue.visa.delegation or "")
    assert i2(operation).visa.delegation is None


def test_an_attestation_needs_its_lot_and_hours_due() -> None:
    """The company of another lot; a lot on which nothing is due."""
    operation = solder(de_nombreux_lots(1))
    refus("entreprise", lambda: i2(suivi("01-ecole"), 1, "Énergies du Val"))
    sans = replace(operation.attributions[0], heures_engagees=None)
    refus("heures_engagees", lambda: i2(replace(operation, attributions=(sans,))))


def test_amendments_are_part_of_the_hours_due() -> None:
    """And it is said."""
    fiche = {ligne.terme: ligne.valeur for ligne in i2(suivi("01-ecole")).fiche}
    assert fiche["Heures dues"] == "848\u00a0h, avenants compris"
    assert fiche["Période"] == "d’octobre\u00a02025 à mars\u00a02026"


# I1, I3


def test_words_are_printed_with_a_written_agreement_only() -> None:
    """A verbatim, a portrait."""
    sans = replace(ANALYSE, verbatims=(Verbatim(texte="Bien.", qualite="un salarié", accord_du=None),))
    refus("verbatims", lambda: i1(suivi("01-ecole"), analyse=sans))


def test_the_extract_of_a_lot_gives_no_profile() -> None:
    """The rest would follow by subtraction."""
    contexte = i1(suivi("01-ecole"), lot=2)
    assert contexte.profil is None
    assert contexte.parcours is None
    assert [ligne[0] for ligne in contexte.realisation.lignes] == ["Lot\u00a02 – Électricité"]
    refus("lot", lambda: i1(suivi("01-ecole"), lot=9))


def test_the_report_says_while_hours_wait() -> None:
    """Not final yet."""
    assert any("n’est pas encore définitif" in un for un in i1(suivi("03-region-aval")).constats)
    assert not any("n’est pas encore définitif" in un for un in i1(suivi("01-ecole")).constats)


def test_a_concession_has_what_its_annual_report_repeats() -> None:
    """R3131-3, for a concession only."""
    assert "R3131-3" in CAS["i1 concession"]().concession[0]
    assert i1(suivi("02-nettoyage-accord-cadre")).concession == ()


def test_a_negative_amendment_is_written_as_one() -> None:
    """« −20 h »."""
    operation = de_nombreux_lots(1)
    moins = replace(
        operation.attributions[0], avenants=(Avenant(date=date(2026, 5, 4), heures=Decimal(-20), motif="lot réduit"),)
    )
    contexte = i1(replace(operation, attributions=(moins,)))
    assert contexte.avenants[0].endswith("04/05/2026\u00a0: −20\u00a0h (lot réduit).")
    assert contexte.engagements.lignes[0][-2:] == ("−20\u00a0h", "131\u00a0h")


def test_a_year_of_which_nothing_is_known_is_not_zero() -> None:
    """« nr » in the evolution."""
    evolution = i3(suivi("02-nettoyage-accord-cadre")).evolution
    assert [ligne[1] for ligne in evolution.lignes] == ["nr"] * len(evolution.lignes)
    assert evolution.lignes[2][-1] == "814,17\u00a0h"


# Charts


@given(st.decimals(min_value=0, max_value=10_000_000, places=2))
def test_an_axis_holds_its_values_in_few_round_steps(maximum: Decimal) -> None:
    """Whole hours, five steps at most, nothing over the top."""
    sommet, pas = echelle(maximum)
    assert sommet >= maximum
    assert sommet % pas == 0
    assert 1 <= sommet // pas <= 5


def test_bars_are_cut_in_figures_on_one_scale() -> None:
    """Thirty lots make two figures of fifteen; none at all, none."""
    figures = barres([Quantite(libelle=str(rang), fait=Decimal(rang)) for rang in range(30)], "resume")
    assert [len(une.barres) for une in figures] == [15, 15]
    assert figures[0].graduations == figures[1].graduations
    assert barres([], "resume") == ()


def test_a_curve_needs_two_months_and_stops_where_nothing_is_known() -> None:
    """A month ahead has no point; names at the ends of lines do not cover each other."""
    series = [
        Serie(nom="validées", genre="plein", valeurs=(Decimal(1), Decimal(2), None)),
        Serie(nom="attendues", genre="tirets", valeurs=(Decimal(1), Decimal(2), Decimal(3))),
        Serie(nom="projection", genre="points", valeurs=(None, None, None)),
    ]
    dessin = courbe(["01/26", "02/26", "03/26"], series, "resume")
    assert dessin is not None
    assert [len(trace.points) for trace in dessin.traces] == [2, 3]
    assert abs(dessin.traces[0].nom_y - dessin.traces[1].nom_y) >= 12
    assert courbe(["01/26"], series, "resume") is None


def test_the_month_closed_is_the_last_of_the_company_s_table() -> None:
    """Twelve months at most, none ahead."""
    colonnes = h2(suivi("01-ecole")).mois.colonnes
    assert len(colonnes) <= 13
    assert colonnes[-1].titre == f"{OCTOBRE.numero:02d}/{OCTOBRE.annee % 100}"
    assert "11/26" not in texte_suivi(texte_de(h2(suivi("03-region-aval"))))
