"""People of an operation and their contracts, one by one; who works without the right to count; months counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from metier.contrats import TypeContrat
from metier.fautes import FauteDeSaisie
from metier.heures import Declarant
from sqlmodel_store.depots import personnes
from sqlmodel_store.depots.comptees import DE_LA_PERSONNE
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Eligibilite, Heures, Personne
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.suivi import RefusEligibilite
from sqlmodel_store.parmi import liste, parmi_les


@dataclass(frozen=True, kw_only=True)
class Suivie:
    """A person of an operation with what decides of their right to count."""

    ligne: Beneficiaire
    naissance: date
    eligibilite: Eligibilite | None
    contrats: tuple[Contrat, ...]

    @property
    def premier_jour(self) -> date | None:
        return min((contrat.debut for contrat in self.contrats), default=None)


class NonValidee(NamedTuple):
    """A person at work, or about to be, whose hours do not all count; `code` is local to the dossier."""

    operation_id: int
    code: str
    prenom: str
    nom: str
    premier_jour: date


_QUI = (col(Beneficiaire.operation_id), col(Beneficiaire.code), col(Beneficiaire.prenom), col(Beneficiaire.nom))
_PREMIER_JOUR = func.min(col(Contrat.debut))
_PREMIERS_JOURS = (
    select_colonnes(*_QUI, _PREMIER_JOUR)
    .join(Contrat, col(Contrat.beneficiaire_id) == col(Beneficiaire.id))
    .where(parmi_les(col(Beneficiaire.operation_id), "operations"))
    .group_by(*_QUI, col(Beneficiaire.rang))
    .order_by(col(Beneficiaire.operation_id), _PREMIER_JOUR, col(Beneficiaire.rang))
)
"""Everyone who has a contract in the operations that `operations` lists, and their first day."""


def suivies(session: Session, operation_id: int) -> list[Suivie]:
    """Everyone of an operation, in the order of the dossier; three statements."""
    lignes = list(
        session.execute(
            select_colonnes(Beneficiaire, col(Personne.naissance), Eligibilite)
            .join(Personne, col(Personne.id) == col(Beneficiaire.personne_id))
            .join(Eligibilite, col(Eligibilite.beneficiaire_id) == col(Beneficiaire.id), isouter=True)
            .where(col(Beneficiaire.operation_id) == operation_id)
            .order_by(col(Beneficiaire.rang))
        )
    )
    contrats: dict[int, list[Contrat]] = {}
    for contrat in session.exec(
        select(Contrat).where(Contrat.operation_id == operation_id).order_by(col(Contrat.debut), col(Contrat.rang))
    ):
        contrats.setdefault(contrat.beneficiaire_id, []).append(contrat)
    return [
        Suivie(ligne=ligne, naissance=naissance, eligibilite=eligibilite, contrats=tuple(contrats.get(ligne.id, ())))
        for ligne, naissance, eligibilite in lignes
    ]


def exiger(session: Session, operation: Operation, code: str) -> Suivie:
    """The person of that local id. Raises FauteDeSaisie naming those that are known."""
    connues = suivies(session, operation.id)
    for une in connues:
        if une.ligne.code == code:
            return une
    codes = ", ".join(une.ligne.code for une in connues) or "aucun"
    phrase = (
        f"beneficiaire\u00a0: «\u00a0{code}\u00a0» est inconnu de {operation.reference}\u00a0; connus\u00a0: {codes}."
    )
    raise FauteDeSaisie("beneficiaire", phrase)


def exiger_contrat(session: Session, operation: Operation, code: str, champ: str = "contrat") -> Contrat:
    """The contract of that local id. Raises FauteDeSaisie naming those that are known."""
    connus = list(session.exec(select(Contrat).where(Contrat.operation_id == operation.id).order_by(col(Contrat.rang))))
    for un in connus:
        if un.code == code:
            return un
    codes = ", ".join(un.code for un in connus) or "aucun"
    phrase = f"{champ}\u00a0: «\u00a0{code}\u00a0» est inconnu de {operation.reference}\u00a0; connus\u00a0: {codes}."
    raise FauteDeSaisie(champ, phrase)


def prochain_code(session: Session, modele: type[Beneficiaire | Contrat], operation_id: int, prefixe: str) -> str:
    """The first free « b4 », « k12 » of an operation."""
    pris = set(session.exec(select(modele.code).where(modele.operation_id == operation_id)))
    rang = len(pris) + 1
    while f"{prefixe}{rang}" in pris:
        rang += 1
    return f"{prefixe}{rang}"


def rang_suivant(session: Session, modele: Any, operation_id: int) -> int:  # noqa: ANN401 - a table with a rank
    """The place after the last one."""
    dernier = session.exec(select(func.max(modele.rang)).where(modele.operation_id == operation_id)).one()
    return 0 if dernier is None else int(dernier) + 1


def ecrire_personne(
    session: Session, operation_id: int, code: str, naissance: date, valeurs: Mapping[str, Any]
) -> None:
    """Adds a person to an operation, or corrects the one of that local id; one human being stays one."""
    qui = personnes.identite(valeurs["nom"], valeurs["prenom"], naissance)
    numero = personnes.retenir(session, {qui})[qui]
    requete = select(Beneficiaire).where(Beneficiaire.operation_id == operation_id, Beneficiaire.code == code)
    connue = session.exec(requete).one_or_none()
    if connue is None:
        rang = rang_suivant(session, Beneficiaire, operation_id)
        session.add(Beneficiaire(operation_id=operation_id, code=code, rang=rang, personne_id=numero, **dict(valeurs)))
        return
    ancienne = connue.personne_id
    for champ, valeur in {**valeurs, "personne_id": numero}.items():
        setattr(connue, champ, valeur)
    session.flush()
    personnes.oublier_les_absentes(session, {ancienne} - {numero})


def valider(session: Session, suivie: Suivie, *, le: date, piece: str | None, motif_tardif: str | None) -> None:
    """Writes that a person counts, in place of what was written; a refusal is lifted."""
    session.merge(Eligibilite(beneficiaire_id=suivie.ligne.id, validee_le=le, piece=piece, motif_tardif=motif_tardif))
    session.execute(
        delete(RefusEligibilite).where(
            col(RefusEligibilite.operation_id) == suivie.ligne.operation_id,
            col(RefusEligibilite.beneficiaire) == suivie.ligne.code,
        )
    )


def refuser(session: Session, suivie: Suivie, *, le: date, par: str) -> None:
    """Writes that a person may not count."""
    session.merge(
        RefusEligibilite(operation_id=suivie.ligne.operation_id, beneficiaire=suivie.ligne.code, refusee_le=le, par=par)
    )


def non_validees(session: Session, operation_ids: Collection[int]) -> list[NonValidee]:
    """Who has a contract and was neither validated nor refused, by operation, then by first day; one statement."""
    return _au_travail(session, _sans_validation(), operation_ids)


def sans_motif(session: Session, operation_ids: Collection[int]) -> list[NonValidee]:
    """Who was validated after the first day of a contract and no reason says why, by operation; one statement."""
    return _au_travail(session, _tardives(), operation_ids)


def _au_travail(session: Session, requete: Any, operation_ids: Collection[int]) -> list[NonValidee]:  # noqa: ANN401 - a query
    return [NonValidee(*ligne) for ligne in session.execute(requete, {"operations": liste(operation_ids)})]


@cache
def _sans_validation() -> Any:  # noqa: ANN401 - a query
    refusees = select(RefusEligibilite.beneficiaire).where(
        col(RefusEligibilite.operation_id) == col(Beneficiaire.operation_id),
        col(RefusEligibilite.beneficiaire) == col(Beneficiaire.code),
    )
    requete = _PREMIERS_JOURS.outerjoin(Eligibilite, col(Eligibilite.beneficiaire_id) == col(Beneficiaire.id))
    return requete.where(col(Eligibilite.beneficiaire_id).is_(None), ~refusees.exists())


@cache
def _tardives() -> Any:  # noqa: ANN401 - a query
    requete = _PREMIERS_JOURS.join(Eligibilite, DE_LA_PERSONNE)
    return requete.where(col(Eligibilite.motif_tardif).is_(None), col(Eligibilite.validee_le) > col(Contrat.debut))


def premiere_embauche(session: Session, personne_id: int) -> date | None:
    """The first day of work of a person over all dossiers."""
    requete = (
        select(func.min(Contrat.debut))
        .join(Beneficiaire, col(Beneficiaire.id) == col(Contrat.beneficiaire_id))
        .where(Beneficiaire.personne_id == personne_id)
    )
    return session.exec(requete).one()


def heures_ai(
    session: Session, personne_ids: Collection[int], *, depuis: str, jusqu_a: str, minimum: Decimal
) -> dict[int, tuple[Decimal, str]]:
    """By person, hours lent by AI in those months over all dossiers, from `minimum`, and the last month of them."""
    valeurs = {
        "personnes": liste(personne_ids),
        "depuis": depuis,
        "jusqu_a": jusqu_a,
        "minimum": int(minimum * 100),
    }
    lignes = session.execute(_heures_ai(), valeurs)
    return {personne: (Decimal(int(somme)) / 100, mois) for personne, somme, mois in lignes}


@cache
def _heures_ai() -> Any:  # noqa: ANN401 - a query
    total, dernier = func.sum(col(Heures.centiemes)), func.max(col(Heures.mois))
    return (
        select_colonnes(col(Beneficiaire.personne_id), total, dernier)
        .join(Contrat, col(Contrat.beneficiaire_id) == col(Beneficiaire.id))
        .join(Heures, col(Heures.contrat_id) == col(Contrat.id))
        .where(
            parmi_les(col(Beneficiaire.personne_id), "personnes"),
            col(Contrat.type) == TypeContrat.MAD_AI,
            col(Heures.declarant) == Declarant.EMPLOYEUR,
            col(Heures.mois).between(bindparam("depuis"), bindparam("jusqu_a")),
        )
        .group_by(col(Beneficiaire.personne_id))
        .having(total >= bindparam("minimum"))
    )


def en_mission_ai(session: Session, operation_ids: Collection[int], jour: date) -> dict[int, tuple[int, str]]:
    """By person: the operation and the local id of their latest contract with an AI that is running in these."""
    lignes = session.execute(_en_mission_ai(), {"operations": liste(operation_ids), "jour": jour})
    return {personne: (operation, code) for personne, operation, code in lignes}


@cache
def _en_mission_ai() -> Any:  # noqa: ANN401 - a query
    return (
        select_colonnes(col(Beneficiaire.personne_id), col(Beneficiaire.operation_id), col(Beneficiaire.code))
        .join(Contrat, col(Contrat.beneficiaire_id) == col(Beneficiaire.id))
        .where(
            parmi_les(col(Beneficiaire.operation_id), "operations"),
            col(Contrat.type) == TypeContrat.MAD_AI,
            col(Contrat.fin).is_(None) | (col(Contrat.fin) >= bindparam("jour")),
        )
        .order_by(col(Contrat.debut), col(Contrat.id))
    )


def mois_declares(session: Session, contrat_id: int) -> list[str]:
    """The months of which hours of a contract are written, in order."""
    return list(
        session.exec(select(Heures.mois).where(Heures.contrat_id == contrat_id).distinct().order_by(col(Heures.mois)))
    )


def numero_du_lot(session: Session, contrat: Contrat) -> int:
    """The number of the lot of a contract."""
    return session.get_one(Lot, contrat.lot_id).numero
