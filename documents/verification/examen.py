"""The examination of a template, from the file to the texts it makes."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from documents.champs_modeles import contexte
from documents.ecriture import write_atomically
from documents.exemples import PLEIN
from documents.verification.apercu import convertir
from documents.verification.balises import examiner_balises
from documents.verification.contenu import examiner_contenu
from documents.verification.defauts import Defaut
from documents.verification.essai import essayer
from documents.verification.images import examiner_images
from documents.verification.mise_en_pdf import examiner_pdf
from documents.verification.paquet import ouvrir
from documents.verification.proprietes import examiner_proprietes
from documents.verification.revisions import examiner_revisions
from documents.verification.textes import examiner_essais, examiner_mentions, examiner_phrases


@dataclass(frozen=True, kw_only=True)
class Examen:
    """What the examination of a template found; `apercu` is the trial as a PDF, where one was asked and made."""

    nom: str
    sha256: str
    defauts: tuple[Defaut, ...]
    apercu: Path | None = None

    @property
    def bloquants(self) -> tuple[Defaut, ...]:
        return tuple(defaut for defaut in self.defauts if defaut.bloquant)


def examiner(nom: str, octets: bytes, *, jour: date, apercus: Path | None = None) -> Examen:
    """Every fault of the template `nom`, of which `octets` is the file; `apercus`: where to leave a trial.

    Nothing of an unsound file is read further: zip first, then content, tags, rendering, texts. Raises FauteDeSaisie
    when no document has this name.
    """
    contexte(nom)
    defauts = list(examiner_fichier(nom, octets, jour))
    apercu = None
    if not any(defaut.bloquant for defaut in defauts):
        with tempfile.TemporaryDirectory(prefix="relais-modele-") as provisoire:
            dossier = Path(provisoire)
            (dossier / f"{nom}.docx").write_bytes(octets)
            defauts += _des_essais(nom, dossier)
            apercu = _apercu(nom, dossier, apercus)
    return Examen(
        nom=nom,
        sha256=hashlib.sha256(octets).hexdigest(),
        defauts=tuple(dict.fromkeys(defauts)),
        apercu=apercu,
    )


def examiner_fichier(nom: str, octets: bytes, jour: date) -> Iterator[Defaut]:
    """The faults seen without rendering anything."""
    classe = contexte(nom)
    paquet = ouvrir(octets)
    contenu = [*paquet.defauts, *(examiner_contenu(paquet.membres) if not paquet.defauts else ())]
    yield from contenu
    if not any(defaut.bloquant for defaut in contenu):
        yield from examiner_images(paquet.membres)
        yield from examiner_revisions(paquet.membres)
        employes: set[str] = set()
        yield from examiner_balises(paquet.membres, classe, employes)
        yield from examiner_mentions(nom, employes)
        yield from examiner_phrases(nom, paquet.membres)
        yield from examiner_proprietes(octets, jour)


def _des_essais(nom: str, dossier: Path) -> Iterator[Defaut]:
    essai = essayer(nom, dossier)
    yield from essai.defauts
    yield from examiner_essais(nom, essai.paragraphes)
    yield from examiner_pdf(nom, dossier / f"essai-{PLEIN}.docx")


def _apercu(nom: str, dossier: Path, apercus: Path | None) -> Path | None:
    """The full trial, copied beside its PDF; the .docx itself where no PDF could be made."""
    essai = dossier / f"essai-{PLEIN}.docx"
    if apercus is None or not essai.is_file():
        return None
    document = write_atomically(apercus / f"{nom}-apercu.docx", essai.read_bytes())
    return convertir(document, apercus) or document
