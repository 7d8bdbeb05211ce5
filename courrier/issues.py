"""What became of a message handed to a server: six outcomes, each with what the server answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Envoye:
    """The server took the message; `reponse` is its last line, which often holds the queue's number."""

    reponse: str


@dataclass(frozen=True, kw_only=True)
class AReessayer:
    """Not taken, later perhaps (4xx): greylisting, full mailbox, rate."""

    reponse: str


@dataclass(frozen=True, kw_only=True)
class ServeurIndisponible(AReessayer):
    """The server cannot be used now (refused connection, dropped link, 421): stop the batch, nobody is at fault.

    `au_destinataire`: it said so when the recipient was named, and may mean that one only.
    """

    au_destinataire: bool = False


@dataclass(frozen=True, kw_only=True)
class Refuse:
    """Refused for good (5xx): the address when `adresse_en_cause`, to be flagged, else the message: a person looks."""

    reponse: str
    adresse_en_cause: bool


@dataclass(frozen=True, kw_only=True)
class ConfigurationEnFaute:
    """Our own settings are at fault (login, certificate, sender, sequence): keep the mail, stop sending, alert.

    `au_destinataire`: the server refuses to relay to the recipient named, and may mean that one only; `nous_vise`: it
    names our host or our domain, so that no address is ever at fault.
    """

    reponse: str
    au_destinataire: bool = False
    nous_vise: bool = False


@dataclass(frozen=True, kw_only=True)
class Incertain:
    """The link was lost after the message was handed over and before the answer: taken or not, nobody knows.

    `illisible`: the server answered what means nothing, as it may to every other message.
    """

    reponse: str
    illisible: bool = False


Issue = Envoye | AReessayer | Refuse | ConfigurationEnFaute | Incertain
