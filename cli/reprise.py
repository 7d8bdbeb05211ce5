"""`relais reprise`: a follow-up spreadsheet taken over, its columns shown, each row told."""

from __future__ import annotations

import json as js
from pathlib import Path
from typing import Any

from echanges.reprise.lecture import Tableur, ouvrir_tableur
from echanges.reprise.modele import Modele, ecrire, lettre, lire, mot
from echanges.reprise.notions import Notion
from echanges.reprise.resultat import phrases_du_compte
from echanges.reprise.valeurs import SANS_ANNEE
from formats.dates import de_mois, de_nom
from formats.fichiers import motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.migration import migrer
from workflows.actes.reprise import Demande, Reprise, modele_pour, reprendre, retenir

PAR = "ligne de commande"
ESSAI = "Essai : rien n’est enregistré."


def reprise(fichier: Path, *, modele: Path | None, essai: bool, partiel: bool, json: bool) -> None:
    """Take a spreadsheet over. Raises FauteDeSaisie when a row is refused, once each row is told."""
    tableur = ouvrir_tableur(_lire(fichier), fichier.name)
    choisi, garde = modele_pour(tableur)
    if modele is not None and not modele.exists():
        _ecrire(modele, ecrire(choisi))
        _dire_les_colonnes(tableur, choisi)
        print(typographier(f"Modèle écrit : {modele}. Relisez-le, puis relancez la même commande. {ESSAI}"))
        return
    if modele is not None:
        choisi, garde = lire(_lire(modele).decode("utf-8", "replace"), str(modele), tableur.propose), False
    migrer()
    faite = reprendre(tableur, choisi, Demande(par=PAR, essai=essai, partiel=partiel))
    if json:
        print(js.dumps(_en_json(choisi, faite), ensure_ascii=False, indent=2))
    else:
        if garde:
            print(typographier("Colonnes retenues la dernière fois pour ce tableau :"))
        _dire_les_colonnes(tableur, choisi)
        _dire(faite, essai=essai)
    if not faite.faite:
        raise FauteDeSaisie(str(fichier), _refus(fichier, faite))
    if not essai:
        retenir(tableur, choisi)


def _lire(fichier: Path) -> bytes:
    try:
        return fichier.read_bytes()
    except OSError as erreur:
        phrase = f"{fichier} : le fichier ne peut pas être lu ({motif(erreur)}) ; vérifiez son nom et ses droits."
        raise FauteDeSaisie("FICHIER", typographier(phrase)) from erreur


def _ecrire(fichier: Path, texte: str) -> None:
    try:
        fichier.write_text(texte, encoding="utf-8")
    except OSError as erreur:
        phrase = f"{fichier} : ce fichier ne peut pas être écrit ({motif(erreur)}) ; vérifiez le dossier et les droits."
        raise FauteDeSaisie("--modele", typographier(phrase)) from erreur


def _dire_les_colonnes(tableur: Tableur, modele: Modele) -> None:
    for feuille in modele.feuilles:
        quoi = f"Feuille « {feuille.nom} »" if feuille.nom else "Fichier"
        print(typographier(f"{quoi}, titres à la ligne {feuille.entete + 1} :"))
        for place, titre in enumerate(feuille.titres):
            colonne = feuille.colonnes.get(place)
            sens = colonne.libelle if isinstance(colonne, Notion) else _heures_de(colonne) if colonne else "—"
            if titre or colonne:
                print(f"  {lettre(place)}  {titre or '(sans titre)'} → {sens}")
    for nom in tableur.laissees(modele):
        raison = "elle est masquée dans le tableur" if tableur.masquee(nom) else "aucune colonne reconnue"
        print(typographier(f"Feuille « {nom} » : laissée de côté, {raison}."))


def _heures_de(mois: Mois) -> str:
    """« heures d’octobre 2026 »; without the year that no heading writes."""
    return f"heures {de_nom(mois.numero) if mois.annee == SANS_ANNEE else de_mois(mois)}"


def _dire(faite: Reprise, *, essai: bool) -> None:
    for suite in faite.suites.lignes:
        print(suite.phrase)
    for remarque in faite.suites.remarques:
        print(typographier(f"Attention : {remarque}"))
    print(phrases_du_compte(faite.compte))
    if essai and faite.faite:
        print(typographier(ESSAI))


def _refus(fichier: Path, faite: Reprise) -> str:
    refusees = faite.suites.refusees
    nombre = len(refusees)
    combien = f"{nombre} lignes refusées, la première" if nombre > 1 else "une ligne refusée"
    return typographier(
        f"{fichier} : {combien} : {refusees[0].phrase.rstrip('.')}. Rien n’est enregistré : corrigez le fichier ou le "
        "modèle, ou ajoutez --partiel pour garder les autres lignes."
    )


def _en_json(modele: Modele, faite: Reprise) -> dict[str, Any]:
    return {
        "colonnes": [
            {
                "feuille": une.nom,
                "ligne_des_titres": une.entete + 1,
                "colonnes": {lettre(place): mot(un) for place, un in une.colonnes.items()},
            }
            for une in modele.feuilles
        ],
        "faite": faite.faite,
        "operations": list(faite.references),
        "compte": vars(faite.compte),
        "lignes": [
            {
                "feuille": une.feuille,
                "ligne": une.numero,
                "ajouts": une.ajouts,
                "remarques": une.remarques,
                "refus": une.refus,
            }
            for une in faite.suites.lignes
        ],
        "remarques": faite.suites.remarques,
    }
