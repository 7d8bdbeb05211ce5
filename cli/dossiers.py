"""`relais dossier` and `relais annuaire`: files in and out of the store, results in French."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from uuid import uuid4

from echanges import dossier
from echanges.annuaire import lire_annuaire
from echanges.dossier import Bilan
from echanges.lecture_dossiers import lire_dossiers
from formats.calcul import phrase_alerte
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import annuaire, journal
from sqlmodel_store.depots.annuaire import Sort
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture, unit_of_work

ACTEUR = "ligne de commande"
ESSAI = "Essai : rien n’est enregistré."


def importer(fichier: Path, *, essai: bool = False) -> None:
    """Load the dossiers of a file, all or nothing. Raises FauteDeSaisie naming the field, and the line."""
    lectures = lire_dossiers(fichier)
    migrer()
    with unit_of_work(essai=essai) as session:
        bilan = dossier.importer(session, lectures, acteur=ACTEUR)
    for lue in lectures:
        for alerte in lue.alertes:
            print(typographier(f"Attention : {phrase_alerte(alerte)}."))
    _dire(_phrases(bilan), essai=essai)


def exporter(reference: str, sortie: Path | None = None) -> None:
    """Write the dossier of an operation, on standard output by default. Raises FauteDeSaisie when it is unknown."""
    migrer()
    with lecture() as session:
        ecrit = json.dumps(dossier.exporter(session, reference), ensure_ascii=False, indent=1) + "\n"
    if sortie is None:
        print(ecrit, end="")
        return
    _write(sortie, ecrit)
    print(typographier(f"Dossier {reference} écrit : {sortie}"))


def annuaire_importer(fichier: Path, *, essai: bool = False) -> None:
    """Load people and organisations, all or nothing. Raises FauteDeSaisie naming the line."""
    entrees = lire_annuaire(fichier)
    migrer()
    with unit_of_work(essai=essai) as session:
        sorts = annuaire.importer(session, entrees)
        if sorts[Sort.CREE] or sorts[Sort.MODIFIE]:
            journal.noter(session, "annuaire_importe", acteur=ACTEUR, **{sort.value: sorts[sort] for sort in Sort})
    _dire([_phrase_annuaire(sorts)], essai=essai)
    if not essai:
        _relire_le_courrier()


def _relire_le_courrier() -> None:
    """Announcements that waited for their sender to be known are read."""
    from sqlmodel_store.depots import courriers_entrants
    from workflows.actes.reception import rouvrir_les_expediteurs_connus, tenter

    if not rouvrir_les_expediteurs_connus():
        return
    with lecture() as session:
        a_lire = [ligne.id for ligne in courriers_entrants.a_traiter(session)]
    for suite in filter(None, map(tenter, a_lire)):
        print(typographier(f"Annonce en attente, lue : {suite.reference or suite.raison}"))


def annuaire_lister() -> None:
    """Print the annuaire, one entry per line, by organisation."""
    migrer()
    with lecture() as session:
        entrees = annuaire.lister(session)
    if not entrees:
        print(typographier("L’annuaire est vide : `relais annuaire importer FICHIER` le remplit."))
    for entree in entrees:
        role = entree.role.libelle if entree.role else None
        print(
            " · ".join(
                texte for texte in (entree.organisation, entree.nom, entree.courriel, entree.type, role) if texte
            )
        )


def _phrase_annuaire(sorts: Counter[Sort]) -> str:
    ajoutees = _compte(sorts[Sort.CREE], "entrée ajoutée", "entrées ajoutées")
    corrigees = _compte(sorts[Sort.MODIFIE], "corrigée", "corrigées")
    return f"{ajoutees}, {corrigees}, {_compte(sorts[Sort.INCHANGE], 'inchangée', 'inchangées')}."


def _phrases(bilan: Bilan) -> list[str]:
    cas = (
        (bilan.crees, "dossier ajouté", "dossiers ajoutés"),
        (bilan.remplaces, "dossier remplacé", "dossiers remplacés"),
        (bilan.inchanges, "dossier déjà là, inchangé", "dossiers déjà là, inchangés"),
    )
    return [f"{_compte(len(refs), un, plusieurs)} : {_references(refs)}." for refs, un, plusieurs in cas if refs]


def _references(references: list[str]) -> str:
    montrees = ", ".join(references[:10])
    return montrees if len(references) <= 10 else f"{montrees} et {len(references) - 10} autres"  # noqa: PLR2004


def _compte(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre} {un if nombre < 2 else plusieurs}"  # noqa: PLR2004 - French: zero is singular


def _dire(phrases: list[str], *, essai: bool) -> None:
    for phrase in [*phrases, *([ESSAI] if essai else [])]:
        print(typographier(phrase))


def _write(sortie: Path, texte: str) -> None:
    """The whole file or nothing."""
    provisoire = sortie.with_name(f".{sortie.name}.{uuid4().hex[:8]}")
    try:
        provisoire.write_text(texte, encoding="utf-8")
        provisoire.replace(sortie)
    except OSError as erreur:
        provisoire.unlink(missing_ok=True)
        phrase = typographier(f"{sortie} : ce fichier ne peut pas être écrit ; vérifiez le dossier et les droits.")
        raise FauteDeSaisie("sortie", phrase) from erreur
