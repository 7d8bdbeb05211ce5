"""Documents produced, one row per file of an operation."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.depots.unicite import insert_once, touched
from sqlmodel_store.modeles.documents import Document
from sqlmodel_store.modeles.operation import Operation


@dataclass(frozen=True, kw_only=True)
class Produit:
    """A file just written; `fichier` is relative to the operation's folder, `donnees` the JSON it was made from."""

    code: str
    fichier: str
    sha256: str
    modele: str
    edition: str
    modele_sha256: str
    donnees: str
    confidentiel: bool = False


def enregistrer(session: Session, operation_id: int, produit: Produit) -> bool:
    """Writes down a file; returns False, and keeps the first date, when the very same one was there."""
    valeurs = asdict(produit) | {"produit_le": maintenant()}
    if insert_once(session, Document, {"operation_id": operation_id, **valeurs}, ["operation_id", "fichier"]):
        return True
    meme_fichier = (col(Document.operation_id) == operation_id, col(Document.fichier) == produit.fichier)
    autre_contenu = (col(Document.sha256) != produit.sha256) | (col(Document.donnees) != produit.donnees)
    return touched(session, update(Document).where(*meme_fichier, autre_contenu).values(**valeurs))


def lister(session: Session, operation_id: int) -> list[Document]:
    """The documents of an operation, by file name."""
    return list(session.exec(select(Document).where(Document.operation_id == operation_id).order_by(Document.fichier)))


def empreintes(session: Session) -> list[tuple[str, str, str]]:
    """Of every document: the reference of its operation, its file, its hash."""
    requete = select(Operation.reference, Document.fichier, Document.sha256).join(Operation)
    return [(reference, fichier, empreinte) for reference, fichier, empreinte in session.exec(requete)]
