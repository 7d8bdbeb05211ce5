"""Who reads the demo at a terminal sets its pace; who does not is never waited for."""

from __future__ import annotations

import os
import time

import pytest

from cli.demo_suivi import recit
from cli.demo_suivi.recit import Lecteur, Rythme

PATIENCE_S = 5


@pytest.fixture
def touches(monkeypatch):
    """What is typed: a function that presses keys."""
    lecture, ecriture = os.pipe()
    with os.fdopen(lecture, encoding="utf-8") as clavier, os.fdopen(ecriture, "wb", buffering=0) as doigts:
        monkeypatch.setattr("sys.stdin", clavier)
        monkeypatch.setattr(recit, "LECTURE_S", PATIENCE_S)
        yield doigts


def duree(lecteur):
    debut = time.monotonic()
    lecteur.attendre()
    return time.monotonic() - debut


def test_without_a_reader_nothing_is_read_nor_waited_for(touches):
    lecteur = Lecteur(Rythme.SEUL)
    assert lecteur.annoncer() is None
    assert duree(lecteur) < PATIENCE_S / 5


def test_the_next_month_comes_at_once_with_the_key_and_by_itself_without(touches, monkeypatch):
    lecteur = Lecteur(Rythme.SUIVI)
    touches.write(b"\n")
    assert duree(lecteur) < PATIENCE_S / 5
    monkeypatch.setattr(recit, "LECTURE_S", 0.2)
    assert 0.2 <= duree(lecteur) < PATIENCE_S
    assert lecteur.rythme is Rythme.SUIVI


@pytest.mark.parametrize(
    "tape",
    [
        pytest.param(b"a\n", id="a"),
        pytest.param(b"A\n", id="in capitals"),
        pytest.param(b"p\na\n", id="after a pause"),
        pytest.param(b"", id="the terminal is gone"),
    ],
)
def test_all_the_months_follow_once_nobody_waits_for_them(touches, tape):
    lecteur = Lecteur(Rythme.SUIVI)
    touches.write(tape)
    if not tape:
        touches.close()
    assert duree(lecteur) < PATIENCE_S / 5
    assert lecteur.rythme is Rythme.SEUL
    assert duree(lecteur) < PATIENCE_S / 5
