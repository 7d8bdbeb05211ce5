"""C3, the convention in Word: the markets, the contracts, and the hours of each month counted on each market."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from decimal import Decimal

from sqlmodel import Session

from config.paths import Paths
from config.settings import get_settings
from documents.contextes.c3 import ContratMutualise, DemandeGlobalisation, globalisation, shared_contract
from documents.piece import Attendue, produire
from metier.effectifs import identite
from metier.heures import Declarant
from metier.missions import CodeDocument
from metier.mutualisation import Affectation, HeuresFaites
from metier.periodes import Mois
from metier.suivi import Contrat
from sqlmodel_store.depots import journal
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.effets import PieceProduite
from workflows.actes.identites import identite_du_suivi
from workflows.actes.mutualisation import SousConvention
from workflows.actes.production import ecrire, enregistrer


def produire_c3(convention: str, *, acteur: str) -> str:
    """Make the convention and file it under each of its operations; returns the name of the file.

    Raises FauteDeSaisie: no such convention; fewer than two markets of its company.
    """
    with lecture() as session:
        sous = SousConvention.charger(session, convention)
        demande = demande_c3(sous)
    attendue = Attendue(code=CodeDocument.C3, contexte=globalisation(demande), precision=convention)
    piece = produire(attendue, dossier_modeles=Paths(get_settings().home).modeles)
    produite = PieceProduite(piece=piece, donnees=_donnees(demande))
    with unit_of_work() as session:
        _deposer(session, sous, produite, acteur)
    return piece.fichier


def demande_c3(sous: SousConvention) -> DemandeGlobalisation:
    """What C3 says of a convention. Persons are numbers, never names."""
    marches = {marche: shared_contract(sous.suivis[marche[0]], une) for marche, une in sous.marches().items()}
    affectees, faites = _mois(sous)
    siret = next((une.siret for une in sous.marches().values() if une.siret), None)
    return DemandeGlobalisation(
        entreprise=sous.convention.entreprise,
        siret=siret,
        marches=tuple(marches.values()),
        contrats=tuple(_contrat(sous, source, contrat) for source, contrat in sous.contrats()),
        relais=identite_du_suivi(*sous.suivis.values()).relais,
        date_effet=sous.convention.debut,
        affectations=affectees,
        faites=faites,
    )


def _mois(sous: SousConvention) -> tuple[tuple[Affectation, ...], tuple[HeuresFaites, ...]]:
    """The months in which a contract is shared: what each market counts, the contract's own included."""
    lignes: dict[tuple[str, Mois, str], Decimal] = defaultdict(Decimal)
    faites: dict[tuple[str, Mois], Decimal] = defaultdict(Decimal)
    for source, contrat in sous.contrats():
        suivi, qui = sous.suivis[source], _personne(sous, source, contrat)
        cedees = {
            une.mois: sum((c.heures for c in suivi.cedees if (c.contrat, c.mois) == (contrat.id, une.mois)), Decimal(0))
            for une in suivi.cedees
            if une.contrat == contrat.id
        }
        for une in suivi.heures:
            if (une.contrat, une.declarant) == (contrat.id, Declarant.EMPLOYEUR) and une.mois in cedees:
                faites[qui, une.mois] += une.heures
                lignes[qui, une.mois, _cle(source, contrat.lot)] += une.heures - cedees[une.mois]
    for reference, suivi in sous.suivis.items():
        for recue in suivi.recues:
            contrat = next(un for un in sous.suivis[recue.operation].contrats if un.id == recue.code)
            lignes[_personne(sous, recue.operation, contrat), recue.mois, _cle(reference, recue.contrat.lot)] += (
                recue.heures
            )
    return (
        tuple(
            Affectation(personne=qui, mois=mois, marche=marche, heures=combien)
            for (qui, mois, marche), combien in lignes.items()
            if combien
        ),
        tuple(HeuresFaites(personne=qui, mois=mois, heures=combien) for (qui, mois), combien in faites.items()),
    )


def _contrat(sous: SousConvention, source: str, contrat: Contrat) -> ContratMutualise:
    return ContratMutualise(
        personne=_personne(sous, source, contrat),
        type=contrat.type,
        employeur=contrat.employeur,
        debut=contrat.debut,
        fin=contrat.fin,
    )


def _personne(sous: SousConvention, source: str, contrat: Contrat) -> str:
    """The same for a person known to several operations; it is never printed."""
    return str(identite(next(un for un in sous.suivis[source].beneficiaires if un.id == contrat.beneficiaire)))


def _cle(reference: str, lot: int) -> str:
    return f"{reference}, lot {lot}"


def _donnees(demande: DemandeGlobalisation) -> str:
    """What the document says, as JSON, without anything that tells persons apart."""
    contenu = asdict(demande) | {"relais": None, "affectations": len(demande.affectations), "faites": None}
    contenu["contrats"] = len(demande.contrats)
    return json.dumps(contenu, ensure_ascii=False, sort_keys=True, default=str)


def _deposer(session: Session, sous: SousConvention, produite: PieceProduite, acteur: str) -> None:
    for numero in sous.numeros.values():
        enregistrer(session, numero, [produite])
        journal.noter(
            session, "convention_produite", acteur=acteur, operation_id=numero, convention=sous.convention.reference
        )
    session.flush()
    for reference in sous.numeros:
        ecrire(reference, [produite], {})
