"""When dashboards are announced and leave, and what the journal says was done: the day never makes the key.

The dashboards of a month leave on a working day of the next one, after the date to return statements, at eight in the
morning; they are announced to the facilitateur the working day before, and never leave unannounced. What an outage
missed is done on return, month by month, the oldest first: announced already, they leave; else they are announced, and
leave the next working day.
"""

from __future__ import annotations

import json
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

    def debut(self, jour: date) -> Mois:
        """The first month that may still have to be announced: a month asked for by hand brings none of the past."""
        if self.annonces:
            return min(self.annonces)
        if self.partis:
            return max(self.partis)
        dernier = Mois.de(jour).precedent
        return dernier.precedent if depart(dernier.precedent) in Mois.de(jour) else dernier


def _jours(session: Session, evenement: str) -> dict[Mois, date]:
    lus = [json.loads(ligne.donnees) for ligne in journal.du_genre(session, evenement)]
    return {Mois.lire(un["mois"]): date.fromisoformat(un["jour"]) for un in reversed(lus)}


def a_annoncer(session: Session, jour: date) -> list[Mois]:
    """The months whose dashboards should be announced by that day, and were not, the oldest first.

    Nothing of the months before an installation began, but for those that were to leave within the present month.
    """
    passe = Passe.lire(session)
    if not passe.annonces and not tableaux.en_existe(session):
        return []
    dernier = Mois.de(jour).precedent
    return [
        mois
        for mois in passe.debut(jour).jusqu_a(dernier)
        if veille(mois) <= jour and mois not in passe.annonces and mois not in passe.partis
    ]


def a_envoyer(session: Session, jour: date) -> list[Mois]:
    """The months announced whose day to leave has come, the oldest first; not those that a person holds entirely."""
    passe = Passe.lire(session)
    tenus = {une.mois for une in tableaux.retenues(session) if une.destinataire == tableaux.TOUS}
    return [
        mois
        for mois in annonces_en_cours(passe)
        if str(mois) not in tenus and _est_l_heure(depart_annonce(mois, passe.annonces[mois]), jour)
    ]


def annonces_en_cours(passe: Passe) -> list[Mois]:
    """The months announced that have still to leave, the oldest first: what was announced leaves."""
    return sorted(mois for mois in passe.annonces if mois not in passe.partis)


def _est_l_heure(jour_du_depart: date, jour: date) -> bool:
    """A date that is set stands for its whole day."""
    if jour != jour_du_depart or get_settings().date is not None:
        return jour >= jour_du_depart
    return datetime.now(PARIS).hour >= HEURE
