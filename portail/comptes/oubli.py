"""A password chosen by its owner, from a link sent to them: when forgotten, or when the account is new."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlmodel import Session

from config.settings import get_settings
from courrier.messages import Suite
from courrier.messages_comptes import ChoixMotDePasse, choix_mot_de_passe
from metier.fautes import FauteDeSaisie, PanneExterne
from portail.comptes import mots_de_passe
from portail.comptes.connexion import compter, reseau
from portail.comptes.sessions import empreinte, nouveau_secret
from sqlmodel_store.depots import comptes, essais_connexion, journal
from sqlmodel_store.depots.essais_connexion import Frein, sujet
from sqlmodel_store.modeles.comptes import Utilisateur
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.production import poster
from workflows.lancements import lancer_expedition
from workflows.service_prefect import service_actif

ADRESSE = "/mot-de-passe"
DUREE = timedelta(hours=1)
DUREE_OUVERTURE = timedelta(days=3)
PAR_COMPTE = Frein(libres=4, premiere=timedelta(minutes=10), plafond=timedelta(hours=1))
PAR_ADRESSE = Frein(libres=20, premiere=timedelta(minutes=5), plafond=timedelta(hours=1))
PAR = "page « mot de passe oublié »"

suivi = logging.getLogger("relais.portail")


def compter_demande(courriel: str, adresse: str) -> None:
    """Counts a request, whoever it names. Raises TropDEssais."""
    compter(
        {
            sujet("oubli d’une adresse", reseau(adresse)): PAR_ADRESSE,
            sujet("oubli d’un compte", comptes.normal(courriel)): PAR_COMPTE,
        }
    )


def envoyer_lien(courriel: str) -> None:
    """A link to the owner of that account, if it is one that is open; to be done once the page has answered."""
    try:
        with unit_of_work() as session:
            connu = comptes.par_courriel(session, courriel)
            if connu is None or connu.desactive_le is not None:
                return
            deposer_lien(session, connu, ouverture=False)
            journal.noter(session, "mot_de_passe_oublie", acteur=PAR, compte=connu.id)
    except FauteDeSaisie as faute:
        suivi.warning("mot de passe oublié : courriel impossible (%s)", faute.champ)
        return
    expedier_bientot()


def deposer_lien(session: Session, compte: Utilisateur, *, ouverture: bool) -> None:
    """Puts the mail with a new link in the outbox; the links of before are dead. Raises FauteDeSaisie."""
    settings, secret = get_settings(), nouveau_secret()
    comptes.emettre_jeton(session, compte.id, empreinte(secret), duree=DUREE_OUVERTURE if ouverture else DUREE)
    choix = ChoixMotDePasse(
        destinataire=compte.courriel,
        relais=settings.relais,
        suite=Suite(prochaine_action="choisir votre mot de passe"),
        identifiant=empreinte(secret)[:24],
        lien=f"{settings.adresse_portail.rstrip('/')}{ADRESSE}/{secret}",
        duree="trois jours" if ouverture else "une heure",
        ouverture=ouverture,
    )
    poster(session, choix_mot_de_passe(choix))


def expedier_bientot() -> None:
    """Where the service runs, at once; else the mail waits for the next round."""
    try:
        if service_actif() is not None:
            lancer_expedition()
    except PanneExterne as panne:
        suivi.warning("courriel en attente : %s", panne.phrase)


def compte_du_lien(secret: str) -> Utilisateur | None:
    """Whose link it is while it is good; looking does not use it."""
    with lecture() as session:
        return comptes.compte_du_jeton(session, empreinte(secret))


def choisir(secret: str, mot_de_passe: str) -> bool:
    """The password that the owner of the link wants; every session and link of before is over.

    Returns False for a link that is dead. Raises FauteDeSaisie for a password that is refused.
    """
    compte = compte_du_lien(secret)
    if compte is None:
        return False
    mots_de_passe.controler(mot_de_passe, compte.courriel)
    hache = mots_de_passe.hacher(mot_de_passe)
    with unit_of_work() as session:
        if not comptes.utiliser_jeton(session, empreinte(secret)):
            return False
        comptes.changer_mot_de_passe(session, compte.id, hache)
        essais_connexion.oublier(session, sujet("compte", compte.courriel))
        journal.noter(session, "mot_de_passe_change", acteur=compte.nom or compte.courriel, compte=compte.id)
    return True
