"""What the words of a permanent refusal (5xx) accuse: the address, the relay to it, or the very host that sends."""

from __future__ import annotations

import re

from courrier.adresses import ADRESSE

_CODE = re.compile(r"5\d\d ")
ADRESSE_FAUSSE = re.compile(r"5\d\d 5\.1\.\d")
BOITE_PLEINE = re.compile(r"5\d\d 5\.2\.2\b|552 (?!5\.\d)")
RELAIS_REFUSE = re.compile(
    r"5\d\d (?:5\.7\.\d.*\brelay"
    r"|(?!5\.\d).*(?:\brelay(?:ing)?\b(?![.@\w-]).*\b(?:denied|prohibited|refused|disabled|forbidden|permitted|allowed|auth)"
    r"|\b(?:denied|prohibited|permitted|allowed|unable|cannot|can't|don't|not|no)\b.*\brelay(?:ing)?\b(?![.@\w-])"
    r"|\bauthenticat\w+ (?:is )?(?:required|needed)|\bmust (?:be )?authenticat|\brcpthosts\b))",
    re.IGNORECASE,
)
"""Said with or without an enhanced code; one of another kind, as 5.1.1, tells more than the words after it."""
_NOUS = re.compile(
    r"5\d\d (?:5\.7\.(?:2\d|5\d\d|6\d\d)\b|5\.1\.[78]\b"
    r"|(?:5\.7\.\d|(?!5\.\d)).*?(?:\bclient host\b|\b(?:black|block|deny)[ -]?list|\b(?:dns|r)bl\b"
    r"|\bblocked (?:using|by \S*\b(?:spamhaus|spamcop|barracuda|sorbs)\b)"
    r"|\b(?:your|sending|sender|client|source) (?:ip|host|server|domain|mail server)\b|\bbanned send"
    r"|\bip (?:address )?[\[(]?\d|\bptr\b|\breverse dns\b|\breputation\b"
    r"|\bdmarc\b|\bspf\b|\bdkim\b|\bunauthenticated\b|\bsender (?:address )?rejected\b))",
    re.IGNORECASE,
)
"""RFC 7372 (5.7.20 to 5.7.29), 5.7.5xx and 5.7.6xx of Exchange Online (banned senders), else the words for them."""
_POLITIQUE = re.compile(r"5\d\d 5\.7\.\d")
_PROPRE = re.compile(
    r"5\d\d 5\.[12]\.\d|\b(?:user|mailbox|recipient|address|account|alias|adresse|bo[iî]te|destinataire|utilisateur"
    r")\b|\bno such\b|\bunknown\b|\binconnue?\b|\bdoes(?: not|n't) exist\b",
    re.IGNORECASE,
)
_PARTICULIER = re.compile(r"<[^<>]*>|[\w.-]*\d[\w.-]*|[^\w\s]")


def nous_vise(reponse: str) -> bool:
    """Whether a refusal is about the host that sends or the domain it sends for: blocked address, SPF, DKIM, DMARC."""
    return _NOUS.match(ADRESSE.sub("…", reponse)) is not None


def dit_de_tous(reponse: str) -> str | None:
    """What a refusal says without numbers, addresses or marks; None when its words are of one recipient alone.

    Several recipients refused in the very same words are one refusal of the sender.
    """
    if not _CODE.match(reponse) or (_PROPRE.search(ADRESSE.sub("…", reponse)) and not _POLITIQUE.match(reponse)):
        return None
    mots = _PARTICULIER.sub(" ", ADRESSE.sub(" ", reponse)).casefold()
    return f"{reponse[:3]} {' '.join(mots.split())}"
