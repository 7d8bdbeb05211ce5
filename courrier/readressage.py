"""A mail that never reached anyone, addressed to someone else: a new mail, its headers changed and nothing more."""

from __future__ import annotations

import re
from email.message import EmailMessage

from courrier.adresses import ADRESSE
from courrier.composition import Composee, message_id
from courrier.politique import POLITIQUE
from metier.fautes import FauteDeSaisie

_A_CHANGER = (b"To", b"Message-ID", b"X-Relais-Cle")


def readresser(octets: bytes, *, cle: str, destinataire: str) -> Composee:
    """The bytes of a mail of ours for another recipient, under another business key, hence another Message-ID.

    Raises FauteDeSaisie when the address is none.
    """
    if not ADRESSE.fullmatch(destinataire):
        phrase = f"« {destinataire} » n’est pas une adresse de courriel ; forme attendue : nom@domaine.fr."
        raise FauteDeSaisie("adresse", phrase)
    entetes, fin, corps = octets.partition(b"\r\n\r\n")
    identifiant = message_id(cle, _domaine(entetes))
    for nom, valeur in zip(_A_CHANGER, (destinataire, identifiant, cle), strict=True):
        entetes = _remplacer(entetes, nom, _plie(nom, valeur))
    return Composee(message_id=identifiant, entetes=entetes + fin, corps=corps)


def _domaine(entetes: bytes) -> str:
    trouve = re.search(rb"(?im)^Message-ID:\s*<[^@>]+@([^>]+)>", entetes)
    assert trouve is not None  # every mail of the outbox has one
    return trouve[1].decode("ascii")


def _plie(nom: bytes, valeur: str) -> bytes:
    entete = EmailMessage(policy=POLITIQUE)
    entete[nom.decode()] = valeur
    return entete.as_bytes().partition(b"\r\n\r\n")[0]


def _remplacer(entetes: bytes, nom: bytes, ligne: bytes) -> bytes:
    entier = re.compile(rb"(?im)^%s:.*(?:\r\n[ \t].*)*" % re.escape(nom))
    return entier.sub(lambda _: ligne, entetes, count=1)
