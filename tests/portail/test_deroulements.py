"""The runs in French, those that failed and what to do, an act that takes its time; a server that says nothing."""

from __future__ import annotations

import json
import threading
from concurrent.futures import wait
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from operations_en_base import demander_de, evenements, operation, semer
from visiteur import Visiteur

from metier.cycle import Etape
from metier.roles import Role
from portail import actes, travaux
from workflows import deroulements
from workflows.actes import reseau
from workflows.actes.demandes import executer

FLUX = {"f1": "calibrage", "f2": "expedition", "f3": "rapprochement", "f4": "tableaux_de_bord"}
SECRET = "ValueError: Mme Lenoir n’a pas de contrat"


def run(rang, flux, etat, message="", **parametres):
    """A run as the API of Prefect 3 writes it."""
    return {
        "id": f"0000000{rang}-0000-4000-8000-000000000000", "flow_id": flux, "state_type": etat,
        "state": {"type": etat, "message": message}, "parameters": parametres, "total_run_time": 75.0,
        "start_time": f"2026-09-01T08:0{rang}:00Z", "expected_start_time": "2026-09-01T08:00:00Z",
    }  # fmt: skip


@pytest.fixture
def prefect(monkeypatch):
    """A server of the loopback that answers what is put in the list; returns the list."""
    runs = []

    class Reponses(BaseHTTPRequestHandler):
        def do_GET(self):
            trouve = [un for un in runs if self.path.endswith(un["id"])]
            self.repondre(200 if trouve else 404, trouve[0] if trouve else {})

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            flux = [{"id": cle, "name": nom} for cle, nom in FLUX.items()]
            self.repondre(200, flux if "flows" in self.path else runs)

        def repondre(self, statut, dit):
            self.send_response(statut)
            self.end_headers()
            self.wfile.write(json.dumps(dit).encode())

        def log_message(self, *_):
            pass

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Reponses)
    fil = threading.Thread(target=serveur.serve_forever)
    fil.start()
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{serveur.server_port}/api")
    yield runs
    serveur.shutdown()
    fil.join()
    serveur.server_close()


def lignes(visiteur, chemin="/deroulements"):
    return [visiteur.mots(une) for une in visiteur.voir(chemin).select("tbody tr")]


def test_runs_are_told_in_french_with_what_to_do(installation, prefect):
    """What, about which operation, how long; a sentence of ours is shown, any other error is not."""
    reference = semer()
    prefect += [
        run(1, "f1", "COMPLETED", formulaire={"reference": reference, "demande": 1}),
        run(2, "f1", "FAILED", "Flow run encountered an exception: FauteDeSaisie: Il manque la date.",
            formulaire={"reference": reference, "demande": 1}),
        run(3, "f2", "CRASHED", "Flow run infrastructure exited with non-zero status code -9."),
        run(4, "f4", "FAILED", f"Flow run encountered an exception: {SECRET}", mois="2026-08"),
        run(5, "f3", "COMPLETED"),
    ]  # fmt: skip
    visiteur = Visiteur(role=Role.FACILITATEUR)
    calibre, faute, envoi, tableaux = lignes(visiteur)
    assert calibre.startswith(f"Calibrage Opération {reference} État terminé")
    assert "1 min 15 s" in calibre.replace("\u00a0", " ")
    assert "en échec Il manque la date. Corrigez ce que dit cette phrase" in faute
    assert "Envoi du courrier" in envoi
    assert "interrompu Le traitement s’est arrêté en route" in envoi
    assert "Relancer" in envoi
    assert "Tableaux de bord, août" in tableaux
    assert "Lenoir" not in tableaux
    assert "Relancer" not in tableaux
    assert len(lignes(visiteur, "/deroulements?tous=oui")) == 5
    assert "Avec la reprise régulière" in visiteur.mots(visiteur.voir("/deroulements").main)
    assert visiteur.voir("/deroulements").select_one("#runs").get("hx-get") is None
    prefect.append(run(6, "f2", "RUNNING"))
    assert visiteur.voir("/deroulements").select_one("#runs")["hx-get"] == "/deroulements"


def test_each_sees_the_runs_of_their_operations(installation, prefect):
    """Who looks after the installation sees them all, without a link to what they may not read."""
    for code in ("nord", "sud"):
        semer(reference=f"R-{code}", relais=code)
    prefect += [
        run(1, "f1", "FAILED", formulaire={"reference": "R-nord", "demande": 1}),
        run(2, "f1", "FAILED", formulaire={"reference": "R-sud", "demande": 2}),
        run(3, "f2", "CRASHED"),
    ]
    nord = Visiteur(role=Role.FACILITATEUR, relais=("nord",))
    assert "R-sud" not in nord.voir("/deroulements").main.text
    assert len(lignes(nord)) == 2
    administrateur = Visiteur(role=Role.ADMINISTRATEUR)
    assert len(lignes(administrateur)) == 3
    assert administrateur.voir("/deroulements").select("a[href^='/operations']") == []
    assert "/deroulements" in {lien["href"] for lien in administrateur.voir("/comptes").select(".menu a")}
    assert nord.poster(f"/deroulements/{prefect[1]['id']}/relancer").status_code == 404
    lecteur = Visiteur(role=Role.LECTURE, relais=("nord",))
    assert lecteur.poster(f"/deroulements/{prefect[2]['id']}/relancer").status_code == 404
    assert nord.poster("/deroulements/x/relancer").status_code == 404


def test_what_failed_is_asked_again_while_it_is_to_be_done(installation, prefect, monkeypatch):
    """A request that was done, or refused, is not."""
    demandees = []
    monkeypatch.setattr(deroulements, "lancer_demande", lambda numero, *, depart: demandees.append((numero, depart)))
    monkeypatch.setattr(deroulements, "lancer_expedition", lambda *, depart: demandees.append(("envoi", depart)))
    reference = semer(etape="faisabilite")
    demande = demander_de(reference, "accepter")
    prefect += [
        run(1, "f1", "CRASHED", formulaire={"reference": reference, "demande": demande}),
        run(2, "f2", "FAILED"),
        run(3, "f2", "COMPLETED"),
    ]
    visiteur = Visiteur(role=Role.FACILITATEUR)
    assert len(visiteur.voir("/deroulements").select("form[action$=relancer]")) == 2
    for un in prefect[:2]:
        assert visiteur.poster(f"/deroulements/{un['id']}/relancer").status_code == 303
    assert demandees == [(demande, True), ("envoi", True)]
    assert visiteur.poster(f"/deroulements/{prefect[2]['id']}/relancer").status_code == 404
    executer(demande)
    assert visiteur.poster(f"/deroulements/{prefect[0]['id']}/relancer").status_code == 404


def test_a_server_that_does_not_answer_is_told_and_the_journal_speaks(installation, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    reference = semer(etape="faisabilite")
    demander_de(reference, "accepter")
    visiteur = Visiteur(role=Role.FACILITATEUR)
    page = visiteur.voir("/deroulements")
    assert "Le suivi technique ne répond pas" in page.main.text
    assert lignes(visiteur)[0].startswith(f"Accepter Opération {reference} État à faire")


def test_a_long_act_shows_where_it_stands_and_ends_without_anyone(installation, monkeypatch):
    """The page asks again by itself while it lasts, a link does without scripts; then what it did."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    libre = threading.Event()
    vrai = actes.executer

    def lent(demande):
        libre.wait(20)
        return vrai(demande)

    monkeypatch.setattr(actes, "executer", lent)
    monkeypatch.setattr(actes, "IMMEDIAT_S", 0.05)
    reference = semer(etape="suivi")
    visiteur = Visiteur(role=Role.FACILITATEUR)
    reponse = visiteur.poster(
        f"/operations/{reference}/actes/suspendre", **{"d.motif": "Chantier arrêté", "action": "faire", "cle": "k"}
    )
    ici = reponse.headers["location"]
    assert ici.startswith("/deroulements/demandes/")
    page = visiteur.voir(ici)
    assert page.select_one("#suivi")["hx-get"] == ici
    assert page.select_one("progress")["aria-label"]
    assert page.find("a", string="Rafraîchir")["href"] == ici
    assert page.select("form[action^='/deroulements']") == []
    assert Visiteur(role=Role.FACILITATEUR, relais=("ailleurs",)).get(ici).status_code == 404
    libre.set()
    monkeypatch.setattr(actes, "IMMEDIAT_S", 60)
    visiteur.poster(ici)
    fini = visiteur.voir(ici)
    assert "C’est fait." in fini.main.text
    assert fini.select_one("#suivi").get("hx-get") is None
    assert operation(reference).etape is Etape.SUSPENDUE
    assert len(evenements(reference, "transition")) == 1


def test_work_that_lasts_is_followed_until_its_answer_by_whoever_asked_for_it(installation, monkeypatch):
    """Its page renews itself, then leads where the work leads; a mistake is told in the end as it is at once."""
    finir = threading.Event()
    monkeypatch.setattr(actes, "IMMEDIAT_S", 0.01)
    monkeypatch.setattr(reseau, "produire", lambda *_: finir.wait(30))
    visiteur = Visiteur(role=Role.ANIMATEUR)
    suite = visiteur.poster("/reseau/consolidation", annee="2026").headers["location"]
    page = visiteur.voir(suite)
    assert page.h1.text == "Consolidation 2026"
    assert page.select_one("#suivi")["hx-get"] == suite
    assert Visiteur(role=Role.RESPONSABLE).get(suite).status_code == 404
    finir.set()
    wait([une.reponse for une in travaux._TRAVAUX.values()], timeout=30)
    fragment = visiteur.client.get(suite, headers={"hx-request": "true"})
    assert (fragment.headers["hx-redirect"], fragment.text) == (suite, "")
    for _ in range(2):
        assert visiteur.get(suite).headers["location"] == "/reseau/consolidation?annee=2026&depuis=2026"
    assert "Consolidation 2026 produite" in visiteur.voir("/reseau").text
    assert visiteur.get(f"{travaux.ADRESSE}/inconnu").status_code == 404
