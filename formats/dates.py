"""Dates as French people write them."""

from __future__ import annotations

from datetime import date

from formats.typographie import INSECABLE
from metier.periodes import NOMS_DES_MOIS, Mois

MOIS = NOMS_DES_MOIS
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def date_longue(jour: date) -> str:
    """« 22 novembre 2026 », « 1er mars 2027 »."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{INSECABLE}{MOIS[jour.month - 1]}{INSECABLE}{jour.year}"


def date_en_toutes_lettres(jour: date) -> str:
    """« lundi 5 octobre 2026 »."""
    return f"{JOURS[jour.weekday()]}{INSECABLE}{date_longue(jour)}"


def date_courte(jour: date) -> str:
    """« 22/11/2026 », for tables."""
    return jour.strftime("%d/%m/%Y")


def mois_long(mois: Mois) -> str:
    """« octobre 2026 »."""
    return f"{MOIS[mois.numero - 1]}{INSECABLE}{mois.annee}"


def de_mois(mois: Mois) -> str:
    """« de janvier 2026 », « d’octobre 2026 »."""
    return f"{de_nom(mois.numero)}{INSECABLE}{mois.annee}"


def de_nom(numero: int) -> str:
    """« de janvier », « d’octobre »."""
    nom = MOIS[numero - 1]
    return f"d’{nom}" if nom[0] in "ao" else f"de {nom}"
