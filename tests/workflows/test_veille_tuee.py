"""The watcher killed without warning, again and again, while mail comes: nothing is lost, nothing counts twice."""

from __future__ import annotations

import json
import logging
import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest
from boites_de_reception import recus
from boites_de_reception import references as ouvertes
from courriers_melanges import MELANGE, melange, references, remis
from operations_en_base import ACHETEUR, REFERENCE, evenements, inscrire, semer
from serveurs.ports import port_libre

from cli.histoire import CHARGEE_DE_MISSION
from config.paths import RACINE
from courrier.boite import Boite
from metier.fautes import PanneExterne
from workflows.actes.releve import A_TRANCHER, QUARANTAINE, TRAITES

pytestmark = pytest.mark.reseau

journal = logging.getLogger(__name__)

PERSO = "Perso"
NATURES = {
    "annonce": {"notification"},
    "reponse": {"reponse"},
    "releve": {"heures", "a_trancher"},
    "rejet": {"rejet"},
    "absence": {"automatique"},
    "lettre": {"indesirable", "automatique"},
    "inconnu": {"a_trancher"},
    "abime": {"quarantaine"},
}


def regles(lignes) -> int:
    return sum(un.nature is not None for un in lignes)


class Campagne:
    """A real watcher on a real mailbox, and what happens to both."""

    def __init__(self, imap, graine: int) -> None:
        self.serveur = imap.serveur
        self.hasard = random.Random(graine)
        self.remis = 0
        self.tues: list[str] = []
        self._processus: subprocess.Popen[bytes] | None = None

    def livrer(self, *octets: bytes) -> None:
        for un in octets:
            self.serveur.livrer(un)
            self.remis += 1

    def tuer(self) -> None:
        """A watcher started, then killed at some moment of its work: while it takes mail in, or while it reads it."""
        combien = self.hasard.choice((len, regles))
        avant = combien(recus())
        self._lancer()
        limite = time.monotonic() + 40
        while combien(recus()) == avant and time.monotonic() < limite:
            time.sleep(0.01)
        time.sleep(self.hasard.uniform(0, 0.5))
        self._processus.kill()
        self._processus.wait()
        lignes = recus()
        self.tues.append(f"{len(lignes)} reçus, {len(lignes) - regles(lignes)} à lire")

    def finir(self, delai: float) -> None:
        """A watcher that is left alone until the mailbox shows that all is done."""
        self._lancer()
        limite = time.monotonic() + delai
        while time.monotonic() < limite:
            lignes = recus()
            if regles(lignes) == len(lignes) and self.contenu()["INBOX"] == 0:
                break
            time.sleep(0.2)
        self._processus.terminate()
        assert self._processus.wait(timeout=20) == 0

    def redemarrer(self) -> None:
        """The mail server goes away and comes back."""
        self.serveur.arreter()
        self.serveur.demarrer()

    def renumeroter(self) -> None:
        """The provider rebuilds the mailbox: another UIDVALIDITY, smaller than the former, other UIDs."""
        with Boite.ouvrir(self.serveur.url(), mode="essai") as boite:
            validite = boite.uidvalidity
        self.serveur.arreter()
        (self.serveur.maildir() / "dovecot-uidlist").write_text(f"3 V{validite - 1000} N2\n1 :inconnu\n")
        for index in self.serveur.maildir().glob("dovecot.index*"):
            index.unlink()
        self.serveur.demarrer()

    def deplacer(self) -> None:
        """A person takes a mail that waits away, then puts it back; another one is taken out of the treated ones."""
        for source in ("INBOX", TRAITES):
            if uids := self._uids(source):
                with Boite.ouvrir(self.serveur.url(boite=source), mode="essai") as boite:
                    boite.classer(uids[-1], PERSO)
        with Boite.ouvrir(self.serveur.url(boite=PERSO), mode="essai") as boite:
            for uid in boite.nouveaux(None, 0):
                boite.classer(uid, "INBOX")

    def contenu(self) -> Counter[str]:
        return Counter({nom: len(self._uids(nom)) for nom in ("INBOX", TRAITES, QUARANTAINE, A_TRANCHER, PERSO)})

    def arreter(self) -> None:
        if self._processus is not None and self._processus.poll() is None:
            self._processus.kill()
            self._processus.wait()

    def _uids(self, boite: str) -> list[int]:
        try:
            with Boite.ouvrir(self.serveur.url(boite=boite), mode="essai") as ouverte:
                return ouverte.nouveaux(None, 0)
        except PanneExterne:  # not made yet
            return []

    def _lancer(self) -> None:
        self._processus = subprocess.Popen(
            [sys.executable, "-m", "workflows.veille"],
            cwd=RACINE,
            env={**os.environ, "RELAIS_PREFECT_PORT": str(port_libre())},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def campagne(imap):
    """The people of the mails are known; one operation is."""
    inscrire(CHARGEE_DE_MISSION, ACHETEUR)
    semer()
    une = Campagne(imap, 5)
    yield une
    une.arreter()


def courir(campagne: Campagne, nombre: int, coups: int) -> None:
    """Mail comes in as many lots as there are kills; some of it twice, the server and the mailbox shaken meanwhile."""
    courriels = list(melange(nombre).values())
    secousses = {1: campagne.redemarrer, 2: campagne.renumeroter, 3: campagne.deplacer}
    for coup in range(coups):
        lot = courriels[coup * nombre // coups : (coup + 1) * nombre // coups]
        campagne.livrer(*lot, remis(lot[0], coup), lot[-1])
        secousses.get(coup % 10, lambda: None)()
        campagne.tuer()
    campagne.finir(150 + nombre)


def verifier(campagne: Campagne, nombre: int) -> None:
    """Each mail once, with one nature; each announcement one operation; every copy out of the way of people."""
    lignes = recus()
    assert Counter(un.message_id for un in lignes) == Counter(dict.fromkeys(melange(nombre), 1))
    for ligne in lignes:
        genre = ligne.message_id[1:].partition("-")[0]
        assert ligne.nature.value in NATURES[genre], (ligne.message_id, ligne.nature, ligne.raison)
        assert ligne.raison
    assert sorted(set(ouvertes()) - {REFERENCE}) == references(nombre)
    assert len(ouvertes()) == len(references(nombre)) + 1
    regles = Counter(
        json.loads(un.donnees)["courrier"]
        for genre in ("courriel_recu", "courriel_en_quarantaine")
        for un in evenements(genre=genre)
    )
    assert regles == Counter({un.id: 1 for un in lignes})
    contenu = campagne.contenu()
    assert contenu["INBOX"] == 0
    assert sum(contenu.values()) == campagne.remis


@pytest.mark.timeout(600)
def test_a_watcher_killed_five_times_over_sixty_mails_loses_and_doubles_nothing(campagne):
    """The server restarted, the mailbox renumbered, a mail moved by a person, others delivered again."""
    courir(campagne, 60, 5)
    verifier(campagne, 60)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_watcher_killed_fifty_times_over_three_hundred_mails_loses_and_doubles_nothing(campagne):
    """The campaign at full size."""
    courir(campagne, 300, 50)
    verifier(campagne, 300)
    journal.info("à la mort de chaque veilleur : %s", " ; ".join(campagne.tues))


def test_every_kind_of_the_mixture_is_expected():
    """The mixture is what the campaign says it is."""
    assert set(MELANGE) == set(NATURES)
