"""Taking mail out of the mailbox: stored raw and written down before anything is decided."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from config.horloge import maintenant
from config.paths import Paths
from config.settings import get_settings
from courrier.boite import Boite, ClassementRefuse, MessageAbsent, MessageRefuse
from courrier.depot import ecrire
from courrier.dossier_local import BoiteLocale
from courrier.identite import identifier
from courrier.lecture.limites import OCTETS_MAX
from formats.fichiers import motif
from formats.typographie import typographier
from metier.fautes import PanneExterne
from sqlmodel_store.depots import courriers_entrants, journal
from sqlmodel_store.depots.courriers_entrants import Arrivee
from sqlmodel_store.modeles.courriers import EtatEntrant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.reception import Suite, objet_ecrit, tenter

TRAITES = "Traités"
QUARANTAINE = "Quarantaine"
A_TRANCHER = "À trancher"
ACTEUR = "releve"
REFUS_MAX = 8
_REFUSE = (
    "La boîte annonce ce courriel et ne l’a pas donné, malgré plusieurs demandes : il est à ouvrir dans la messagerie."
)

messages = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Depot:
    """The raw file of a mail; `raison`, in French, when only its header could or should be taken."""

    brut: Path
    raison: str | None = None


def ouvrir_boite() -> Boite | BoiteLocale:
    """The mailbox of the settings, or the folder where mail is dropped. Raises FauteDeSaisie, PanneExterne."""
    settings = get_settings()
    if settings.imap_url is None:
        return BoiteLocale(Paths(settings.home).courrier_entrant)
    return Boite.ouvrir(settings.imap_url.get_secret_value(), mode=settings.mail_mode)


def relever() -> list[Suite | None]:
    """One pass over the folder where mail is dropped, then over the mailbox of the settings where there is one.

    What became of each mail, None for one that is to be tried again. Raises FauteDeSaisie, PanneExterne.
    """
    suites: list[Suite | None] = []
    settings = get_settings()
    if settings.imap_url is not None:
        suites += _passer(BoiteLocale(Paths(settings.home).courrier_entrant))
    with ouvrir_boite() as boite:
        return suites + _passer(boite)


def _passer(boite: Boite | BoiteLocale) -> list[Suite | None]:
    suites = [tenter(courrier) for courrier in recueillir(boite)]
    classer(boite)
    return suites


def recueillir(boite: Boite | BoiteLocale) -> list[int]:
    """Store every message that is new in the mailbox; the ids of the rows that remain to be read, oldest first.

    Raises PanneExterne when the server or the disk fails: what was stored is, and the next pass goes on from there.
    """
    with lecture() as session:
        curseur = courriers_entrants.curseur(session, boite.nom)
    validite, dernier = curseur or (None, 0)
    for uid in boite.nouveaux(validite, dernier):
        _recueillir_un(boite, uid)
    with lecture() as session:
        return [ligne.id for ligne in courriers_entrants.a_traiter(session) if ligne.id is not None]


def classer(boite: Boite | BoiteLocale) -> None:
    """Move what is settled to the folder that shows how; the database stays the truth, whatever the server allows."""
    with lecture() as session:
        regles = courriers_entrants.a_classer(session, boite.nom, boite.uidvalidity)
    for ligne in regles:
        try:
            boite.classer(ligne.uid, _dossier(ligne.etat, ligne.nature))
        except ClassementRefuse as refus:
            messages.warning("%s", refus.phrase)
            return
        with unit_of_work() as session:
            courriers_entrants.marquer_classe(session, ligne.id)


def _recueillir_un(boite: Boite | BoiteLocale, uid: int) -> None:
    dossier = Paths(get_settings().home).courrier_brut
    try:
        depot = _deposer(boite, uid, dossier)
    except MessageAbsent:
        return
    except MessageRefuse:
        depot = _noter_refus(boite, uid, dossier)
    except OSError as faute:
        phrase = f"Un courriel ne peut pas être gardé dans {dossier} : {motif(faute)}. Il reste dans la boîte."
        raise PanneExterne(typographier(phrase)) from faute
    arrivee = _arrivee(boite, uid, depot)
    with lecture() as session:
        double = courriers_entrants.double(session, arrivee)
    if double is not None:
        _ranger_le_double(boite, double)
    with unit_of_work() as session:
        _enregistrer(session, arrivee, depot.raison)


def _deposer(boite: Boite | BoiteLocale, uid: int, dossier: Path) -> _Depot:
    taille = boite.taille(uid)
    if taille <= OCTETS_MAX:
        return _Depot(brut=boite.deposer(uid, dossier))
    raison = (
        f"Le courriel pèse {taille / 1024 / 1024:.0f} Mo, plus que les 30 Mo admis : seuls ses en-têtes ont été lus, "
        "une personne l’ouvre dans la messagerie."
    )
    return _Depot(brut=_garder(boite.entetes(uid), dossier), raison=typographier(raison))


def _noter_refus(boite: Boite | BoiteLocale, uid: int, dossier: Path) -> _Depot:
    """Asked again, after longer and longer; then a person's, so that those behind it come. Raises PanneExterne."""
    with unit_of_work() as session:
        refus = courriers_entrants.refuser(session, boite.nom, boite.uidvalidity)
    if refus < REFUS_MAX:
        raise PanneExterne(f"Un message de la boîte n’est pas donné par le serveur (demande n° {refus}).")
    try:
        entetes = boite.entetes(uid)
    except (MessageAbsent, MessageRefuse):
        entetes = f"X-Relais-Place: {boite.uidvalidity}/{uid}\r\n\r\n".encode()
    return _Depot(brut=_garder(entetes, dossier), raison=typographier(_REFUSE))


def _garder(entetes: bytes, dossier: Path) -> Path:
    return ecrire(entetes, dossier / f"{sha256(entetes).hexdigest()}.eml")


def _arrivee(boite: Boite | BoiteLocale, uid: int, depot: _Depot) -> Arrivee:
    identite = identifier(depot.brut)
    return Arrivee(
        boite=boite.nom,
        uidvalidity=boite.uidvalidity,
        uid=uid,
        message_id=identite.message_id,
        sha256=identite.sha256,
        empreinte=identite.empreinte,
        chemin=str(depot.brut.relative_to(get_settings().home)),
        recu_le=maintenant(),
    )


def _enregistrer(session: Session, arrivee: Arrivee, raison: str | None) -> None:
    """A mail that is not to be opened is settled at once."""
    ligne, _ = courriers_entrants.enregistrer(session, arrivee)
    if raison is None:
        return
    if courriers_entrants.quarantaine(session, ligne.id, raison, objet=objet_ecrit(ligne.chemin)):
        journal.noter(session, "courriel_en_quarantaine", acteur=ACTEUR, courrier=ligne.id)


def _ranger_le_double(boite: Boite | BoiteLocale, uid: int) -> None:
    """Two copies wait together: one row stands for both, and then follows the second.

    The first leaves before the row does, so that a watcher that dies meanwhile finds it again.
    """
    try:
        boite.classer(uid, TRAITES)
    except ClassementRefuse as refus:
        messages.warning("%s", refus.phrase)


def _dossier(etat: EtatEntrant, nature: str | None) -> str:
    if etat is EtatEntrant.QUARANTAINE:
        return QUARANTAINE
    return A_TRANCHER if nature == "a_trancher" else TRAITES
