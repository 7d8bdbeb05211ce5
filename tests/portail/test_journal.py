"""The journal in French: each kind of line, and one that nobody has foreseen."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from portail.fiche.journal import raconter
from sqlmodel_store.modeles.journal import Evenement

INSTANT = datetime(2026, 9, 1, 8, tzinfo=UTC)
REPONSE = SimpleNamespace(id=7, objet="Réponse", destinataire="marches@val-de-brielle.example")


@pytest.mark.parametrize(
    ("evenement", "donnees", "phrase"),
    [
        ("transition", {"transition": "calibrer", "depuis": "calibrage", "vers": "redaction"},
         "Calibrer : de « calibrage » à « rédaction »"),
        ("transition", {"transition": "publier", "depuis": "consultation", "vers": "consultation"},
         "Publier : reste à l’étape « consultation »"),
        ("transition_refusee", {"transition": "mettre_en_oeuvre"}, "« mettre en œuvre » refusé"),
        ("operation_ouverte", {"cle": "k"}, "Opération ouverte par un formulaire"),
        ("courriel_recu", {"nature": "heures"}, "Courriel reçu : relevé d’heures"),
        ("courriel_classe", {"courrier": 3}, "Courriel réglé par une personne"),
        ("dossier_importe", {"lots": 3, "contrats": 2}, "Dossier importé (3 lots, 2 contrats)"),
        ("dossier_remplace", {}, "Dossier remplacé"),
        ("courriel_envoye", {"courrier": 7}, "Courriel envoyé : « Réponse », à marches@val-de-brielle.example"),
        ("courriel_incertain", {"courrier": 8}, "Courriel au sort incertain"),
        ("courriel_a_envoyer", {"courrier": 8}, "Courriel remis à plus tard"),
        ("chose_nouvelle", {}, "Chose nouvelle"),
    ],
)  # fmt: skip
def test_each_kind_of_line_is_a_french_sentence(evenement, donnees, phrase):
    """Words for codes; a mail by its subject and recipient where it is known."""
    ligne = Evenement(instant=INSTANT, acteur="reception", evenement=evenement, donnees=json.dumps(donnees))
    (dite,) = raconter([ligne], [REPONSE])
    assert dite.phrase.replace("\u00a0", " ") == phrase
    assert dite.acteur == "réception du courrier"


def test_what_a_person_wrote_is_kept_beside_the_line():
    """The sentence of a refusal, the reason, the reserves; the rest of what was typed stays out."""
    donnees = {
        "transition": "accepter", "depuis": "faisabilite", "vers": "calibrage",
        "donnees": {"reserves": ["Sous réserve.", "Sans garantie."], "contact": "Mme Martin"},
        "documents": ["C0.docx", "C1.docx"], "courriels": [],
    }  # fmt: skip
    ligne = Evenement(instant=INSTANT, acteur="essai", evenement="transition", donnees=json.dumps(donnees))
    assert raconter([ligne], [])[0].precisions == ("Sous réserve.", "Sans garantie.", "2 documents")
