"""Properties of Outlook (a `.msg`, a `winmail.dat`) → the message they stand for, as it would travel."""

from __future__ import annotations

import base64
import re
from email import message_from_bytes
from email.message import Message
from email.utils import format_datetime

from courrier.lecture.archives import PieceIllisible
from courrier.lecture.charsets import decode_text
from courrier.lecture.limites import TEXTE_MAX, LimiteDepassee
from courrier.lecture.msg_agenda import agenda_de
from courrier.lecture.msg_proprietes import Objet, Propriete
from courrier.lecture.msg_rtf import corps_du_rtf, decompresser

_CHAMPS = {1: "To", 2: "Cc"}
_PREAMBULE = re.compile(r"^(?:Microsoft Mail Internet Headers.*\r?\n)?")
_RAPPORTS = {"NDR": "delivery-status", "IPNRN": "disposition-notification", "IPNNRN": "disposition-notification"}
_ENTETES_MAX = 500_000


def composer(objet: Objet) -> Message:
    """The message of these properties, its own headers when it travelled, else made anew."""
    message = _headers(objet)
    message["MIME-Version"] = "1.0"
    if objet.texte(Propriete.CLASSE).upper().endswith(".SMIME.MULTIPARTSIGNED") and objet.pieces:
        message["Content-Type"] = "multipart/mixed"
        message.set_payload([message_from_bytes(objet.pieces[0].octets(Propriete.CONTENU))])
        return message
    message["Content-Type"] = _root_type(objet)
    pieces = (partie for piece in objet.pieces for partie in _pieces(piece))
    message.set_payload([*_body(objet), *_agenda(objet), *pieces])
    return message


def _root_type(objet: Objet) -> str:
    """A report of Exchange (`REPORT.IPM.Note.NDR`) stays one."""
    classe = objet.texte(Propriete.CLASSE).upper()
    rapport = _RAPPORTS.get(classe.rpartition(".")[2]) if classe.startswith("REPORT.") else None
    return f"multipart/report; report-type={rapport}" if rapport else "multipart/mixed"


def _headers(objet: Objet) -> Message:
    transport = _PREAMBULE.sub("", objet.texte(Propriete.ENTETES).lstrip())[:_ENTETES_MAX]
    message = message_from_bytes(transport.encode("utf-8", "replace").rstrip() + b"\n\n")
    for nom in {nom for nom, _ in message.raw_items() if nom.lower().startswith("content-")} | {"MIME-Version"}:
        del message[nom]
    for nom, valeur in _own_headers(objet):
        if valeur and nom not in message:
            message[nom] = _one_line(valeur)
    return message


def _own_headers(objet: Objet) -> list[tuple[str, str]]:
    instant = objet.instant(Propriete.ENVOYE_LE, Propriete.RECU_LE)
    destinataires = [(nom, ", ".join(_recipients(objet, genre))) for genre, nom in _CHAMPS.items()]
    return [
        ("From", _sender(objet)),
        *destinataires,
        ("Subject", objet.texte(Propriete.OBJET)),
        ("Date", format_datetime(instant) if instant else ""),
        ("Message-ID", objet.texte(Propriete.IDENTIFIANT)),
        ("In-Reply-To", objet.texte(Propriete.EN_REPONSE_A)),
        ("References", objet.texte(Propriete.REFERENCES)),
    ]


def _sender(objet: Objet) -> str:
    """Whose name the message bears: the one represented, then the one who wrote."""
    nom = objet.texte(Propriete.AU_NOM_DE, Propriete.EXPEDITEUR)
    smtp = objet.texte(Propriete.AU_NOM_DE_SMTP)
    directe = objet.texte(Propriete.AU_NOM_DE_ADRESSE)
    autre = objet.texte(Propriete.EXPEDITEUR_SMTP, Propriete.EXPEDITEUR_ADRESSE)
    represente = bool(smtp or directe)
    adresse = next((a for a in (smtp, directe) if "@" in a), "")
    if not adresse and (not represente or nom == objet.texte(Propriete.EXPEDITEUR)):
        adresse = autre
    return _address(nom, adresse)


def _recipients(objet: Objet, genre: int) -> list[str]:
    concernes = [d for d in objet.destinataires if d.entier(Propriete.GENRE_DESTINATAIRE) & 0xF == genre]
    return [_address(d.texte(Propriete.NOM), d.texte(Propriete.ADRESSE_SMTP, Propriete.ADRESSE)) for d in concernes]


def _address(nom: str, adresse: str) -> str:
    """`"Nom" <adresse>`; an address of Exchange (`/O=…/CN=…`), which nobody outside can use, is left out."""
    propre = re.sub(r'["\\\r\n]', " ", nom).strip()
    courriel = re.sub(r"[<>\s,;]", "", adresse) if "@" in adresse else ""
    if propre == courriel:
        propre = ""
    return " ".join(
        partie for partie in (f'"{propre}"' if propre else "", f"<{courriel}>" if courriel else "") if partie
    )


def _one_line(valeur: str) -> str:
    return " ".join(valeur.split()).encode("utf-8", "replace").decode("utf-8")


def _body(objet: Objet) -> list[Message]:
    """The one or two writings of the body, as one alternative; none when there is no body."""
    texte, html = objet.texte(Propriete.TEXTE), _html(objet)
    if not html and (rtf := objet.octets(Propriete.RTF)):
        riche, html = _from_rtf(rtf, facultatif=bool(texte.strip()))
        texte = texte if texte.strip() else riche
    if len(texte) > TEXTE_MAX or len(html) > TEXTE_MAX:
        raise LimiteDepassee("Le courriel contient plus de 2 Mo de texte ; il n’a pas été lu.")
    ecrits = [("text/plain", texte), ("text/html", html)]
    parties = [
        _part(f"{genre}; charset=utf-8", ecrit.encode("utf-8", "replace")) for genre, ecrit in ecrits if ecrit.strip()
    ]
    if len(parties) < 2:  # noqa: PLR2004
        return parties
    alternative = Message()
    alternative["Content-Type"] = "multipart/alternative"
    alternative.set_payload([*parties])
    return [alternative]


def _agenda(objet: Objet) -> list[Message]:
    """What is answered to an invitation, which Outlook keeps as properties: the calendar that it travelled as."""
    octets = agenda_de(objet, _sender(objet))
    return [_part("text/calendar; charset=utf-8", octets)] if octets else []


def _html(objet: Objet) -> str:
    valeur = objet.valeurs.get(Propriete.HTML, "")
    return decode_text(valeur, objet.charset_du_html).rstrip("\x00") if isinstance(valeur, bytes) else str(valeur)


def _from_rtf(rtf: bytes, *, facultatif: bool) -> tuple[str, str]:
    """Text and HTML of the RTF body; one that cannot be read is passed over where the plain text stands."""
    try:
        texte, html = corps_du_rtf(decompresser(rtf))
    except PieceIllisible:
        if facultatif:
            return "", ""
        raise
    return texte or "", html or ""


def _pieces(piece: Objet) -> list[Message]:
    nom = piece.texte(Propriete.NOM_LONG, Propriete.NOM_COURT, Propriete.NOM)
    if piece.joint is not None:
        enveloppe = Message()
        enveloppe["Content-Type"] = "message/rfc822"
        enveloppe.set_payload([composer(piece.joint)])
        return [enveloppe]
    genre = piece.texte(Propriete.TYPE_MIME)
    genre = genre if re.fullmatch(r"[\w.+-]{1,80}/[\w.+-]{1,80}", genre) else "application/octet-stream"
    if genre.startswith(("multipart/", "message/")):
        genre = "application/octet-stream"
    partie = _part(genre, piece.octets(Propriete.CONTENU))
    partie.add_header("Content-Disposition", "attachment", filename=("utf-8", "", _one_line(nom) or "piece-jointe"))
    if identifiant := piece.texte(Propriete.IDENTIFIANT_CONTENU):
        partie["Content-ID"] = f"<{_one_line(identifiant)}>"
    return [partie]


def _part(genre: str, octets: bytes) -> Message:
    partie = Message()
    partie["Content-Type"] = genre
    partie["Content-Transfer-Encoding"] = "base64"
    partie.set_payload(base64.encodebytes(octets).decode("ascii"))
    return partie
