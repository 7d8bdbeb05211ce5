"""The account that the demo opens and prints: the facilitatrice's, with a password made for this demo only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from config.settings import get_settings
from metier.roles import Role
from portail.comptes import gestion
from portail.comptes.gestion import NouveauCompte

CONSONNES, VOYELLES = "bdfglmnprstv", "aeiou"


@dataclass(frozen=True, kw_only=True)
class CompteDemo:
    courriel: str
    mot_de_passe: str


def ouvrir_compte() -> CompteDemo:
    """The account, opened; its password is four groups that can be said aloud (41 bits, for a loopback server)."""
    personne = get_settings().facilitateur
    assert personne.courriel is not None  # the settings of the demo
    compte = CompteDemo(courriel=personne.courriel, mot_de_passe="-".join(_groupe() for _ in range(4)))
    gestion.creer(
        NouveauCompte(
            courriel=compte.courriel, role=Role.RESPONSABLE, nom=personne.nom, mot_de_passe=compte.mot_de_passe
        ),
        par="démonstration",
    )
    return compte


def _groupe() -> str:
    return "".join(secrets.choice(CONSONNES) + secrets.choice(VOYELLES) for _ in range(2))
