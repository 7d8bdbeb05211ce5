"""Views of monthly dashboards (H), final and annual reports, attestations (I)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from documents.catalogue.operation_exemple import EN_COURS, FIN, MACONS, MENUISIERS, PEINTRES, suivi
from documents.catalogue.relais_exemple import ETP, ETTI, REGLES, emission
from documents.catalogue.suivis_exemple import nettoyage, reseau
from documents.catalogue.vue import Vue
from documents.consolidation import DemandeConsolidation, consolidation_xlsx
from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.h2 import tableau_de_bord_entreprise
from documents.contextes.h3 import DemandeTableauDeBordSiae, Offre, tableau_de_bord_siae
from documents.contextes.i1 import DemandeBilan, bilan_final
from documents.contextes.i1_analyse import Analyse, DecisionPenalite, Verbatim
from documents.contextes.i2 import (
    AttestationRealisation,
    DemandeAttestationRealisation,
    Signataire,
    attestation_realisation,
)
from documents.contextes.i3 import DemandeBilanAnnuel, Portrait, bilan_annuel
from documents.contextes.rapports import DemandeTableauDeBord, Echeance
from documents.donnees_h1 import donnees_h1
from metier.consolidation import Consolidation, SuiviRelais
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.suivi import Suivi

DU_MOIS, DE_FIN, DE_L_ANNEE = emission(date(2027, 11, 16), 9), emission(date(2028, 2, 25)), emission(date(2028, 2, 8))


def vues_rapports() -> tuple[Vue, ...]:
    """H1 to I3."""
    return (
        _vue(CodeDocument.H1, "en cours de travaux", lambda: tableau_de_bord_moa(_mensuel())),
        _vue(CodeDocument.H1, "données en tableur", lambda: donnees_h1(_mensuel()).octets),
        _vue(CodeDocument.H2, "lot conforme", lambda: tableau_de_bord_entreprise(_de_l_entreprise(), MACONS)),
        _vue(CodeDocument.H2, "lot en retard", lambda: tableau_de_bord_entreprise(_de_l_entreprise(), PEINTRES)),
        _vue(CodeDocument.H3, "toutes opérations", _de_la_structure),
        _vue(CodeDocument.I1, "opération", lambda: bilan_final(_bilan()), page=2),
        Vue(
            code=CodeDocument.I1,
            titre="en Word, à retravailler",
            faire=lambda: bilan_final(_bilan()),
            page=2,
            en_word=True,
        ),
        _vue(CodeDocument.I1, "extrait d’un lot", lambda: bilan_final(replace(_bilan(), lot=1)), page=2),
        _vue(
            CodeDocument.I1,
            "concession",
            lambda: bilan_final(replace(_bilan(), suivi=reseau(), au=Mois(2028, 2), analyse=DU_RESEAU)),
            page=2,
        ),
        _vue(CodeDocument.I2, "réalisation totale", lambda: _attestation(3, MENUISIERS, "AR-2028-0003")),
        _vue(CodeDocument.I2, "réalisation partielle", lambda: _attestation(2, PEINTRES, "AR-2028-0002")),
        _vue(CodeDocument.I2, "dépassement", lambda: _attestation(1, MACONS, "AR-2028-0001")),
        _vue(CodeDocument.I3, "rapport d’un relais", _annuel, page=2),
        _vue(CodeDocument.I3, "tableau de consolidation", lambda: consolidation_xlsx(_consolidation()), page=2),
    )


def _vue(code: CodeDocument, titre: str, faire: Callable[[], Any], page: int = 1) -> Vue:
    return Vue(code=code, titre=titre, faire=faire, page=page)


def _mensuel() -> DemandeTableauDeBord:
    return DemandeTableauDeBord(
        suivi=suivi(),
        mois=EN_COURS,
        regles=REGLES,
        emission=DU_MOIS,
        commentaire="Le lot 3 est soldé ; le lot 2 a pris du retard, un contrat de professionnalisation y commence en "
        "novembre.",
        actions=(
            Echeance(
                libelle="Confirmer la date de réception du lot 2", qui="Maître d’ouvrage", avant_le=date(2027, 11, 30)
            ),
        ),
        echeances=(
            Echeance(
                libelle="Relevés d’heures de novembre", qui="Entreprises et structures", avant_le=date(2027, 12, 6)
            ),
        ),
    )


def _de_l_entreprise() -> DemandeTableauDeBord:
    """The same, with nothing that is meant for the buyer."""
    return replace(_mensuel(), commentaire=None, actions=())


def _de_la_structure() -> Any:  # noqa: ANN401 - the context of H3
    return tableau_de_bord_siae(
        DemandeTableauDeBordSiae(
            suivis=(suivi(Mois(2027, 7)),),
            structure=ETTI.nom,
            mois=Mois(2027, 7),
            regles=REGLES,
            emission=emission(date(2027, 8, 17), 6),
            offres=(Offre(intitule="Aide-maçon / aide-maçonne", lieu="Yutz", avant_le=date(2027, 8, 20)),),
        )
    )


def _bilan() -> DemandeBilan:
    return DemandeBilan(suivi=suivi(FIN), au=FIN, regles=REGLES, emission=DE_FIN, analyse=DE_L_ECOLE)


def _attestation(lot: int, entreprise: str, numero: str) -> AttestationRealisation:
    return attestation_realisation(
        DemandeAttestationRealisation(
            numero=numero,
            suivi=suivi(FIN),
            lot=lot,
            entreprise=entreprise,
            jusqu_a=FIN,
            signataire=Signataire(nom="Paul Vernet", qualite="président"),
            emission=DE_FIN,
        )
    )


def _consolidation() -> DemandeConsolidation:
    suivies = tuple(SuiviRelais(suivi=une, relais="BRI") for une in _de_l_annee())
    return DemandeConsolidation(
        consolidation=Consolidation(suivies, 2027, 2027, ETP),
        arretee_le=date(2028, 2, 4),
        perimetre="Relais de la Brielle",
    )


def _de_l_annee() -> tuple[Suivi, ...]:
    return suivi(FIN), nettoyage(), reseau()


def _annuel() -> Any:  # noqa: ANN401 - the context of I3
    return bilan_annuel(
        DemandeBilanAnnuel(
            consolidation=_consolidation(),
            emission=DE_L_ANNEE,
            editorial="Trois opérations ont donné du travail à seize personnes, dans le bâtiment, la propreté et "
            "l’énergie.",
            portraits=(
                Portrait(
                    titre="Du chantier à l’emploi",
                    recit="Trois mois de mission sur le chantier de l’école, puis un contrat avec l’entreprise de gros "
                    "œuvre, qui propose aujourd’hui un CDI.",
                    accord_du=date(2028, 1, 17),
                ),
            ),
            perspectives=("Réunir les entreprises de peinture avant le printemps.",),
        )
    )


DE_L_ECOLE = Analyse(
    synthese="Deux lots sur trois ont tenu leur engagement, dont un avec 71 heures de plus.",
    freins=("Peu de candidatures en peinture à l’été 2027.",),
    reussites=(
        "Une personne venue par une mission d’intérim d’insertion a été embauchée par l’entreprise de gros œuvre.",
    ),
    verbatims=(
        Verbatim(texte="Le tuteur m’a appris le métier pas à pas.", qualite="un salarié", accord_du=date(2028, 1, 17)),
    ),
    decisions=(DecisionPenalite(lot=2, decision="pénalité", date=date(2028, 2, 21), montant=Decimal(7_140)),),
    preconisations=("Rencontrer l’entreprise de peinture deux mois avant ses travaux.",),
)
DU_RESEAU = Analyse(
    synthese="La première année a porté sur la pose du réseau ; l’exploitation prend le relais en 2028.",
    reussites=("Six personnes ont travaillé à la pose du réseau.",),
    preconisations=("Prévoir des postes d’exploitation accessibles sans qualification.",),
)
