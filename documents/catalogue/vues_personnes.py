"""Views of posts and offers (F), of eligibility, hours and ends of missions (G)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from config.clauses import get_clauses
from documents.catalogue.operation_exemple import INTITULE, MACONS, suivi
from documents.catalogue.relais_exemple import ETTI, FACILITATEUR, RELAIS, emission
from documents.catalogue.vue import Vue
from documents.contextes.f1 import FichePoste, fiche_poste
from documents.contextes.f2 import OffreDiffusee, offre
from documents.contextes.g1 import DemandeFiche, FicheBeneficiaire, VarianteFiche, fiche_beneficiaire
from documents.contextes.g2 import (
    AttestationEligibilite,
    Decision,
    DemandeAttestationEligibilite,
    attestation_eligibilite,
)
from documents.contextes.g3 import releve_imprime
from documents.contextes.g4 import DemandeFinMission, fin_mission
from documents.contextes.postes import DemandePoste
from documents.demande_releve import DemandeReleve
from documents.releve import releve_mensuel
from metier.contrats import TypeContrat
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.poste import CadrePoste, Candidature, Conditions, Diffusion, Poste
from metier.releve import IdentiteReleve

AVRIL = Mois(2027, 4)
EMBAUCHE_LE = date(2027, 9, 2)
CADRES: dict[CadrePoste, dict[str, Any]] = {
    CadrePoste.EMBAUCHE: {"contrat": TypeContrat.CDD, "employeur": MACONS},
    CadrePoste.MISE_A_DISPOSITION: {"contrat": TypeContrat.CTT_ETTI, "employeur": ETTI.nom},
    CadrePoste.ALTERNANCE: {
        "contrat": TypeContrat.PROFESSIONNALISATION,
        "employeur": MACONS,
        "qualification": "CAP maçon",
        "rythme": "une semaine sur deux en centre de formation",
    },
}


def vues_personnes() -> tuple[Vue, ...]:
    """F1 to G4."""
    return (
        *(_vue(CodeDocument.F1, un.libelle, partial(_fiche_poste, un)) for un in CadrePoste),
        *(_vue(CodeDocument.F2, une.libelle, partial(_offre, une)) for une in Diffusion),
        *(_vue(CodeDocument.G1, titre, partial(_fiche, une)) for une, titre in TITRES.items()),
        *(_vue(CodeDocument.G2, une.libelle, partial(_attestation, une)) for une in Decision),
        _vue(CodeDocument.G3, "tableur", lambda: releve_mensuel(_releve()), page=2),
        _vue(CodeDocument.G3, "à imprimer", lambda: releve_imprime(_releve())),
        _vue(
            CodeDocument.G4,
            "fin prévue",
            lambda: fin_mission(
                DemandeFinMission(
                    **_courrier(date(2027, 11, 29)), contrat=suivi().contrats[5], personne=suivi().beneficiaires[1]
                )
            ),
        ),
        _vue(
            CodeDocument.G4,
            "rupture, à remplir",
            lambda: fin_mission(DemandeFinMission(**_courrier(date(2027, 11, 29)), rupture=True)),
        ),
    )


TITRES = {
    VarianteFiche.DIRECTE: "embauche directe",
    VarianteFiche.STRUCTURE: "salarié d’une structure",
    VarianteFiche.ALTERNANCE: "alternance",
}
EMPLOYEURS = {
    VarianteFiche.DIRECTE: MACONS,
    VarianteFiche.STRUCTURE: ETTI.nom,
    VarianteFiche.ALTERNANCE: MACONS,
}


def _vue(code: CodeDocument, titre: str, faire: Callable[[], Any], page: int = 1) -> Vue:
    return Vue(code=code, titre=titre, faire=faire, page=page)


def _courrier(jour: date = EMBAUCHE_LE) -> dict[str, Any]:
    return {
        "suivi": suivi(),
        "attributions": suivi().attributions[:1],
        "relais": RELAIS,
        "facilitateur": FACILITATEUR,
        "parametres": get_clauses(),
        "date": jour,
    }


def _fiche_poste(cadre: CadrePoste) -> FichePoste:
    return fiche_poste(_poste(cadre))


def _offre(diffusion: Diffusion) -> OffreDiffusee:
    return offre(_poste(CadrePoste.EMBAUCHE), diffusion, date(2027, 7, 26))


def _fiche(variante: VarianteFiche) -> FicheBeneficiaire:
    return fiche_beneficiaire(DemandeFiche(**_courrier(), variante=variante, employeur=EMPLOYEURS[variante]))


def _poste(cadre: CadrePoste) -> DemandePoste:
    """A mason's mate, as each of the three ways offers it."""
    return DemandePoste(
        suivi=suivi(),
        poste=Poste(
            numero="OF-2027-031",
            intitule="Aide-maçon / aide-maçonne",
            entreprise=MACONS,
            cadre=cadre,
            rome="F1703",
            missions=(
                "Préparer le mortier et approvisionner les maçons",
                "Monter et démonter les protections collectives",
                "Nettoyer et ranger le chantier",
            ),
            secteur="Valmeuse et communes voisines",
            adresse="3 rue de l’École, 57970 Yutz",
            acces="bus 12, premier passage à 6 h 40",
            remuneration="taux horaire de la convention collective du bâtiment, panier et trajet en plus",
            conditions=Conditions(
                debut=EMBAUCHE_LE,
                fin=date(2027, 11, 30),
                hebdomadaire="35 h par semaine",
                horaires="7 h 30 à 12 h et 13 h à 16 h",
                contraintes=("port de charges jusqu’à 25 kg", "travail en hauteur"),
                equipements=("casque", "chaussures de sécurité", "gants"),
                carte_btp=True,
            ),
            prerequis=("comprendre les consignes de sécurité en français",),
            formation="gestes et postures, travail en hauteur : deux jours avant l’embauche, payés",
            tuteur="chef d’équipe maçonnerie",
            accueil="livret d’accueil et visite de sécurité le premier jour",
            evolution="contrat de professionnalisation de maçon possible à l’issue",
            candidature=Candidature(canal="par courriel", date_limite=date(2027, 8, 20), nombre=6),
            **CADRES[cadre],
        ),
        lot=1,
        relais=RELAIS,
        facilitateur=FACILITATEUR,
    )


def _attestation(decision: Decision) -> AttestationEligibilite:
    personne = suivi().beneficiaires[0]
    return attestation_eligibilite(
        DemandeAttestationEligibilite(
            numero="AE-2027-0042",
            decision=decision,
            nom=personne.nom,
            prenom=personne.prenom,
            employeur=ETTI.nom,
            reference=suivi().reference,
            intitule=INTITULE,
            lot=1,
            intitule_lot="Gros œuvre",
            verifiee_le=date(2027, 1, 28),
            valable_du=date(2027, 2, 1),
            valable_au=date(2029, 1, 31),
            completer_avant=date(2027, 2, 12),
            emission=emission(date(2027, 1, 29)),
        )
    )


def _releve() -> DemandeReleve:
    """The statement of an ETTI, before it is filled in."""
    return DemandeReleve(
        suivi=suivi(AVRIL),
        identite=IdentiteReleve(operation=suivi().reference, lot=1, employeur=ETTI.nom, mois=AVRIL),
        retour_le=date(2027, 5, 5),
        courriel=RELAIS.courriel,
        attestations={"b0": "AE-2027-0042", "b1": "AE-2027-0051"},
    )
