"""The outbox of a test: mails put in, states read, instants moved, a sender as a process of its own."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from commande import relais

from config.settings import get_settings
from courrier.composition import composer
from courrier.messages import Message
from sqlmodel_store.depots import courriers_sortants, registre
from sqlmodel_store.depots.courriers_sortants import Lettre
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import doutes

A_ENVOYER, ENVOYE, REFUSE, INCERTAIN = (
    EtatSortant.A_ENVOYER,
    EtatSortant.ENVOYE,
    EtatSortant.REFUSE,
    EtatSortant.INCERTAIN,
)


def poster(*numeros, taille=0, genre="essai", nom="d{}".format, domaine="acheteur.example"):
    """Mails of a kind in the outbox, one per recipient, `nom` giving what precedes the « @ »."""
    for numero in numeros or (1,):
        message = Message(
            cle=f"{genre}:{numero}",
            destinataire=f"{nom(numero)}@{domaine}",
            objet=f"Essai {numero}",
            texte="Bonjour\n" + ("lorem ipsum " * 6 + "\n") * (taille // 72),
            html="<p>Bonjour</p>",
        )
        composee = composer(message, expediteur=get_settings().relais, le=datetime(2026, 9, 1, tzinfo=UTC))
        with unit_of_work() as session:
            courriers_sortants.deposer(
                session,
                Lettre(
                    cle=message.cle,
                    destinataire=message.destinataire,
                    message_id=composee.message_id,
                    objet=message.objet,
                    entetes=composee.entetes,
                    corps=composee.corps,
                ),
            )


class Parti:
    """A mail of the outbox with its bytes."""

    def __init__(self, session, courrier):
        self._courrier = courrier
        self.octets = registre.octets(session, courrier.id)

    def __getattr__(self, nom):
        return getattr(self._courrier, nom)


def entiers(session, **lesquels):
    """The mails of the outbox, oldest first, with their bytes."""
    return [Parti(session, un) for un in courriers_sortants.lister(session, **lesquels)]


def sortants():
    with lecture() as session:
        return entiers(session)


def etats():
    return [un.etat for un in sortants()]


def antidater(**ecarts):
    """Every mail of the outbox as if some of its instants were earlier."""
    with unit_of_work() as session:
        for courrier in courriers_sortants.lister(session):
            ligne = session.get_one(CourrierSortant, courrier.id)
            for champ, ecart in ecarts.items():
                setattr(ligne, champ, getattr(ligne, champ) - ecart)


def vieillir_le_doute():
    """The trace mailbox has had its quarter of an hour."""
    with unit_of_work() as session:
        for courrier in courriers_sortants.lister(session, etats=[INCERTAIN]):
            ligne = session.get_one(CourrierSortant, courrier.id)
            ligne.doute_depuis -= doutes.TRACE_TARDIVE + timedelta(seconds=1)


def expediteur():
    """`relais courrier expedier`, a process of its own."""
    return relais(["courrier", "expedier"], os.environ)
