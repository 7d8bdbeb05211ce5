"""What a message taken apart is: bodies, attachments, enclosed messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from email.utils import getaddresses
from pathlib import PurePath

from courrier.lecture.charsets import decode_header

_ENTETE_MAX = 4000


@dataclass(frozen=True, kw_only=True)
class Piece:
    """An attachment; `nom` is shown to people, never used as a path; `illisible` is why it could not be unpacked."""

    nom: str
    type_mime: str
    octets: bytes = field(repr=False)
    illisible: str | None = None

    @property
    def extension(self) -> str:
        return PurePath(self.nom.replace("\\", "/")).suffix.lower()


@dataclass(frozen=True, kw_only=True)
class Corps:
    """One body in its one or two writings."""

    texte: str | None = None
    html: str | None = None


@dataclass(frozen=True, kw_only=True)
class Adresse:
    nom: str
    courriel: str


@dataclass(frozen=True, kw_only=True)
class Courriel:
    """A message taken apart; `joints` are the messages enclosed in it."""

    message: Message = field(repr=False)
    corps: tuple[Corps, ...] = ()
    pieces: tuple[Piece, ...] = ()
    joints: tuple[Courriel, ...] = ()
    agendas: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()

    def entetes(self, nom: str) -> list[str]:
        """Every value of a header, decoded, topmost first."""
        cherche = nom.lower()
        return [
            decode_header(str(valeur)[:_ENTETE_MAX])
            for cle, valeur in self.message.raw_items()
            if cle.lower() == cherche
        ]

    def entete(self, nom: str) -> str:
        """The first value of a header, decoded; empty when absent."""
        return next(iter(self.entetes(nom)), "")

    @property
    def expediteurs(self) -> list[Adresse]:
        """Every address of every From header: an honest message has one."""
        cherches = [str(v)[:_ENTETE_MAX] for cle, v in self.message.raw_items() if cle.lower() == "from"]
        paires = getaddresses(cherches)
        return [Adresse(nom=decode_header(nom), courriel=a.lower()) for nom, a in paires if "@" in a]
