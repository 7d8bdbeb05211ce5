"""What a mail that announces nothing changes: each nature has its own module."""

from __future__ import annotations

from sqlmodel import Session

from courrier.lecture import Contexte, Lecture
from courrier.lecture.releves import annonce_un_releve
from metier.courriers import NatureCourrier
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.courrier_recu import calendrier, declarations, heures, rejets
from workflows.actes.courrier_recu.cibles import Cible, demande_repondue
from workflows.actes.courrier_recu.reglement import Reglement


def regler_selon_nature(
    session: Session,
    courrier_id: int,
    lu: Lecture,
    contexte: Contexte,
    *,
    operation: Operation | None,
    choix: Cible | None = None,
) -> Reglement:
    """Do what a mail asks for, in this transaction; by default it is filed as it was read.

    `choix`: the month of an operation where a person says that its hours go.
    """
    if lu.avis is not None:
        rendu = rejets.regler(session, lu, lu.avis)
        return rendu if rendu.operation else Reglement(nature=rendu.nature, raison=rendu.raison, operation=operation)
    if lu.nature is NatureCourrier.REPONSE_CALENDRIER:
        note = calendrier.regler(session, lu)
        return note if note.operation else Reglement(nature=note.nature, raison=note.raison, operation=operation)
    demande = demande_repondue(session, lu) if lu.nature in _A_LIRE else None
    if lu.nature is NatureCourrier.HEURES or (lu.classeurs and (choix or demande or _annonce_des_heures(lu))):
        connu = contexte.garanti or contexte.connu(lu.expediteur or "") is not None
        return heures.regler(session, courrier_id, lu, connu=connu, operation=operation, choix=choix)
    if demande is not None and lu.nature is NatureCourrier.REPONSE:
        reglement = declarations.regler(session, courrier_id, lu, demande, operation)
        if reglement is not None:
            return reglement
    return Reglement(nature=lu.nature, raison=lu.raison, operation=operation)


def _annonce_des_heures(lu: Lecture) -> bool:
    """A spreadsheet without headings, or damaged, that the mail says to be one of hours."""
    return lu.nature is NatureCourrier.REPONSE and annonce_un_releve(f"{lu.objet}\n{lu.propos}")


_A_LIRE = frozenset({NatureCourrier.REPONSE, NatureCourrier.HEURES})
