"""The outbox, emptied by one sender at a time: what is written down is sent, once, and its fate is written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from config.horloge import maintenant
from config.paths import Paths
from config.settings import Settings, get_settings
from courrier.composition import ADRESSE_ABSENTE
from courrier.dossier_local import DepartLocal
from courrier.issues import Issue
from courrier.smtp import Expediteur
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import prise
from sqlmodel_store.depots.prise import Pris
from sqlmodel_store.modeles.courriers import EtatSortant
from sqlmodel_store.session import lecture, verrouiller
from workflows.actes.doutes import lever_les_doutes
from workflows.actes.prise import VERROU, Preneur, suspendu
from workflows.actes.processus import ce_processus
from workflows.actes.temoin import TemoinDeReprise
from workflows.actes.tournee import tournee
from workflows.actes.verdicts import (
    a_repondu,
    d_autres_passent,
    est_une_panne,
    reconsiderer,
    regler,
    rendre_l_essai,
    reprendre,
)


def expedier(*, tout_de_suite: bool = False) -> Counter[EtatSortant]:
    """Send what is due; how many mails reached each state. `tout_de_suite`: try even though sending is suspended.

    Raises FauteDeSaisie (settings), PanneExterne (server, or sending suspended while a mail is due).
    """
    bilan: Counter[EtatSortant] = Counter()
    de = adresse_du_relais()
    with _depart(get_settings()) as depart, TemoinDeReprise() as temoin:  # what the mode refuses is refused first
        lever_les_doutes()
        if not _attendu():
            return bilan
        par, echu_a = ce_processus(), maintenant()
        with tournee(par, echu_a) as transactions:
            preneur = Preneur(par=par, echu_a=echu_a, transactions=transactions, tout_de_suite=tout_de_suite)
            courrier = preneur.attendre()
            while courrier is not None:
                issue = temoin.deja_parti(courrier) or _envoyer(depart, de, courrier, preneur.octets(courrier))
                etat, courrier = _noter(preneur, courrier, issue)
                bilan[etat] += 1
                courrier = courrier or preneur.attendre()
    return bilan


def _envoyer(depart: Expediteur | DepartLocal, de: str, courrier: Pris, octets: tuple[bytes, bytes]) -> Issue:
    entetes, corps = octets
    return depart.envoyer(entetes, de, courrier.destinataire, suite=corps)


def _attendu() -> bool:
    with lecture() as session:
        return prise.en_attend_un(session, maintenant())


@contextmanager
def _depart(settings: Settings) -> Iterator[Expediteur | DepartLocal]:
    if settings.smtp_url is None:
        with DepartLocal(Paths(settings.home).courrier_sortant) as dossier:
            yield dossier
    else:
        with Expediteur(settings.smtp_url.get_secret_value(), mode=settings.mail_mode) as serveur:
            yield serveur


def _noter(preneur: Preneur, courrier: Pris, issue: Issue) -> tuple[EtatSortant, Pris | None]:
    """Write down what became of a mail and take the next one, in one transaction.

    Raises PanneExterne when the others would fare no better. Senders wait here before any row is held: the suspension,
    held first, would be waited for by who takes the next mail.
    """
    with preneur.transactions() as session:
        verrouiller(session, VERROU)
        issue = preneur.serie.juger(session, courrier, issue, sonde=preneur.sonde, accepte=preneur.accepte)
        passent = d_autres_passent(courrier, issue, sonde=preneur.sonde, accepte=preneur.accepte)
        issue = reconsiderer(session, courrier, issue) if passent else issue
        panne = est_une_panne(issue)
        if preneur.sonde and a_repondu(issue):
            reprendre(session)
        elif preneur.sonde and not panne:
            rendre_l_essai(session)
        etat = regler(session, courrier, preneur.par, issue, isole=passent)
        preneur.accepte |= etat is EtatSortant.ENVOYE
        preneur.tout_de_suite = preneur.sonde and not a_repondu(issue)
        suivant = None if panne else preneur.prendre(session)
    if panne:
        raise PanneExterne(suspendu(issue.reponse))
    return etat, suivant


def adresse_du_relais() -> str:
    """The address that mails come from; a placeholder in rehearsal. Raises FauteDeSaisie where mail reaches people."""
    settings = get_settings()
    if settings.relais.courriel is None and settings.mail_mode == "reel":
        raise FauteDeSaisie(
            "RELAIS_RELAIS__COURRIEL",
            "RELAIS_RELAIS__COURRIEL : l’adresse du relais manque ; donnez-la sous [relais], clé courriel, "
            "de relais.toml.",
        )
    return settings.relais.courriel or ADRESSE_ABSENTE
