"""The policy of every outgoing mail: headers that a round trip gives back identical.

The folding of the standard library drops or doubles spaces in French subjects, and turns long References into encoded
words, which breaks threading (cpython issues 100991 and 79986).
"""

from __future__ import annotations

from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.policy import EmailPolicy

_IDENTIFIANTS = frozenset({"message-id", "in-reply-to", "references", "x-relais-cle"})
_ADRESSES = frozenset({"from", "to", "cc", "reply-to", "sender"})
_LARGEUR = 75


class PolitiqueFrancaise(EmailPolicy):
    """EmailPolicy whose subjects, display names and message identifiers survive folding."""

    def fold(self, name: str, value: str) -> str:
        """The header line, folded."""
        return self._plie(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header line, folded, as bytes."""
        ligne = self._plie(name, value)
        return ligne.encode("ascii") if ligne else super().fold_binary(name, value)

    def _plie(self, nom: str, valeur: str) -> str | None:
        """Our own folding, or None where that of the standard library is safe."""
        genre, texte = nom.lower(), str(valeur)
        if genre in _IDENTIFIANTS:
            return f"{nom}: " + (self.linesep + " ").join(texte.split()) + self.linesep
        if genre == "subject":
            return f"{nom}: {self._plie_ascii(nom, texte) if texte.isascii() else self._code(nom, texte)}{self.linesep}"
        if texte.isascii():
            return None
        if genre in _ADRESSES and isinstance(valeur, AddressHeader):
            adresses = (self._adresse(nom, adresse) for adresse in valeur.addresses)
            return f"{nom}: " + ("," + self.linesep + " ").join(adresses) + self.linesep
        return None

    def _plie_ascii(self, nom: str, texte: str) -> str:
        """Folded before a word, never before the first one, which would come back with a space."""
        lignes: list[str] = []
        reste = len(nom) + len(": ")
        for mot in texte.split(" "):
            if lignes and mot and reste + len(mot) >= _LARGEUR:
                lignes[-1] += self.linesep
                reste = 0
            lignes.append(f" {mot}" if lignes else mot)
            reste += len(mot) + 1
        return "".join(lignes)

    def _adresse(self, nom: str, adresse: Address) -> str:
        if not adresse.display_name:
            return adresse.addr_spec
        affiche = self._nom_affiche(nom, adresse.display_name)
        tient = len(nom) + len(affiche) + len(adresse.addr_spec) < _LARGEUR - len(": <>,")
        return f"{affiche}{' ' if tient else self.linesep + ' '}<{adresse.addr_spec}>"

    def _nom_affiche(self, nom: str, affiche: str) -> str:
        if affiche.isascii():
            return '"' + affiche.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return self._code(nom, affiche)

    def _code(self, nom: str, texte: str) -> str:
        return Header(texte, "utf-8", header_name=nom, maxlinelen=_LARGEUR).encode(linesep=self.linesep)


POLITIQUE = PolitiqueFrancaise(linesep="\r\n", cte_type="7bit", max_line_length=76)
