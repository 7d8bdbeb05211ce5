"""What the hours of a dossier may be: possible in a month over all dossiers, left alone once settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from echanges.fautes_format import faute
from echanges.format_dossier import DossierFormat
from formats.dates import de_mois, mois_long
from formats.nombres import heures as heures_lisibles
from metier.fautes import FauteDeSaisie
from metier.heures import Declarant
from metier.mois_travaille import HEURES_POSSIBLES
from metier.periodes import Mois
from sqlmodel_store.depots import heures
from sqlmodel_store.depots.personnes import Identite, identite

Cle = tuple[int, str]
"""A person's number, a month."""


class MoisDesPersonnes:
    """Employer hours of people by month, as dossiers take each other's place, one after the other."""

    def __init__(self, session: Session, personnes: Mapping[Identite, int]) -> None:
        self._personnes = personnes
        self._totaux: dict[Cle, Decimal] = defaultdict(Decimal)
        self._par_operation: dict[int, dict[Cle, Decimal]] = defaultdict(dict)
        for qui, operation, mois, somme in heures.sommes_par_operation(session, set(personnes.values())):
            self._totaux[qui, mois] += somme
            self._par_operation[operation][qui, mois] = somme

    def remplacer(self, operation_id: int | None, dossier: DossierFormat) -> list[FauteDeSaisie]:
        """Counts the hours of a dossier in place of those the operation had; the lines that exceed what is possible."""
        for cle, somme in self._par_operation.pop(operation_id or 0, {}).items():
            self._totaux[cle] -= somme
        qui = {un.id: self._personnes[identite(un.nom, un.prenom, un.naissance)] for un in dossier.beneficiaires}
        de = {contrat.id: qui[contrat.beneficiaire] for contrat in dossier.contrats}
        fautes = []
        for rang, ligne in enumerate(dossier.heures):
            if ligne.declarant is Declarant.EMPLOYEUR:
                cle = de[ligne.contrat], ligne.mois
                self._totaux[cle] += ligne.heures
                if self._totaux[cle] > HEURES_POSSIBLES:
                    fautes.append(faute(f"heures[{rang}].heures", _trop(ligne.mois, self._totaux[cle])))
        return fautes


def mois_rouverts(avant: DossierFormat, apres: DossierFormat, clos: Collection[str]) -> list[FauteDeSaisie]:
    """One fault per settled month whose hours a replacement would change: that takes an amendment, with its reason."""
    lignes = [
        {
            (un.contrat, un.mois, un.declarant, un.heures, un.dont_formation, un.etat)
            for un in de.heures
            if un.mois in clos
        }
        for de in (avant, apres)
    ]
    changes = sorted({ligne[1] for ligne in lignes[0] ^ lignes[1]})
    return [faute("heures", _clos(apres.operation.reference, mois)) for mois in changes]


def remettre_les_affectations(session: Session, affectations: Sequence[dict[str, Any]], dossier: DossierFormat) -> None:
    """Puts allocations back on the contracts of a dossier. Raises FauteDeSaisie where its hours do not bear them."""
    faites = {(une.contrat, une.mois): une.heures for une in dossier.heures if une.declarant is Declarant.EMPLOYEUR}
    affectees: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for une in affectations:
        affectees[une["contrat"], une["mois"]] += une["heures"]
    for (contrat, mois), somme in sorted(affectees.items()):
        restantes = faites.get((contrat, mois), Decimal(0))
        if somme > restantes:
            raise faute("heures", _decouvertes(contrat, mois, somme, restantes))
    heures.remettre_les_affectations(session, affectations)


def _clos(reference: str, mois: str) -> str:
    return (
        f"le dossier {reference} changerait les heures {de_mois(Mois.lire(mois))}, mois clos ; gardez-les telles "
        "quelles, et rectifiez-les par le geste rectifier_heures, avec un motif"
    )


def _trop(mois: str, total: Decimal) -> str:
    return (
        f"cette ligne porte à {heures_lisibles(total)} les heures {de_mois(Mois.lire(mois))} de cette personne, "
        f"tous contrats et toutes opérations comptés ; un mois en permet {heures_lisibles(HEURES_POSSIBLES)} au plus"
    )


def _decouvertes(contrat: str, mois: str, affectees: Decimal, faites: Decimal) -> str:
    return (
        f"{heures_lisibles(affectees)} du contrat « {contrat} » sont comptées sur d’autres opérations pour "
        f"{mois_long(Mois.lire(mois))}, et le dossier n’en garderait que {heures_lisibles(faites)} ; gardez-les, ou "
        "retirez d’abord ces affectations"
    )
