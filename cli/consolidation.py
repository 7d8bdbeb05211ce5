"""`relais consolidation`: the figures of one or several years, and where I3 was written."""

from __future__ import annotations

import json as js

from formats.nombres import heures, nombre
from formats.typographie import typographier
from metier.consolidation import lire_annees
from sqlmodel_store.migration import migrer
from workflows.actes.consolidation import Consolidee, consolider

ACTEUR = "ligne de commande"
DEUX = 2  # French: zero is singular


def consolidation(annee: str, depuis: str | None, *, relais: str | None = None, json: bool = False) -> None:
    """Add up and write. Raises FauteDeSaisie naming the year at fault, or the relay."""
    premiere, derniere = lire_annees(annee, depuis)
    migrer()
    faite = consolider(premiere, derniere, relais_voulu=relais, acteur=ACTEUR)
    if json:
        print(js.dumps(faite.en_json(), ensure_ascii=False, indent=2))
        return
    for phrase in _phrases(faite):
        print(typographier(phrase))


def _phrases(faite: Consolidee) -> list[str]:
    tout = faite.consolidation
    periode = str(tout.annee) if tout.depuis == tout.annee else f"{tout.depuis} à {tout.annee}"
    if not faite.fichiers:
        return [f"{periode} : aucune opération n’a d’activité ; rien n’est écrit."]
    une = tout.synthese
    operations = _compte(une.operations, "opération", "opérations")
    acheteurs = _compte(une.maitres_ouvrage, "maître d’ouvrage", "maîtres d’ouvrage")
    personnes = _compte(une.effectifs.personnes, "personne distincte", "personnes distinctes")
    return [
        f"{periode} : {operations}, {acheteurs}.",
        f"{heures(une.volumes.validees)} validées ({nombre(une.etp, 2)} ETP), {heures(une.engagees)} engagées.",
        f"{personnes}, {_compte(une.effectifs.contrats, 'contrat', 'contrats')}.",
        *(f"  {fichier}" for fichier in faite.fichiers),
    ]


def _compte(combien: int, un: str, plusieurs: str) -> str:
    return f"{nombre(combien)} {un if combien < DEUX else plusieurs}"
