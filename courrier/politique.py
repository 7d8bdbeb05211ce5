"""The policy of mails built with the standard library: its headers are those of `courrier.entetes`."""

from __future__ import annotations

from email.headerregistry import AddressHeader
from email.policy import EmailPolicy

from courrier import entetes

_IDENTIFIANTS = frozenset({"message-id", "in-reply-to", "references", "x-relais-cle"})
_ADRESSES = frozenset({"from", "to", "cc", "reply-to", "sender"})


class PolitiqueFrancaise(EmailPolicy):
    """EmailPolicy whose subjects, display names and message identifiers survive folding."""

    def fold(self, name: str, value: str) -> str:
        """The header line, folded."""
        return _plie(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header line, folded, as bytes."""
        ligne = _plie(name, value)
        return ligne.encode("ascii") if ligne else super().fold_binary(name, value)


def _plie(nom: str, valeur: str) -> str | None:
    """Our own folding, or None where that of the standard library is safe."""
    genre, texte = nom.lower(), str(valeur)
    if genre in _IDENTIFIANTS:
        return entetes.identifiants(nom, texte)
    if genre == "subject":
        return entetes.objet(nom, texte)
    if genre in _ADRESSES and isinstance(valeur, AddressHeader) and not texte.isascii():
        return entetes.adresses(nom, *valeur.addresses)
    return None


POLITIQUE = PolitiqueFrancaise(linesep="\r\n", cte_type="7bit", max_line_length=76)
