"""Many followed operations in a database of their own: a block written once, then copied by the database itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, insert, literal, select, text
from sqlmodel import SQLModel

from metier.acteurs import RoleContact, TypeStructure
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.heures import Declarant, EtatHeures
from metier.modalites import TypeModalite
from metier.operation import Forme, Mode, Nature, TypeMaitreOuvrage
from metier.periodes import Mois
from metier.publics import Categorie, Jalon, Sexe, SituationSortie
from sqlmodel_store.modeles.acteurs import Attribution, Avenant, Contact, Facture, Modalite
from sqlmodel_store.modeles.insertion import (
    Beneficiaire,
    Contrat,
    Eligibilite,
    Formation,
    Heures,
    Participation,
    Personne,
    Sortie,
)
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.relais import Relais

BLOC = 200
TABLES: tuple[type[SQLModel], ...] = (
    Operation,
    Contact,
    Lot,
    Personne,
    Beneficiaire,
    Eligibilite,
    Sortie,
    Attribution,
    Avenant,
    Modalite,
    Facture,
    Contrat,
    Heures,
    Formation,
    Participation,
)
"""Parents before children."""
LOTS, PERSONNES, CONTRATS, MOIS = 3, 6, 12, 4
PERSONNES_NOUVELLES = 4
MOIS_MOYEN = timedelta(days=30)
DEBUT = date(2026, 1, 5)
STRUCTURES = {
    "Tremplin de la Brielle": TypeContrat.CTT_ETTI,
    "Atelier du Val": TypeContrat.CDDI_EI,
    "Groupement de la Rombelle": TypeContrat.GEIQ,
}
ROLES = (RoleContact.MAITRE_OUVRAGE, RoleContact.MAITRE_OEUVRE, RoleContact.ENTREPRISE, RoleContact.SIAE)

Lignes = dict[type[SQLModel], list[dict[str, Any]]]


def remplir(connexion: Connection, combien: int, *, deja: int = 0) -> None:
    """Bring the database from `deja` operations, none at first, to `combien`; both whole blocks of 200."""
    if connexion.dialect.name == "postgresql":  # a database of our own, and rows that SQLite checks
        connexion.execute(text("SET LOCAL session_replication_role = replica"))
    if not deja:
        connexion.execute(insert(_table(Relais)), [{"id": 1, "code": "banc"}])
        for modele, lignes in _bloc().items():
            connexion.execute(insert(_table(modele)), lignes)
    for rang in range(max(1, deja // BLOC), combien // BLOC):
        _copier(connexion, rang)


def _copier(connexion: Connection, rang: int) -> None:
    """The first block once more, every number moved beyond those that are taken."""
    pas = {_table(modele).name: len(lignes) for modele, lignes in _bloc().items()}
    for modele in TABLES:
        table = _table(modele)
        colonnes = [une for une in table.columns if une.computed is None]
        cle = next(iter(table.primary_key.columns))
        copies = select(*(_deplacee(une, pas, rang) for une in colonnes)).where(cle <= pas[_pilote(cle)])
        connexion.execute(insert(table).from_select(colonnes, copies))


def _table(modele: type[SQLModel]) -> Table:
    table: Table = modele.__table__  # type: ignore[attr-defined]
    return table


def _pilote(colonne: Column[Any]) -> str:
    """The table whose numbers a key follows: its parent's where it is a foreign key, else its own."""
    return next((une.column.table.name for une in colonne.foreign_keys), colonne.table.name)


def _deplacee(colonne: Column[Any], pas: dict[str, int], rang: int) -> ColumnElement[Any]:
    if colonne.table.name == "operation" and colonne.name == "reference":
        return colonne + literal(f"-{rang}")
    if colonne.table.name == "personne" and colonne.name == "nom":
        return colonne + literal(f" {rang}")
    numero = colonne.primary_key or colonne.foreign_keys
    return colonne + rang * pas[_pilote(colonne)] if numero and _pilote(colonne) in pas else colonne


@cache
def _bloc() -> Lignes:
    """The rows of the first block, the same each time."""
    bloc: Lignes = {modele: [] for modele in TABLES}
    for rang in range(BLOC * PERSONNES_NOUVELLES):
        bloc[Personne].append({"nom": f"personne {rang}", "prenom": "camille", "naissance": DEBUT - rang * MOIS_MOYEN})
    for rang in range(BLOC):
        _operation(bloc, rang)
    return {modele: _numerotees(lignes) for modele, lignes in bloc.items()}


def _numerotees(lignes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose key is not given take their place in the list."""
    donnee = "beneficiaire_id" in lignes[0] and "validee_le" in lignes[0]
    return lignes if donnee else [{"id": place, **ligne} for place, ligne in enumerate(lignes, start=1)]


def _operation(bloc: Lignes, rang: int) -> None:
    numero = len(bloc[Operation]) + 1
    bloc[Operation].append(
        {
            "reference": f"BANC-{rang:05d}",
            "relais_id": 1,
            "etape": Etape.SUIVI,
            "etape_depuis": DEBUT,
            "intitule": "Opération de banc",
            "maitre_ouvrage_nom": f"Commune {rang % 40}",
            "maitre_ouvrage_type": TypeMaitreOuvrage.COLLECTIVITE,
            "nature": Nature.TRAVAUX,
            "forme": Forme.BONS_DE_COMMANDE if rang % 5 == 0 else Forme.ORDINAIRE,
            "duree_mois": 14,
            "penalite_heure": Decimal(60),
        }
    )
    bloc[Contact] += [
        {
            "operation_id": numero,
            "rang": place,
            "role": role,
            "organisation": f"Organisation {rang % 90}",
            "nom": "Service",
            "courriel": "service@organisation.example",
        }
        for place, role in enumerate(ROLES)
    ]
    lots = [_lot(bloc, numero, rang, place) for place in range(LOTS)]
    siens = [_beneficiaire(bloc, numero, rang, place) for place in range(PERSONNES)]
    for place in range(CONTRATS):
        _contrat(bloc, numero, siens[place % (PERSONNES - 1)], lots[place % LOTS], place)
    _formation(bloc, numero, siens[-2:])


def _lot(bloc: Lignes, operation: int, rang: int, place: int) -> int:
    numero = len(bloc[Lot]) + 1
    ratio = rang % 5 == 0 and place == LOTS - 1
    bloc[Lot].append(
        {
            "operation_id": operation,
            "rang": place,
            "numero": place + 1,
            "intitule": f"Lot {place + 1}",
            "clause": True,
            "mode": Mode.RATIO_EUROS if ratio else Mode.GENERIQUE,
            "montant_ht": Decimal(400_000),
            "euros_par_heure": Decimal(600) if ratio else None,
            "duree_mois": 12,
        }
    )
    bloc[Facture].append({"lot_id": numero, "rang": 0, "mois": "2026-03", "montant_ht": Decimal("42000.50")})
    groupement = rang % 3 == 0 and place == 0
    for cotraitant in range(2 if groupement else 1):
        _attribution(bloc, operation, numero, cotraitant)
    return numero


def _attribution(bloc: Lignes, operation: int, lot: int, cotraitant: int) -> None:
    numero = len(bloc[Attribution]) + 1
    bloc[Attribution].append(
        {
            "operation_id": operation,
            "lot_id": lot,
            "rang": numero,
            "entreprise_nom": _entreprise(lot, cotraitant),
            "date_notification": DEBUT,
            "heures_engagees": Decimal(350 + lot % 50),
        }
    )
    bloc[Avenant].append(
        {"attribution_id": numero, "rang": 0, "date": DEBUT + MOIS_MOYEN, "heures": Decimal("-12.5"), "motif": None}
    )
    bloc[Modalite] += [
        {
            "attribution_id": numero,
            "rang": rang,
            "type": type_,
            "structure_nom": list(STRUCTURES)[(lot + cotraitant + rang) % 3],
            "structure_type": TypeStructure.ETTI,
            "heures": Decimal(150),
        }
        for rang, type_ in enumerate((TypeModalite.MISE_A_DISPOSITION, TypeModalite.SOUS_TRAITANCE))
    ]


def _entreprise(lot: int, cotraitant: int) -> str:
    return f"Entreprise {(lot * 7 + cotraitant) % 90}"


def _beneficiaire(bloc: Lignes, operation: int, rang: int, place: int) -> int:
    """A person, known to the next operation too for two of them; one in six is not validated."""
    numero = len(bloc[Beneficiaire]) + 1
    personne = (rang * PERSONNES_NOUVELLES + place) % (BLOC * PERSONNES_NOUVELLES) + 1
    bloc[Beneficiaire].append(
        {
            "operation_id": operation,
            "personne_id": personne,
            "rang": place,
            "code": f"b{place}",
            "nom": f"Personne {personne}",
            "prenom": "Camille",
            "sexe": list(Sexe)[personne % 2],
            "categorie": list(Categorie)[personne % 9],
        }
    )
    if place:
        bloc[Eligibilite].append({"beneficiaire_id": numero, "validee_le": DEBUT, "piece": "avis de situation"})
    bloc[Sortie].append(
        {
            "beneficiaire_id": numero,
            "rang": 0,
            "jalon": Jalon.FIN,
            "date": DEBUT + MOIS * MOIS_MOYEN,
            "situation": list(SituationSortie)[personne % 8],
        }
    )
    return numero


def _contrat(bloc: Lignes, operation: int, beneficiaire: int, lot: int, place: int) -> None:
    """Missions of one structure per lot; one contract in six is with the company itself."""
    numero = len(bloc[Contrat]) + 1
    debut = DEBUT + (place % 4) * MOIS_MOYEN
    structure = list(STRUCTURES)[lot % 3]
    directe = place % 6 == LOTS
    bloc[Contrat].append(
        {
            "operation_id": operation,
            "beneficiaire_id": beneficiaire,
            "lot_id": lot,
            "rang": place,
            "code": f"k{place}",
            "type": TypeContrat.CDD if directe else STRUCTURES[structure],
            "employeur": _entreprise(lot, 1) if directe else structure,
            "debut": debut,
            "fin": debut + MOIS * MOIS_MOYEN,
        }
    )
    for rang, mois in enumerate([*Mois.de(debut).jusqu_a(Mois.de(debut).plus(MOIS - 1))]):
        _heures(bloc, numero, rang, str(mois), Declarant.EMPLOYEUR)
    _heures(bloc, numero, MOIS, str(Mois.de(debut)), Declarant.ENTREPRISE_UTILISATRICE)


def _heures(bloc: Lignes, contrat: int, rang: int, mois: str, declarant: Declarant) -> None:
    etats = (EtatHeures.VALIDEE,) * 6 + (EtatHeures.DECLAREE, EtatHeures.CONTESTEE)
    bloc[Heures].append(
        {
            "contrat_id": contrat,
            "rang": rang,
            "mois": mois,
            "declarant": declarant,
            "heures": Decimal(700 + (contrat * 37 + rang * 11) % 4_000) / 100,
            "dont_formation": Decimal(contrat % 7),
            "etat": etats[(contrat + rang) % len(etats)],
        }
    )


def _formation(bloc: Lignes, operation: int, participants: list[int]) -> None:
    numero = len(bloc[Formation]) + 1
    bloc[Formation].append(
        {"operation_id": operation, "rang": 0, "intitule": "Préparation", "debut": DEBUT, "fin": DEBUT + MOIS_MOYEN}
    )
    bloc[Participation] += [
        {"formation_id": numero, "beneficiaire_id": un, "rang": rang, "heures": Decimal(35)}
        for rang, un in enumerate(participants)
    ]
