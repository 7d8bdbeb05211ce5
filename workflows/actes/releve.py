"""Taking mail out of the mailbox: stored raw and written down before anything is decided."""

from __future__ import annotations

import hashlib
from email import message_from_bytes
from email.policy import compat32
from pathlib import Path

from config.horloge import maintenant
from config.paths import Paths
from config.settings import get_settings
from courrier.boite import Boite, MessageAbsent
from courrier.dossier_local import BoiteLocale
from sqlmodel_store.depots import courriers_entrants
from sqlmodel_store.depots.courriers_entrants import Arrivee
from sqlmodel_store.modeles.courriers import EtatEntrant
from sqlmodel_store.session import lecture, unit_of_work

TRAITES = "Traités"
QUARANTAINE = "Quarantaine"
A_TRANCHER = "À trancher"


def ouvrir_boite() -> Boite | BoiteLocale:
    """The mailbox of the settings, or the folder where `.eml` files are dropped. Raises FauteDeSaisie, PanneExterne."""
    settings = get_settings()
    if settings.imap_url is None:
        return BoiteLocale(Paths(settings.home).courrier_entrant)
    return Boite.ouvrir(settings.imap_url.get_secret_value(), mode=settings.mail_mode)


def recueillir(boite: Boite | BoiteLocale) -> list[int]:
    """Store every message that is new in the mailbox; the ids of the rows that remain to be read, oldest first."""
    with lecture() as session:
        curseur = courriers_entrants.curseur(session, boite.nom)
    validite, dernier = curseur or (None, 0)
    for uid in boite.nouveaux(validite, dernier):
        _recueillir_un(boite, uid)
    with lecture() as session:
        return [ligne.id for ligne in courriers_entrants.a_traiter(session) if ligne.id is not None]


def classer(boite: Boite | BoiteLocale) -> None:
    """Move what is settled to the folder that shows how; the database stays the truth."""
    with lecture() as session:
        regles = courriers_entrants.a_classer(session, boite.nom, boite.uidvalidity)
    for ligne in regles:
        boite.classer(ligne.uid, _dossier(ligne.etat, ligne.nature))
        with unit_of_work() as session:
            courriers_entrants.marquer_classe(session, ligne.id)


def _recueillir_un(boite: Boite | BoiteLocale, uid: int) -> None:
    paths = Paths(get_settings().home)
    try:
        brut = boite.deposer(uid, paths.courrier_brut)
    except MessageAbsent:
        return
    arrivee = Arrivee(
        boite=boite.nom,
        uidvalidity=boite.uidvalidity,
        uid=uid,
        message_id=_message_id(brut),
        sha256=_empreinte(brut),
        chemin=str(brut.relative_to(paths.home)),
        recu_le=maintenant(),
    )
    with unit_of_work() as session:
        courriers_entrants.enregistrer(session, arrivee)


def _dossier(etat: EtatEntrant, nature: str | None) -> str:
    if etat is EtatEntrant.QUARANTAINE:
        return QUARANTAINE
    return A_TRANCHER if nature == "a_trancher" else TRAITES


def _empreinte(brut: Path) -> str:
    with brut.open("rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()


def _message_id(brut: Path) -> str | None:
    with brut.open("rb") as fichier:
        entetes = message_from_bytes(fichier.read(200_000).partition(b"\r\n\r\n")[0], policy=compat32)
    valeur = entetes["Message-ID"]
    return str(valeur).strip()[:998] if valeur else None
