"""The whole life of a school's renovation: every document and every mail on its expected day, reviewed line by line.

`donnees/vie_chaque_jour.txt` is the table of a machine that is on every day, `donnees/vie_vingt_jours.txt` that of one
that is on some twenty days only: what is due is done on return. Both were read as a facilitateur would.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
import scenario
from scenario_traces import Traces, chaque_jour, derouler

from config.settings import get_settings
from metier.cycle import Transition
from sqlmodel_store.migration import migrer
from sqlmodel_store.modeles.journal import Demande
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes.demandes import executer
from workflows.actes.rapprochement import rapprocher
from workflows.deploiements import DEPLOIEMENTS
from workflows.lancements import FLUX

TABLES = Path(__file__).resolve().parent.parent / "donnees"
CHAQUE_JOUR = TABLES / "vie_chaque_jour.txt"
VINGT_JOURS = TABLES / "vie_vingt_jours.txt"
JOURS = [
    date(2025, mois, jour)
    for mois, jour in [
        (3, 10),
        (3, 13),
        (3, 27),
        (4, 16),
        (7, 10),
        (7, 15),
        (8, 5),
        (8, 25),
        (9, 1),
        (9, 8),
        (10, 13),
        (11, 18),
        (12, 1),
        (12, 15),
        (12, 19),
    ]
] + [
    date(2026, mois, jour)
    for mois, jour in [(1, 16), (1, 19), (3, 16), (3, 17), (6, 15), (6, 16), (9, 1), (9, 2), (9, 15)]
]
SANS_MOIS = re.compile(r"(?<=tableau_de_bord_)20\d\d-\d\d")
IDENTITE = {
    "RELAIS__NOM": "Relais de la Brielle",
    "RELAIS__COURRIEL": "facilitation@relais-brielle.example",
    "FACILITATEUR__COURRIEL": "j.fressac@relais-brielle.example",
}
FLUX_PAR_NOM = {un.flux.name: un.flux for un in DEPLOIEMENTS}


@pytest.fixture
def maison(home, monkeypatch, smtp) -> Iterator[Path]:
    """A relay with its own database, its mail leaving through a real server."""
    for nom, valeur in (IDENTITE | {"SMTP_URL": smtp.url(), "MAIL_DEBIT": "0"}).items():
        monkeypatch.setenv(f"RELAIS_{nom}", valeur)
    monkeypatch.setenv("RELAIS_DATE", scenario.ANNONCE.isoformat())
    get_settings.cache_clear()
    home.mkdir(exist_ok=True)
    migrer()
    yield home
    get_settings.cache_clear()


@pytest.fixture
def prefect() -> Iterator[None]:
    """A real Prefect server; what produces something is a run on it."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        scenario.CONDUIRE.append(par_prefect)
        yield
        scenario.CONDUIRE.pop()


def par_prefect(demande: int) -> object:
    """A request done by its flow, as the deployment would."""
    with lecture() as session:
        ligne = session.get_one(Demande, demande)
        reference = session.get_one(Operation, ligne.operation_id).reference
    nom = "geste" if ligne.transition is None else FLUX.get(ligne.transition)
    if nom is not None:
        flux = FLUX_PAR_NOM[nom]
        formulaire = {"reference": reference, "demande": demande}
        if ligne.transition is Transition.REFUSER:
            formulaire["reponse"] = ligne.transition.value
        if ligne.geste is not None:
            formulaire["geste"] = ligne.geste.value
        flux(formulaire=formulaire)
    return executer(demande)


def attendues(table: Path) -> list[str]:
    return table.read_text(encoding="utf-8").splitlines()


@pytest.mark.prefect
@pytest.mark.timeout(600)
def test_a_machine_that_is_on_twenty_days_does_what_is_due_on_return(maison, prefect):
    """From the buyer's mail to the end, on a real Prefect server; the same day played twice adds nothing."""

    def le_jour(_jour: date) -> None:
        FLUX_PAR_NOM["echeances"]()

    assert derouler(JOURS, le_jour) == attendues(VINGT_JOURS)
    FLUX_PAR_NOM["echeances"]()
    encore = Traces()
    encore.relever(JOURS[-1])
    assert len(encore.lignes) == len(attendues(VINGT_JOURS))


def test_what_a_machine_sends_on_return_is_what_it_would_have_sent_every_day():
    """Never before its day; nothing that a machine always on would not have sent, of another month at most."""
    tous_les_jours: dict[str, list[str]] = {}
    for ligne in attendues(CHAQUE_JOUR):
        jour, _, reste = SANS_MOIS.sub("", ligne).partition("  ")
        tous_les_jours.setdefault(reste, []).append(jour)
    for ligne in attendues(VINGT_JOURS):
        jour, _, reste = SANS_MOIS.sub("", ligne).partition("  ")
        assert reste in tous_les_jours, ligne
        assert min(tous_les_jours[reste]) <= jour, ligne


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_day_brings_what_it_should(maison):
    assert derouler(chaque_jour(), lambda _jour: rapprocher()) == attendues(CHAQUE_JOUR)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_killed_at_each_step_the_life_is_the_same(maison):
    """Every day on which something happens is played in a process that is killed in the middle, then played again."""
    hasard, traces = random.Random(4), Traces()
    vivants = {ligne.partition("  ")[0] for ligne in attendues(CHAQUE_JOUR)}
    vivants |= {acte.jour.isoformat() for acte in scenario.actes()}
    for jour in (un for un in chaque_jour() if un.isoformat() in vivants):
        tue = _lancer(jour)
        with suppress(subprocess.TimeoutExpired):
            tue.wait(hasard.uniform(1.0, 4.0))
        if tue.poll() is None:
            os.kill(tue.pid, signal.SIGKILL)
            tue.wait()
        assert _lancer(jour).wait(300) == 0
        scenario.aller_au(jour)
        traces.relever(jour)
    assert traces.lignes == attendues(CHAQUE_JOUR)


def _lancer(jour: date) -> subprocess.Popen[bytes]:
    racine = Path(__file__).resolve().parent.parent
    variables = os.environ | {"PYTHONPATH": os.pathsep.join([str(racine), str(racine.parent)])}
    return subprocess.Popen([sys.executable, "-m", "scenario_jour", jour.isoformat()], env=variables)
