"""What the next page says of hours just written: how many lines, how many validated, each person by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from metier.mois_travaille import ContratDuMois
from portail.visite import Ton, annoncer
from workflows.actes.heures.mois import Issue


def raconter(issues: Mapping[str, Issue], fait: str, contrats: Iterable[ContratDuMois] = ()) -> None:
    """« 4 lignes enregistrées, dont 3 validées. »; `contrats`: those that alerts may name by their codes."""
    ecrites, validees = (
        sum(len(une.contrats) for une in issues.values()),
        sum(len(une.validees) for une in issues.values()),
    )
    suite = f" et {_accorder('validée', validees)}" if ecrites == validees else ""
    suite = f", dont {validees} {_accorder('validée', validees)}" if 0 < validees < ecrites else suite
    annoncer(f"{ecrites} {_accorder('ligne', ecrites)} {_accorder(fait, ecrites)}{suite if validees else ''}.")
    noms = {(un.reference, un.contrat): f"{un.prenom} {un.nom}" for un in contrats}
    for reference, une in issues.items():
        for alerte in une.alertes:
            annoncer(f"{reference}\u00a0: {_nommer(alerte, reference, une, noms)}", Ton.ATTENTION)


def _accorder(mot: str, combien: int) -> str:
    return f"{mot}s" if combien > 1 else mot


def _nommer(alerte: str, reference: str, issue: Issue, noms: Mapping[tuple[str, str], str]) -> str:
    """The same, the person before the code of a contract that it begins with: acts name nobody."""
    for code in issue.contrats:
        nom = noms.get((reference, code))
        if nom and (trouve := re.match(rf"Contrat[ \u00a0]{re.escape(code)}(?=[ \u00a0\u202f]*:)", alerte)):
            return f"{nom}, c{trouve[0][1:]}{alerte[trouve.end() :]}"
    return alerte
