"""What a reader of a .docx sees, and what a validator says of the file."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator


def texte(octets: bytes) -> str:
    """The text in the order of the body: a line per paragraph, cells of a row between « | »."""
    lignes: list[str] = []
    for bloc in Document(io.BytesIO(octets)).element.body.iterchildren():
        if bloc.tag == qn("w:tbl"):
            lignes += [
                " | ".join(_plat(cellule) for cellule in rangee.iter(qn("w:tc"))) for rangee in bloc.iter(qn("w:tr"))
            ]
        elif bloc.tag == qn("w:p"):
            lignes.append(_plat(bloc))
    return "\n".join(ligne for ligne in lignes if ligne.strip())


def fautes(octets: bytes, extension: str = "docx") -> list[str]:
    """The errors that the OOXML validator finds."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / f"document.{extension}"
        chemin.write_bytes(octets)
        return [str(faute) for faute in OpenXmlValidator().validate(str(chemin)).errors]


def proprietes(octets: bytes) -> dict[str, str]:
    """Title, subject and language of the file."""
    noyau = Document(io.BytesIO(octets)).core_properties
    return {"titre": noyau.title, "sujet": noyau.subject, "langue": noyau.language}


def _plat(element: object) -> str:
    return "".join(noeud.text or "" for noeud in element.iter(qn("w:t")))  # type: ignore[attr-defined]
