"""`relais heures …`: files of hours in, a month in one grid."""

from __future__ import annotations

import json as js
from pathlib import Path

from echanges.heures.reponse import reponse_par_ligne
from formats.dates import mois_long
from formats.fichiers import motif
from formats.nombres import heures as heures_lisibles
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.heures import EtatHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois
from metier.periodes import Mois
from sqlmodel_store.depots import operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes.heures.fichier import Importation
from workflows.actes.heures.fichier import importer as importer_fichier
from workflows.actes.heures.grille import Grille
from workflows.actes.heures.grille import grille as lire_grille

PAR = "ligne de commande"
ESSAI = "Essai : rien n’est enregistré."
REFUS = "Rien n’est enregistré"


def importer(fichier: Path, *, operation: str, mois: str, essai: bool, partiel: bool, json: bool) -> None:
    """Declare the hours of a file. Raises FauteDeSaisie when nothing is kept of it, once each row is told."""
    periode = Mois.lire(mois, "--mois")
    octets = _lire(fichier)
    migrer()
    faite = importer_fichier(
        octets, fichier.name, reference=operation, mois=periode, par=PAR, partiel=partiel, essai=essai
    )
    if json:
        alertes = list(faite.issue.alertes) if faite.issue else []
        print(js.dumps(faite.lecture.en_json() | {"alertes": alertes}, ensure_ascii=False, indent=2))
    else:
        _dire(faite, essai=essai)
    if faite.issue is None:
        raise FauteDeSaisie(str(fichier), _refus(fichier, faite))


def grille(*, mois: str, operation: str | None, json: bool) -> None:
    """A month of all operations, or of one: for the facilitateur's own eyes, people are named."""
    periode = Mois.lire(mois, "--mois")
    migrer()
    with lecture() as session:
        choisies = None if operation is None else [operations.exiger(session, operation).id]
        lue = lire_grille(session, periode, choisies)
    if json:
        print(js.dumps(lue.en_json(), ensure_ascii=False, indent=2))
        return
    for phrase in _tableau(lue):
        print(phrase)


def _lire(fichier: Path) -> bytes:
    try:
        return fichier.read_bytes()
    except OSError as erreur:
        phrase = f"{fichier} : le fichier ne peut pas être lu ({motif(erreur)}) ; vérifiez son nom et ses droits."
        raise FauteDeSaisie("FICHIER", typographier(phrase)) from erreur


def _dire(faite: Importation, *, essai: bool) -> None:
    if faite.lecture.fichier_refuse is None:
        for phrase in reponse_par_ligne(faite.lecture):
            print(phrase)
    if faite.issue is None:
        return
    nombre = len(faite.issue.contrats)
    phrase = f"{nombre} contrat{'s' if nombre > 1 else ''} : heures enregistrées, à valider." if nombre else ""
    print(typographier(phrase or "Ces heures étaient déjà là : rien n’a changé."))
    for alerte in faite.issue.alertes:
        print(typographier(f"Attention : {alerte}"))
    if essai:
        print(typographier(ESSAI))


def _refus(fichier: Path, faite: Importation) -> str:
    lue = faite.lecture
    if lue.fichier_refuse is not None:
        return typographier(f"{fichier} : {lue.phrase or lue.fichier_refuse.libelle}")
    if not lue.acceptees:
        return typographier(f"{fichier} : aucune ligne d’heures à garder. {REFUS} : corrigez le fichier.")
    premiere = lue.refusees[0]
    feuille = f"feuille « {premiere.feuille} », " if premiere.feuille else ""
    nombre = len(lue.refusees)
    combien = f"{nombre} lignes refusées, la première :" if nombre > 1 else "une ligne refusée :"
    phrase = (
        f"{fichier} : {combien} {feuille}ligne {premiere.ligne} ({premiere.raison.libelle}). {REFUS} : corrigez le "
        "fichier, ou ajoutez --partiel pour garder les autres."
    )
    return typographier(phrase)


def _tableau(lue: Grille) -> list[str]:
    if not lue.lignes:
        return [typographier(f"Aucun contrat en {mois_long(lue.mois)}.")]
    phrases = []
    titre = None
    ecarts = set(lue.ecarts)
    for une in lue.lignes:
        if (suivant := (une.reference, une.lot, une.employeur)) != titre:
            titre = suivant
            pour = f", pour {une.utilisatrice}" if une.utilisatrice else ""
            phrases.append(typographier(f"{une.reference}, lot {une.lot} : {une.employeur}{pour}"))
        phrases.append(f"  {_ligne(une, a_regler=une in ecarts)}")
    total, validees = lue.somme(EtatHeures.DECLAREE, EtatHeures.VALIDEE), lue.somme(EtatHeures.VALIDEE)
    contestees, muets = lue.somme(EtatHeures.CONTESTEE), len(lue.muettes)
    a_part = f" ; {heures_lisibles(contestees)} contestées, à régler" if contestees else ""
    comptees = f"{heures_lisibles(total)} comptées, dont {heures_lisibles(validees)} validées"
    fin = f"{comptees}{a_part} ; {muets} sans déclaration."
    return [*phrases, typographier(f"{mois_long(lue.mois).capitalize()} : {fin}")]


def _ligne(une: ContratDuMois, *, a_regler: bool) -> str:
    parties = [f"{une.nom} {une.prenom}, {une.contrat}", _dite(une.dite)]
    if une.recoupee:
        parties.append(f"entreprise {heures_lisibles(une.recoupee.heures)}")
    if a_regler:
        parties.append("à régler")
    if not une.comptee:
        parties.append("non comptées, éligibilité à valider")
    if une.precedente:
        parties.append(f"mois d’avant {heures_lisibles(une.precedente.heures)}")
    return typographier(" · ".join(parties))


def _dite(ligne: LigneDuMois | None) -> str:
    return f"{heures_lisibles(ligne.heures)} ({ligne.etat.libelle}s)" if ligne else "rien de déclaré"
