"""What a person decides of a mail received: it is what it says, it belongs to an operation, it was read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from config.settings import get_settings
from courrier.lecture import ChampsLus, Contexte, Lecture, OperationLue, lire
from formats.fichiers import motif
from formats.typographie import typographier
from metier.courriers import NatureCourrier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import courriers_entrants, journal, operations, reception
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes import marche_decrit
from workflows.actes.annonce import creer_operation
from workflows.actes.courrier_recu.cibles import Cible
from workflows.actes.courrier_recu.reglement import Reglement
from workflows.actes.courrier_recu.suites import regler_selon_nature
from workflows.actes.lecture_a_part import survit
from workflows.actes.reception import Suite, contexte_de_lecture, decider, regler

A_DECIDER = frozenset(
    {
        NatureCourrier.A_TRANCHER,
        NatureCourrier.QUARANTAINE,
        NatureCourrier.REPONSE,
        NatureCourrier.AUTOMATIQUE,
        NatureCourrier.INDESIRABLE,
    }
)
"""What a person may settle otherwise: the other natures have done something."""
CHOIX = (NatureCourrier.REPONSE, NatureCourrier.AUTOMATIQUE, NatureCourrier.INDESIRABLE)
"""The natures that a person may give by hand."""
ID_MAX = 2**31


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`confirmer`: the person answers for the sender; `operation`, `mois`: where the mail, or its hours, belong.

    `annonces`: the operations that it announces, as the person verified them; `decrite`: the first of them is the
    market that a buyer described on the public page, where the mail holds one. `relais`: the code of the one that
    follows what is opened, by default the first. `vu_le`: when the mail was last settled, as the person saw it.
    """

    confirmer: bool = False
    operation: str | None = None
    mois: Mois | None = None
    nature: NatureCourrier | None = None
    annonces: tuple[ChampsLus, ...] = ()
    decrite: bool = True
    relais: str | None = None
    vu_le: datetime | None = None


def classer(identifiant: str, decision: Decision, *, par: str) -> Suite:
    """Settle a mail, told by its number in the ledger or its Message-ID, as a person decides; once or many times.

    Raises FauteDeSaisie: unknown mail, one that has already done something, a decision that does not fit it.
    """
    _exiger_une_decision(decision)
    with lecture() as session:
        ligne = _trouver(session, identifiant)
        if decision.operation is not None:
            operations.exiger(session, decision.operation)
        contexte = replace(contexte_de_lecture(session), garanti=True)
        marche = marche_decrit.de(session, ligne.id)
    lu = _relire(ligne, contexte)
    lu = marche_decrit.relire(lu, marche) if marche else lu
    _exiger_que_cela_convienne(decision, lu)
    with unit_of_work() as session:
        verrouiller(session, "reception")
        _exiger_inchange(session.get_one(CourrierEntrant, ligne.id), decision)
        if not reception.reprendre(session, ligne.id, A_DECIDER):
            raise _refus(_deja_fait(session.get_one(CourrierEntrant, ligne.id)))
        operation = operations.exiger(session, decision.operation) if decision.operation else None
        if decision.annonces:
            reglement = _ouvrir(session, ligne.id, decision, par)
        else:
            reglement = _decider(session, ligne, lu, decision, operation) or decider(
                session, ligne.id, lu, contexte, decision.relais
            )
        if marche and decision.decrite and reglement.operation and reglement.nature is NatureCourrier.NOTIFICATION:
            marche_decrit.reporter(session, reglement.operation, marche, verifiee=bool(decision.annonces))
        return _noter(session, ligne.id, lu, reglement, par)


def _decider(
    session: Session, ligne: CourrierEntrant, lu: Lecture, decision: Decision, operation: Operation | None
) -> Reglement | None:
    """What the person decides without a new reading; None when the mail is taken at its word."""
    courrier_id, numero = ligne.id, ligne.operation_id
    if operation is not None and decision.mois is not None:
        choix = Cible(operation=operation, mois=decision.mois)
        contexte = replace(contexte_de_lecture(session), garanti=True)
        vu = replace(lu, nature=NatureCourrier.HEURES, authentifie=True)
        return regler_selon_nature(session, courrier_id, vu, contexte, operation=operation, choix=choix)
    if decision.confirmer:
        return None
    if operation is None and numero is not None:
        operation = session.get_one(Operation, numero)
    nature = decision.nature or NatureCourrier.REPONSE
    avec = f" avec l’opération {operation.reference}" if operation else ""
    return Reglement(
        nature=nature, raison=f"Lu et classé par une personne{avec} : {nature.libelle}.", operation=operation
    )


def _ouvrir(session: Session, courrier_id: int, decision: Decision, par: str) -> Reglement:
    """The operations announced, as the person verified them. Raises FauteDeSaisie for one that is known already."""
    ouvertes = []
    for champs in decision.annonces:
        if champs.reference and operations.par_reference_ou_acheteur(session, champs.reference):
            phrase = (
                f"reference : une opération porte déjà la référence « {champs.reference} » ; rattachez-y le courriel."
            )
            raise FauteDeSaisie("reference", typographier(phrase))
        ouvertes.append(creer_operation(session, OperationLue(champs=champs), decision.relais))
    for autre in ouvertes[1:]:
        journal.noter(session, "courriel_classe", acteur=par, operation_id=autre.id, courrier=courrier_id)
    dites = ", ".join(une.reference for une in ouvertes)
    raison = f"Annonce vérifiée par une personne : {'opérations' if len(ouvertes) > 1 else 'opération'} {dites}."
    retenu = {"ouvertes": [une.reference for une in ouvertes]}
    return Reglement(nature=NatureCourrier.NOTIFICATION, raison=raison, operation=ouvertes[0], retenu=retenu)


def _noter(session: Session, courrier_id: int, lu: Lecture, reglement: Reglement, par: str) -> Suite:
    suite = regler(session, courrier_id, lu, reglement)
    if reglement.nature is not NatureCourrier.A_TRANCHER:
        reception.noter_tranche(session, courrier_id, par)
        if reglement.nature is not NatureCourrier.HEURES:
            reception.clore_declaration(session, courrier_id)
    numero = reglement.operation.id if reglement.operation else None
    journal.noter(session, "courriel_classe", acteur=par, operation_id=numero, courrier=courrier_id)
    return replace(suite, ouvertes=tuple(reglement.retenu.get("ouvertes", ())))


def _exiger_une_decision(decision: Decision) -> None:
    if decision.mois is not None and decision.operation is None:
        raise _refus("--mois ne va qu’avec --operation : dites à quelle opération vont ces heures")
    if decision.nature is not None and decision.nature not in CHOIX:
        connues = ", ".join(une.value for une in CHOIX)
        raise _refus(f"--nature : « {decision.nature} » ne se donne pas à la main ; possibles : {connues}")
    if decision.annonces and (decision.confirmer or decision.operation or decision.nature):
        raise _refus("une annonce vérifiée ne se classe pas autrement en même temps : choisissez")
    if decision.confirmer and (decision.operation or decision.nature):
        raise _refus("--confirmer ne va ni avec --operation ni avec --nature : choisissez")
    if not (decision.confirmer or decision.operation or decision.nature or decision.annonces):
        raise _refus("dites ce que devient ce courriel : --confirmer, --operation REFERENCE ou --nature NATURE")


def _exiger_que_cela_convienne(decision: Decision, lu: Lecture) -> None:
    if decision.mois is not None and not lu.classeurs:
        raise _refus("--mois : ce courriel n’a aucun classeur joint dont lire les heures")
    if decision.confirmer and lu.nature is NatureCourrier.QUARANTAINE:
        raise _refus(
            f"ce courriel ne peut pas être lu ({lu.raison.rstrip('.')}) ; classez-le par --operation ou --nature"
        )


def _trouver(session: Session, identifiant: str) -> CourrierEntrant:
    if identifiant.isascii() and identifiant.isdecimal() and int(identifiant) < ID_MAX:
        trouves = [ligne] if (ligne := session.get(CourrierEntrant, int(identifiant))) else []
    else:
        trouves = courriers_entrants.par_message_id(session, identifiant)
    if not trouves:
        raise _refus(f"aucun courriel reçu « {identifiant[:80]} » ; « relais courrier etat » montre leurs numéros")
    if len(trouves) > 1:
        numeros = ", ".join(str(un.id) for un in trouves)
        raise _refus(f"plusieurs courriels ont cet identifiant, dites lequel par son numéro : {numeros}")
    if trouves[0].nature not in A_DECIDER:
        raise _refus(_deja_fait(trouves[0]))
    return trouves[0]


def _deja_fait(ligne: CourrierEntrant) -> str:
    if ligne.nature is None:
        return "ce courriel n’a pas encore été lu ; « relais courrier relever » le lit"
    return f"ce courriel est déjà réglé ({ligne.nature.libelle}) : il n’attend personne"


def _exiger_inchange(ligne: CourrierEntrant, decision: Decision) -> None:
    if decision.vu_le is not None and ligne.traite_le != decision.vu_le:
        dite = f" ({ligne.nature.libelle})" if ligne.nature else ""
        raise _refus(f"une autre personne vient de régler ce courriel{dite} ; rien de votre décision n’est enregistré")


def _relire(ligne: CourrierEntrant, contexte: Contexte) -> Lecture:
    """The mail read again; one that stops whoever reads it stays unread."""
    if ligne.nature is NatureCourrier.QUARANTAINE and not survit(get_settings().home / ligne.chemin):
        return Lecture(nature=NatureCourrier.QUARANTAINE, raison=ligne.raison or "", expediteur=ligne.expediteur)
    return lire(_octets(ligne), contexte)


def _octets(ligne: CourrierEntrant) -> bytes:
    try:
        return (get_settings().home / ligne.chemin).read_bytes()
    except OSError as erreur:
        raise _refus(f"le fichier de ce courriel ne peut pas être lu ({motif(erreur)})") from erreur


def _refus(raison: str) -> FauteDeSaisie:
    return FauteDeSaisie("courriel", typographier(f"courriel : {raison}."))
