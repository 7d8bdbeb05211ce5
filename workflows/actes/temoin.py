"""After a restoration, what people ask for again may have left before it: the trace mailbox is asked first."""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType
from typing import Self

from config.horloge import maintenant
from config.settings import get_settings
from courrier.boite import Boite
from courrier.issues import Envoye, Issue, ServeurIndisponible
from metier.fautes import PanneExterne
from sqlmodel_store.depots import restaurations
from sqlmodel_store.depots.prise import Pris
from sqlmodel_store.session import lecture
from workflows.actes.doutes import VU

MEMOIRE = timedelta(days=60)
"""How long after a restoration work is still being done again."""


class TemoinDeReprise:
    """Looks up each mail before its first attempt, where a trace is set and the base was restored not long ago."""

    def __init__(self) -> None:
        self._trace: Boite | None = None
        self._utile = get_settings().trace_url is not None and _restauree()

    def deja_parti(self, courrier: Pris) -> Issue | None:
        """Sent, when the trace holds it; the server unavailable, when the trace is; None when it may leave."""
        if not self._utile or courrier.essais > 1:
            return None
        try:
            vu = self._ouverte().chercher_message_id(courrier.message_id)
        except PanneExterne:
            self._fermer()
            return ServeurIndisponible(reponse="boîte de copies injoignable après une restauration")
        return Envoye(reponse=VU) if vu else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, faute: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._fermer()

    def _ouverte(self) -> Boite:
        if self._trace is None:
            settings = get_settings()
            assert settings.trace_url is not None
            url = settings.trace_url.get_secret_value()
            self._trace = Boite.ouvrir(url, mode=settings.mail_mode, reglage="RELAIS_TRACE_URL")
        return self._trace

    def _fermer(self) -> None:
        trace, self._trace = self._trace, None
        if trace is not None:
            trace.fermer()


def _restauree() -> bool:
    with lecture() as session:
        restauration = restaurations.derniere(session)
    return restauration is not None and maintenant() - restauration.faite_le < MEMOIRE
