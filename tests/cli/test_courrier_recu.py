"""`relais courrier classer`: what a person decides of a mail, said in one line, refused in one sentence."""

from __future__ import annotations

import pytest
from operations_en_base import JOUR, RELAIS, Annonce, recevoir
from serveurs.bases import base_sqlite

from cli.courrier_recu import classer
from config.settings import get_settings
from metier.fautes import FauteDeSaisie
from workflows.actes.reception import traiter

__all__ = ["base_sqlite"]
RIEN = {"confirmer": False, "operation": None, "mois": None, "nature": None}


@pytest.fixture
def recu(base_sqlite, home, monkeypatch):
    """An announcement from someone that the annuaire does not know."""
    home.mkdir()
    monkeypatch.setenv("RELAIS_DATABASE_URL", base_sqlite)
    monkeypatch.setenv("RELAIS_RELAIS__COURRIEL", RELAIS)
    get_settings.cache_clear()
    traiter(recevoir(Annonce(JOUR).octets(), home))


def test_a_mail_is_settled_and_told_in_one_line(recu, capsys):
    classer("1", **RIEN | {"confirmer": True})
    (ligne,) = capsys.readouterr().out.splitlines()
    assert ligne.startswith(f"annonce d’une opération ({Annonce(JOUR).reference})")


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"nature": "heure"}, "--nature : « heure » reçu ; possibles : reponse, automatique, indesirable."),
        ({"operation": "X", "mois": "octobre"}, "--mois : « octobre » reçu, un mois AAAA-MM est attendu"),
        ({}, "dites ce que devient ce courriel"),
    ],
)
def test_a_wrong_option_is_one_french_sentence(recu, options, phrase):
    with pytest.raises(FauteDeSaisie) as refus:
        classer("1", **RIEN | options)
    assert phrase in refus.value.phrase.replace("\u00a0", " ").replace("\u202f", " ")
