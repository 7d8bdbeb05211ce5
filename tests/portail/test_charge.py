"""Fifty buyers at once while a month leaves: no page fails, each mail is delivered once."""

from __future__ import annotations

import http.client
import io
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from urllib.parse import urlencode

import pytest
from acheteur import MARCHE, OPERATION
from grand_relais import LE_JOUR, MOIS, Taille, remplir
from serveurs.ports import attendre_port, port_libre

from cli.superviseur import _uvicorn
from config.settings import get_settings
from courrier.messages_mensuel import TABLEAU_DE_BORD
from metier.periodes import Mois
from sqlmodel_store.depots import courriers_sortants
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes.mensuel.lignes import choisir

PATIENCE_S, DEMARRAGE_S = 60, 180
PAUSE_S = 1.1
"""Between two requests of one buyer, who makes fewer than the sixty that a minute allows to an address."""
FORMULAIRE = {"Content-Type": "application/x-www-form-urlencoded"}
DONNEES = {"Content-Type": "application/json"}
VISITE = (
    ("GET", "/clauses", None, {}),
    ("POST", "/clauses", urlencode(MARCHE), FORMULAIRE),
    ("POST", "/clauses/dce", json.dumps(OPERATION), DONNEES),
)
DEUX = Taille(operations=3, suivies=2, contrats=2, grosse_lots=1, grosse_personnes=2)
DOUZE = Taille(operations=100, suivies=12, contrats=4, grosse_lots=2, grosse_personnes=8)


@dataclass
class Mesures:
    """Seconds of each answer, by page; what went wrong."""

    durees: dict[str, list[float]] = field(default_factory=dict)
    fautes: Counter[str] = field(default_factory=Counter)

    @property
    def nombre(self):
        return sum(map(len, self.durees.values()))

    def dire(self):
        for page, durees in self.durees.items():
            rangs = ", ".join(f"p{q} {sorted(durees)[len(durees) * q // 100]:.2f} s" for q in (50, 95, 99))
            print(f"{page:18} {len(durees):5} réponses, {rangs}")  # noqa: T201 - read with -s
        print(f"fautes : {dict(self.fautes)}")  # noqa: T201 - same


class Acheteurs:
    """Buyers, each from an address of its own, as the proxy before the portal tells; they never stop in between."""

    def __init__(self, port, combien):
        self.port, self.mesures = port, Mesures()
        self._fini = threading.Event()
        self._fils = [threading.Thread(target=self._visiter, args=(rang,)) for rang in range(combien)]

    def __enter__(self):
        for fil in self._fils:
            fil.start()
        return self

    def __exit__(self, *_fautes):
        self._fini.set()
        for fil in self._fils:
            fil.join(PATIENCE_S)

    def _visiter(self, rang):
        adresse = {"X-Forwarded-For": f"198.51.100.{rang + 1}"}
        self._fini.wait(rang * PAUSE_S / len(self._fils))
        while not self._fini.is_set():
            for methode, page, corps, entetes in VISITE:
                if self._fini.is_set():
                    return
                self._demander(methode, page, corps, entetes | adresse)
                self._fini.wait(PAUSE_S)

    def _demander(self, methode, page, corps, entetes):
        debut = time.monotonic()
        liaison = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            liaison.request(methode, page, corps, entetes)
            reponse = liaison.getresponse()
            octets = reponse.read()
        except OSError as erreur:
            self.mesures.fautes[f"{page} {type(erreur).__name__}"] += 1
            return
        finally:
            liaison.close()
        if reponse.status != 200 or (page == "/clauses/dce" and not _pack(octets)):
            self.mesures.fautes[f"{page} {reponse.status}"] += 1
        self.mesures.durees.setdefault(f"{methode} {page}", []).append(time.monotonic() - debut)


def _pack(octets):
    return "LISEZMOI.txt" in zipfile.ZipFile(io.BytesIO(octets)).namelist()


def _est_un_tableau(octets):
    return message_from_bytes(octets)["X-Relais-Cle"].startswith(f"{TABLEAU_DE_BORD}:{MOIS}:")


@contextmanager
def portail_servi(variables):
    """The portal in a process of its own, launched as the service launches it."""
    port = port_libre()
    processus = subprocess.Popen(_uvicorn("portail.app:creer_app", "127.0.0.1", port), env=variables)
    try:
        attendre_port(port, DEMARRAGE_S)
        yield port
    finally:
        processus.terminate()
        processus.wait(PATIENCE_S)


def envoyer_le_mois(variables):
    """The month prepared, then the outbox emptied, by the commands of the product; returns whether both succeeded."""
    for ordre in (("mensuel", MOIS), ("courrier", "expedier")):
        fait = subprocess.run((sys.executable, "-m", "cli", *ordre), env=variables, capture_output=True, check=False)
        assert fait.returncode == 0, fait.stderr.decode()


@pytest.fixture
def maison(home, smtp, monkeypatch):
    """The settings of every process of the test: one base, one mail server of this machine."""
    home.mkdir(exist_ok=True)
    reglages = {
        "RELAIS_DATE": LE_JOUR.isoformat(),
        "RELAIS_SMTP_URL": smtp.url(),
        "RELAIS_MAIL_DEBIT": "0",
        "RELAIS_RELAIS__NOM": "Relais essai",
        "RELAIS_RELAIS__COURRIEL": "relais@relais.example",
    }
    for nom, valeur in reglages.items():
        monkeypatch.setenv(nom, valeur)
    get_settings.cache_clear()
    migrer()
    return dict(os.environ)


def tenir(maison, smtp, *, taille, secondes):
    """The buyers come for that long at least, the month leaving all the while; returns what they measured."""
    remplir(taille)
    with lecture() as session:
        attendus = choisir(session, Mois.lire(MOIS)).destinataires
    with portail_servi(maison) as port, Acheteurs(port, 50) as acheteurs:
        debut = time.monotonic()
        envoyer_le_mois(maison)
        mois = time.monotonic() - debut
        time.sleep(max(0.0, secondes - mois))
    acheteurs.mesures.dire()
    print(f"{len(smtp.facteur.recus)} courriels en {mois:.1f} s")  # noqa: T201 - same
    with lecture() as session:
        etats = Counter(un.etat.value for un in courriers_sortants.lister(session))
    assert set(etats) == {"envoye"}
    recus = Counter(un.destinataires[0] for un in smtp.facteur.recus if _est_un_tableau(un.octets))
    assert recus == dict.fromkeys(attendus, 1)
    return acheteurs.mesures


@pytest.mark.reseau
def test_fifty_buyers_come_while_a_month_leaves_and_nothing_fails(maison, smtp):
    mesures = tenir(maison, smtp, taille=DEUX, secondes=3)
    assert (mesures.fautes, mesures.nombre > 50) == ({}, True)


@pytest.mark.long
@pytest.mark.reseau
@pytest.mark.timeout(900)
def test_fifty_buyers_for_a_minute_while_a_bigger_month_leaves(maison, smtp):
    """Run it with `-s` for its figures."""
    mesures = tenir(maison, smtp, taille=DOUZE, secondes=60)
    assert (mesures.fautes, mesures.nombre > 1000) == ({}, True)
