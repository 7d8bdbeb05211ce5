"""`relais operation …`, `aujourdhui`, `echeances`: where things stand, and moving them on."""

from __future__ import annotations

import json as js
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.identite import dire_identite
from cli.superviseur import verifier_courrier
from config.settings import get_settings
from echanges.lecture_json import lire_json
from formats.dates import date_courte
from formats.typographie import typographier
from metier.cycle import Etape, Transition
from metier.fautes import FauteDeSaisie, PanneExterne
from metier.gestes import GESTES, Geste
from sqlmodel_store.depots import operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes import situation
from workflows.actes.regroupement import regrouper

if TYPE_CHECKING:
    from workflows.actes.demandes import Resultat

ATTENTE_S = 180.0
PAR = "ligne de commande"


def lister(*, json: bool) -> None:
    """Every operation, its buyer and its step."""
    migrer()
    with lecture() as session:
        lignes = [
            {
                "reference": operation.reference,
                "intitule": operation.intitule,
                "maitre_ouvrage": operation.maitre_ouvrage_nom,
                "etape": operation.etape.value,
            }
            for operation in operations.lister(session)
        ]
    if json:
        _ecrire_json(lignes)
    elif not lignes:
        print("Aucune opération. Pour en ouvrir une : relais dossier importer, ou une annonce reçue par courriel.")
    for ligne in [] if json else lignes:
        etape = Etape(str(ligne["etape"])).libelle
        print(f"{ligne['reference']:<20}  {etape:<14}  {ligne['intitule'] or '(sans intitulé)'}")


def montrer(reference: str, *, json: bool) -> None:
    """One operation: step, what it waits for, documents, mails."""
    migrer()
    with lecture() as session:
        vue = situation.montrer(session, reference)
    if json:
        _ecrire_json(vue)
        return
    print(f"{reference} : {Etape(vue['etape']).libelle}")
    for action in vue["actions"]:
        print(f"  À faire : {_action(action)}")
    print(f"  Transitions possibles : {', '.join(vue['transitions']) or 'aucune'}")
    for document in vue["documents"]:
        retire = "" if Path(document["fichier"]).is_file() else " (fichier retiré)"
        print(f"  {document['code']:<4} {document['fichier']}{retire}")
    for courriel in vue["courriels"]:
        print(f"  Courriel {courriel['etat']} : {courriel['objet']} → {courriel['destinataire']}")


def avancer(reference: str, transition: str, donnees: Path | None) -> None:
    """Ask for a transition and do it: as a Prefect run where the service is up, here otherwise."""
    from workflows.actes.demandes import Appel, demander

    verifier_courrier(get_settings())
    migrer()
    appel = Appel(
        reference=reference,
        transition=_transition(transition),
        donnees=lire_json(donnees) if donnees else {},
        par=PAR,
    )
    _rendre_compte(_conduire(demander(appel)))


def faire(reference: str, geste: str, donnees: Path | None) -> None:
    """Ask for a geste and do it, like a transition; the step stays the same."""
    from workflows.actes.demandes import Appel, demander

    verifier_courrier(get_settings())
    migrer()
    appel = Appel(
        reference=reference,
        transition=_geste(geste),
        donnees=lire_json(donnees) if donnees else {},
        par=PAR,
    )
    _rendre_compte(_conduire(demander(appel)))


def gestes(*, json: bool) -> None:
    """Every geste: its steps, the data it must and may receive."""
    from workflows.actes.gestes import champs

    lignes: list[dict[str, Any]] = []
    for geste, regle in GESTES.items():
        obligatoires, facultatives = champs(geste)
        etapes = [etape.value for etape in Etape if etape in regle.depuis]
        lignes.append(
            {"geste": geste.value, "etapes": etapes, "obligatoires": obligatoires, "facultatives": facultatives}
        )
    if json:
        _ecrire_json(lignes)
        return
    for ligne in lignes:
        print(f"{ligne['geste']} : {', '.join(ligne['obligatoires']) or 'rien d’obligatoire'}")
        print(f"    facultatif : {', '.join(ligne['facultatives']) or 'rien'} ; étapes : {', '.join(ligne['etapes'])}")


def _rendre_compte(resultat: Resultat) -> None:
    print(f"{resultat.reference} : {Etape(resultat.etape).libelle}")
    with lecture() as session:
        produits = situation.montrer(session, resultat.reference)["documents"]
    fichiers = {document["fichier"] for document in produits}
    for fichier in sorted(f for f in fichiers if any(f.endswith(produit) for produit in resultat.documents)):
        print(f"  {fichier}")
    for alerte in resultat.alertes:
        print(f"  À noter : {alerte}")


def aujourdhui(*, json: bool) -> None:
    """What waits for whom, overdue first, the lots of an operation together; in JSON, each thing apart."""
    migrer()
    with lecture() as session:
        actions = situation.du_jour(session)
    if json:
        _ecrire_json([{"reference": action.reference} | action.en_json() for action in actions])
        return
    if not actions:
        print("Rien n’attend aujourd’hui.")
    reunies = regrouper(actions)
    for action in reunies:
        marque = "EN RETARD  " if action.en_retard else ""
        print(f"{marque}{action.reference or 'courrier'} : {_action(action.en_json())}")
    if len(reunies) < len(actions):
        print(typographier("Lot par lot : relais operation montrer REFERENCE"))
    dire_identite()


def echeances() -> None:
    """Do once what is due today, new mail included."""
    from workflows.actes import rapprochement

    verifier_courrier(get_settings())
    migrer()
    bilan = rapprochement.passer()
    print(f"{bilan.courriers} courriel(s) lu(s), {len(bilan.faites)} transition(s) faite(s).")
    for genre, combien in bilan.echeances.items():
        print(f"{genre} : {combien}")
    for etat, nombre in bilan.envois.items():
        if nombre:
            print(f"Courrier {etat.libelle} : {nombre}")
    for phrase in bilan.refusees:
        print(f"Refusé : {phrase}")
    if bilan.panne:
        raise PanneExterne(bilan.panne)


def _conduire(demande: int) -> Resultat:
    from workflows.actes.demandes import executer
    from workflows.service_prefect import service_actif

    if service_actif() is not None:
        _confier_a_prefect(demande)
    resultat = executer(demande)  # once done, answers what was done
    if resultat.courriels:
        _expedier()
    return resultat


def _expedier() -> None:
    """The transition is done whatever becomes of the mail, which waits in the outbox."""
    from workflows.actes.expedition import expedier

    try:
        expedier()
    except (PanneExterne, FauteDeSaisie) as empechement:
        print(f"Courrier en attente : {empechement.phrase}", file=sys.stderr)


def _confier_a_prefect(demande: int) -> None:
    """The run is waited for; whatever becomes of it, the request is then read, or done, in this process."""
    from workflows.lancements import lancer_demande
    from workflows.service_prefect import attendre

    with suppress(PanneExterne):
        if run := lancer_demande(demande):
            attendre(run, ATTENTE_S)


def _transition(nom: str) -> Transition:
    try:
        return Transition(nom)
    except ValueError:
        connues = ", ".join(transition.value for transition in Transition)
        raise FauteDeSaisie(
            "transition", f"transition : « {nom} » est inconnue ; valeurs admises : {connues}."
        ) from None


def _geste(nom: str) -> Geste:
    try:
        return Geste(nom)
    except ValueError:
        connus = ", ".join(geste.value for geste in Geste)
        raise FauteDeSaisie("geste", f"geste : « {nom} » est inconnu ; valeurs admises : {connus}.") from None


def _action(action: dict[str, Any]) -> str:
    avant = f", avant le {date_courte(date.fromisoformat(action['avant_le']))}" if action["avant_le"] else ""
    depuis = date_courte(date.fromisoformat(action["depuis"]))
    return f"{action['libelle']} ({action['qui']}, depuis le {depuis}{avant})"


def _ecrire_json(document: object) -> None:
    print(js.dumps(document, ensure_ascii=False, indent=2))
