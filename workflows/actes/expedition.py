"""The outbox, emptied by one sender at a time: what is written down is sent, once, and its fate is written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic, sleep

from sqlmodel import Session

from config.horloge import maintenant
from config.paths import Paths
from config.settings import Settings, get_settings
from courrier.adresses import ADRESSE
from courrier.composition import ADRESSE_ABSENTE
from courrier.dossier_local import DepartLocal
from courrier.issues import ConfigurationEnFaute, Envoye, Incertain, Issue, Refuse, ServeurIndisponible
from courrier.smtp import Expediteur
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import courriers_sortants, journal
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.doutes import lever_les_doutes
from workflows.actes.processus import ce_processus

BAIL = timedelta(minutes=15)  # longer than the ten minutes that a server may take to answer
ABANDON = timedelta(days=4)
RALENTI_MAX = 48


def expedier() -> Counter[EtatSortant]:
    """Send what is due; how many mails reached each state. Raises FauteDeSaisie (settings), PanneExterne (server)."""
    bilan: Counter[EtatSortant] = Counter()
    de, par = adresse_du_relais(), ce_processus()
    with _depart(get_settings()) as depart:  # a server that the mode refuses is refused before anything is looked at
        lever_les_doutes()
        for courrier in _a_envoyer(par):
            issue = depart.envoyer(courrier.octets, de, courrier.destinataire)
            bilan[_noter(courrier, par, issue)] += 1
    return bilan


@contextmanager
def _depart(settings: Settings) -> Iterator[Expediteur | DepartLocal]:
    if settings.smtp_url is None:
        with DepartLocal(Paths(settings.home).courrier_sortant) as dossier:
            yield dossier
    else:
        with Expediteur(settings.smtp_url.get_secret_value(), mode=settings.mail_mode) as serveur:
            yield serveur


def _a_envoyer(par: str) -> Iterator[CourrierSortant]:
    """Each mail due when the round began, taken and committed before it is sent, at the pace of the settings."""
    echu_a = maintenant()
    while _reste(echu_a):
        debut = monotonic()
        with unit_of_work() as session:
            courrier = courriers_sortants.prendre_a_envoyer(session, par, bail=BAIL, echu_a=echu_a)
        if courrier is None:
            return
        yield courrier
        if _reste(echu_a):
            sleep(max(0.0, _pas() - (monotonic() - debut)))


def _reste(echu_a: datetime) -> bool:
    with lecture() as session:
        prochain = courriers_sortants.prochain_depart(session)
    return prochain is not None and prochain <= echu_a


def _pas() -> float:
    """Seconds between two mails."""
    settings = get_settings()
    return 60 / settings.mail_debit if settings.mail_debit and settings.smtp_url else 0.0


def _noter(courrier: CourrierSortant, par: str, issue: Issue) -> EtatSortant:
    """Write down what became of a mail. Raises PanneExterne when the others would fare no better."""
    with unit_of_work() as session:
        etat = _marquer(session, courrier, par, issue)
        journal.noter(
            session, f"courriel_{etat}", acteur="expedition", operation_id=courrier.operation_id, courrier=courrier.id
        )
    if isinstance(issue, ConfigurationEnFaute | ServeurIndisponible):
        raise PanneExterne(f"Envoi suspendu, rien n’est perdu : {_sans_adresse(issue.reponse)}.")
    return etat


def _sans_adresse(reponse: str) -> str:
    """Servers repeat addresses, and this sentence goes to logs."""
    return typographier(ADRESSE.sub("…", reponse)).rstrip(".")


def _marquer(session: Session, courrier: CourrierSortant, par: str, issue: Issue) -> EtatSortant:
    match issue:
        case Envoye(reponse=reponse):
            courriers_sortants.marquer_envoye(session, courrier.id, par, reponse=reponse)
            return EtatSortant.ENVOYE
        case Refuse(reponse=reponse):
            courriers_sortants.marquer_refuse(session, courrier.id, par, reponse=reponse)
            return EtatSortant.REFUSE
        case Incertain(reponse=reponse):
            courriers_sortants.marquer_incertain(session, courrier.id, par, reponse=reponse)
            return EtatSortant.INCERTAIN
        case ConfigurationEnFaute() | ServeurIndisponible():
            return _remettre(session, courrier, par, issue.reponse)
    return _abandonner_ou_remettre(session, courrier, par, issue.reponse)


def _abandonner_ou_remettre(session: Session, courrier: CourrierSortant, par: str, reponse: str) -> EtatSortant:
    """Given up after four days of a server that answers, never for a fault of ours or of the line."""
    if maintenant() - courrier.cree_le <= ABANDON:
        return _remettre(session, courrier, par, reponse)
    abandon = f"abandonné après quatre jours : {reponse}"
    courriers_sortants.marquer_refuse(session, courrier.id, par, reponse=abandon)
    return EtatSortant.REFUSE


def _remettre(session: Session, courrier: CourrierSortant, par: str, reponse: str) -> EtatSortant:
    """Later, each time twice as late."""
    delai = timedelta(seconds=get_settings().mail_reprise_s) * min(2 ** (courrier.essais - 1), RALENTI_MAX)
    courriers_sortants.marquer_a_reessayer(session, courrier.id, par, reponse=reponse, dans=delai)
    return EtatSortant.A_ENVOYER


def adresse_du_relais() -> str:
    """The address that mails come from; a placeholder in rehearsal. Raises FauteDeSaisie where mail reaches people."""
    settings = get_settings()
    if settings.relais.courriel is None and settings.mail_mode == "reel":
        raise FauteDeSaisie(
            "RELAIS_RELAIS__COURRIEL",
            "RELAIS_RELAIS__COURRIEL : l’adresse du relais manque ; donnez-la sous [relais], clé courriel, "
            "de relais.toml.",
        )
    return settings.relais.courriel or ADRESSE_ABSENTE
