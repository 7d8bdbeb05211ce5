"""What pages share is read again as soon as its answer could be another."""

from __future__ import annotations

import shutil
from multiprocessing import get_context

import pytest

from config.settings import get_settings
from portail.retenu import AU_PLUS, retenue
from sqlmodel_store.depots import journal
from sqlmodel_store.session import get_engine, unit_of_work


def ecrire():
    with unit_of_work() as session:
        journal.noter(session, "essai", acteur="essai")


@pytest.fixture(params=["sqlite", "postgresql"])
def lue(request, home, monkeypatch):
    """A reading that tells how many times it was done."""
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("RELAIS_DATABASE_URL", request.getfixturevalue(f"base_{request.param}"))
    monkeypatch.setenv("RELAIS_DATE", "2026-10-12")
    get_settings.cache_clear()
    fois = []

    @retenue
    def lire(qui):
        fois.append(qui)
        return len(fois)

    return lire


def ailleurs():
    """By another process, as the runner of the service does."""
    un = get_context("spawn").Process(target=ecrire)
    un.start()
    un.join()
    assert un.exitcode == 0


def un_autre_jour(monkeypatch):
    monkeypatch.setenv("RELAIS_DATE", "2026-10-13")
    get_settings.cache_clear()


def d_autres_reglages(monkeypatch):
    monkeypatch.setenv("RELAIS_RELAIS__NOM", "Un autre relais")
    get_settings.cache_clear()


@pytest.mark.parametrize("change", [lambda _: ecrire(), lambda _: ailleurs(), un_autre_jour, d_autres_reglages])
def test_a_reading_is_done_again_once_something_changed(lue, monkeypatch, change):
    assert [lue("a"), lue("a")] == [1, 1]
    change(monkeypatch)
    assert [lue("a"), lue("a")] == [2, 2]


def test_each_asks_for_itself_and_little_is_kept(lue):
    assert [lue("a"), lue("b"), lue("a")] == [1, 2, 1]
    for rang in range(AU_PLUS):
        lue(rang)
    assert lue("a") == AU_PLUS + 3


def test_a_database_put_in_the_place_of_another_is_read(home, base_sqlite, monkeypatch):
    """As a backup that is restored."""
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("RELAIS_DATABASE_URL", base_sqlite)
    get_settings.cache_clear()
    fichier = get_settings().base.removeprefix("sqlite:///")
    lire = retenue(iter(range(9)).__next__)
    assert [lire(), lire()] == [0, 0]
    get_engine(base_sqlite).dispose()
    shutil.copyfile(fichier, f"{fichier}.neuf")
    shutil.move(f"{fichier}.neuf", fichier)
    assert lire() == 1
