"""What a person holds back of the dashboards of a month, and lets go: of one recipient, or of all."""

from __future__ import annotations

from sqlmodel import Session

from config.horloge import aujourdhui
from courrier.messages_mensuel import cle_tableau_de_bord
from formats.dates import date_longue, de_mois
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import courriers_sortants, journal, tableaux
from sqlmodel_store.session import unit_of_work, verrouiller
from workflows.actes.mensuel.calendrier import Passe
from workflows.actes.mensuel.courriels import VERROU
from workflows.actes.mensuel.lignes import choisir

TOUS = "tous"


def retenir(mois: Mois, qui: str, *, motif: str | None, par: str) -> None:
    """Hold back the mail of one address, or of « tous ».

    Raises FauteDeSaisie for an address that is due nothing that month, or whose mail is already posted.
    """
    destinataire = _destinataire(qui)
    with unit_of_work() as session:
        verrouiller(session, VERROU)
        _exiger_a_venir(session, mois, destinataire)
        tableaux.retenir(session, mois, destinataire, motif=motif, par=par, jour=aujourdhui())
        journal.noter(session, "tableaux_de_bord_retenus", acteur=par, mois=str(mois), destinataire=qui, motif=motif)


def liberer(mois: Mois, qui: str, *, par: str) -> None:
    """Let go what was held back; it leaves with the others, or at the next round when they have left.

    Raises FauteDeSaisie when nothing was held back under that address.
    """
    with unit_of_work() as session:
        if not tableaux.liberer(session, mois, _destinataire(qui), jour=aujourdhui()):
            tenus = ", ".join(un.destinataire or TOUS for un in tableaux.retenues(session, mois)) or "aucun"
            phrase = f"destinataire : rien n’est retenu pour « {qui} » {de_mois(mois)} ; retenus : {tenus}."
            raise FauteDeSaisie("destinataire", typographier(phrase))
        journal.noter(session, "tableaux_de_bord_liberes", acteur=par, mois=str(mois), destinataire=qui)


def _destinataire(qui: str) -> str:
    adresse = qui.strip().casefold()
    return tableaux.TOUS if adresse == TOUS else adresse


def _exiger_a_venir(session: Session, mois: Mois, destinataire: str) -> None:
    """Raise FauteDeSaisie when there is nothing to hold back any more, or never was."""
    if destinataire == tableaux.TOUS:
        if parti := Passe.lire(session).partis.get(mois):
            phrase = f"mois : les tableaux de bord {de_mois(mois)} sont partis le {date_longue(parti)}."
            raise FauteDeSaisie("mois", typographier(phrase))
        return
    cle = cle_tableau_de_bord(str(mois), destinataire)
    if courriers_sortants.envois(session, [cle], destinataires=[destinataire]):
        phrase = f"destinataire : le courriel {de_mois(mois)} à « {destinataire} » est déjà dans la boîte d’envoi."
        raise FauteDeSaisie("destinataire", typographier(phrase))
    connus = choisir(session, mois).destinataires | {un.destinataire for un in tableaux.du_mois(session, mois)}
    if destinataire not in connus:
        liste = ", ".join(sorted(filter(None, connus))) or "aucun"
        phrase = (
            f"destinataire : aucun tableau de bord {de_mois(mois)} n’est destiné à « {destinataire} » ; donnez "
            f"« {TOUS} » ou l’un de ceux-ci : {liste}."
        )
        raise FauteDeSaisie("destinataire", typographier(phrase))
