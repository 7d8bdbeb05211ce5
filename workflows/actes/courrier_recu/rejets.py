"""A mail of ours that comes back: it is refused, its address is flagged; what is not ours marks nothing."""

from __future__ import annotations

from sqlmodel import Session

from courrier.lecture import Lecture
from courrier.lecture.rejets import AvisDeRemise, Echec
from metier.courriers import NatureCourrier
from sqlmodel_store.depots import doutes, journal, reception
from sqlmodel_store.depots.adresses_en_cause import marquer_adresse_en_cause
from sqlmodel_store.modeles.courriers import CourrierSortant, MotifRefus
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.courrier_recu.reglement import Reglement

ACTEUR = "reception"
INCONNU = (
    "Un serveur signale un message non remis que le relais n’a pas envoyé, ou qu’il ne cite pas : rien n’est marqué."
)
AUTRE = "l’adresse qui ne reçoit pas n’est pas celle du destinataire (transfert, peut-être)"


def regler(session: Session, lu: Lecture, avis: AvisDeRemise) -> Reglement:
    """Mark what a report of non-delivery, or of delay, says of a mail of ours.

    The mail is told by the Message-ID or the key that comes back, never by an address: a report that quotes none marks
    nothing.
    """
    sortants = reception.sortants_cites(session, avis.message_ids, avis.cles)
    if not sortants:
        return Reglement(nature=lu.nature, raison=INCONNU if lu.nature is NatureCourrier.REJET else lu.raison)
    sortant = sortants[0]
    operation = session.get(Operation, sortant.operation_id) if sortant.operation_id else None
    echec = next((un for un in avis.echecs if un.adresse == sortant.destinataire.casefold()), None)
    if lu.nature is not NatureCourrier.REJET or (echec is not None and not echec.definitif):
        return _retard(session, lu, sortant, operation)
    return _rejet(session, sortant, operation, echec, avis)


def _retard(session: Session, lu: Lecture, sortant: CourrierSortant, operation: Operation | None) -> Reglement:
    journal.noter(session, "courriel_retarde", acteur=ACTEUR, operation_id=sortant.operation_id, courrier=sortant.id)
    raison = f"{lu.raison.rstrip('.')} (« {sortant.objet} ») : rien n’est marqué."
    return Reglement(nature=NatureCourrier.AUTOMATIQUE, raison=raison, operation=operation)


def _rejet(
    session: Session, sortant: CourrierSortant, operation: Operation | None, echec: Echec | None, avis: AvisDeRemise
) -> Reglement:
    """The mail did not arrive; the address is at fault only where the report says so of that very address."""
    fautive = echec is not None and echec.adresse_fautive
    reponse = f"avis de non-remise{_dit(echec, avis)}"
    motif = MotifRefus.ADRESSE if fautive else MotifRefus.CONTENU
    if doutes.rejeter(session, sortant.id, reponse=reponse, motif=motif):
        journal.noter(session, "courriel_revenu", acteur=ACTEUR, operation_id=sortant.operation_id, courrier=sortant.id)
    raison = f"Le message « {sortant.objet} » n’a pas été remis"
    if echec is not None and echec.statut:
        raison += f" ({echec.statut})"
    if fautive:
        marquer_adresse_en_cause(session, sortant.destinataire, reponse)
        raison += " : l’adresse est signalée, plus rien n’y part sans une personne."
    elif echec is not None and echec.boite_pleine:
        raison += " : la boîte du destinataire est pleine, une personne le joint autrement ou renvoie plus tard."
    elif echec is None and avis.echecs:
        raison += f" : {AUTRE}, une personne regarde pourquoi."
    else:
        raison += " : une personne regarde pourquoi."
    return Reglement(nature=NatureCourrier.REJET, raison=raison, operation=operation)


def _dit(echec: Echec | None, avis: AvisDeRemise) -> str:
    """What the ledger keeps of the report after « avis de non-remise »."""
    if echec is not None:
        return f" : {'boîte pleine, ' if echec.boite_pleine else ''}{echec.raison}"
    return f" : {AUTRE} ({avis.echecs[0].raison})" if avis.echecs else ""
