"""What was sent to a public page, read up to a limit: a form of ours, or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request

from portail.erreurs import Message, Refus

OCTETS_MAX = 500_000
CHAMPS_MAX = 3_000
FORMULAIRE, JSON = "application/x-www-form-urlencoded", "application/json"
TROP_LONG = Message(
    titre="Cet envoi est trop long",
    texte="La description d’un marché tient en bien moins de place\u00a0: cent lots au plus, des intitulés courts. "
    "Revenez à la page précédente\u00a0: elle garde ce que vous avez écrit.",
)
ILLISIBLE = Message(
    titre="Cet envoi n’est pas celui de la page",
    texte="Rouvrez la page «\u00a0/clauses\u00a0» et envoyez son formulaire, ou envoyez une opération en JSON "
    "(application/json, UTF-8).",
)


@dataclass(frozen=True, kw_only=True)
class Corps:
    """The bytes received, and whether they are JSON."""

    octets: bytes
    json: bool

    def champs(self) -> dict[str, str]:
        """The fields of a form, by name; the last one wins. Raises Refus when the bytes are no form."""
        try:
            lus = parse_qsl(self.octets.decode("utf-8"), keep_blank_values=True, max_num_fields=CHAMPS_MAX)
        except ValueError as erreur:
            raise Refus(422, ILLISIBLE) from erreur
        return dict(lus)


async def corps(request: Request) -> Corps:
    """A dependency: what was sent. Raises Refus: 415 for another kind, 413 as soon as it is too long."""
    genre = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if genre not in {FORMULAIRE, JSON}:
        raise Refus(415, ILLISIBLE)
    octets = bytearray()
    async for morceau in request.stream():
        octets += morceau
        if len(octets) > OCTETS_MAX:
            raise Refus(413, TROP_LONG)
    return Corps(octets=bytes(octets), json=genre == JSON)
