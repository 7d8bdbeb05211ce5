"""The parts of a mail as bytes: each encoded by its content, once for all the recipients who receive it."""

from __future__ import annotations

import mimetypes
from binascii import b2a_base64, b2a_qp
from collections.abc import Sequence
from functools import lru_cache

from courrier.dossier_local import nom_ascii

LIGNE = 76
GARDEES = 8
"""How many parts of each kind stay encoded: a mail has fewer, and the next one often has the same."""


@lru_cache(maxsize=GARDEES)
def texte(contenu: str, genre: str, *parametres: str) -> bytes:
    """A part `text/<genre>` in quoted-printable, lines ended by CRLF."""
    lignes = contenu.replace("\r\n", "\n").encode()
    corps = b2a_qp(lignes, istext=True).replace(b"\n", b"\r\n")
    titre = "; ".join((f"Content-Type: text/{genre}", 'charset="utf-8"', *parametres))
    return f"{titre}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode("ascii") + corps


@lru_cache(maxsize=GARDEES)
def piece(nom: str, octets: bytes) -> bytes:
    """An attachment in base64, under an ASCII name."""
    ascii_ = nom_ascii(nom)
    genre = mimetypes.guess_type(ascii_)[0] or "application/octet-stream"
    entetes = (
        f"Content-Type: {genre}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{ascii_}"\r\n\r\n'
    )
    return entetes.encode("ascii") + _base64(octets)


def assembler(genre: str, parties: Sequence[bytes], frontiere: str) -> bytes:
    """A part `multipart/<genre>`; the boundary holds `=_`, which neither encoding can produce."""
    entete = f'Content-Type: multipart/{genre};\r\n boundary="{frontiere}"\r\n\r\n'.encode("ascii")
    separateur = f"--{frontiere}\r\n".encode("ascii")
    corps = b"".join(separateur + partie + b"\r\n" for partie in parties)
    return entete + corps + f"--{frontiere}--\r\n".encode("ascii")


def _base64(octets: bytes) -> bytes:
    code = b2a_base64(octets, newline=False)
    return b"".join(code[debut : debut + LIGNE] + b"\r\n" for debut in range(0, len(code), LIGNE))
