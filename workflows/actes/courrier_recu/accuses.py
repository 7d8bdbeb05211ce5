"""Answers that no person writes: to people's mail only, one a day to an address, the others on the days that follow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from config.horloge import aujourdhui
from config.identites import identite
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.lecture import Lecture
from courrier.messages import Fil, Message
from courrier.messages_reponses import cle_reponse, grouper
from formats.dates import date_longue
from sqlmodel_store.depots import reception
from sqlmodel_store.modeles.reception import ReponseDifferee
from sqlmodel_store.session import unit_of_work
from workflows.actes.echeances import Genre
from workflows.actes.identites import autres_identites
from workflows.actes.production import poster

DIFFEREES_MAX = 50
"""How many answers wait for one recipient, so that nobody fills the outbox: they leave together in one mail."""


def destinataire(session: Session, lu: Lecture) -> str | None:
    """Where a program may answer a mail; None for what a program wrote, and for addresses of the relay itself."""
    settings = get_settings()
    adresse = (lu.expediteur or "").casefold()
    toutes = (identite(), *autres_identites(session))
    propres = {(un.courriel or "").casefold() for une in toutes for un in (une.relais, une.facilitateur)}
    sans_adresse = settings.relais.courriel is None and settings.mail_mode == "reel"
    if not lu.repondable or sans_adresse or adresse in propres or not ADRESSE.fullmatch(adresse):
        return None
    return adresse


def fil(lu: Lecture) -> Fil | None:
    """The thread that an answer goes on with."""
    return Fil(message_id=lu.message_id, references=tuple(reversed(lu.fil))) if lu.message_id else None


def repondre(session: Session, courrier_id: int, message: Message, operations: Sequence[int]) -> date:
    """Put an answer in the outbox, with those that waited for its recipient; where he has had one today, it waits.

    Returns the day from which it leaves.
    """
    attendaient = [une for une in _en_attente(session, message.destinataire) if une.courrier_id != courrier_id]
    if _poster(session, [(message, list(operations)), *map(_relire, attendaient)]):
        for numero in (courrier_id, *(une.courrier_id for une in attendaient)):
            reception.oublier_reponse(session, numero)
        return aujourdhui()
    differee = ReponseDifferee(
        courrier_id=courrier_id,
        destinataire=message.destinataire,
        message=_ecrire(message, operations),
        depuis=aujourdhui(),
    )
    reception.differer(session, differee, au_plus=DIFFEREES_MAX)
    return aujourdhui() + timedelta(days=1)


def dire_depart(jour: date) -> str:
    """« est envoyé à l’expéditeur », or from which day it will be: he has had the answer of the day."""
    if jour <= aujourdhui():
        return "est envoyé à l’expéditeur"
    return f"attend, et lui sera envoyé à partir du {date_longue(jour)} si rien de plus récent ne le remplace"


def _dues(session: Session, jour: date) -> list[str]:
    """One answer that waits for each recipient who has had none that day: the ids of the mails they answer."""
    premieres = {une.destinataire: une for une in reception.reponses_differees(session) if une.depuis < jour}
    cles = {cle_reponse(jour, qui): une for qui, une in premieres.items()}
    parties = {un.cle for un in reception.sortants_cites(session, [], list(cles))} if cles else set()
    return [str(une.courrier_id) for cle, une in cles.items() if cle not in parties]


def _faire(courriers: Sequence[str], jour: date) -> None:
    """All that waits for the recipient of each of these answers leaves in one mail."""
    for courrier in courriers:
        with unit_of_work() as session:
            for une in reception.reponses_differees(session, [int(courrier)]):
                siennes = [attend for attend in _en_attente(session, une.destinataire) if attend.depuis < jour]
                if _poster(session, [_relire(attend) for attend in siennes], jour):
                    for partie in siennes:
                        reception.oublier_reponse(session, partie.courrier_id)


def _en_attente(session: Session, destinataire: str) -> list[ReponseDifferee]:
    """What waits for that recipient: hours to confirm before the rest, then the latest first."""
    ouvertes = {une.courrier_id for une in reception.declarations_ouvertes(session)}
    siennes = (une for une in reception.reponses_differees(session) if une.destinataire == destinataire)
    return sorted(siennes, key=lambda une: (une.courrier_id in ouvertes, une.courrier_id), reverse=True)


def _poster(session: Session, reponses: Sequence[tuple[Message, list[int]]], jour: date | None = None) -> bool:
    message = grouper([message for message, _ in reponses], jour or aujourdhui())
    return poster(session, message, *dict.fromkeys(une for _, siennes in reponses for une in siennes))


def _ecrire(message: Message, operations: Sequence[int]) -> str:
    gardes = ("cle", "destinataire", "objet", "texte", "html", "operation")
    contenu: dict[str, object] = {nom: getattr(message, nom) for nom in gardes}
    contenu["operations"] = list(operations)
    if message.fil is not None:
        contenu["fil"] = [message.fil.message_id, *message.fil.references]
    return json.dumps(contenu, ensure_ascii=False)


def _relire(reponse: ReponseDifferee) -> tuple[Message, list[int]]:
    contenu = json.loads(reponse.message)
    operations, messages = contenu.pop("operations"), contenu.pop("fil", None)
    suite = Fil(message_id=messages[0], references=tuple(messages[1:])) if messages else None
    return Message(**contenu, fil=suite), operations


REPONSES = Genre(nom="réponses aux courriels", dues=_dues, faire=_faire)
