"""What the outbox says of sending: suspended, or copied where copies are looked up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from cli.verifications.constat import Constat, incomplet
from config.horloge import maintenant
from config.settings import Settings
from courrier.boite import Boite
from metier.fautes import PanneExterne
from sqlmodel_store.depots import courriers_sortants, suspensions
from sqlmodel_store.session import lecture
from workflows.actes.doutes import TRACE_TARDIVE
from workflows.actes.prise import suspendu

TEMOINS = 5
T = TypeVar("T")


def suspension(constat: Constat, settings: Settings) -> Constat:
    """`constat`, unless sending is suspended: a server that answers us may have refused the last mail."""
    actuelle = _lire(settings, suspensions.actuelle)
    if actuelle is None:
        return constat
    return incomplet(suspendu(actuelle.raison).rstrip("."), "./relais courrier expedier")


def copies(constat: Constat, url: SecretStr, settings: Settings) -> Constat:
    """`constat`, unless the last mails sent, a quarter of an hour ago at least, are not among the copies."""
    avant = maintenant() - TRACE_TARDIVE
    envoyes = _lire(settings, lambda session: courriers_sortants.derniers_envoyes(session, TEMOINS, avant=avant)) or []
    try:
        with Boite.ouvrir(url.get_secret_value(), mode=settings.mail_mode, reglage="RELAIS_TRACE_URL") as trace:
            absents = [identifiant for identifiant in envoyes if not trace.chercher_message_id(identifiant)]
    except PanneExterne:
        return constat
    if not absents:
        return constat
    detail = f"{len(absents)} des {len(envoyes)} derniers envois n’y sont pas : un envoi interrompu partirait deux fois"
    remede = "faire copier chaque envoi dans cette boîte par le fournisseur, ou retirer RELAIS_TRACE_URL"
    return incomplet(detail, remede)


def _lire(settings: Settings, question: Callable[[Session], T]) -> T | None:
    """What the base answers; None where there is none, or none that can answer, which has its own line."""
    url = make_url(settings.base)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return None
    try:
        with lecture() as session:
            return question(session)
    except SQLAlchemyError:
        return None
