"""The dossier format: what the contract accepts, and one sentence that names each thing it refuses."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from dossiers_generes import generer

from echanges.canonique import du_format
from echanges.format_dossier import DossierFormat, lire_dossier
from echanges.lecture_dossiers import lire_dossiers
from formats.calcul import phrase_alerte
from metier.alertes import CodeAlerte
from metier.fautes import FauteDeSaisie, FautesDeSaisie

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "dossiers"
ECOLE = json.loads((DONNEES / "01-ecole.json").read_text(encoding="utf-8"))
FICHIERS = sorted(DONNEES.glob("0*.json"))
ABSENT = object()


def ecole(chemin: str, valeur: Any) -> dict[str, Any]:
    """The school with one value set, or taken out with ABSENT; `chemin` is such as `heures.3.mois`."""
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


def lisible(phrase: str) -> str:
    return phrase.replace("\u00a0", " ")


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda fichier: fichier.stem)
def test_the_examples_are_read_and_fit_their_schema(fichier):
    brut = json.loads(fichier.read_text(encoding="utf-8"))
    jsonschema.validate(brut, DossierFormat.json_schema())
    assert du_format(lire_dossier(brut).dossier) == brut


def test_drawn_dossiers_fit_the_schema():
    """What the reader accepts, the published schema accepts."""
    validateur = jsonschema.Draft202012Validator(DossierFormat.json_schema())
    for graine in range(100):
        brut = generer(graine)
        lire_dossier(brut)
        assert [erreur.message for erreur in validateur.iter_errors(brut)] == []


@pytest.mark.parametrize(
    ("chemin", "valeur", "champ", "dit"),
    [
        ("format", "relais-dossier/2", "format", "« relais-dossier/2 » reçu ; « relais-dossier/1 » est attendu"),
        ("format", 1, "format", "« relais-dossier/1 » est attendu"),
        ("format", None, "format", "« relais-dossier/1 »"),
        ("format", ABSENT, "format", "absente, elle est attendue ici : « relais-dossier/1 »"),
        ("operation", ABSENT, "operation", "absente"),
        ("operation.reference", ABSENT, "operation.reference", "absente"),
        ("operation.lots.0.taux_insertion", "5", "operation.lots[0].taux_insertion", "0.05 pour 5 %"),
        ("operation.lots.1.numero", 1, "operation.lots[1].numero", "déjà celui de"),
        ("etap", "suivi", "etap", "etape"),
        ("etape", "terminee", "etape", "« terminee »"),
        ("contacts.0.role", "moa", "contacts[0].role", "maitre_ouvrage"),
        ("contacts.0.courriel", "pas une adresse", "contacts[0].courriel", "adresse de courriel"),
        ("contacts.0", {"role": "siae"}, "contacts[0]", "contact vide"),
        ("attributions.0.lot", 7, "attributions[0].lot", "lots de l’opération : 1, 2, 3, 4"),
        ("attributions.0.entreprise.siret", "00000700500011", "attributions[0].entreprise.siret", "clé"),
        ("attributions.0.heures_engagees", -1, "attributions[0].heures_engagees", "0 ou plus"),
        ("attributions.0.avenants.0.heures", "beaucoup", "attributions[0].avenants[0].heures", "diminution"),
        ("attributions.0.modalites.0.type", "pret", "attributions[0].modalites[0].type", "mise_a_disposition"),
        ("beneficiaires.1.id", "b1", "beneficiaires[1].id", "beneficiaires[0]"),
        ("beneficiaires.0.naissance", "1979-02-30", "beneficiaires[0].naissance", "n’existe pas"),
        ("beneficiaires.0.naissance", "1899-12-31", "beneficiaires[0].naissance", "une année entre 1900"),
        ("beneficiaires.0.naissance", "2100-01-01", "beneficiaires[0].naissance", "date à venir"),
        (
            "beneficiaires.0.eligibilite.validee_le",
            "2100-01-01",
            "beneficiaires[0].eligibilite.validee_le",
            "une éligibilité se valide une fois la pièce vue",
        ),
        (
            "beneficiaires.0.sorties",
            [{"jalon": "fin", "date": jour, "situation": "cdi"} for jour in ("2026-05-04", "2026-05-05")],
            "beneficiaires[0].sorties[1].jalon",
            "même jalon que sorties[0]",
        ),
        (
            "beneficiaires.1",
            ECOLE["beneficiaires"][0] | {"id": "b2", "nom": ECOLE["beneficiaires"][0]["nom"].upper()},
            "beneficiaires[1]",
            "même personne que beneficiaires[0]",
        ),
        ("operation.missions", ["bilan", "aval_suivi", "bilan"], "operation.missions[2]", "« bilan » est déjà"),
        ("beneficiaires.0.categorie", "autres", "beneficiaires[0].categorie", "« autres »"),
        ("beneficiaires.0.sexe", "X", "beneficiaires[0].sexe", "F, M"),
        ("beneficiaires.0.prenom", " ", "beneficiaires[0].prenom", "vide"),
        ("contrats.2.id", "k1", "contrats[2].id", "contrats[0]"),
        ("contrats.0.beneficiaire", "b99", "contrats[0].beneficiaire", "« b99 » inconnu"),
        ("contrats.0.lot", 9, "contrats[0].lot", "lot 9 inconnu"),
        ("contrats.0.fin", "2025-10-12", "contrats[0].fin", "précède le début"),
        ("contrats.0.type", "interim", "contrats[0].type", "ctt_etti"),
        ("heures.12.contrat", "k99", "heures[12].contrat", "« k99 » inconnu"),
        ("heures.0.mois", "2025-13", "heures[0].mois", "AAAA-MM"),
        ("heures.0.mois", "2025-09", "heures[0].mois", "hors du contrat, du 2025-10-13 au 2025-10-31"),
        ("heures.0.mois", "2025-11", "heures[0].mois", "hors du contrat"),
        ("heures.6.mois", "2026-01", "heures[6].mois", "commencé le 2026-02-02"),
        ("heures.0.heures", "-35", "heures[0].heures", "0 ou plus"),
        ("heures.0.heures", "35.005", "heures[0].heures", "deux décimales"),
        ("heures.0.heures", "35,00", "heures[0].heures", "par exemple 121.50"),
        ("heures.0.heures", "400.01", "heures[0].heures", "400 au plus"),
        ("heures.0.heures", True, "heures[0].heures", "« True »"),
        ("heures.0.dont_formation", "35.01", "heures[0].dont_formation", "en font partie"),
        ("heures.0.etat", "valide", "heures[0].etat", "validee"),
        ("heures.12.declarant", "employeur", "heures[13]", "heures[12]"),
        (
            "formations.0.participants.1.beneficiaire",
            "b1",
            "formations[0].participants[1].beneficiaire",
            "par personne",
        ),
        ("formations.0.participants.0.beneficiaire", "z", "formations[0].participants[0].beneficiaire", "inconnu"),
        ("formations.0.fin", "2025-09-01", "formations[0].fin", "précède le début"),
        ("factures", [{"lot": 8, "mois": "2026-04", "montant_ht": "1"}], "factures[0].lot", "lot 8 inconnu"),
    ],
    ids=lambda valeur: valeur if isinstance(valeur, str) else "",
)
def test_a_fault_is_named_with_its_path(chemin, valeur, champ, dit):
    """One sentence: the path, what was found, what is expected."""
    brut = ecole(chemin, valeur)
    if champ == "heures[13]":
        del brut["heures"][13]["declarant"]
    with pytest.raises(FautesDeSaisie) as refus:
        lire_dossier(brut)
    faute = next(faute for faute in refus.value.fautes if faute.champ == champ)
    assert faute.phrase.startswith(champ)
    assert dit in lisible(faute.phrase)


def test_what_is_said_of_a_person_gives_no_date_of_birth():
    with pytest.raises(FautesDeSaisie) as refus:
        lire_dossier(ecole("beneficiaires.0.naissance", "2099-05-17"))
    assert "2099" not in refus.value.phrase


@pytest.mark.parametrize(
    ("chemin", "valeur"),
    [
        ("heures.0.heures", "-1"),
        ("heures.0.heures", -1),
        ("heures.0.heures", "400.01"),
        ("heures.0.heures", 401),
        ("heures.0.heures", "9999999"),
        ("attributions.0.heures_engagees", -1),
        ("contrats.0.debut", "2026-13-01"),
        ("contrats.0.debut", "01/10/2026"),
        ("beneficiaires.0.naissance", "1899-12-31"),
        ("beneficiaires.0.prenom", " "),
        ("operation.reference", "a b"),
        ("operation.lots.0.heures_retenues", 12),
        ("operation.lots.0.taux_insertion", "1.5"),
        ("operation.missions", ["bilan", "bilan"]),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(chemin, valeur):
    brut = ecole(chemin, valeur)
    with pytest.raises(FautesDeSaisie):
        lire_dossier(brut)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(brut, DossierFormat.json_schema())


@pytest.mark.parametrize("heures", [0, "0", "0.00", 35, 35.5, "000400.00", "399.9900", "121.50", 400])
def test_the_schema_accepts_hours_as_the_reader_does(heures):
    brut = ecole("heures.0.heures", heures)
    lire_dossier(brut)
    jsonschema.validate(brut, DossierFormat.json_schema())


def test_every_fault_is_given_in_the_order_of_the_file():
    brut = ecole("attributions.0.lot", 9)
    brut["contrats"][3]["beneficiaire"] = "b99"
    brut["heures"][2]["contrat"] = "k99"
    with pytest.raises(FautesDeSaisie) as refus:
        lire_dossier(brut)
    champs = [faute.champ for faute in refus.value.fautes]
    assert champs == ["attributions[0].lot", "contrats[3].beneficiaire", "heures[2].contrat"]


def test_control_characters_are_removed_with_an_alert_and_refused_in_identifiers():
    lue = lire_dossier(ecole("contrats.0.employeur", "Coup de\x0b Main"))
    assert lue.dossier.contrats[0].employeur == "Coup de Main"
    assert len(lue.alertes) == 1
    with pytest.raises(FautesDeSaisie, match="caractère de contrôle"):
        lire_dossier(ecole("contrats.0.id", "k\x0b1"))


def test_a_person_validated_after_the_first_day_is_named_in_an_alert():
    assert lire_dossier(deepcopy(ECOLE)).alertes == ()
    qui = ECOLE["contrats"][0]["beneficiaire"]
    rang = next(rang for rang, une in enumerate(ECOLE["beneficiaires"]) if une["id"] == qui)
    (alerte,) = lire_dossier(ecole(f"beneficiaires.{rang}.eligibilite.validee_le", "2026-06-01")).alertes
    assert alerte.code is CodeAlerte.ELIGIBILITE_TARDIVE
    assert f"sans motif tracé : {qui} ;" in lisible(phrase_alerte(alerte))
    explique = {"validee_le": "2026-06-01", "motif_tardif": "pièce reçue par courrier"}
    assert lire_dossier(ecole(f"beneficiaires.{rang}.eligibilite", explique)).alertes == ()


def ecrire(chemin: Path, *dossiers: dict[str, Any], sauts: str = "\n") -> Path:
    chemin.write_text(sauts.join(json.dumps(dossier, ensure_ascii=False) for dossier in dossiers), encoding="utf-8")
    return chemin


@pytest.mark.parametrize(
    ("nom", "sauts"),
    [
        pytest.param("d.jsonl", "\n", id="by its suffix"),
        pytest.param("d.json", "\n", id="by its content"),
        pytest.param("d.txt", "\r\n\r\n", id="Windows line ends and blank lines"),
    ],
)
def test_json_lines_hold_many_dossiers(tmp_path, nom, sauts):
    fichier = ecrire(tmp_path / nom, *[generer(graine) for graine in range(3)], sauts=sauts)
    assert [lue.dossier.operation.reference for lue in lire_dossiers(fichier)] == ["G-0", "G-1", "G-2"]


def test_one_object_is_one_dossier_on_one_line_or_many(tmp_path):
    assert len(lire_dossiers(FICHIERS[0])) == 1
    assert len(lire_dossiers(ecrire(tmp_path / "un.json", ECOLE))) == 1
    assert len(lire_dossiers(ecrire(tmp_path / "un.jsonl", ECOLE))) == 1


def test_a_fault_in_json_lines_names_its_line(tmp_path):
    """Every line is read before the refusal; each fault starts with its place in the file."""
    fichier = ecrire(tmp_path / "d.jsonl", generer(1), ecole("heures.12.contrat", "k99"), ecole("etape", "x"))
    with pytest.raises(FautesDeSaisie) as refus:
        lire_dossiers(fichier)
    phrases = [lisible(faute.phrase) for faute in refus.value.fautes]
    assert phrases[0].startswith(f"{fichier}, ligne 2, heures[12].contrat : contrat « k99 » inconnu")
    assert phrases[1].startswith(f"{fichier}, ligne 3, etape : ")


def test_a_reference_given_twice_in_a_file_is_refused(tmp_path):
    with pytest.raises(FautesDeSaisie, match="déjà à la ligne 1") as refus:
        lire_dossiers(ecrire(tmp_path / "d.jsonl", generer(1), generer(2), generer(1)))
    assert "ligne 3" in refus.value.phrase


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        pytest.param(b"", "fichier vide", id="nothing"),
        pytest.param(b"\n \n", "fichier vide", id="blank lines"),
        pytest.param(b"[]", "objet JSON", id="a list"),
        pytest.param(b'{"format": ', "mal formé", id="cut short"),
        pytest.param('{"nom": "é"}'.encode("cp1252"), "UTF-8", id="another encoding"),
    ],
)
def test_a_file_that_is_no_dossier_is_refused(tmp_path, octets, dit):
    for nom in ("d.json", "d.jsonl"):
        (tmp_path / nom).write_bytes(octets)
        with pytest.raises(FauteDeSaisie, match=dit):
            lire_dossiers(tmp_path / nom)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FauteDeSaisie, match="introuvable"):
        lire_dossiers(tmp_path / "absent.json")
