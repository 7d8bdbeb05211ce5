"""Attachments over the limit of a mail: kept in the home, given by signed links, deleted when no link opens them."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from courrier.allegement import PieceEnLien, alleger, poids, rassembler
from courrier.depot import ecrire
from courrier.messages import Message, PieceJointe
from sqlmodel_store.depots import courriers_sortants, journal, pieces_liees
from sqlmodel_store.depots.pieces_liees import NouvellePiece
from sqlmodel_store.session import unit_of_work, verrouiller
from workflows.actes.echeances import Genre
from workflows.actes.jetons import OCTETS, EtatLien, LienMort, secret_installation

OBJET = "piece"
VERROU = "pieces_liees"
"""Held by whoever gives a file by link, or deletes one: what a mail has just promised never leaves."""
MEGA = 1_000_000


@dataclass(frozen=True, kw_only=True)
class PieceOuverte:
    """What a living link opens."""

    nom: str
    fichier: Path


def a_son_poids(session: Session, message: Message) -> Message:
    """The mail as it can travel: over the limit, its attachments become links.

    To be called in the transaction that posts it. Raises OSError when a file cannot be kept.
    """
    settings = get_settings().courrier
    if poids(message.pieces_jointes) <= settings.pieces_jointes_max_mo * MEGA or not _joignable():
        return message
    if courriers_sortants.est_posee(session, message.cle):
        return message
    verrouiller(session, VERROU)
    jusqu_au = aujourdhui() + timedelta(days=settings.liens_jours)
    liens = [_lier(session, message, piece, jusqu_au) for piece in rassembler(message.pieces_jointes)]
    return alleger(message, liens, jusqu_au=jusqu_au)


def _joignable() -> bool:
    """A portal whose address is not set is this machine's: where mail reaches people, they could open no link."""
    return get_settings().portail_url is not None or get_settings().mail_mode == "essai"


def _lier(session: Session, message: Message, piece: PieceJointe, expire_le: date) -> PieceEnLien:
    empreinte = sha256(piece.octets).hexdigest()
    fichier = Paths(get_settings().home).pieces_liees / empreinte
    if not fichier.is_file():
        ecrire(piece.octets, fichier)
    jeton = _signer(message.cle, piece.nom, empreinte)
    pieces_liees.retenir(
        session,
        NouvellePiece(
            empreinte=_empreinte(jeton),
            cle=message.cle,
            destinataire=message.destinataire.casefold(),
            nom=piece.nom,
            sha256=empreinte,
            taille=len(piece.octets),
            expire_le=expire_le,
        ),
    )
    adresse = f"{get_settings().adresse_portail.rstrip('/')}/pieces/{jeton}"
    return PieceEnLien(nom=piece.nom, octets=len(piece.octets), lien=adresse)


def ouvrir(session: Session, jeton: str) -> PieceOuverte:
    """The file of a link. Raises LienMort for one that is unknown, revoked or expired."""
    connue = pieces_liees.par_empreinte(session, _empreinte(jeton))
    if connue is None:
        raise LienMort(EtatLien.INCONNU)
    if connue.revoquee_le is not None:
        raise LienMort(EtatLien.REVOQUE)
    if connue.expire_le < aujourdhui() or connue.effacee_le is not None:
        raise LienMort(EtatLien.EXPIRE)
    return PieceOuverte(nom=connue.nom, fichier=Paths(get_settings().home).pieces_liees / connue.sha256)


def revoquer(session: Session, destinataire: str) -> bool:
    """End every link given to a recipient; returns whether there was one."""
    return pieces_liees.revoquer(session, destinataire.casefold(), aujourdhui())


def _effacer(fichiers: Sequence[str], jour: date) -> None:
    for nom in fichiers:
        with unit_of_work() as session:
            verrouiller(session, VERROU)
            if pieces_liees.effacer(session, nom, jour):
                (Paths(get_settings().home).pieces_liees / nom).unlink(missing_ok=True)
                journal.noter(session, "piece_liee_effacee", acteur="echeances", sha256=nom)


PERIMEES = Genre(nom="pieces_perimees", dues=pieces_liees.sans_lien, faire=_effacer)


def _signer(*usage: str) -> str:
    signature = hmac.digest(secret_installation(), "\0".join((OBJET, *usage)).encode(), "sha256")
    return urlsafe_b64encode(signature[:OCTETS]).decode("ascii")


def _empreinte(jeton: str) -> str:
    return sha256(jeton.encode("utf-8", "surrogatepass")).hexdigest()
