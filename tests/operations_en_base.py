"""Operations and announcements to act upon: written in the database of the test, or carried by a mail."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from boite_d_envoi import entiers

from cli.histoire import Histoire
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from metier.acteurs import RoleContact
from metier.cycle import Transition
from sqlmodel_store.depots import (
    annuaire,
    courriers_entrants,
    demandes,
    documents,
    journal,
    operations,
)
from sqlmodel_store.depots.courriers_entrants import Arrivee
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.demandes import Appel, Resultat, demander, executer

JOUR = date(2026, 9, 1)
RELAIS = "clauses@relais-brielle.example"
ECOLE = json.loads((Path(__file__).parent / "donnees/operations/01-ecole-trois-lots.json").read_text(encoding="utf-8"))
REFERENCE = ECOLE["reference"]
ACHETEUR = {
    "organisation": "Communauté de communes du Val de Brielle",
    "role": "maitre_ouvrage",
    "nom": "Service marchés",
    "courriel": "marches@val-de-brielle.example",
}


@dataclass(frozen=True)
class Annonce(Histoire):
    """The demo's announcement, one operation per number."""

    numero: int = 18

    @property
    def reference(self) -> str:
        return f"CVB-{self.jour.year}-{self.numero:03d}"

    def octets(self) -> bytes:
        return _octets(self)


@cache
def _octets(annonce: Annonce) -> bytes:
    """The same bytes each time; the library draws boundaries at random."""
    return annonce.annonce(datetime(2026, 9, 1, 8, 0, annonce.numero % 60, annonce.numero, tzinfo=UTC))


def semer(
    etape: str = "signalee",
    *,
    contacts: tuple[dict[str, str], ...] = (ACHETEUR,),
    attributions: tuple[dict[str, Any], ...] = (),
    **champs: Any,
) -> str:
    """An operation at a step: three claused lots and one left out, with the fields given; returns its reference."""
    objet = {
        "format": "relais-dossier/1",
        "operation": deepcopy(ECOLE) | champs,
        "contacts": list(contacts),
        "attributions": list(attributions),
        "etape": etape,
    }
    with unit_of_work() as session:
        importer(session, [lire_dossier(objet)], acteur="essai")
    return str(objet["operation"]["reference"])


def avancer(reference: str, transition: str, /, **donnees: Any) -> Resultat:
    """A transition asked and done."""
    return executer(demander_de(reference, transition, **donnees))


def demander_de(reference: str, transition: str, /, *, cle: str | None = None, **donnees: Any) -> int:
    return demander(
        Appel(reference=reference, transition=Transition(transition), donnees=donnees, par="essai", cle=cle)
    )


def inscrire(*personnes: dict[str, str]) -> None:
    """People of the annuaire."""
    with unit_of_work() as session:
        annuaire.importer(session, [annuaire.Entree(**(une | {"role": _role(une.get("role"))})) for une in personnes])


def _role(nom: str | None) -> RoleContact | None:
    return RoleContact(nom) if nom else None


def recevoir(octets: bytes, home: Path, *, uid: int = 1, message_id: str | None = None) -> int:
    """A mail already stored, as the intake leaves it before it is read; returns its row's id."""
    brut = home / "courrier" / "brut" / f"{uid}.eml"
    brut.parent.mkdir(parents=True, exist_ok=True)
    brut.write_bytes(octets)
    arrivee = Arrivee(
        boite="essai",
        uidvalidity=1,
        uid=uid,
        message_id=message_id,
        sha256=f"{uid:064d}",
        chemin=str(brut.relative_to(home)),
        recu_le=datetime(2026, 9, 1, 8, tzinfo=UTC),
    )
    with unit_of_work() as session:
        return courriers_entrants.enregistrer(session, arrivee)[0].id


def operation(reference: str) -> Operation:
    with lecture() as session:
        return operations.exiger(session, reference)


def lots_de(reference: str) -> dict[int, Any]:
    with lecture() as session:
        return {lot.numero: lot for lot in operations.lots(session, operations.exiger(session, reference).id)}


def documents_de(reference: str) -> dict[str, Any]:
    """The recorded documents, by file."""
    with lecture() as session:
        return {un.fichier: un for un in documents.lister(session, operations.exiger(session, reference).id)}


def courriels_de(reference: str) -> list[Any]:
    with lecture() as session:
        return entiers(session, operation_id=operations.exiger(session, reference).id)


def fichiers(home: Path, reference: str) -> dict[str, bytes]:
    """Every file of the operation and its content, nothing left half-written included."""
    dossier = home / "documents" / reference
    return {str(un.relative_to(dossier)): un.read_bytes() for un in dossier.rglob("*") if un.is_file()}


def demandes_de(reference: str) -> list[Any]:
    with lecture() as session:
        return demandes.lister(session, operations.exiger(session, reference).id)


def evenements(reference: str | None = None, genre: str | None = None) -> list[Any]:
    """The lines of the journal, of one operation or all, of one kind or all."""
    with lecture() as session:
        lus = journal.lister(session, operations.exiger(session, reference).id if reference else None)
    return [un for un in lus if genre is None or un.evenement == genre]
