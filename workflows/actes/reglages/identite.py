"""The identity of a further relay of the installation, in its own file: read, changed, journalled by its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.ecriture_reglages import Chemin
from config.identites import fichier_de, identite_ecrite
from metier.droits import Acces
from sqlmodel_store.depots import journal
from workflows.actes import installation
from workflows.actes.reglages.controles import controler_identite
from workflows.actes.reglages.enregistrement import changer

EVENEMENT = "identite_changee"


def enregistrer(acces: Acces, code: str, changements: Mapping[Chemin, Any], *, signature: str) -> tuple[str, ...]:
    """Change these keys of the relay of that code. Returns and raises as `enregistrement.enregistrer`."""
    installation.exiger_de_signer(acces, code)
    return changer(
        fichier_de(code),
        changements,
        signature=signature,
        controler=lambda contenu, cles: controler_identite(identite_ecrite(contenu), cles),
        noter=lambda session, cles: journal.noter(session, EVENEMENT, acteur=acces.nom, relais=code, cles=list(cles)),
    )
