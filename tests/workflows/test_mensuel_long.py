"""A month killed at random, again and again: each recipient has its mail once. Six operations in the test run, three
hundred in the campaign, where what Prefect costs is measured too.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from hashlib import sha256
from random import Random

import pytest
from sqlalchemy import func, select
from tableaux_en_base import courriels, genere, inscrire_les_structures, semer, tableaux_faits

from config.paths import RACINE, Paths
from metier.periodes import Mois
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.courriers import CourrierSortant
from sqlmodel_store.modeles.suivi import TableauDeBord
from sqlmodel_store.session import lecture
from workflows.actes.mensuel.lignes import choisir

journal = logging.getLogger(__name__)
MAI = Mois(2026, 5)
DIRECT = """
from metier.periodes import Mois
from workflows.actes.mensuel.mois import preparer

preparer(Mois(2026, 5), par="essai")
"""
EN_FLUX = """
from workflows.tableaux_de_bord import tableaux_de_bord

tableaux_de_bord("2026-05")
"""
PART_DE_PREFECT = 0.15


@pytest.mark.parametrize(
    ("combien", "coupures"),
    [
        pytest.param(6, 3, id="3 kills"),
        pytest.param(300, 20, id="20 kills", marks=[pytest.mark.long, pytest.mark.timeout(7200)]),
    ],
)
def test_a_month_killed_at_random_reaches_each_recipient_once(sur_sqlite, regler, combien, coupures):
    """SIGKILL of the whole process, at any time between the first document and the last mail."""
    regler(DATE="2026-06-16")
    semer(*map(genere, range(combien)))
    inscrire_les_structures()
    with lecture() as session:
        choix = choisir(session, MAI)
    hasard, debut = Random(combien), cpu()
    attendus = sum(len(une.destinataires) for une in choix.dues) + len(choix.destinataires)
    for seuil in sorted(hasard.sample(range(1, attendus - 2), coupures)):
        tuer_a(seuil, hasard.uniform(0, 0.3), sur_sqlite)
    finir(lancer(DIRECT, sur_sqlite))
    cout = cpu() - debut
    verifier(choix, sur_sqlite)
    if combien > 100:
        part = (mesurer(EN_FLUX, sur_sqlite) - mesurer(DIRECT, sur_sqlite)) / cout
        journal.info("%s tableaux, %.0f s de processeur, part de Prefect %.3f", len(tableaux_faits()), cout, part)
        assert part < PART_DE_PREFECT
        verifier(choix, sur_sqlite)


def verifier(choix, home):
    """Every recipient due has one mail, that carries each of its dashboards; files are those that rows describe."""
    recus = Counter(un.destinataire for un in courriels())
    assert recus == Counter(choix.destinataires)
    faits = tableaux_faits()
    attendus = Counter((un.operation_id, un.code.value, un.organisation) for un in choix.dues)
    assert Counter((un.operation_id, un.code, un.organisation) for un in faits) == attendus
    with lecture() as session:
        references = {une.id: une.reference for une in operations.lister(session)}
    pieces = {un.destinataire: un.pdf for un in courriels()}
    for un in faits:
        octets = (Paths(home).documents(references[un.operation_id]) / un.fichier).read_bytes()
        assert sha256(octets).hexdigest() == un.sha256
        assert octets in pieces[un.destinataire].values()
    assert sum(map(len, pieces.values())) == len(faits)


def tuer_a(seuil, delai, home):
    """Run the month until that much is done, then kill it."""
    processus = lancer(DIRECT, home)
    try:
        while avancement() < seuil and processus.poll() is None:
            time.sleep(0.1)
        time.sleep(delai)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(processus.pid, signal.SIGKILL)
        processus.communicate()


def lancer(programme, home):
    variables = os.environ | {
        "PREFECT_HOME": str(home / "prefect-essai"),
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    }
    return subprocess.Popen(
        [sys.executable, "-c", programme], cwd=RACINE, env=variables, stderr=subprocess.PIPE, start_new_session=True
    )


def finir(processus) -> None:
    """Wait for a run that must succeed and say nothing."""
    _, erreurs = processus.communicate()
    assert (processus.returncode, erreurs) == (0, b"")


def avancement() -> int:
    """How many dashboards and mails are written down."""
    with lecture() as session:
        faits = session.execute(select(func.count()).select_from(TableauDeBord)).scalar_one()
        poses = session.execute(
            select(func.count()).select_from(CourrierSortant).where(CourrierSortant.cle.startswith("tableau_de_bord:"))
        ).scalar_one()
    return int(faits) + int(poses)


def mesurer(programme, home) -> float:
    """Seconds of processor of a run where all is done already, those of a temporary server included."""
    debut = cpu()
    finir(lancer(programme, home))
    return cpu() - debut


def cpu() -> float:
    """Seconds of processor of every process that this one started and saw end."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
