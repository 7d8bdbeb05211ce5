"""Mails that left badly, or not at all, as actions: who looks at what, and the command that settles it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from config.horloge import PARIS
from config.jours_ouvres import feries
from formats.typographie import typographier
from metier.echeances import apres
from sqlmodel_store.depots import adresses_en_cause, doutes, suspensions
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant, MotifRefus
from sqlmodel_store.modeles.envois import AdresseEnCause
from workflows.actes.attentes import Action, Designee
from workflows.actes.doutes import attend_une_personne
from workflows.actes.prise import suspendu

DELAI = 2  # working days
DETAILLES = 3
QUI = "facilitateur"
EN_DOUTE = (
    "Vérifier si « {objet} » est parti pour {a} ({reponse}) : relais courrier trancher {cle} --envoye ou --renvoyer"
)
REFUSE = "Message refusé pour {a} : « {objet} » ({reponse}) : relais courrier trancher {cle} --renvoyer ou --classer"
ABANDONNE = (
    "Alerte, courriel non remis à {a} malgré quatre jours d’essais : « {objet} » ({reponse}) : "
    "relais courrier trancher {cle} --renvoyer ou --classer"
)
MAUVAIS_CONTACT = "Mauvais contact : {a} ({raison}), {n} ; relais courrier adresse {a} --remplacer NOUVELLE ou --lever"
NOMBREUX = {
    EN_DOUTE: "Vérifier {n} envois incertains : relais courrier etat, puis relais courrier trancher",
    REFUSE: "Revoir {n} messages refusés : relais courrier etat, puis relais courrier trancher",
    ABANDONNE: "Alerte, {n} courriels non remis malgré quatre jours d’essais : relais courrier etat",
}


def attentes(session: Session, operations: Sequence[Designee]) -> list[Action]:
    """Of these operations: doubts, refusals, wrong contacts."""
    references = {operation.id: operation.reference for operation in operations}
    ranges: dict[str | None, list[CourrierSortant]] = defaultdict(list)
    for courrier, concernees in _en_peine(session):
        for operation in concernees & references.keys():
            ranges[references[operation]].append(courrier)
    return _actions(session, ranges)


def hors_operation(session: Session) -> list[Action]:
    """Sending suspended; then doubts, refusals and wrong contacts of the mails that are about no operation."""
    seuls = [courrier for courrier, concernees in _en_peine(session) if not concernees]
    return [*_suspension(session), *(_actions(session, {None: seuls}) if seuls else [])]


def _en_peine(session: Session) -> Iterator[tuple[CourrierSortant, set[int]]]:
    en_peine = [
        un for un in doutes.a_regler(session) if un.etat is not EtatSortant.INCERTAIN or attend_une_personne(un)
    ]
    citees = doutes.operations_citees(session, [un.id for un in en_peine])
    for courrier in en_peine:
        concernees = citees.get(courrier.id, set())
        yield courrier, concernees | ({courrier.operation_id} if courrier.operation_id else set())


def _suspension(session: Session) -> list[Action]:
    suspension = suspensions.actuelle(session)
    if suspension is None:
        return []
    heure = f"{suspension.jusqua.astimezone(PARIS):%H h %M}"
    libelle = f"{suspendu(suspension.raison)} Nouvel essai à {heure}, ou tout de suite : relais courrier expedier"
    return [_action(libelle, suspension.depuis)]


def _actions(session: Session, ranges: dict[str | None, list[CourrierSortant]]) -> list[Action]:
    en_cause = adresses_en_cause.toutes(session) if ranges else {}
    return [
        action
        for reference, courriers in ranges.items()
        for action in (*_contacts(courriers, en_cause, reference), *_messages(courriers, en_cause, reference))
    ]


def _contacts(
    courriers: Iterable[CourrierSortant], en_cause: dict[str, AdresseEnCause], reference: str | None
) -> Iterator[Action]:
    par_adresse: dict[str, list[CourrierSortant]] = defaultdict(list)
    for courrier in courriers:
        if _est_du_contact(courrier, en_cause):
            par_adresse[courrier.destinataire.lower()].append(courrier)
    for adresse, retenus in par_adresse.items():
        n = f"{len(retenus)} courriels non remis" if len(retenus) > 1 else "un courriel non remis"
        libelle = MAUVAIS_CONTACT.format(a=adresse, raison=en_cause[adresse].raison, n=n)
        yield _action(libelle, en_cause[adresse].depuis, reference)


def _messages(
    courriers: Iterable[CourrierSortant], en_cause: dict[str, AdresseEnCause], reference: str | None
) -> Iterator[Action]:
    par_phrase: dict[str, list[CourrierSortant]] = defaultdict(list)
    for courrier in courriers:
        if not _est_du_contact(courrier, en_cause):
            par_phrase[_phrase(courrier)].append(courrier)
    for phrase, concernes in par_phrase.items():
        if len(concernes) > DETAILLES:
            yield _action(NOMBREUX[phrase].format(n=len(concernes)), min(map(_depuis, concernes)), reference)
            continue
        for un in concernes:
            libelle = phrase.format(a=un.destinataire, objet=un.objet, reponse=un.reponse or "sans réponse", cle=un.cle)
            yield _action(libelle, _depuis(un), reference)


def _est_du_contact(courrier: CourrierSortant, en_cause: dict[str, AdresseEnCause]) -> bool:
    if courrier.destinataire.lower() not in en_cause:
        return False
    return courrier.etat is EtatSortant.A_ENVOYER or courrier.motif is MotifRefus.ADRESSE


def _phrase(courrier: CourrierSortant) -> str:
    if courrier.etat is EtatSortant.INCERTAIN:
        return EN_DOUTE
    return ABANDONNE if courrier.motif is MotifRefus.ABANDON else REFUSE


def _depuis(courrier: CourrierSortant) -> datetime:
    return courrier.doute_depuis or courrier.dernier_essai or courrier.cree_le


def _action(libelle: str, instant: datetime, reference: str | None = None) -> Action:
    depuis = instant.astimezone(PARIS).date()
    avant = apres(depuis, DELAI, feries())
    return Action(libelle=typographier(libelle), qui=QUI, depuis=depuis, avant_le=avant, reference=reference)
