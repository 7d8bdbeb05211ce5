"""Runs asked from outside a flow, on a real server with a real runner, which also die on the way."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from serveurs.ports import port_libre
from service_de_test import DORT, ServiceDeTest, jusqu_a

from config.paths import Paths
from config.settings import get_settings
from metier.fautes import PanneExterne
from workflows import acces_prefect, deroulements, service_prefect
from workflows.acces_prefect import AccesPrefect, acces, environnement, secret
from workflows.service_prefect import (
    EtatService,
    api_disponible,
    attendre,
    ecrire_etat,
    executant_pret,
    lancer,
    lire_etat,
    service_actif,
)

EXECUTANT = '''
import os
import time
from pathlib import Path

from prefect import flow, serve


@flow
def compter(dossier: str, nom: str, secondes: float = 0) -> None:
    """Writes one line per execution; stops in the middle when asked."""
    trace = Path(dossier) / nom
    with trace.open("a") as sortie:
        sortie.write(f"{os.getpid()}\\n")
    time.sleep(secondes)
    if nom == "panne":
        raise ValueError("non")


if __name__ == "__main__":
    serve(compter.to_deployment("compter"), pause_on_shutdown=False)
'''


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return tmp_path_factory.mktemp("traces")


@pytest.fixture(scope="module")
def service(tmp_path_factory, dossier):
    script = dossier / "executant.py"
    script.write_text(EXECUTANT)
    enfants = (("executant", sys.executable, str(script)), ("veille", *DORT))
    service = ServiceDeTest(tmp_path_factory.mktemp("service"), enfants)
    service.demarrer()
    yield service
    service.effacer()


@pytest.fixture
def ici(service, monkeypatch):
    """The command line of that home, run with the settings of another shell: only the home is the same."""
    monkeypatch.setenv("RELAIS_HOME", str(service.home))
    for cle in [cle for cle in os.environ if cle.startswith("PREFECT_")]:
        monkeypatch.delenv(cle)
    get_settings.cache_clear()
    return service


def acces_de(service):
    return AccesPrefect(api=service.etat["api"], authentification=secret(Paths(service.home)))


@pytest.mark.prefect
def test_a_run_is_asked_once_per_key_and_awaited(ici, dossier):
    """The same key gives the same run, even ended: the flow ran once."""
    assert service_actif() is not None
    premier = lancer("compter", {"dossier": str(dossier), "nom": "une_fois"}, "une-fois:1")
    fin = attendre(premier, 40)
    assert (fin.etat, fin.termine, fin.reussi) == ("COMPLETED", True, True)
    assert lancer("compter", {"dossier": str(dossier), "nom": "une_fois"}, "une-fois:1") == premier
    assert len((dossier / "une_fois").read_text().split()) == 1


@pytest.mark.prefect
def test_a_runner_is_ready_once_it_has_asked_for_runs(ici):
    """What an earlier runner asked does not count, nor does a deployment that nobody serves."""
    maintenant = datetime.now(UTC)
    jusqu_a(lambda: executant_pret("compter", maintenant, acces_de(ici)), 15)
    assert not executant_pret("compter", maintenant + timedelta(hours=1), acces_de(ici))
    assert not executant_pret("inconnu", maintenant, acces_de(ici))


@pytest.mark.prefect
def test_a_run_that_fails_says_so_and_a_wait_too_short_says_that_it_is_not_over(ici, dossier):
    """FAILED is an end, not a success; a run still going is neither."""
    assert not attendre(
        lancer("compter", {"dossier": str(dossier), "nom": "panne", "secondes": 1}, "panne:1"), 0
    ).termine
    fin = attendre(lancer("compter", {"dossier": str(dossier), "nom": "panne", "secondes": 1}, "panne:1"), 40)
    assert (fin.etat, fin.termine, fin.reussi) == ("FAILED", True, False)


@pytest.mark.prefect
def test_the_latest_runs_are_read_without_loading_prefect(ici, dossier):
    """From the real server, the token of its protection included; an error that is not ours says nothing."""
    fini = lancer("compter", {"dossier": str(dossier), "nom": "une_fois"}, "une-fois:1")
    rate = lancer("compter", {"dossier": str(dossier), "nom": "panne", "secondes": 1}, "panne:1")
    assert [attendre(un, 40).termine for un in (fini, rate)] == [True, True]
    lus = {un.id: un for un in deroulements.derniers() or ()}
    assert (lus[fini].flux, lus[fini].etat.libelle, lus[fini].rate) == ("compter", "terminé", False)
    assert (lus[rate].etat.libelle, lus[rate].rate, lus[rate].erreur) == ("en échec", True, None)
    assert deroulements.trouver(rate).debut >= lus[fini].debut
    assert deroulements.trouver("00000000-0000-4000-8000-000000000000") is None


@pytest.mark.prefect
def test_a_server_killed_needs_no_new_runner_and_a_runner_killed_is_replaced(ici, dossier):
    """The server dies while a run is awaited: it ends, and the same runner serves the next one; then the runner dies in
    mid-run: its orphan is not started again, its successor serves.
    """
    executant = ici.pid("executant.py")
    run = lancer("compter", {"dossier": str(dossier), "nom": "coupe", "secondes": 2}, "coupe:1")
    jusqu_a((dossier / "coupe").exists, 30)
    ici.tuer("serveur_prefect")
    assert attendre(run, 60).reussi
    lancer("compter", {"dossier": str(dossier), "nom": "orphelin", "secondes": 600}, "orphelin:1")
    jusqu_a((dossier / "orphelin").exists, 30)
    assert ici.tuer("executant.py") == executant
    jusqu_a(lambda: ici.pid("executant.py"), 10)
    assert attendre(lancer("compter", {"dossier": str(dossier), "nom": "reprise"}, "reprise:1"), 40).reussi
    assert len((dossier / "orphelin").read_text().split()) == 1


@pytest.mark.prefect
def test_an_unknown_deployment_is_named(ici, monkeypatch):
    """PanneExterne after the time a service that has just started may need."""
    monkeypatch.setattr(service_prefect, "ENREGISTREMENT_S", 0.1)
    with pytest.raises(PanneExterne, match="« inconnu »".replace(" ", "\u00a0")):
        lancer("inconnu", {}, "inconnu:1")


@pytest.mark.prefect
def test_a_refused_password_is_no_service(ici, monkeypatch):
    """Another installation's server on the same port does not count."""
    assert not api_disponible(AccesPrefect(api=ici.etat["api"], authentification="relais:faux"))
    monkeypatch.setattr(acces_prefect, "secret", lambda _: "relais:faux")
    assert service_actif() is None
    with pytest.raises(PanneExterne, match="401"):
        lancer("compter", {}, "faux:1")


@pytest.mark.prefect
def test_the_stop_ends_a_flow_run_of_a_session_of_its_own(ici, dossier):
    """A run in progress, and the orphan of the killed runner, end with it; the wait then fails clearly."""
    run = lancer("compter", {"dossier": str(dossier), "nom": "long", "secondes": 600}, "long:1")
    jusqu_a((dossier / "long").exists, 30)
    runs = [int((dossier / nom).read_text()) for nom in ("long", "orphelin")]
    assert set(runs) <= set(ici.restants())
    assert ici.arreter() < 15
    assert ici.restants() == []
    assert service_actif() is None
    with pytest.raises(PanneExterne, match="serveur Prefect"):
        attendre(run, 1)


def test_nothing_listens_is_no_service(home):
    """Refused connection: False, at once, no exception; likewise an address that is none."""
    assert not api_disponible(AccesPrefect(api=f"http://127.0.0.1:{port_libre()}/api"))
    assert not api_disponible(AccesPrefect(api="n’importe quoi"))
    assert service_actif() is None


def test_a_server_of_the_user_wins(home, monkeypatch):
    """PREFECT_API_URL set: no embedded server, no setting of ours for it, no password made."""
    monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example/api/")
    vise = acces()
    assert (vise.api, vise.embarque, vise.interface) == (
        "https://prefect.example/api",
        False,
        "https://prefect.example",
    )
    variables = environnement(vise, Paths(home))
    assert not [
        cle for cle in variables if cle.startswith("PREFECT_SERVER") and cle != "PREFECT_SERVER_ANALYTICS_ENABLED"
    ]
    assert "PREFECT_API_URL" not in variables
    assert not (home / "secrets").exists()


def test_loopback_never_goes_through_a_proxy(home, monkeypatch):
    """What the machine already excludes is kept."""
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    assert environnement(acces(), Paths(home))["NO_PROXY"] == "intranet.example,127.0.0.1,localhost"


def test_the_password_never_shows_in_a_trace(home):
    """`repr` of the access hides it."""
    assert secret(Paths(home)) not in repr(acces())


def test_what_a_dead_service_wrote_is_not_believed(home):
    """Its process is gone, or its file is damaged: no service."""
    paths = Paths(home)
    home.mkdir()
    mort = EtatService(
        pid=2**22 + 1, demarre_le="2026-11-25T08:00:00Z", portail="p", prefect="u", api="http://127.0.0.1:1/api"
    )
    ecrire_etat(paths, mort)
    assert lire_etat(paths) == mort
    assert service_actif() is None
    for abime in ("", "{", "[]", json.dumps(asdict(mort) | {"autre": 1}), "{}"):
        paths.service.write_text(abime)
        assert lire_etat(paths) is None
