"""The same refusal of several recipients in a row: it is of the sender, whatever the words, and of none of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session

from courrier.issues import ConfigurationEnFaute, Envoye, Issue, Refuse
from courrier.refus import dit_de_tous
from sqlmodel_store.depots import adresses_en_cause, journal, suspensions, verdicts
from sqlmodel_store.depots.prise import Pris
from sqlmodel_store.modeles.courriers import EtatSortant
from workflows.actes.verdicts import repete, retard

SERIE = 3


@dataclass
class SerieDeRefus:
    """The refusals of a round in the same words, none accepted between: those settled, by recipient."""

    _dit: str = ""
    _refuses: dict[str, tuple[Pris, str]] = field(default_factory=dict)

    def juger(self, session: Session, courrier: Pris, issue: Issue, *, sonde: bool, accepte: bool) -> Issue:
        """The outcome as it is, or our fault at the third in a row: those before it are then due again.

        What tries a suspended server needs no third one. A mail put aside so, refused again while others pass, is
        refused for itself.
        """
        if isinstance(issue, Envoye):
            self._refuses.clear()
        dit = dit_de_tous(issue.reponse) if isinstance(issue, Refuse) else None
        if dit is None or ((accepte or not sonde) and _deja_ecarte(session, courrier, issue)):
            return issue
        if dit != self._dit:
            self._dit, self._refuses = dit, {}
        self._refuses.setdefault(courrier.destinataire.lower(), (courrier, issue.reponse))
        if len(self._refuses) < SERIE and not (sonde and _suspendu_pour(session, dit)):
            return issue
        for refuse, reponse in self._refuses.values():
            _rendre(session, refuse, reponse)
        self._refuses.clear()
        return ConfigurationEnFaute(reponse=issue.reponse, au_destinataire=True)


def _deja_ecarte(session: Session, courrier: Pris, issue: Issue) -> bool:
    return repete(courrier, issue) and verdicts.differe_depuis(session, courrier.id) is not None


def _suspendu_pour(session: Session, dit: str) -> bool:
    suspension = suspensions.actuelle(session)
    return suspension is not None and dit_de_tous(suspension.raison) == dit


def _rendre(session: Session, courrier: Pris, reponse: str) -> None:
    """The one just tried is still its sender's: nothing is written of it here."""
    if not verdicts.reprendre_refus(session, courrier.id, reponse=reponse, dans=retard(0)):
        return
    adresses_en_cause.oublier(session, courrier.destinataire, reponse)
    journal.noter(
        session,
        f"courriel_{EtatSortant.A_ENVOYER}",
        acteur="expedition",
        operation_id=courrier.operation_id,
        courrier=courrier.id,
    )
