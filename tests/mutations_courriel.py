"""Seeded damages to raw mails: what a bad network, a bad program or a bad person does to them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

INVISIBLES = [
    "\u202e",
    "\u200b",
    "\u200d",
    "\u2066",
    "\ufeff",
    "\u00ad",
    "\U0001f4e3",
    "\U0001f1eb\U0001f1f7",
    "\u0301",
]
SOSIES = str.maketrans({"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і", "x": "х", "H": "Н", "T": "Т"})
CHARSETS = [
    b"utf-7",
    b"utf-16",
    b"iso-2022-jp",
    b"x-inconnu",
    b"us-ascii",
    b"cp1252",
    b"unicode_escape",
    b'"',
    b"",
    b"idna",
]
ECLATS = [
    b"\x00",
    b"\r\n\r\n",
    b"--",
    b"=?utf-8?B?",
    b"<table>",
    b"1 250 000 ",
    b"\xff\xfe",
    b"begin 644 x\n",
    b"\r",
    b"=\r\n",
]
GENRES = [b"multipart/mixed; boundary=b", b"message/rfc822", b"text/html", b"application/ms-tnef", b"message/partial"]


def muter(brut: bytes, alea: random.Random) -> bytes:
    """One to six damages."""
    for _ in range(alea.randint(1, 6)):
        brut = alea.choice(DEGATS)(brut, alea)
    return brut


def _ou(brut: bytes, alea: random.Random) -> int:
    return alea.randrange(len(brut) or 1)


def octet(brut: bytes, alea: random.Random) -> bytes:
    ou = _ou(brut, alea)
    return brut[:ou] + bytes([alea.randrange(256)]) + brut[ou + 1 :]


def trou(brut: bytes, alea: random.Random) -> bytes:
    ou = _ou(brut, alea)
    return brut[:ou] + brut[ou + alea.randint(1, 60) :]


def coupure(brut: bytes, alea: random.Random) -> bytes:
    return brut[: _ou(brut, alea)]


def repetition(brut: bytes, alea: random.Random) -> bytes:
    ou = _ou(brut, alea)
    return brut[:ou] + brut[ou : ou + alea.randint(1, 60)] * alea.randint(1, 40) + brut[ou:]


def deplacement(brut: bytes, alea: random.Random) -> bytes:
    ou, combien = _ou(brut, alea), alea.randint(1, 400)
    return brut[:ou] + brut[ou + combien :] + brut[ou : ou + combien]


def eclat(brut: bytes, alea: random.Random) -> bytes:
    ou = _ou(brut, alea)
    return brut[:ou] + alea.choice(ECLATS) * alea.randint(1, 20) + brut[ou:]


def entetes_melanges(brut: bytes, alea: random.Random) -> bytes:
    lignes = brut.split(b"\n")
    tete = lignes[: alea.randint(1, 12)]
    alea.shuffle(tete)
    return b"\n".join([*tete, *lignes[len(tete) :]])


def entete_double(brut: bytes, alea: random.Random) -> bytes:
    """A header given again with another value."""
    nom = alea.choice(
        [b"From", b"Subject", b"Content-Type", b"Content-Transfer-Encoding", b"Message-ID", b"Date", b"To"]
    )
    valeur = alea.choice([*GENRES, b"base64", b"=?utf-8?Q?=C3?=", b"a@b.example, c@d.example", b"x" * 3000, b""])
    return nom + b": " + valeur + b"\r\n" + brut


def charset_menti(brut: bytes, alea: random.Random) -> bytes:
    return re.sub(rb'charset="?[\w-]+"?', b"charset=" + alea.choice(CHARSETS).replace(b"\\", b""), brut)


def codage_menti(brut: bytes, alea: random.Random) -> bytes:
    code = alea.choice([b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"inconnu"])
    return re.sub(rb"(?i)Content-Transfer-Encoding: [\w-]+", b"Content-Transfer-Encoding: " + code, brut)


def frontiere(brut: bytes, alea: random.Random) -> bytes:
    """A boundary line damaged, or the boundary declared otherwise."""
    if alea.random() < 0.5:
        return re.sub(
            rb'boundary="?[^"\r\n;]+"?', b'boundary="' + alea.choice([b"", b"x", b"--", b" "]) + b'"', brut, count=1
        )
    lignes = brut.split(b"\n")
    coupes = [rang for rang, ligne in enumerate(lignes) if ligne.startswith(b"--")]
    if coupes:
        rang = alea.choice(coupes)
        lignes[rang] = alea.choice([b"", lignes[rang][:-3], lignes[rang].rstrip() + b"--", b"-" + lignes[rang]])
    return b"\n".join(lignes)


def base64_abime(brut: bytes, alea: random.Random) -> bytes:
    lignes = brut.split(b"\n")
    codees = [rang for rang, ligne in enumerate(lignes) if re.fullmatch(rb"[A-Za-z0-9+/=]{40,}\r?", ligne)]
    for rang in alea.sample(codees, min(3, len(codees))):
        lignes[rang] = alea.choice([b"====", lignes[rang][7:], b"\xe9" + lignes[rang], lignes[rang].lower(), b"."])
    return b"\n".join(lignes)


def emboitement(brut: bytes, alea: random.Random) -> bytes:
    """The whole mail inside others, up to beyond the depth that is opened."""
    for _ in range(alea.randint(1, 12)):
        if alea.random() < 0.5:
            brut = b"Subject: TR\r\nContent-Type: message/rfc822\r\n\r\n" + brut
        else:
            brut = b'Content-Type: multipart/mixed; boundary="n"\r\n\r\n--n\r\n' + brut + b"\r\n--n--\r\n"
    return brut


def ligne_geante(brut: bytes, alea: random.Random) -> bytes:
    ou = _ou(brut, alea)
    return brut[:ou] + alea.choice([b"a", b"lot 1 : ", b"1 000 ", b"=?", b"<"]) * alea.randint(1000, 20_000) + brut[ou:]


def nuls(brut: bytes, alea: random.Random) -> bytes:
    return bytes(0 if alea.random() < 0.01 else o for o in brut[:4000]) + brut[4000:]


def invisibles(brut: bytes, alea: random.Random) -> bytes:
    """Direction marks, joiners, emoji between any two bytes of text."""
    for _ in range(alea.randint(1, 30)):
        ou = _ou(brut, alea)
        brut = brut[:ou] + alea.choice(INVISIBLES).encode() + brut[ou:]
    return brut


def sosies(brut: bytes, alea: random.Random) -> bytes:
    """Latin letters replaced by Cyrillic ones that look the same."""
    ou = _ou(brut, alea)
    return brut[:ou] + brut[ou : ou + 300].decode("utf-8", "replace").translate(SOSIES).encode() + brut[ou + 300 :]


def objet_en_images(brut: bytes, alea: random.Random) -> bytes:
    objet = "".join(alea.choices([*INVISIBLES, "Opération ", "RE: ", "[RA-2026-0117] ", "\U0001f3d7\ufe0f"], k=12))
    return b"Subject: " + objet.encode() + b"\r\n" + re.sub(rb"(?im)^Subject:.*\r?\n", b"", brut, count=1)


DEGATS: list[Callable[[bytes, random.Random], bytes]] = [
    octet,
    trou,
    coupure,
    repetition,
    deplacement,
    eclat,
    entetes_melanges,
    entete_double,
    charset_menti,
    codage_menti,
    frontiere,
    base64_abime,
    emboitement,
    ligne_geante,
    nuls,
    invisibles,
    sosies,
    objet_en_images,
]
