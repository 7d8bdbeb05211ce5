"""What was taken from elsewhere is what its author published."""

from __future__ import annotations

import tomllib
from hashlib import sha256

from portail.rendu import STATIQUES

DOSSIER = STATIQUES / "vendor"


def declares():
    return tomllib.loads((DOSSIER / "VENDOR.toml").read_text(encoding="utf-8"))["fichier"]


def test_each_file_has_the_hash_it_was_declared_with():
    """A change by hand, or a careless update, shows."""
    assert declares()
    for fichier in declares():
        assert sha256((DOSSIER / fichier["nom"]).read_bytes()).hexdigest() == fichier["sha256"], fichier["nom"]


def test_each_file_is_declared_with_its_version_and_its_licence():
    """Nothing lies there undeclared; the text of the licence is beside."""
    connus = {"VENDOR.toml"}
    for fichier in declares():
        assert fichier["version"]
        assert fichier["licence"] in (DOSSIER / fichier["licence_fichier"]).read_text(encoding="utf-8")
        connus |= {fichier["nom"], fichier["licence_fichier"]}
    assert {chemin.name for chemin in DOSSIER.iterdir()} == connus
