"""A Message becomes the bytes that will be sent, the same for the same message, sender and instant."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from config.settings import IdentiteRelais
from courrier.adresses import ADRESSE
from courrier.agenda import Invitation, ecrire
from courrier.dossier_local import nom_ascii
from courrier.messages import Message, PieceJointe
from courrier.politique import POLITIQUE
from metier.fautes import FauteDeSaisie

ADRESSE_ABSENTE = "relais@a-completer.invalid"
NOM_ABSENT = "Relais des clauses sociales"
NOM_MAX = 40
IDENTIFIANT_MAX = 69
REFERENCES_MAX = 30
_IDENTIFIANT = re.compile(r"<[!-;=?-~]{1,900}>")
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, kw_only=True)
class Composee:
    """What is frozen in the outbox."""

    message_id: str
    octets: bytes


def composer(message: Message, *, expediteur: IdentiteRelais, le: datetime) -> Composee:
    """The mail, dated `le`: text and HTML, then the attachments. Raises FauteDeSaisie for an address that is none."""
    de = _adresse(expediteur.courriel or ADRESSE_ABSENTE, "relais.courriel", _nom(expediteur.nom or NOM_ABSENT))
    courriel = EmailMessage(policy=POLITIQUE)
    identifiant = message_id(message.cle, de.domain)
    _adresser(courriel, message, de)
    courriel["Date"] = format_datetime(le.astimezone(PARIS))
    courriel["Message-ID"] = identifiant
    _relier(courriel, message)
    courriel["X-Relais-Cle"] = message.cle
    courriel["Auto-Submitted"] = "auto-generated"
    courriel["X-Auto-Response-Suppress"] = "All"
    _remplir(courriel, message)
    return Composee(message_id=identifiant, octets=courriel.as_bytes())


def message_id(cle: str, domaine: str) -> str:
    """The identifier of a business key, under 70 characters: long ones break threading in some programs."""
    place = max(16, IDENTIFIANT_MAX - len(f"<@{domaine}>"))
    return f"<{sha256(cle.encode()).hexdigest()[: min(place, 40)]}@{domaine}>"


def _adresser(courriel: EmailMessage, message: Message, de: Address) -> None:
    courriel["From"] = de
    courriel["To"] = _adresse(message.destinataire, "destinataire")
    courriel["Reply-To"] = de.addr_spec
    courriel["Subject"] = message.objet


def _relier(courriel: EmailMessage, message: Message) -> None:
    """Identifiers come from strangers' mails: those that are none are left out."""
    if message.fil is None or not _IDENTIFIANT.fullmatch(message.fil.message_id):
        return
    citees = [reference for reference in message.fil.references if _IDENTIFIANT.fullmatch(reference)]
    courriel["In-Reply-To"] = message.fil.message_id
    courriel["References"] = " ".join([*citees[-REFERENCES_MAX:], message.fil.message_id])


def _remplir(courriel: EmailMessage, message: Message) -> None:
    courriel.set_content(message.texte, cte="quoted-printable")
    courriel.add_alternative(message.html, subtype="html", cte="quoted-printable")
    if message.invitation is not None:
        _inviter(courriel, message.invitation)
    for piece in message.pieces_jointes:
        _joindre(courriel, piece)
    _fixer_frontieres(courriel, message.cle)


def _inviter(courriel: EmailMessage, invitation: Invitation) -> None:
    """As a part that calendar programs act upon, and as a file for the others."""
    octets = ecrire(invitation)
    courriel.add_alternative(octets.decode(), subtype="calendar", params={"method": invitation.methode})
    _joindre(courriel, PieceJointe(nom="reunion.ics", octets=octets))


def _joindre(courriel: EmailMessage, piece: PieceJointe) -> None:
    nom = nom_ascii(piece.nom)
    genre = mimetypes.guess_type(nom)[0] or "application/octet-stream"
    principal, _, secondaire = genre.partition("/")
    courriel.add_attachment(piece.octets, maintype=principal, subtype=secondaire, filename=nom)


def _fixer_frontieres(courriel: EmailMessage, cle: str) -> None:
    """Drawn at random by the standard library; `=_` occurs in neither quoted-printable nor base64."""
    for rang, partie in enumerate(courriel.walk()):
        if partie.is_multipart():
            partie.set_boundary(f"=_relais_{rang}_{sha256(cle.encode()).hexdigest()[:24]}")
        if partie is not courriel:
            del partie["MIME-Version"]


def _adresse(courriel: str, champ: str, nom: str = "") -> Address:
    if not ADRESSE.fullmatch(courriel):
        phrase = f"{champ} : « {courriel} » n’est pas une adresse de courriel ; forme attendue : nom@domaine.fr."
        raise FauteDeSaisie(champ, phrase)
    return Address(display_name=nom, addr_spec=courriel)


def _nom(nom: str) -> str:
    """Short and without commas nor colons: some programs take the rest for another address, or for none."""
    return " ".join("".join(" " if lettre in ",;:<>" else lettre for lettre in nom).split())[:NOM_MAX].strip()
