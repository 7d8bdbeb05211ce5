"""The operation format: what the contract accepts, and one sentence that names each thing it refuses."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from echanges.format_operation import OperationFormat, OperationPartielle, completer, lire_operation, lire_partielle
from echanges.lecture_json import lire_json
from formats.calcul import phrase_alerte
from metier.alertes import CodeAlerte
from metier.fautes import FautesDeSaisie
from metier.operation import Forme, Mission, Mode, Montage

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "operations"
ECOLE = lire_json(DONNEES / "01-ecole-trois-lots.json")
BONNES = ["01-ecole-trois-lots", "02-nettoyage-accord-cadre", "03-lycee-modes-varies", "04-dispense-travaux-courts"]
ABSENT = object()


def ecole(chemin: str, valeur: Any) -> dict[str, Any]:
    """The school with one value set, or taken out with ABSENT; `chemin` is such as `lots.0.motif`."""
    brut: Any = deepcopy(ECOLE)
    *parents, dernier = [int(partie) if partie.isdecimal() else partie for partie in chemin.split(".")]
    cible = brut
    for parent in parents:
        cible = cible[parent]
    if valeur is ABSENT:
        del cible[dernier]
    else:
        cible[dernier] = valeur
    return brut


def fautes(brut: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(FautesDeSaisie) as refus:
        lire_operation(brut)
    return [(faute.champ, faute.phrase.replace("\u00a0", " ")) for faute in refus.value.fautes]


CRITERE = {"intitule": "Performance en matière d’insertion", "ponderation": 10}
REFUS = [
    # shares
    ("lots.0.part_main_oeuvre", "50", "lots[0].part_main_oeuvre", "une fraction est attendue, 0.50 pour 50 %"),
    ("lots.0.part_main_oeuvre", 50, "lots[0].part_main_oeuvre", "0.50 pour 50 %"),
    ("lots.0.taux_insertion", "7.5", "lots[0].taux_insertion", "0.075 pour 7.5 %"),
    ("lots.0.taux_insertion", "0", "lots[0].taux_insertion", "entre 0 exclu et 1"),
    ("lots.0.taux_insertion", "-0.05", "lots[0].taux_insertion", "entre 0 exclu et 1"),
    ("lots.0.part_main_oeuvre", "0,50", "lots[0].part_main_oeuvre", "0.50"),
    ("lots.0.part_main_oeuvre", "50 %", "lots[0].part_main_oeuvre", "« 50 % » reçu"),
    ("lots.0.part_main_oeuvre", True, "lots[0].part_main_oeuvre", "un booléen reçu"),
    # amounts and hours
    ("lots.0.montant_ht", "350 000,00", "lots[0].montant_ht", "350000.00"),
    ("lots.0.montant_ht", "-5", "lots[0].montant_ht", "-5 reçu"),
    ("lots.0.montant_ht", 10**11, "lots[0].montant_ht", "10 milliards"),
    ("lots.0.montant_ht", "350000.0000001", "lots[0].montant_ht", "6 décimales"),
    ("lots.0.montant_ht", "NaN", "lots[0].montant_ht", "« NaN » reçu"),
    ("lots.0.montant_ht", float("nan"), "lots[0].montant_ht", "nan reçu"),
    ("lots.0.montant_ht", float("inf"), "lots[0].montant_ht", "inf reçu"),
    ("lots.0.montant_ht", Decimal("Infinity"), "lots[0].montant_ht", "Infinity reçu"),
    ("lots.0.montant_ht", {}, "lots[0].montant_ht", "un objet reçu"),
    ("lots.0.montant_ht", "١٢", "lots[0].montant_ht", "reçu"),
    ("lots.0.cout_horaire", "0", "lots[0].cout_horaire", "plus grand que 0"),
    ("lots.0.cout_horaire", "30000", "lots[0].cout_horaire", "jusqu’à 1000"),
    ("lots.0.heures_retenues", "12.5", "lots[0].heures_retenues", "un nombre entier d’heures"),
    ("lots.0.heures_retenues", -1, "lots[0].heures_retenues", "un nombre entier d’heures"),
    ("lots.0.heures_retenues", 300, "lots[0].motif", "300 h retenues sans motif"),
    ("lots.0.duree_mois", 0, "lots[0].duree_mois", "un nombre entier de mois"),
    ("duree_mois", "4.5", "duree_mois", "un nombre entier de mois"),
    ("penalites.heure", "-60", "penalites.heure", "plus grand que 0"),
    # dates
    ("date_avis", "2026-02-30", "date_avis", "cette date n’existe pas"),
    ("date_avis", "05/10/2026", "date_avis", "AAAA-MM-JJ"),
    ("date_avis", 20261005, "date_avis", "AAAA-MM-JJ"),
    ("date_avis", "2026-10-05T00:00:00", "date_avis", "AAAA-MM-JJ"),
    ("date_avis", "0026-10-05", "date_avis", "une année entre"),
    # keys
    ("lots.0.taux_d_insertion", "0.05", "lots[0].taux_d_insertion", "vouliez-vous dire « taux_insertion » ?"),
    ("maitre_ouvrage.sirett", "x", "maitre_ouvrage.sirett", "vouliez-vous dire « siret » ?"),
    ("montant_ht", "1", "montant_ht", "sa place est dans « lots »"),
    ("couleur", "bleu", "couleur", "clé inconnue"),
    ("a\x00b", 1, "a\\x00b", "clé inconnue"),
    # closed lists
    ("montage", "executio", "montage", "vouliez-vous dire « execution » ?"),
    ("nature", "Travaux", "nature", "valeurs attendues : travaux, services"),
    ("forme", "mapa", "forme", "ordinaire, tranches, bons_de_commande, concession"),
    ("maitre_ouvrage.type", "mairie", "maitre_ouvrage.type", "collectivite"),
    ("ccag", "CCAG", "ccag", "travaux, fcs, pi, tic, mi, moe, aucun"),
    ("missions", ["amont"], "missions[0]", "amont_identification"),
    ("missions", [], "missions", "liste vide"),
    ("missions", ["bilan", "bilan"], "missions[1]", "« bilan » est déjà missions[0]"),
    ("lots.0.mode", "forfait", "lots[0].mode", "generique"),
    ("lots.0.clause", "oui", "lots[0].clause", "true ou false"),
    ("lots.0.clause", 1, "lots[0].clause", "true ou false"),
    ("defense", "non", "defense", "true ou false"),
    # codes
    ("maitre_ouvrage.siret", "00000101600014", "maitre_ouvrage.siret", "la clé de ce SIRET est fausse"),
    ("maitre_ouvrage.siret", 101600013, "maitre_ouvrage.siret", "quatorze chiffres entre guillemets"),
    ("maitre_ouvrage.siret", "000 001 016 00013", "maitre_ouvrage.siret", "quatorze chiffres"),
    ("lieu.insee", "5767", "lieu.insee", "code Insee"),
    ("lots.0.metiers", ["maçon"], "lots[0].metiers[0]", "code ROME"),
    ("reference", "", "reference", "une référence"),
    ("reference", "../../etc/passwd", "reference", "une référence"),
    ("reference", "a" * 65, "reference", "64 caractères"),
    ("reference", "2026-É", "reference", "sans accent"),
    ("reference", "2026\x0b014", "reference", "\\x0b"),
    ("reference", "2026-014\n", "reference", "\\n"),
    ("reference_acheteur", "AO\x07 12", "reference_acheteur", "caractère de contrôle"),
    ("bareme", "../secret", "bareme", "une référence"),
    # what must be there
    ("reference", ABSENT, "reference", "donnée absente"),
    ("intitule", ABSENT, "intitule", "donnée absente"),
    ("intitule", "   ", "intitule", "texte vide"),
    ("intitule", 12, "intitule", "un texte est attendu"),
    ("intitule", "x" * 20_001, "intitule", "20000 au plus"),
    ("maitre_ouvrage", ABSENT, "maitre_ouvrage", "donnée absente"),
    ("maitre_ouvrage", "Ville", "maitre_ouvrage", "un objet"),
    ("maitre_ouvrage.nom", ABSENT, "maitre_ouvrage.nom", "donnée absente"),
    ("maitre_ouvrage.type", ABSENT, "maitre_ouvrage.type", "donnée absente"),
    ("nature", None, "nature", "donnée absente"),
    ("date_avis", ABSENT, "date_avis", "donnée absente"),
    ("lots", ABSENT, "lots", "donnée absente"),
    ("lots", [], "lots", "liste vide"),
    ("lots", {}, "lots", "une liste"),
    ("lots.0", 3, "lots[0]", "un objet"),
    ("lots.0.numero", ABSENT, "lots[0].numero", "donnée absente"),
    ("lots.0.numero", 0, "lots[0].numero", "un numéro de lot"),
    ("lots.0.numero", "1", "lots[0].numero", "texte « 1 » reçu ; un numéro de lot"),
    ("lots.0.numero", 2, "lots[1].numero", "déjà celui de lots[0]"),
    ("lots.0.intitule", ABSENT, "lots[0].intitule", "donnée absente"),
    ("lots.0.clause", ABSENT, "lots[0].clause", "donnée absente"),
    ("lots.0.montant_ht", ABSENT, "lots[0].montant_ht", "le lot 1 (part de main-d’œuvre du montant) l’exige"),
    ("lots.3.montant_ht", ABSENT, "lots[3].montant_ht", "le lot 4 (non clausé) l’exige"),
    ("lots.0.mode", "heures_travaillees", "lots[0].heures_totales", "donnée absente"),
    ("lots.0.mode", "ratio_euros", "lots[0].euros_par_heure", "donnée absente"),
    ("lots.0.mode", "proprete", "lots[0].heures_mensuelles_reprises", "donnée absente"),
    ("lots.0.mode", "heures_au_marche", "lots[0].heures", "donnée absente"),
    # fields that exclude or need each other
    ("criteres", [CRITERE], "criteres", "seul execution_critere"),
    ("articles_reservation", ["L2113-13"], "articles_reservation", "seul reserve"),
    ("articles_reservation", ["article 15"], "articles_reservation[0]", "article de réservation"),
    ("dispense", {"cas": 5, "motif": "x"}, "dispense.cas", "de 1 à 4"),
    ("dispense", {"motif": "x"}, "dispense.cas", "donnée absente"),
    ("dispense", 4, "dispense", "un objet"),
]


HORS_SCHEMA = {"a\x00b", "maitre_ouvrage.siret", "criteres", "articles_reservation"}
"""What a schema cannot tell: keys of a SIRET, days of a calendar, decimals beyond six, non-numbers, ranges of texts."""
REFUS_DU_SCHEMA = [
    refus
    for refus in REFUS
    if refus[0] not in HORS_SCHEMA
    and str(refus[1]) not in {"2026-02-30", "350000.0000001", "nan", "Infinity", "2", "AO\x07 12", "2026-014\n"}
]


@pytest.mark.parametrize(("chemin", "valeur", "champ", "extrait"), REFUS)
def test_each_fault_is_one_sentence_that_starts_with_its_field(chemin, valeur, champ, extrait):
    trouvees = fautes(ecole(chemin, valeur))
    assert [trouve for trouve, _ in trouvees] == [champ]
    phrase = trouvees[0][1]
    assert phrase.startswith(f"{champ} : ")
    assert extrait in phrase
    assert phrase[-1] in ".?"
    assert "\n" not in phrase


@pytest.mark.parametrize(
    ("criteres", "champ", "extrait"),
    [
        ([{**CRITERE, "ponderation": 60}, {**CRITERE, "ponderation": "50"}], "criteres", "font 110"),
        ([{**CRITERE, "ponderation": 0}], "criteres[0].ponderation", "plus grande que 0"),
        (
            [{**CRITERE, "sous_criteres": [{"intitule": "Tutorat", "ponderation": 40}]}],
            "criteres[0].sous_criteres",
            "font 40 ; 100 est attendu",
        ),
        ([{"ponderation": 10}], "criteres[0].intitule", "donnée absente"),
    ],
)
def test_the_weights_of_criteria_add_up(criteres, champ, extrait):
    brut = {**ecole("montage", "execution_critere"), "criteres": criteres}
    assert [(trouve, extrait in phrase) for trouve, phrase in fautes(brut)] == [(champ, True)]


@pytest.mark.parametrize(("cle", "valeur"), [("criteres", [CRITERE]), ("articles_reservation", ["L2113-13"])])
def test_without_a_montage_what_needs_another_one_is_refused(cle, valeur):
    brut = ecole("montage", ABSENT)
    brut[cle] = valeur
    assert [champ for champ, _ in fautes(brut)] == [cle]


def test_a_lot_cannot_end_before_it_starts():
    brut = ecole("lots.0.debut", "2026-11-01")
    brut["lots"][0]["fin"] = "2026-10-31"
    assert [champ for champ, _ in fautes(brut)] == ["lots[0].fin"]


def test_every_fault_of_a_file_is_told_at_once():
    brut = ecole("lots.0.part_main_oeuvre", "70")
    brut["lots"][2]["clause"] = "oui"
    brut["nature"] = "travail"
    assert {champ for champ, _ in fautes(brut)} == {"nature", "lots[0].part_main_oeuvre", "lots[2].clause"}


@pytest.mark.parametrize("nom", ["05-faute-part-en-pourcent", "06-faute-cle-inconnue"])
def test_the_faulty_examples_are_refused_in_the_words_expected(nom):
    attendu = json.loads((DONNEES / "attendus.json").read_text(encoding="utf-8"))[f"{nom}.json"]
    (faute,) = fautes(lire_json(DONNEES / f"{nom}.json"))
    assert all(terme in faute[1] for terme in attendu["message_contient"])


@pytest.mark.parametrize("nom", BONNES)
def test_an_operation_is_written_back_as_it_was_read(nom):
    brut = lire_json(DONNEES / f"{nom}.json")
    ecrit = lire_operation(brut).format.en_json()
    assert lire_operation(ecrit).operation == lire_operation(brut).operation
    assert set(ecrit) == set(brut)


def test_the_written_scale_is_kept():
    lecture = lire_operation(ecole("lots.0.montant_ht", Decimal("120000.50")))
    assert str(lecture.operation.lots[0].montant_ht) == "120000.50"
    assert lecture.format.en_json()["lots"][0]["montant_ht"] == "120000.50"


@pytest.mark.parametrize("valeur", ["120000", 120000, Decimal("1.2E+5"), 120000.0])
def test_an_amount_is_a_string_or_a_number(valeur):
    lue = lire_operation(ecole("lots.0.montant_ht", valeur)).operation.lots[0].montant_ht
    assert lue == 120000
    assert type(lue) is Decimal


def test_absent_keys_take_the_defaults_of_the_contract():
    utiles = {"reference", "intitule", "maitre_ouvrage", "nature", "date_avis", "lots"}
    operation = lire_operation({cle: valeur for cle, valeur in ECOLE.items() if cle in utiles}).operation
    assert (operation.forme, operation.montage) == (Forme.ORDINAIRE, Montage.EXECUTION)
    assert operation.missions == frozenset(Mission)
    assert (operation.bareme, operation.dispense, operation.criteres) == (None, None, ())
    assert operation.lots[0].mode is Mode.GENERIQUE


@pytest.mark.parametrize("cle", ["dispense", "penalites", "lieu", "missions", "criteres", "bareme", "ccag", "forme"])
def test_a_null_stands_for_an_absent_key(cle):
    assert lire_operation(ecole(cle, None)).operation == lire_operation(ecole(cle, ABSENT)).operation


def test_what_the_bareme_may_supply_is_not_asked_here():
    brut = ecole("lots.0.part_main_oeuvre", ABSENT)
    del brut["lots"][0]["cout_horaire"], brut["lots"][0]["taux_insertion"]
    assert lire_operation(brut).operation.lots[0].part_main_oeuvre is None


def test_hours_written_in_the_contract_need_no_amount():
    lot = {"numero": 1, "intitule": "Gros œuvre", "clause": True, "mode": "heures_au_marche", "heures": 1240}
    assert lire_operation(ecole("lots", [lot])).operation.lots[0].heures == 1240


@pytest.mark.parametrize("dispense", [{"cas": 4}, {"cas": 4, "motif": ""}, {"cas": 4, "motif": None}])
def test_a_waiver_without_reason_is_no_fault_of_input(dispense):
    """Contract §4: the operation is then « a_regulariser »."""
    lue = lire_operation(ecole("dispense", dispense)).operation.dispense
    assert lue is not None
    assert lue.motif == ""


def test_control_characters_leave_a_text_with_an_alert():
    lecture = lire_operation(ecole("lots.1.intitule", "Gros\x0b œu\ud800vre\x00"))
    assert lecture.operation.lots[1].intitule == "Gros œuvre"
    (alerte,) = lecture.alertes
    assert (alerte.code, alerte.valeurs) == (
        CodeAlerte.CARACTERES_RETIRES,
        {"champ": "lots[1].intitule", "nombre": 3},
    )
    assert phrase_alerte(alerte).endswith("retirés")
    (seul,) = lire_operation(ecole("lots.1.intitule", "Gros\x0b œuvre")).alertes
    assert phrase_alerte(seul).endswith("retiré")


def test_line_breaks_tabs_emoji_and_right_to_left_text_stay():
    texte = "Ligne\r\n\tsuite 🏗️ مرحبا <b>&</b> {{ 7*7 }}"
    lecture = lire_operation(ecole("notes", texte))
    assert lecture.operation.notes == texte
    assert lecture.alertes == ()


def test_a_title_made_of_control_characters_only_is_refused():
    assert fautes(ecole("intitule", "\x0b\x0c"))[0][0] == "intitule"


def test_ten_thousand_characters_are_accepted():
    assert len(lire_operation(ecole("intitule", "é" * 10_000)).operation.intitule) == 10_000


def test_a_siret_of_la_poste_follows_its_own_rule():
    """Its establishments have no Luhn key: the sum of the digits is a multiple of five."""
    lecture = lire_operation(ecole("maitre_ouvrage.siret", "35600000009075"))
    assert lecture.operation.maitre_ouvrage.siret == "35600000009075"


def test_a_long_or_wild_value_is_quoted_short_and_on_one_line():
    phrase = fautes(ecole("date_avis", "x\n" * 5000))[0][1]
    assert len(phrase) < 250
    assert "\n" not in phrase


# Partial operations


def test_an_announced_operation_may_lack_everything_but_its_reference():
    lecture = lire_partielle({"reference": "R-2026-0001"})
    assert lecture.format.en_json() == {"reference": "R-2026-0001"}
    with pytest.raises(FautesDeSaisie):
        lire_partielle({"intitule": "Sans référence"})


def test_what_is_present_is_checked_all_the_same():
    with pytest.raises(FautesDeSaisie) as refus:
        lire_partielle({"reference": "R-2026-0001", "lots": [{"numero": 1, "taux_insertion": "5"}]})
    assert refus.value.champ == "lots[0].taux_insertion"


def test_a_partial_operation_completed_is_an_operation():
    partielle = lire_partielle(ECOLE).format
    assert completer(partielle).operation == lire_operation(ECOLE).operation


def test_completing_names_what_is_still_missing():
    partielle = lire_partielle({"reference": "R-2026-0001", "lots": [{"numero": 1, "clause": True}]}).format
    with pytest.raises(FautesDeSaisie) as refus:
        completer(partielle)
    manquants = {faute.champ for faute in refus.value.fautes}
    assert manquants >= {"intitule", "maitre_ouvrage", "nature", "date_avis", "lots[0].intitule"}


# The JSON Schema


@pytest.mark.parametrize("modele", [OperationFormat, OperationPartielle])
def test_the_schema_is_a_valid_one(modele):
    jsonschema.Draft202012Validator.check_schema(modele.json_schema())


@pytest.mark.parametrize("nom", BONNES)
def test_the_schema_accepts_the_examples(nom):
    brut = json.loads((DONNEES / f"{nom}.json").read_text(encoding="utf-8"))
    jsonschema.validate(brut, OperationFormat.json_schema())


def test_the_schema_refuses_an_unknown_key():
    brut = json.loads((DONNEES / "06-faute-cle-inconnue.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(brut, OperationFormat.json_schema())


@pytest.mark.parametrize(
    ("chemin", "valeur"),
    [
        *((chemin, valeur) for chemin, valeur, *_ in REFUS_DU_SCHEMA),
        ("lots.0.heures_retenues", 300),
        ("lots.0.montant_ht", ABSENT),
        ("lots.3.montant_ht", None),
        *(("lots.0.mode", mode) for mode in ("heures_travaillees", "ratio_euros", "proprete", "heures_au_marche")),
        ("criteres", [{**CRITERE, "ponderation": "0"}]),
        ("criteres", [{**CRITERE, "ponderation": "100.01"}]),
        ("missions", ["bilan", "bilan"]),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(chemin, valeur):
    brut = ecole(chemin, valeur)
    assert fautes(brut)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(brut, OperationFormat.json_schema())


@pytest.mark.parametrize(
    ("chemin", "valeur"),
    [
        *(("lots.0.taux_insertion", part) for part in ("1", "1.00", "0.05", "00.050", "001", 1, 0.05)),
        *(("lots.0.montant_ht", montant) for montant in ("0", "-0", "10000000000.00", "0.000001", 12, 350000.5)),
        *(("lots.0.cout_horaire", cout) for cout in ("1000", "1000.0", "0.01", "0999.99", 30)),
        *(("lots.0.duree_mois", duree) for duree in ("12", "12.0", 1, 600)),
        ("penalites", {"heure": "10000000", "jour_document": None}),
        ("lots.0.part_main_oeuvre", None),
        ("lots.0.cout_horaire", ABSENT),
        ("lots.0.mode", None),
        ("date_avis", "2100-12-31"),
    ],
)
def test_the_schema_accepts_what_the_reader_accepts(chemin, valeur):
    brut = ecole(chemin, valeur)
    lire_operation(brut)
    jsonschema.validate(brut, OperationFormat.json_schema())


@pytest.mark.parametrize("retenues", [0, "0", "-0", 292, "292.00", None])
def test_the_schema_accepts_kept_hours_with_their_reason(retenues):
    brut = ecole("lots.0.heures_retenues", retenues)
    brut["lots"][0]["motif"] = None if retenues is None else "Décision du comité"
    lire_operation(brut)
    jsonschema.validate(brut, OperationFormat.json_schema())


VALEURS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda enfants: st.lists(enfants, max_size=3) | st.dictionaries(st.text(max_size=8), enfants, max_size=3),
    max_leaves=6,
)
CHEMINS = st.sampled_from(
    [*ECOLE, *(f"lots.0.{cle}" for cle in ECOLE["lots"][0]), "maitre_ouvrage.siret", "lieu.insee"]
)


@given(CHEMINS, VALEURS)
def test_any_value_anywhere_is_read_or_refused_in_words(chemin, valeur):
    try:
        assert lire_operation(ecole(chemin, valeur)).operation.date_avis >= date(1900, 1, 1)
    except FautesDeSaisie as refus:
        assert all(faute.phrase[-1] in ".?" for faute in refus.fautes)  # noqa: PT017 - either outcome is right
