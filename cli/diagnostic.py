"""`relais diagnostic`: what is installed, set, reachable; each fault with the command that mends it."""

from __future__ import annotations

import json as jsonlib
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from cli.verifications import liaisons, machine, portail, relais
from cli.verifications.constat import Constat, Etat, bon, fautif
from config.settings import FICHIER, Settings, get_settings
from metier.fautes import FauteDeSaisie

BLOQUE = 2
RESEAU_S = 5.0
LOCAL_S = 40.0
LARGEUR = 12


@dataclass(frozen=True, kw_only=True)
class Verification:
    """A question of the diagnostic; `secondes` bounds the wait for its answer."""

    nom: str
    libelle: str
    repondre: Callable[[], Constat]
    secondes: float = LOCAL_S


def diagnostic(*, json: bool) -> int:
    """Print what was found, as text or as one JSON document; returns 2 when something cannot work, else 0."""
    constats = examiner()
    print(en_json(constats) if json else en_texte(constats))
    return BLOQUE if any(constat.etat is Etat.A_CORRIGER for _, constat in constats) else 0


def examiner() -> list[tuple[Verification, Constat]]:
    """Every answer, in order; the questions are asked at once, and none is waited for beyond its limit."""
    verifications = questions()
    reponses: dict[str, Constat] = {}
    fils = [threading.Thread(target=_repondre, args=(un, reponses), daemon=True) for un in verifications]
    debut = time.monotonic()
    for fil in fils:
        fil.start()
    for verification, fil in zip(verifications, fils, strict=True):
        fil.join(max(0.0, debut + verification.secondes - time.monotonic()))
    return [(un, reponses.get(un.nom) or _muet(un)) for un in verifications]


def _repondre(verification: Verification, reponses: dict[str, Constat]) -> None:
    try:
        reponses[verification.nom] = verification.repondre()
    except Exception as erreur:  # noqa: BLE001 - a check that fails is a finding, not a traceback
        detail = f"la vérification a échoué ({type(erreur).__name__})"
        reponses[verification.nom] = fautif(detail, "signaler cette ligne à la personne qui administre Relais")


def _muet(verification: Verification) -> Constat:
    return fautif(
        f"aucune réponse en {verification.secondes:.0f} s", "vérifier le réseau, l’adresse et le port, puis recommencer"
    )


def questions() -> list[Verification]:
    """The machine first; what depends on the settings only when they can be read."""
    generales = [
        Verification(nom="python", libelle="Python", repondre=machine.python),
        Verification(nom="paquets", libelle="Paquets", repondre=machine.paquets),
        Verification(nom="weasyprint", libelle="PDF", repondre=machine.weasyprint),
        Verification(nom="polices", libelle="Polices", repondre=machine.polices),
    ]
    try:
        settings = get_settings()
    except FauteDeSaisie as faute:
        constat = fautif(faute.phrase, f"corriger {faute.champ}")
        return [*generales, Verification(nom="reglages", libelle="Réglages", repondre=lambda: constat)]
    return [*generales, *_reglees(settings)]


def _reglees(settings: Settings) -> list[Verification]:
    def local(nom: str, libelle: str, repondre: Callable[[Settings], Constat]) -> Verification:
        return Verification(nom=nom, libelle=libelle, repondre=lambda: repondre(settings))

    def reseau(nom: str, libelle: str, repondre: Callable[[Settings], Constat]) -> Verification:
        return Verification(nom=nom, libelle=libelle, repondre=lambda: repondre(settings), secondes=RESEAU_S)

    return [
        local("reglages", "Réglages", _reglages),
        local("horloge", "Horloge", machine.horloge),
        local("dossier", "Dossier", machine.dossier),
        local("disque", "Disque", machine.disque),
        (local if settings.base.startswith("sqlite") else reseau)("base", "Base", liaisons.base),
        reseau("ports", "Ports", liaisons.ports),
        reseau("smtp", "Envoi", liaisons.smtp),
        reseau("imap", "Réception", liaisons.imap),
        reseau("trace", "Copies", liaisons.trace),
        reseau("oauth", "Jetons", liaisons.jetons),
        reseau("prefect", "Prefect", liaisons.prefect),
        local("comptes", "Comptes", portail.comptes),
        local("identite", "Identité", relais.identite),
        local("relais", "Relais", relais.premier),
        local("baremes", "Barèmes", relais.baremes),
        local("modeles", "Modèles", relais.modeles),
    ]


def _reglages(settings: Settings) -> Constat:
    fichier = settings.home / FICHIER
    return bon(f"{fichier} est lu" if fichier.exists() else f"valeurs par défaut, {fichier} n’existe pas")


def en_json(constats: list[tuple[Verification, Constat]]) -> str:
    """`{"pret", "verifications": [{"nom", "etat", "detail", "remede"}]}`."""
    lignes = [{"nom": verification.nom, **asdict(constat)} for verification, constat in constats]
    pret = all(constat.etat is not Etat.A_CORRIGER for _, constat in constats)
    return jsonlib.dumps({"pret": pret, "verifications": lignes}, ensure_ascii=False, indent=2)


def en_texte(constats: list[tuple[Verification, Constat]]) -> str:
    """One line per question, the remedy under each fault, the conclusion at the end."""
    lignes: list[str] = []
    for verification, constat in constats:
        lignes.append(f"{constat.etat.libelle:<{LARGEUR}} {verification.libelle} : {constat.detail}")
        if constat.remede:
            lignes.append(f"{'':<{LARGEUR}} → {constat.remede}")
    return "\n".join([*lignes, "", conclusion([constat.etat for _, constat in constats])])


def conclusion(etats: list[Etat]) -> str:
    """What to remember of the whole."""
    if Etat.A_CORRIGER in etats:
        combien = etats.count(Etat.A_CORRIGER)
        return "Un point à corriger." if combien == 1 else f"{combien} points à corriger."
    if Etat.A_COMPLETER in etats:
        return "Rien n’empêche de travailler ; ce qui reste à compléter apparaîtra « [à compléter] » ou manquera."
    return "Tout est en ordre."
