"""The watcher ends when its settings change, so that its supervisor starts it again with them."""

from __future__ import annotations

import threading

import pytest

from config.settings import get_settings
from workflows import veille


@pytest.fixture
def suivie(home, monkeypatch):
    """The file of settings, and the event that ends a watcher looking at it twenty times a second."""
    home.mkdir()
    fichier = home / "relais.toml"
    fichier.write_text('[relais]\nnom = "Relais essai"\n', encoding="utf-8")
    monkeypatch.setattr(veille, "REGLAGES_S", 0.05)
    get_settings()
    stop = threading.Event()
    fil = threading.Thread(target=veille.suivre_les_reglages, args=(stop,))
    fil.start()
    yield fichier, stop
    stop.set()
    fil.join(10)


def test_a_change_that_can_be_read_ends_it(suivie):
    fichier, stop = suivie
    assert not stop.wait(0.3)
    fichier.write_text('[relais]\nnom = "Un autre nom"\n', encoding="utf-8")
    assert stop.wait(10)


def test_a_file_that_cannot_be_read_leaves_it_as_it_is_until_it_is_mended(suivie):
    """A half-written file does not stop mail from being read."""
    fichier, stop = suivie
    fichier.write_text('[relais]\nnom = "Un autre\n', encoding="utf-8")
    assert not stop.wait(0.5)
    fichier.write_text('[relais]\nnom = "Un autre nom encore"\n', encoding="utf-8")
    assert stop.wait(10)
