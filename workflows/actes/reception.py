"""One mail received, understood once: an operation to examine, an answer filed with its operation, or a task."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from config.settings import get_settings
from courrier.lecture import Contexte, Expediteur, Lecture, OperationLue, lire
from courrier.lecture.lecteur import EXPEDITEUR_INCONNU, ORIGINE_INCONNUE
from courrier.lecture.objets import ENTETES_MAX, objet_de
from courrier.lecture.textes import en_une_ligne
from formats.typographie import typographier
from metier.courriers import NatureCourrier
from sqlmodel_store.depots import annuaire, courriers_entrants, courriers_sortants, journal, operations, postes
from sqlmodel_store.depots.courriers_entrants import Issue
from sqlmodel_store.modeles.courriers import CourrierEntrant, EtatEntrant
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.annonce import creer_operation
from workflows.actes.courrier_recu.reglement import Reglement
from workflows.actes.courrier_recu.suites import regler_selon_nature
from workflows.actes.identites import autres_identites
from workflows.actes.incidents import consigner
from workflows.actes.jetons import secret_installation
from workflows.actes.lecture_a_part import survit

ACTEUR = "reception"
ESSAIS = 3
INTERRUPTIONS = 30  # readers that died without a word
ILLISIBLE = "Ce courriel n’a pas pu être lu après trois essais : il attend qu’une personne l’ouvre."


@dataclass(frozen=True, kw_only=True)
class Suite:
    """What became of a mail: its nature, why, and the operation it opened or belongs to.

    `ouvertes`: the references of all those that a person opened with it.
    """

    nature: NatureCourrier
    raison: str
    reference: str | None = None
    lecture: Lecture | None = None
    ouvertes: tuple[str, ...] = ()


def contexte_de_lecture(session: Session) -> Contexte:
    """What a reader of mail must know of the relay: its correspondents, its operations, its own messages."""
    settings = get_settings()
    return Contexte(
        expediteurs={
            connu.courriel.casefold(): Expediteur(nom=connu.nom or "", organisation=connu.organisation, type=connu.type)
            for connu in annuaire.correspondants(session)
        },
        references_connues=operations.references(session),
        message_ids_envoyes=courriers_sortants.message_ids(session),
        boite=settings.relais.courriel,
        autres_relais=frozenset(une.relais.courriel for une in autres_identites(session) if une.relais.courriel),
        serveur_authentification=settings.courrier.serveur_authentification,
        secret=secret_installation() if settings.courrier.adresse_operation else None,
    )


def est_regle(courrier_id: int) -> bool:
    """Whether a mail has been read and settled."""
    with lecture() as session:
        return session.get_one(CourrierEntrant, courrier_id).etat is not EtatEntrant.RECU


def tenter(courrier_id: int, relais: str | None = None) -> Suite | None:
    """Settle a mail without holding back those that follow: None when it must be tried again."""
    try:
        return traiter(courrier_id, relais)
    except Exception as erreur:  # noqa: BLE001 - one mail must not stop the intake
        consigner(erreur, f"courriel {courrier_id}")
        return None


def traiter(courrier_id: int, relais: str | None = None) -> Suite:
    """Read a stored mail and settle it, once; a mail that was settled answers as it was. Safe to run again.

    `relais`: the code of the one that follows the operation it opens, by default the first.

    Whatever the reading raises is raised twice; the third time the mail is put in quarantine. Readers that died three
    times without a word prove nothing: a process of its own then reads the mail first.
    """
    with lecture() as session:
        brut = get_settings().home / session.get_one(CourrierEntrant, courrier_id).chemin
    with _seul(brut):
        ligne, contexte, essai = _essayer(courrier_id)
        if ligne.etat is not EtatEntrant.RECU:
            return _deja_regle(ligne)
        return _lire_ou_ecarter(ligne, contexte, essai, relais)


def rouvrir_les_expediteurs_connus() -> int:
    """Mails left to a person whose sender is known since, and which announce an operation, are to be read again.

    What was left for another reason is not looked at.

    Adding the sender to the annuaire is the person's decision; returns how many mails it settles.
    """
    with lecture() as session:
        contexte = contexte_de_lecture(session)
        laisses = courriers_entrants.laisses_pour(session, (EXPEDITEUR_INCONNU, ORIGINE_INCONNUE))
    annonces = [ligne.id for ligne in laisses if _annonce(ligne, contexte)]
    with unit_of_work() as session:
        return sum(courriers_entrants.rouvrir(session, courrier_id) for courrier_id in annonces)


def _annonce(ligne: CourrierEntrant, contexte: Contexte) -> bool:
    if not ligne.expediteur or contexte.connu(ligne.expediteur) is None:
        return False
    try:
        octets = (get_settings().home / ligne.chemin).read_bytes()
    except OSError:
        return False
    return lire(octets, contexte).nature is NatureCourrier.NOTIFICATION


@contextmanager
def _seul(brut: Path) -> Iterator[None]:
    """One reader at a time on this machine, so that an attempt that is counted is one that failed, not one under way.

    The system lets go of the lock when the reader dies.
    """
    with ExitStack() as pile:
        if brut.exists():  # one that was lost fails when it is read
            fcntl.flock(pile.enter_context(brut.open("rb")), fcntl.LOCK_EX)
        yield


def _lire_ou_ecarter(ligne: CourrierEntrant, contexte: Contexte, essai: int, relais: str | None) -> Suite:
    if essai > ESSAIS and (essai > INTERRUPTIONS or not survit(get_settings().home / ligne.chemin)):
        return _mettre_en_quarantaine(ligne.id, ILLISIBLE)
    try:
        return _lire(ligne, contexte, relais)
    except Exception as erreur:
        if essai < ESSAIS:
            raise
        consigner(erreur, f"courriel {ligne.id}")
        return _mettre_en_quarantaine(ligne.id, ILLISIBLE)


def _lire(ligne: CourrierEntrant, contexte: Contexte, relais: str | None) -> Suite:
    octets = (get_settings().home / ligne.chemin).read_bytes()
    lu = lire(octets, contexte)
    if lu.nature is NatureCourrier.QUARANTAINE:
        return _mettre_en_quarantaine(ligne.id, lu.raison)
    with unit_of_work() as session:
        verrouiller(session, "reception")
        actuelle = session.get_one(CourrierEntrant, ligne.id)
        if actuelle.etat is EtatEntrant.RECU:
            return regler(session, ligne.id, lu, decider(session, ligne.id, lu, contexte, relais))
    return _deja_regle(actuelle)


def _essayer(courrier_id: int) -> tuple[CourrierEntrant, Contexte, int]:
    """The attempt is counted before the reading: a mail that kills its reader ends in quarantine."""
    with unit_of_work() as session:
        ligne = session.get_one(CourrierEntrant, courrier_id)
        essai = ligne.essais
        if ligne.etat is EtatEntrant.RECU:
            essai = courriers_entrants.essayer(session, courrier_id)
    with lecture() as session:
        return ligne, contexte_de_lecture(session), essai


def _mettre_en_quarantaine(courrier_id: int, raison: str) -> Suite:
    with unit_of_work() as session:
        ligne = session.get_one(CourrierEntrant, courrier_id)
        if courriers_entrants.quarantaine(session, courrier_id, raison, objet=objet_ecrit(ligne.chemin)):
            journal.noter(session, "courriel_en_quarantaine", acteur=ACTEUR, courrier=courrier_id)
        session.refresh(ligne)
    return _deja_regle(ligne)


def objet_ecrit(chemin: str) -> str | None:
    """The subject in the raw file of a mail, None where there is none to read."""
    try:
        with (get_settings().home / chemin).open("rb") as brut:
            return objet_de(brut.read(ENTETES_MAX))
    except OSError:
        return None


def decider(
    session: Session, courrier_id: int, lu: Lecture, contexte: Contexte, relais: str | None = None
) -> Reglement:
    """What a mail changes, by its nature, written in this transaction."""
    if lu.nature is NatureCourrier.NOTIFICATION:
        return _ouvrir(session, lu, relais)
    return regler_selon_nature(session, courrier_id, lu, contexte, operation=_operation_rattachee(session, lu))


def regler(session: Session, courrier_id: int, lu: Lecture, decide: Reglement) -> Suite:
    """Write down what was decided of a mail, once."""
    operation = decide.operation
    issue = Issue(
        nature=decide.nature,
        raison=typographier(lu.avec_reserve(decide.raison)),
        operation_id=operation.id if operation else None,
        lecture=json.dumps(lu.en_json() | {"objet": en_une_ligne(lu.objet), "propos": lu.propos}, ensure_ascii=False),
        expediteur=lu.expediteur,
    )
    courriers_entrants.traiter(session, courrier_id, issue)
    journal.noter(
        session,
        "courriel_recu",
        acteur=ACTEUR,
        operation_id=issue.operation_id,
        courrier=courrier_id,
        nature=issue.nature.value,
    )
    reference = operation.reference if operation else None
    return Suite(nature=issue.nature, raison=issue.raison, reference=reference, lecture=lu)


def _ouvrir(session: Session, lu: Lecture, relais: str | None) -> Reglement:
    """The operation that a notification opens; one that is already known gains the mail and nothing else."""
    annonce = lu.operations[0]
    connue = _deja_connue(session, annonce)
    if connue is not None:
        raison = (
            f"L’opération {connue.reference} est déjà connue du relais : le courriel lui est rattaché, une personne "
            "dit ce qui change."
        )
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=raison, operation=connue)
    return Reglement(nature=lu.nature, raison=lu.raison, operation=creer_operation(session, annonce, relais))


def _deja_connue(session: Session, annonce: OperationLue) -> Operation | None:
    reference = annonce.champs.reference
    return operations.par_reference_ou_acheteur(session, reference) if reference else None


def _operation_rattachee(session: Session, lu: Lecture) -> Operation | None:
    """The one that the mail names, by its reference or by that of an offer; else that of the thread it belongs to."""
    if lu.rattachee_a is None:
        numero = courriers_sortants.operation_du_fil(session, lu.fil) if lu.fil else None
        return session.get(Operation, numero) if numero is not None else None
    return operations.par_reference_ou_acheteur(session, lu.rattachee_a) or postes.operation_du_poste(
        session, lu.rattachee_a
    )


def _deja_regle(ligne: CourrierEntrant) -> Suite:
    with lecture() as session:
        operation = session.get(Operation, ligne.operation_id) if ligne.operation_id else None
    assert ligne.nature is not None
    return Suite(nature=ligne.nature, raison=ligne.raison or "", reference=operation.reference if operation else None)
