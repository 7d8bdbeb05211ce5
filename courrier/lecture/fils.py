"""Which known operation a mail is about: thread headers, « RE: [REF] », a reference written in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import getaddresses

from courrier.adresse_reponse import lire_adresse_reponse
from courrier.lecture.mime import Courriel
from courrier.lecture.resultats import Contexte
from courrier.lecture.textes import comparable

_REPONSE = re.compile(r"^\s*(?:\[[^\]]{0,40}\]\s*)?(?:re|rép|rep|aw|sv|antw)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_TRANSFERT = re.compile(r"^\s*(?:tr|fw|fwd|wg)\s*:", re.IGNORECASE)
_CROCHETS = re.compile(r"\[([^\[\]]{2,70})\]")
_IDENTIFIANT = re.compile(r"<[^<>\s]{3,300}>")
_FORME = re.compile(r"(?=.*\d)(?=.{4,})[A-Za-z0-9][A-Za-z0-9._/-]{1,63}")
_DESTINATAIRES = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_MARQUES = frozenset({"clause insertion", "externe", "external", "spam"})


@dataclass(frozen=True, kw_only=True)
class Fil:
    """`est_une_reponse`: to one of our messages, or to a subject that carries a reference; `sure`: to ours, or about an
    operation we know; `reference`: the operation's.
    """

    est_une_reponse: bool
    sure: bool
    reference: str | None


def est_un_transfert(objet: str) -> bool:
    """Whether a subject says the message is forwarded."""
    return _TRANSFERT.match(objet) is not None


def est_une_reponse(objet: str) -> bool:
    """Whether a subject says the message answers another."""
    return _REPONSE.match(objet) is not None


def suivre_le_fil(courriel: Courriel, contexte: Contexte) -> Fil:
    """The thread a mail belongs to. A reply to what we sent always is; so is « RE: » with a reference in brackets."""
    objet = courriel.entete("Subject")
    identifiants = messages_repondus(courriel)
    nos_messages = [i for i in identifiants if i in contexte.message_ids_envoyes or _ours(i, contexte)]
    adressee = _in_recipients(courriel, contexte)
    reference = adressee or _in_brackets(objet, contexte) or _in_identifiers(nos_messages, contexte)
    transfert = est_un_transfert(objet)
    repond = est_une_reponse(objet) or (bool(identifiants) and not transfert)
    a_nous = bool(nos_messages or adressee) and not transfert
    return Fil(
        est_une_reponse=a_nous or bool(repond and reference),
        sure=a_nous or (repond and reference in contexte.references_connues),
        reference=reference,
    )


def messages_repondus(courriel: Courriel) -> tuple[str, ...]:
    """The Message-IDs that a mail answers, the nearest first."""
    directs = [i for valeur in courriel.entetes("In-Reply-To") for i in _IDENTIFIANT.findall(valeur)]
    anciens = [i for valeur in courriel.entetes("References") for i in _IDENTIFIANT.findall(valeur)]
    return tuple(dict.fromkeys([*directs, *reversed(anciens)]))


def _in_recipients(courriel: Courriel, contexte: Contexte) -> str | None:
    """The known operation that an address of ours carries, under our signature, wherever the mail was delivered."""
    if contexte.secret is None or not contexte.boite:
        return None
    connues = {r.lower(): r for r in contexte.references_connues}
    for _, adresse in getaddresses([valeur for nom in _DESTINATAIRES for valeur in courriel.entetes(nom)]):
        lue = lire_adresse_reponse(adresse, contexte.boite, contexte.secret)
        if lue in connues:
            return connues[lue]
    return None


def _ours(identifiant: str, contexte: Contexte) -> bool:
    domaine = (contexte.boite or "").rpartition("@")[2].lower()
    return (
        bool(domaine)
        and re.match(r"<op-", identifiant.lower()) is not None
        and identifiant.lower().endswith(f"@{domaine}>")
    )


def _in_brackets(objet: str, contexte: Contexte) -> str | None:
    """A known reference in the subject's brackets; else, one that looks like a reference."""
    crochets = [c.strip() for c in _CROCHETS.findall(objet) if c.strip().lower() not in _MARQUES]
    connues = {comparable(r): r for r in contexte.references_connues} if crochets else {}
    for crochet in crochets:
        if comparable(crochet) in connues:
            return connues[comparable(crochet)]
    return next(
        (c for c in crochets if _FORME.fullmatch(c) and not re.fullmatch(r"lots?\W*\d+|\d{1,3}", c, re.IGNORECASE)),
        None,
    )


def _in_identifiers(identifiants: list[str], contexte: Contexte) -> str | None:
    """A known reference inside a Message-ID of ours (`<op-ra-2026-0117.1@…>`)."""
    bas = " ".join(identifiants).lower()
    presentes = [r for r in contexte.references_connues if r.lower() in bas]
    for reference in sorted(presentes, key=len, reverse=True):
        motif = re.compile(rf"(?<![a-z0-9]){re.escape(reference.lower())}(?![a-z0-9])")
        if any(motif.search(i.lower()) for i in identifiants):
            return reference
    return None


def mentions(texte: str, contexte: Contexte) -> list[str]:
    """The known references that a text writes, whole."""
    bas = texte.lower()
    return [
        r
        for r in sorted(r for r in contexte.references_connues if r.lower() in bas)
        if re.search(rf"(?<![\w-]){re.escape(r)}(?![\w]|-\w)", texte, re.IGNORECASE)
    ]
