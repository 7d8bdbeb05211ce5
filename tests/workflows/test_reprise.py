"""Kill -9 in mid-run of what executes, serves and watches: the same end, each document once, each mail once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from operations_en_base import (
    JOUR,
    RELAIS,
    Annonce,
    courriels_de,
    demander_de,
    demandes_de,
    documents_de,
    evenements,
    inscrire,
    semer,
)
from service_de_test import jusqu_a

from cli.histoire import CHARGEE_DE_MISSION
from config.paths import Paths
from config.settings import get_settings
from courrier.boite import Boite
from metier.fautes import PanneExterne
from sqlmodel_store.depots import courriers_entrants, operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.modeles.courriers import EtatEntrant, EtatSortant
from sqlmodel_store.modeles.journal import EtatDemande
from sqlmodel_store.session import lecture
from workflows.actes.demandes import executer
from workflows.actes.rapprochement import restes
from workflows.actes.releve import TRAITES
from workflows.lancements import lancer_demande

REPRISE_S = 150.0
NUMEROS = count(1)
ANNONCES = count(301)
TRAVAIL = (("redaction", "rediger"), ("redaction", "rediger"), ("faisabilite", "accepter"), ("calibrage", "calibrer"))

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(600)]


def empreintes(home, reference):
    """Every file of an operation and its sha256."""
    dossier = Paths(home).documents(reference)
    return {
        str(un.relative_to(dossier)): sha256(un.read_bytes()).hexdigest() for un in dossier.rglob("*") if un.is_file()
    }


@contextmanager
def ailleurs(home):
    """Another installation of the same relay, without service nor servers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELAIS_HOME", str(home))
        for nom in ("RELAIS_SMTP_URL", "RELAIS_IMAP_URL"):
            patch.delenv(nom)
        get_settings.cache_clear()
        migrer()
        yield
    get_settings.cache_clear()


def sans_interruption(home, demandees):
    """What the same requests leave where nothing disturbs them: files, recorded documents, keys of mails."""
    with ailleurs(home):
        for reference, (etape, transition) in demandees.items():
            semer(etape, reference=reference)
            executer(demander_de(reference, transition))
        return {reference: traces(home, reference) for reference in demandees}


def traces(home, reference):
    lignes = {nom: (un.code, un.sha256, un.donnees) for nom, un in documents_de(reference).items()}
    return empreintes(home, reference), lignes, [un.cle for un in courriels_de(reference)]


def lancer_le_travail():
    """Operations at several steps, each with a request under way."""
    demandees = {f"2026-REP-{next(NUMEROS):03d}": travail for travail in TRAVAIL}
    for reference, (etape, transition) in demandees.items():
        semer(etape, reference=reference)
        lancer_demande(demander_de(reference, transition))
    return demandees


def au_milieu(demandees):
    """A request has been begun and is not done."""
    return any(
        une.etat is EtatDemande.A_FAIRE and une.essais for reference in demandees for une in demandes_de(reference)
    )


def toutes_faites(demandees):
    return all(une.etat is EtatDemande.FAITE for reference in demandees for une in demandes_de(reference))


def descendance(pid):
    """The living descendants of a process."""
    parents = {}
    for dossier in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            parents[int(dossier.name)] = int((dossier / "stat").read_text().rpartition(")")[2].split()[1])
    trouves, file = [], [pid]
    while file:
        file = [fils for fils, parent in parents.items() if parent in file]
        trouves += file
    return trouves


def tuer_l_executant(chaine):
    """The runner and the runs that it executes: as a machine that loses its power."""
    executant = chaine.service.pid("workflows.deploiements")
    victimes = [executant, *descendance(executant)]
    for pid in victimes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(victimes)


def tuer_l_executant_seul(chaine):
    """Its runs go on without it."""
    chaine.service.tuer("workflows.deploiements")
    return 1


def tuer_les_runs(chaine):
    """What runs execute dies, their runner sees it."""
    victimes = descendance(chaine.service.pid("workflows.deploiements"))
    for pid in victimes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(victimes)


def tuer_le_serveur(chaine):
    chaine.service.tuer("serveur_prefect")
    return 1


def tuer_la_veille(chaine):
    chaine.service.tuer("workflows.veille")
    return 1


def en_cours_d_envoi(demandees):
    """The mails that were between the taking and the answer."""
    return {un.cle for reference in demandees for un in courriels_de(reference) if un.etat is EtatSortant.EN_COURS}


def verifier_le_travail(chaine, demandees, attendues, en_doute):
    """Every request done, each document once and identical to the undisturbed twin's, each mail once.

    Only a mail that was being sent may be in doubt; it left once at most.
    """
    jusqu_a(lambda: toutes_faites(demandees), REPRISE_S)
    jusqu_a(lambda: all(un.etat in FINS for reference in demandees for un in courriels_de(reference)), REPRISE_S)
    for reference, (_, transition) in demandees.items():
        assert traces(chaine.service.home, reference) == attendues[reference], reference
        assert len(evenements(reference, "transition")) == 1, reference
        (courriels, partis) = courriels_de(reference), Counter(chaine.recus(reference))
        assert set(partis.values()) <= {1}, reference
        assert {un.cle for un in courriels if un.etat is EtatSortant.INCERTAIN} <= en_doute
        assert {un.cle for un in courriels if un.etat is EtatSortant.ENVOYE} <= set(partis)
        assert transition == "accepter" or not partis
    assert restes().demandes == ()


FINS = {EtatSortant.ENVOYE, EtatSortant.INCERTAIN}


@pytest.mark.parametrize(
    "tuer",
    [
        pytest.param(tuer_l_executant, id="runner"),
        pytest.param(tuer_le_serveur, id="server", marks=pytest.mark.long),
    ],
)
def test_what_is_killed_in_mid_run_is_finished_after_the_restart(chaine, tmp_path, tuer):
    """A request was begun when the process died: nothing is lost, nothing is done twice."""
    demandees = lancer_le_travail()
    attendues = sans_interruption(tmp_path / "temoin", demandees)
    jusqu_a(lambda: au_milieu(demandees), 60)
    tuer(chaine)
    verifier_le_travail(chaine, demandees, attendues, en_cours_d_envoi(demandees))


def livrer(chaine, nombre):
    """Announcements delivered to the mailbox; their references."""
    inscrire(CHARGEE_DE_MISSION)
    annonces = [Annonce(JOUR, next(ANNONCES)) for _ in range(nombre)]
    for annonce in annonces:
        chaine.dovecot.livrer(annonce.octets(), RELAIS)
    return [annonce.reference for annonce in annonces]


def recus_de(references):
    with lecture() as session:
        connues = {une.id: une.reference for une in operations.lister(session)}
        return [un for un in courriers_entrants.lister(session) if connues.get(un.operation_id) in references]


def en_attente():
    with lecture() as session:
        return courriers_entrants.a_traiter(session)


def boite_contient(chaine, boite):
    with suppress(PanneExterne), Boite.ouvrir(chaine.dovecot.url(RELAIS, boite), mode="essai") as ouverte:
        return len(ouverte.nouveaux(None, 0))
    return 0


def verifier_les_annonces(chaine, references, classes_avant):
    """One operation per announcement, each mail read once, out of the inbox and in the folder of what is settled."""
    jusqu_a(lambda: len(recus_de(references)) == len(references), REPRISE_S)
    jusqu_a(lambda: all(un.classe_le for un in recus_de(references)), REPRISE_S)
    recus = recus_de(references)
    assert {un.etat for un in recus} == {EtatEntrant.TRAITE}
    for reference in references:
        assert len(evenements(reference, "courriel_recu")) == 1
    jusqu_a(lambda: boite_contient(chaine, "INBOX") == 0, 30)
    assert boite_contient(chaine, TRAITES) == classes_avant + len(references)
    assert restes().courriers == ()


def test_a_watcher_killed_while_its_mails_are_read_finds_them_again(chaine):
    """Stored, not settled yet when it died: each announcement becomes one operation, none is lost."""
    classes = boite_contient(chaine, TRAITES)
    references = livrer(chaine, 3)
    jusqu_a(en_attente, 60)
    tuer_la_veille(chaine)
    verifier_les_annonces(chaine, references, classes)


@pytest.mark.long
@pytest.mark.parametrize("graine", range(5))
@pytest.mark.parametrize(
    "tuer",
    [tuer_l_executant, tuer_l_executant_seul, tuer_les_runs, tuer_le_serveur, tuer_la_veille],
    ids=["runner and runs", "runner alone", "runs alone", "server", "watcher"],
)
def test_killed_at_any_moment_the_chain_reaches_the_same_end(chaine, tmp_path, tuer, graine):
    """Requests under way and mails arriving; the moment is drawn at random."""
    moment = random.Random(f"{tuer.__name__}{graine}").uniform(0, 12)
    classes = boite_contient(chaine, TRAITES)
    demandees = lancer_le_travail()
    references = livrer(chaine, 2)
    attendues = sans_interruption(tmp_path / "temoin", demandees) if graine % 2 else None
    time.sleep(moment)
    tuer(chaine)
    en_doute = en_cours_d_envoi(demandees)
    attendues = attendues or sans_interruption(tmp_path / "temoin", demandees)
    verifier_le_travail(chaine, demandees, attendues, en_doute)
    verifier_les_annonces(chaine, references, classes)
