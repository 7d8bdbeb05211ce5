"""The dashboards of a month, from the choice of what is due to the line of the journal that closes it.

Each step recognises what was done by what it left: killed anywhere and run again, each recipient has one mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from formats.dates import date_longue, de_mois, mois_long
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import journal, tableaux
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.mensuel.annonces import recapituler
from workflows.actes.mensuel.calendrier import PARTIS, Passe, depart
from workflows.actes.mensuel.courriels import poster_tous
from workflows.actes.mensuel.lignes import Choix, choisir
from workflows.actes.mensuel.preparation import lots, produire


@dataclass(frozen=True, kw_only=True)
class Bilan:
    """Operations with something to say, and those without; documents and mails that this run made; where they lie."""

    mois: Mois
    operations: int
    inchanges: int
    documents: int
    courriels: int
    dossier: str

    def en_json(self) -> dict[str, Any]:
        """The document of contract §2."""
        return {
            "mois": str(self.mois),
            "operations": self.operations,
            "courriels": self.courriels,
            "documents": self.documents,
            "inchanges": self.inchanges,
            "dossier": self.dossier,
        }


def lire_mois(texte: str) -> Mois:
    """A month that is over. Raises FauteDeSaisie for what is no month, or is still to come."""
    mois, jour = Mois.lire(texte), aujourdhui()
    if mois.fin > jour:
        phrase = (
            f"mois : {mois_long(mois)} n’est pas terminé au {date_longue(jour)} ; ses tableaux de bord se préparent à "
            f"partir du {date_longue(mois.suivant.debut)} et partent d’eux-mêmes le {date_longue(depart(mois))}."
        )
        raise FauteDeSaisie("mois", typographier(phrase))
    return mois


def preparer(mois: Mois, *, par: str) -> Bilan:
    """Make and post the dashboards of a month; what was made or posted is not again."""
    choix = ouvrir(mois)
    documents = sum(produire(mois, lot) for lot in lots(choix))
    return clore(choix, documents=documents, courriels=poster_tous(mois), par=par)


def ouvrir(mois: Mois) -> Choix:
    """What is due for a month, made or not."""
    with lecture() as session:
        return choisir(session, mois)


def clore(choix: Choix, *, documents: int, courriels: int, par: str) -> Bilan:
    """Write down that the month left, once, and tell the facilitateur; not while all of it is held back."""
    bilan = Bilan(
        mois=choix.mois,
        operations=len(choix.concernees),
        inchanges=choix.inchangees,
        documents=documents,
        courriels=courriels,
        dossier=str(Paths(get_settings().home).documents_racine),
    )
    with unit_of_work() as session:
        verrouiller(session, PARTIS)
        if choix.mois in Passe.lire(session).partis or any(
            un.destinataire == tableaux.TOUS for un in tableaux.retenues(session, choix.mois)
        ):
            return bilan
        if choix.dues or depart(choix.mois) <= aujourdhui():
            jour = aujourdhui().isoformat()
            journal.noter(session, PARTIS, acteur=par, jour=jour, **(bilan.en_json() | {"dossier": None}))
            recapituler(session, choix)
    return bilan


def titre(mois: Mois) -> str:
    """« tableaux de bord d’octobre 2026 »."""
    return f"tableaux de bord {de_mois(mois)}"
