"""Mails of what is late: reminders, their copies, drafts for the buyer to sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from galerie.territoire import BATI, ECOLE, GYMNASE, LIEN, MARCHES, MOIS, RELAIS, piece, suite

from courrier.messages import Message
from courrier.messages_heures import en_retard
from courrier.messages_maitre_ouvrage import Demande, RappelMaitreOuvrage, rappel_maitre_ouvrage
from courrier.messages_recrutement import CopieRappels, RappelCopie, copie_rappels
from courrier.messages_relances import (
    CopieRelance,
    OperationEnRetard,
    ProjetASigner,
    Relance,
    copie_relance,
    projet_a_signer,
    relance,
)


def _copie_rappels(nombre: int) -> Message:
    rappels = (
        RappelCopie(
            reference=ECOLE.reference,
            intitule=ECOLE.intitule,
            lots="lots 1 et 4",
            entreprise="Bâti Lorraine",
            piece=piece("E1.docx"),
        ),
        RappelCopie(
            reference=GYMNASE.reference,
            intitule=GYMNASE.intitule,
            lots="lot 2",
            entreprise="Peintures du Val",
            piece=piece("E1_2.docx"),
        ),
    )[:nombre]
    contenu = CopieRappels(
        destinataire=MARCHES,
        relais=RELAIS,
        suite=suite("aucune, ce message est pour information"),
        rappels=rappels,
    )
    return copie_rappels(contenu, lesquels=str(nombre))


RETARDS = (
    OperationEnRetard(
        operation=ECOLE,
        manques=(
            "relevé de septembre 2026, lot 1\u00a0: attendu le 7\u00a0octobre\u00a02026",
            "relevé d’octobre 2026, lots 1 et 4\u00a0: attendu le 6\u00a0novembre\u00a02026",
        ),
    ),
    OperationEnRetard(operation=GYMNASE, manques=("choix des modalités, lot 2\u00a0: attendu le 2\u00a0octobre 2026",)),
)


def _relance(niveau: int, operations=RETARDS, **autres) -> Message:
    contenu = Relance(
        destinataire=BATI,
        relais=RELAIS,
        suite=suite("envoyer ce qui manque", date(2026, 11, 20)),
        niveau=niveau,
        demande_le=date(2026, 10, 1),
        precedente=date(2026, 10, 14) if niveau == 2 else None,
        operations=operations,
        liens=(en_retard(MOIS.precedent, LIEN), en_retard(MOIS, LIEN)),
        copie=niveau == 2,
        lettres=(piece("E3_relance.pdf"),),
    )
    return relance(replace(contenu, **autres), f"relance:{niveau}:{len(operations)}:{BATI}")


def _copie_relance() -> Message:
    contenu = CopieRelance(
        destinataire=MARCHES,
        relais=RELAIS,
        suite=suite("rien pour l’instant\u00a0; nous vous dirons ce qui aura été répondu"),
        organisations=("Bâti Lorraine",),
        reponse_avant_le=date(2026, 11, 20),
        operations=RETARDS[:1],
        lettres=(piece("E3_relance.pdf"),),
    )
    return copie_relance(contenu, [(2, BATI)])


def _projet() -> Message:
    contenu = ProjetASigner(
        destinataire=MARCHES,
        relais=RELAIS,
        suite=suite("décider de la suite, et nous la faire connaître"),
        operation=ECOLE,
        entreprise="Bâti Lorraine",
        titre="projet d’invitation à présenter des observations",
        usage="Si vous en êtes d’accord, reprenez-le à votre en-tête, complétez-le et envoyez-le en recommandé.",
        a_completer=("le nom et la qualité du signataire", "le délai laissé à l’entreprise"),
        document=piece("E4a_projet.docx"),
    )
    return projet_a_signer(contenu, "E4a_projet.docx:1")


def _rappel_moa(nombre: int) -> Message:
    demandes = (
        Demande(operation=ECOLE, attendu="La date de publication de la consultation", depuis=date(2026, 9, 14)),
        Demande(operation=GYMNASE, attendu="Les attributaires de chaque lot", depuis=date(2026, 9, 21)),
    )[:nombre]
    return rappel_maitre_ouvrage(
        RappelMaitreOuvrage(
            destinataire=MARCHES,
            relais=RELAIS,
            suite=suite("répondre à ce message"),
            demandes=demandes,
            le=date(2026, 10, 5),
            precedent=date(2026, 9, 21),
        )
    )


COURRIELS: dict[str, Callable[[], Message]] = {
    "copie_rappels une": lambda: _copie_rappels(1),
    "copie_rappels deux": lambda: _copie_rappels(2),
    "relance premiere": lambda: _relance(1, RETARDS[:1]),
    "relance seconde, deux operations": lambda: _relance(2),
    "relance sans heures": lambda: _relance(1, RETARDS[1:], liens=()),
    "copie_relance": _copie_relance,
    "projet_a_signer": _projet,
    "rappel_maitre_ouvrage une": lambda: _rappel_moa(1),
    "rappel_maitre_ouvrage deux": lambda: _rappel_moa(2),
}
