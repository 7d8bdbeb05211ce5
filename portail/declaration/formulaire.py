"""What a page sent: its fields, bounded; nothing but the plain forms of browsers."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import Request

from portail.erreurs import Message, Refus

OCTETS_MAX = 1_000_000
CHAMPS_MAX = 6_000
TROP_LONG = Message(
    titre="Ce formulaire est trop long",
    texte="La page envoyée dépasse ce qu’un mois peut contenir. Répondez plutôt à notre courriel avec le relevé joint.",
)
ILLISIBLE = Message(
    titre="Cet envoi n’est pas celui du formulaire",
    texte="Rouvrez le lien de notre courriel et envoyez le formulaire de la page.",
)


async def champs(request: Request) -> dict[str, str]:
    """The fields of a form, by name; the last one wins where a name comes twice."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Refus(415, ILLISIBLE)
    octets = bytearray()
    async for morceau in request.stream():
        octets += morceau
        if len(octets) > OCTETS_MAX:
            raise Refus(413, TROP_LONG)
    try:
        return dict(parse_qsl(octets.decode("utf-8"), keep_blank_values=True, max_num_fields=CHAMPS_MAX))
    except ValueError as erreur:
        raise Refus(422, ILLISIBLE) from erreur
