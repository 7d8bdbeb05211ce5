"""How long the bytes of a mail are kept once it reached its end; its line in the ledger stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from config.settings import get_settings
from metier.periodes import Mois
from sqlmodel_store.depots import journal, registre
from sqlmodel_store.session import unit_of_work
from workflows.actes.echeances import Genre


def _dus(session: Session, jour: date) -> list[str]:
    return [str(numero) for numero in registre.a_purger(session, limite(jour))]


def limite(jour: date) -> date:
    """The first day whose mails are still whole: that of the month, `conservation_mois` months before."""
    mois = Mois.de(jour)
    for _ in range(get_settings().courrier.conservation_mois):
        mois = mois.precedent
    return mois.debut


def _purger(numeros: Sequence[str], jour: date) -> None:
    with unit_of_work() as session:
        purges = [numero for numero in numeros if registre.purger(session, int(numero), jour)]
        if purges:
            journal.noter(session, "courriels_purges", acteur="echeances", courriers=purges)


CONSERVATION = Genre(nom="courriels_a_purger", dues=_dus, faire=_purger)
