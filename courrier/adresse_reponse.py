"""The address that answers are sent to, when it carries the operation: `boite+op-<référence>.<signature>@domaine`.

For mailboxes that take « + » addresses. The signature holds whatever the case in which programs write it, and says that
the installation wrote the address; it proves nothing of who answers.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode

MARQUE = "+op-"
SIGNATURE = 12
LOCALE_MAX = 64
_OBJET = b"adresse_reponse\0"
_LISIBLE = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")


def adresse_reponse(boite: str, reference: str, secret: bytes) -> str:
    """The address of `boite` for an operation; `boite` itself where the reference does not fit in one."""
    locale, _, domaine = boite.rpartition("@")
    courte = reference.lower()
    marquee = f"{locale}{MARQUE}{courte}.{_signer(courte, secret)}"
    if not _LISIBLE.fullmatch(courte) or len(marquee) > LOCALE_MAX:
        return boite
    return f"{marquee}@{domaine}"


def lire_adresse_reponse(adresse: str, boite: str, secret: bytes) -> str | None:
    """The reference that an address of `boite` carries, in lower case; None for any other, or a forged one."""
    locale, _, domaine = adresse.strip().lower().rpartition("@")
    attendue, _, attendu = boite.strip().lower().rpartition("@")
    prefixe = f"{attendue}{MARQUE}"
    if domaine != attendu or not locale.startswith(prefixe):
        return None
    courte, _, signature = locale.removeprefix(prefixe).rpartition(".")
    juste = hmac.compare_digest(_octets(signature), _signer(courte, secret).encode())
    return courte if juste and courte else None


def _signer(courte: str, secret: bytes) -> str:
    empreinte = hmac.digest(secret, _OBJET + _octets(courte), "sha256")
    return b32encode(empreinte).decode("ascii")[:SIGNATURE].lower()


def _octets(texte: str) -> bytes:
    """Headers of strangers hold anything."""
    return texte.encode("utf-8", "surrogatepass")
