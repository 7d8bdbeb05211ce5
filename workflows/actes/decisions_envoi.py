"""What a person decides about mails that the sender cannot settle alone: a doubt, a refusal, a wrong address."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from courrier.readressage import readresser
from formats.typographie import typographier
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import adresses_en_cause, courriers_sortants, doutes, journal, registre
from sqlmodel_store.depots.courriers_sortants import Lettre
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant, MotifRefus
from sqlmodel_store.session import lecture, unit_of_work

DE_PERSONNE = "décidé par une personne"


class Decision(Enumeration):
    ENVOYE = "envoye", "noté envoyé"
    RENVOYER = "renvoyer", "à envoyer de nouveau"
    CLASSER = "classer", "classé"


def trancher(cles: Sequence[str], decision: Decision, *, acteur: str) -> int:
    """Settle these mails as a person decided, all or none; how many. Raises FauteDeSaisie naming the first at fault."""
    with unit_of_work() as session:
        for cle in cles:
            _trancher(session, _exiger(session, cle), decision, acteur)
    return len(cles)


def en_doute() -> list[str]:
    """The business keys of every mail in doubt, oldest first."""
    with lecture() as session:
        return [courrier.cle for courrier in doutes.lister(session, [EtatSortant.INCERTAIN])]


def lever_adresse(adresse: str, *, acteur: str) -> None:
    """The address is right after all: what was kept for it leaves. Raises FauteDeSaisie for one that is not held."""
    with unit_of_work() as session:
        if not adresses_en_cause.lever(session, adresse):
            raise _adresse_libre(adresse)
        journal.noter(session, "adresse_levee", acteur=acteur)


def remplacer_adresse(ancienne: str, nouvelle: str, *, acteur: str) -> tuple[int, int]:
    """The contact has another address: what never reached the former one goes there, and operations know it.

    Returns how many mails, how many places. The former address stays held. Raises FauteDeSaisie as above.
    """
    with unit_of_work() as session:
        if ancienne.lower() not in adresses_en_cause.toutes(session):
            raise _adresse_libre(ancienne)
        partis = [_readresser(session, courrier, nouvelle) for courrier in adresses_en_cause.retenus(session, ancienne)]
        lieux = adresses_en_cause.corriger_dans_les_operations(session, ancienne, nouvelle)
        journal.noter(session, "adresse_remplacee", acteur=acteur, courriels=len(partis), lieux=lieux)
    return len(partis), lieux


def _exiger(session: Session, cle: str) -> CourrierSortant:
    courrier = doutes.trouver(session, cle)
    if courrier is None:
        raise _faute(f"{cle} : aucun courriel sortant ne porte cette clé ; relais courrier etat les montre.")
    return courrier


def _trancher(session: Session, courrier: CourrierSortant, decision: Decision, acteur: str) -> None:
    _permettre(session, courrier, decision)
    match decision:
        case Decision.ENVOYE:
            faite = doutes.declarer_envoye(session, courrier, reponse=DE_PERSONNE)
        case Decision.RENVOYER:
            faite = doutes.renvoyer(session, courrier, reponse=DE_PERSONNE)
        case Decision.CLASSER:
            faite = doutes.classer(session, courrier, motif=courrier.motif or MotifRefus.ADRESSE)
    if not faite:
        raise _faute(f"{courrier.cle} : ce courriel vient d’être réglé autrement ; relais courrier etat dit comment.")
    journal.noter(session, f"envoi_{decision}", acteur=acteur, operation_id=courrier.operation_id, courrier=courrier.id)


def _permettre(session: Session, courrier: CourrierSortant, decision: Decision) -> None:
    retenu = courrier.destinataire.lower() in adresses_en_cause.toutes(session)
    permis = {
        Decision.ENVOYE: courrier.etat is EtatSortant.INCERTAIN,
        Decision.RENVOYER: courrier.etat in {EtatSortant.INCERTAIN, EtatSortant.REFUSE},
        Decision.CLASSER: courrier.etat is EtatSortant.REFUSE or (retenu and courrier.etat is EtatSortant.A_ENVOYER),
    }
    if not permis[decision]:
        raise _faute(
            f"{courrier.cle} : ce courriel est « {courrier.etat.libelle} », il ne peut pas être {decision.libelle} ; "
            "--envoye vaut pour un envoi incertain, --renvoyer aussi pour un refusé, --classer pour un refusé."
        )
    if decision is Decision.RENVOYER and retenu:
        adresse = courrier.destinataire
        raise _faute(
            f"{courrier.cle} : l’adresse {adresse} est en cause ; relais courrier adresse {adresse} --lever "
            "ou --remplacer NOUVELLE."
        )


def _readresser(session: Session, courrier: CourrierSortant, nouvelle: str) -> bool:
    """A new mail in place of one that was not delivered; False when the very same one had been put already."""
    ancienne = courrier.destinataire
    cle = courrier.cle.replace(ancienne, nouvelle) if ancienne in courrier.cle else f"{courrier.cle}:{nouvelle}"
    composee = readresser(registre.octets(session, courrier.id), cle=cle, destinataire=nouvelle)
    lettre = Lettre(
        cle=cle,
        destinataire=nouvelle,
        message_id=composee.message_id,
        objet=courrier.objet,
        entetes=composee.entetes,
        corps=composee.corps,
        operation_id=courrier.operation_id,
        operations=tuple(sorted(doutes.operations_citees(session, [courrier.id]).get(courrier.id, ()))),
    )
    doutes.classer(session, courrier, motif=MotifRefus.ADRESSE)
    return courriers_sortants.deposer(session, lettre)


def _adresse_libre(adresse: str) -> FauteDeSaisie:
    return FauteDeSaisie(
        "adresse",
        typographier(f"{adresse} : cette adresse n’est pas en cause ; relais aujourdhui montre les mauvais contacts."),
    )


def _faute(phrase: str) -> FauteDeSaisie:
    return FauteDeSaisie("cle", typographier(phrase))
