"""The pages of the settings: the list of sections and how each stands, the barèmes, the days off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from holidays import HolidayBase

from config.baremes import FOURNIS, PAR_DEFAUT, charger, noms
from config.horloge import aujourdhui
from config.identites import Identite, identite, propre
from config.jours_ouvres import calendrier
from config.paths import Paths
from config.reglages_ecrits import Ecrits, fichier, lire
from config.settings import Settings, get_settings
from documents.logo import Logo, read_logo
from formats.typographie import typographier
from metier.bareme import Bareme
from metier.droits import Acces
from metier.fautes import FauteDeSaisie
from portail.reglages.sections import SECTIONS, Section
from workflows.actes import installation

ATTENDUS = {
    "relais": {"nom": "nom", "adresse": "adresse", "courriel": "courriel", "telephone": "téléphone"},
    "facilitateur": {"nom": "facilitatrice ou facilitateur"},
}
SERVEURS = {"smtp_url": "envoi", "imap_url": "réception", "trace_url": "copies"}
ANNEES = 2


@dataclass(frozen=True, kw_only=True)
class EtatSection:
    """A section in the list; `etat` says how it stands, `manque` whether something is awaited there."""

    section: Section
    etat: str
    manque: bool = False


@dataclass(frozen=True, kw_only=True)
class AutreRelais:
    """A further relay of the installation in the list: as `EtatSection` says how its identity stands."""

    code: str
    etat: str
    manque: bool


@dataclass(frozen=True, kw_only=True)
class BaremeVu:
    """A barème that can be chosen; `lu` None where its slot is empty or its file faulty, `phrase` then says which."""

    nom: str
    propre: bool
    lu: Bareme | None
    phrase: str

    @property
    def par_defaut(self) -> bool:
        return self.nom == PAR_DEFAUT


@dataclass(frozen=True, kw_only=True)
class JourFerie:
    jour: date
    libelle: str


def sections() -> tuple[EtatSection, ...]:
    """Every section, with what is to be known of it."""
    settings = get_settings()
    dits = {
        "identite": etat_de_l_identite(identite()),
        "envois": (f"mode {'réel' if settings.mail_mode == 'reel' else 'd’essai'}", False),
        "boites": (_boites(settings), False),
        "baremes": (_baremes(), False),
    }
    return tuple(
        EtatSection(section=une, etat=typographier(etat), manque=manque)
        for une in SECTIONS
        for etat, manque in [dits.get(une.code, ("", False))]
    )


def etat_de_l_identite(une: Identite) -> tuple[str, bool]:
    """What a relay is called, or what its identity lacks, and whether it lacks something."""
    manquants = [
        mot for table, cles in ATTENDUS.items() for cle, mot in cles.items() if not getattr(getattr(une, table), cle)
    ]
    if manquants:
        return f"à compléter : {', '.join(manquants)}", True
    return str(une.relais.nom), False


def autres_relais(acces: Acces) -> tuple[AutreRelais, ...]:
    """The further relays that the account sees; a file at fault is told in place of how it stands."""
    vus = []
    for un in installation.autres_relais(acces):
        try:
            etat, manque = etat_de_l_identite(propre(un.code))
        except FauteDeSaisie as faute:
            etat, manque = faute.phrase, True
        vus.append(AutreRelais(code=un.code, etat=typographier(etat), manque=manque))
    return tuple(vus)


def _boites(settings: Settings) -> str:
    reglees = [mot for cle, mot in SERVEURS.items() if getattr(settings, cle) is not None]
    return f"serveurs réglés : {', '.join(reglees)}" if reglees else "aucun serveur, des dossiers de fichiers .eml"


def _baremes() -> str:
    propres = sorted(un.stem for un in Paths(get_settings().home).baremes.glob("*.toml"))
    return f"du relais : {', '.join(propres)}" if propres else f"celui qui est fourni, {PAR_DEFAUT}"


def logo(code: str | None = None) -> tuple[Logo | None, str]:
    """The logo of the installation's first relay or of that of the code, and why it cannot be where that is so."""
    try:
        return read_logo((propre(code) if code else identite()).relais), ""
    except FauteDeSaisie as faute:
        return None, faute.phrase


def baremes() -> tuple[BaremeVu, ...]:
    """Every barème, the default one first."""
    dossier = Paths(get_settings().home).baremes
    vus = [_bareme(nom, dossier) for nom in noms(dossier)]
    return tuple(sorted(vus, key=lambda un: (not un.par_defaut, un.nom)))


def _bareme(nom: str, dossier: Path) -> BaremeVu:
    propre = (dossier / f"{nom}.toml").is_file()
    try:
        return BaremeVu(nom=nom, propre=propre, lu=charger(nom, dossier), phrase="")
    except FauteDeSaisie as faute:
        vide = not propre
        dit = "Emplacement vide : téléchargez-le, remplissez-le depuis votre tableau de calcul, déposez-le ici."
        return BaremeVu(nom=nom, propre=propre, lu=None, phrase=typographier(dit) if vide else faute.phrase)


def fichier_de_bareme(nom: str) -> Path | None:
    """The file of that barème, the relay's own first."""
    dossier = Paths(get_settings().home).baremes
    if nom not in noms(dossier):
        return None
    return next(un for un in (dossier / f"{nom}.toml", FOURNIS / f"{nom}.toml") if un.is_file())


def jours_feries() -> dict[int, tuple[JourFerie, ...]]:
    """The days off of this year and the next, by year, those of Moselle included."""
    jours, debut = calendrier(), aujourdhui().year
    return {annee: tuple(_de_l_annee(annee, jours)) for annee in range(debut, debut + ANNEES)}


def _de_l_annee(annee: int, jours: HolidayBase) -> Iterator[JourFerie]:
    jour = date(annee, 1, 1)
    while jour.year == annee:
        if jour in jours:
            yield JourFerie(jour=jour, libelle=jours.get(jour, ""))
        jour += timedelta(days=1)


def lire_ou_dire(chemin: Path | None = None) -> tuple[Ecrits, str]:
    """The file, the installation's by default; one that cannot be read is shown empty, with why."""
    try:
        return lire(chemin), ""
    except FauteDeSaisie as faute:
        return Ecrits(texte="", contenu={}, signature=""), faute.phrase


def emplacement() -> Path:
    """Where all this is written."""
    return fichier()
