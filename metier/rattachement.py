"""Which company and which modality a contract serves: a dossier does not say it, it follows from the employer."""

from __future__ import annotations

from collections.abc import Container, Mapping

from metier.acteurs import RoleAttributaire
from metier.contrats import TypeContrat
from metier.modalites import TypeModalite
from metier.suivi import Attribution, Contrat, HeuresRecues, Suivi

# domaine §5 and §6: the modality that each contract supports, of an employer that the attribution does not name.
MODALITE_PAR_DEFAUT: Mapping[TypeContrat, TypeModalite] = {
    TypeContrat.CDI: TypeModalite.EMBAUCHE_DIRECTE,
    TypeContrat.CDI_INCLUSION: TypeModalite.SOUS_TRAITANCE,
    TypeContrat.CDD: TypeModalite.EMBAUCHE_DIRECTE,
    TypeContrat.PROFESSIONNALISATION: TypeModalite.EMBAUCHE_DIRECTE,
    TypeContrat.APPRENTISSAGE: TypeModalite.EMBAUCHE_DIRECTE,
    TypeContrat.CTT: TypeModalite.MISE_A_DISPOSITION,
    TypeContrat.CDDI_EI: TypeModalite.SOUS_TRAITANCE,
    TypeContrat.CDDI_ACI: TypeModalite.SOUS_TRAITANCE,
    TypeContrat.CDDI_REGIE: TypeModalite.SOUS_TRAITANCE,
    TypeContrat.MAD_AI: TypeModalite.MISE_A_DISPOSITION,
    TypeContrat.CTT_ETTI: TypeModalite.MISE_A_DISPOSITION,
    TypeContrat.GEIQ: TypeModalite.MISE_A_DISPOSITION,
    TypeContrat.EA: TypeModalite.SOUS_TRAITANCE,
    TypeContrat.EATT: TypeModalite.MISE_A_DISPOSITION,
    TypeContrat.ESAT: TypeModalite.SOUS_TRAITANCE,
    TypeContrat.EITI: TypeModalite.MISE_A_DISPOSITION,
}


def attribution_du_contrat(suivi: Suivi, contrat: Contrat) -> Attribution | None:
    """The attribution that a contract's hours are counted on; None where its lot was entrusted to nobody.

    In a groupement: the company that employs, else the one that announced the employer among its structures, else the
    first (the mandataire, in the order of dossiers).
    """
    candidates = [une for une in suivi.attributions if une.lot == contrat.lot]
    return min(candidates, key=lambda une: preference(une.entreprise, structures(une), contrat.employeur), default=None)


def attribution_des_recues(suivi: Suivi, recues: HeuresRecues) -> Attribution | None:
    """The attribution that hours of another operation are counted on: the company of the convention, else as usual."""
    candidates = (une for une in suivi.attributions if une.lot == recues.contrat.lot)
    siennes = (une for une in candidates if une.entreprise == recues.entreprise)
    return next(siennes, None) or attribution_du_contrat(suivi, recues.contrat)


def preference(entreprise: str, annoncees: Container[str], employeur: str) -> int:
    """Of two companies of a lot, the contracts of an employer are counted on the one of least preference: 0 to 2."""
    if entreprise == employeur:
        return 0
    return 1 if employeur in annoncees else 2


def structures(attribution: Attribution) -> frozenset[str]:
    """The names of the structures that an attribution announces."""
    return frozenset(une.structure.nom for une in attribution.modalites if une.structure)


def modalite(suivi: Suivi, contrat: Contrat) -> TypeModalite:
    """How a contract carries out the clause: as announced for its employer, else as `modalite_tacite` implies."""
    for attribution in suivi.attributions:
        for une in attribution.modalites:
            if attribution.lot == contrat.lot and une.structure and une.structure.nom == contrat.employeur:
                return une.type
    titulaires = {une.entreprise: une.role for une in suivi.attributions if une.lot == contrat.lot}
    return modalite_tacite(contrat.type, contrat.employeur, titulaires)


def modalite_tacite(
    genre: TypeContrat, employeur: str, titulaires: Mapping[str, RoleAttributaire | None]
) -> TypeModalite:
    """How a contract that nobody announced serves the lot of these companies, each with its role.

    A company is not its own subcontractor: a structure that holds the lot hires for it, or is its cotraitante.
    """
    tacite = MODALITE_PAR_DEFAUT[genre]
    if tacite is not TypeModalite.SOUS_TRAITANCE or employeur not in titulaires:
        return tacite
    cotraitante = titulaires[employeur] is RoleAttributaire.COTRAITANT
    return TypeModalite.COTRAITANCE if cotraitante else TypeModalite.EMBAUCHE_DIRECTE
