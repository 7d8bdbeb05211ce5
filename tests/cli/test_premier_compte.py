"""The first account: the demo opens its own and prints it; the service says how to open one."""

from __future__ import annotations

import io
import itertools
import re
from datetime import date

from cli import demo, recit
from cli.base import preparer_base
from cli.compte_demo import ouvrir_compte
from cli.histoire import REGLAGES, Histoire
from cli.recit import adresses
from cli.superviseur import PREMIER_COMPTE
from config.paths import Paths
from config.settings import FICHIER, get_settings
from portail.comptes.connexion import connecter
from sqlmodel_store.migration import migrer


def test_the_demo_prints_the_account_it_opens(home):
    """Its password is made anew each time, can be said aloud, and opens the portal."""
    home.mkdir()
    (home / FICHIER).write_text(REGLAGES, encoding="utf-8")
    get_settings.cache_clear()
    migrer()
    compte = ouvrir_compte()
    assert re.fullmatch(r"([a-z]{4}-){3}[a-z]{4}", compte.mot_de_passe)
    assert connecter(compte.courriel, compte.mot_de_passe, "127.0.0.1")
    (ou, quoi), publique, *_ = adresses(["2026-VAL-014"], compte, [("http://127.0.0.1:8000/clauses", "la page")])
    assert publique == ("http://127.0.0.1:8000/clauses", "la page")
    assert ou == "http://127.0.0.1:8000/"
    assert f"courriel : {compte.courriel}\n     mot de passe : {compte.mot_de_passe}\n" in quoi
    assert quoi.endswith("/operations/2026-VAL-014")


def test_the_demo_says_what_it_waits_for_on_a_busy_machine(home, monkeypatch):
    """Every quarter of a minute of silence, not more."""
    ecrit, temps = io.StringIO(), itertools.count()
    monkeypatch.setattr(recit.time, "monotonic", lambda: 5.0 * next(temps))
    monkeypatch.setattr(demo, "DEMARRAGE_S", 1000.0)
    monkeypatch.setattr(demo, "PAS_S", 0)
    essais = iter([*[None] * 12, "prêt"])
    monkeypatch.setattr(demo, "lire_etat", lambda _paths: next(essais))
    demo._attendre_le_service(
        demo.Scene(paths=Paths(home), histoire=Histoire(date(2026, 11, 2)), recit=recit.Recit(ecrit))
    )
    lignes = ecrit.getvalue().splitlines()
    assert 2 <= len(lignes) <= 12 / 2
    assert all("le service démarre, encore un instant" in une for une in lignes)


def test_the_service_knows_whether_somebody_may_sign_in(home, monkeypatch):
    """Before it starts, from the process that prepares the database."""
    home.mkdir()
    (home / FICHIER).write_text(REGLAGES, encoding="utf-8")
    get_settings.cache_clear()
    assert preparer_base() is False
    ouvrir_compte()
    assert preparer_base() is True
    assert "./relais utilisateur creer VOTRE.COURRIEL --role responsable" in PREMIER_COMPTE[1]
