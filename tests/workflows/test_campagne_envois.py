"""Campaigns: two senders at once, a server that does everything wrong, kill -9 at random, a backup restored midway.

Nothing lost, nothing twice, nothing to another recipient; each doubt is a link dropped after DATA, or a kill after
`en_cours`, or comes from the restoration; with a trace mailbox every doubt ends.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes

import pytest
from boite_d_envoi import A_ENVOYER, ENVOYE, INCERTAIN, REFUSE, poster, sortants, vieillir_le_doute
from expediteurs import Expediteurs
from serveurs.smtp import FacteurCapricieux

from sqlmodel_store.depots import doutes, restaurations
from sqlmodel_store.modeles.courriers import EtatSortant, MotifRefus
from sqlmodel_store.session import lecture
from workflows.actes.doutes import INTERROMPU
from workflows.actes.sauvegarde.faire import sauvegarder
from workflows.actes.sauvegarde.restaurer import restaurer

PERDUE = "liaison perdue après la remise"


def nom(numero):
    """One in ten unknown, one in ten taken for spam, one in five put off."""
    return f"{ {1: 'inconnu', 2: 'spam', 3: 'tard', 4: 'tard'}.get(numero % 10, 'd') }-{numero}".replace(" ", "")


@dataclass
class Campagne:
    """Kills and doubts of one run; `tues`: the keys being sent by a sender when it was killed."""

    facteur: FacteurCapricieux
    expediteurs: Expediteurs
    hasard: random.Random
    tues: set[str] = field(default_factory=set)
    douteux: Counter[str] = field(default_factory=Counter)
    kills: int = 0

    def tuer_un(self):
        """One of the two, wherever it is; another takes its place."""
        time.sleep(self.hasard.uniform(0.02, 0.2))
        self._tuer(self.hasard.choice(self.expediteurs.vivants))
        self.expediteurs.lancer()
        self.kills += 1

    def tuer_tous(self):
        for pid in list(self.expediteurs.vivants):
            self._tuer(pid)

    def _tuer(self, pid):
        os.kill(pid, signal.SIGSTOP)  # so that nobody settles what it holds before it is read
        self._retenir(pid)
        self.expediteurs.tuer(pid)
        self._retenir(pid)
        self.regarder()

    def _retenir(self, pid):
        with lecture() as session:
            en_cours = doutes.lister(session, [EtatSortant.EN_COURS])
        self.tues |= {un.cle for un in en_cours if int(un.bail_par.rsplit(":", 2)[1]) == pid}

    def regarder(self):
        """Every doubt has its reason."""
        with lecture() as session:
            for un in doutes.lister(session, [INCERTAIN]):
                if un.reponse.startswith(PERDUE):
                    assert un.cle in self.facteur.coupes
                elif un.reponse == INTERROMPU:
                    assert un.cle in self.tues
                else:
                    assert un.reponse in {restaurations.RESTAURE, restaurations.REFAIT}
                self.douteux[un.reponse.partition(" :")[0]] += 1

    def attendre_le_calme(self, secondes, etats=(A_ENVOYER, EtatSortant.EN_COURS)):
        """Until no mail is in one of these states."""
        fin = time.monotonic() + secondes
        while time.monotonic() < fin:
            self.regarder()
            with lecture() as session:
                restent = doutes.lister(session, etats)
            if not restent:
                return
            time.sleep(0.1)
        raise AssertionError(Counter((un.etat, un.reponse) for un in restent))

    def verifier(self, combien, *, finis):
        """Each mail at most once and to its recipient; what did not arrive is refused, or in doubt unless `finis`."""
        recus = Counter()
        for un in self.facteur.recus:
            cle = message_from_bytes(un.octets)["X-Relais-Cle"]
            recus[cle] += 1
            assert un.destinataires == [f"{nom(int(cle.partition(':')[2]))}@acheteur.example"]
        courriers = {un.cle: un for un in sortants()}
        assert len(courriers) == combien
        assert max(recus.values()) == 1
        for numero in range(combien):
            courrier = courriers[f"essai:{numero}"]
            if courrier.etat is INCERTAIN and not finis:
                assert recus[courrier.cle] <= (numero % 10 not in {1, 2})
            elif numero % 10 in {1, 2}:
                motif = {1: MotifRefus.ADRESSE, 2: MotifRefus.CONTENU}[numero % 10]
                assert (courrier.etat, courrier.motif, recus[courrier.cle]) == (REFUSE, motif, 0)
            else:
                assert (courrier.etat, recus[courrier.cle]) == (ENVOYE, 1)


@pytest.fixture
def mener(fabrique_smtp, regler, home):
    """`mener(messages, kills)`: a campaign on the database of the test, without a trace unless one is given."""

    def mener(messages, kills, *, trace=None, sauvegarde=None, graine=11, calme=60):
        hasard = random.Random(graine)
        facteur = FacteurCapricieux(hasard=random.Random(graine), copie=trace.livrer if trace else lambda _: None)
        serveur = fabrique_smtp(facteur=facteur)
        regler(SMTP_URL=serveur.url(), MAIL_DEBIT="0", MAIL_REPRISE_S="0")
        if trace:
            regler(TRACE_URL=trace.url())
        with Expediteurs() as expediteurs:
            campagne = Campagne(facteur, expediteurs, hasard)
            for _ in range(2):
                expediteurs.lancer()
            for rang in range(kills):
                poster(*range(messages * rang // kills, messages * (rang + 1) // kills), nom=nom)
                if rang == kills // 3 and sauvegarde:
                    sauvegarder(sauvegarde)
                if rang == kills * 2 // 3 and sauvegarde:
                    campagne.tuer_tous()
                    restaurer(sauvegarde, remplacer=True)
                    poster(*range(messages * (rang + 1) // kills), nom=nom)
                    for _ in range(2):
                        expediteurs.lancer()
                if trace and rang > kills * 2 // 3:
                    time.sleep(0.2)  # what the server was given, it copies
                    vieillir_le_doute()
                campagne.tuer_un()
            campagne.attendre_le_calme(calme)
            for _ in range(40 if trace else 0):
                vieillir_le_doute()
                time.sleep(0.5)
                campagne.attendre_le_calme(calme)
                if not en_suspens():
                    break
        campagne.verifier(messages, finis=trace is not None)
        return campagne

    return mener


def en_suspens():
    """In one reading: a doubt settled meanwhile may be waiting to leave again."""
    with lecture() as session:
        return doutes.lister(session, [INCERTAIN, A_ENVOYER, EtatSortant.EN_COURS])


def doutes_restants():
    with lecture() as session:
        return doutes.lister(session, [INCERTAIN])


def raconter(campagne, messages):
    """For whoever runs the long campaign with -s."""
    print(  # noqa: T201 - read with -s
        f"\n{messages} messages, {campagne.kills} kill -9, {len(campagne.tues)} en_cours au moment du kill, "
        f"{len(campagne.facteur.coupes)} coupures après DATA, {campagne.facteur.pannes} pannes, "
        f"{len(campagne.facteur.recus)} remis, {len(doutes_restants())} incertains à la fin"
    )


@pytest.mark.reseau
def test_sixty_mails_ten_kills_and_a_restored_backup_with_a_trace(installation_sqlite, mener, dovecot, tmp_path):
    """All doubts end, no mail is lost nor doubled."""
    campagne = mener(60, 10, trace=dovecot, sauvegarde=tmp_path / "s.relais")
    raconter(campagne, 60)
    assert campagne.kills == 10
    assert campagne.tues
    assert campagne.facteur.coupes
    assert doutes_restants() == []


@pytest.mark.reseau
@pytest.mark.parametrize("base", ["sqlite", "postgresql"], indirect=True)
def test_forty_mails_and_kills_without_a_trace(installation, mener):
    """On each engine: doubts stay, for a person; nothing is doubled."""
    mener(40, 5, graine=5)


@pytest.fixture
def installation_sqlite(sur_sqlite):
    return sur_sqlite


@pytest.mark.long
@pytest.mark.reseau
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("base", ["sqlite", "postgresql"], indirect=True)
def test_six_hundred_mails_a_hundred_kills_and_a_restored_backup(installation, mener, dovecot, tmp_path):
    campagne = mener(600, 100, trace=dovecot, sauvegarde=tmp_path / "s.relais", graine=3, calme=300)
    raconter(campagne, 600)
    assert campagne.kills == 100
    assert doutes_restants() == []
