"""A mailbox that the watcher no longer reads: told to people, once it lasts, since mail that waits says nothing."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from config.horloge import PARIS, maintenant
from config.settings import get_settings
from formats.dates import date_courte
from formats.typographie import typographier
from metier.fautes import PanneExterne
from sqlmodel_store.depots import pannes_boite
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.attentes import Action

PASSAGERE = timedelta(minutes=30)


def noter_panne(panne: PanneExterne) -> None:
    """What the watcher met instead of the mailbox."""
    with unit_of_work() as session:
        pannes_boite.noter(session, panne.phrase)


def lever_panne() -> None:
    """The mailbox was read; nothing is written when it was so already."""
    with lecture() as session:
        if pannes_boite.actuelle(session) is None:
            return
    with unit_of_work() as session:
        pannes_boite.lever(session)


def attentes(session: Session) -> list[Action]:
    """One action, due at once, for an outage that is not a passing one; none where no mailbox is set any more."""
    panne = pannes_boite.actuelle(session)
    if panne is None or get_settings().imap_url is None or maintenant() - panne.depuis < PASSAGERE:
        return []
    depuis = panne.depuis.astimezone(PARIS)
    quand = f"{date_courte(depuis.date())} à {depuis:%H h %M}"
    libelle = f"La boîte du relais n’est pas lue depuis le {quand} : {panne.phrase} Pour comprendre : relais diagnostic"
    jour = depuis.date()
    return [Action(libelle=typographier(libelle), qui="facilitateur", depuis=jour, avant_le=jour)]
