"""Reading one field of the page, in the words people use; what is doubtful is refused with an example."""

from __future__ import annotations

import re
from decimal import Decimal

from formats import lecture
from formats.nombres import euros

MONTANT_MAX = Decimal(10) ** 10
CENT = Decimal(100)
VU_MAX = 40
CENTIMES = "deux décimales au plus, pour les centimes\u00a0; une espace sépare les milliers, comme 1\u202f200,50."
_PART = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?\s?%?", re.ASCII)
_PART_TROP_FINE = re.compile(r"[0-9]{1,3}[.,][0-9]{5,}\s?%?", re.ASCII)
_MONTANT_TROP_FIN = re.compile(r"[0-9]+[.,][0-9]{3,}(?:€|euros?)?(?:ht)?", re.ASCII | re.IGNORECASE)
_ENTIER = re.compile(r"([0-9]{1,9})\s?(?:mois|°)?", re.ASCII)
_ENTIERE = re.compile(r"[0-9]{1,12}([.,][0-9]{1,2})?", re.ASCII)


class Illisible(Exception):
    """A field that cannot be read; `phrase` says what was found and what to write."""

    def __init__(self, ecrit: str, attendu: str) -> None:
        vu = "".join(signe if signe.isprintable() else "\ufffd" for signe in ecrit[:VU_MAX])
        self.phrase = f"«\u00a0{vu}\u00a0»\u00a0: {attendu}" if ecrit else attendu[:1].upper() + attendu[1:]
        super().__init__(self.phrase)


def lire_montant(ecrit: str) -> str:
    """Euros, as the contract writes them: « 350 000 € », « 350 k€ HT », « 1,2 M€ »."""
    serre = re.sub(r"[\s\u00a0\u202f\u2009]", "", ecrit)
    montant = Decimal(serre.replace(",", ".")) if _ENTIERE.fullmatch(serre) else lecture.lire_montant(ecrit)
    if montant is None and _MONTANT_TROP_FIN.fullmatch(serre):
        attendu = (
            "deux décimales au plus, pour les centimes\u00a0; une espace sépare les milliers, comme 1\u202f200,50."
        )
        raise Illisible(ecrit, attendu)
    if montant is None:
        raise Illisible(ecrit, "écrivez un montant hors taxes en euros, comme 350\u202f000 ou 1,2\u00a0M€.")
    if montant > MONTANT_MAX:
        raise Illisible(ecrit, f"{euros(MONTANT_MAX)} au plus sont attendus.")
    return f"{montant:f}"


def lire_part(ecrit: str) -> str:
    """A percentage from 1 to 100, as a fraction: « 5 », « 5 % », « 7,5 »."""
    simple = ecrit.replace("\u00a0", " ").replace("\u202f", " ").strip()
    if _PART_TROP_FINE.fullmatch(simple):
        raise Illisible(ecrit, "quatre décimales au plus, comme 33,3333.")
    trouve = _PART.fullmatch(simple)
    part = Decimal(f"{trouve[1]}.{trouve[2] or 0}") if trouve else Decimal(0)
    if not 1 <= part <= CENT:
        raise Illisible(ecrit, "écrivez un pourcentage de 1 à 100, comme 5 ou 7,5.")
    return f"{(part / CENT).normalize():f}"


def lire_ponderation(ecrit: str) -> str:
    """The weight of the criterion, in percent."""
    try:
        return f"{(Decimal(lire_part(ecrit)) * CENT).normalize():f}"
    except Illisible:
        if _PART_TROP_FINE.fullmatch(ecrit):
            raise
        raise Illisible(ecrit, "écrivez le poids du critère en pourcentage, de 1 à 100, comme 10.") from None


def lire_entier(ecrit: str) -> int:
    """A whole number."""
    trouve = _ENTIER.fullmatch(ecrit)
    if not trouve:
        raise Illisible(ecrit, "écrivez un nombre entier, comme 12.")
    return int(trouve[1])


def lire_mois(ecrit: str) -> int:
    """A number of months; how many there may be is for the format to say."""
    try:
        return lire_entier(ecrit)
    except Illisible:
        raise Illisible(ecrit, "écrivez un nombre entier de mois, de 1 à 600, comme 12.") from None


def lire_heures(ecrit: str) -> str:
    """Hours: « 151,67 », « 300 h »."""
    heures = lecture.lire_heures(ecrit)
    if heures is None:
        raise Illisible(ecrit, "écrivez des heures par mois, comme 300 ou 151,67.")
    return f"{heures:f}"


def lire_date(ecrit: str) -> str:
    """A day of the calendar, in ISO: « 2026-12-05 », « 05/12/2026 », « 5 décembre 2026 »."""
    jour = lecture.lire_date(ecrit) if ecrit else None
    if jour is None:
        raise Illisible(ecrit, "écrivez la date d’envoi de l’avis, comme 05/12/2026.")
    return jour.isoformat()
