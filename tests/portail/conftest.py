"""What the pages of the portal are shown with: a client on this machine, an installation, an operation really led."""

from __future__ import annotations

import shutil
import threading

import pytest
import uvicorn
from acheteur import Acheteur
from impressions import impressions
from operations_en_base import JOUR, RELAIS, Annonce, avancer, inscrire, recevoir, semer
from serveurs.bases import base_postgresql, base_sqlite
from serveurs.ports import attendre_port, port_libre
from visiteur import Visiteur

from cli.histoire import CHARGEE_DE_MISSION
from config.settings import get_settings
from metier.roles import Role
from portail import actes
from portail.app import creer_app
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import get_engine
from workflows.actes import reception

__all__ = ["base_postgresql", "base_sqlite", "impressions"]

MENEE = Annonce(JOUR).reference


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """An act is waited for, however busy the machine: the page of one that lasts has tests of its own."""
    monkeypatch.setattr(actes, "IMMEDIAT_S", 120)


@pytest.fixture
def visiteur(home):
    home.mkdir(exist_ok=True)
    return Visiteur(role=Role.FACILITATEUR)


@pytest.fixture
def acheteur(home, monkeypatch):
    """A buyer on the public page, on a settled day, as often as the test likes."""
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "0")
    monkeypatch.setenv("RELAIS_DATE", "2026-11-02")
    get_settings.cache_clear()
    return Acheteur()


@pytest.fixture
def etranger():
    return Visiteur("192.0.2.17")


@pytest.fixture
def installation(home, base_sqlite, monkeypatch):
    """An empty installation on a settled day; returns its home."""
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("RELAIS_DATABASE_URL", base_sqlite)
    regler(monkeypatch)
    return home


@pytest.fixture(scope="session")
def base_deux_relais(tmp_path_factory):
    """A SQLite file with an operation of each of two relays; to be copied, not changed."""
    fichier = tmp_path_factory.mktemp("deux") / "relais.db"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("RELAIS_HOME", str(fichier.parent))
        monkeypatch.setenv("RELAIS_DATABASE_URL", f"sqlite:///{fichier}")
        regler(monkeypatch)
        migrer()
        for code in ("nord", "sud"):
            semer(reference=f"R-{code}", relais=code, intitule=f"Chantier secret de {code}")
        get_engine(f"sqlite:///{fichier}").dispose()
    get_settings.cache_clear()
    return fichier


@pytest.fixture
def deux_relais(base_deux_relais, installation):
    """An operation of each of two relays; returns their references."""
    shutil.copyfile(base_deux_relais, get_settings().base.removeprefix("sqlite:///"))
    return ["R-nord", "R-sud"]


@pytest.fixture(scope="session")
def maison_menee(tmp_path_factory):
    """A home where the announced operation was led to its consultation by the real acts; to be copied, not changed."""
    maison = tmp_path_factory.mktemp("menee") / "home"
    maison.mkdir()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("RELAIS_HOME", str(maison))
        regler(monkeypatch)
        migrer()
        mener(maison)
    get_settings.cache_clear()
    return maison


@pytest.fixture
def menee(maison_menee, home, monkeypatch):
    """The reference of that operation, in the home of the test."""
    shutil.copytree(maison_menee, home)
    regler(monkeypatch)
    return MENEE


@pytest.fixture
def servi():
    """The portal behind a real server of the loopback; returns its address."""
    port = port_libre()
    serveur = uvicorn.Server(uvicorn.Config(creer_app(), port=port, log_level="warning"))
    fil = threading.Thread(target=serveur.run)
    fil.start()
    attendre_port(port)
    yield f"http://127.0.0.1:{port}"
    serveur.should_exit = True
    fil.join(10)


def regler(monkeypatch):
    for nom, valeur in (("DATE", JOUR.isoformat()), ("RELAIS__COURRIEL", RELAIS), ("RELAIS__NOM", "Relais essai")):
        monkeypatch.setenv(f"RELAIS_{nom}", valeur)
    get_settings.cache_clear()


def mener(maison):
    histoire = Annonce(JOUR)
    inscrire(CHARGEE_DE_MISSION)
    reception.traiter(recevoir(histoire.octets(), maison))
    avancer(MENEE, "instruire", **histoire.instruction())
    avancer(MENEE, "accepter", reserves=["Sous réserve des pièces demandées."])
    avancer(MENEE, "calibrer")
    avancer(MENEE, "rediger", date_publication_prevue=histoire.date_avis.isoformat())
