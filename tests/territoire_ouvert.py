"""The territory of the demo on a settled day, led by its own acts, without its servers: what a guide is drawn from."""

from __future__ import annotations

import re
from datetime import date

from operations_en_base import Annonce, avancer, inscrire, recevoir

from cli.demo_suivi.rejeu import Rejeu
from cli.histoire import CHARGEE_DE_MISSION, REGLAGES
from config.settings import FICHIER
from sqlmodel_store.depots import courriers_sortants, registre
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes import reception

LE_JOUR = date(2026, 12, 2)
"""The hours of November were asked for the day before."""


def regler(home):
    """The settings of the demo, before anything reads them."""
    home.mkdir(parents=True, exist_ok=True)
    (home / FICHIER).write_text(REGLAGES, encoding="utf-8")


def vivre(home):
    """The months of three operations until today, and a fourth led to its documents; returns their references."""
    migrer()
    rejeu = Rejeu(LE_JOUR)
    refus = [une for vecu in rejeu.vivre() for une in vecu.refus]
    assert refus == []
    return [*(une.reference for une in rejeu.operations()), _annoncee(home)]


def _annoncee(home):
    histoire = Annonce(LE_JOUR)
    inscrire(CHARGEE_DE_MISSION)
    reception.traiter(recevoir(histoire.octets(), home))
    avancer(histoire.reference, "instruire", **histoire.instruction())
    avancer(histoire.reference, "accepter")
    avancer(histoire.reference, "calibrer")
    avancer(histoire.reference, "rediger", date_publication_prevue=histoire.date_avis.isoformat())
    return histoire.reference


def lien_recu(chemin, cle):
    """The last link to that path (« /declaration/ ») in the mails whose key begins so, as a path of the portal."""
    with lecture() as session:
        envois = [un.id for un in courriers_sortants.lister(session) if un.cle.startswith(cle)]
        textes = [registre.octets(session, numero).decode("utf-8", "replace") for numero in envois]
    entiers = [re.sub(r"=\r?\n", "", texte) for texte in textes]
    return [un for texte in entiers for un in re.findall(rf"{chemin}[\w.~-]+", texte)][-1]
