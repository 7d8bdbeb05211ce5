"""Examinations of templates, kept: what was found, when, and the trial as pictures; a candidate with its file."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import BoundedSemaphore

from config.horloge import aujourdhui, maintenant
from config.paths import Paths
from config.settings import get_settings
from documents.champs_modeles import contexte
from documents.constats import Gravite
from documents.ecriture import write_atomically
from documents.verification.defauts import Defaut
from documents.verification.examen import Examen, examiner

DOSSIER = "examens"
FICHIER, MODELE = "examen.json", "modele.docx"
EMPREINTE = 12
PAGES = 6
POINTS = 70
DELAI_S = 30
_UN_A_LA_FOIS = BoundedSemaphore(1)
"""An examination renders the template twice, apart, within 1 GiB: one at a time."""


@dataclass(frozen=True, kw_only=True)
class Examine:
    """An examination, made on the business day `jour`.

    `apercu` is the name of the trial (.pdf, or .docx without LibreOffice), `pages` how many pictures it has;
    `candidat`: the file was sent to be put in use, and is kept beside.
    """

    nom: str
    empreinte: str
    le: datetime
    jour: date
    defauts: tuple[Defaut, ...]
    apercu: str | None
    pages: int
    candidat: bool

    @property
    def bloquants(self) -> tuple[Defaut, ...]:
        return tuple(defaut for defaut in self.defauts if defaut.bloquant)

    @property
    def remarques(self) -> tuple[Defaut, ...]:
        return tuple(defaut for defaut in self.defauts if not defaut.bloquant)


def empreinte_de(octets: bytes) -> str:
    """What a file is known by."""
    return hashlib.sha256(octets).hexdigest()[:EMPREINTE]


def faire(nom: str, octets: bytes, *, candidat: bool) -> Examine:
    """Examine a file and keep what was found; nothing is kept of one that cannot be used.

    Raises FauteDeSaisie when no template has that name.
    """
    contexte(nom)
    empreinte = empreinte_de(octets)
    dossier = _dossier(nom) / empreinte
    with _UN_A_LA_FOIS:
        examen = examiner(nom, octets, jour=aujourdhui(), apercus=dossier)
        pages = _en_images(examen.apercu, dossier)
    fait = Examine(
        nom=nom,
        empreinte=empreinte,
        le=maintenant(),
        jour=aujourdhui(),
        defauts=examen.defauts,
        apercu=examen.apercu.name if examen.apercu else None,
        pages=pages,
        candidat=candidat and not examen.bloquants,
    )
    if examen.bloquants:
        shutil.rmtree(dossier, ignore_errors=True)
        return fait
    if candidat:
        _oublier_les_candidats(nom, sauf=empreinte)
        write_atomically(dossier / MODELE, octets)
    _ecrire(fait, examen, dossier)
    return fait


def connu(nom: str, empreinte: str) -> Examine | None:
    """The examination of the file of that name and hash, where one is kept."""
    contexte(nom)
    fichier = _dossier(nom) / empreinte / FICHIER
    if not empreinte.isalnum() or not fichier.is_file():
        return None
    lu = json.loads(fichier.read_text(encoding="utf-8"))
    return Examine(
        nom=nom,
        empreinte=empreinte,
        le=datetime.fromisoformat(lu["le"]),
        jour=date.fromisoformat(lu["jour"]),
        defauts=tuple(
            Defaut(lieu=un["lieu"], phrase=un["phrase"], gravite=Gravite(un["gravite"])) for un in lu["defauts"]
        ),
        apercu=lu["apercu"],
        pages=lu["pages"],
        candidat=(fichier.parent / MODELE).is_file(),
    )


def du_jour(nom: str, octets: bytes) -> Examine | None:
    """The examination of that very file, where it was made today: neither the fields nor the law changed since."""
    trouve = connu(nom, empreinte_de(octets))
    return trouve if trouve is not None and trouve.jour == aujourdhui() else None


def candidats(nom: str) -> Iterator[Examine]:
    """What was sent for that template and is not in use yet."""
    for modele in sorted(_dossier(nom).glob(f"*/{MODELE}")):
        if (trouve := connu(nom, modele.parent.name)) is not None:
            yield trouve


def octets_du_candidat(nom: str, empreinte: str) -> bytes | None:
    """The file that was sent, None when it is no longer there or is not what it was."""
    fichier = _dossier(nom) / empreinte / MODELE
    if not empreinte.isalnum() or not fichier.is_file():
        return None
    octets = fichier.read_bytes()
    return octets if empreinte_de(octets) == empreinte else None


def oublier_le_candidat(nom: str, empreinte: str) -> None:
    """It is in use, or not wanted; its examination stays."""
    (_dossier(nom) / empreinte / MODELE).unlink(missing_ok=True)


def piece(nom: str, empreinte: str, fichier: str) -> Path | None:
    """A file of the trial: the document itself, or a page of it."""
    trouve = connu(nom, empreinte)
    admis = {} if trouve is None else {trouve.apercu, *(_page(rang) for rang in range(1, trouve.pages + 1))}
    return _dossier(nom) / empreinte / fichier if fichier in admis else None


def _dossier(nom: str) -> Path:
    return Paths(get_settings().home).modeles / DOSSIER / nom


def _page(rang: int) -> str:
    return f"page-{rang}.png"


def _oublier_les_candidats(nom: str, *, sauf: str) -> None:
    for ancien in candidats(nom):
        if ancien.empreinte != sauf:
            oublier_le_candidat(nom, ancien.empreinte)


def _ecrire(fait: Examine, examen: Examen, dossier: Path) -> None:
    contenu = {
        "le": fait.le.isoformat(timespec="seconds"),
        "jour": fait.jour.isoformat(),
        "defauts": [{"lieu": un.lieu, "phrase": un.phrase, "gravite": un.gravite.value} for un in examen.defauts],
        "apercu": fait.apercu,
        "pages": fait.pages,
    }
    write_atomically(dossier / FICHIER, json.dumps(contenu, ensure_ascii=False, indent=2).encode())


def _en_images(apercu: Path | None, dossier: Path) -> int:
    """How many pages of the trial could be drawn; none without its PDF or without pdftoppm."""
    outil = shutil.which("pdftoppm")
    if apercu is None or apercu.suffix != ".pdf" or outil is None:
        return 0
    for ancienne in dossier.glob("page*.png"):
        ancienne.unlink()
    commande = [outil, "-png", "-r", str(POINTS), "-l", str(PAGES), str(apercu), str(dossier / "page")]
    try:
        subprocess.run(commande, capture_output=True, timeout=DELAI_S, check=False)  # noqa: S603 - our own arguments
    except subprocess.TimeoutExpired:
        return 0
    dessinees = sorted(dossier.glob("page-*.png"))
    for rang, page in enumerate(dessinees, 1):
        page.replace(dossier / _page(rang))
    return len(dessinees)
