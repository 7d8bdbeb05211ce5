"""Views of the pieces of a consultation (A) and of their calculation (B)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from config.baremes import get_bareme
from config.clauses import get_clauses
from config.droit import get_seuils
from documents.catalogue.autres_operations import (
    a_tranches,
    au_dessus_du_seuil,
    avec_critere,
    bons_de_commande,
    concession,
    dispense,
    dispense_concession,
    marche_insertion,
    marche_insertion_reserve,
    reserve,
    services,
)
from documents.catalogue.operation_exemple import operation
from documents.catalogue.relais_exemple import FACILITATEUR, RELAIS
from documents.catalogue.vue import Vue
from documents.contextes.a1 import mention_avis
from documents.contextes.a2 import article_reglement
from documents.contextes.a3 import article_ccap
from documents.contextes.a7 import engagements
from documents.contextes.a8 import cadre_reponse
from documents.contextes.a9 import notice_candidats
from documents.contextes.a10 import note_dispense
from documents.contextes.a11 import marche_insertion as cahier_des_charges
from documents.contextes.b1 import Avis, note_calibrage
from documents.contextes.demande import DemandePack
from documents.grille import grille_analyse
from documents.piece import AvecModele
from documents.tableur import tableau_calcul
from metier.calibrage import calibrer
from metier.missions import CodeDocument
from metier.operation import Operation
from metier.regime import determiner

TEXTE = 2  # the page after the cover
PREMIERES = {CodeDocument.B1: 1}  # no cover
A_LA_SUITE = {
    "ordinaire": operation,
    "avec critère": avec_critere,
    "marché réservé": reserve,
    "marché d’insertion": marche_insertion,
    "concession": concession,
}

AVIS = Avis(
    structures="Six structures du territoire, toutes conventionnées, peuvent intervenir sur ces métiers.",
    publics="France Travail et la mission locale suivent une quarantaine de personnes intéressées par ces métiers.",
    formation="Une préparation de deux jours aux gestes de sécurité est possible avant l’embauche.",
    recommandation="clause d’exécution sur les lots retenus, sans critère d’attribution",
    conclusion="Le volume proposé est réalisable avec les structures et les publics du territoire.",
    date="28 septembre 2026",
)


def demande(une: Operation) -> DemandePack:
    """The request of an operation, calibrated."""
    return DemandePack(
        operation=une,
        calibrage=calibrer(une, get_bareme(une.bareme)),
        regime=determiner(une, get_seuils()),
        relais=RELAIS,
        facilitateur=FACILITATEUR,
        parametres=get_clauses(),
    )


def vues_marches() -> tuple[Vue, ...]:
    """Each variant that the montage, the form, the nature or the law makes."""
    return (
        *_vues(CodeDocument.A1, mention_avis, A_LA_SUITE),
        *_vues(
            CodeDocument.A2,
            article_reglement,
            {"ordinaire": operation, "avec critère": avec_critere, "marché réservé": reserve, "concession": concession},
        ),
        *_vues(
            CodeDocument.A3,
            article_ccap,
            {
                "ordinaire": operation,
                "au-dessus du seuil": au_dessus_du_seuil,
                "bons de commande": bons_de_commande,
                "tranches": a_tranches,
                "services": services,
                "marché réservé": reserve,
                "concession": concession,
            },
        ),
        *_vues(
            CodeDocument.A7,
            lambda une: engagements(une)[0],
            {"un lot": operation, "bons de commande": bons_de_commande},
        ),
        *_vues(CodeDocument.A8, cadre_reponse, {"cadre de réponse": avec_critere}),
        Vue(
            code=CodeDocument.A8,
            titre="grille d’analyse",
            page=2,
            faire=lambda: grille_analyse(demande(avec_critere())),
        ),
        *_vues(CodeDocument.A9, notice_candidats, {"travaux": operation, "services": services}),
        *_vues(CodeDocument.A10, note_dispense, {"travaux courts": dispense, "concession": dispense_concession}),
        *_vues(
            CodeDocument.A11,
            cahier_des_charges,
            {"ouvert à tous": marche_insertion, "réservé": marche_insertion_reserve},
        ),
        *_vues(
            CodeDocument.B1,
            lambda une: note_calibrage(une, AVIS),
            {"travaux": operation, "services": services, "bons de commande": bons_de_commande},
        ),
        _calcul("travaux", operation),
        _calcul("bons de commande", bons_de_commande),
    )


def _vues(
    code: CodeDocument, contexte: Callable[[DemandePack], AvecModele], operations: dict[str, Callable[[], Operation]]
) -> list[Vue]:
    return [
        Vue(code=code, titre=titre, faire=partial(_faire, contexte, une), page=PREMIERES.get(code, TEXTE))
        for titre, une in operations.items()
    ]


def _faire(contexte: Callable[[DemandePack], AvecModele], une: Callable[[], Operation]) -> AvecModele:
    return contexte(demande(une()))


def _calcul(titre: str, une: Callable[[], Operation]) -> Vue:
    return Vue(
        code=CodeDocument.B2,
        titre=titre,
        faire=lambda: tableau_calcul(une(), demande(une()).calibrage),
    )
