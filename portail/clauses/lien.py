"""The state of the page as an address to share: the market and its lots, never the buyer, an address, a person."""

from __future__ import annotations

from urllib.parse import urlencode

from portail.clauses.saisie import CADRE, DU_LOT, Saisie


def lien(saisie: Saisie) -> str:
    """`/clauses?…`, what the page says at first left out; `/clauses` alone when nothing is described."""
    dites = [(nom, dit) for nom, dit in saisie.cadre.items() if dit and dit != CADRE[nom]]
    for rang, lot in enumerate(saisie.lots):
        dites += [(f"lots.{rang}.{nom}", lot[nom]) for nom in DU_LOT if lot.get(nom)]
    return f"/clauses?{urlencode(dites)}" if dites else "/clauses"
