"""The only mails that a program answers with: what became of a statement, what was understood of a few words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from config.settings import IdentiteRelais
from courrier.gabarits import abrege
from courrier.messages import Fil, Message, Suite, ecrire
from courrier.messages_heures import OperationADeclarer
from courrier.texte_brut import en_texte

PREFIXE = "reponse_courriel:"
_DEBUT = re.compile(r'<td class="page"[^>]*>\n?')
_FIN = '<div class="discret filet"'
_FILET = '<div class="filet" style="margin:32px 0 28px; border-top:2px solid #d8dee4;"></div>\n'
_OBJET = re.compile(r"^\[Clause insertion\](?:\[[^\]]*\])*\s*")


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


def grouper(messages: Sequence[Message], jour: date) -> Message:
    """Several answers to one address in one mail, in that order, each whole with its own card; one stays as it is.

    The thread is that of the first one.
    """
    premier = replace(messages[0], cle=cle_reponse(jour, messages[0].destinataire))
    if len(messages) == 1:
        return premier
    operations = {un.operation for un in messages}
    seule = operations.pop() if len(operations) == 1 else None
    sujets = " ; ".join(dict.fromkeys(_OBJET.sub("", un.objet) for un in messages))
    html = _sommaire(messages)
    return replace(
        premier,
        objet=abrege(f"[Clause insertion]{f'[{seule}]' if seule else ''} {len(messages)} réponses : {sujets}"),
        texte=en_texte(html),
        html=html,
        operation=seule,
    )


def _sommaire(messages: Sequence[Message]) -> str:
    """The page of the first one, with what the others say before the relay's signature."""
    tete, (premier, pied) = _entete(messages[0].html), _contenu(messages[0].html)
    corps = _FILET.join([premier, *(_contenu(un.html)[0] for un in messages[1:])])
    return tete + corps + pied


def _entete(html: str) -> str:
    debut = _DEBUT.search(html)
    assert debut is not None  # every page of `_commun/page.html` has one
    return html[: debut.end()]


def _contenu(html: str) -> tuple[str, str]:
    """What a page says, and what closes it."""
    dedans = html[len(_entete(html)) :]
    dit, fin, reste = dedans.rpartition(_FIN)
    return dit, fin + reste
