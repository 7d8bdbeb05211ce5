"""Who holds a lease: only a process of this very machine, as it runs now, can be said to be gone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from workflows.actes.processus import a_disparu, ce_processus


def d_un_autre():
    programme = "from workflows.actes.processus import ce_processus; print(ce_processus())"
    return subprocess.run([sys.executable, "-c", programme], capture_output=True, text=True, check=True).stdout.strip()


def test_the_living_are_not_gone_and_the_dead_are():
    assert not a_disparu(ce_processus())
    assert a_disparu(d_un_autre())


@pytest.mark.parametrize(
    ("ce_qui_change", "par"),
    [
        pytest.param(0, "autre-machine", id="another machine"),
        pytest.param(1, "11111111-2222-3333-4444-555555555555", id="before the machine started again"),
        pytest.param(2, "pid:[4026530000]", id="another container of the same name"),
    ],
)
def test_of_a_process_elsewhere_nobody_here_can_tell(ce_qui_change, par):
    """Its lease runs to its end."""
    machine, pid, debut = d_un_autre().rsplit(":", 2)
    morceaux = machine.split("/")
    morceaux[ce_qui_change] = par
    assert not a_disparu(f"{'/'.join(morceaux)}:{pid}:{debut}")
