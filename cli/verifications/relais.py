"""The relay itself: its identity, its barèmes, its templates."""

from __future__ import annotations

from cli.verifications.constat import Constat, bon, fautif, incomplet
from config.baremes import PAR_DEFAUT, charger
from config.identites import fichiers, lire_identite
from config.paths import Paths
from config.settings import Settings
from metier.fautes import FauteDeSaisie
from portail.preparation import EN_ORDRE, etat_modeles

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
