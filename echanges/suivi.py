"""The dossier format → what the follow-up reads (`metier.suivi`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from echanges.affectations import affectees
from echanges.champs import Format
from echanges.dossier import ecrits
from echanges.format_dossier import AttributionFormat, BeneficiaireFormat, DossierFormat, ModaliteFormat, lire_dossier
from echanges.format_operation import LotPartiel, OperationPartielle
from metier import operation as metier
from metier import suivi
from metier.cycle import Etape
from metier.periodes import Mois
from metier.suivi import Suivi
from sqlmodel_store.depots import heures, operations, relais
from sqlmodel_store.modeles.operation import Operation


def charger(session: Session, reference: str) -> Suivi:
    """The follow-up of a stored operation. Raises FauteDeSaisie when no operation has that reference."""
    return charger_toutes(session, [operations.exiger(session, reference)])[0]


def charger_toutes(session: Session, lignes: Sequence[Operation]) -> list[Suivi]:
    """The follow-up of stored operations, in their order, in a constant number of queries."""
    suivis = [vers_suivi(lire_dossier(brut).dossier) for brut in ecrits(session, lignes).values()]
    numeros = [ligne.id for ligne in lignes]
    cedees, recues = affectees(session, numeros)
    codes, clos = relais.propres(session), heures.mois_clos(session, numeros)
    return [
        replace(
            un,
            cedees=cedees[ligne.id],
            recues=recues[ligne.id],
            relais=codes[ligne.relais_id],
            releves_depuis=ligne.releves_depuis,
            mois_clos=frozenset(map(Mois.lire, clos.get(ligne.id, ()))),
        )
        for ligne, un in zip(lignes, suivis, strict=True)
    ]


def vers_suivi(dossier: DossierFormat) -> Suivi:
    """The follow-up of a dossier; a lot that says nothing has a clause unless a reason is given for having none."""
    return Suivi(
        etape=dossier.etape or Etape.SIGNALEE,
        **_operation(dossier.operation),
        contacts=tuple(suivi.Contact(**_donnees(un)) for un in dossier.contacts),
        attributions=tuple(_attribution(une) for une in dossier.attributions),
        beneficiaires=tuple(_beneficiaire(un) for un in dossier.beneficiaires),
        contrats=tuple(suivi.Contrat(**_donnees(un)) for un in dossier.contrats),
        heures=tuple(suivi.Heures(**_du_mois(une)) for une in dossier.heures),
        formations=tuple(suivi.Formation(**_formation(une)) for une in dossier.formations),
        factures=tuple(suivi.Facture(**_du_mois(une)) for une in dossier.factures),
    )


def _operation(lue: OperationPartielle) -> dict[str, Any]:
    gardes = ("reference", "intitule", "nature", "forme", "montage", "ccag", "date_avis", "duree_mois")
    valeurs = {nom: valeur for nom, valeur in _donnees(lue).items() if nom in gardes}
    if lue.maitre_ouvrage:
        valeurs["maitre_ouvrage"] = suivi.Acheteur(**_donnees(lue.maitre_ouvrage))
    if lue.lieu:
        valeurs["lieu"] = metier.Lieu(**_donnees(lue.lieu))
    if lue.penalites:
        valeurs["penalites"] = metier.Penalites(**_donnees(lue.penalites))
    if lue.missions:
        valeurs["missions"] = frozenset(lue.missions)
    return valeurs | {"lots": tuple(_lot(lot) for lot in lue.lots or ())}


def _lot(lot: LotPartiel) -> metier.Lot:
    absents: dict[str, Any] = {"intitule": f"Lot {lot.numero}", "clause": lot.motif_non_clause is None}
    return metier.Lot(**absents | _donnees(lot))


def _attribution(lue: AttributionFormat) -> suivi.Attribution:
    valeurs = _donnees(lue) | {
        "entreprise": lue.entreprise.nom,
        "siret": lue.entreprise.siret,
        "modalites": tuple(_modalite(une) for une in lue.modalites),
        "avenants": tuple(suivi.Avenant(**_donnees(un)) for un in lue.avenants),
    }
    if lue.referent:
        valeurs["referent"] = suivi.Referent(**_donnees(lue.referent))
    return suivi.Attribution(**valeurs)


def _modalite(lue: ModaliteFormat) -> suivi.Modalite:
    structure = suivi.Structure(**_donnees(lue.structure)) if lue.structure else None
    return suivi.Modalite(type=lue.type, heures=lue.heures, structure=structure)


def _beneficiaire(lu: BeneficiaireFormat) -> suivi.Beneficiaire:
    valeurs = _donnees(lu) | {"sorties": tuple(suivi.Sortie(**_donnees(une)) for une in lu.sorties)}
    eligibilite = valeurs.pop("eligibilite", None)
    return suivi.Beneficiaire(**valeurs, **(_donnees(eligibilite) if eligibilite else {}))


def _du_mois(objet: Format) -> dict[str, Any]:
    valeurs = _donnees(objet)
    return valeurs | {"mois": Mois.lire(valeurs["mois"])}


def _formation(objet: Format) -> dict[str, Any]:
    valeurs = _donnees(objet)
    participants = valeurs.pop("participants")
    return valeurs | {"participants": tuple(suivi.Participation(**_donnees(un)) for un in participants)}


def _donnees(objet: Format) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in objet if valeur is not None}
