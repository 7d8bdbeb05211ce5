"""The runs of the Prefect server as our pages show them: read through its API, Prefect itself not being loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from config.horloge import maintenant
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import demandes
from sqlmodel_store.modeles.journal import EtatDemande
from sqlmodel_store.session import lecture
from workflows.lancements import lancer_demande, lancer_echeances, lancer_expedition, lancer_reception
from workflows.service_prefect import interroger, lancer

MONTRES = 100
NOTRES = re.compile(r"(FauteDeSaisie|FautesDeSaisie|PanneExterne|ErreurInterne)[:(\s]+['\"]?(.*?)['\"]?\)?$", re.DOTALL)
"""The errors whose sentence is ours: any other may name a person."""
RELANCABLES = frozenset({"expedition", "echeances", "rapprochement", "tableaux_de_bord", "reception"})


class EtatRun(Enumeration):
    SCHEDULED = "SCHEDULED", "en attente"
    PENDING = "PENDING", "va commencer"
    RUNNING = "RUNNING", "en cours"
    PAUSED = "PAUSED", "en pause"
    CANCELLING = "CANCELLING", "en cours d’annulation"
    CANCELLED = "CANCELLED", "annulé"
    COMPLETED = "COMPLETED", "terminé"
    FAILED = "FAILED", "en échec"
    CRASHED = "CRASHED", "interrompu"


EN_ROUTE = frozenset({EtatRun.SCHEDULED, EtatRun.PENDING, EtatRun.RUNNING, EtatRun.CANCELLING})
RATES = frozenset({EtatRun.FAILED, EtatRun.CRASHED})


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run: its flow, what it is about (`reference`, `demande`, `courrier`, `mois`), how it stands, since when.

    `debut` is when it began or had to; `erreur` the kind and the sentence of a failure of ours, None for another.
    """

    id: str
    flux: str
    etat: EtatRun
    debut: datetime | None
    duree: timedelta
    reference: str | None
    demande: int | None
    courrier: int | None
    mois: str | None
    erreur: tuple[str, str] | None

    @property
    def rate(self) -> bool:
        return self.etat in RATES


def derniers(combien: int = MONTRES) -> list[Run] | None:
    """The latest runs that began, or had to, the last first; None where no server answers."""
    voulus = {"expected_start_time": {"before_": maintenant().astimezone(UTC).isoformat()}}
    corps = {"limit": combien, "sort": "EXPECTED_START_TIME_DESC", "flow_runs": voulus}
    lus = interroger("/flow_runs/filter", corps)
    if not isinstance(lus, list):
        return None
    noms = _flux()
    return [_run(un, noms) for un in lus]


def trouver(run_id: str) -> Run | None:
    """The run of that id; None for one that does not exist, or where no server answers."""
    lu = interroger(f"/flow_runs/{run_id}")
    return _run(lu, _flux()) if isinstance(lu, dict) else None


def relancable(run: Run) -> bool:
    """Whether asking for it again makes sense: it failed, and what it had to do is still to be done."""
    if not run.rate:
        return False
    if run.demande is None:
        return run.flux in RELANCABLES
    with lecture() as session:
        demande = demandes.par_id(session, run.demande)
    return demande is not None and demande.etat is EtatDemande.A_FAIRE


def relancer(run: Run) -> None:
    """Ask for it again. Raises FauteDeSaisie when nothing is left to do, PanneExterne where no server answers."""
    if not relancable(run):
        raise FauteDeSaisie("deroulement", "Ce traitement n’est plus à refaire : son travail est fait, ou refusé.")
    if run.demande is not None:
        lancer_demande(run.demande, depart=True)
    elif run.flux == "reception" and run.courrier is not None:
        lancer_reception(run.courrier, depart=True)
    elif run.flux == "expedition":
        lancer_expedition(depart=True)
    elif run.flux == "echeances":
        lancer_echeances(depart=True)
    elif run.flux == "tableaux_de_bord" and run.mois:
        lancer("tableaux_de_bord", {"mois": run.mois}, f"relance:{uuid4()}")
    elif run.flux == "rapprochement":
        lancer("rapprochement", {}, f"relance:{uuid4()}")
    else:
        raise PanneExterne("Ce traitement ne dit pas ce qu’il faisait : il ne peut pas être relancé d’ici.")


def _flux() -> dict[str, str]:
    lus = interroger("/flows/filter", {"limit": 200})
    return {str(un["id"]): str(un["name"]) for un in lus} if isinstance(lus, list) else {}


def _run(lu: Mapping[str, Any], noms: Mapping[str, str]) -> Run:
    parametres = lu.get("parameters") or {}
    formulaire = parametres.get("formulaire") or {}
    etat = lu.get("state") or {}
    connu = lu.get("state_type") or "PENDING"
    return Run(
        id=str(lu["id"]),
        flux=noms.get(str(lu.get("flow_id")), ""),
        etat=EtatRun(connu) if connu in set(EtatRun) else EtatRun.PENDING,
        debut=_instant(lu.get("start_time") or lu.get("expected_start_time")),
        duree=timedelta(seconds=float(lu.get("total_run_time") or 0)),
        reference=_texte(formulaire.get("reference")),
        demande=_entier(formulaire.get("demande")),
        courrier=_entier(parametres.get("courrier")),
        mois=_texte(parametres.get("mois")),
        erreur=_erreur(etat.get("message") or "") if connu in {"FAILED", "CRASHED"} else None,
    )


def _erreur(message: str) -> tuple[str, str] | None:
    trouvee = NOTRES.search(message)
    return (trouvee[1], trouvee[2].strip()) if trouvee else None


def _instant(dit: object) -> datetime | None:
    return datetime.fromisoformat(str(dit)) if dit else None


def _texte(dit: object) -> str | None:
    return dit if isinstance(dit, str) and dit else None


def _entier(dit: object) -> int | None:
    return dit if isinstance(dit, int) else None
