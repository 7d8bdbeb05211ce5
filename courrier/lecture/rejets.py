"""What a report of non-delivery says of each recipient, and which of our mails it gives back (RFC 3464, RFC 3461).

Our own identifiers, found in the headers that come back, tell the mail; an address alone never does.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from itertools import takewhile

from flufl.bounce import all_failures

from courrier.lecture.charsets import decode_text
from courrier.lecture.mime import Courriel
from courrier.lecture.textes import en_une_ligne

TEXTE_MAX = 200_000
DIAGNOSTIC_MAX = 300
_ADRESSE = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_MESSAGE_ID = re.compile(r"^[>\s]*Message-ID:\s*(<[^<>\s]{3,300}>)", re.IGNORECASE | re.MULTILINE)
_CLE = re.compile(r"^[>\s]*X-Relais-Cle:\s*(\S{3,300})", re.IGNORECASE | re.MULTILINE)
_STATUT = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_CODE = re.compile(r"\b([45])\d\d[ -]")
_CODE_DIT = re.compile(r"(?<![\d.])[45]\d\d[ -]\S.*")
_STATUT_DIT = re.compile(r"(?<=[\s#-])([245])\.(\d{1,3})\.(\d{1,3})(?![.\d])")
"""In a text, where an IP address may look like one."""
_LIGNES_DITES = 8
_BOITE = frozenset({"2", "3"})  # RFC 3463 X.2.2 and X.2.3: the mailbox is full, the message too long for it
_DE_L_ADRESSE = frozenset({"0", "1", "2", "4"})  # RFC 3463: other, addressing, mailbox, routing; not content nor policy


@dataclass(frozen=True, kw_only=True)
class Echec:
    """What became of one recipient. `definitif`: nothing more will be tried; `statut` as « 5.1.1 », `raison` one line.

    `adresse_fautive`: the address itself is refused, rather than the message or its sender.
    """

    adresse: str
    definitif: bool
    statut: str | None
    raison: str
    adresse_fautive: bool

    @property
    def boite_pleine(self) -> bool:
        return self.statut is not None and self.statut.endswith(".2.2")


@dataclass(frozen=True, kw_only=True)
class AvisDeRemise:
    """What a report says: its recipients, and the identifiers of the mail it is about."""

    echecs: tuple[Echec, ...]
    message_ids: tuple[str, ...]
    cles: tuple[str, ...]


def lire_avis(courriel: Courriel) -> AvisDeRemise:
    """The report that a bounce or a notice of delay makes; never raises."""
    echecs = _du_rapport(courriel.message) or _selon_la_bibliotheque(courriel.message)
    identifiants, cles = _rendus(courriel)
    return AvisDeRemise(echecs=tuple(echecs), message_ids=tuple(identifiants), cles=tuple(cles))


def _du_rapport(message: Message) -> list[Echec]:
    """The groups of fields of the delivery-status part, one per recipient."""
    groupes = [
        groupe
        for partie in message.walk()
        if partie.get_content_type() == "message/delivery-status"
        for groupe in _enfants(partie)
    ]
    return [echec for groupe in groupes if (echec := _du_groupe(groupe)) is not None]


def _enfants(partie: Message) -> list[Message]:
    contenu = partie.get_payload()
    return [enfant for enfant in contenu if isinstance(enfant, Message)] if isinstance(contenu, list) else []


def _du_groupe(groupe: Message) -> Echec | None:
    """The address is the one that did not receive, after forwards and aliases: the one written to may be right."""
    action = _champ(groupe, "Action").lower()
    adresse = _adresse(_champ(groupe, "Final-Recipient")) or _adresse(_champ(groupe, "Original-Recipient"))
    if action not in {"failed", "delayed"} or not adresse:
        return None
    diagnostic = re.sub(r"^\s*[\w-]+\s*;\s*", "", _champ(groupe, "Diagnostic-Code"))
    trouve = _STATUT.search(_champ(groupe, "Status")) or _STATUT.search(diagnostic)
    return _echec(adresse, trouve, diagnostic, definitif=action == "failed")


def _echec(adresse: str, statut: re.Match[str] | None, diagnostic: str, *, definitif: bool) -> Echec:
    code = _CODE.search(diagnostic)
    durable = statut[1] == "5" if statut else code is None or code[1] == "5"
    return Echec(
        adresse=adresse.lower(),
        definitif=definitif,
        statut=statut[0] if statut else None,
        raison=en_une_ligne(diagnostic)[:DIAGNOSTIC_MAX] or (statut[0] if statut else "sans raison donnée"),
        adresse_fautive=definitif and durable and (statut is None or _accuse_l_adresse(statut)),
    )


def _accuse_l_adresse(statut: re.Match[str]) -> bool:
    return statut[2] in _DE_L_ADRESSE and not (statut[2] == "2" and statut[3] in _BOITE)


def _champ(groupe: Message, nom: str) -> str:
    return en_une_ligne(str(groupe.get(nom) or ""))[:1000]


def _adresse(valeur: str) -> str | None:
    trouve = _ADRESSE.search(valeur)
    return trouve[0] if trouve else None


def _selon_la_bibliotheque(message: Message) -> list[Echec]:
    """What flufl.bounce finds in the reports of servers that follow no standard."""
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)  # it logs the traceback of each failing detector
    try:
        passagers, durables = all_failures(message)
    except Exception:  # noqa: BLE001 - some forty detectors, each with its own way to fail on a damaged report
        return []
    texte = next(_textes(message, enclos=False), "")
    return [*_en_echecs(durables, texte, definitif=True), *_en_echecs(passagers - durables, texte, definitif=False)]


def _en_echecs(adresses: frozenset[bytes], texte: str, *, definitif: bool) -> Iterator[Echec]:
    for brute in sorted(adresses):
        if adresse := _adresse(brute.decode("ascii", "replace")):
            dit = _dit_sous(adresse, texte)
            yield _echec(adresse, _STATUT_DIT.search(dit), dit, definitif=definitif)


def _dit_sous(adresse: str, texte: str) -> str:
    """What follows the line of an address, up to an empty one: from the code of the server where there is one."""
    lignes = [ligne.strip() for ligne in texte.splitlines()]
    for rang, ligne in enumerate(lignes):
        if ligne.strip("<>: ").casefold() == adresse.casefold():
            suite = takewhile(lambda une: une and not une.startswith("--"), lignes[rang + 1 : rang + 1 + _LIGNES_DITES])
            paragraphe = " ".join(suite)
            code = _CODE_DIT.search(paragraphe)
            return code[0] if code else paragraphe
    return ""


def _rendus(courriel: Courriel) -> tuple[list[str], list[str]]:
    """The Message-IDs and business keys of what comes back, whole or as quoted headers."""
    textes = list(_textes(courriel.message, enclos=False))
    identifiants = [trouve for texte in textes for trouve in _MESSAGE_ID.findall(texte)]
    cles = [trouve for texte in textes for trouve in _CLE.findall(texte)]
    return list(dict.fromkeys(identifiants)), list(dict.fromkeys(cles))


def _textes(message: Message, *, enclos: bool) -> Iterator[str]:
    """Headers of enclosed messages and the text of parts; never the report's own headers."""
    if enclos:
        yield "\n".join(f"{nom}: {valeur}" for nom, valeur in message.raw_items() if isinstance(valeur, str))
    for enfant in _enfants(message):
        yield from _textes(enfant, enclos=message.get_content_type() == "message/rfc822")
    if not message.is_multipart():
        contenu = message.get_payload(decode=True)
        if isinstance(contenu, bytes) and message.get_content_maintype() in {"text", "message"}:
            yield decode_text(contenu[:TEXTE_MAX])
