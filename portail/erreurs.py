"""Errors as French pages, or as JSON to whom asks for it, each with a reference that is found again in the log."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from traceback import format_tb

import fastapi
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Envoi

from formats.typographie import typographier
from metier.droits import AccesRefuse
from portail.genre_attendu import veut_du_json
from portail.rendu import page
from portail.visite import visite

journal = logging.getLogger("relais.portail")

INTERDIT = 403
INVALIDE = 422
INCONNU = 500


@dataclass(frozen=True, kw_only=True)
class Message:
    """`retour`: what the link back is called, where reading the same address shows the form again."""

    titre: str
    texte: str
    retour: str = ""


class Refus(fastapi.HTTPException):
    """A refusal that has a sentence of its own; of the kind that FastAPI lets through while it reads a body."""

    def __init__(self, statut: int, message: Message, entetes: dict[str, str] | None = None) -> None:
        super().__init__(status_code=statut, detail=message.titre, headers=entetes)
        self.message = message


TEXTES = {
    INTERDIT: Message(
        titre="Votre compte ne permet pas cela",
        texte="Cette page ou cette action est réservée à un autre rôle. La personne qui administre Relais peut changer "
        "le vôtre.",
    ),
    404: Message(
        titre="Cette page n’existe pas",
        texte="L’adresse est peut-être incomplète, ou la page a été déplacée. Repartez de la liste des opérations.",
    ),
    405: Message(
        titre="Cette action n’existe pas",
        texte="La page demandée ne reçoit pas ce genre d’envoi. Repartez de la liste des opérations.",
    ),
    INVALIDE: Message(
        titre="Cette adresse n’est pas valable",
        texte="Une valeur de l’adresse n’est pas celle que la page attend. Repartez de la liste des opérations.",
    ),
    INCONNU: Message(
        titre="Quelque chose s’est mal passé de notre côté",
        texte="Réessayez dans un instant ; si l’erreur revient, transmettez la référence ci-dessous à la personne qui "
        "administre Relais : elle retrouvera l’incident dans le journal du portail.",
    ),
}
SANS_COMPTE = {
    404: Message(
        titre="Cette page n’existe pas",
        texte="L’adresse est peut-être incomplète : recopiez-la en entier depuis le courriel ou la page qui la donne.",
    ),
    405: Message(
        titre="Cette action n’existe pas",
        texte="L’adresse demandée ne reçoit pas ce genre d’envoi : repartez du courriel ou de la page qui la donne.",
    ),
    INVALIDE: Message(
        titre="Cette adresse n’est pas valable",
        texte="Une valeur de l’adresse n’est pas celle que la page attend : recopiez-la en entier depuis le courriel "
        "ou la page qui la donne.",
    ),
}
"""What is said to whoever has no list of operations to go back to."""
OPERATION_INCONNUE = Message(
    titre="Cette opération n’existe pas",
    texte="Aucune opération ne porte cette référence : l’adresse est peut-être incomplète. Repartez de la liste des "
    "opérations.",
)
ACTE_INCONNU = Message(
    titre="Cette action n’est pas possible ici",
    texte="L’étape de l’opération ne l’admet pas, ou plus : quelqu’un l’a peut-être déjà fait avancer. Revenez à la "
    "page de l’opération : elle montre ce qui est possible maintenant.",
)
DOCUMENT_INCONNU = Message(
    titre="Ce document n’existe pas",
    texte="Aucun document de ce nom n’est connu pour cette opération. Repartez de la liste des opérations : chaque "
    "opération montre les siens.",
)
FICHIER_DISPARU = Message(
    titre="Ce fichier n’est plus sur le disque",
    texte="Relais a produit ce document, mais son fichier a été supprimé ou déplacé depuis. Remettez-le à sa place "
    "dans le dossier de l’opération, ou reprenez-le d’une sauvegarde.",
)
AUTRE = Message(titre="La demande n’a pas pu être traitée", texte="Repartez de la liste des opérations.")


def declarer(app: FastAPI) -> None:
    """Answer refused requests with a page."""
    for refus in (HTTPException, RequestValidationError, AccesRefuse):
        app.add_exception_handler(refus, _refus)


async def _refus(request: Request, erreur: Exception) -> Response:
    return repondre(erreur, request)


def repondre(erreur: Exception, request: Request) -> Response:
    """The answer to a refusal, its reference written in the log."""
    statut = _statut(erreur)
    reference = nouvelle_reference()
    journal.warning("%s %s %s %s", reference, statut, request.method[:10], _route(request.url.path))
    message = erreur.message if isinstance(erreur, Refus) else _du_formulaire(erreur) or _message(statut)
    reponse = _reponse(request, statut, message, reference, _champs(erreur))
    reponse.headers.update((erreur.headers if isinstance(erreur, HTTPException) else None) or {})
    return reponse


def _champs(erreur: Exception) -> tuple[str, ...]:
    """The parameters that the framework found at fault."""
    if not isinstance(erreur, RequestValidationError):
        return ()
    return tuple(".".join(str(partie) for partie in une["loc"][1:]) for une in erreur.errors())


def _du_formulaire(erreur: Exception) -> Message | None:
    """What a field of a form holds that no form of ours lets one write; None where that is not what is at fault."""
    fautes = erreur.errors() if isinstance(erreur, RequestValidationError) else ()
    faute = next((une for une in fautes if une["loc"][0] == "body" and len(une["loc"]) > 1), None)
    if faute is None:
        return None
    longueur = faute.get("ctx", {}).get("max_length")
    quoi = f"{longueur} caractères au plus sont attendus" if longueur else "une autre valeur est attendue"
    texte = (
        f"Champ « {faute['loc'][1]} » : {quoi}. Rien n’a été enregistré. Revenez à la page précédente : "
        "votre navigateur y garde ce que vous aviez écrit."
    )
    return Message(titre="Un champ n’a pas pu être lu", texte=typographier(texte))


def _message(statut: int) -> Message:
    textes = TEXTES if visite().acces else TEXTES | SANS_COMPTE
    return textes.get(statut, AUTRE)


def _statut(erreur: Exception) -> int:
    if isinstance(erreur, AccesRefuse):
        return INTERDIT
    return erreur.status_code if isinstance(erreur, HTTPException) else INVALIDE


def nouvelle_reference() -> str:
    """Eight characters that a person can dictate: no 0/O, no 1/I."""
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(8))


def _route(chemin: str) -> str:
    """The first part of a path: what follows may be a secret link."""
    premier, *suite = chemin.lstrip("/")[:200].split("/")
    return f"/{premier}/…".replace("\n", "") if suite else f"/{premier}".replace("\n", "")


def _reponse(request: Request, statut: int, message: Message, reference: str, champs: tuple[str, ...] = ()) -> Response:
    if veut_du_json(request):
        phrase = typographier(f"{message.titre}. {message.texte}")
        fautes = [{"champ": champ, "phrase": phrase} for champ in champs or ("",)]
        return JSONResponse({"fautes": fautes, "reference": reference}, statut)
    mots = {"titre": message.titre, "texte": message.texte, "retour": message.retour, "adresse": request.url.path}
    return page("erreur", statut, **mots, reference=reference, code=statut)


class Pannes:
    """ASGI middleware: an unforeseen error becomes a page and a line of log, without the values it carried."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        commence = False

        async def noter(message: Envoi) -> None:
            nonlocal commence
            commence = True
            await send(message)

        try:
            await self.app(scope, receive, noter)
        except Exception as erreur:  # noqa: BLE001 - the last guard: no traceback reaches a visitor
            reference = nouvelle_reference()
            journal.error("%s %s\n%s", reference, type(erreur).__name__, "".join(format_tb(erreur.__traceback__)))
            if scope["type"] == "http" and not commence:
                await _reponse(Request(scope), INCONNU, TEXTES[INCONNU], reference)(scope, receive, send)
