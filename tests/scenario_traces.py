"""What a life leaves, day after day: documents and mails, as lines that a person can review."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import scenario

from sqlmodel_store.depots import courriers_sortants, documents, operations
from sqlmodel_store.session import lecture

FIN = date(2026, 9, 16)


@dataclass
class Traces:
    """The lines of a life: day, `courriel` or `document`, kind or code, recipient or file."""

    lignes: list[str] = field(default_factory=list)
    vus: set[tuple[str, str]] = field(default_factory=set)

    def relever(self, jour: date) -> None:
        """What is new since the day before."""
        with lecture() as session:
            operation = operations.par_reference(session, scenario.reference())
            produits = documents.lister(session, operation.id) if operation else []
            partis = courriers_sortants.lister(session)
        nouveaux = [("courriel", f"{un.cle.split(':')[0]:<30} {un.destinataire}", un.cle) for un in partis]
        nouveaux += [("document", f"{un.code:<4} {un.fichier}", f"{un.fichier} {un.sha256}") for un in produits]
        for genre, ligne, cle in sorted(nouveaux):
            if (genre, cle) not in self.vus:
                self.vus.add((genre, cle))
                self.lignes.append(f"{jour}  {genre}  {ligne}")


def chaque_jour() -> list[date]:
    return [scenario.ANNONCE + timedelta(days=rang) for rang in range((FIN - scenario.ANNONCE).days + 1)]


def derouler(jours: Iterable[date], le_jour: Callable[[date], None]) -> list[str]:
    """The life on those days: what people did since the last one, then what the machine does, `le_jour`."""
    reste, traces = scenario.actes(), Traces()
    for jour in jours:
        scenario.aller_au(jour)
        while reste and reste[0].jour <= jour:
            reste.pop(0).faire()
        le_jour(jour)
        traces.relever(jour)
    return traces.lignes
