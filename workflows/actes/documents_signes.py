"""A signed file joined to an operation: kept like its other documents, its kind read from its bytes, never its name."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

from sqlmodel import Session

from config.paths import Paths
from config.settings import get_settings
from documents.ecriture import write_atomically
from formats.typographie import typographier
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import documents, journal
from sqlmodel_store.depots.documents import Produit
from sqlmodel_store.modeles.documents import Document
from sqlmodel_store.session import unit_of_work, verrouiller
from workflows.actes.au_nom_de import exiger

CODE = "signe"
DOSSIER = "signes"
OCTETS_MAX = 15_000_000
INTITULE_MAX = 120
SIGNATURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
ATTENDU = "un PDF, une image PNG ou JPEG, ou un document Word .docx est attendu"


@dataclass(frozen=True, kw_only=True)
class Depot:
    """What was sent: the file, the document of the operation that it signs if any, what it is in a few words."""

    octets: bytes
    document: str = ""
    intitule: str = ""


def joindre(acces: Acces, reference: str, depot: Depot) -> str:
    """Keep the file; returns its path inside the operation's folder. The same bytes twice are one document.

    Raises AccesRefuse, FauteDeSaisie.
    """
    acces.exiger(Droit.CONDUIRE)
    suffixe = _suffixe(depot.octets)
    empreinte = sha256(depot.octets).hexdigest()
    with unit_of_work() as session:
        operation = exiger(session, acces, reference)
        verrouiller(session, f"operation {operation.id}")
        connus = documents.lister(session, operation.id)
        if deja := next((un for un in connus if un.code == CODE and un.sha256 == empreinte), None):
            return deja.fichier
        signe = _signe(connus, depot.document)
        fichier = _nom(connus, signe, suffixe)
        documents.enregistrer(session, operation.id, _produit(depot, signe, fichier, empreinte))
        _noter(session, acces, operation.id, fichier)
        session.flush()
        write_atomically(Paths(get_settings().home).documents(operation.reference) / fichier, depot.octets)
    return fichier


def _suffixe(octets: bytes) -> str:
    """What the bytes are. Raises FauteDeSaisie for nothing, too much, or another kind of file."""
    if not octets:
        raise FauteDeSaisie("fichier", typographier("Fichier : aucun fichier choisi ; choisissez le document signé."))
    if len(octets) > OCTETS_MAX:
        phrase = f"Fichier : plus de {OCTETS_MAX // 1_000_000} Mo ; réduisez-le, par exemple en baissant la résolution."
        raise FauteDeSaisie("fichier", typographier(phrase))
    if b"%PDF-" in octets[:1024]:
        return ".pdf"
    for debut, suffixe in SIGNATURES.items():
        if octets.startswith(debut):
            return suffixe
    if _est_un_word(octets):
        return ".docx"
    raise FauteDeSaisie("fichier", typographier(f"Fichier : ce n’en est pas un que Relais garde ; {ATTENDU}."))


def _est_un_word(octets: bytes) -> bool:
    """A Word document without macros."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            noms = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= noms and not any("vbaProject" in nom for nom in noms)


def _signe(connus: list[Document], fichier: str) -> Document | None:
    """The document that is signed. Raises FauteDeSaisie for one that the operation does not have."""
    if not fichier:
        return None
    trouve = next((un for un in connus if un.fichier == fichier), None)
    if trouve is None:
        raise FauteDeSaisie("document", "Document signé : l’opération n’en a pas de ce nom, choisissez-le de la liste.")
    return trouve


def _nom(connus: list[Document], signe: Document | None, suffixe: str) -> str:
    """A name of our own: those that people give to files often name somebody."""
    debut = PurePosixPath(signe.fichier).stem if signe else "piece"
    rang = sum(un.code == CODE for un in connus) + 1
    return f"{DOSSIER}/{debut}-signe-{rang}{suffixe}"


def _produit(depot: Depot, signe: Document | None, fichier: str, empreinte: str) -> Produit:
    intitule = " ".join(depot.intitule.split())[:INTITULE_MAX]
    return Produit(
        code=CODE,
        fichier=fichier,
        sha256=empreinte,
        modele="",
        edition="signé",
        modele_sha256="",
        donnees=json.dumps({"signe": signe.fichier if signe else None, "intitule": intitule}, ensure_ascii=False),
        confidentiel=bool(signe and signe.confidentiel),
    )


def _noter(session: Session, acces: Acces, operation_id: int, fichier: str) -> None:
    journal.noter(session, "document_signe", acteur=acces.nom, operation_id=operation_id, fichier=fichier)
