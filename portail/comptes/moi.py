"""One's own account: another password, the browsers that one is signed in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from formats.typographie import typographier
from metier.droits import Acces
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from portail.comptes import mots_de_passe
from portail.comptes.connexion import compter
from portail.comptes.sessions import INACTIVITE
from sqlmodel_store.depots import comptes, essais_connexion, journal
from sqlmodel_store.depots.essais_connexion import Frein, sujet
from sqlmodel_store.modeles.comptes import SessionOuverte, Utilisateur
from sqlmodel_store.session import lecture, unit_of_work

FREIN = Frein(libres=5, premiere=timedelta(seconds=30), plafond=timedelta(minutes=15))
DEUX_FOIS = typographier("Les deux saisies diffèrent : écrivez deux fois le même mot de passe.")
FAUX = typographier("Ce n'est pas votre mot de passe actuel ; vérifiez-le, puis recommencez.")


@dataclass(frozen=True, kw_only=True)
class Changement:
    """What the form says: the password in use, the new one twice."""

    actuel: str
    nouveau: str
    encore: str


@dataclass(frozen=True, kw_only=True)
class MonCompte:
    """Whose account it is and its living sessions, the last seen first."""

    utilisateur: Utilisateur
    sessions: tuple[SessionOuverte, ...]


def lire(acces: Acces) -> MonCompte:
    """The account that asks."""
    with lecture() as session:
        return MonCompte(
            utilisateur=comptes.exiger(session, acces.compte),
            sessions=tuple(comptes.sessions_ouvertes(session, acces.compte, inactivite=INACTIVITE)),
        )


def changer(acces: Acces, changement: Changement, *, ici: int) -> None:
    """Another password: every session but `ici` and every link of before are over.

    Raises TropDEssais when guessing must slow down, FauteDeSaisie naming `actuel`, `nouveau` or `encore`.
    """
    with lecture() as session:
        compte = comptes.exiger(session, acces.compte)
    de_qui = sujet("mot de passe actuel", compte.courriel)
    compter({de_qui: FREIN})
    if not mots_de_passe.convient(compte.mot_de_passe, changement.actuel):
        raise FauteDeSaisie("actuel", FAUX)
    _controler(changement, compte.courriel)
    empreinte = mots_de_passe.hacher(changement.nouveau)
    with unit_of_work() as session:
        comptes.changer_mot_de_passe(session, compte.id, empreinte, sauf=ici)
        essais_connexion.oublier(session, de_qui)
        journal.noter(session, "mot_de_passe_change", acteur=acces.nom, compte=compte.id)


def _controler(changement: Changement, courriel: str) -> None:
    fautes = []
    try:
        mots_de_passe.controler(changement.nouveau, courriel)
    except FauteDeSaisie as faute:
        fautes.append(FauteDeSaisie("nouveau", faute.phrase))
    if changement.nouveau != changement.encore:
        fautes.append(FauteDeSaisie("encore", DEUX_FOIS))
    if fautes:
        raise FautesDeSaisie(fautes)


def fermer_les_autres(acces: Acces, *, ici: int) -> int:
    """Ends every session of the account but `ici`; returns how many were."""
    with unit_of_work() as session:
        fermees = comptes.fermer_les_autres(session, acces.compte, sauf=ici)
        journal.noter(session, "sessions_fermees", acteur=acces.nom, compte=acces.compte, nombre=fermees)
    return fermees
