"""What an act may point at in an operation: its lots, companies, persons, contracts, posts, meetings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from formats.dates import date_courte
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat
from sqlmodel_store.modeles.operation import Lot
from sqlmodel_store.modeles.suivi import Poste, Reunion

Choix = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Reperes:
    """Each as (value, words), in the order of the operation."""

    lots: Choix
    entreprises: Choix
    beneficiaires: Choix
    contrats: Choix
    employeurs: Choix
    postes: Choix
    reunions: Choix


def de_l_operation(session: Session, operation_id: int) -> Reperes:
    """In six statements, whatever the operation holds."""
    lots = session.exec(select(Lot).where(Lot.operation_id == operation_id).order_by(col(Lot.rang))).all()
    attributaires = session.exec(
        select(Attribution.entreprise_nom).where(Attribution.operation_id == operation_id)
    ).all()
    personnes = session.exec(
        select(Beneficiaire).where(Beneficiaire.operation_id == operation_id).order_by(col(Beneficiaire.nom))
    ).all()
    contrats = session.exec(
        select(Contrat).where(Contrat.operation_id == operation_id).order_by(col(Contrat.debut).desc())
    ).all()
    postes = session.exec(select(Poste).where(Poste.operation_id == operation_id).order_by(col(Poste.id))).all()
    reunions = session.exec(
        select(Reunion).where(Reunion.operation_id == operation_id).order_by(col(Reunion.id).desc())
    ).all()
    noms = {personne.id: f"{personne.prenom} {personne.nom}" for personne in personnes}
    return Reperes(
        lots=tuple((str(lot.numero), _lot(lot)) for lot in lots),
        entreprises=_noms(attributaires),
        beneficiaires=tuple((personne.code, noms[personne.id]) for personne in personnes),
        contrats=tuple((contrat.code, _contrat(contrat, noms)) for contrat in contrats),
        employeurs=_noms([contrat.employeur for contrat in contrats]),
        postes=tuple((poste.code, f"{poste.intitule} ({poste.code})") for poste in postes),
        reunions=tuple((une.code, _reunion(une)) for une in reunions),
    )


def _lot(lot: Lot) -> str:
    return f"Lot {lot.numero}" + (f" – {lot.intitule}" if lot.intitule else "")


def _reunion(une: Reunion) -> str:
    quand = f", {date_courte(une.jour)}" if une.jour else ""
    return f"{une.type.libelle}{quand}{' (annulée)' if une.annulee_le else ''}"


def _contrat(contrat: Contrat, noms: dict[int, str]) -> str:
    return f"{noms[contrat.beneficiaire_id]}, {contrat.employeur}, depuis le {date_courte(contrat.debut)}"


def _noms(noms: Iterable[str]) -> Choix:
    return tuple((nom, nom) for nom in dict.fromkeys(noms))
