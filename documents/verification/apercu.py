"""A picture of what a template makes, by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

DELAI_S = 90


def convertir(document: Path, dossier: Path) -> Path | None:
    """The PDF of a document, in `dossier`; None where LibreOffice is absent or does not manage.

    A profile of its own: a running LibreOffice would take the request and answer nothing.
    """
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        return None
    profil = f"-env:UserInstallation=file://{dossier.absolute()}/.profil-libreoffice"
    commande = [soffice, "--headless", profil, "--convert-to", "pdf", "--outdir", str(dossier), str(document)]
    try:
        subprocess.run(commande, capture_output=True, timeout=DELAI_S, check=False)  # noqa: S603 - our own arguments
    except subprocess.TimeoutExpired:
        return None
    finally:
        shutil.rmtree(dossier / ".profil-libreoffice", ignore_errors=True)
    pdf = dossier / f"{document.stem}.pdf"
    return pdf if pdf.is_file() else None
