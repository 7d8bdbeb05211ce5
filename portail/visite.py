"""The visit under way: who reads, the secret that proves a form is ours, what the next page has to say."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from contextvars import ContextVar
from dataclasses import dataclass, field

from metier.droits import Acces
from metier.enumeration import Enumeration
from portail.navigation import Entree
from sqlmodel_store.depots import comptes
from sqlmodel_store.session import unit_of_work


class Ton(Enumeration):
    FAIT = "fait", "Fait"
    ATTENTION = "attention", "Attention"


@dataclass(frozen=True, kw_only=True)
class Annonce:
    ton: Ton
    texte: str


@dataclass(kw_only=True)
class Visite:
    """`secret` is that of the visitor's cookie, None on public pages, where no cookie speaks for anyone."""

    chemin: str = ""
    acces: Acces | None = None
    session: int | None = None
    secret: str | None = None
    entrees: tuple[Entree, ...] = ()
    en_attente: str | None = field(default=None, repr=False)

    @property
    def jeton(self) -> str:
        """What every form of the visit carries: it cannot be known without the cookie."""
        return "" if self.secret is None else jeton_de(self.secret)

    def annonces(self) -> list[Annonce]:
        """What is to be told, once."""
        if not self.en_attente or self.session is None:
            return []
        dites, self.en_attente = json.loads(self.en_attente), None
        with unit_of_work() as session:
            comptes.prendre_annonces(session, self.session)
        return [Annonce(ton=Ton(une["ton"]), texte=une["texte"]) for une in dites]


def jeton_de(secret: str) -> str:
    """The token of the forms of the visit whose cookie holds that secret."""
    return urlsafe_b64encode(hmac.digest(secret.encode(), b"formulaire", "sha256")[:24]).decode("ascii")


_VISITE: ContextVar[Visite | None] = ContextVar("visite", default=None)


def commencer(visite: Visite) -> None:
    """From here on, this request is that visit."""
    _VISITE.set(visite)


def visite() -> Visite:
    """The visit of the request being answered; an anonymous one outside of any."""
    return _VISITE.get() or Visite()


def annoncer(texte: str, ton: Ton = Ton.FAIT) -> None:
    """Something that the next page of this visitor says at its top."""
    courante = visite()
    if courante.session is not None:
        with unit_of_work() as session:
            comptes.annoncer(session, courante.session, {"ton": ton.value, "texte": texte})
