"""How a run is shared between processes: whole files, those that start services together, the longest first."""

from __future__ import annotations

import gc
from itertools import chain
from pathlib import Path, PurePath

import pytest

ESSAIS = Path(__file__).resolve().parent
SERVICES = (
    ("test_commandes", "test_superviseur", "test_service_prefect"),
    ("test_flux", "test_reprise", "test_mensuel_flux"),
)
"""Files that start services: two of these at once and no more, and one service for the three that need it whole."""

ENSEMBLE = {
    nom: "+".join(noms)
    for noms in (*SERVICES, ("test_rapports_formes", "test_rapports_confidentialite"))
    for nom in noms
}
"""Files that one process runs one after the other: what they share is made once."""

PREMIERS = (
    *chain(*SERVICES),
    *("test_scenario", "test_diagnostic", "test_dossier", "test_transitions", "test_mensuel"),
    *("test_heures_robustesse", "test_bilan", "test_verification", "test_relances", "test_veille_tuee"),
)
"""Files that take long: begun first, so that no process is left alone with them at the end."""


DOSSIERS = ("workflows", "portail", "cli", "courrier", "sqlmodel_store", "documents")
"""Where the other files are, from those that take seconds to those that take none: the last ones end together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, then folder by folder; within a file, as they were collected."""
    rangs = {nom: rang for rang, nom in enumerate((*PREMIERS, *DOSSIERS))}

    def rang(item: pytest.Item) -> int:
        dossier = item.path.relative_to(ESSAIS).parts[0]
        return rangs.get(item.path.stem, rangs.get(dossier, len(rangs)))

    items.sort(key=rang)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """`--dist loadfile`, the files that go together being as one."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ParEnsemble(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            fichier = super()._split_scope(nodeid)
            return ENSEMBLE.get(PurePath(fichier).stem, fichier)

    return ParEnsemble(config, log)
