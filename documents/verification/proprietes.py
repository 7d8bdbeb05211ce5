"""What a template says of itself: its edition, its status, the law its text takes into account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from config.droit import get_droit
from documents.verification.contenu import lire_xml
from documents.verification.defauts import Defaut, avertissement
from formats.dates import date_longue

_CUSTOM = "docProps/custom.xml"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def lire_proprietes(membres: Mapping[str, bytes]) -> dict[str, str]:
    """The custom properties of the file, by name."""
    if _CUSTOM not in membres:
        return {}
    return {
        str(propriete.get("name")): "".join(map(str, propriete.itertext())).strip()
        for propriete in lire_xml(membres[_CUSTOM])
    }


def examiner_proprietes(membres: Mapping[str, bytes], jour: date) -> Iterator[Defaut]:
    """Warnings: no edition, no date of the law, or a law older than the one in force on `jour`."""
    proprietes = lire_proprietes(membres)
    if not proprietes.get("edition"):
        yield avertissement(
            "fichier",
            "le modèle ne dit pas son édition",
            "ajoutez la propriété personnalisée « edition » (Fichier, Informations, Propriétés avancées)",
        )
    yield from _droit(proprietes.get("droit_au", ""), jour)


def derniere_loi(jour: date) -> date | None:
    """The last change of law known to the program that is in force on `jour`."""
    changement = get_droit().changement_ignore(None, jour)
    return changement.date if changement else None


def _droit(ecrit: str, jour: date) -> Iterator[Defaut]:
    en_vigueur = derniere_loi(jour)
    if not _ISO.fullmatch(ecrit):
        yield avertissement(
            "fichier",
            "le modèle ne dit pas quel état du droit son texte prend en compte",
            "ajoutez la propriété personnalisée « droit_au » (AAAA-MM-JJ) après relecture",
        )
    elif en_vigueur is not None and date.fromisoformat(ecrit) < en_vigueur:
        yield avertissement(
            "fichier",
            f"le texte prend en compte le droit au {date_longue(date.fromisoformat(ecrit))}, modifié depuis le "
            f"{date_longue(en_vigueur)}",
            "relisez ses articles, puis mettez à jour la propriété « droit_au »",
        )
