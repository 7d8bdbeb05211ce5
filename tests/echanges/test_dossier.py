"""Dossiers in and out of the store, on both engines."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from commande import python
from dossiers_generes import generer
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, text
from sqlmodel import select

from echanges.dossier import completer, exporter, importer, partielle
from echanges.etape_quittee import situation
from echanges.format_dossier import lire_dossier
from echanges.format_operation import lire_partielle
from echanges.lecture_dossiers import lire_dossiers
from metier.cycle import Etape, Transition, arrivee
from metier.eligibilite import a_l_age_de_travailler
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.operation import Mode
from sqlmodel_store.depots import dossiers, journal, operations
from sqlmodel_store.modeles.insertion import Personne
from sqlmodel_store.session import get_engine, lecture, unit_of_work

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "dossiers"
FICHIERS = ["01-ecole.json", "02-nettoyage-accord-cadre.json", "03-region-aval.json"]


def donnees(nom: str) -> dict[str, Any]:
    lu: dict[str, Any] = json.loads((DONNEES / nom).read_text(encoding="utf-8"))
    return lu


def charger(base: str, *dossiers_bruts: dict[str, Any]) -> Any:
    with unit_of_work(base) as session:
        return importer(session, [lire_dossier(brut) for brut in dossiers_bruts], acteur="test")


def export(base: str, reference: str) -> dict[str, Any]:
    with lecture(base) as session:
        return exporter(session, reference)


def journal_de(base: str) -> list[str]:
    with lecture(base) as session:
        return [ligne.evenement for ligne in journal.lister(session)]


@pytest.mark.parametrize("nom", FICHIERS)
def test_an_exported_dossier_is_the_imported_one(base, nom):
    """Equal as JSON, lists in their order, texts and decimals as they were written."""
    brut = donnees(nom)
    charger(base, brut)
    assert export(base, brut["operation"]["reference"]) == brut


@pytest.mark.parametrize("nombre", [80, pytest.param(500, marks=pytest.mark.long)])
def test_many_dossiers_go_in_and_come_out_the_same(base, nombre):
    """Every optional part present or not; in and out in well under a minute."""
    bruts = [generer(graine) for graine in range(nombre)]
    debut = time.monotonic()
    bilan = charger(base, *bruts)
    assert time.monotonic() - debut < 60
    assert len(bilan.crees) == nombre
    assert [export(base, brut["operation"]["reference"]) for brut in bruts] == bruts
    assert len(charger(base, *bruts).inchanges) == nombre


@given(graine=st.integers(min_value=1000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_dossier_survives_a_change_and_comes_back(base_sqlite, graine):
    """Replaced by another content under its reference, then put back, it is exported as at first."""
    premier, autre = generer(graine), generer(graine + 1)
    for brut in (premier, autre):
        brut["operation"]["reference"] = f"H-{graine}"
        for ligne in brut["heures"]:
            ligne["etat"] = "declaree"
    for brut in (premier, autre, premier):
        charger(base_sqlite, brut)
        assert export(base_sqlite, f"H-{graine}") == brut


def test_the_same_file_twice_changes_nothing_not_even_the_journal(base):
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    avant = journal_de(base)
    assert charger(base, brut).inchanges == ["2025-CVB-004"]
    assert journal_de(base) == avant == ["dossier_importe"]


def test_another_content_replaces_and_is_journalled(base):
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    brut["contacts"] = brut["contacts"][2:]
    brut["operation"]["intitule"] = "Un autre intitulé"
    assert charger(base, brut).remplaces == ["2025-CVB-004"]
    assert export(base, "2025-CVB-004") == brut
    assert journal_de(base) == ["dossier_importe", "dossier_remplace"]


@pytest.mark.parametrize(
    ("changement", "champs"),
    [
        pytest.param(lambda brut: brut["heures"].pop(0), ("35 h", "octobre 2025", "lot 1"), id="a line left out"),
        pytest.param(
            lambda brut: brut["heures"][0].update(heures="34.50"), ("0,50 h", "octobre 2025", "lot 1"), id="fewer hours"
        ),
        pytest.param(
            lambda brut: brut["heures"][1].update(etat="declaree"),
            ("49 h", "novembre 2025", "lot 1"),
            id="not validated",
        ),
        pytest.param(
            lambda brut: brut["heures"].pop(13),
            ("63 h", "février 2026", "lot 1", "entreprise utilisatrice"),
            id="the using company's confirmation",
        ),
        pytest.param(
            lambda brut: brut["contrats"][14].update(lot=1), ("98 h", "avril 2026", "lot 3"), id="moved to another lot"
        ),
        pytest.param(
            lambda brut: brut["contrats"][0].update(beneficiaire="b2"),
            ("retirerait", "35 h", "octobre 2025", "lot 1"),
            id="given to another person",
        ),
        pytest.param(
            lambda brut: brut["beneficiaires"][4].update(nom="Mesnard"),
            ("108 h", "juin 2026", "70 h", "juillet 2026", "lot 3", "mêmes nom, prénom et naissance"),
            id="another name",
        ),
        pytest.param(
            lambda brut: brut["beneficiaires"][4].update(naissance="1970-01-01"),
            ("108 h", "juin 2026", "lot 3"),
            id="another date of birth",
        ),
        pytest.param(
            lambda brut: brut["beneficiaires"][2].update(eligibilite=None),
            ("compter", "84 h", "février 2026", "lot 2", "gardez « eligibilite »"),
            id="eligibility taken back",
        ),
        pytest.param(
            lambda brut: brut["beneficiaires"][2]["eligibilite"].update(validee_le="2026-03-01"),
            ("compter", "84 h", "février 2026", "lot 2", "« motif_tardif »"),
            id="eligibility come late",
        ),
        pytest.param(
            lambda brut: brut["attributions"].pop(1),
            ("84 h", "février 2026", "lot 2", "gardez l’attribution de ce lot"),
            id="a lot that is nobody's",
        ),
        pytest.param(
            lambda brut: brut["operation"]["lots"][1].update(clause=False),
            ("84 h", "février 2026", "lot 2", "gardez la clause de ce lot"),
            id="a lot without its clause",
        ),
    ],
)
def test_validated_hours_are_never_removed(base, changement, champs):
    """The sentence says the month, the lot, how many hours, and names nobody."""
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    autre = deepcopy(brut)
    changement(autre)
    with pytest.raises(FautesDeSaisie) as refus:
        charger(base, autre)
    phrases = " ".join(faute.phrase for faute in refus.value.fautes)
    assert all(champ in phrases.replace("\u00a0", " ").replace("\u202f", " ") for champ in champs)
    assert not any(un["nom"] in phrases for un in (*brut["beneficiaires"], *autre["beneficiaires"]))
    assert export(base, "2025-CVB-004") == brut
    assert journal_de(base) == ["dossier_importe"]


def _renumeroter(brut: dict[str, Any]) -> None:
    for un in (*brut["beneficiaires"], *brut["contrats"]):
        un["id"] = f"n-{un['id']}"
    for liste, cle in ((brut["contrats"], "beneficiaire"), (brut["heures"], "contrat")):
        for un in liste:
            un[cle] = f"n-{un[cle]}"
    for formation in brut["formations"]:
        for participant in formation["participants"]:
            participant["beneficiaire"] = f"n-{participant['beneficiaire']}"
    brut["beneficiaires"].reverse()


@pytest.mark.parametrize(
    "changement",
    [
        pytest.param(
            lambda brut: brut["beneficiaires"][4].update(nom="MÉSLINARD", prenom="amelie"), id="case, accents"
        ),
        pytest.param(lambda brut: brut["beneficiaires"][7].update(nom="Autre"), id="a person without hours"),
        pytest.param(lambda brut: brut["operation"]["lots"][3].update(clause=True), id="one clause more"),
        pytest.param(lambda brut: brut["attributions"][1]["entreprise"].update(nom="Autre"), id="a company renamed"),
        pytest.param(_renumeroter, id="other identifiers, in another order"),
    ],
)
def test_what_takes_hours_from_nobody_replaces(base, changement):
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    changement(brut)
    assert charger(base, brut).remplaces == ["2025-CVB-004"]
    assert export(base, "2025-CVB-004") == brut


@given(graine=st.integers(min_value=1000), tirage=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_contract_given_to_another_person_passes_only_without_validated_hours(base_sqlite, graine, tirage):
    """Refused exactly when the contract holds validated hours, and then the dossier stays as it was."""
    brut = generer(graine)
    assume(brut["contrats"] and len(brut["beneficiaires"]) > 1)
    charger(base_sqlite, brut)
    autre = deepcopy(brut)
    contrat = tirage.choice(autre["contrats"])
    contrat["beneficiaire"] = tirage.choice(
        [un["id"] for un in brut["beneficiaires"] if un["id"] != contrat["beneficiaire"]]
    )
    validees = any(
        une["contrat"] == contrat["id"] and une["etat"] == "validee" and Decimal(une["heures"])
        for une in brut["heures"]
    )
    if validees:
        with pytest.raises(FautesDeSaisie, match="déjà validées"):
            charger(base_sqlite, autre)
    else:
        charger(base_sqlite, autre)
    assert export(base_sqlite, f"G-{graine}") == (brut if validees else autre)
    if not validees:
        charger(base_sqlite, brut)


def test_more_validated_hours_replace(base):
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    brut["heures"][0]["heures"] = "36.00"
    assert charger(base, brut).remplaces


def test_one_bad_dossier_stops_them_all(base):
    """Three dossiers, the last one at fault against the store: none is written."""
    charger(base, donnees(FICHIERS[0]))
    ampute = donnees(FICHIERS[0])
    ampute["heures"] = []
    with pytest.raises(FautesDeSaisie):
        charger(base, donnees(FICHIERS[1]), donnees(FICHIERS[2]), ampute)
    with lecture(base) as session:
        assert [ligne.reference for ligne in operations.lister(session)] == ["2025-CVB-004"]


def test_a_trial_writes_nothing(base):
    with unit_of_work(base, essai=True) as session:
        bilan = importer(session, [lire_dossier(donnees(FICHIERS[0]))], acteur="test")
    assert bilan.crees == ["2025-CVB-004"]
    with lecture(base) as session:
        assert operations.lister(session) == []


def test_one_person_in_two_dossiers_is_one_person(base):
    """Moussa Taverneau works in two operations: twelve people, whatever the case and the accents of one dossier."""
    ecole, region = donnees(FICHIERS[0]), donnees(FICHIERS[2])
    region["beneficiaires"][1].update(nom="TAVERNEAU", prenom="Moüssa")
    charger(base, ecole, region)
    with lecture(base) as session:
        avec_contrat_ou_formation = session.execute(
            text(
                "SELECT count(DISTINCT personne_id) FROM beneficiaire WHERE id IN (SELECT beneficiaire_id FROM contrat)"
                " OR id IN (SELECT beneficiaire_id FROM participation)"
            )
        ).scalar()
        assert avec_contrat_ou_formation == 12
        assert session.exec(select(func.count()).select_from(Personne)).one() == 13
    assert export(base, "2025-RGA-021")["beneficiaires"][1]["prenom"] == "Moüssa"


def test_a_person_whom_no_dossier_holds_any_more_is_gone(base):
    """Nothing is kept of a candidate taken out of the only dossier that named them."""
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    brut["beneficiaires"].pop()
    charger(base, brut)
    with lecture(base) as session:
        assert not session.exec(select(Personne).where(Personne.nom == "laubrecy")).all()


def test_a_dossier_without_a_step_leaves_the_operation_where_it_is(base):
    """At first it is signalée; once it has moved on, the same file again changes nothing."""
    brut = {"format": "relais-dossier/1", "operation": {"reference": "R-2026-0001"}}
    charger(base, brut)
    with unit_of_work(base) as session:
        operation = operations.exiger(session, "R-2026-0001")
        assert operation.etape is Etape.SIGNALEE
        operation.etape = Etape.CALIBRAGE
    assert charger(base, brut).inchanges == ["R-2026-0001"]


@pytest.mark.parametrize(
    ("retires", "dite", "reprise"),
    [
        pytest.param((), None, "suivi", id="contracts"),
        pytest.param(("contrats", "heures"), None, "mise_en_oeuvre", id="modalities"),
        pytest.param(("contrats", "heures", "attributions"), None, "signalee", id="nothing"),
        pytest.param((), "bilan", "bilan", id="said by the file"),
    ],
)
def test_a_suspended_dossier_goes_back_to_the_step_it_left(base_sqlite, retires, dite, reprise):
    """Said, or told by what it holds; an export keeps it; the same file again changes nothing."""
    brut = donnees(FICHIERS[0]) | {cle: [] for cle in retires} | {"etape": "suspendue"}
    brut |= {"etape_quittee": dite} if dite else {}
    charger(base_sqlite, brut)
    reference = brut["operation"]["reference"]
    exporte = export(base_sqlite, reference)
    assert exporte["etape_quittee"] == reprise
    for le_meme in (brut, exporte):
        assert charger(base_sqlite, le_meme).inchanges == [reference]
    with lecture(base_sqlite) as session:
        situation = operations.situation(operations.exiger(session, reference))
    assert arrivee(situation, Transition.REPRENDRE) == reprise


@pytest.mark.parametrize(
    ("retires", "reprise"),
    [
        pytest.param((), "suivi", id="contracts"),
        pytest.param(("contrats", "heures"), "mise_en_oeuvre", id="modalities"),
        pytest.param(("contrats", "heures", "modalites"), "attribution", id="attributions"),
        pytest.param(("contrats", "heures", "attributions"), "signalee", id="nothing"),
    ],
)
def test_an_operation_kept_as_suspended_without_the_step_it_left_goes_back_to_what_it_holds(base, retires, reprise):
    """As those that were written before that step was."""
    brut = donnees(FICHIERS[0]) | {cle: [] for cle in retires if cle != "modalites"} | {"etape": "suspendue"}
    if "modalites" in retires:
        brut["attributions"] = [une | {"modalites": []} for une in brut["attributions"]]
    charger(base, brut)
    with unit_of_work(base) as session:
        operation = operations.exiger(session, brut["operation"]["reference"])
        operation.etape_quittee = None
        session.flush()
        assert arrivee(situation(session, operation), Transition.REPRENDRE) == reprise
        operation.etape_quittee = Etape.BILAN
        assert arrivee(situation(session, operation), Transition.REPRENDRE) is Etape.BILAN


def test_a_suspended_operation_goes_back_to_an_open_step(base_sqlite):
    with pytest.raises(FautesDeSaisie) as faute:
        charger(base_sqlite, donnees(FICHIERS[0]) | {"etape": "suspendue", "etape_quittee": "close"})
    assert "etape_quittee" in str(faute.value)


@pytest.mark.parametrize(
    ("naissance", "dit"), [("2010-10-14", "14 ans"), ("1944-10-13", "81 ans"), ("2026-01-01", "née")]
)
def test_an_age_that_cannot_be_at_the_start_of_a_contract_is_refused(base_sqlite, naissance, dit):
    """One sentence with the age, never the date of birth; fifteen and eighty years pass."""
    brut = donnees(FICHIERS[0])
    brut["beneficiaires"][0]["naissance"] = naissance
    with pytest.raises(FautesDeSaisie) as refus:
        charger(base_sqlite, brut)
    assert refus.value.champ == "beneficiaires[0].naissance"
    assert dit in refus.value.phrase
    assert "13/10/2025" in refus.value.phrase
    assert naissance not in refus.value.phrase


@pytest.mark.parametrize(("naissance", "passe"), [("2011-01-05", True), ("2011-01-06", False), ("1945-01-06", True)])
def test_fifteen_and_eighty_years_are_reckoned_on_the_day(naissance, passe):
    assert a_l_age_de_travailler(date.fromisoformat(naissance), date(2026, 1, 5)) is passe


def test_the_smallest_dossier_exports_to_a_fixed_point(base):
    brut = {"format": "relais-dossier/1", "operation": {"reference": "R-2026-0001", "lots": None, "criteres": None}}
    charger(base, brut)
    ecrit = export(base, "R-2026-0001")
    assert ecrit["operation"] == {"reference": "R-2026-0001", "criteres": [], "dispense": None, "lots": []}
    assert charger(base, ecrit).inchanges == ["R-2026-0001"]


def test_numbers_and_texts_of_the_same_value_are_one_dossier(base):
    """121.5 and "121.5", 292 and "292": money and hours are decimal strings or numbers."""
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    brut["heures"][0]["heures"] = Decimal("35.00")
    brut["attributions"][0]["heures_engagees"] = "800"
    assert charger(base, brut).inchanges == ["2025-CVB-004"]


def test_the_largest_amounts_fit(base):
    """Ten billion euros invoiced on a lot: the hundredths the database keeps have room for it."""
    brut = donnees(FICHIERS[1])
    brut["factures"][0]["montant_ht"] = "10000000000"
    brut["attributions"][0]["heures_engagees"] = 9999999
    charger(base, brut)
    assert export(base, "2026-CVB-003") == brut


def test_an_unknown_reference_is_said(base):
    with lecture(base) as session, pytest.raises(FauteDeSaisie, match="Aucune opération"):
        exporter(session, "X-1")


def test_a_kill_in_the_middle_of_an_import_leaves_nothing(base, tmp_path):
    """Kill -9 while five hundred dossiers are being written: none is there, and the next import does them all."""
    lignes = tmp_path / "dossiers.jsonl"
    lignes.write_text("\n".join(json.dumps(generer(graine)) for graine in range(200)), encoding="utf-8")
    programme = (
        "import sys; from pathlib import Path; from echanges import dossier; from echanges.lecture_dossiers import *;"
        "from sqlmodel_store.session import unit_of_work; lues = lire_dossiers(Path(sys.argv[2]));\n"
        "with unit_of_work(sys.argv[1]) as session:\n"
        "    dossier.importer(session, lues[:150], acteur='test'); print('ici', flush=True)\n"
        "    dossier.importer(session, lues[150:], acteur='test'); import time; time.sleep(60)"
    )
    processus = python(programme, base, str(lignes))
    assert processus.stdout.readline() == "ici\n"
    processus.kill()
    processus.communicate(30)
    with lecture(base) as session:
        assert operations.lister(session) == []
    with unit_of_work(base) as session:
        assert len(importer(session, lire_dossiers(lignes), acteur="test").crees) == 200


def test_a_dossier_is_read_in_a_constant_number_of_statements(base):
    """Ten dossiers take as many statements as one."""
    charger(base, *[generer(graine) for graine in range(10)])
    assert _instructions(base, 1) == _instructions(base, 10)


def _instructions(base: str, combien: int) -> int:
    comptees: list[str] = []
    moteur = get_engine(base)
    with lecture(base) as session:
        numeros = [ligne.id for ligne in operations.lister(session)[:combien]]

        @event.listens_for(moteur, "before_cursor_execute")
        def compter(*appel):
            comptees.append(appel[2])

        dossiers.charger(session, numeros)
        event.remove(moteur, "before_cursor_execute", compter)
    return len(comptees)


def test_a_field_given_completes_the_operation_and_the_others_stay(base):
    """`completer` writes what is given: a lot by its number, a new lot at the end, an object as a whole."""
    charger(base, donnees(FICHIERS[0]))
    lue = lire_partielle(
        {
            "reference": "2025-CVB-004",
            "intitule": "Nouvel intitulé",
            "lieu": {"commune": "Metz"},
            "lots": [{"numero": 2, "montant_ht": "1.00"}, {"numero": 9, "mode": "heures_au_marche", "heures": 5}],
        }
    ).format
    with unit_of_work(base) as session:
        operation = operations.exiger(session, "2025-CVB-004")
        completer(session, operation, lue)
        connue = partielle(session, operation)
    assert connue.intitule == "Nouvel intitulé"
    assert connue.lieu
    assert (connue.lieu.commune, connue.lieu.insee) == ("Metz", None)
    assert connue.nature == "travaux"
    assert connue.lots
    assert [(lot.numero, str(lot.montant_ht), lot.part_main_oeuvre is None) for lot in connue.lots][1:] == [
        (2, "1.00", False),
        (3, "300000.00", False),
        (4, "80000.00", False),
        (9, "None", True),
    ]
    assert connue.lots[-1].mode is Mode.HEURES_AU_MARCHE


def test_an_operation_ready_to_calibrate_goes_to_the_rules(base):
    """The rules receive the same lots and amounts as the dossier holds; nothing is missing."""
    charger(base, donnees(FICHIERS[0]), donnees(FICHIERS[2]))
    with lecture(base) as session:
        ecole = operations.vers_metier(session, operations.exiger(session, "2025-CVB-004"))
        region = operations.vers_metier(session, operations.exiger(session, "2025-RGA-021"))
    assert [lot.numero for lot in ecole.lots_clauses] == [1, 2, 3]
    assert region.lots[0].mode is Mode.HEURES_AU_MARCHE
    assert len(region.missions) == 2


@pytest.mark.parametrize(
    ("operation", "champ"),
    [
        pytest.param({}, "maitre_ouvrage.nom", id="the buyer"),
        pytest.param({"maitre_ouvrage": {"nom": "Ville", "type": "collectivite"}}, "intitule", id="the title"),
        pytest.param(
            {
                "maitre_ouvrage": {"nom": "Ville", "type": "collectivite"},
                "intitule": "École",
                "nature": "travaux",
                "date_avis": "2026-10-05",
                "lots": [{"numero": 1, "intitule": "Gros œuvre", "clause": True}],
            },
            "lots[0].montant_ht",
            id="an amount",
        ),
    ],
)
def test_what_is_missing_to_calibrate_is_named(base, operation, champ):
    charger(base, {"format": "relais-dossier/1", "operation": {"reference": "R-1", **operation}})
    with lecture(base) as session, pytest.raises(FauteDeSaisie) as refus:
        operations.vers_metier(session, operations.exiger(session, "R-1"))
    assert refus.value.champ == champ
