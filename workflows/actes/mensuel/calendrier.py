"""When dashboards are announced and leave, and what the journal says was done: the day never makes the key.

The dashboards of a month leave on a working day of the next one, after the date to return statements, at eight in the
morning; they are announced to the facilitateur the working day before, and never leave unannounced. What an outage
missed is done on return: announced already, they leave; else they are announced, and leave the next working day. The
latest month only, whose figures hold those of the months before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from config.horloge import PARIS
from config.jours_ouvres import feries
from config.settings import get_settings
from metier.echeances import apres
from metier.periodes import Mois
from sqlmodel_store.depots import journal, tableaux
from workflows.actes.demande_heures.calendrier import jour_de_la_demande, retour_le

HEURE = 8
ANNONCES = "tableaux_de_bord_annonces"
PARTIS = "tableaux_de_bord_partis"


def depart(mois: Mois) -> date:
    """The working day on which the dashboards of a month leave, after the date to return its statements."""
    voulu = apres(mois.fin, get_settings().echeances.tableau_de_bord, feries())
    return max(voulu, apres(retour_le(jour_de_la_demande(mois)), 1, feries()))


def veille(mois: Mois) -> date:
    """The working day before, on which the facilitateur is told."""
    return apres(depart(mois), -1, feries())


def depart_annonce(mois: Mois, jour: date) -> date:
    """The day on which dashboards announced today leave: never the same day."""
    return max(depart(mois), apres(jour, 1, feries()))


@dataclass(frozen=True, kw_only=True)
class Passe:
    """By month, the business day on which dashboards were announced, and on which they left."""

    annonces: dict[Mois, date]
    partis: dict[Mois, date]

    @classmethod
    def lire(cls, session: Session) -> Passe:
        """What the journal says."""
        return cls(annonces=_jours(session, ANNONCES), partis=_jours(session, PARTIS))


def _jours(session: Session, evenement: str) -> dict[Mois, date]:
    lus = [json.loads(ligne.donnees) for ligne in journal.du_genre(session, evenement)]
    return {Mois.lire(un["mois"]): date.fromisoformat(un["jour"]) for un in reversed(lus)}


def a_annoncer(session: Session, jour: date) -> list[Mois]:
    """The latest month whose dashboards should be announced by that day, and were not.

    Nothing of the months before an installation began, but for those that were to leave within the present month.
    """
    passe = Passe.lire(session)
    mois = next(mois for mois in _recents(jour) if veille(mois) <= jour)
    commence = passe.annonces or passe.partis or depart(mois) in Mois.de(jour)
    if mois in passe.annonces | passe.partis or not commence or not tableaux.en_existe(session):
        return []
    return [mois]


def a_envoyer(session: Session, jour: date) -> list[Mois]:
    """The latest month that was announced, whose day to leave has come; none while a person holds them all."""
    passe = Passe.lire(session)
    mois = next(iter(annonces_en_cours(passe, jour)), None)
    if mois is None or not _est_l_heure(depart_annonce(mois, passe.annonces[mois]), jour):
        return []
    tenus = any(une.destinataire == tableaux.TOUS for une in tableaux.retenues(session, mois))
    return [] if tenus or not tableaux.en_existe(session) else [mois]


def annonces_en_cours(passe: Passe, jour: date) -> list[Mois]:
    """The months announced that have still to leave, the latest first; not those whose figures a later one holds."""
    partis = passe.partis
    return [
        mois
        for mois in _recents(jour)
        if mois in passe.annonces and not any(parti >= mois for parti in partis) and depart(mois.suivant) >= jour
    ]


def _recents(jour: date) -> Iterator[Mois]:
    """The months whose dashboards may be due, the latest first."""
    return iter([Mois.de(jour).plus(-recul) for recul in (1, 2, 3)])


def _est_l_heure(jour_du_depart: date, jour: date) -> bool:
    """A date that is set stands for its whole day."""
    if jour != jour_du_depart or get_settings().date is not None:
        return jour >= jour_du_depart
    return datetime.now(PARIS).hour >= HEURE
