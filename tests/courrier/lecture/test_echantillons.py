"""The eight shared samples, by the comparison rules of their README."""

from __future__ import annotations

import json
import unicodedata

import pytest

from courrier.lecture import Contexte, Expediteur, lire

FICHIERS = [
    "01-outlook-tableau.eml",
    "02-texte-8859-15.eml",
    "03-transfert-dans-le-corps.eml",
    "04-lots-dans-docx.eml",
    "05-presque-rien.eml",
    "06-absence.eml",
    "07-reponse-de-fil.eml",
    "08-hostile.eml",
]


def normal(valeur):
    """NFC, straight apostrophe, single spaces, no case, in texts wherever they are."""
    if isinstance(valeur, dict):
        return {cle: normal(v) for cle, v in valeur.items()}
    if isinstance(valeur, list):
        return [normal(v) for v in valeur]
    if not isinstance(valeur, str):
        return valeur
    return " ".join(unicodedata.normalize("NFC", valeur).replace("’", "'").split()).casefold()


@pytest.fixture
def attendus(partage):
    return json.loads((partage / "attendus.json").read_text(encoding="utf-8"))


@pytest.fixture
def relais(attendus):
    annuaire = {
        e["courriel"]: Expediteur(nom=e["nom"], organisation=e["organisation"], type=e["type"])
        for e in attendus["annuaire"]
    }
    return Contexte(expediteurs=annuaire, boite=attendus["boite"])


@pytest.mark.parametrize("fichier", FICHIERS)
def test_a_shared_sample_is_read_as_expected(fichier, partage, attendus, relais):
    """Kind, operations, every expected field, what has to be asked."""
    attendu = attendus["courriels"][fichier]
    document = lire((partage / fichier).read_bytes(), relais).en_json()
    assert document["kind"] in attendu["kind_acceptes"]
    assert document["rattachee_a"] == attendu.get("rattachee_a")
    assert len(document["operations"]) == len(attendu["operations"])
    for lue, voulue in zip(document["operations"], attendu["operations"], strict=True):
        champs, voulus = normal(lue["champs"]), normal(voulue["champs"])
        assert champs["maitre_ouvrage"].startswith(voulus.pop("maitre_ouvrage"))
        for groupe in ("dates", "contact"):
            attendu_du_groupe = voulus.pop(groupe, {})
            assert {nom: champs[groupe][nom] for nom in attendu_du_groupe} == attendu_du_groupe
        assert {nom: champs[nom] for nom in voulus} == voulus
        assert set(lue["a_saisir"]) >= set(voulue["a_saisir"])


@pytest.mark.parametrize("fichier", FICHIERS[:5])
def test_each_field_kept_has_its_sentence(fichier, partage, relais):
    """What a person sees beside each value is in the mail, and every value has it."""
    operation = lire((partage / fichier).read_bytes(), relais).operations[0]
    champs = operation.champs
    cles = {nom for nom in ("intitule", "reference", "maitre_ouvrage", "commune") if getattr(champs, nom)}
    cles |= {f"dates.{nom}" for nom, jour in vars(champs.dates).items() if jour}
    cles |= {f"contact.{nom}" for nom, valeur in vars(champs.contact).items() if valeur}
    cles |= {f"lots[{lot.numero}].montant_ht" for lot in champs.lots}
    assert cles <= set(operation.preuves)
    assert all(operation.preuves.values())


@pytest.mark.parametrize("fichier", FICHIERS)
def test_nothing_forbidden_is_kept(fichier, partage, attendus, relais):
    """No script, no evaluated template in what the reader hands over."""
    document = json.dumps(lire((partage / fichier).read_bytes(), relais).en_json(), ensure_ascii=False)
    for interdit in attendus["courriels"][fichier].get("interdits_dans_une_page", []):
        assert interdit not in document
