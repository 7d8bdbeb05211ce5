"""What was taken from elsewhere is what its author published."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from portail.rendu import STATIQUES

DOSSIERS = (STATIQUES / "vendor", Path(__file__).parent.parent / "vendor" / "axe")


def declares(dossier):
    return tomllib.loads((dossier / "VENDOR.toml").read_text(encoding="utf-8"))["fichier"]


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_each_file_has_the_hash_it_was_declared_with(dossier):
    """A change by hand, or a careless update, shows."""
    assert declares(dossier)
    for fichier in declares(dossier):
        assert sha256((dossier / fichier["nom"]).read_bytes()).hexdigest() == fichier["sha256"], fichier["nom"]


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_each_file_is_declared_with_its_version_and_its_licence(dossier):
    """Nothing lies there undeclared; the text of the licence is beside."""
    connus = {"VENDOR.toml", "LICENSE-3RD-PARTY.txt"}
    for fichier in declares(dossier):
        assert fichier["version"]
        assert fichier["licence"] in (dossier / fichier["licence_fichier"]).read_text(encoding="utf-8")
        connus |= {fichier["nom"], fichier["licence_fichier"]}
    assert {chemin.name for chemin in dossier.iterdir()} <= connus
