"""The context of G1, the form by which a person's eligibility is asked for before the first day of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.courrier import Courrier, DemandeCourrier, letter, letter_cover
from documents.contextes.garde import Garde, complete
from documents.manques import AValider, Texte
from documents.nettoyage import on_one_line
from formats.typographie import INSECABLE
from metier.contrats import TypeContrat
from metier.enumeration import Enumeration
from metier.publics import Categorie, Niveau

RECENTE = "de moins de 3 mois"
PIECES: dict[Categorie, str] = {
    Categorie.DELD: f"avis de situation de France Travail {RECENTE}",
    Categorie.DETLD: f"avis de situation de France Travail {RECENTE}",
    Categorie.RSA: f"attestation {RECENTE}",
    Categorie.ASS: f"attestation {RECENTE}",
    Categorie.AAH: f"attestation {RECENTE}",
    Categorie.TH: "décision en cours de validité",
    Categorie.JEUNE: "pièce d’identité ; diplôme ou attestation sur l’honneur",
    Categorie.SENIOR: "pièce d’identité",
    Categorie.QPV: "justificatif de domicile de moins de 6 mois",
    Categorie.IAE: "attestation de la structure (PASS IAE)",
    Categorie.GEIQ: "attestation du GEIQ",
    Categorie.REFUGIE: "titre de séjour ou autorisation en cours de validité",
    Categorie.JUSTICE: "document établi depuis moins de 6 mois",
    Categorie.AUTRE: "avis motivé du prescripteur",
}
DES_STRUCTURES = (Categorie.IAE, Categorie.GEIQ)


class VarianteFiche(Enumeration):
    DIRECTE = "directe", "embauche directe"
    STRUCTURE = "structure", "salarié d’une SIAE, d’un GEIQ, d’une EA ou d’un ESAT"
    ALTERNANCE = "alternance", "alternance"


CONTRATS: dict[VarianteFiche, tuple[TypeContrat, ...]] = {
    VarianteFiche.DIRECTE: (TypeContrat.CDI, TypeContrat.CDD, TypeContrat.CTT),
    VarianteFiche.ALTERNANCE: (TypeContrat.PROFESSIONNALISATION, TypeContrat.APPRENTISSAGE, TypeContrat.GEIQ),
    VarianteFiche.STRUCTURE: (
        TypeContrat.CDDI_EI,
        TypeContrat.CDDI_ACI,
        TypeContrat.CDDI_REGIE,
        TypeContrat.MAD_AI,
        TypeContrat.CTT_ETTI,
        TypeContrat.GEIQ,
        TypeContrat.EA,
        TypeContrat.EATT,
        TypeContrat.ESAT,
        TypeContrat.CDI_INCLUSION,
    ),
}


@dataclass(frozen=True, kw_only=True)
class DemandeFiche(DemandeCourrier):
    """G1. `employeur` where it is known; `categories`: those that the relay accepts, in the order they are printed."""

    variante: VarianteFiche = VarianteFiche.DIRECTE
    employeur: str | None = None
    categories: tuple[Categorie, ...] = tuple(Categorie)


@dataclass(frozen=True, kw_only=True)
class LigneCritereEligibilite:
    """A criterion to tick, and the kind of document that shows it."""

    critere: str
    piece: str


EN_MILIEU_ADAPTE = LigneCritereEligibilite(
    critere="salarié d’une entreprise adaptée, personne accompagnée par un ESAT", piece="attestation de l’établissement"
)


@dataclass(frozen=True, kw_only=True)
class FicheBeneficiaire:
    """G1, filled in by hand; only what the operation says is printed beforehand."""

    modele: ClassVar[str] = "lettres/g1_eligibilite.docx"

    garde: Garde
    courrier: Courrier
    structure: bool
    alternance: bool
    lots: str
    employeur: str | None
    contrats: tuple[str, ...]
    niveaux: tuple[str, ...]
    criteres: tuple[LigneCritereEligibilite, ...]
    validation: Texte
    base_legale: Texte
    conservation: Texte


def fiche_beneficiaire(demande: DemandeFiche) -> FicheBeneficiaire:
    """The context of G1. Raises FauteDeSaisie naming `attributions` when there is none."""
    cadre, variante = letter(demande), demande.variante
    delai = demande.parametres.parametres.delai_validation_h
    return complete(
        FicheBeneficiaire(
            garde=letter_cover(demande),
            courrier=cadre,
            structure=variante is VarianteFiche.STRUCTURE,
            alternance=variante is VarianteFiche.ALTERNANCE,
            lots=_lots(demande),
            employeur=_employeur(demande),
            contrats=tuple(un.libelle for un in CONTRATS[variante]),
            niveaux=tuple(un.libelle for un in Niveau),
            criteres=_criteres(demande),
            validation=demande.nuancer(f"{delai.valeur}{INSECABLE}heures ouvrées", delai),
            base_legale=_a_trancher(demande, "mission d’intérêt public ou intérêt légitime, selon le relais"),
            conservation=_a_trancher(
                demande, "jusqu’à la fin du contrat et des délais de contrôle des financements, puis anonymisées"
            ),
        )
    )


def _lots(demande: DemandeCourrier) -> str:
    """« 1 – Gros œuvre ; 2 – Peinture »."""
    lots = [(une.lot, demande.lot(une)) for une in demande.attributions]
    nommes = (f"{numero} – {on_one_line(lot.intitule)}" if lot else str(numero) for numero, lot in lots)
    return f"{INSECABLE}; ".join(nommes)


def _employeur(demande: DemandeFiche) -> str | None:
    """The employer: a structure is known only when named, otherwise it is the company itself."""
    if demande.employeur:
        return on_one_line(demande.employeur)
    if demande.variante is VarianteFiche.STRUCTURE:
        return None
    return on_one_line(demande.attributions[0].entreprise)


def _criteres(demande: DemandeFiche) -> tuple[LigneCritereEligibilite, ...]:
    """Those of structures for their employees, the others for a direct hiring."""
    de_structure = demande.variante is VarianteFiche.STRUCTURE
    lignes = tuple(
        LigneCritereEligibilite(critere=une.libelle, piece=PIECES[une])
        for une in demande.categories
        if (une in DES_STRUCTURES) is de_structure
    )
    return (*lignes, EN_MILIEU_ADAPTE) if de_structure and Categorie.AUTRE in demande.categories else lignes


def _a_trancher(demande: DemandeCourrier, texte: str) -> Texte:
    libelle = "base légale et durée de conservation des données, à trancher par le DPO"
    return AValider(texte, libelle, ombre=not demande.definitif)
