"""The relay itself: its identity, its barèmes, its templates."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from cli.verifications.constat import Constat, bon, fautif, incomplet
from cli.verifications.portail import base_a_jour
from config.baremes import PAR_DEFAUT, charger
from config.identites import PREMIER, fichier_de, fichiers, lire_identite
from config.paths import Paths
from config.settings import FICHIER, Settings
from metier.fautes import FauteDeSaisie
from portail.preparation import EN_ORDRE, etat_modeles
from sqlmodel_store.depots import relais
from sqlmodel_store.session import lecture

ATTENDUS = {"relais": ("nom", "adresse", "courriel", "telephone"), "facilitateur": ("nom", "courriel", "telephone")}


def identite(settings: Settings) -> Constat:
    """What is absent prints as « [à compléter] »; the files of further relays can be read."""
    for fichier in fichiers():
        try:
            lire_identite(fichier)
        except FauteDeSaisie as faute:
            return fautif(faute.phrase, f"corriger {fichier}, ou le retirer")
    manquants = [
        f"{table}.{cle}"
        for table, cles in ATTENDUS.items()
        for cle in cles
        if not getattr(getattr(settings, table), cle)
    ]
    if manquants:
        tables = " et ".join(f"[{table}]" for table in ATTENDUS)
        return incomplet(f"manque {', '.join(manquants)}", f"renseigner {tables} dans {settings.home / 'relais.toml'}")
    return bon(f"{settings.relais.nom}, {settings.facilitateur.nom}")


def premier(settings: Settings) -> Constat:
    """Which relay is the first, that of the settings: a file of its own would not be read."""
    try:
        code = _code_du_premier(settings)
    except SQLAlchemyError:
        return incomplet("la base ne répond pas", "voir la ligne « Base »")
    reglages, fichier = settings.home / FICHIER, fichier_de(code)
    if not fichier.exists():
        suite = "" if code == PREMIER else ", et les opérations qui ne nomment aucun relais sont les siennes"
        return bon(f"le premier est « {code} », {reglages} le décrit{suite}")
    detail = f"{fichier} n’est pas lu, « {code} » est le premier relais, que {reglages} décrit"
    if code == PREMIER:
        return fautif(detail, f"reporter ce fichier dans {reglages}, puis le retirer")
    return fautif(detail, "voir « Quand un autre relais a pris la première place », dans docs/hebergement.md")


def _code_du_premier(settings: Settings) -> str:
    """That of the database, or what it will be."""
    if not base_a_jour(settings):
        return PREMIER
    with lecture() as session:
        trouve = relais.premier(session)
    return trouve.code if trouve else PREMIER


def baremes(settings: Settings) -> Constat:
    """The default one and the relay's own can be read."""
    dossier = Paths(settings.home).baremes
    noms = sorted({PAR_DEFAUT, *(fichier.stem for fichier in dossier.glob("*.toml"))})
    for nom in noms:
        try:
            charger(nom, dossier)
        except FauteDeSaisie as faute:
            return fautif(faute.phrase, f"corriger ou retirer {dossier / f'{nom}.toml'}")
    return bon(", ".join(noms))


def modeles(settings: Settings) -> Constat:
    etat = etat_modeles(settings)
    return bon("les modèles Word se lisent") if etat == EN_ORDRE else fautif(etat, "./relais modeles verifier")
