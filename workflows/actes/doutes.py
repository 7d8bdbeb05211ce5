"""What a vanished sender leaves in doubt, settled by what can be known: the folder, or the trace mailbox.

Without either a doubt stays one: a mail that may have left is never sent again by itself. Nor does a trace mailbox that
holds nothing of what was sent prove that a mail did not leave.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sqlmodel import Session

from config.horloge import maintenant
from config.settings import get_settings
from courrier.boite import Boite
from metier.fautes import PanneExterne
from sqlmodel_store.depots import courriers_sortants
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.processus import a_disparu

TRACE_TARDIVE = timedelta(minutes=15)
TEMOINS = 5
INTERROMPU = "envoi interrompu avant la réponse du serveur"


def lever_les_doutes() -> None:
    """Settle what can be settled of the mails whose sender was interrupted."""
    with unit_of_work() as session:
        for courrier in abandonnes(session):
            _mettre_en_doute(session, courrier)
        douteux = courriers_sortants.lister(session, etats=[EtatSortant.INCERTAIN])
    if douteux:
        _lever(douteux)


def abandonnes(session: Session) -> list[CourrierSortant]:
    """The mails being sent by a process that is gone."""
    en_cours = courriers_sortants.lister(session, etats=[EtatSortant.EN_COURS])
    return [courrier for courrier in en_cours if _abandonne(courrier)]


def _abandonne(courrier: CourrierSortant) -> bool:
    assert courrier.bail_par is not None
    assert courrier.bail_jusqua is not None
    return courrier.bail_jusqua < maintenant() or a_disparu(courrier.bail_par)


def _mettre_en_doute(session: Session, courrier: CourrierSortant) -> None:
    """In a folder the same message is the same file: writing it again is no second sending."""
    assert courrier.bail_par is not None
    if get_settings().smtp_url is None:
        courriers_sortants.marquer_a_reessayer(
            session, courrier.id, courrier.bail_par, reponse=INTERROMPU, dans=timedelta(0)
        )
    else:
        courriers_sortants.marquer_incertain(session, courrier.id, courrier.bail_par, reponse=INTERROMPU)


def _lever(douteux: list[CourrierSortant]) -> None:
    settings = get_settings()
    if settings.trace_url is None:
        return
    with suppress(PanneExterne):  # an unreachable trace tells nothing: the doubt stays
        url = settings.trace_url.get_secret_value()
        with Boite.ouvrir(url, mode=settings.mail_mode, reglage="RELAIS_TRACE_URL") as trace:
            vus = {courrier.id: bool(trace.chercher_message_id(courrier.message_id)) for courrier in douteux}
            croyable = any(vus.values()) or _est_alimentee(trace)
        with unit_of_work() as session:
            for courrier in douteux:
                _trancher(session, courrier, vu=vus[courrier.id], croyable=croyable)


def _est_alimentee(trace: Boite) -> bool:
    """Whether a mail known to have left is in the trace: the absence of another then means something."""
    with lecture() as session:
        envoyes = courriers_sortants.lister(session, etats=[EtatSortant.ENVOYE])
    return any(trace.chercher_message_id(courrier.message_id) for courrier in envoyes[-TEMOINS:])


def _trancher(session: Session, courrier: CourrierSortant, *, vu: bool, croyable: bool) -> None:
    if vu:
        courriers_sortants.marquer_envoye(session, courrier.id, "trace", reponse="vu dans la boîte témoin")
    elif croyable and courrier.doute_depuis and maintenant() - courrier.doute_depuis > TRACE_TARDIVE:
        courriers_sortants.marquer_a_reessayer(
            session, courrier.id, "trace", reponse="absent de la boîte témoin", dans=timedelta(0)
        )
