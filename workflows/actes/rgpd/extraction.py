"""A person's data in an archive for them: a page to read, the same as JSON, the documents that are about them alone."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from documents.pdf import print_page, render_html
from sqlmodel_store.depots import journal
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.rgpd.contenu import contenu, entreprises
from workflows.actes.rgpd.designation import ecrire
from workflows.actes.rgpd.effacement import Projet, projeter
from workflows.actes.rgpd.page import donnees_personnelles

PAGE, DONNEES, DOCUMENTS = "donnees.pdf", "donnees.json", "documents"
EVENEMENT = "donnees_extraites"


@dataclass(frozen=True, kw_only=True)
class Extraite:
    """The archive; how many documents it holds, how many others name the person among others."""

    fichier: Path
    joints: int
    sur_demande: int
    a_voir: tuple[str, ...]


def extraire(personne_id: int, dossier: Path, *, acteur: str) -> Extraite:
    """Write the archive of a person, for its owner only. Raises FauteDeSaisie for an unknown person, OSError."""
    projet = projeter(personne_id)
    with lecture() as session:
        dites = contenu(session, projet)
        page = donnees_personnelles(dites, entreprises(session, projet), get_settings().relais)
    pdf = print_page(render_html(page.modele, page))
    nom = f"donnees-personnelles-{ecrire(personne_id)}-{aujourdhui().isoformat()}.zip"
    brut = json.dumps(dites, ensure_ascii=False, indent=1).encode()
    joints = _documents(projet)
    fichier = _ecrire(dossier / nom, {PAGE: pdf, DONNEES: brut, **joints})
    with unit_of_work() as session:
        journal.noter(session, EVENEMENT, acteur=acteur, reference=ecrire(personne_id), documents=len(joints))
    return Extraite(
        fichier=fichier,
        joints=len(joints),
        sur_demande=sum(not un.seule for un in projet.trouvailles.documents),
        a_voir=tuple(projet.trouvailles.a_voir),
    )


def _documents(projet: Projet) -> dict[str, bytes]:
    home = Paths(get_settings().home).home
    return {
        f"{DOCUMENTS}/{un.reference}/{Path(un.fichier).name}": (home / un.fichier).read_bytes()
        for un in projet.trouvailles.documents
        if un.seule
    }


def _ecrire(fichier: Path, parties: dict[str, bytes]) -> Path:
    """Whole or not at all, mode 0600."""
    fichier.parent.mkdir(parents=True, exist_ok=True)
    descripteur, provisoire = tempfile.mkstemp(dir=fichier.parent, prefix=".", suffix=".partiel")
    try:
        with os.fdopen(descripteur, "wb") as sortie, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
            for nom, octets in parties.items():
                archive.writestr(nom, octets)
        Path(provisoire).replace(fichier)
    except BaseException:
        Path(provisoire).unlink(missing_ok=True)
        raise
    return fichier
