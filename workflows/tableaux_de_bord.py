"""Each month, every party to a followed operation receives its own dashboards, in one mail."""

from __future__ import annotations

from prefect import flow, task

from metier.periodes import Mois
from workflows.actes.mensuel.courriels import poster_tous
from workflows.actes.mensuel.mois import clore, lire_mois, ouvrir
from workflows.actes.mensuel.preparation import lots, produire
from workflows.artefacts import montrer_tableaux_de_bord
from workflows.discretion import discretement
from workflows.formulaires import expedier_sans_echouer

PAR = "prefect"


@flow(name="tableaux_de_bord", flow_run_name="tableaux de bord {mois}")
def tableaux_de_bord(mois: str) -> None:
    """Préparer et poster les tableaux de bord d’un mois (AAAA-MM) ; ce qui est fait n’est pas refait."""
    with discretement("tableaux_de_bord"):
        choix = ouvrir(lire_mois(mois))
        documents = sum(produire_lot(mois, rang, lot) for rang, lot in enumerate(lots(choix), start=1))
        bilan = clore(choix, documents=documents, courriels=poster_le_mois(mois), par=PAR)
        montrer_tableaux_de_bord(bilan)
        expedier_sans_echouer()


@task(task_run_name="documents, lot {rang}")
def produire_lot(mois: str, rang: int, operations: list[int]) -> int:  # noqa: ARG001 - `rang` names the run
    """A hundred operations or less."""
    return produire(Mois.lire(mois), operations)


@task(task_run_name="courriels")
def poster_le_mois(mois: str) -> int:
    """One mail per recipient."""
    return poster_tous(Mois.lire(mois))
