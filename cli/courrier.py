"""`relais courrier …`: taking mail in, saying how it is understood, sending, and the ledger."""

from __future__ import annotations

import json as js
from pathlib import Path

from cli.superviseur import verifier_courrier
from config.settings import get_settings
from courrier.lecture import Lecture
from courrier.lecture import lire as lire_octets
from formats.fichiers import motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import courriers_entrants, courriers_sortants
from sqlmodel_store.migration import migrer
from sqlmodel_store.modeles.courriers import EtatSortant
from sqlmodel_store.session import lecture
from workflows.actes import situation
from workflows.actes.expedition import expedier as expedier_tout
from workflows.actes.reception import contexte_de_lecture, rouvrir_les_expediteurs_connus
from workflows.actes.releve import relever as relever_tout

A_TRANCHER = frozenset({EtatSortant.INCERTAIN.value, EtatSortant.REFUSE.value})


def relever() -> None:
    """One pass: what is new is stored, read, filed. Raises FauteDeSaisie when a mail server is one too far."""
    verifier_courrier(get_settings())
    migrer()
    rouvrir_les_expediteurs_connus()
    suites = relever_tout()
    if not suites:
        print("Aucun nouveau courriel.")
    if ratees := suites.count(None):
        print(f"{ratees} courriel(s) que Relais n’a pas su lire cette fois : repris à la prochaine relève.")
    for suite in filter(None, suites):
        print(f"{suite.nature.libelle}{f' ({suite.reference})' if suite.reference else ''} : {suite.raison}")


def lire(fichier: Path, *, json: bool) -> None:
    """How a mail is understood; nothing is stored."""
    try:
        octets = fichier.read_bytes()
    except OSError as erreur:
        raise FauteDeSaisie(str(fichier), f"{fichier} : ce fichier ne peut pas être lu ({motif(erreur)}).") from erreur
    migrer()
    with lecture() as session:
        lu = lire_octets(octets, contexte_de_lecture(session))
    if json:
        print(js.dumps(lu.en_json(), ensure_ascii=False, indent=2))
    else:
        _montrer(lu)


def expedier() -> None:
    """Send what is due, once, even though sending is suspended. Raises FauteDeSaisie when a server is one too far."""
    verifier_courrier(get_settings())
    migrer()
    bilan = expedier_tout(tout_de_suite=True)
    for etat, nombre in bilan.items():
        if nombre:
            print(f"{etat.libelle} : {nombre}")
    if not any(bilan.values()):
        print(_rien_de_parti())


def _rien_de_parti() -> str:
    """Why a round sent nothing: another one holds a mail, or none is due."""
    with lecture() as session:
        pris = courriers_sortants.lister(session, etats=[EtatSortant.EN_COURS])
    if not pris:
        return "Rien à envoyer."
    return typographier("Rien d’autre à envoyer : un envoi est en cours ; relais courrier etat dit où il en est.")


def etat(*, json: bool) -> None:
    """The ledger of mail."""
    migrer()
    with lecture() as session:
        registre = situation.registre(session)
        numeros = [recu.id for recu in courriers_entrants.registre(session)]
    if json:
        print(js.dumps(registre, ensure_ascii=False, indent=2))
        return
    for numero, recu in zip(numeros, registre["entrants"], strict=True):
        print(f"reçu   n°\u00a0{numero} {recu['nature'] or 'à lire'}\u00a0: {recu['raison'] or ''}")
    for sortant in registre["sortants"]:
        cle = f" ({sortant['cle']})" if sortant["etat"] in A_TRANCHER else ""
        print(f"envoi  {sortant['etat']} : {sortant['objet']} → {sortant['destinataire']}{cle}")


def _montrer(lu: Lecture) -> None:
    print(f"{lu.nature.libelle} : {lu.raison}")
    for operation in lu.operations:
        for champ, phrase in operation.preuves.items():
            print(f"  {champ:<22} ← « {phrase} »")
        if operation.a_saisir:
            print(f"  À compléter : {', '.join(operation.a_saisir)}")
        for doute in operation.doutes:
            print(f"  Doute : {doute}")
