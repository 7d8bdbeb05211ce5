"""Passwords: what is asked of one, its argon2 hash, whether one is right; two at a time, because each takes 64 MiB."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

LONGUEUR = 12
LONGUEUR_MAX = 200
SIGNES_DISTINCTS = 5
CHAMP = "mot_de_passe"

_HACHEUR = PasswordHasher()
_PLACES = BoundedSemaphore(2)


def controler(propose: str, courriel: str) -> None:
    """Raises FauteDeSaisie unless the password is long enough, varied enough and not the address itself.

    Source: CNIL, délibération 2022-100 (a password with restricted access after failures).
    """
    nom = courriel.partition("@")[0].casefold()
    if not LONGUEUR <= len(propose) <= LONGUEUR_MAX:
        _refuser(f"{len(propose)} caractères reçus ; il en faut de {LONGUEUR} à {LONGUEUR_MAX}")
    if len(set(propose)) < SIGNES_DISTINCTS:
        _refuser(f"trop peu de caractères différents ; il en faut au moins {SIGNES_DISTINCTS}")
    if courriel.casefold() in propose.casefold() or (len(nom) >= SIGNES_DISTINCTS and nom in propose.casefold()):
        _refuser("il contient l'adresse de courriel ou son début ; en choisir un autre")


def _refuser(raison: str) -> None:
    raise FauteDeSaisie(CHAMP, typographier(f"Mot de passe refusé : {raison}."))


def hacher(mot_de_passe: str) -> str:
    """What the store keeps of a password (argon2id)."""
    with _PLACES:
        return _HACHEUR.hash(_normal(mot_de_passe))


def convient(empreinte: str | None, propose: str) -> bool:
    """Whether the password is the one of that hash; without a hash, no, after as long."""
    with _PLACES:
        try:
            juste = _HACHEUR.verify(empreinte or _leurre(), _normal(propose))
        except (VerificationError, InvalidHashError):
            return False
    return juste and empreinte is not None


@cache
def _leurre() -> str:
    return _HACHEUR.hash("personne")


def _normal(mot_de_passe: str) -> str:
    """Keyboards write accents in two ways; whatever is over the limit is no password."""
    return unicodedata.normalize("NFKC", mot_de_passe[: LONGUEUR_MAX + 1])
