"""The whole service, `relais demarrer` as it is: started, attacked, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import sync_playwright
from service_de_test import ServiceDeTest, jusqu_a

from cli.superviseur import refus_du_port

CHROMIUM = "/usr/bin/chromium"

pytestmark = [pytest.mark.reseau, pytest.mark.prefect]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    service = ServiceDeTest(tmp_path_factory.mktemp("service"))
    service.annonce = service.demarrer()
    yield service
    service.effacer()


def repond(adresse):
    try:
        with urllib.request.urlopen(adresse, timeout=2) as reponse:
            return reponse.status == 200
    except (URLError, OSError):
        return False


def en_ordre(service):
    return repond(f"http://127.0.0.1:{service.portail}/healthz") and repond(
        f"http://127.0.0.1:{service.prefect}/api/health"
    )


def test_it_says_where_to_look_once_everything_answers(service):
    """Addresses, place of the password and of the logs; the password itself is not printed."""
    assert en_ordre(service)
    assert f"http://127.0.0.1:{service.portail}" in service.annonce
    assert f"http://127.0.0.1:{service.prefect}" in service.annonce
    secret = service.home / "secrets" / "prefect"
    assert str(secret) in service.annonce
    assert secret.read_text().strip() not in service.annonce


def test_it_writes_what_the_command_line_needs(service):
    """service.json holds the pid of the supervisor and the addresses."""
    assert service.etat["pid"] == service.processus.pid
    assert service.etat["api"] == f"http://127.0.0.1:{service.prefect}/api"
    assert service.etat["demarre_le"].endswith("Z")


def test_the_secret_and_its_folder_are_for_their_owner_only(service):
    """0600 for the password, 0700 for its folder."""
    secret = service.home / "secrets" / "prefect"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700


def test_nobody_enters_the_prefect_api_without_the_password(service):
    """401 without it; a form of another site cannot post either (CSRF)."""
    with pytest.raises(URLError, match="401"):
        urllib.request.urlopen(f"http://127.0.0.1:{service.prefect}/api/admin/version", timeout=5)


def test_prefect_is_told_to_keep_quiet(service):
    """No analytics, no promotional content, loopback only: read from the environment of the server itself."""
    pid = service.pid("serveur_prefect")
    paires = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    variables = dict(paire.split("=", 1) for paire in paires if "=" in paire)
    assert variables["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert variables["PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT"] == "false"
    assert variables["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"
    assert variables["DO_NOT_TRACK"] == "1"
    assert variables["PREFECT_HOME"] == str(service.home / "prefect")


@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)")
@pytest.mark.parametrize("interface", ["/v2", ""])
def test_the_pages_of_prefect_ask_nothing_of_anyone_else(service, interface):
    """« Rien ne quitte votre machine »: both interfaces, logged in with the line of the secret, in a real browser."""
    ailleurs = []
    ici = f"http://127.0.0.1:{service.prefect}"
    with sync_playwright() as pilote:
        navigateur = pilote.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = navigateur.new_page()
        page.on(
            "request", lambda demande: demande.url.startswith((ici, "data:", "blob:")) or ailleurs.append(demande.url)
        )
        page.goto(f"{ici}{interface}/login")
        page.locator("input").first.fill((service.home / "secrets" / "prefect").read_text().strip())
        page.keyboard.press("Enter")
        page.get_by_text("Deployments").first.wait_for()
        page.goto(f"{ici}{interface}/deployments")
        page.get_by_text("Deployments").first.wait_for()
        navigateur.close()
    assert ailleurs == []


def test_a_second_service_on_the_same_home_is_refused(service):
    """Exit 2, one sentence that names the setting and the running service; the first one is left alone."""
    second = ServiceDeTest(service.home)
    processus = second.lancer()
    sortie, erreur = processus.communicate(timeout=30)
    assert processus.returncode == 2
    assert sortie == ""
    assert erreur.count("\n") == 1
    assert "RELAIS_HOME" in erreur
    assert str(service.processus.pid) in erreur
    assert en_ordre(service)


@pytest.mark.parametrize(
    ("variable", "attribut"), [("RELAIS_PORTAIL_PORT", "portail"), ("RELAIS_PREFECT_PORT", "prefect")]
)
def test_a_port_already_taken_is_refused_before_anything_starts(service, tmp_path, variable, attribut):
    """Exit 2 naming the port and the setting; no process, no log, no password was made."""
    autre = ServiceDeTest(tmp_path)
    setattr(autre, attribut, getattr(service, attribut))
    processus = autre.lancer()
    _, erreur = processus.communicate(timeout=30)
    assert processus.returncode == 2
    assert erreur.startswith(f"{variable} : le port {getattr(service, attribut)} est déjà pris")
    assert autre.restants() == []
    assert [fichier.name for fichier in tmp_path.iterdir()] == ["service.lock"]


def test_a_remote_mail_server_is_refused_before_anything_starts(service, tmp_path):
    """Mode `essai` reaches nobody: exit 2 naming the setting, never the password."""
    autre = ServiceDeTest(tmp_path / "autre", reglages={"RELAIS_SMTP_URL": "smtps://u:motsecret@smtp.example"})
    processus = autre.lancer()
    _, erreur = processus.communicate(timeout=30)
    assert processus.returncode == 2
    assert erreur.startswith("RELAIS_SMTP_URL")
    assert "motsecret" not in erreur
    assert not autre.home.exists()


def test_the_diagnostic_knows_that_the_ports_are_held_by_the_service(service):
    """Exit 0: what is taken by ourselves is no fault; Prefect is shown running."""
    commande = [sys.executable, "-m", "cli", "diagnostic", "--json"]
    fini = subprocess.run(commande, env=service.variables, capture_output=True, text=True, timeout=60, check=False)
    constats = {un["nom"]: un["detail"] for un in json.loads(fini.stdout)["verifications"]}
    assert fini.returncode == 0
    assert "tenus par le service" in constats["ports"]
    assert f"http://127.0.0.1:{service.prefect}" in constats["prefect"]


@pytest.mark.parametrize(
    "fragment", ["portail.app", "serveur_prefect", "workflows.deploiements", "workflows.veille", "cli.gardien"]
)
def test_a_child_killed_is_back_and_healthy(service, fragment):
    """The portal, the Prefect server, the runner, the watcher, the guardian, each killed -9 in turn."""
    ancien = service.tuer(fragment)
    jusqu_a(lambda: service.pid(fragment) not in {None, ancien}, 15)
    jusqu_a(lambda: en_ordre(service), 40)
    assert service.processus.poll() is None


def test_sigterm_ends_everything_then_it_starts_again_with_the_same_password(service):
    """Within 15 s, exit 0, no process left, service.json gone."""
    mot_de_passe = (service.home / "secrets" / "prefect").read_text()
    assert service.arreter() < 15
    assert service.processus.returncode == 0
    assert service.restants() == []
    assert service.etat is None

    service.demarrer()
    assert en_ordre(service)
    assert (service.home / "secrets" / "prefect").read_text() == mot_de_passe


def test_leftovers_of_a_dead_service_are_ended_by_the_next_start(service):
    """Supervisor and guardian both killed -9: the orphans hold the ports, the next start frees them."""
    os.kill(service.processus.pid, signal.SIGSTOP)
    service.tuer("cli.gardien")
    service.arreter(signal.SIGKILL)
    orphelin = service.pid("portail.app")
    assert orphelin is not None
    service.demarrer()
    assert en_ordre(service)
    assert service.pid("portail.app") not in {None, orphelin}


def test_a_supervisor_killed_leaves_nothing_alive(service):
    """The guardian sees the end of its pipe and ends the rest; what the supervisor wrote stays, and is not believed."""
    service.arreter(signal.SIGKILL)
    jusqu_a(lambda: not service.restants(), 12)
    assert service.etat["pid"] == service.processus.pid


def test_sigint_during_the_start_leaves_nothing(tmp_path):
    """Ctrl+C before the service is ready stops what was launched."""
    service = ServiceDeTest(tmp_path)
    service.processus = service.lancer()
    try:
        jusqu_a(lambda: service.pid("serveur_prefect"), 20)
        assert service.arreter(signal.SIGINT) < 15
        assert service.restants() == []
        assert service.processus.returncode == 0
    finally:
        service.effacer()


def test_an_address_that_is_not_ours_is_named():
    """The setting of the host is checked like the port."""
    assert "n’est pas celle de cette machine" in refus_du_port("203.0.113.7", 8000)
    assert "n’existe pas" in refus_du_port("nulle.part.invalid", 8000)


def test_a_free_port_raises_no_objection():
    """A port that was just released by a closed connection counts as free."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    assert refus_du_port("127.0.0.1", port) is None
