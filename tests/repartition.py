"""How a run is shared between processes: whole files, those of one service together, the longest first."""

from __future__ import annotations

import gc

import pytest

SERVICE = "the whole service"
ENSEMBLE = {
    "test_flux.py": SERVICE,
    "test_reprise.py": SERVICE,
    "test_mensuel_flux.py": SERVICE,
}
"""Files that ask for the service of `workflows/conftest.py`: in one process, it is started once."""

PREMIERS = (
    "test_commandes",
    "test_flux",
    "test_reprise",
    "test_mensuel_flux",
    "test_superviseur",
    "test_service_prefect",
    "test_diagnostic",
    "test_dossier",
    "test_scenario",
)
"""Files that wait for real servers: begun first, so that no process is left alone with them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The heaviest files first; the others as they were collected."""
    rangs = {nom: rang for rang, nom in enumerate(PREMIERS)}
    items.sort(key=lambda item: rangs.get(item.path.stem, len(PREMIERS)))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """`--dist loadfile`, the files of one service being as one."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ParService(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            fichier = super()._split_scope(nodeid)
            return ENSEMBLE.get(fichier.rpartition("/")[2], fichier)

    return ParService(config, log)
