"""Mutualisation: hours of one operation counted on others under a convention, and never twice."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lecture_docx import texte
from mutualisation_en_base import (
    ACCORDS,
    AVRIL,
    ENTREPRISE,
    FEVRIER,
    JUIN,
    MARS,
    PAR,
    A,
    B,
    C,
    attribution,
    contrat,
    convenir,
    convention,
    donner,
    dossier,
    heures,
    lot,
    personne,
    validees,
)
from suivis import REGLES

from config.paths import Paths
from config.settings import get_settings
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from echanges.suivi import charger, charger_toutes
from metier.fautes import FauteDeSaisie
from metier.indicateurs import indicateurs, indicateurs_attribution
from metier.portee import Portee
from metier.realisation import NUL, par_type, volumes
from sqlmodel_store.depots import heures as depot_heures
from sqlmodel_store.depots import indicateurs as totaux
from sqlmodel_store.depots import journal, operations
from sqlmodel_store.depots.indicateurs_mois import du_mois
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.consolidation import additionner
from workflows.actes.conventions import enregistrer_convention
from workflows.actes.globalisation import produire_c3
from workflows.actes.mutualisation import Repartition, affecter, repartir_le_mois


@pytest.fixture
def convenue(sur_sqlite):
    """Three operations of one company, under a convention that the buyer of the third has not agreed to."""
    convenir()


@pytest.fixture
def partout(installation):
    """The same on each engine."""
    convenir()


def test_hours_leave_one_operation_and_count_on_the_other(convenue):
    """Taken off the lot where they were done, added to the lot where they are counted; the sum does not move."""
    avant = validees(A), validees(B)
    donner({(B, 1): "40.50", (B, 2): "10"})
    assert (validees(A), validees(B)) == (avant[0] - Decimal("50.50"), avant[1] + Decimal("50.50"))
    assert validees(B, lots=frozenset({1})) == Decimal("40.50")
    with lecture() as session:
        vers = charger(session, B)
    assert {un.value: faites.validees for un, faites in par_type(vers).items()} == {
        "cdd": Decimal("20.25"),
        "ctt_etti": Decimal("50.50"),
    }
    parts = [indicateurs_attribution(vers, une, MARS).cumul.validees for une in vers.attributions]
    assert parts == [Decimal("40.50"), NUL, Decimal("30.25")]


def test_persons_and_contracts_stay_where_the_contract_is(convenue):
    """Whoever gave every hour away has worked all the same, once."""
    donner({(B, 1): "100"}, FEVRIER)
    with lecture() as session:
        source, cible = (indicateurs(charger(session, une), FEVRIER, REGLES) for une in (A, B))
    assert (source.effectifs.personnes, source.effectifs.ayant_travaille, source.cumul.validees) == (2, 1, 0)
    assert (cible.effectifs.personnes, cible.effectifs.contrats, cible.cumul.validees) == (1, 1, 100)


def test_hours_keep_their_state(convenue):
    """What waits for validation waits there too."""
    donner({(B, 1): "30"}, AVRIL)
    with lecture() as session:
        assert volumes(charger(session, B), Portee.au_mois(AVRIL)).declarees == 30
        assert volumes(charger(session, A), Portee.au_mois(AVRIL)).declarees == 40


def test_the_database_and_the_consolidation_say_the_same(partout):
    """Each lot, each company, the totals of a set, the years."""
    ensemble = additionner(2026, 2026).synthese.volumes
    donner({(B, 1): "40.50", (B, 2): "10"})
    donner({(B, 2): "25"}, FEVRIER)
    donner({(A, 1): "5.25"}, MARS, B)
    comparer()
    assert additionner(2026, 2026).synthese.volumes == ensemble
    assert sum(ligne.annuelles.validees for ligne in additionner(2026, 2026).lignes) == ensemble.validees


def comparer():
    """SQL against loaded objects, for each operation and for each set of two."""
    with lecture() as session:
        lignes = operations.lister(session)
        suivis = {un.reference: un for un in charger_toutes(session, lignes)}
        for mois in (FEVRIER, MARS, JUIN):
            for une in du_mois(session, mois, REGLES):
                attendu, vu = indicateurs(suivis[une.reference], mois, REGLES), une.indicateurs
                assert (vu.cumul, vu.du_mois, vu.effectifs) == (attendu.cumul, attendu.du_mois, attendu.effectifs)
                assert [(un.cumul, un.modalites, un.rythme) for un in vu.lots] == [
                    (un.cumul, un.modalites, un.rythme) for un in attendu.lots
                ]
                parts = [
                    indicateurs_attribution(suivis[une.reference], at, mois).cumul
                    for at in suivis[une.reference].attributions
                ]
                assert [at.cumul for at in une.attributions] == parts
        for absente in lignes:
            gardees = [ligne for ligne in lignes if ligne is not absente]
            vu = totaux.calculer(session, [ligne.id for ligne in gardees])
            faites = [volumes(suivis[ligne.reference]) for ligne in gardees]
            assert vu.heures_validees == sum((une.validees for une in faites), NUL)
            assert vu.heures_non_comptees == sum((une.non_comptees for une in faites), NUL)


def test_the_same_again_changes_nothing_and_another_replaces(convenue):
    """Written as a whole per contract and month; nothing takes everything back."""
    for parts in ({(B, 1): "40"}, {(B, 1): "40"}, {(B, 2): "15"}):
        donner(parts)
    assert validees(B, lots=frozenset({1})) == 0
    assert validees(B, lots=frozenset({2})) == Decimal("35.25")
    donner({})
    assert (validees(A), validees(B)) == (Decimal("231.50"), Decimal("20.25"))


def test_a_month_is_shared_out_by_a_key(convenue):
    """In proportion of hours due on the markets whose buyer agreed; to the hundredth, nothing lost; twice the same."""
    avant = validees(A) + validees(B)
    assert repartir_le_mois("CV-2026-1", MARS, acteur=PAR) == Repartition(contrats=2, changes=2)
    premiere = validees(A), validees(B)
    assert sum(premiere) == avant
    assert repartir_le_mois("CV-2026-1", MARS, acteur=PAR) == Repartition(contrats=2, changes=0)
    assert repartir_le_mois("CV-2026-1", JUIN, acteur=PAR) == Repartition(contrats=0, changes=0)
    assert (validees(A), validees(B)) == premiere
    with lecture() as session:
        (recue, *_), k1 = charger(session, B).recues, charger(session, A)
    assert recue.heures == Decimal("21.74")
    assert volumes(k1, Portee.au_mois(MARS)).dont_formation == Decimal("21.50")
    cle = {(A, 1): Decimal("0.75"), (B, 2): Decimal("0.25")}
    assert repartir_le_mois("CV-2026-1", FEVRIER, cle=cle, acteur=PAR) == Repartition(contrats=1, changes=1)
    with lecture() as session:
        assert volumes(charger(session, B), Portee.au_mois(FEVRIER)).validees == 25
    comparer()


@pytest.mark.parametrize(
    ("appel", "champ", "phrase"),
    [
        pytest.param(
            lambda: donner({(B, 1): "60", (B, 2): "40.01"}),
            "heures",
            "aucune heure ne compte deux fois",
            id="more than worked, training apart",
        ),
        pytest.param(
            lambda: donner({(C, 1): "1"}), "accord", "n’a pas donné son accord", id="a buyer who has not agreed"
        ),
        pytest.param(lambda: donner({(B, 1): "1"}, JUIN), "mois", "est hors de la convention", id="after its end"),
        pytest.param(lambda: donner({(A, 1): "1"}), "affectations", "déjà comptées", id="on the operation itself"),
        pytest.param(lambda: donner({(B, 7): "1"}), "lot", "n’est pas titulaire du lot 7", id="a lot it does not hold"),
        pytest.param(lambda: donner({(B, 1): "0.005"}), "heures", "deux décimales", id="thousandths"),
        pytest.param(lambda: donner({(B, 1): "-1"}), "heures", "positives", id="negative hours"),
        pytest.param(lambda: donner({(B, 1): "NaN"}), "heures", "positives", id="no number"),
        pytest.param(lambda: donner({(B, 1): "1"}, code="k2"), "contrat", "éligibilité non validée", id="not eligible"),
        pytest.param(
            lambda: donner({(B, 1): "1"}, code="k3"), "contrat", "n’est pas un contrat", id="another company's"
        ),
        pytest.param(
            lambda: donner({(B, 1): "1"}, source="ZZZ"),
            "operation",
            "n’est pas sous la convention",
            id="another operation",
        ),
        pytest.param(
            lambda: donner({("ZZZ", 1): "1"}), "operation", "n’est pas sous la convention", id="another target"
        ),
        pytest.param(
            lambda: affecter("CV-9", A, "k1", MARS, {}, acteur=PAR), "convention", "aucune ne porte", id="no convention"
        ),
        pytest.param(
            lambda: repartir_le_mois("CV-2026-1", MARS, cle={(A, 1): Decimal("0.9")}, acteur=PAR),
            "cle",
            "totalisent 1",
            id="a key of 90 %",
        ),
        pytest.param(
            lambda: enregistrer_convention(convention(accords={A: None}), acteur=PAR),
            "operations",
            "deux opérations au moins",
            id="one operation",
        ),
        pytest.param(
            lambda: enregistrer_convention(convention(reference="../C3"), acteur=PAR),
            "reference",
            "lettres sans accent",
            id="a path",
        ),
        pytest.param(
            lambda: enregistrer_convention(convention(fin=date(2026, 1, 1)), acteur=PAR),
            "fin",
            "précède son début",
            id="ended before",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(convenue, appel, champ, phrase):
    """And nothing is written."""
    with pytest.raises(FauteDeSaisie) as refus:
        appel()
    assert refus.value.champ == champ
    assert phrase in refus.value.phrase
    assert (validees(A), validees(B)) == (Decimal("231.50"), Decimal("20.25"))


def test_an_operation_whose_hours_are_shared_stays_under_the_convention(convenue):
    donner({(B, 1): "10"})
    with pytest.raises(FauteDeSaisie, match="à retirer ont des heures affectées"):
        enregistrer_convention(convention(accords={A: ACCORDS[A], C: None}), acteur=PAR)
    enregistrer_convention(convention(accords=ACCORDS | {C: date(2026, 3, 2)}), acteur=PAR)
    donner({(B, 1): "10", (C, 1): "20"})
    assert validees(C) == 20


@pytest.mark.parametrize(
    ("autres", "champ"),
    [
        pytest.param({"accords": ACCORDS | {B: None}}, "accord_le", id="the agreement taken back"),
        pytest.param({"accords": ACCORDS | {A: date(2026, 4, 1)}}, "accord_le", id="agreed after the month"),
        pytest.param({"debut": date(2026, 4, 1)}, "debut", id="begun after the month"),
        pytest.param({"fin": date(2026, 2, 28)}, "fin", id="ended before the month"),
        pytest.param({"entreprise": "Cotraitant"}, "entreprise", id="another company"),
    ],
)
def test_what_hours_rest_on_is_not_taken_from_under_them(convenue, autres, champ):
    """Refused in a sentence that names the month, and accepted once the hours are taken back."""
    donner({(B, 1): "10"})
    with pytest.raises(FauteDeSaisie, match=r"mars\s2026") as refus:
        enregistrer_convention(convention(**autres), acteur=PAR)
    assert refus.value.champ == champ
    enregistrer_convention(convention(accords=ACCORDS | {C: date(2026, 3, 2)}), acteur=PAR)
    donner({})
    enregistrer_convention(convention(**autres), acteur=PAR)


@pytest.mark.parametrize("close", [A, B])
def test_a_closed_month_changes_with_a_reason_that_is_kept(convenue, close):
    """On either side; the journal tells what was, what is, and why; the same again asks for nothing."""
    donner({(B, 1): "10"})
    with unit_of_work() as session:
        depot_heures.clore(session, operations.exiger(session, close).id, MARS, par=PAR, jour=date(2026, 6, 1))
    donner({(B, 1): "10"})
    for parts in ({(B, 1): "20"}, {}):
        with pytest.raises(FauteDeSaisie, match=f"clos pour {close}") as refus:
            donner(parts)
        assert refus.value.champ == "motif"
    with pytest.raises(FauteDeSaisie, match="clos"):
        repartir_le_mois("CV-2026-1", MARS, acteur=PAR)
    donner({(B, 1): "20"}, motif="Erreur de report")
    assert validees(B, lots=frozenset({1})) == 20
    with lecture() as session:
        notes = journal.du_genre(session, "heures_affectees")
    lu = json.loads(notes[-1].donnees)
    assert (lu["avant"], lu["parts"], lu["motif"]) == ([f"{B}, lot 1 : 10"], [f"{B}, lot 1 : 20"], "Erreur de report")


@pytest.mark.parametrize(
    ("changement", "champ"),
    [
        pytest.param(lambda un: un["operation"].update(lots=[lot(2)]), "operation.lots", id="the lot removed"),
        pytest.param(lambda _: None, "attributions", id="the company replaced"),
    ],
)
def test_a_lot_that_received_hours_keeps_its_place_and_its_company(convenue, changement, champ):
    """Otherwise hours of another operation would count nowhere."""
    donner({(B, 1): "10"})
    remplace = dossier(
        B,
        attributions=[attribution(2, 60)],
        beneficiaires=[personne("b1")],
        contrats=[contrat("k1", "b1", 2, "cdd", ENTREPRISE)],
        heures=[heures("k1", "2026-03", "20.25")],
    )
    changement(remplace)
    with unit_of_work() as session, pytest.raises(FauteDeSaisie, match="10\u00a0h d’autres opérations") as refus:
        importer(session, [lire_dossier(remplace)], acteur=PAR)
    assert refus.value.champ == champ
    donner({})
    with unit_of_work() as session:
        importer(session, [lire_dossier(remplace)], acteur=PAR)
    assert validees(B) == Decimal("20.25")


def test_the_convention_is_made_in_word(convenue):
    """Each market with its hours due, each month with what is counted where, nobody's name; under each operation."""
    donner({(B, 1): "40.50"})
    fichier = produire_c3("CV-2026-1", acteur=PAR)
    fichiers = [Paths(get_settings().home).documents(une) / fichier for une in ACCORDS]
    lu = texte(fichiers[0].read_bytes())
    assert [un.read_bytes() for un in fichiers[1:]] == [fichiers[0].read_bytes()] * 2
    for attendu in (ENTREPRISE, f"{B}, lot 1", "40,50", "81", "mars 2026"):
        assert attendu in lu.replace("\u00a0", " ").replace("\u202f", " "), attendu
    assert "Courtevin" not in lu


MARCHES = st.sampled_from([(A, 1), (B, 1), (B, 2), (C, 1)])
GESTES = st.lists(
    st.tuples(
        st.sampled_from([(A, "k1"), (B, "k1")]),
        st.sampled_from([FEVRIER, MARS, AVRIL]),
        st.dictionaries(MARCHES, st.integers(0, 12_200).map(lambda n: Decimal(n) / 100), max_size=3),
    ),
    max_size=5,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GESTES)
def test_no_sequence_counts_an_hour_twice(convenue, gestes):
    """Whatever is accepted or refused: the sum of all operations, and of each contract in a month, never moves."""
    for source in (A, B):
        for mois in (FEVRIER, MARS, AVRIL):
            donner({}, mois, source)
    tout = additionner(2026, 2026).synthese.volumes
    refuses = set()
    for (source, code), mois, parts in gestes:
        try:
            donner(parts, mois, source, code)
        except FauteDeSaisie as refus:
            refuses.add(refus.champ)
    assert refuses <= {"accord", "affectations", "heures"}
    assert additionner(2026, 2026).synthese.volumes == tout
    with lecture() as session:
        suivis = charger_toutes(session, operations.lister(session))
        for un in suivis:
            for une in un.heures:
                donnees = sum((c.heures for c in un.cedees if (c.contrat, c.mois) == (une.contrat, une.mois)), NUL)
                assert donnees <= une.heures - une.dont_formation
        assert sum((c.heures for un in suivis for c in un.cedees), NUL) == sum(
            (r.heures for un in suivis for r in un.recues), NUL
        )
    comparer()
