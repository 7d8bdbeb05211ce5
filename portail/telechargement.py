"""A file handed over for saving: its name safe for any browser, its type told, never displayed in place."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import Response

INCONNU = "application/octet-stream"
TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".pdf": "application/pdf",
    ".eml": "message/rfc822",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
}


def telecharger(fichier: Path) -> Response:
    """The file as an attachment; the headers of every answer already forbid caches and guesses of its type."""
    return livrer(fichier.name, fichier.read_bytes())


def livrer(nom: str, octets: bytes) -> Response:
    """The same of bytes that were just made."""
    return Response(
        octets,
        media_type=TYPES.get(Path(nom).suffix.lower(), INCONNU),
        headers={"Content-Disposition": _disposition(nom)},
    )


def _disposition(nom: str) -> str:
    """The name in ASCII for old clients, then the exact one (RFC 6266, RFC 8187)."""
    simple = re.sub(r"[^A-Za-z0-9._ -]", "_", nom)
    return f"attachment; filename=\"{simple}\"; filename*=UTF-8''{quote(nom, safe='')}"
