"""The raw message taken apart, whatever its form, within the limits that keep a worker alive."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from courrier.lecture.archives import PieceIllisible, deplier_zip
from courrier.lecture.charsets import decode_text
from courrier.lecture.limites import OCTETS_MAX, Compteur, LimiteDepassee
from courrier.lecture.mime import Corps, Courriel, Piece
from courrier.lecture.msg import est_un_msg, lire_msg
from courrier.lecture.msg_rtf import texte_du_rtf
from courrier.lecture.parties import children, content, declared_charset, file_name, unflow, with_found_boundary
from courrier.lecture.tnef import SIGNATURE, lire_tnef
from courrier.lecture.uuencode import detacher

_ENCLOS = frozenset({"message/rfc822", "message/global"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_MSG = frozenset({".msg", ".oft", ""})
_MSG = frozenset({".msg", ".oft", ""})
_TEXTES_JOINTS = (".csv", ".eml", ".ics", ".txt", ".htm", ".html", ".rtf")


def ouvrir(octets: bytes) -> Courriel:
    """The message of these bytes, as it travels or as Outlook saves it (`.msg`).

    Raises LimiteDepassee beyond 30 MB, 200 parts, depth 10, 2 MB of text, 50 files; PieceIllisible on a damaged `.msg`.
    """
    if len(octets) > OCTETS_MAX:
        raise LimiteDepassee("Le courriel dépasse 30 Mo ; il n’a pas été ouvert.")
    return _courriel(_message(octets), 0, Compteur())


def _message(octets: bytes) -> Message:
    return lire_msg(octets) if est_un_msg(octets) else message_from_bytes(octets)


def _courriel(message: Message, profondeur: int, compteur: Compteur) -> Courriel:
    demontage = _Demontage(compteur=compteur)
    demontage.walk(message, profondeur)
    return demontage.close(message)


@dataclass(kw_only=True)
class _Demontage:
    """What one message's tree gives while it is walked; `secours` is the body of a winmail.dat, for want of another."""

    compteur: Compteur
    corps: list[Corps] = field(default_factory=list)
    secours: list[Corps] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    joints: list[Courriel] = field(default_factory=list)
    agendas: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)

    def close(self, message: Message) -> Courriel:
        ecrits = any((corps.texte or corps.html or "").strip() for corps in self.corps)
        return Courriel(
            message=message,
            corps=tuple(self.corps if ecrits else [*self.corps, *self.secours]),
            pieces=tuple(self.pieces),
            joints=tuple(self.joints),
            agendas=tuple(self.agendas),
            types=frozenset(self.types),
        )

    def walk(self, partie: Message, profondeur: int) -> None:
        self.compteur.add_part(profondeur)
        genre = partie.get_content_type()
        self.types.add(genre)
        if genre.startswith("multipart/"):
            self._walk_multipart(partie, profondeur)
        elif genre in _ENCLOS:
            self.joints.append(self._enclosed(partie, profondeur))
        elif genre.startswith("text/") and not _is_attached(partie):
            self._add_text(partie, genre)
        elif not partie.is_multipart():
            self.compteur.add_piece()
            self._add_piece(Piece(nom=file_name(partie), type_mime=genre, octets=content(partie)), profondeur)

    def _walk_multipart(self, partie: Message, profondeur: int) -> None:
        if not partie.is_multipart():
            partie = with_found_boundary(partie)
        ici = _Demontage(compteur=self.compteur)
        for enfant in children(partie):
            ici.walk(enfant, profondeur + 1)
        seul = partie.get_content_type() == "multipart/alternative"
        self.corps += [_alternative(ici.corps)] if seul else ici.corps
        for nom in ("secours", "pieces", "joints", "agendas"):
            getattr(self, nom).extend(getattr(ici, nom))
        self.types |= ici.types

    def _enclosed(self, partie: Message, profondeur: int) -> Courriel:
        """The enclosed message; the standard parser leaves it undecoded when it is (wrongly) in base64."""
        enfants = children(partie)
        if enfants and str(partie.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
            return _courriel(enfants[0], profondeur + 1, self.compteur)
        coquille = Message()
        coquille["Content-Transfer-Encoding"] = "base64"
        coquille.set_payload(str(enfants[0].get_payload()) if enfants else "")
        return _courriel(message_from_bytes(content(coquille)), profondeur + 1, self.compteur)

    def _add_text(self, partie: Message, genre: str) -> None:
        texte = decode_text(content(partie), declared_charset(partie))
        self.compteur.add_text(len(texte))
        if genre == "text/html":
            self.corps.append(Corps(html=texte))
        elif genre == "text/calendar":
            self.agendas.append(texte)
        elif genre == "text/rtf":
            self._add_rtf(partie)
        elif genre == "text/plain":
            self._add_plain(unflow(texte, partie))

    def _add_plain(self, texte: str) -> None:
        texte, fichiers = detacher(texte)
        self.corps.append(Corps(texte=texte))
        for nom, octets in fichiers:
            self.compteur.add_piece()
            self.pieces.append(Piece(nom=nom, type_mime="application/octet-stream", octets=octets))

    def _add_rtf(self, partie: Message) -> None:
        try:
            self.corps.append(Corps(texte=texte_du_rtf(content(partie))))
        except PieceIllisible as erreur:
            self._keep(Piece(nom="corps.rtf", type_mime="text/rtf", octets=b""), erreur)

    def _add_piece(self, piece: Piece, profondeur: int, *, dans_un_zip: bool = False) -> None:
        """An attachment; mail and packed mail are opened, a faulty one is kept with its reason."""
        try:
            if piece.extension == ".eml" or (est_un_msg(piece.octets) and piece.extension in _MSG):
                self.joints.append(_courriel(_message(piece.octets), profondeur + 1, self.compteur))
            elif piece.extension == ".ics":
                self.agendas.append(decode_text(piece.octets))
            elif piece.type_mime in _TNEF or piece.nom.lower() == "winmail.dat" or piece.octets.startswith(SIGNATURE):
                self._add_winmail(piece, profondeur)
            elif piece.extension == ".zip" and not dans_un_zip:
                for nom, octets in deplier_zip(piece.octets):
                    dedans = Piece(nom=nom, type_mime="application/octet-stream", octets=octets)
                    self._add_piece(dedans, profondeur + 1, dans_un_zip=True)
            else:
                self.pieces.append(piece)
        except PieceIllisible as erreur:
            self._keep(piece, erreur)

    def _add_winmail(self, piece: Piece, profondeur: int) -> None:
        dedans = _Demontage(compteur=self.compteur)
        dedans.walk(lire_tnef(piece.octets), profondeur + 1)
        self.secours += dedans.corps
        self.pieces += dedans.pieces
        self.joints += dedans.joints
        self.agendas += dedans.agendas

    def _keep(self, piece: Piece, erreur: PieceIllisible) -> None:
        self.pieces.append(Piece(nom=piece.nom, type_mime=piece.type_mime, octets=b"", illisible=str(erreur)))


def _alternative(corps: list[Corps]) -> Corps:
    textes, htmls = [c.texte for c in corps if c.texte], [c.html for c in corps if c.html]
    return Corps(texte="\n".join(textes) or None, html="\n".join(htmls) or None)


def _is_attached(partie: Message) -> bool:
    if partie.get_content_type() == "text/calendar":
        return False
    return partie.get_content_disposition() == "attachment" or file_name(partie).lower().endswith(_TEXTES_JOINTS)
