"""Mails of many writers: each is understood as a careful person would understand it, or it asks."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from html import unescape
from pathlib import Path

import pytest

from courrier.lecture import lire

DONNEES = Path(__file__).parents[2] / "donnees" / "notifications"
TEXTES = ("intitule", "reference", "maitre_ouvrage", "commune")
CAS = [
    pytest.param(cas, id=f"{fichier.stem}: {cas['nom']}")
    for fichier in sorted(DONNEES.glob("*.toml"))
    for cas in tomllib.loads(fichier.read_text(encoding="utf-8"))["cas"]
]


def compact(texte: str | None) -> str:
    """Compared after NFC, straight apostrophe, single spaces, no case."""
    return " ".join(unicodedata.normalize("NFC", texte or "").replace("’", "'").split()).casefold()


def lus(champs: dict, attendu: dict) -> dict:
    """The read fields that the expectation speaks of, in its shape."""
    vu: dict = {nom: compact(champs[nom]) for nom in TEXTES if nom in attendu}
    if "lots" in attendu:
        vu["lots"] = [[lot["numero"], compact(lot["intitule"]), lot["montant_ht"] or ""] for lot in champs["lots"]]
    if "dates" in attendu:
        vu["dates"] = {nom: jour for nom, jour in champs["dates"].items() if jour}
    if "contact" in attendu:
        vu["contact"] = {nom: compact(champs["contact"][nom]) for nom in attendu["contact"]}
    return vu


def voulus(attendu: dict) -> dict:
    vu: dict = {nom: compact(attendu[nom]) for nom in TEXTES if nom in attendu}
    if "lots" in attendu:
        vu["lots"] = [[numero, compact(intitule), montant] for numero, intitule, montant in attendu["lots"]]
    if "dates" in attendu:
        vu["dates"] = attendu["dates"]
    if "contact" in attendu:
        vu["contact"] = {nom: compact(valeur) for nom, valeur in attendu["contact"].items()}
    return vu


@pytest.mark.parametrize("cas", CAS)
def test_a_mail_is_read_as_a_careful_person_reads_it(cas, composer, contexte):
    """Kind, nature, fields, what has to be asked, and the operation it belongs to."""
    attendu = cas["attendu"]
    lecture = lire(composer(**cas), contexte)
    document = lecture.en_json()
    assert (document["kind"], document["nature"]) == (attendu["kind"], attendu.get("nature", attendu["kind"]))
    assert attendu.get("raison", "") in lecture.raison
    assert document["rattachee_a"] == attendu.get("rattachee_a")
    if "operations" in attendu:
        assert len(document["operations"]) == attendu["operations"]
    if document["operations"]:
        operation = document["operations"][0]
        assert lus(operation["champs"], attendu) == voulus(attendu)
        assert operation["a_saisir"] == attendu.get("a_saisir", operation["a_saisir"])
    assert not [
        mot for mot in attendu.get("interdits", []) if mot in json.dumps([o["champs"] for o in document["operations"]])
    ]


def written(cas: dict) -> str:
    """Everything that a described mail says to its reader, on one line."""
    html = re.sub("<[^>]+>", " ", cas.get("html", "").replace("&nbsp;", " "))
    cellules = [str(valeur) for nom in ("xlsx", "docx_tableau") for rangee in cas.get(nom, []) for valeur in rangee]
    tout = [cas["de"], cas.get("texte", ""), html, *cas.get("docx", []), *cellules]
    return " ".join(unescape(" ".join([cas["objet"], *tout])).split())


@pytest.mark.parametrize("cas", [cas for cas in CAS if cas.values[0].get("preuves_litterales", True)])
def test_each_evidence_is_a_sentence_of_the_mail(cas, composer, adresse, contexte):
    """A person can find it: nothing is rewritten, spaces aside."""
    texte = written({**cas, "de": adresse(cas["expediteur"])})
    for operation in lire(composer(**cas), contexte).operations:
        for champ, preuve in operation.preuves.items():
            assert " ".join(preuve.split()) in texte, champ
