"""The next mail to send: due, at the pace of the settings, unless sending is suspended; one for one sender."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import sleep

from sqlmodel import Session

from config.horloge import maintenant
from config.settings import get_settings
from courrier.adresses import ADRESSE
from formats.typographie import typographier
from metier.fautes import PanneExterne
from sqlmodel_store.depots import corps_courriers, prise, suspensions
from sqlmodel_store.depots.cadence import Cadence, cadence
from sqlmodel_store.depots.prise import Pris
from sqlmodel_store.modeles.envois import SuspensionEnvoi
from sqlmodel_store.session import Transactions, verrouiller
from workflows.actes.processus import a_disparu
from workflows.actes.verdicts_en_serie import SerieDeRefus

BAIL = timedelta(minutes=30)
"""Longer than a message may take to be handed over, then answered: `courrier.smtp` gives up after 15 and 10 minutes."""
ESSAI = timedelta(minutes=5)
VERROU = "expedition"


@dataclass(kw_only=True)
class Preneur:
    """Takes mails for one round of the sender `par`, among those due at `echu_a`.

    `transactions`: those of the round; `tout_de_suite`: the first one despite a suspension; `sonde`: the mail taken
    last is what tries a suspended server; `accepte`: the server took a mail in this round; `serie`: what it refused in
    a row.
    """

    par: str
    echu_a: datetime
    transactions: Transactions
    tout_de_suite: bool = False
    sonde: bool = False
    accepte: bool = False
    serie: SerieDeRefus = field(default_factory=SerieDeRefus)
    _attente: float = 0.0
    _suspendu: str | None = None
    _corps: tuple[str, bytes] = ("", b"")

    def prendre(self, session: Session) -> Pris | None:
        """The next mail, now `en_cours`, to be committed before it is sent; None when it must wait, or none is due."""
        self._attente, self._suspendu = 0.0, None
        verrouiller(session, VERROU)
        libre = self._libre(session)
        if not libre.attente and (courrier := self._prendre(session, libre.satures, hors_suspension=True)):
            self.sonde = self.tout_de_suite = False
            return courrier
        suspension = suspensions.actuelle(session)
        if suspension is not None and not self._peut_essayer(session, suspension):
            return None
        if libre.attente:
            self._attente = libre.attente if self._reste(session) else 0.0
            return None
        ecartes = prise.domaines_ecartes(session, suspension.raison) if suspension else frozenset()
        courrier = self._prendre(session, libre.satures | ecartes)
        if courrier is None and ecartes:
            courrier = self._prendre(session, libre.satures)
        if courrier is None and libre.liberation is not None and self._reste(session):
            self._attente = max(0.1, (libre.liberation - maintenant()).total_seconds())
        self.sonde = suspension is not None and courrier is not None
        if self.sonde and suspension is not None:
            suspension.jusqua, suspension.essai_par = maintenant() + ESSAI, self.par  # the others wait for the outcome
        self.tout_de_suite = False
        return courrier

    def attendre(self) -> Pris | None:
        """The next mail in a transaction of its own, once the pace allows it; None when the round is over.

        Raises PanneExterne when one is due and sending is suspended.
        """
        while True:
            sleep(self._attente)
            with self.transactions() as session:
                courrier = self.prendre(session)
            if self._suspendu is not None:
                raise PanneExterne(suspendu(self._suspendu))
            if courrier is not None or not self._attente:
                return courrier

    def octets(self, courrier: Pris) -> tuple[bytes, bytes]:
        """What to send, the mail's own headers and its body; one that several recipients receive is read once."""
        empreinte = courrier.corps_empreinte
        if empreinte is not None and self._corps[0] != empreinte:
            with self.transactions() as session:
                self._corps = empreinte, corps_courriers.lire(session, empreinte)
        return courrier.entetes or b"", self._corps[1] if empreinte else b""

    def _prendre(
        self, session: Session, sauf_domaines: frozenset[str], *, hors_suspension: bool = False
    ) -> Pris | None:
        return prise.prendre_a_envoyer(
            session,
            self.par,
            bail=BAIL,
            echu_a=self.echu_a,
            sauf_domaines=sauf_domaines,
            hors_suspension=hors_suspension,
        )

    def _peut_essayer(self, session: Session, suspension: SuspensionEnvoi) -> bool:
        delaisse = suspension.essai_par is not None and a_disparu(suspension.essai_par)
        if self.tout_de_suite or delaisse or suspension.jusqua <= maintenant():
            return True
        self._suspendu = suspension.raison if self._reste(session) else None
        return False

    def _libre(self, session: Session) -> Cadence:
        settings = get_settings()
        if settings.smtp_url is None:
            return Cadence()
        return cadence(session, debit=settings.mail_debit, debit_domaine=settings.debit_domaine)

    def _reste(self, session: Session) -> bool:
        return prise.en_attend_un(session, self.echu_a)


def suspendu(raison: str) -> str:
    """Servers repeat addresses, and this sentence goes to logs."""
    return typographier(f"Envoi suspendu, rien n’est perdu : {ADRESSE.sub('…', raison).rstrip('.')}.")
