"""`relais bilan`: the final report of an operation, as it stands."""

from __future__ import annotations

import json as js

from formats.nombres import heures, nombre
from formats.typographie import typographier
from sqlmodel_store.migration import migrer
from workflows.actes.bilan.commande import etablir

ACTEUR = "ligne de commande"


def bilan(reference: str, *, json: bool) -> None:
    """Write the report. Raises FauteDeSaisie for an unknown operation, or one with no lot to report on."""
    migrer()
    fait = etablir(reference, acteur=ACTEUR)
    if json:
        print(js.dumps(fait.en_json(), ensure_ascii=False, indent=2))
        return
    une = fait.synthese
    validees = f"{heures(une.volumes.validees)} validées sur {heures(une.engagees)} engagées"
    print(typographier(f"{reference} : {validees} ({nombre(une.etp, 2)} ETP)."))
    for fichier in fait.fichiers:
        print(f"  {fichier}")
    for alerte in fait.pack.alertes:
        print(f"  À noter : {alerte}")
