"""`./relais` before Python: what it does where it may not install, or cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
OUTILS = ("sh", "cat", "cksum", "readlink", "dirname", "grep", "tail", "mktemp", "rm", "mkdir", "env", "flock")


@pytest.fixture
def machine(tmp_path):
    """A copy of the launcher on a machine that has these tools only: no Python, no package manager."""
    for nom in ("relais", "requirements.txt"):
        shutil.copy(RACINE / nom, tmp_path / nom)
    outils = tmp_path / "bin"
    outils.mkdir()
    for outil in OUTILS:
        if trouve := shutil.which(outil):
            (outils / outil).symlink_to(trouve)
    return tmp_path


def ajouter(machine: Path, nom: str, corps: str) -> None:
    fichier = machine / "bin" / nom
    fichier.write_text(f"#!/bin/sh\n{corps}\n")
    fichier.chmod(0o755)


def lancer(machine: Path, *mots: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [machine / "relais", *(mots or ("calibrer", "x.json"))],
        env={"PATH": str(machine / "bin"), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("systeme", "gestionnaire", "commande"),
    [
        pytest.param("Darwin", None, "brew install", id="macOS"),
        pytest.param("Linux", "dnf", "sudo dnf install -y python3", id="Fedora"),
        pytest.param("Linux", "pacman", "sudo pacman -S", id="Arch"),
        pytest.param("Linux", None, "Python >= 3.11", id="another Linux"),
    ],
)
def test_elsewhere_the_exact_commands_are_printed(machine, systeme, gestionnaire, commande):
    """Exit 2, nothing installed, nothing left behind."""
    ajouter(machine, "uname", f"echo {systeme}")
    ajouter(machine, "id", "echo 1000")
    if gestionnaire:
        ajouter(machine, gestionnaire, "exit 0")
    fini = lancer(machine)
    assert fini.returncode == 2
    assert commande in fini.stderr
    assert not (machine / ".venv").exists()


def test_without_the_right_to_install_debian_is_told_what_to_type(machine):
    """Neither root nor sudo: the apt-get line, with every package."""
    ajouter(machine, "uname", "echo Linux")
    ajouter(machine, "id", "echo 1000")
    ajouter(machine, "apt-get", "echo jamais >&2; exit 1")
    fini = lancer(machine)
    assert fini.returncode == 2
    assert "sudo apt-get install -y python3 python3-venv libpangoft2-1.0-0 libharfbuzz-subset0" in fini.stderr
    assert "jamais" not in fini.stderr


def test_a_failed_installation_says_why(machine):
    """Root on Debian, but the packages cannot be fetched."""
    ajouter(machine, "uname", "echo Linux")
    ajouter(machine, "id", "echo 0")
    ajouter(machine, "apt-get", "echo 'E: pas de réseau'; exit 100")
    fini = lancer(machine)
    assert fini.returncode == 2
    assert "pas de réseau" in fini.stderr


def test_the_help_of_a_command_installs_nothing(machine):
    """What there is, and what a first call does; `./relais --help` still installs, as containers ask."""
    aide = lancer(machine, "demo", "--help")
    assert (aide.returncode, aide.stderr) == (0, "")
    assert "n’est pas encore installé" in aide.stdout
    assert "./relais demo" in aide.stdout
    assert lancer(machine, "--help").returncode == 2
    assert not (machine / ".venv").exists()


def test_later_calls_hand_over_at_once():
    """The launcher itself costs a few hundredths of a second."""
    debut = os.times()
    subprocess.run([RACINE / "relais", "--help"], capture_output=True, timeout=60, check=True)
    fin = os.times()
    assert fin.children_user + fin.children_system - debut.children_user - debut.children_system < 1.0
