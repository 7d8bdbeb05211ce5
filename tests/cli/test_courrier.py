"""What a round of sending says when it sent nothing."""

from __future__ import annotations

from datetime import timedelta

from boite_d_envoi import poster

from cli.courrier import expedier
from config.settings import get_settings
from sqlmodel_store.depots import prise
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import unit_of_work
from workflows.actes.processus import ce_processus


def test_a_mail_in_the_hands_of_another_round_is_told(monkeypatch, capsys):
    """« Rien à envoyer » alone would let one believe that it is gone."""
    monkeypatch.setenv("RELAIS_RELAIS__COURRIEL", "relais@relais.example")
    get_settings.cache_clear()
    migrer()
    expedier()
    assert capsys.readouterr().out == "Rien à envoyer.\n"
    poster()
    with unit_of_work() as session:
        prise.prendre_a_envoyer(session, ce_processus(), bail=timedelta(minutes=15))
    expedier()
    assert "un envoi est en cours" in capsys.readouterr().out
