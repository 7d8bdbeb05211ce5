"""All that talks to the Prefect API from outside a flow: whether it answers, a run asked and awaited.

Prefect is imported inside functions only: the supervisor and `relais --help` must not pay for it.
"""

from __future__ import annotations

import json
import os
import secrets
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from config.paths import Paths
from config.settings import get_settings
from metier.fautes import PanneExterne
from workflows.acces_prefect import BOUCLE_LOCALE, AccesPrefect, acces

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

SONDE_S = 2.0
CLIENT_S = 20.0
INTERVALLE_S = 0.5
ENREGISTREMENT_S = 20.0


@dataclass(frozen=True, kw_only=True)
class EtatService:
    """What the running service wrote of itself; `demarre_le` is an ISO instant, UTC."""

    pid: int
    demarre_le: str
    portail: str
    prefect: str
    api: str


@dataclass(frozen=True, kw_only=True)
class FinDeRun:
    """How a run stands when the wait ends: `etat` is Prefect's type (COMPLETED, FAILED, RUNNING …)."""

    run_id: str
    etat: str
    termine: bool
    message: str | None = None

    @property
    def reussi(self) -> bool:
        return self.etat == "COMPLETED"


def api_disponible(acces_prefect: AccesPrefect | None = None) -> bool:
    """Whether the API answers now and accepts our password (another installation's server does not count)."""
    return _lire_api(acces_prefect or _acces_courant(), "/admin/version") is not None


def executant_pret(deploiement: str, depuis: datetime, acces_prefect: AccesPrefect) -> bool:
    """Whether a runner has asked for runs of that deployment since that instant: it is registered and served."""
    connu = _lire_api(acces_prefect, f"/deployments/name/{deploiement}/{deploiement}")
    interroge = connu.get("last_polled") if isinstance(connu, dict) else None
    return interroge is not None and datetime.fromisoformat(interroge) >= depuis


def interroger(chemin: str, corps: Mapping[str, Any] | None = None) -> object | None:
    """What the API answers to a GET, or to a search whose filters are in `corps`; None where it does not answer."""
    vise = _acces_courant()
    return _lire_api(vise, chemin) if corps is None else _lire_api(vise, chemin, corps, _jeton(vise))


def _jeton(vise: AccesPrefect) -> dict[str, str]:
    """What the embedded server asks of a POST; nothing for a server that asks for none."""
    client = secrets.token_hex(16)
    dit = _lire_api(vise, f"/csrf-token?client={client}")
    if not isinstance(dit, dict) or "token" not in dit:
        return {}
    return {"Prefect-Csrf-Token": str(dit["token"]), "Prefect-Csrf-Client": client}


def _lire_api(
    vise: AccesPrefect, chemin: str, corps: Mapping[str, Any] | None = None, entetes: Mapping[str, str] | None = None
) -> object | None:
    """What the API answers, without Prefect's client and the second it takes to load; None where it fails."""
    dits = _entetes(vise) | dict(entetes or {}) | ({"Content-Type": "application/json"} if corps is not None else {})
    octets = None if corps is None else json.dumps(corps).encode()
    try:
        requete = urllib.request.Request(f"{vise.api}{chemin}", data=octets, headers=dits)  # noqa: S310 - ours, or set by the user
        with _ouvreur(vise.api).open(requete, timeout=SONDE_S) as reponse:
            lu: object = json.load(reponse)
            return lu
    except (OSError, ValueError, HTTPException):
        return None


def _entetes(acces_prefect: AccesPrefect) -> dict[str, str]:
    if acces_prefect.authentification:
        jeton = b64encode(acces_prefect.authentification.encode()).decode()
        return {"Authorization": f"Basic {jeton}"}
    if cle := os.environ.get("PREFECT_API_KEY"):
        return {"Authorization": f"Bearer {cle}"}
    return {}


def _ouvreur(adresse: str) -> urllib.request.OpenerDirector:
    locale = urlsplit(adresse).hostname in {BOUCLE_LOCALE, "localhost", "::1"}
    return urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if locale else []))


def ecrire_etat(paths: Paths, etat: EtatService) -> None:
    """Tell the command line where the service is; written whole or not at all."""
    provisoire = paths.service.with_suffix(".json.nouveau")
    provisoire.write_text(json.dumps(asdict(etat), indent=2), encoding="utf-8")
    provisoire.replace(paths.service)


def lire_etat(paths: Paths) -> EtatService | None:
    """What the service wrote when it was ready, or None; it may have died since."""
    try:
        return EtatService(**json.loads(paths.service.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def service_actif() -> EtatService | None:
    """The running service of this home, or None: its process lives and its Prefect API answers."""
    etat = lire_etat(Paths(get_settings().home))
    if etat is None or not _vivant(etat.pid):
        return None
    return etat if api_disponible() else None


def _vivant(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as erreur:
        return isinstance(erreur, PermissionError)
    return True


def _acces_courant() -> AccesPrefect:
    """The address that the running service wrote wins over this process's settings: they may differ by a port."""
    prevu = acces()
    etat = lire_etat(Paths(get_settings().home))
    return replace(prevu, api=etat.api) if etat and prevu.embarque else prevu


def lancer(deploiement: str, parametres: Mapping[str, Any], cle: str) -> str:
    """Ask a run of a deployment; the same `cle` gives the same run, ended ones too. Returns the id of the run.

    Raises PanneExterne when the API is unreachable, refuses, or does not know the deployment.
    """
    with _client() as client:
        connu = _identifiant(client, deploiement)
        run = client.create_flow_run_from_deployment(connu, parameters=dict(parametres), idempotency_key=cle)
        return str(run.id)


def attendre(run_id: str, secondes: float) -> FinDeRun:
    """Wait for the end of a run, `secondes` at most; a server that restarts meanwhile is waited for too.

    Raises PanneExterne when the API still does not answer at the end of the delay.
    """
    limite = time.monotonic() + secondes
    while True:
        try:
            with _client() as client:
                return _suivre(client, run_id, limite)
        except PanneExterne:
            if time.monotonic() + INTERVALLE_S >= limite:
                raise
            time.sleep(INTERVALLE_S)


def _suivre(client: SyncPrefectClient, run_id: str, limite: float) -> FinDeRun:
    while True:
        fin = _lire(client.read_flow_run(UUID(run_id)))
        if fin.termine or time.monotonic() >= limite:
            return fin
        time.sleep(INTERVALLE_S)


def _lire(run: FlowRun) -> FinDeRun:
    etat = run.state
    if etat is None:
        return FinDeRun(run_id=str(run.id), etat="PENDING", termine=False)
    return FinDeRun(run_id=str(run.id), etat=etat.type.value, termine=etat.is_final(), message=etat.message)


def _identifiant(client: SyncPrefectClient, deploiement: str) -> UUID:
    """The id of a deployment; a service that has just started may still be registering it."""
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName  # noqa: PLC0415 - heavy

    filtre = DeploymentFilter(name=DeploymentFilterName(any_=[deploiement]))
    limite = time.monotonic() + ENREGISTREMENT_S
    while not (trouves := client.read_deployments(deployment_filter=filtre)):
        if time.monotonic() >= limite:
            raise PanneExterne(f"Le déploiement « {deploiement} » est inconnu du serveur Prefect.")
        time.sleep(INTERVALLE_S)
    return trouves[0].id


@contextmanager
def _client() -> Iterator[SyncPrefectClient]:
    """A client of the API whose failures are one French sentence; the user's own Prefect profile is not read."""
    vise = _acces_courant()
    os.environ.setdefault("PREFECT_HOME", str(Paths(get_settings().home).prefect))
    import httpx  # noqa: PLC0415 - heavy
    from prefect.client.orchestration import SyncPrefectClient  # noqa: PLC0415 - heavy
    from prefect.exceptions import PrefectException  # noqa: PLC0415 - heavy

    reglages = {"timeout": CLIENT_S, "trust_env": not vise.embarque}
    try:
        with SyncPrefectClient(
            vise.api,
            auth_string=vise.authentification,
            api_key=os.environ.get("PREFECT_API_KEY"),
            httpx_settings=reglages,
        ) as client:
            yield client
    except (httpx.HTTPError, PrefectException, RuntimeError) as erreur:
        raise PanneExterne(_phrase(vise, erreur)) from erreur


def _phrase(vise: AccesPrefect, erreur: Exception) -> str:
    reponse = getattr(erreur, "response", None)
    if reponse is None:
        return f"Le serveur Prefect ne répond pas à l’adresse {vise.api} : vérifier avec « relais diagnostic »."
    return f"Le serveur Prefect ({vise.api}) refuse la demande : code {reponse.status_code}."
