"""`relais courrier classer`: what a person decides of a mail that waited for one."""

from __future__ import annotations

from formats.typographie import typographier
from metier.courriers import NatureCourrier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.migration import migrer
from workflows.actes.classement import CHOIX, Decision
from workflows.actes.classement import classer as classer_le_courriel

PAR = "ligne de commande"


def classer(identifiant: str, *, confirmer: bool, operation: str | None, mois: str | None, nature: str | None) -> None:
    """Settle a mail received; prints what became of it. Raises FauteDeSaisie."""
    decision = Decision(
        confirmer=confirmer,
        operation=operation,
        mois=Mois.lire(mois, "--mois") if mois is not None else None,
        nature=_nature(nature) if nature is not None else None,
    )
    migrer()
    suite = classer_le_courriel(identifiant, decision, par=PAR)
    print(f"{suite.nature.libelle}{f' ({suite.reference})' if suite.reference else ''} : {suite.raison}")


def _nature(ecrite: str) -> NatureCourrier:
    try:
        return NatureCourrier(ecrite)
    except ValueError:
        connues = ", ".join(une.value for une in CHOIX)
        phrase = f"--nature : « {ecrite[:40]} » reçu ; possibles : {connues}."
        raise FauteDeSaisie("--nature", typographier(phrase)) from None
