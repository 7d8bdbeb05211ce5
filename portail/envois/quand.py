"""When a mail left, as lists say it: the hour of the machine, or the business date that stood for today."""

from __future__ import annotations

from datetime import date, datetime

from config.horloge import PARIS
from sqlmodel_store.depots.envois_vus import EnvoiVu


def quand(vu: EnvoiVu) -> date | datetime:
    """The instant at which it left, or was written; the business date alone where it was another day.

    A mail of a rehearsal on another date then stands among the dates of its operation.
    """
    instant, jour = (vu.envoye_le, vu.parti_le) if vu.envoye_le else (vu.cree_le, vu.pose_le)
    if jour is None or jour == instant.astimezone(PARIS).date():
        return instant
    return jour
