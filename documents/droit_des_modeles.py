"""Whether the text of a template knows the law in force: its property `droit_au` against the changes of law.

A relay's own template that says no date is told too: nothing proves that it was reread.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

from config.droit import Changement, get_droit
from documents.paquet_lu import open_package
from formats.dates import date_longue
from formats.typographie import typographier

_PROPRIETES = "docProps/custom.xml"
_DROIT_AU = re.compile(r'name="droit_au"[^>]*>\s*<(?:\w+:)?lpwstr>(\d{4}-\d{2}-\d{2})<')


def droit_au(document: bytes) -> dt.date | None:
    """The last change of law that a template, or a document made with it, takes into account; None when unsaid."""
    paquet = open_package(document)
    if _PROPRIETES not in paquet.noms:
        return None
    trouve = _DROIT_AU.search(paquet.read(_PROPRIETES).decode("utf-8", "replace"))
    try:
        return dt.date.fromisoformat(trouve[1]) if trouve else None
    except ValueError:
        return None


def outdated(document: bytes, jour: dt.date) -> str | None:
    """Why a template, or a document made with it, is older than the law in force that day; None when it is not."""
    ecrit_au = droit_au(document)
    changement = get_droit().changement_ignore(ecrit_au, jour)
    return typographier(_phrase(ecrit_au, changement)) if changement else None


def outdated_file(fichier: Path, jour: dt.date) -> str | None:
    """The same of a file; None for one that cannot be read, which is told elsewhere."""
    try:
        return outdated(fichier.read_bytes(), jour)
    except (OSError, zipfile.BadZipFile):
        return None


def _phrase(ecrit_au: dt.date | None, changement: Changement) -> str:
    articles = ", ".join(changement.articles)
    suite = f"le changement du {date_longue(changement.date)} ({articles} : {changement.libelle}) ; texte à relire"
    if ecrit_au is None:
        return f"le modèle ne dit pas à quelle date du droit il a été écrit (propriété « droit_au ») ; voir {suite}"
    return f"modèle écrit pour le droit au {date_longue(ecrit_au)}, avant {suite}"
