"""The only mails that a program answers with: what became of a statement, what was understood of a few words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.settings import IdentiteRelais
from courrier.messages import Fil, Message, Suite, ecrire
from courrier.messages_heures import OperationADeclarer

PREFIXE = "reponse_courriel:"


@dataclass(frozen=True, kw_only=True)
class FichierRepondu:
    """What became of a file of hours: `lignes`, one sentence per row; `omises`: how many rows are not shown."""

    nom: str
    titre: str | None
    verdict: str
    accepte: bool
    lignes: tuple[str, ...] = ()
    omises: int = 0


@dataclass(frozen=True, kw_only=True)
class ReponseReleve:
    """The answer to whoever sent files of hours, whose rows name the people they are about."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    fichiers: tuple[FichierRepondu, ...]
    reference: str | None = None
    lien: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeclarationAConfirmer:
    """What was understood of an answer: `compris` as « aucune heure ce mois-ci », `citation` its sender's words."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    du_mois: str
    compris: str
    citation: str
    total: str
    operations: tuple[OperationADeclarer, ...]
    reste: int
    lien: str


def cle_reponse(jour: date, destinataire: str) -> str:
    """The key of the answer of a day to an address: there is one at most."""
    return f"{PREFIXE}{jour.isoformat()}:{destinataire}"


def reponse_releve(contenu: ReponseReleve, jour: date, fil: Fil | None) -> Message:
    """The answer row by row."""
    cle = cle_reponse(jour, contenu.destinataire)
    return ecrire("reponse_releve", contenu, cle=cle, operation=contenu.reference, fil=fil)


def declaration_a_confirmer(contenu: DeclarationAConfirmer, jour: date, fil: Fil | None) -> Message:
    """What was understood, and the page where one click declares it."""
    cle = cle_reponse(jour, contenu.destinataire)
    seule = contenu.operations[0].operation.reference if len(contenu.operations) == 1 else None
    return ecrire("declaration_a_confirmer", contenu, cle=cle, operation=seule, fil=fil)
