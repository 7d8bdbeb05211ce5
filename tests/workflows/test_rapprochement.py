"""What is due and not done: found in the database alone, done here or asked of Prefect again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from boite_d_envoi import ENVOYE, INCERTAIN, antidater, etats, poster
from commande import python
from operations_en_base import JOUR, Annonce, demander_de, demandes_de, inscrire, operation, recevoir, semer
from serveurs.ports import port_libre

from cli.histoire import CHARGEE_DE_MISSION
from config.horloge import maintenant
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.journal import Demande
from sqlmodel_store.session import unit_of_work
from workflows import lancements
from workflows.actes.rapprochement import en_souffrance, passer, rapprocher, restes
from workflows.service_prefect import FinDeRun


def vieillir(modele, ligne, champ, secondes):
    with unit_of_work() as session:
        setattr(session.get_one(modele, ligne), champ, maintenant() - timedelta(seconds=secondes))


def test_everything_due_is_done_in_one_round_and_nothing_the_second_time(installation):
    """A mail read, a transition done, its answer sent; what cannot be done is told, the rest goes on."""
    inscrire(CHARGEE_DE_MISSION)
    recevoir(Annonce(JOUR).octets(), installation)
    faite, impossible = semer("faisabilite"), semer("calibrage", reference="2026-VAL-015")
    demander_de(faite, "accepter")
    refusee = demander_de(impossible, "calibrer")
    vider_la_date(impossible)
    bilan = rapprocher()
    assert (bilan.courriers, bilan.faites, dict(bilan.envois)) == (1, [f"{faite}\u00a0: accepter"], {ENVOYE: 1})
    assert len(bilan.refusees) == 1
    assert "date_avis" in bilan.refusees[0]
    assert operation(Annonce(JOUR).reference).etape.value == "signalee"
    assert demandes_de(impossible)[0].id == refusee
    reste = restes()
    assert (reste.courriers, reste.demandes, reste.envois) == ((), (), False)
    second = rapprocher()
    assert (second.courriers, second.faites, second.refusees, dict(second.envois)) == (0, [], [], {})


def vider_la_date(reference):
    with unit_of_work() as session:
        session.get_one(type(operation(reference)), operation(reference).id).date_avis = None


def test_a_mail_server_that_is_down_does_not_stop_the_rest(sur_sqlite, regler):
    """The round tells it at the end."""
    regler(SMTP_URL=f"smtp://127.0.0.1:{port_libre()}")
    reference = semer("faisabilite")
    demander_de(reference, "accepter")
    bilan = rapprocher()
    assert len(bilan.faites) == 1
    assert "injoignable" in bilan.panne


def test_a_round_takes_in_the_mail_that_was_dropped(dossier):
    """As the service does: the announcement becomes an operation, the same round again finds nothing."""
    inscrire(CHARGEE_DE_MISSION)
    dossier.livrer(Annonce(JOUR).octets())
    assert passer().courriers == 1
    assert operation(Annonce(JOUR).reference).etape.value == "signalee"
    assert passer().courriers == 0


def test_a_mailbox_out_of_reach_does_not_stop_the_rest(sur_sqlite, regler):
    """What is due is done; the round tells at the end that no mail could be read."""
    regler(IMAP_URL=f"imap://relais:secret@127.0.0.1:{port_libre()}/INBOX")
    reference = semer("faisabilite")
    demander_de(reference, "accepter")
    bilan = passer()
    assert bilan.faites == [f"{reference}\u00a0: accepter"]
    assert bilan.envois[ENVOYE] == 1
    assert bilan.panne


@pytest.mark.parametrize(("secondes", "attendu"), [(0, False), (20, False), (40, True), (200, True), (230, False)])
def test_what_waits_for_half_a_minute_is_in_trouble_and_what_resists_is_left_to_the_calendar(
    sur_sqlite, secondes, attendu
):
    """A request, a mail received, a mail to send."""
    demande = demander_de(semer("faisabilite"), "accepter")
    vieillir(Demande, demande, "demandee_le", secondes)
    assert en_souffrance() is attendu
    vieillir(Demande, demande, "demandee_le", 0)
    recu = recevoir(Annonce(JOUR).octets(), sur_sqlite)
    vieillir(CourrierEntrant, recu, "recu_le", secondes)
    assert en_souffrance() is attendu
    vieillir(CourrierEntrant, recu, "recu_le", 0)
    poster(1)
    antidater(prochain_essai=timedelta(seconds=secondes))
    assert en_souffrance() is attendu


def test_a_mail_whose_sender_is_dead_is_in_trouble_at_once(sur_sqlite):
    """And so is not one that this process is sending."""
    poster(1)
    prendre = (
        "from datetime import timedelta\n"
        "from sqlmodel_store.depots import prise as c\n"
        "from sqlmodel_store.session import unit_of_work\n"
        "from workflows.actes.processus import ce_processus\n"
        "with unit_of_work() as s: c.prendre_a_envoyer(s, ce_processus(), bail=timedelta(minutes=15))\n"
    )
    assert python(prendre).finir(30) == 0
    assert en_souffrance()
    assert restes().envois


@pytest.mark.parametrize("trace", [True, False])
def test_a_doubt_is_worth_a_round_where_a_trace_may_settle_it(par_smtp, regler, trace):
    """Without a trace mailbox it waits for a person."""
    poster(1)
    par_smtp.facteur.data.append(par_smtp.facteur.COUPER)
    rapprocher()
    assert etats() == [INCERTAIN]
    if trace:
        regler(TRACE_URL=f"imap://a:b@127.0.0.1:{port_libre()}/INBOX")
    assert restes().envois is trace


class FauxPrefect:
    """Answers as the API: the same key, the same run; `etats` gives the state of the runs in the order they come."""

    def __init__(self, *etats):
        self.etats, self.cles, self.parametres = list(etats), [], []

    def lancer(self, flux, parametres, cle):
        if cle not in self.cles:
            self.cles.append(cle)
            self.parametres.append((flux, dict(parametres)))
        return f"run-{self.cles.index(cle)}"

    def attendre(self, run, _secondes):
        rang = int(run.removeprefix("run-"))
        etat = self.etats[rang] if rang < len(self.etats) else "SCHEDULED"
        finals = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
        return FinDeRun(run_id=run, etat=etat, termine=etat in finals)


@pytest.fixture
def prefect(monkeypatch):
    def installer(*etats):
        faux = FauxPrefect(*etats)
        monkeypatch.setattr(lancements, "lancer", faux.lancer)
        monkeypatch.setattr(lancements, "attendre", faux.attendre)
        return faux

    return installer


@pytest.mark.parametrize(
    ("etats", "quand", "run"),
    [
        pytest.param((), (False, 0), "run-0", id="never asked"),
        pytest.param(("SCHEDULED",), (True, 9999), "run-0", id="still in the queue"),
        pytest.param(("RUNNING",), (False, 0), "run-0", id="under way"),
        pytest.param(("PENDING",), (True, 0), "run-1", id="taken by a runner that is gone"),
        pytest.param(("RUNNING",), (False, 9999), "run-1", id="under way for too long"),
        pytest.param(("CRASHED",), (False, 0), "run-1", id="crashed before it began"),
        pytest.param(("CRASHED", "FAILED", "COMPLETED"), (False, 0), "run-3", id="three runs, none of which did it"),
        pytest.param(("CRASHED", "RUNNING"), (False, 0), "run-1", id="the second one is at it"),
    ],
)
def test_a_run_that_cannot_do_it_any_more_gives_way_to_another(sur_sqlite, prefect, etats, quand, run):
    """Prefect answers a key with the run it had, dead or alive: a request still open decides."""
    faux, (depart, age) = prefect(*etats), quand
    demande = demander_de(semer("calibrage"), "calibrer")
    vieillir(Demande, demande, "demandee_le", age)
    for _ in range(2):
        assert lancements.lancer_demande(demande, depart=depart) == run
    assert {flux for flux, _ in faux.parametres} == {"calibrage"}
    assert faux.parametres[0][1] == {"formulaire": {"reference": "2026-VAL-014", "demande": demande}}


def test_a_refusal_names_itself_in_the_form_and_what_produces_nothing_has_no_run(sur_sqlite, prefect):
    """Each transition goes to its flow; a mail to the reading; nothing personal in the parameters."""
    faux = prefect()
    refus = demander_de(semer("faisabilite"), "refuser", motif="m")
    lancements.lancer_demande(refus)
    publication = demander_de(semer("consultation", reference="B"), "publier", date_publication="2026-09-01")
    assert lancements.lancer_demande(publication) is None
    recu = recevoir(Annonce(JOUR).octets(), sur_sqlite)
    lancements.lancer_reception(recu)
    assert faux.parametres == [
        ("faisabilite", {"formulaire": {"reference": "2026-VAL-014", "demande": refus, "reponse": "refuser"}}),
        ("reception", {"courrier": recu}),
    ]
    assert len(set(faux.cles)) == 2
