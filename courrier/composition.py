"""A Message becomes the bytes that will be sent, the same for the same message, sender and instant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote
from zoneinfo import ZoneInfo

from config.settings import IdentiteRelais
from courrier import entetes, parties
from courrier.adresses import ADRESSE
from courrier.agenda import Invitation, ecrire
from courrier.messages import Liste, Message, PieceJointe
from metier.fautes import FauteDeSaisie

ADRESSE_ABSENTE = "relais@a-completer.invalid"
NOM_ABSENT = "Relais des clauses sociales"
NOM_MAX = 40
IDENTIFIANT_MAX = 69
REFERENCES_MAX = 30
AGENDA = "reunion.ics"
_IDENTIFIANT = re.compile(r"<[!-;=?-~]{1,900}>")
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, kw_only=True)
class Composee:
    """What is frozen in the outbox: this mail's own headers, then what others may have in common with it."""

    message_id: str
    entetes: bytes
    corps: bytes

    @property
    def octets(self) -> bytes:
        """The very bytes that will be sent."""
        return self.entetes + self.corps


def composer(message: Message, *, expediteur: IdentiteRelais, le: datetime, repondre_a: str | None = None) -> Composee:
    """The mail, dated `le`: text and HTML, then the attachments. Raises FauteDeSaisie for an address that is none.

    `repondre_a`: where answers go, the relay's own address by default.
    """
    de = _adresse(expediteur.courriel or ADRESSE_ABSENTE, "relais.courriel", _nom(expediteur.nom or NOM_ABSENT))
    identifiant = message_id(message.cle, de.domain)
    lignes = [
        *_adresser(message, de, repondre_a or de.addr_spec),
        entetes.ligne("Date", format_datetime(le.astimezone(PARIS))),
        entetes.identifiants("Message-ID", identifiant),
        *_relier(message),
        entetes.identifiants("X-Relais-Cle", message.cle),
        entetes.ligne("Auto-Submitted", "auto-generated"),
        entetes.ligne("X-Auto-Response-Suppress", "All"),
        *(_abonner(message.liste, de) if message.liste is not None else ()),
        entetes.ligne("MIME-Version", "1.0"),
    ]
    corps = _corps(message.texte, message.html, message.pieces_jointes, message.invitation)
    return Composee(message_id=identifiant, entetes="".join(lignes).encode("ascii"), corps=corps)


def message_id(cle: str, domaine: str) -> str:
    """The identifier of a business key, under 70 characters: long ones break threading in some programs."""
    place = max(16, IDENTIFIANT_MAX - len(f"<@{domaine}>"))
    return f"<{sha256(cle.encode()).hexdigest()[: min(place, 40)]}@{domaine}>"


def _adresser(message: Message, de: Address, repondre_a: str) -> tuple[str, ...]:
    return (
        entetes.adresses("From", de),
        entetes.adresses("To", _adresse(message.destinataire, "destinataire")),
        entetes.ligne("Reply-To", repondre_a),
        entetes.objet("Subject", message.objet),
    )


def _relier(message: Message) -> tuple[str, ...]:
    """Identifiers come from strangers' mails: those that are none are left out."""
    if message.fil is None or not _IDENTIFIANT.fullmatch(message.fil.message_id):
        return ()
    citees = [reference for reference in message.fil.references if _IDENTIFIANT.fullmatch(reference)]
    return (
        entetes.identifiants("In-Reply-To", message.fil.message_id),
        entetes.identifiants("References", " ".join([*citees[-REFERENCES_MAX:], message.fil.message_id])),
    )


def _abonner(liste: Liste, de: Address) -> tuple[str, ...]:
    """What recurs says which it is and how to end it: a mail that a person of the relay reads (RFC 2369, 2919)."""
    return (
        entetes.ligne("List-Id", f"<{liste.code}.{de.domain}>"),
        entetes.ligne("List-Unsubscribe", f"<mailto:{de.addr_spec}?subject={quote(liste.fin)}>"),
    )


@lru_cache(maxsize=2)
def _corps(texte: str, html: str, pieces: tuple[PieceJointe, ...], invitation: Invitation | None) -> bytes:
    """Assembled once for all the recipients who receive it; boundaries differ from those of a mail it may quote."""
    racine = sha256(html.encode()).hexdigest()[:24]
    variantes = [parties.texte(texte, "plain"), parties.texte(html, "html")]
    jointes = [parties.piece(piece.nom, piece.octets) for piece in pieces]
    if invitation is not None:
        agenda = ecrire(invitation)
        variantes.append(parties.texte(agenda.decode(), "calendar", f"method={invitation.methode}"))
        jointes.insert(0, parties.piece(AGENDA, agenda))
    corps = parties.assembler("alternative", variantes, f"=_relais_1_{racine}")
    return parties.assembler("mixed", [corps, *jointes], f"=_relais_0_{racine}") if jointes else corps


def _adresse(courriel: str, champ: str, nom: str = "") -> Address:
    if not ADRESSE.fullmatch(courriel):
        phrase = f"{champ} : « {courriel} » n’est pas une adresse de courriel ; forme attendue : nom@domaine.fr."
        raise FauteDeSaisie(champ, phrase)
    boite, _, domaine = courriel.rpartition("@")
    return Address(display_name=nom, username=boite, domain=domaine)


def _nom(nom: str) -> str:
    """Short and without commas nor colons: some programs take the rest for another address, or for none."""
    return " ".join("".join(" " if lettre in ",;:<>" else lettre for lettre in nom).split())[:NOM_MAX].strip()
