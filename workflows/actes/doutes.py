"""What is in doubt, settled by what can be known: the folder, or the trace mailbox, which others feed.

Without either a doubt stays one: a mail that may have left is never sent again by itself. Nor is one that has a legal
effect, even when the trace does not hold it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sqlmodel import Session

from config.horloge import maintenant
from config.settings import get_settings
from courrier.boite import Boite
from courrier.portee import a_effet_juridique
from metier.fautes import PanneExterne
from sqlmodel_store.depots import doutes, journal, restaurations, verdicts
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.processus import a_disparu
from workflows.actes.tournee import reprendre_les_tournees

TRACE_TARDIVE = timedelta(minutes=15)
PATIENCE = timedelta(hours=1)
INTERROMPU = "envoi interrompu avant la réponse du serveur"
VU = "vu dans la boîte témoin"
ABSENT = "absent de la boîte témoin"


def lever_les_doutes() -> None:
    """Settle what can be settled of the mails whose sender was interrupted."""
    with unit_of_work() as session:
        restaurations.dater_le_rattrapage(session)
        reprendre_les_tournees(session)
        for courrier in abandonnes(session):
            _mettre_en_doute(session, courrier)
    settings = get_settings()
    if settings.trace_url is None:
        return
    with lecture() as session:
        douteux = doutes.lister(session, [EtatSortant.INCERTAIN])
    if douteux:
        _lever(douteux, settings.trace_url.get_secret_value(), settings.mail_mode)


def abandonnes(session: Session) -> list[CourrierSortant]:
    """The mails being sent by a process that is gone."""
    if not doutes.existe(session, EtatSortant.EN_COURS):
        return []
    return [courrier for courrier in doutes.lister(session, [EtatSortant.EN_COURS]) if _abandonne(courrier)]


def a_lever(session: Session) -> bool:
    """Whether the trace mailbox may still settle a doubt by itself."""
    if get_settings().trace_url is None:
        return False
    return any(not attend_une_personne(courrier) for courrier in doutes.lister(session, [EtatSortant.INCERTAIN]))


def attend_une_personne(courrier: CourrierSortant) -> bool:
    """Whether nothing but a person will settle this doubt, the trace having had its time."""
    assert courrier.doute_depuis is not None
    if get_settings().trace_url is None:
        return True
    return a_effet_juridique(courrier.cle) and maintenant() - courrier.doute_depuis > PATIENCE


def _abandonne(courrier: CourrierSortant) -> bool:
    assert courrier.bail_par is not None
    assert courrier.bail_jusqua is not None
    return courrier.bail_jusqua < maintenant() or a_disparu(courrier.bail_par)


def _mettre_en_doute(session: Session, courrier: CourrierSortant) -> None:
    """In a folder the same message is the same file: writing it again is no second sending."""
    assert courrier.bail_par is not None
    if get_settings().smtp_url is None:
        verdicts.rendre(session, courrier.id, courrier.bail_par, reponse=INTERROMPU)
    else:
        verdicts.marquer_incertain(session, courrier.id, courrier.bail_par, reponse=INTERROMPU)
        journal.noter(
            session,
            f"courriel_{EtatSortant.INCERTAIN}",
            acteur="expedition",
            operation_id=courrier.operation_id,
            courrier=courrier.id,
        )


def _lever(douteux: list[CourrierSortant], url: str, mode: str) -> None:
    with suppress(PanneExterne):  # an unreachable trace tells nothing: the doubt stays
        with Boite.ouvrir(url, mode=mode, reglage="RELAIS_TRACE_URL") as trace:
            vus = {courrier.id: bool(trace.chercher_message_id(courrier.message_id)) for courrier in douteux}
        with unit_of_work() as session:
            for courrier in douteux:
                _trancher(session, courrier, vu=vus[courrier.id])


def _trancher(session: Session, courrier: CourrierSortant, *, vu: bool) -> None:
    if vu:
        tranche = doutes.declarer_envoye(session, courrier, reponse=VU)
    elif _est_vraiment_absent(courrier) and not a_effet_juridique(courrier.cle):
        tranche = doutes.renvoyer(session, courrier, reponse=ABSENT)
    else:
        return
    if tranche:
        evenement = "doute_leve_par_la_trace"
        journal.noter(
            session, evenement, acteur="expedition", operation_id=courrier.operation_id, courrier=courrier.id, vu=vu
        )


def _est_vraiment_absent(courrier: CourrierSortant) -> bool:
    """A trace comes late."""
    return courrier.doute_depuis is not None and maintenant() - courrier.doute_depuis > TRACE_TARDIVE
