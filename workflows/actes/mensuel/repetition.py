"""The dashboards of a month written for a look, nothing posted, nothing recorded: PDF, mails, a page of differences.

One that is made already is written as it was made: that is what leaves, or left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from config.horloge import aujourdhui, maintenant
from config.identites import identite
from config.settings import get_settings
from courrier.composition import composer
from courrier.messages_mensuel import preavis_tableaux_de_bord, tableau_de_bord
from documents.ecriture import write_atomically
from formats.releve import en_ascii
from metier.missions import CodeDocument
from metier.periodes import Mois
from sqlmodel_store.depots import tableaux
from sqlmodel_store.modeles.suivi import TableauDeBord
from sqlmodel_store.session import lecture
from workflows.actes.mensuel.annonces import rediger_preavis
from workflows.actes.mensuel.calendrier import depart
from workflows.actes.mensuel.chiffres import compares
from workflows.actes.mensuel.courriels import Envoi, envois, joindre, lire_le_fichier, rediger
from workflows.actes.mensuel.lignes import Choix, choisir, suite
from workflows.actes.mensuel.mois import Bilan, ouvrir
from workflows.actes.mensuel.pieces import Fabriquee, fichier_du_classeur
from workflows.actes.mensuel.preparation import Empechement, essayer, faits, lots, preparer_ateliers

DOSSIER = "repetitions"
Faits = dict[tuple[int, str, str], list[TableauDeBord]]
"""The dashboards of a month that are made, by what those of all months share: one for each recipient."""
LIEN = "declaration/lien-personnel"
"""In place of a recipient's own link, which would be recorded."""


def repeter(mois: Mois) -> Bilan:
    """Write everything under `<home>/repetitions/AAAA-MM/`, in place of what a former rehearsal left there."""
    final = get_settings().home / DOSSIER / str(mois)
    provisoire = final.with_name(f".{mois}.{os.getpid()}")
    shutil.rmtree(provisoire, ignore_errors=True)
    try:
        faits = _deja_faits(mois)
        choix = _comme_faits(ouvrir(mois), faits)
        produits, empeches = _produire(choix, faits, provisoire)
        courriels = _ecrire_courriels(mois, produits, provisoire)
        _ecrire_differences(choix, empeches, provisoire)
        shutil.rmtree(final, ignore_errors=True)
        provisoire.rename(final)
    finally:
        shutil.rmtree(provisoire, ignore_errors=True)
    return Bilan(
        mois=mois,
        operations=len(choix.concernees),
        inchanges=choix.inchangees,
        documents=len({(un.operation_id, un.fichier) for un in produits}),
        courriels=courriels,
        dossier=str(final),
    )


def _deja_faits(mois: Mois) -> Faits:
    faits: Faits = {}
    with lecture() as session:
        for un in tableaux.du_mois(session, mois):
            faits.setdefault(suite(un.operation_id, un.code, un.organisation), []).append(un)
    return faits


def _comme_faits(choix: Choix, faits: Faits) -> Choix:
    """The same, each line with the figures of the dashboard made for it, where one is."""
    return replace(
        choix,
        lignes=tuple(
            replace(une, compter=partial(compares, faits[une.suite][0].chiffres)) if une.suite in faits else une
            for une in choix.lignes
        ),
    )


def _produire(choix: Choix, deja: Faits, dossier: Path) -> tuple[list[TableauDeBord], list[str]]:
    """The rows that a run would record, their files written apart; why others could not be made."""
    produits: list[TableauDeBord] = []
    empeches: list[str] = []
    for lot in lots(choix):
        with lecture() as session:
            du_lot = choisir(session, choix.mois, lot)
            ateliers = preparer_ateliers(session, du_lot)
        for ligne in _comme_faits(du_lot, deja).dues:
            if ligne.suite in deja:
                produits += _copier(ligne.reference, deja[ligne.suite], dossier)
                continue
            essai = essayer(ateliers[ligne.operation_id], ligne)
            if isinstance(essai, Empechement):
                empeches.append(f"{ligne.reference}, {ligne.code.value} {ligne.organisation} : {essai.phrase}")
            else:
                produits += _ecrire(choix.mois, essai, dossier)
    return produits, empeches


def _copier(reference: str, faits: Sequence[TableauDeBord], dossier: Path) -> Sequence[TableauDeBord]:
    """The files of a dashboard that is made. Raises FauteDeSaisie where one has disappeared."""
    fichiers = {un.fichier for un in faits}
    fichiers |= {fichier_du_classeur(un.mois) for un in faits if un.code == CodeDocument.H1}
    for fichier in fichiers:
        write_atomically(dossier / reference / fichier, lire_le_fichier(reference, fichier))
    return faits


def _ecrire(mois: Mois, faite: Fabriquee, dossier: Path) -> list[TableauDeBord]:
    for produite in faite.produites:
        write_atomically(dossier / faite.ligne.reference / produite.piece.fichier, produite.piece.octets)
    return [TableauDeBord(**asdict(fait)) for fait in faits(mois, faite)]


def _ecrire_courriels(mois: Mois, produits: Sequence[TableauDeBord], dossier: Path) -> int:
    with lecture() as session:
        tous = envois(session, mois, produits)
    for rang, envoi in enumerate(tous, start=1):
        _ecrire_courriel(rang, envoi, dossier)
    return len(tous)


def _ecrire_courriel(rang: int, envoi: Envoi, dossier: Path) -> None:
    pieces = joindre(envoi, lambda reference, fichier: (dossier / reference / fichier).read_bytes())
    lien = f"{get_settings().adresse_portail.rstrip('/')}/{LIEN}"
    message = tableau_de_bord(rediger(envoi, pieces, lambda _mois: lien))
    octets = composer(message, expediteur=identite(envoi.relais).expediteur, le=maintenant()).octets
    nom = f"{rang:03d}_{en_ascii(envoi.tableaux[0].organisation)}.eml"
    write_atomically(dossier / "courriels" / nom, octets)


def _ecrire_differences(choix: Choix, empeches: Sequence[str], dossier: Path) -> None:
    """The page that the facilitateur reads the day before, every operation in it."""
    with lecture() as session:
        preavis = rediger_preavis(
            session, choix, depart=depart(choix.mois), jour=aujourdhui(), limite=len(choix.lignes)
        )
    message = preavis_tableaux_de_bord(preavis)
    texte = message.texte + "".join(f"\nNon produit : {un}\n" for un in empeches)
    write_atomically(dossier / "differences.html", message.html.encode())
    write_atomically(dossier / "differences.txt", texte.encode())
