"""The two deadlines of dashboards, announced then sent, and what of them waits for the facilitateur."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from formats.dates import date_longue, de_mois
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import journal, tableaux
from sqlmodel_store.modeles.suivi import Retenue
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.attentes import Action, Designee
from workflows.actes.echeances import Genre
from workflows.actes.mensuel import calendrier
from workflows.actes.mensuel.annonces import ENSEMBLE, annoncer, facilitateur
from workflows.actes.mensuel.calendrier import ANNONCES, Passe, annonces_en_cours, depart_annonce
from workflows.actes.mensuel.courriels import poster_tous
from workflows.actes.mensuel.lignes import choisir
from workflows.actes.mensuel.mois import preparer

ACTEUR = "echeances"


def annonces_dues(session: Session, jour: date) -> list[str]:
    """The months to announce, the oldest first."""
    return [str(mois) for mois in calendrier.a_annoncer(session, jour)]


def faire_annonces(cles: Sequence[str], jour: date) -> None:
    """Tell the facilitateur, once, what leaves the next working day.

    Raises FauteDeSaisie, once it is written down, where no address of theirs is known: the open actions tell it alone.
    """
    for mois in map(Mois.lire, cles):
        with lecture() as session:
            choix = choisir(session, mois)
        with unit_of_work() as session:
            verrouiller(session, ANNONCES)
            if mois not in Passe.lire(session).annonces:
                annoncer(session, choix, jour)
                journal.noter(session, ANNONCES, acteur=ACTEUR, mois=str(mois), jour=jour.isoformat())
        if choix.dues and facilitateur() is None:
            phrase = (
                f"facilitateur.courriel : aucune adresse connue, le préavis des tableaux de bord {de_mois(mois)} n’est "
                "envoyé à personne ; `relais aujourdhui` dit quand ils partent."
            )
            raise FauteDeSaisie("facilitateur.courriel", typographier(phrase))


def departs_dus(session: Session, jour: date) -> list[str]:
    """The months that should have left, and those of which something made, or let go, waits for its mail."""
    restes = [Mois.lire(mois) for mois, _ in tableaux.a_poster(session)]
    return [str(mois) for mois in sorted({*calendrier.a_envoyer(session, jour), *restes})]


def departs() -> list[str]:
    """The months whose dashboards leave today, each in a flow of its own where there is a server."""
    with lecture() as session:
        return [str(mois) for mois in calendrier.a_envoyer(session, aujourdhui())]


def faire_departs(cles: Sequence[str], _jour: date) -> None:
    """Make and post what is due; of a month that left, only what was held back."""
    for mois in map(Mois.lire, cles):
        with lecture() as session:
            parti = mois in Passe.lire(session).partis
        if parti:
            poster_tous(mois)
        else:
            preparer(mois, par=ACTEUR)


PREAVIS = Genre(nom="préavis des tableaux de bord", dues=annonces_dues, faire=faire_annonces)
DEPARTS = Genre(nom="tableaux de bord", dues=departs_dus, faire=faire_departs)


def attentes(session: Session, operations: Sequence[Designee]) -> list[Action]:
    """For the facilitateur: dashboards that leave soon unless held back, and those that are held back."""
    if not any(une.etape in tableaux.ETAPES for une in operations):
        return []
    passe = Passe.lire(session)
    annonces = annonces_en_cours(passe)
    tenus = tableaux.retenues(session)
    return [
        *(_a_partir(un, passe.annonces[un]) for un in annonces if not any(_de_tous(tenu, un) for tenu in tenus)),
        *(_tenu(un) for un in tenus),
    ]


def _de_tous(retenue: Retenue, mois: Mois) -> bool:
    return retenue.destinataire == tableaux.TOUS and retenue.mois == str(mois)


def _a_partir(mois: Mois, annonce: date) -> Action:
    depart = depart_annonce(mois, annonce)
    libelle = f"Retenir, s’il le faut, les tableaux de bord {de_mois(mois)} : départ le {date_longue(depart)} à 8 h"
    if facilitateur() is None:
        libelle += " ; donner l’adresse du facilitateur, qui n’en reçoit pas le préavis"
    return Action(libelle=typographier(libelle), qui="facilitateur", depuis=annonce, avant_le=depart)


def _tenu(retenue: Retenue) -> Action:
    qui = retenue.destinataire or ENSEMBLE
    libelle = f"Libérer ou laisser le tableau de bord {de_mois(Mois.lire(retenue.mois))} retenu pour {qui}"
    echeance = max(calendrier.depart(Mois.lire(retenue.mois)), aujourdhui())
    return Action(libelle=typographier(libelle), qui="facilitateur", depuis=retenue.jour, avant_le=echeance)
