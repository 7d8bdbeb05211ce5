"""What the server did with a mail, written down: its state, the address at fault, sending suspended or not."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from config.horloge import maintenant
from config.settings import get_settings
from courrier.issues import AReessayer, ConfigurationEnFaute, Envoye, Incertain, Issue, Refuse, ServeurIndisponible
from sqlmodel_store.depots import journal, suspensions, verdicts
from sqlmodel_store.depots.adresses_en_cause import marquer_adresse_en_cause
from sqlmodel_store.depots.prise import Pris
from sqlmodel_store.modeles.courriers import EtatSortant, MotifRefus

ABANDON = timedelta(days=4)
RALENTI_MAX = timedelta(hours=4)
PAUSE_MAX = timedelta(hours=1)
REFUS_ISOLES = 3
"""How many times the server refuses to relay to one recipient, other mails leaving, before the address is at fault."""


def est_une_panne(issue: Issue) -> bool:
    """Whether the others would fare no better: our settings, or the server's state."""
    if isinstance(issue, Incertain):
        return issue.illisible
    return isinstance(issue, ConfigurationEnFaute | ServeurIndisponible)


def a_repondu(issue: Issue) -> bool:
    """Whether a server took this very mail, or said why not: it works."""
    return isinstance(issue, Envoye) or (not est_une_panne(issue) and issue.reponse[:1].isdigit())


def d_autres_passent(courrier: Pris, issue: Issue, *, sonde: bool, accepte: bool) -> bool:
    """Whether sending stops at this recipient while the server works for others.

    It took one in this round, or it answered one since it stopped here: a suspension is over only then.
    """
    return _au_destinataire(issue) and (accepte or (repete(courrier, issue) and not sonde))


def reconsiderer(session: Session, courrier: Pris, issue: Issue) -> Issue:
    """What stopped sending at this recipient alone, too often or for too long, is this mail's fate."""
    if isinstance(issue, ConfigurationEnFaute) and _fois(courrier, issue) + 1 >= REFUS_ISOLES:
        if not issue.nous_vise:
            return Refuse(reponse=issue.reponse, adresse_en_cause=True)
        return AReessayer(reponse=issue.reponse)
    return AReessayer(reponse=issue.reponse) if _abandonnable(session, courrier) else issue


def regler(session: Session, courrier: Pris, par: str, issue: Issue, *, isole: bool = False) -> EtatSortant:
    """The state that the mail reaches, with its line of journal. `isole`: what stops sending here lets others pass."""
    if est_une_panne(issue) and _au_destinataire(issue):
        etat = _ecarter(session, courrier, par, issue, isole=isole)
    else:
        etat = _marquer(session, courrier, par, issue)
    journal.noter(
        session, f"courriel_{etat}", acteur="expedition", operation_id=courrier.operation_id, courrier=courrier.id
    )
    if est_une_panne(issue):
        suspendue = suspensions.suspendre(session, issue.reponse, pause)
        if suspendue.echecs == 1:
            journal.noter(session, "envoi_suspendu", acteur="expedition")
    return etat


def rendre_l_essai(session: Session) -> None:
    """The mail that tried the server is in doubt: the others need not wait for its outcome any longer."""
    suspensions.rendre_l_essai(session, pause)


def reprendre(session: Session) -> None:
    """The server answers again."""
    suspensions.reprendre(session)
    journal.noter(session, "envoi_repris", acteur="expedition")


def pause(echecs: int) -> timedelta:
    """How long sending stops after so many failures: each time twice as long, an hour at most."""
    return _doublee(echecs - 1, PAUSE_MAX)


def repete(courrier: Pris, issue: Issue) -> bool:
    """Whether it met the same code at its last attempt."""
    return (courrier.reponse or "")[:3] == issue.reponse[:3]


def retard(fois: int) -> timedelta:
    """How long a mail waits that was put off, or put aside, so many times before: each time twice as long."""
    return _doublee(fois, RALENTI_MAX)


def _marquer(session: Session, courrier: Pris, par: str, issue: Issue) -> EtatSortant:
    reponse = issue.reponse
    match issue:
        case Envoye():
            verdicts.marquer_envoye(session, courrier.id, par, reponse=reponse)
            return EtatSortant.ENVOYE
        case Incertain():
            verdicts.marquer_incertain(session, courrier.id, par, reponse=reponse)
            return EtatSortant.INCERTAIN
        case ConfigurationEnFaute() | ServeurIndisponible():
            verdicts.remettre_en_fin(session, courrier.id, par, reponse=reponse)
            return EtatSortant.A_ENVOYER
        case Refuse(adresse_en_cause=True):
            marquer_adresse_en_cause(session, courrier.destinataire, reponse)
            return _refuser(session, courrier, par, reponse, MotifRefus.ADRESSE)
        case Refuse():
            return _refuser(session, courrier, par, reponse, MotifRefus.CONTENU)
        case AReessayer():
            return _differer(session, courrier, par, reponse)


def _refuser(session: Session, courrier: Pris, par: str, reponse: str, motif: MotifRefus) -> EtatSortant:
    verdicts.marquer_refuse(session, courrier.id, par, reponse=reponse, motif=motif)
    return EtatSortant.REFUSE


def _differer(session: Session, courrier: Pris, par: str, reponse: str) -> EtatSortant:
    """Later, each time twice as late; given up after four days of a server that puts it off, its outages aside."""
    if _abandonnable(session, courrier):
        return _refuser(session, courrier, par, f"abandonné après quatre jours : {reponse}", MotifRefus.ABANDON)
    delai = retard(courrier.differes)
    verdicts.marquer_a_reessayer(session, courrier.id, par, reponse=reponse, dans=delai)
    return EtatSortant.A_ENVOYER


def _ecarter(session: Session, courrier: Pris, par: str, issue: Issue, *, isole: bool) -> EtatSortant:
    """Behind all that is due, each time twice as late: what tries the server next is another mail."""
    fois = _fois(courrier, issue)
    verdicts.ecarter(session, courrier.id, par, reponse=issue.reponse, dans=retard(fois), fois=fois + isole)
    return EtatSortant.A_ENVOYER


def _au_destinataire(issue: Issue) -> bool:
    return isinstance(issue, ConfigurationEnFaute | ServeurIndisponible) and issue.au_destinataire


def _fois(courrier: Pris, issue: Issue) -> int:
    """How many times in a row sending stopped at this recipient alone."""
    return courrier.differes if repete(courrier, issue) else 0


def _abandonnable(session: Session, courrier: Pris) -> bool:
    depuis = verdicts.differe_depuis(session, courrier.id)
    return depuis is not None and maintenant() - depuis >= ABANDON


def _doublee(fois: int, plafond: timedelta) -> timedelta:
    """The delay of the settings, doubled so many times; never over `plafond`, unless the settings ask for more."""
    delai = timedelta(seconds=get_settings().mail_reprise_s)
    doublee: timedelta = delai * 2 ** min(fois, 16)
    return min(doublee, max(delai, plafond))
