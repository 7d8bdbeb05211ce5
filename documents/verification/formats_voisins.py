"""Files that are taken for a Word document: told from their first bytes, each with what to do."""

from __future__ import annotations

from documents.verification.defauts import Defaut, defaut

_FICHIER = "fichier"
_ENREGISTRER = "enregistrez-le dans Word, « Enregistrer sous », type « Document Word (.docx) »"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "c’est un ancien document .doc, ou un document protégé par un mot de passe"),
    (b"%PDF", "c’est un PDF"),
    (b"{\\rtf", "c’est un document RTF"),
    (b"<", "c’est une page ou un fichier XML, non un document Word"),
)
_ODT = b"mimetypeapplication/vnd.oasis.opendocument"


def reconnaitre(octets: bytes) -> Defaut | None:
    """The fault of a file of another kind, None for a zip that may be a Word document."""
    if not octets:
        return defaut(_FICHIER, "il est vide", "choisissez le modèle enregistré par Word")
    tete = octets.lstrip(b"\xef\xbb\xbf \r\n\t")[:8]
    for signature, faute in _SIGNATURES:
        if tete.startswith(signature):
            return defaut(_FICHIER, faute, _ENREGISTRER)
    if _ODT in octets[:200]:
        return defaut(_FICHIER, "c’est un document LibreOffice (.odt, .ods…) renommé", _ENREGISTRER)
    if not octets.startswith(b"PK"):
        return defaut(_FICHIER, "ce n’est pas un document Word", _ENREGISTRER)
    return None
