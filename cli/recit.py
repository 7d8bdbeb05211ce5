"""The voice of the demo: what happens, told line by line, and where to look in the end."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, TextIO

from cli.compte_demo import CompteDemo
from config.horloge import PARIS
from config.paths import Paths
from config.settings import get_settings
from formats.calcul import phrase_etape
from formats.nombres import heures
from metier.cycle import Etape
from sqlmodel_store.depots import journal, operations
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.session import lecture
from workflows.acces_prefect import acces
from workflows.actes import situation
from workflows.actes.calcul import heures_par_lot
from workflows.actes.demandes import Resultat

LARGEUR_CHAMP = 26
SILENCE_S = 15.0
"""How long the demo says nothing before it tells what it waits for."""
NOMS = {
    "A1": "Mention pour l’avis de marché",
    "A2": "Article du règlement de la consultation",
    "A3": "Article du CCAP",
    "A7": "Annexe à l’acte d’engagement",
    "A8": "Cadre de réponse",
    "A9": "Notice aux candidats",
    "B1": "Note de calibrage (confidentielle)",
    "B2": "Tableau de calcul (confidentiel)",
    "C0": "Réponse du relais",
}
A_OUVRIR = (
    ("A3_ccap.docx", "l’article à coller dans le CCAP"),
    ("confidentiel/B1_note_calibrage.docx", "pourquoi ces heures"),
)


class Recit:
    """Tells the demo to a text stream; remembers which documents it has named."""

    def __init__(self, sortie: TextIO) -> None:
        self._sortie = sortie
        self._debut = self._dernier_mot = time.monotonic()
        self._nommes: set[str] = set()

    def dire(self, ligne: str = "") -> None:
        print(ligne, file=self._sortie, flush=True)
        self._dernier_mot = time.monotonic()

    def patienter(self, attendu: str) -> None:
        """Say what is waited for, once the silence is long: on a busy machine a step takes a minute."""
        if time.monotonic() - self._dernier_mot >= SILENCE_S:
            self.dire(f"  {self._chrono()} … {attendu}, encore un instant")

    def ouvrir(self) -> None:
        self.dire("Relais, démonstration. Tout se passe sur cette machine ; les noms sont inventés.")
        self.dire(
            "Serveurs de courrier, Prefect et portail démarrent (dix secondes, ou une minute si elle est occupée)."
        )

    def annoncer_envoi(self, auteur: dict[str, str]) -> None:
        self.acte(f"{auteur['nom']}, {auteur['organisation']}, écrit au relais")

    def montrer_courriel(self, recu: CourrierEntrant) -> None:
        """The mail, and the sentence that each field came from."""
        octets = (get_settings().home / recu.chemin).read_bytes()
        self.acte("Courriel reçu")
        self.dire(f"     Objet : {message_from_bytes(octets, policy=default)['Subject']}")
        self.dire(f"     {recu.raison}")
        for lue in json.loads(recu.lecture or "{}").get("operations", []):
            for champ, phrase in lue["preuves"].items():
                self.dire(f"     {_nom_du_champ(champ):<{LARGEUR_CHAMP}} ← « {phrase} »")

    def montrer_instruction(self) -> None:
        self.acte("La facilitatrice complète : nature du marché, part de main-d’œuvre de chaque lot, lot écarté")

    def montrer_reponse(self, resultat: Resultat) -> None:
        self.acte(f"Le relais accepte ; {len(resultat.courriels)} courriel part vers l’acheteur, la réponse C0 jointe")

    def montrer_calcul(self, reference: str) -> None:
        """The hours of each lot, step by step."""
        self.acte("Les heures, expliquées")
        lots = heures_par_lot(reference)
        for lot in lots:
            self.dire(f"     Lot {lot.numero}, {lot.intitule} : {heures(lot.heures)}")
            for etape in lot.etapes:
                self.dire(f"         {phrase_etape(etape)}")
        self.dire(f"     Total : {heures(sum(lot.heures for lot in lots))}")
        for ecarte in _ecartes(reference):
            self.dire(f"     {ecarte}")

    def montrer_documents(self, dossier: Path) -> None:
        """Each document not named yet, with the time since the start."""
        trouves = [fichier for fichier in dossier.rglob("*") if fichier.is_file() and not fichier.name.startswith(".")]
        for fichier in sorted(trouves, key=lambda un: (un.stat().st_mtime_ns, un.name)):
            nom = str(fichier.relative_to(dossier))
            if nom not in self._nommes and fichier.suffix in {".docx", ".xlsx", ".zip", ".txt"}:
                self._nommes.add(nom)
                self.dire(f"  {self._chrono()} + {nom:<38} {NOMS.get(fichier.name.partition('_')[0], '')}".rstrip())

    def montrer_alertes(self, resultat: Resultat) -> None:
        self.acte("Ce qu’une personne doit encore regarder")
        for alerte in resultat.alertes:
            self.dire(f"     - {alerte}")
        self.dire("     - sur la page de garde de chaque pièce, les paramètres « à valider par le relais »")

    def conclure(self, a_ouvrir: Sequence[tuple[str, str]]) -> None:
        """What to open first, in order."""
        self.dire("\nÀ ouvrir d’abord, dans l’ordre :")
        for rang, (ou, quoi) in enumerate(a_ouvrir, start=1):
            self.dire(f"{rang:>3}. {ou}\n     {quoi}")
        self.dire("\nRien ne quitte votre machine.")

    def rouvrir(self) -> None:
        self.dire("\nLe service redémarre à la date du jour (dix secondes, ou une minute si la machine est occupée).")

    def rester(self) -> None:
        self.dire("Le service reste ouvert. Ctrl+C pour l’arrêter ; pour le rouvrir, avec le même compte :")
        self.dire(f"     RELAIS_HOME={get_settings().home} ./relais demarrer")

    def acte(self, titre: str) -> None:
        """A title, with the time since the start."""
        self.dire(f"\n{self._chrono()} {titre}")

    def _chrono(self) -> str:
        return f"[{time.monotonic() - self._debut:5.1f} s]"


CHAMPS = {
    "intitule": "intitulé",
    "reference": "référence",
    "maitre_ouvrage": "maître d’ouvrage",
    "montant_ht": "montant HT",
    "date_avis": "envoi de l’avis",
    "remise_offres": "remise des offres",
    "demarrage": "démarrage",
    "reunion_demarrage": "réunion de démarrage",
    "nom": "contact, nom",
    "courriel": "contact, courriel",
    "telephone": "contact, téléphone",
}


def _nom_du_champ(chemin: str) -> str:
    """« lots[2].montant_ht » reads « lot 2, montant HT »."""
    parent, _, champ = chemin.rpartition(".")
    nom = CHAMPS.get(champ, champ)
    return f"lot {parent[5:-1]}, {nom}" if parent.startswith("lots[") else nom


def _jour(evenement: Evenement) -> date:
    return evenement.instant.astimezone(PARIS).date()


def pieces_a_ouvrir(paths: Paths, reference: str) -> list[tuple[str, str]]:
    """What the first operation produced that is worth opening."""
    return [(str(paths.documents(reference) / fichier), quoi) for fichier, quoi in A_OUVRIR]


def adresses(
    references: Sequence[str], compte: CompteDemo, sans_compte: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The pages of the operations, those that need no account, then that of the service, and how to be let in."""
    portail, prefect = get_settings().adresse_portail, acces()
    suivies = "".join(f"\n     {portail}/operations/{reference}" for reference in references)
    entree = f"\n     courriel : {compte.courriel}\n     mot de passe : {compte.mot_de_passe}"
    quoi = f"le portail : ce qui attend aujourd’hui, où en est chaque opération{entree}{suivies}"
    return [
        (f"{portail}/", quoi),
        *sans_compte,
        (
            prefect.interface,
            f"les flux (Prefect, en anglais), pour l’administrateur\n     identifiant : {prefect.authentification}",
        ),
    ]


def _ecartes(reference: str) -> list[str]:
    with lecture() as session:
        operation = operations.exiger(session, reference)
        assert operation.id is not None
        return [
            f"Lot {lot.numero}, {lot.intitule} : sans clause. {lot.motif_non_clause}"
            for lot in operations.lots(session, operation.id)
            if not lot.clause
        ]


def resume(reference: str) -> dict[str, Any]:
    """The document of `demo --json`."""
    with lecture() as session:
        vue = situation.montrer(session, reference)
        operation = operations.exiger(session, reference)
        evenements = journal.lister(session, operation.id)
    passees = [un for un in evenements if un.evenement == "transition"]
    etapes = [{"etape": Etape.SIGNALEE.value, "date": str(_jour(evenements[0]))}]
    etapes += [{"etape": json.loads(un.donnees)["vers"], "date": str(_jour(un))} for un in passees]
    return {
        "operation": reference,
        "etapes": etapes,
        "documents": [{cle: un[cle] for cle in ("code", "fichier", "sha256")} for un in vue["documents"]],
        "courriels": [{cle: un[cle] for cle in ("cle", "destinataire", "objet")} for un in vue["courriels"]],
        "adresses": {"portail": get_settings().adresse_portail, "prefect": acces().interface},
    }
