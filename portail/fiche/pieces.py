"""The documents of an operation: those recorded, those beside them, and the file behind an address."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from sqlmodel import Session

from config.horloge import PARIS
from config.paths import Paths
from config.settings import get_settings
from metier.missions import CodeDocument
from portail.fiche.apercu import LISIBLES
from portail.tailles_dites import taille_dite
from sqlmodel_store.depots import documents
from sqlmodel_store.modeles.documents import Document
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.documents_signes import CODE as SIGNE

LISEZMOI = "LISEZMOI.txt"
SANS_CODE = "document"


@dataclass(frozen=True, kw_only=True)
class LignePiece:
    """A document; `taille` None when its file is no longer on the disk, `apercu` None when a page cannot show it."""

    code: str
    nom: str
    fichier: str
    adresse: str
    taille: str | None
    edition: str
    produit_le: date
    confidentiel: bool
    apercu: str | None
    signe: bool

    @property
    def nom_fichier(self) -> str:
        """Its name without its folder."""
        return self.fichier.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True)
class Annexe:
    """A file that is no document of the catalogue: the notice of the pack, or the pack in one file."""

    nom: str
    fichier: str
    adresse: str
    taille: str


@dataclass(frozen=True, kw_only=True)
class Pieces:
    lignes: tuple[LignePiece, ...]
    annexes: tuple[Annexe, ...]


def lire_pieces(session: Session, operation: Operation) -> Pieces:
    """The documents in the order of the catalogue, lots in that of their numbers, and the annexes that exist."""
    recorded = sorted(documents.lister(session, operation.id), key=_ordre)
    return Pieces(
        lignes=tuple(_ligne(operation.reference, document) for document in recorded),
        annexes=tuple(_annexes(operation.reference)),
    )


def connait(session: Session, operation: Operation, chemin: str) -> bool:
    """Whether the operation has that file, by its path inside the operation's folder."""
    return chemin in _noms_d_annexes(operation.reference) or any(
        document.fichier == chemin for document in documents.lister(session, operation.id)
    )


def fichier_sur_disque(reference: str, chemin: str) -> Path | None:
    """The file of an operation; None when it is not there, or is a link that leads out of the operation's folder."""
    dossier = Paths(get_settings().home).documents(reference).resolve()
    fichier = (dossier / chemin).resolve()
    return fichier if fichier.is_relative_to(dossier) and fichier.is_file() else None


def _annexes(reference: str) -> list[Annexe]:
    return [
        Annexe(nom=nom, fichier=fichier, adresse=_adresse(reference, fichier), taille=taille)
        for fichier, nom in _noms_d_annexes(reference).items()
        if (taille := _taille(reference, fichier))
    ]


def _noms_d_annexes(reference: str) -> dict[str, str]:
    return {f"dce-{reference}.zip": "toutes les pièces du DCE en un fichier", LISEZMOI: "quoi coller où"}


def _ligne(reference: str, document: Document) -> LignePiece:
    return LignePiece(
        code=document.code,
        nom=_libelle(document),
        fichier=document.fichier,
        adresse=_adresse(reference, document.fichier),
        taille=_taille(reference, document.fichier),
        edition=document.edition,
        produit_le=document.produit_le.astimezone(PARIS).date(),
        confidentiel=document.confidentiel,
        apercu=_adresse(reference, document.fichier, "apercu")
        if Path(document.fichier).suffix.lower() in LISIBLES
        else None,
        signe=document.code == SIGNE,
    )


def _libelle(document: Document) -> str:
    """The name of the catalogue; of a signed one, what whoever joined it said, or which document it signs."""
    if document.code == SIGNE:
        dit = json.loads(document.donnees)
        return dit["intitule"] or (f"document signé, {Path(dit['signe']).name}" if dit["signe"] else "document signé")
    return CodeDocument(document.code).libelle if document.code in set(CodeDocument) else SANS_CODE


def _ordre(document: Document) -> tuple[int, list[tuple[int, str]]]:
    """The place of a code in the catalogue, then names in which 2 comes before 10."""
    codes = [code.value for code in CodeDocument]
    rang = codes.index(document.code) if document.code in codes else len(codes)
    morceaux = re.findall(r"\d{1,9}|\D+", document.fichier)
    return rang, [(int(un), "") if un.isdecimal() else (0, un) for un in morceaux]


def _adresse(reference: str, fichier: str, quoi: str = "documents") -> str:
    return f"/operations/{quote(reference)}/{quoi}/{quote(fichier)}"


def _taille(reference: str, fichier: str) -> str | None:
    """How big it is; None when there is no such file."""
    trouve = fichier_sur_disque(reference, fichier)
    if trouve is None:
        return None
    return taille_dite(trouve.stat().st_size)
