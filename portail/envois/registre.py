"""The question asked of the ledger, what such a person received between two days, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, Field

from formats.typographie import typographier
from metier.droits import Acces
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import operations_vues
from sqlmodel_store.depots.registre import Criteres, Ecriture
from sqlmodel_store.session import lecture
from workflows.actes import envois_au_nom_de

MONTREES = 200


class Question(BaseModel):
    """The form as it was sent: a whole address, or a part of it; ISO dates; the reference of an operation."""

    destinataire: str = Field(default="", max_length=320)
    du: str = Field(default="", max_length=20)
    au: str = Field(default="", max_length=20)
    operation: str = Field(default="", max_length=64)


@dataclass(frozen=True, kw_only=True)
class Reponse:
    """The lines found, oldest first, cut after so many; `total`: how many there are."""

    lignes: tuple[Ecriture, ...]
    total: int


def repondre(acces: Acces, question: Question) -> Reponse:
    """What is in the ledger. Raises FauteDeSaisie: a bad date, an operation not seen, nothing asked."""
    if not any((question.destinataire.strip(), question.du, question.au, question.operation.strip())):
        raise FauteDeSaisie("destinataire", "Dites au moins une adresse, un jour ou une opération.")
    trouvees = _filtrees(envois_au_nom_de.ecritures(acces, _criteres(acces, question)), question)
    return Reponse(lignes=tuple(trouvees[:MONTREES]), total=len(trouvees))


def exporter(acces: Acces, question: Question) -> bytes:
    """The same lines as a table. Raises AccesRefuse, FauteDeSaisie as above."""
    return envois_au_nom_de.exporter(acces, _criteres(acces, question), garde=lambda une: _garde(une, question))


def _filtrees(lignes: Sequence[Ecriture], question: Question) -> list[Ecriture]:
    return [une for une in lignes if _garde(une, question)]


def _garde(une: Ecriture, question: Question) -> bool:
    """Whether the recipient holds the part of an address that was typed."""
    return question.destinataire.strip().lower() in une.destinataire.lower()


def _criteres(acces: Acces, question: Question) -> Criteres:
    du, au = _jour("Du", question.du), _jour("Au", question.au)
    if du and au and du > au:
        raise FauteDeSaisie("au", typographier("Au : ce jour vient avant le premier ; inversez-les."))
    qui = question.destinataire.strip()
    return Criteres(
        destinataire=qui if "@" in qui.strip("@") else None,
        du=du,
        au=au,
        operation_id=_operation(acces, question.operation.strip()),
    )


def _operation(acces: Acces, reference: str) -> int | None:
    if not reference:
        return None
    with lecture() as session:
        operation = operations_vues.par_reference(session, acces, reference)
    if operation is None:
        phrase = f"Opération : aucune ne porte la référence « {reference} »."
        raise FauteDeSaisie("operation", typographier(phrase))
    return operation.id


def _jour(nom: str, texte: str) -> date | None:
    if not texte.strip():
        return None
    try:
        return date.fromisoformat(texte.strip())
    except ValueError:
        phrase = f"{nom} : « {texte[:40]} » n’est pas une date ; attendu : AAAA-MM-JJ, par exemple 2026-11-25."
        raise FauteDeSaisie(nom.lower(), typographier(phrase)) from None
