"""Validated hours that a replacement would take from who did them, or would no longer count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from echanges.fautes_format import faute
from echanges.format_dossier import BeneficiaireFormat, ContratFormat, DossierFormat
from echanges.format_operation import LotPartiel
from formats.dates import mois_long
from formats.nombres import heures as heures_lisibles
from metier.eligibilite import compte
from metier.fautes import FauteDeSaisie
from metier.heures import Declarant, EtatHeures
from metier.periodes import Mois
from sqlmodel_store.depots.personnes import Identite, identite


class Volume(NamedTuple):
    """What hours are told apart by in a refusal, which names nobody."""

    lot: int
    mois: str
    declarant: Declarant


Volumes = dict[Volume, Decimal]
NUL = Decimal(0)


@dataclass(kw_only=True)
class _Etat:
    """What a dossier holds of validated hours: whose they are, and what makes them count."""

    heures: dict[tuple[Identite, Volume], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    comptees: dict[tuple[Identite, Volume], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    attribues: set[int]
    clauses: set[int]


def pertes(avant: DossierFormat, apres: DossierFormat) -> list[FauteDeSaisie]:
    """One fault per lot and month whose validated hours `apres` would remove, or take away what makes them count."""
    ancien, nouveau = _etat(avant), _etat(apres)
    reference = apres.operation.reference
    otees = {cle: combien - nouveau.heures.get(cle, NUL) for cle, combien in ancien.heures.items()}
    retirees = _sommes((volume, combien) for (_, volume), combien in otees.items())
    perdues = _sommes(
        (cle[1], combien - nouveau.comptees.get(cle, NUL) - max(NUL, otees[cle]))
        for cle, combien in ancien.comptees.items()
    )
    return [
        *(_retirees(reference, *perte) for perte in sorted(retirees.items())),
        *(_non_comptees(reference, *perte) for perte in sorted(perdues.items())),
        *_lots_defaits(reference, ancien, nouveau),
    ]


def _etat(dossier: DossierFormat) -> _Etat:
    personnes = {un.id: un for un in dossier.beneficiaires}
    etat = _Etat(
        attribues={une.lot for une in dossier.attributions},
        clauses={lot.numero for lot in dossier.operation.lots or () if _clause(lot)},
    )
    contrats = {contrat.id: contrat for contrat in dossier.contrats}
    for ligne in dossier.heures:
        contrat = contrats[ligne.contrat]
        if ligne.etat is EtatHeures.VALIDEE and ligne.heures:
            volume = Volume(contrat.lot, ligne.mois, ligne.declarant)
            personne = personnes[contrat.beneficiaire]
            etat.heures[_identite(personne), volume] += ligne.heures
            if _compte(personne, contrat, Mois.lire(ligne.mois)):
                etat.comptees[_identite(personne), volume] += ligne.heures
    return etat


def _identite(un: BeneficiaireFormat) -> Identite:
    return identite(un.nom, un.prenom, un.naissance)


def _compte(personne: BeneficiaireFormat, contrat: ContratFormat, mois: Mois) -> bool:
    une = personne.eligibilite
    return une is not None and compte(une.validee_le, une.motif_tardif, contrat.debut, mois)


def _clause(lot: LotPartiel) -> bool:
    return lot.motif_non_clause is None if lot.clause is None else lot.clause


def _sommes(volumes: Iterable[tuple[Volume, Decimal]]) -> Volumes:
    """The sum of what is lost, by volume; what one person gains makes up for no other's loss."""
    sommes: Volumes = defaultdict(Decimal)
    for volume, perdues in volumes:
        if perdues > 0:
            sommes[volume] += perdues
    return sommes


def _retirees(reference: str, volume: Volume, perdues: Decimal) -> FauteDeSaisie:
    return faute(
        "heures",
        f"le dossier {reference} retirerait à qui les a faites {_dites(volume, perdues)} ; "
        "gardez-les, validées, dans le fichier, sous les mêmes nom, prénom et naissance",
    )


def _non_comptees(reference: str, volume: Volume, perdues: Decimal) -> FauteDeSaisie:
    return faute(
        "beneficiaires",
        f"le dossier {reference} ne ferait plus compter {_dites(volume, perdues)}, "
        "faute d’éligibilité validée à temps ; gardez « eligibilite » dans le fichier, avec son « motif_tardif »",
    )


def _dites(volume: Volume, combien: Decimal) -> str:
    recoupement = "" if volume.declarant is Declarant.EMPLOYEUR else " par l’entreprise utilisatrice"
    mois = mois_long(Mois.lire(volume.mois))
    return f"{heures_lisibles(combien)} déjà validées{recoupement} pour {mois} sur le lot {volume.lot}"


def _lots_defaits(reference: str, ancien: _Etat, nouveau: _Etat) -> list[FauteDeSaisie]:
    volumes = _sommes((volume, combien) for (_, volume), combien in ancien.heures.items())
    return [
        faute(
            champ,
            f"le dossier {reference} laisserait {_dites(volume, combien)} sans {manque} ; gardez {manque} de ce lot",
        )
        for champ, manque, perdus in (
            ("attributions", "l’attribution", ancien.attribues - nouveau.attribues),
            ("operation.lots", "la clause", ancien.clauses - nouveau.clauses),
        )
        for volume, combien in sorted(volumes.items())
        if volume.lot in perdus
    ]
