"""What an act leaves: documents recorded, mails in the outbox, files written last, inside the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from config.horloge import maintenant
from config.paths import Paths
from config.settings import get_settings
from courrier.adresse_reponse import adresse_reponse
from courrier.composition import composer
from courrier.messages import Message
from documents.ecriture import write_atomically
from sqlmodel_store.depots import courriers_sortants, documents
from sqlmodel_store.depots.courriers_sortants import Lettre
from sqlmodel_store.depots.documents import Produit
from workflows.actes.effets import PieceProduite
from workflows.actes.identites import identite_de
from workflows.actes.jetons import secret_installation
from workflows.actes.pieces_liees import a_son_poids


def enregistrer(session: Session, operation_id: int, pieces: Iterable[PieceProduite]) -> None:
    """Write down documents of an operation; the very same one keeps its first date."""
    for produite in pieces:
        documents.enregistrer(session, operation_id, _produit(produite))


def poster(session: Session, message: Message, *operations: int) -> bool:
    """Put a mail in the outbox; returns False, and changes nothing, when its key is already there.

    `operations`: the ids of those it speaks of, one or several; it comes from the relay that follows them.
    """
    message = a_son_poids(session, message)
    expediteur = identite_de(session, operations).expediteur
    composee = composer(message, expediteur=expediteur, le=maintenant(), repondre_a=_repondre_a(message.operation))
    lettre = Lettre(
        cle=message.cle,
        destinataire=message.destinataire,
        message_id=composee.message_id,
        objet=message.objet,
        entetes=composee.entetes,
        corps=composee.corps,
        operation_id=operations[0] if len(operations) == 1 else None,
        operations=operations if len(operations) > 1 else (),
    )
    return courriers_sortants.deposer(session, lettre)


def _repondre_a(reference: str | None) -> str | None:
    """The address that carries the operation, where the mailbox takes such addresses."""
    settings = get_settings()
    if reference is None or settings.relais.courriel is None or not settings.courrier.adresse_operation:
        return None
    return adresse_reponse(settings.relais.courriel, reference, secret_installation())


def ecrire(reference: str, pieces: Iterable[PieceProduite], annexes: Mapping[str, bytes]) -> None:
    """Write the files of an operation, each whole or not at all; the rows that describe them are flushed before."""
    dossier = Paths(get_settings().home).documents(reference)
    fichiers = {produite.piece.fichier: produite.piece.octets for produite in pieces} | dict(annexes)
    for nom, octets in fichiers.items():
        write_atomically(dossier / nom, octets)


def _produit(produite: PieceProduite) -> Produit:
    piece = produite.piece
    return Produit(
        code=piece.code,
        fichier=piece.fichier,
        sha256=piece.sha256,
        modele=piece.modele,
        edition=piece.edition,
        modele_sha256=piece.modele_sha256,
        donnees=produite.donnees,
        confidentiel=piece.confidentiel,
    )
