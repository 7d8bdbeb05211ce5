"""The hours of a month, from what an employer says to what is amended years later."""

from __future__ import annotations

import json
from decimal import Decimal
from threading import Thread

import pytest
from mois_d_heures import (
    BATI,
    COULEURS,
    OCTOBRE,
    SEPTEMBRE,
    TREMPLIN,
    A,
    B,
    accorder,
    affecter,
    clore,
    confirmer,
    contester,
    declarer,
    dites,
    dossier,
    ecrire,
    ligne,
    lignes,
    rectifications,
    rectifier,
    valider,
)
from operations_en_base import evenements

from metier.fautes import FauteDeSaisie
from metier.gestes import Geste
from metier.heures import Declarant, OrigineHeures
from metier.periodes import Mois
from workflows.actes.demandes import Appel, apercevoir, demander, executer
from workflows.actes.heures import declaration

UTILISATRICE = Declarant.ENTREPRISE_UTILISATRICE


@pytest.fixture
def suivie(installation, regler):
    """Both operations on each engine, on the third of November."""
    regler(DATE="2026-11-03")
    ecrire(dossier(A), dossier(B))


@pytest.fixture
def suivie_sqlite(sur_sqlite, regler):
    regler(DATE="2026-11-03")
    ecrire(dossier(A), dossier(B))


def refus(acte, *arguments, **nommes):
    """The sentence of a refusal, ordinary spaces only."""
    with pytest.raises(FauteDeSaisie) as faute:
        acte(*arguments, **nommes)
    return faute.value.phrase.replace("\u00a0", " ").replace("\u202f", " ")


def test_what_an_employer_says_is_kept_with_its_way_and_its_day(suivie):
    """Declared, by link, today; the same again changes nothing, not even the journal."""
    assert declarer(k1="121.50", k4="30").contrats == ("k1", "k4")
    assert dites() == {"k1": "121.50 declaree", "k4": "30 declaree"}
    dite = ligne("k1")
    assert (dite.origine, str(dite.declaree_le), dite.validee_le) == (OrigineHeures.LIEN, "2026-11-03", None)
    assert declarer(k1="121.5", k4="30.00").contrats == ()
    assert len(evenements(A, "heures_declarees")) == 1


def test_what_is_sent_again_takes_the_place_of_its_own_line_only(suivie_sqlite, regler):
    declarer(k1="121.50", k4="30")
    regler(DATE="2026-11-05")
    issue = declarer(k1="120")
    assert issue.contrats == ("k1",)
    assert [un.replace("\u00a0", " ") for un in issue.alertes] == [
        "Contrat k1 : 120 h remplacent les 121,50 h déclarées."
    ]
    (fait,) = evenements(A, "heures_remplacees")
    assert json.loads(fait.donnees)["remplacees"] == [
        {"contrat": "k1", "avant": "121.50", "apres": "120", "origine": "lien", "declaree_le": "2026-11-03"}
    ]
    assert dites() == {"k1": "120 declaree", "k4": "30 declaree"}
    assert str(ligne("k1").declaree_le) == "2026-11-05"
    assert str(ligne("k4").declaree_le) == "2026-11-03"


@pytest.mark.parametrize(
    ("dites_par", "phrase"),
    [
        pytest.param({"k9": 7}, "lignes[0].contrat : aucun contrat « k9 »", id="an unknown contract"),
        pytest.param({"k1": 7, "k3": 7}, "lignes[1].contrat : le contrat « k3 » n’est pas de", id="another employer's"),
        pytest.param({"k2": 7, "mois": SEPTEMBRE}, "en septembre 2026 ; vérifiez ses dates", id="before the contract"),
        pytest.param({"k3": 7, "mois": Mois(2026, 11), "employeur": None}, "aucun contrat « k3 »", id="after it"),
        pytest.param({"k1": "-1"}, "« -1 » reçu", id="negative hours"),
        pytest.param({"k1": "7.125"}, "deux décimales au plus", id="thousandths"),
        pytest.param({"k1": "220.01"}, "220 h au plus", id="more than a statement holds"),
        pytest.param({"k1": "210", "k4": "195"}, "405 h en octobre 2026, tous contrats", id="more than a month allows"),
        pytest.param({"k1": "7", "reference": "X-1"}, "Aucune opération", id="an unknown operation"),
    ],
)
def test_what_cannot_be_is_refused_whole(suivie_sqlite, dites_par, phrase):
    """One sentence; no line is kept, the right ones included."""
    assert phrase in refus(declarer, **dites_par)
    assert dites() == {}
    assert evenements(A, "heures_declarees") == []


def test_a_month_allows_a_person_so_much_over_all_operations(suivie):
    """200 hours here and 195 there are possible; 205 are not, nor more here."""
    declarer(B, k1="200")
    declarer(k1="195")
    assert "405 h" in refus(declarer, k1="205")
    assert "401 h" in refus(declarer, k4="6")
    declarer(k1="200")
    assert dites() == {"k1": "200 declaree"}


def test_hours_move_between_contracts_of_one_person(suivie):
    """At no moment does the base see more than a month allows, whatever the order of the lines."""
    declarer(B, origine="saisie", k1="200")
    declarer(k1="20", k4="170")
    declarer(k1="180", k4="20")
    declarer(k4="180", k1="20")
    assert dites() == {"k1": "20 declaree", "k4": "180 declaree"}


def test_one_contract_is_said_once(suivie_sqlite):
    deux = [*lignes(k1=7), *lignes(k1=8)]
    phrase = refus(
        declaration.declarer, A, mois=OCTOBRE, lignes=deux, origine=OrigineHeures.LIEN, par="essai", employeur=TREMPLIN
    )
    assert phrase.startswith("lignes[1].contrat : le contrat « k1 » est déjà dit")


def test_training_is_a_part_of_the_hours(suivie_sqlite):
    trop = [declaration.LigneDite(contrat="k1", heures=Decimal(7), dont_formation=Decimal("7.5"))]
    phrase = refus(declaration.declarer, A, mois=OCTOBRE, lignes=trop, origine=OrigineHeures.LIEN, par="essai")
    assert "lignes[0].dont_formation" in phrase


def test_nothing_this_month(suivie_sqlite):
    """No hour on each contract of the employer, on the lot told or on all."""
    de = {"employeur": TREMPLIN, "mois": OCTOBRE, "origine": OrigineHeures.LIEN, "par": "essai"}
    assert declaration.declarer_aucune(A, **de, lots=[2]).contrats == ("k4",)
    assert declaration.declarer_aucune(A, **de).contrats == ("k2", "k1")
    assert dites() == {"k1": "0 declaree", "k2": "0 declaree", "k4": "0 declaree"}
    phrase = refus(declaration.declarer_aucune, A, **de | {"employeur": "Tremplin"})
    assert f"employeurs de ce mois : {BATI}, {TREMPLIN}" in phrase


def test_as_last_month(suivie_sqlite):
    """The contracts that still run take their hours again; one that has just begun is told."""
    de = {"employeur": TREMPLIN, "mois": OCTOBRE, "origine": OrigineHeures.LIEN, "par": "essai"}
    assert "aucune heure de septembre 2026 à reprendre" in refus(declaration.reprendre, A, **de)
    declarer(mois=SEPTEMBRE, k1="70", k4="35")
    issue = declaration.reprendre(A, **de)
    assert issue.contrats == ("k1", "k4")
    assert "à déclarer : k2" in issue.alertes[-1].replace("\u00a0", " ")
    assert dites() == {"k1": "70 declaree", "k4": "35 declaree"}
    assert declaration.reprendre(A, **de).contrats == ()


def test_a_month_of_all_companies_is_entered_at_once_or_not_at_all(suivie):
    """Two operations, two employers; one faulty line and nothing is kept of any."""
    faux = {A: lignes(k1=70, k3=35), B: lignes(k1=20, k7=1)}
    assert "k7" in refus(declaration.saisir, OCTOBRE, faux, par="essai")
    assert (dites(A), dites(B)) == ({}, {})
    faites = declaration.saisir(OCTOBRE, {A: lignes(k1=70, k3=35), B: lignes(k1=240)}, par="essai")
    assert {reference: issue.contrats for reference, issue in faites.items()} == {A: ("k1", "k3"), B: ("k1",)}
    assert "Plus de 220 h" in faites[B].alertes[0].replace("\u00a0", " ")
    assert ligne("k3").origine is OrigineHeures.SAISIE


def test_what_exceeds_a_statement_is_told_of_a_person_not_of_a_contract(suivie_sqlite):
    """k1 and k4 are of one person, who works in the other operation too; another's hours are no matter."""

    def dit(**dites_par):
        return [un.replace("\u00a0", " ") for un in declarer(**dites_par).alertes]

    quoi = "Plus de 220 h dans le mois pour une personne, tous contrats comptés, à vérifier :"
    assert dit(k1="120", k4="100") == []
    assert dit(k4="100.50")[-1] == f"{quoi} k4 (220,50 h)."
    assert dit(k4="100")[:] == ["Contrat k4 : 100 h remplacent les 100,50 h déclarées."]
    assert dit(reference=B, k1="1", k4="1") == [f"{quoi} k1, k4 (222 h)."]
    assert dit(reference=B, k1="1", k4="1") == []
    assert dit(employeur=BATI, k3="35") == []


def test_a_geste_tells_what_exceeds_a_statement_before_it_is_done(suivie_sqlite):
    donnees = {"mois": "2026-10", "lignes": [{"contrat": "k1", "heures": 121}, {"contrat": "k4", "heures": 100}]}
    appel = Appel(reference=A, transition=Geste.DECLARER_HEURES, donnees=donnees, par="essai")
    assert "k1, k4 (221 h)" in apercevoir(appel)[1].alertes[-1].replace("\u00a0", " ")


def test_hours_without_eligibility_are_kept_and_told(suivie_sqlite):
    (alerte,) = declarer(k1="70", k2="35").alertes
    assert alerte.replace("\u00a0", " ") == "35 h sans éligibilité validée : gardées, non comptées (contrats k2)."
    assert dites()["k2"] == "35 declaree"


def test_a_month_that_is_not_over_is_told(suivie_sqlite):
    (alerte,) = declarer(mois=Mois(2026, 11), k1="70").alertes
    assert "Novembre 2026 n’est pas terminé" in alerte.replace("\u00a0", " ")


def test_a_month_to_come_has_no_hours_and_a_running_one_is_not_validated(suivie_sqlite, regler):
    """On 3 November: nothing of December; November is declared, and settled from its last day on."""
    novembre, decembre = Mois(2026, 11), Mois(2026, 12)
    de = {"employeur": TREMPLIN, "origine": OrigineHeures.SAISIE, "par": "essai"}
    attendu = "décembre 2026 n’a pas commencé ; ses heures se déclarent à partir du 01/12/2026"
    assert attendu in refus(declarer, mois=decembre, k1="20")
    assert attendu in refus(declaration.declarer_aucune, A, mois=decembre, **de)
    declarer(mois=novembre, k1="20")
    contester(mois=novembre, k1="10")
    for acte in (valider, clore):
        assert "n’est pas terminé ; ses heures se valident à partir du 30/11/2026" in refus(acte, novembre)
    assert "n’est pas terminé" in refus(accorder, novembre, k1="10")
    regler(DATE="2026-11-30")
    accorder(novembre, k1="10")
    assert dites(mois=novembre)["k1"].startswith("10 validee")


def test_the_using_company_agrees(suivie_sqlite):
    """Its line says the same; the employer's stays declared; again, nothing is left to say."""
    declarer(k1="70", k2="35")
    assert confirmer().contrats == ("k2", "k1")
    assert dites() == {"k1": "70 declaree / 70 declaree", "k2": "35 declaree / 35 declaree"}
    assert "n’attend l’avis" in refus(confirmer)
    assert confirmer(contrats=["k1"]).contrats == ()
    assert len(evenements(A, "heures_confirmees")) == 1


def test_the_using_company_contests_until_both_agree(suivie_sqlite, regler):
    """Contested while they differ; a larger validation leaves it; an accord settles it."""
    declarer(k1="70", k2="35")
    assert contester(k1="62").contrats == ("k1",)
    assert dites()["k1"] == "70 contestee / 62 declaree"
    declarer(k1="68")
    assert dites()["k1"] == "68 contestee / 62 declaree"
    contester(k1="64")
    assert contester(k1="64").contrats == ()
    assert dites()["k1"] == "68 contestee / 64 declaree"
    assert "sont contestées ; notez d’abord l’accord" in refus(valider, contrats=("k1",))
    assert "Contestées d’octobre 2026" in valider().alertes[0].replace("\u00a0", " ")
    assert dites()["k1"] == "68 contestee / 64 declaree"
    accorder(k1="66")
    assert dites()["k1"] == "66 validee / 66 validee"
    assert (str(ligne("k1").validee_le), str(ligne("k1", UTILISATRICE).validee_le)) == ("2026-11-03", "2026-11-03")
    assert accorder(k1="66").contrats == ()
    assert "sont validées (66 h) ; passez par une rectification" in refus(accorder, k1="65")


def test_an_employer_that_comes_to_the_same_figure_ends_the_contest(suivie_sqlite):
    declarer(k1="70")
    contester(k1="62")
    declarer(k1="62")
    assert dites()["k1"] == "62 declaree / 62 declaree"
    assert "ne sont pas contestées" in refus(accorder, k1="62")


@pytest.mark.parametrize(
    ("acte", "phrase"),
    [
        pytest.param(lambda: contester(k4="7"), "n’est pas au service de cette entreprise", id="lent to another"),
        pytest.param(lambda: contester(k3="7"), "n’est pas au service de cette entreprise", id="its own employee"),
        pytest.param(lambda: contester(COULEURS, k4="7"), "l’employeur n’a rien déclaré", id="nothing was said"),
        pytest.param(lambda: confirmer(contrats=["k2"]), "l’employeur n’a rien déclaré", id="nothing to agree with"),
        pytest.param(lambda: contester(k9="7"), "aucun contrat « k9 »", id="an unknown contract"),
        pytest.param(lambda: contester(k1="221"), "220 h au plus", id="more than a statement holds"),
    ],
)
def test_the_using_company_speaks_of_what_serves_it(suivie_sqlite, acte, phrase):
    declarer(k1="70")
    assert phrase in refus(acte)
    assert dites() == {"k1": "70 declaree"}


def test_the_delay_to_contest_is_five_working_days(suivie_sqlite, regler):
    """Declared on Tuesday 3 November, the 11th being a day off: until the 10th; the facilitateur may write later."""
    declarer(k1="70")
    regler(DATE="2026-11-10")
    contester(k1="62")
    regler(DATE="2026-11-12")
    assert "passé depuis le 10/11/2026 ; appelez le facilitateur" in refus(contester, k1="60")
    contester(origine="saisie", k1="60")
    assert dites()["k1"] == "70 contestee / 60 declaree"


def test_a_validation_does_not_end_the_delay_to_contest(suivie_sqlite, regler):
    """Validated on the 3rd: contested on the 10th; agreed with, it stays validated; a closed month is closed."""
    declarer(employeur=None, k1="70", k2="35", k3="20", k4="30")
    (alerte,) = valider().alertes
    assert "peut encore contester jusqu’au 10/11/2026" in alerte.replace("\u00a0", " ")
    regler(DATE="2026-11-10")
    contester(k1="62")
    assert confirmer(contrats=["k2"]).contrats == ("k2",)
    assert dites()["k1"] == "70 contestee / 62 declaree"
    assert ligne("k1").validee_le is None
    assert dites()["k2"] == "35 validee / 35 validee"
    assert len(evenements(A, "heures_recoupees")) == 1
    accorder(k1="66")
    assert "elle ne le peut plus" in clore().alertes[-1].replace("\u00a0", " ")
    assert "est clos" in refus(contester, COULEURS, k4="7")


def test_after_the_delay_validated_hours_are_settled(suivie_sqlite, regler):
    declarer(k1="70")
    valider()
    regler(DATE="2026-11-12")
    assert "sont validées (70 h) ; demandez une rectification" in refus(contester, k1="62")


def test_a_difference_within_the_tolerance_is_no_disagreement(suivie_sqlite, regler):
    regler(HEURES__TOLERANCE="2", HEURES__DOUBLE_DECLARATION="true")
    declarer(k1="70")
    contester(k1="68")
    assert dites()["k1"] == "70 declaree / 68 declaree"
    valider()
    assert dites()["k1"] == "70 validee / 68 validee"


@pytest.mark.parametrize(
    ("choix", "valides"),
    [
        pytest.param({"contrats": ("k1",)}, {"k1"}, id="one line"),
        pytest.param({"employeur": TREMPLIN, "lot": 2}, {"k4"}, id="one statement"),
        pytest.param({"employeur": BATI}, {"k3"}, id="one employer"),
        pytest.param({}, {"k1", "k3", "k4"}, id="the month"),
    ],
)
def test_the_facilitateur_validates_a_line_a_statement_or_a_month(suivie_sqlite, choix, valides):
    declarer(employeur=None, k1="70", k3="20", k4="30")
    assert set(valider(**choix).contrats) == valides
    assert {code for code, dite in dites().items() if "validee" in dite} == valides
    assert valider(**choix).contrats == ()
    assert len(evenements(A, "heures_validees")) == 1


def test_there_must_be_something_to_validate(suivie_sqlite):
    assert "aucune heure d’octobre 2026 n’est déclarée" in refus(valider)
    declarer(k1="70")
    assert "n’est déclarée pour le contrat « k2 »" in refus(valider, contrats=("k1", "k2"))
    assert dites() == {"k1": "70 declaree"}


def test_validated_hours_change_by_an_amendment_only(suivie):
    """Said again as they are, they stay; otherwise the employer is told what to ask for, and the company too."""
    declarer(k1="70")
    contester(k1="70")
    valider()
    assert declarer(k1="70.00").contrats == ()
    attendu = "les heures d’octobre 2026 du contrat « k1 » sont validées (70 h) ; demandez une rectification"
    assert attendu in refus(declarer, k1="71")
    assert attendu in refus(contester, k1="71")
    rectifier("k1", "72.5", motif=" Feuille du 28 oubliée ")
    assert dites()["k1"] == "72.5 validee / 72.5 validee"
    une, autre = rectifications()
    assert (une.declarant, une.heures_avant, une.etat_avant) == ("employeur", Decimal(70), "validee")
    assert (une.heures_apres, une.motif, une.par) == (Decimal("72.5"), "Feuille du 28 oubliée", "essai")
    assert (autre.declarant, autre.heures_avant, autre.heures_apres) == (UTILISATRICE, Decimal(70), Decimal("72.5"))
    assert rectifier("k1", "72.50").contrats == ()
    assert len(rectifications()) == 2


def test_an_amendment_has_a_reason_and_something_to_amend(suivie_sqlite):
    declarer(k1="70")
    assert "ne sont pas validées ; déclarez-les de nouveau" in refus(rectifier, "k1", "71")
    valider()
    assert "motif : texte vide" in refus(rectifier, "k1", "71", motif=" ")
    assert "400 h au plus" in refus(rectifier, "k1", "401")
    rectifier("k1", "70", formation="3.5")
    assert (rectifications()[0].formation_avant, rectifications()[0].formation_apres) == (0, Decimal("3.5"))


def test_a_settled_month_takes_amendments_only(suivie):
    """Closed once everything is validated; hours that come late, or go, leave their trace."""
    declarer(k1="70", k4="30")
    assert "2 ligne(s) d’octobre 2026 ne sont pas validées" in refus(clore)
    valider()
    assert "clos ainsi : k3, k2" in clore().alertes[0].replace("\u00a0", " ")
    assert clore().contrats == ()
    assert len(evenements(A, "mois_clos")) == 1
    for origine, suite in (
        (OrigineHeures.LIEN, "demandez une rectification au facilitateur"),
        (OrigineHeures.SAISIE, "passez par une rectification (« rectifier_heures »)"),
    ):
        assert f"octobre 2026 est clos ; {suite}" in refus(declarer, origine=origine, k2="10")
    assert declarer(k1="70").contrats == ()
    rectifier("k2", "10", motif="Relevé reçu en retard")
    rectifier("k4", None, motif="Mission d’un autre chantier")
    assert dites() == {"k1": "70 validee", "k2": "10 validee"}
    assert [(une.contrat, une.heures_avant, une.heures_apres) for une in rectifications()] == [
        ("k2", None, 10),
        ("k4", 30, None),
    ]
    declarer(mois=SEPTEMBRE, k1="20")


def test_allocated_hours_do_not_go_under_what_is_allocated(suivie):
    """By whatever act: said again, amended, or removed."""
    declarer(k1="70")
    affecter("k1", 40)
    assert "40 h du contrat « k1 » sont comptées sur d’autres opérations" in refus(declarer, k1="39.99")
    declarer(k1="40")
    valider()
    assert "retirez d’abord ces affectations" in refus(rectifier, "k1", "39")
    assert "0 h resteraient" in refus(rectifier, "k1", None)
    assert dites() == {"k1": "40 validee"}
    assert rectifications() == []


def test_the_hours_of_an_ended_operation_do_not_change(suivie_sqlite):
    declarer(k1="70")
    ecrire(
        dossier(A, etape="close") | {"heures": [{"contrat": "k1", "mois": "2026-10", "heures": 70, "etat": "validee"}]}
    )
    assert "est close ; ses heures ne changent plus" in refus(declarer, k4="7")
    assert declarer(k1="70").contrats == ()


def test_a_trial_checks_and_writes_nothing(suivie_sqlite):
    issue = declaration.declarer(
        A, mois=OCTOBRE, lignes=lignes(k1=7), origine=OrigineHeures.LIEN, par="essai", essai=True
    )
    assert issue.contrats == ("k1",)
    assert (dites(), evenements(A, "heures_declarees")) == ({}, [])


def test_several_writers_wait_for_each_other(suivie):
    """A month entered over both operations, gestes on each, allocations: none fails as the other's victim."""
    fautes = []

    def repeter(acte):
        try:
            for rang in range(6):
                acte(rang)
        except Exception as faute:  # noqa: BLE001 - whatever it is, it is told below
            fautes.append(faute)

    def geste(reference):
        donnees = {"mois": "2026-10", "lignes": [{"contrat": "k4", "heures": 20}, {"contrat": "k1", "heures": 30}]}
        return lambda _rang: executer(
            demander(Appel(reference=reference, transition=Geste.DECLARER_HEURES, donnees=donnees, par="essai"))
        )

    def saisie(rang):
        declaration.saisir(OCTOBRE, {A: lignes(k1=30 + rang, k3=7), B: lignes(k1=60 + rang, k3=rang)}, par="essai")

    fils = [Thread(target=repeter, args=(acte,)) for acte in (geste(A), geste(B), saisie)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    assert fautes == []
    assert set(dites(A)) == set(dites(B)) == {"k1", "k3", "k4"}
