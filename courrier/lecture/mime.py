"""The raw message taken apart: bodies, attachments, enclosed messages, within the limits that keep a worker alive."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from pathlib import PurePath

from courrier.lecture.charsets import decode_header, decode_text

OCTETS_MAX = 30 * 1024 * 1024
PARTIES_MAX = 200
PROFONDEUR_MAX = 10
TEXTE_MAX = 2 * 1024 * 1024
PIECES_MAX = 50
_ENTETE_MAX = 4000


class LimiteDepassee(Exception):
    """The message is beyond what is opened; `str()` is the French reason."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """An attachment; `nom` is shown to people, never used as a path."""

    nom: str
    type_mime: str
    octets: bytes = field(repr=False)

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


@dataclass(kw_only=True)
class _Recolte:
    """What one message's tree gives while it is walked."""

    corps: list[Corps] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    joints: list[Courriel] = field(default_factory=list)
    agendas: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)


@dataclass(kw_only=True)
class _Compteur:
    """What all trees together may not exceed."""

    parties: int = 0
    pieces: int = 0
    texte: int = 0

    def add_part(self, profondeur: int) -> None:
        self.parties += 1
        if self.parties > PARTIES_MAX:
            raise LimiteDepassee(f"Le courriel a plus de {PARTIES_MAX} parties ; il n’a pas été ouvert.")
        if profondeur > PROFONDEUR_MAX:
            raise LimiteDepassee(f"Le courriel imbrique plus de {PROFONDEUR_MAX} niveaux ; il n’a pas été ouvert.")

    def add_text(self, taille: int) -> None:
        self.texte += taille
        if self.texte > TEXTE_MAX:
            raise LimiteDepassee("Le courriel contient plus de 2 Mo de texte ; il n’a pas été lu.")

    def add_piece(self) -> None:
        self.pieces += 1
        if self.pieces > PIECES_MAX:
            raise LimiteDepassee(f"Le courriel a plus de {PIECES_MAX} pièces jointes ; il n’a pas été ouvert.")


def ouvrir(octets: bytes) -> Courriel:
    """The message of these bytes. Raises LimiteDepassee beyond 30 MB, 200 parts, depth 10, 2 MB of text, 50 files."""
    if len(octets) > OCTETS_MAX:
        raise LimiteDepassee("Le courriel dépasse 30 Mo ; il n’a pas été ouvert.")
    return _courriel(message_from_bytes(octets), 0, _Compteur())


def _courriel(message: Message, profondeur: int, compteur: _Compteur) -> Courriel:
    recolte = _Recolte()
    _walk(message, profondeur, recolte, compteur)
    return Courriel(
        message=message,
        corps=tuple(recolte.corps),
        pieces=tuple(recolte.pieces),
        joints=tuple(recolte.joints),
        agendas=tuple(recolte.agendas),
        types=frozenset(recolte.types),
    )


def _walk(partie: Message, profondeur: int, recolte: _Recolte, compteur: _Compteur) -> None:
    compteur.add_part(profondeur)
    genre = partie.get_content_type()
    recolte.types.add(genre)
    if genre.startswith("multipart/") and partie.is_multipart():
        _walk_multipart(partie, profondeur, recolte, compteur)
    elif genre == "message/rfc822":
        recolte.joints.append(_enclosed(partie, profondeur, compteur))
    elif genre.startswith("text/") and not _is_attached(partie):
        _add_text(partie, genre, recolte, compteur)
    elif not partie.is_multipart():
        _add_piece(partie, profondeur, recolte, compteur)


def _walk_multipart(partie: Message, profondeur: int, recolte: _Recolte, compteur: _Compteur) -> None:
    propre = _Recolte() if partie.get_content_type() == "multipart/alternative" else recolte
    for enfant in _children(partie):
        _walk(enfant, profondeur + 1, propre, compteur)
    if propre is not recolte:
        recolte.corps.append(_alternative(propre.corps))
        recolte.pieces += propre.pieces
        recolte.joints += propre.joints
        recolte.agendas += propre.agendas
        recolte.types |= propre.types


def _children(partie: Message) -> list[Message]:
    contenu = partie.get_payload()
    return [enfant for enfant in contenu if isinstance(enfant, Message)] if isinstance(contenu, list) else []


def _alternative(corps: list[Corps]) -> Corps:
    textes, htmls = [c.texte for c in corps if c.texte], [c.html for c in corps if c.html]
    return Corps(texte="\n".join(textes) or None, html="\n".join(htmls) or None)


def _enclosed(partie: Message, profondeur: int, compteur: _Compteur) -> Courriel:
    """The enclosed message; the standard parser leaves it undecoded when it is (wrongly) in base64."""
    enfants = _children(partie)
    if enfants and str(partie.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return _courriel(enfants[0], profondeur + 1, compteur)
    brut = str(enfants[0].get_payload()) if enfants else ""
    coquille = Message()
    coquille["Content-Transfer-Encoding"] = "base64"
    coquille.set_payload(brut)
    return _courriel(message_from_bytes(_octets(coquille)), profondeur + 1, compteur)


def _is_attached(partie: Message) -> bool:
    nom = _nom(partie).lower()
    if partie.get_content_type() == "text/calendar":
        return False
    return partie.get_content_disposition() == "attachment" or nom.endswith(
        (".csv", ".eml", ".ics", ".txt", ".htm", ".html")
    )


def _add_text(partie: Message, genre: str, recolte: _Recolte, compteur: _Compteur) -> None:
    texte = decode_text(_octets(partie), _charset(partie))
    compteur.add_text(len(texte))
    if genre == "text/html":
        recolte.corps.append(Corps(html=texte))
    elif genre == "text/calendar":
        recolte.agendas.append(texte)
    elif genre == "text/plain":
        recolte.corps.append(Corps(texte=_flowed(texte) if partie.get_param("format") == "flowed" else texte))


def _flowed(texte: str) -> str:
    """Lines that end with a space go on (RFC 3676), the signature mark aside."""
    return re.sub(r"(?<!\n-- )(?<=[^\n>] )\r?\n(?![>\r\n])", "", texte)


def _add_piece(partie: Message, profondeur: int, recolte: _Recolte, compteur: _Compteur) -> None:
    compteur.add_piece()
    piece = Piece(nom=_nom(partie), type_mime=partie.get_content_type(), octets=_octets(partie))
    if piece.extension == ".eml":
        recolte.joints.append(_courriel(message_from_bytes(piece.octets), profondeur + 1, compteur))
    elif piece.extension == ".ics":
        recolte.agendas.append(decode_text(piece.octets))
    else:
        recolte.pieces.append(piece)


def _octets(partie: Message) -> bytes:
    contenu = partie.get_payload(decode=True)
    return contenu if isinstance(contenu, bytes) else b""


def _charset(partie: Message) -> str | None:
    declare = partie.get_param("charset")
    if isinstance(declare, tuple):
        declare = declare[-1]
    return declare if isinstance(declare, str) else None


def _nom(partie: Message) -> str:
    try:
        return decode_header(partie.get_filename() or "")[:200]
    except (ValueError, TypeError, LookupError):
        return ""
