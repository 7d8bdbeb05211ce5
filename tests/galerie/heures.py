"""Mails of hours: asked for, received, contested, read in a file or in a reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from galerie.territoire import ECOLE, GYMNASE, LIEN, MOIS, RELAIS, TREMPLIN, piece, suite

from courrier.messages import Message, Suite
from courrier.messages_heures import (
    DemandeHeures,
    HeuresContestees,
    OperationADeclarer,
    RecuDeclaration,
    demande_heures,
    en_retard,
    heures_contestees,
    recu_declaration,
)
from courrier.messages_reponses import (
    DeclarationAConfirmer,
    FichierRepondu,
    ReponseReleve,
    declaration_a_confirmer,
    reponse_releve,
)

DECLAREES = (
    OperationADeclarer(
        operation=ECOLE,
        releves=("Lot 1 – Gros œuvre\u00a0: 3 contrats", "Lot 4 – Peinture et revêtements de sol\u00a0: 1 contrat"),
    ),
    OperationADeclarer(operation=GYMNASE, releves=("Lot 2 – Peinture\u00a0: 2 contrats",)),
)


def _demande_heures(operations=DECLAREES, **autres) -> Message:
    contenu = DemandeHeures(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("déclarer les heures d’octobre\u00a02026, même s’il n’y en a aucune", date(2026, 11, 9)),
        du_mois="d’octobre\u00a02026",
        retour_le=date(2026, 11, 9),
        lien=LIEN,
        operations=operations,
        en_retard=(en_retard(MOIS.precedent, LIEN),),
        releves=(piece("G3_2026-10_2026-THI-014.xlsx"), piece("G3_2026-10_2026-CVB-031.xlsx")),
    )
    return demande_heures(replace(contenu, **autres), MOIS)


def _recu(reste: int) -> Message:
    contenu = RecuDeclaration(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("rien de plus pour ce mois, merci" if not reste else "compléter la déclaration", None),
        du_mois="d’octobre\u00a02026",
        declare_le=date(2026, 11, 4),
        total="273,50\u00a0h",
        operations=(
            OperationADeclarer(operation=ECOLE, releves=("Lot 1 – Gros œuvre\u00a0: 273,50\u00a0h (3 contrats)",)),
        ),
        reste=reste,
        lien=LIEN,
    )
    return recu_declaration(contenu, MOIS, str(reste))


def _contestees() -> Message:
    contenu = HeuresContestees(
        destinataire="j.fressac@relais-brielle.example",
        relais=RELAIS,
        suite=Suite(prochaine_action="entendre les deux parties et noter l’accord trouvé"),
        du_mois="d’octobre\u00a02026",
        entreprise="Bâti Lorraine",
        lignes=(
            "contrat C-0014-02, lot 1\u00a0: 151,67\u00a0h déclarées, 121,50\u00a0h reconnues, « absent 4 jours »",
        ),
    )
    return heures_contestees(contenu, MOIS, "1")


def _releve_lu(*fichiers: FichierRepondu) -> Message:
    contenu = ReponseReleve(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("corriger les lignes refusées et renvoyer le fichier", date(2026, 11, 9)),
        fichiers=fichiers,
        reference=ECOLE.reference,
        lien=LIEN,
    )
    return reponse_releve(contenu, date(2026, 11, 4), None)


ACCEPTE = FichierRepondu(
    nom="heures-octobre.xlsx",
    titre="Restructuration du groupe scolaire des Trois Rivières, octobre\u00a02026",
    verdict="3 lignes lues, 273,50\u00a0h enregistrées.",
    accepte=True,
    lignes=("Ligne 6, Léa Petitjean\u00a0: 121,50\u00a0h, lot 1",),
)
REFUSE = FichierRepondu(
    nom="heures-octobre-lot-4.ods",
    titre=None,
    verdict="Rien n’est enregistré\u00a0: une ligne est à corriger.",
    accepte=False,
    lignes=("Ligne 7, Sacha Dumontel\u00a0: personne inconnue sur cette opération.",),
    omises=2,
)


def _a_confirmer(**autres) -> Message:
    contenu = DeclarationAConfirmer(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("confirmer ou corriger", date(2026, 11, 9)),
        du_mois="d’octobre\u00a02026",
        compris="comme le mois dernier",
        citation="Bonjour, comme le mois dernier. Cordialement",
        total="121,50\u00a0h",
        operations=DECLAREES[:1],
        reste=1,
        lien=LIEN,
    )
    return declaration_a_confirmer(replace(contenu, **autres), date(2026, 11, 4), None)


COURRIELS: dict[str, Callable[[], Message]] = {
    "demande_heures": _demande_heures,
    "demande_heures sans retard ni tableur": lambda: _demande_heures(DECLAREES[:1], en_retard=(), releves=()),
    "recu_declaration complet": lambda: _recu(0),
    "recu_declaration a completer": lambda: _recu(2),
    "heures_contestees": _contestees,
    "reponse_releve accepte": lambda: _releve_lu(ACCEPTE),
    "reponse_releve en partie": lambda: _releve_lu(ACCEPTE, REFUSE),
    "declaration_a_confirmer": _a_confirmer,
    "declaration_a_confirmer aucune heure": lambda: _a_confirmer(compris="aucune heure", total="0\u00a0h", reste=0),
}
