"""An installation to act upon: a home, a database on each engine, the relay's identity, a settled day."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from boites_de_reception import Dossier, Imap
from impressions import impressions
from operations_en_base import JOUR, RELAIS, Annonce, inscrire
from serveurs.bases import base, base_postgresql, base_sqlite
from serveurs.dovecot import Dovecot, absence
from serveurs.ports import port_libre
from serveurs.smtp import Facteur, ServeurSmtp
from service_de_test import ServiceDeTest

from cli.histoire import CHARGEE_DE_MISSION
from config.settings import get_settings

__all__ = ["base", "base_postgresql", "base_sqlite", "impressions"]

IDENTITE = {"DATE": JOUR.isoformat(), "RELAIS__COURRIEL": RELAIS, "RELAIS__NOM": "Relais de la Brielle"}


@pytest.fixture
def regler(home, monkeypatch):
    """Settings of the environment, read again."""

    def regler(**reglages: str) -> None:
        for nom, valeur in reglages.items():
            monkeypatch.setenv(f"RELAIS_{nom}", valeur)
        get_settings.cache_clear()

    return regler


@pytest.fixture
def sur_sqlite(base_sqlite, regler, home):
    """An installation on SQLite; returns its home."""
    home.mkdir(exist_ok=True)
    regler(DATABASE_URL=base_sqlite, **IDENTITE)
    return home


@pytest.fixture
def installation(base, regler, home):
    """An installation on each engine; returns its home."""
    home.mkdir(exist_ok=True)
    regler(DATABASE_URL=base, **IDENTITE)
    return home


@pytest.fixture
def par_smtp(sur_sqlite, smtp, regler):
    """A real server on loopback, as fast as it goes."""
    regler(SMTP_URL=smtp.url(), MAIL_DEBIT="0")
    return smtp


@pytest.fixture
def annonce():
    inscrire(CHARGEE_DE_MISSION)
    return Annonce(JOUR)


@pytest.fixture
def dossier(sur_sqlite):
    return Dossier(sur_sqlite)


@pytest.fixture
def imap(sur_sqlite, dovecot, regler):
    regler(IMAP_URL=dovecot.url())
    return Imap(dovecot)


@pytest.fixture(params=["dossier", "imap"])
def boite(request):
    """Each way in."""
    return request.getfixturevalue(request.param)


@dataclass
class Chaine:
    """A whole service between a real mailbox and a real sending server."""

    service: ServiceDeTest
    dovecot: Dovecot
    smtp: ServeurSmtp

    def recus(self, reference: str) -> list[str]:
        """The business keys of the mails that left for an operation, as often as they left."""
        cles = [message_from_bytes(un.octets)["X-Relais-Cle"] for un in self.smtp.facteur.recus]
        return [cle for cle in cles if f":{reference}:" in cle]


@pytest.fixture(scope="session")
def service_entier(autorite, tmp_path_factory):
    """The service, started once for the tests that need Prefect, ended with everything it started."""
    if raison := absence():
        pytest.skip(raison)
    with ExitStack() as pile:
        dovecot = Dovecot(autorite, comptes={RELAIS: "secret"})
        pile.callback(dovecot.detruire)
        dovecot.demarrer()
        controleur = Controller(Facteur(), hostname="127.0.0.1", port=port_libre(), server_hostname="essai.example")
        controleur.start()
        pile.callback(controleur.stop)
        smtp = ServeurSmtp(controleur.handler, controleur)
        reglages = {"IMAP_URL": dovecot.url(RELAIS), "SMTP_URL": smtp.url(), "MAIL_DEBIT": "0", **IDENTITE}
        service = ServiceDeTest(
            tmp_path_factory.mktemp("chaine"), reglages={f"RELAIS_{nom}": valeur for nom, valeur in reglages.items()}
        )
        pile.callback(service.effacer)
        service.demarrer()
        yield Chaine(service, dovecot, smtp)


@pytest.fixture
def chaine(service_entier, monkeypatch):
    """The service, this process being the facilitateur's own shell beside the running service."""
    for cle in [cle for cle in os.environ if cle.startswith("PREFECT_")]:
        monkeypatch.delenv(cle)
    for cle, valeur in service_entier.service.variables.items():
        if cle.startswith("RELAIS_"):
            monkeypatch.setenv(cle, valeur)
    get_settings.cache_clear()
    return service_entier
