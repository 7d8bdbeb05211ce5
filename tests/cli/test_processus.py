"""The supervisor alone, with children of a few lines: relaunch, back-off, hard stop, logs."""

from __future__ import annotations

import os
import signal
import sys
import time
from types import SimpleNamespace

import pytest
from service_de_test import DORT, jusqu_a

from cli import processus
from cli.gardien import balayer, marque_foyer, porteurs
from cli.processus import Enfant, Superviseur, ouvrir_journal
from config.paths import Paths


@pytest.fixture
def lignes():
    return []


@pytest.fixture
def superviser(tmp_path, lignes):
    lances = []

    def fabrique(*enfants):
        superviseur = Superviseur(enfants, Paths(tmp_path), {}, lignes.append)
        lances.append(superviseur)
        return superviseur

    yield fabrique
    for superviseur in lances:
        superviseur.arreter()
    assert not porteurs(marque_foyer(tmp_path))


def python(code, nom="enfant", **reste):
    return Enfant(nom=nom, commande=(sys.executable, "-c", code), **reste)


def test_a_child_killed_is_back_after_a_second_and_its_end_is_told(superviser, lignes):
    """One French line names the child, its code and its log; the new process has another pid."""
    superviseur = superviser(Enfant(nom="dormeur", commande=DORT))
    superviseur.surveiller()
    premier = superviseur._suivis[0].processus
    os.kill(premier.pid, signal.SIGKILL)
    premier.wait()
    superviseur.surveiller()
    assert len(lignes) == 1
    assert "« dormeur » s’est arrêté (code -9), relance dans 1 s" in lignes[0]
    assert lignes[0].endswith("journaux/dormeur.log")
    assert not superviseur.pret()
    assert jusqu_a(lambda: superviseur.surveiller() or superviseur.pret(), 5) > 0.5
    assert superviseur._suivis[0].processus.pid != premier.pid


def test_the_delay_doubles_up_to_a_minute_and_a_steady_minute_resets_it(superviser, lignes, monkeypatch):
    """A child that cannot live is relaunched after 1, 2, 4 … 60 s; after a minute of life, after 1 s again."""
    heure = SimpleNamespace(vaut=1000.0)
    monkeypatch.setattr(processus, "time", SimpleNamespace(monotonic=lambda: heure.vaut))
    superviseur = superviser(python("pass"))

    def mourir(vie):
        superviseur.surveiller()
        superviseur._suivis[0].processus.wait()
        heure.vaut += vie
        superviseur.surveiller()
        attente = superviseur._suivis[0].reprise_a - heure.vaut
        heure.vaut += attente
        return attente

    assert [mourir(0) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert mourir(60) == 1
    assert "relance dans 60 s" in lignes[6]


def test_a_child_waits_for_what_it_needs(superviser):
    """`attend` is asked before the launch, and again before a relaunch."""
    ouvert = []
    superviseur = superviser(Enfant(nom="dormeur", commande=DORT, attend=lambda: bool(ouvert)))
    superviseur.surveiller()
    assert superviseur._suivis[0].processus is None
    assert not superviseur.pret()
    ouvert.append(1)
    superviseur.surveiller()
    assert superviseur.pret()


def test_a_child_is_in_order_once_it_has_held(superviser):
    """A process that dies at its first step is not announced as ready."""
    superviseur = superviser(Enfant(nom="dormeur", commande=DORT, tenue=0.3))
    superviseur.surveiller()
    assert not superviseur.pret()
    assert jusqu_a(superviseur.pret, 5) < 2


def test_a_child_that_ignores_sigterm_is_killed_with_its_limit(superviser, tmp_path, monkeypatch):
    """The limit is hard: a process deaf to SIGTERM, its descendants in other sessions included, does not outlive it."""
    monkeypatch.setattr(processus, "ARRET_S", 0.5)
    sourd = (
        "import signal, subprocess, sys, pathlib, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "subprocess.Popen([sys.executable, '-c', 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "time.sleep(600)'], start_new_session=True)\n"
        f"pathlib.Path({str(tmp_path / 'pret')!r}).touch()\n"
        "time.sleep(600)\n"
    )
    superviseur = superviser(python(sourd))
    superviseur.surveiller()
    jusqu_a((tmp_path / "pret").exists, 10)
    assert len(porteurs(marque_foyer(tmp_path))) == 3
    debut = time.monotonic()
    superviseur.arreter()
    assert time.monotonic() - debut < 5
    assert porteurs(marque_foyer(tmp_path)) == []


def test_what_others_talk_to_is_stopped_after_them(superviser, tmp_path):
    """The runner still reports to the Prefect server while it stops: the server goes last."""
    trace = tmp_path / "trace"
    code = (
        "import pathlib, signal, sys, time\n"
        f"trace = pathlib.Path({str(trace)!r})\n"
        "def fin(*_):\n"
        "    time.sleep({delai})\n"
        "    trace.open('a').write('{nom} ')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, fin)\n"
        "trace.open('a').write('ne ')\n"
        "time.sleep(600)\n"
    )
    superviseur = superviser(
        python(code.format(nom="serveur", delai=0), nom="serveur", dernier=True),
        python(code.format(nom="executant", delai=0.4), nom="executant"),
    )
    superviseur.surveiller()
    jusqu_a(lambda: trace.exists() and trace.read_text().count("ne ") == 2, 10)
    superviseur.arreter()
    assert trace.read_text().split()[2:] == ["executant", "serveur"]


def test_the_guardian_killed_is_back(superviser):
    """Nobody notices a dead guardian before the day it is needed: it is watched like the others."""
    superviseur = superviser(Enfant(nom="dormeur", commande=DORT))
    superviseur.surveiller()
    premier = superviseur._gardien
    premier.kill()
    premier.communicate()
    superviseur.surveiller()
    assert superviseur._gardien.pid != premier.pid
    assert superviseur._gardien.poll() is None


def test_a_log_grown_too_long_is_put_aside_and_three_are_kept(tmp_path, monkeypatch):
    """Rotation happens when the child starts; the oldest goes."""
    monkeypatch.setattr(processus, "JOURNAL_OCTETS", 10)
    for tour in range(6):
        with ouvrir_journal(tmp_path / "portail.log") as journal:
            journal.write(f"{tour}".encode() * 11)
    contenus = {fichier.name: fichier.read_text()[0] for fichier in tmp_path.iterdir()}
    assert contenus == {"portail.log": "5", "portail.log.1": "4", "portail.log.2": "3", "portail.log.3": "2"}


def test_sweeping_spares_the_processes_of_another_home(tmp_path):
    """Homes whose names begin alike are not confused."""
    ailleurs = tmp_path / "var2"
    superviseur = Superviseur((Enfant(nom="dormeur", commande=DORT),), Paths(ailleurs), {}, print)
    superviseur.surveiller()
    try:
        assert balayer(marque_foyer(tmp_path / "var")) == 0
        assert len(porteurs(marque_foyer(ailleurs))) == 2
    finally:
        superviseur.arreter()
