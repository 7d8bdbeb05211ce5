"""Mails of an operation from its request to its report, those of the relay's own accounts among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from galerie.territoire import BATI, ECOLE, FACILITATEUR, LONGUE, MARCHES, RELAIS, piece, suite

from courrier.messages import (
    CourrielATrancher,
    DcePret,
    Message,
    ReponsePriseEnCharge,
    Suite,
    a_trancher,
    dce_pret,
    reponse_prise_en_charge,
)
from courrier.messages_bilan import AttestationRealisation, BilanRemis, attestation_realisation, bilan_remis
from courrier.messages_comptes import ChoixMotDePasse, choix_mot_de_passe


def _reponse(**autres) -> Message:
    contenu = ReponsePriseEnCharge(
        destinataire=MARCHES,
        relais=RELAIS,
        operation=ECOLE,
        suite=suite("nous envoyer le planning et les montants par lot", date(2026, 10, 16)),
        recue_le=date(2026, 10, 5),
        document=piece("C0_reponse_2026-THI-014.docx"),
        pieces_demandees=("le planning prévisionnel des travaux", "les montants estimés, lot par lot"),
    )
    return reponse_prise_en_charge(replace(contenu, **autres))


def _dce(**autres) -> Message:
    contenu = DcePret(
        destinataire=MARCHES,
        relais=RELAIS,
        operation=ECOLE,
        suite=suite("relire les textes et nous dire la date de publication", date(2026, 10, 30)),
        pack=piece("dce-2026-THI-014.zip"),
        lots=("Lot 1 – Gros œuvre, 292 h", "Lot 4 – Peinture et revêtements de sol, 140 h"),
        total_heures="432 heures d’insertion",
        a_completer=("le nom du signataire", "l’article du CCAP où insérer la clause"),
    )
    return dce_pret(replace(contenu, **autres))


def _a_trancher() -> Message:
    return a_trancher(
        CourrielATrancher(
            destinataire="j.fressac@relais-brielle.example",
            relais=RELAIS,
            suite=Suite(prochaine_action="lire ce courriel et décider de la suite"),
            identifiant="42",
            expediteur="secretariat@mairie-de-sauvichay.example",
            objet_recu="TR: travaux salle des fêtes",
            recu_le=date(2026, 10, 5),
            raison="L’expéditeur n’est pas dans l’annuaire.",
            lien="http://127.0.0.1:8000/courriers/42",
        )
    )


def _realisation() -> Message:
    return attestation_realisation(
        AttestationRealisation(
            destinataire=BATI,
            relais=RELAIS,
            operation=ECOLE,
            suite=suite("conserver l’attestation"),
            attestations=(piece("I2_attestation_bati-lorraine.pdf"),),
            version="1",
        )
    )


def _bilan(**autres) -> Message:
    contenu = BilanRemis(
        destinataire=MARCHES,
        relais=RELAIS,
        operation=ECOLE,
        suite=suite("relire le bilan et nous dire s’il appelle des observations", date(2027, 12, 17)),
        pack=piece("bilan-2026-THI-014.zip"),
        attestations=2,
        version="1",
        considerations=("Clause sociale", "Critère social"),
    )
    return bilan_remis(replace(contenu, **autres))


def _mot_de_passe(*, ouverture: bool) -> Message:
    return choix_mot_de_passe(
        ChoixMotDePasse(
            destinataire="l.mangin@relais-brielle.example",
            relais=RELAIS,
            suite=Suite(prochaine_action="choisir un mot de passe", contact=FACILITATEUR),
            identifiant=f"1-{ouverture}",
            lien="https://relais.example/mot-de-passe/bGllbi1kZS1sYS1nYWxlcmll",
            duree="une heure",
            ouverture=ouverture,
        )
    )


COURRIELS: dict[str, Callable[[], Message]] = {
    "reponse_prise_en_charge oui": _reponse,
    "reponse_prise_en_charge sous reserve": lambda: _reponse(
        reserves=("le calendrier du lot 4 est confirmé avant le 30\u00a0octobre",), pieces_demandees=()
    ),
    "reponse_prise_en_charge non": lambda: _reponse(
        motif="L’opération est hors du territoire du relais.",
        relais_propose="Relais du Saulnois",
        pieces_demandees=(),
        suite=suite("vous adresser au relais indiqué"),
    ),
    "reponse_prise_en_charge noms longs": lambda: _reponse(operation=LONGUE),
    "dce_pret": _dce,
    "dce_pret complet": lambda: _dce(a_completer=()),
    "a_trancher": _a_trancher,
    "attestation_realisation": _realisation,
    "bilan_remis": _bilan,
    "bilan_remis sans attestation": lambda: _bilan(attestations=0, considerations=()),
    "choix_mot_de_passe ouverture": lambda: _mot_de_passe(ouverture=True),
    "choix_mot_de_passe oubli": lambda: _mot_de_passe(ouverture=False),
}
