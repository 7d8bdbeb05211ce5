"""Statements of hours attached to a mail: declared as `heures importer` does, each all or nothing, answered row by row.

A sender that nobody vouches for, or hours that may go to several places, wait for a person: nothing is then written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlmodel import Session

from config.horloge import aujourdhui
from courrier.lecture import Lecture
from courrier.messages import Suite
from courrier.messages_reponses import FichierRepondu, ReponseReleve, reponse_releve
from echanges.heures.lecture import FichierOuvert, ouvrir_fichier
from echanges.heures.reponse import reponse_par_ligne
from echanges.heures.resultat import LectureHeures
from formats.dates import date_longue, de_mois
from formats.typographie import typographier
from metier.courriers import NatureCourrier
from metier.fautes import FauteDeSaisie
from metier.heures import OrigineHeures
from sqlmodel_store.depots import reception
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.courrier_recu import accuses, cibles, destination
from workflows.actes.courrier_recu.cibles import Cible
from workflows.actes.courrier_recu.destination import ADecider, Indices, Lecteur, ReleveAltere
from workflows.actes.courrier_recu.reglement import Reglement
from workflows.actes.demande_heures.calendrier import mois_demande, retour_le
from workflows.actes.heures.declaration import DECLAREES, dire
from workflows.actes.heures.fichier import lignes_lues
from workflows.actes.heures.mois import executer
from workflows.actes.identites import identite_de
from workflows.actes.jetons import lien_de_declaration

PAR = "courriel"
FICHIERS_MAX = 20
LIGNES_MAX = 200
RIEN = "Rien n’est enregistré"
INCONNU = (
    "Un relevé d’heures est joint, envoyé par une personne qui n’est pas dans l’annuaire : une personne confirme, rien "
    "n’est enregistré."
)
NON_AUTHENTIFIE = (
    "Un relevé d’heures est joint, et aucun serveur de confiance ne garantit l’expéditeur : une personne confirme, "
    "rien n’est enregistré."
)
ENCLOS = (
    "Un relevé d’heures est joint à un message transféré : une personne dit de qui il vient, rien n’est enregistré."
)
TROP = f"Plus de {FICHIERS_MAX} classeurs sont joints : une personne les trie, rien n’est enregistré."
SANS_DEMANDE = (
    "Un relevé d’heures est joint, d’une adresse à qui aucune heure n’est demandée : une personne dit où il va, rien "
    "n’est enregistré."
)

A_PLACER = (SANS_DEMANDE, *destination.A_DIRE)
"""Why hours wait for a person though the sender is trusted: whoever answers for it would change nothing."""


@dataclass(frozen=True, kw_only=True)
class Fait:
    """What became of a file: what is told of it, whether hours are there, how many contracts changed, and where."""

    repondu: FichierRepondu
    contrats: int = 0
    cible: Cible | None = None


def regler(
    session: Session,
    courrier_id: int,
    lu: Lecture,
    *,
    connu: bool,
    operation: Operation | None,
    choix: Cible | None = None,
) -> Reglement:
    """Declare the hours of a mail and answer its sender. `choix`: where a person says that they go."""
    if raison := _a_confirmer(lu, connu=connu or choix is not None):
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=raison, operation=operation)
    expediteur = (lu.expediteur or "").casefold()
    possibles = [choix] if choix else cibles.de_l_expediteur(session, expediteur)
    if not possibles:
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=SANS_DEMANDE, operation=operation)
    lecteur, demande = Lecteur(session), cibles.demande_repondue(session, lu)
    indices = Indices(
        reference=operation.reference if operation else lu.rattachee_a,
        texte=f"{lu.objet}\n{lu.propos}",
        mois=cibles.mois_de_la_demande(demande),
        dernier=mois_demande(aujourdhui()),
    )
    fichiers = [ouvrir_fichier(un.octets, un.nom) for un in lu.classeurs]
    try:
        places = [_place(fichier, possibles, indices, lecteur, choix) for fichier in fichiers]
    except ADecider as doute:
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=str(doute), operation=operation)
    faits = [
        _faire(session, fichier, place, lecteur, expediteur) for fichier, place in zip(fichiers, places, strict=True)
    ]
    return _conclure(session, courrier_id, lu, faits, operation)


def _a_confirmer(lu: Lecture, *, connu: bool) -> str | None:
    """Why a person must look before anything is read in the files."""
    if not connu:
        return INCONNU
    if lu.authentifie is not True:
        return NON_AUTHENTIFIE
    if not lu.classeurs:
        return ENCLOS
    return TROP if len(lu.classeurs) > FICHIERS_MAX else None


def _place(
    fichier: FichierOuvert, possibles: Sequence[Cible], indices: Indices, lecteur: Lecteur, choix: Cible | None
) -> Cible | str:
    """Where the file goes, or the sentence that refuses it. Raises ADecider."""
    if choix is not None and not fichier.est_un_releve:
        return choix
    try:
        return destination.choisir(fichier, possibles, indices, lecteur)
    except ReleveAltere as refus:
        return str(refus)


def _faire(session: Session, fichier: FichierOuvert, place: Cible | str, lecteur: Lecteur, expediteur: str) -> Fait:
    if isinstance(place, str):
        return Fait(repondu=_refus(fichier, None, f"{place} {RIEN}."))
    empreinte = sha256(fichier.octets).hexdigest()
    if deja := reception.fichier_deja_la(session, empreinte, place.operation.id, place.mois):
        verdict = f"Ce même fichier a été enregistré le {date_longue(deja)} : rien n’a changé."
        return Fait(repondu=_accord(fichier, place, verdict), cible=place)
    lue = lecteur.lire(fichier, place)
    if not lue.entierement_lue:
        return Fait(repondu=_refus(fichier, place, _pourquoi(lue), lue), cible=place)
    try:
        contrats = _declarer(session, fichier, place, lue)
    except FauteDeSaisie as faute:
        phrase = faute.phrase.removeprefix(faute.champ).lstrip("\u00a0 :").rstrip(". ")
        return Fait(repondu=_refus(fichier, place, f"{RIEN} : {phrase}.", lue), cible=place)
    reception.retenir_fichier(session, empreinte, place.operation.id, place.mois)
    reception.clore_declarations(session, expediteur, place.mois)
    return Fait(repondu=_accord(fichier, place, _bilan(contrats), lue), contrats=contrats, cible=place)


def _declarer(session: Session, fichier: FichierOuvert, cible: Cible, lue: LectureHeures) -> int:
    """How many contracts changed; a refusal leaves nothing of this file, and the others as they are."""
    origine = OrigineHeures.RELEVE if fichier.est_un_releve else OrigineHeures.FICHIER
    with session.begin_nested():
        preparer = dire(lignes_lues(lue), origine)
        issue = executer(session, cible.operation, cible.mois, preparer, evenement=DECLAREES, par=PAR)
    return len(issue.contrats)


def _bilan(contrats: int) -> str:
    if not contrats:
        return "Ces heures étaient déjà là : rien n’a changé."
    pluriel = "s" if contrats > 1 else ""
    return f"{contrats} contrat{pluriel} : heures enregistrées, le facilitateur les valide ensuite."


def _pourquoi(lue: LectureHeures) -> str:
    if lue.fichier_refuse is not None:
        return f"{lue.phrase or lue.fichier_refuse.libelle} {RIEN}."
    if not lue.refusees:
        return f"{RIEN} : aucune ligne d’heures n’a été trouvée."
    combien = "une ligne est refusée" if len(lue.refusees) == 1 else f"{len(lue.refusees)} lignes sont refusées"
    return f"{RIEN} : {combien}. Corrigez le fichier et renvoyez-le en entier."


def _accord(fichier: FichierOuvert, cible: Cible, verdict: str, lue: LectureHeures | None = None) -> FichierRepondu:
    return _repondu(fichier, cible, verdict, lue, accepte=True)


def _refus(
    fichier: FichierOuvert, cible: Cible | None, verdict: str, lue: LectureHeures | None = None
) -> FichierRepondu:
    return _repondu(fichier, cible, verdict, lue, accepte=False)


def _repondu(
    fichier: FichierOuvert, cible: Cible | None, verdict: str, lue: LectureHeures | None, *, accepte: bool
) -> FichierRepondu:
    lignes = reponse_par_ligne(lue, gardee=accepte) if lue is not None and lue.fichier_refuse is None else []
    titre = f"Heures {de_mois(cible.mois)}, {cible.operation.reference}" if cible else None
    return FichierRepondu(
        nom=fichier.nom or "fichier sans nom",
        titre=titre,
        verdict=typographier(verdict),
        accepte=accepte,
        lignes=tuple(lignes[:LIGNES_MAX]),
        omises=max(0, len(lignes) - LIGNES_MAX),
    )


def _conclure(
    session: Session, courrier_id: int, lu: Lecture, faits: Sequence[Fait], operation: Operation | None
) -> Reglement:
    """The answer, and what is kept of it all; a refusal that nobody can be told of waits for a person."""
    operations = {fait.cible.operation.id: fait.cible.operation for fait in faits if fait.cible}
    operation = next(iter(operations.values())) if len(operations) == 1 else operation
    depart = _repondre(session, courrier_id, lu, faits, sorted(operations))
    refuses = sum(not fait.repondu.accepte for fait in faits)
    raison = _raison(faits, refuses)
    if refuses and depart is None:
        raison = (
            f"{raison.rstrip('.')} ; aucune réponse automatique n’est possible, une personne prévient l’expéditeur."
        )
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=raison, operation=operation)
    if depart is not None and depart > aujourdhui():
        raison = f"{raison.rstrip('.')} ; le détail {accuses.dire_depart(depart)}."
    return Reglement(nature=NatureCourrier.HEURES, raison=raison, operation=operation)


def _raison(faits: Sequence[Fait], refuses: int) -> str:
    gardes = [fait for fait in faits if fait.repondu.accepte and fait.cible]
    contrats = sum(fait.contrats for fait in gardes)
    ou = sorted({f"{de_mois(fait.cible.mois)} ({fait.cible.operation.reference})" for fait in gardes if fait.cible})
    phrases = []
    if contrats:
        pluriel = "s" if contrats > 1 else ""
        phrases.append(f"heures {', '.join(ou)} enregistrées pour {contrats} contrat{pluriel}, à valider")
    elif gardes:
        phrases.append(f"heures {', '.join(ou)} déjà enregistrées, rien n’a changé")
    if refuses:
        combien = "un fichier refusé" if refuses == 1 else f"{refuses} fichiers refusés"
        phrases.append(f"{combien}, rien n’en est enregistré")
    return f"Relevé joint : {' ; '.join(phrases)}."


def _repondre(
    session: Session, courrier_id: int, lu: Lecture, faits: Sequence[Fait], operations: list[int]
) -> date | None:
    adresse = accuses.destinataire(session, lu)
    if adresse is None:
        return None
    identite = identite_de(session, operations)
    refuse = any(not fait.repondu.accepte for fait in faits)
    suite = (
        "corriger le fichier, puis le renvoyer en réponse à ce message"
        if refuse
        else "rien d’autre à faire jusqu’au mois prochain"
    )
    mois = sorted({fait.cible.mois for fait in faits if fait.cible and fait.cible.employeurs is not None})
    references = {fait.cible.operation.reference for fait in faits if fait.cible}
    contenu = ReponseReleve(
        destinataire=adresse,
        relais=identite.relais,
        suite=Suite(
            contact=identite.facilitateur,
            prochaine_action=suite,
            avant_le=retour_le(aujourdhui()) if refuse else None,
        ),
        fichiers=tuple(fait.repondu for fait in faits),
        reference=references.pop() if len(references) == 1 else None,
        lien=lien_de_declaration(session, adresse, mois[-1]) if mois else None,
    )
    return accuses.repondre(session, courrier_id, reponse_releve(contenu, aujourdhui(), accuses.fil(lu)), operations)
