"""What each geste reads and does; the only list. A step is never changed here: that is what transitions do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session

from echanges.champs import Format
from echanges.donnees import lire_donnees
from metier.gestes import Geste
from workflows.actes import (
    attributions,
    consultation,
    contrats,
    donnees_recrutement,
    eligibilite,
    formations,
    marches,
    modalites,
    recrutement,
)
from workflows.actes.bilan import gestes as bilan
from workflows.actes.effets import Effet, Sujet
from workflows.actes.heures import gestes as heures
from workflows.actes.relances import liens, manquements
from workflows.actes.reunions import donnees
from workflows.actes.reunions import gestes as reunions

F = TypeVar("F", bound=Format)
Preparation = Callable[[Session, Sujet], Effet]


def preparer(session: Session, sujet: Sujet) -> Effet:
    """What the geste will do. Raises FauteDeSaisie when its data or the operation do not allow it."""
    assert isinstance(sujet.acte, Geste)
    return _PREPARATIONS[sujet.acte](session, sujet)


def champs(geste: Geste) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the data that a geste must be given, and of those that it may be given."""
    connus = FORMATS[geste].model_fields
    obligatoires = tuple(nom for nom, champ in connus.items() if champ.is_required())
    return obligatoires, tuple(nom for nom in connus if nom not in obligatoires)


def _avec(modele: type[F], preparation: Callable[[Session, Sujet, F], Effet]) -> tuple[type[Format], Preparation]:
    """The format of a geste's data, and its preparation once they are read by it."""

    def lire_puis_preparer(session: Session, sujet: Sujet) -> Effet:
        return preparation(session, sujet, lire_donnees(modele, sujet.donnees))

    return modele, lire_puis_preparer


_DEFINITIONS: dict[Geste, tuple[type[Format], Preparation]] = {
    Geste.NOTER_ATTRIBUTIONS: _avec(attributions.Attributions, attributions.noter_attributions),
    Geste.NOTER_AVENANT: _avec(marches.Avenant, marches.noter_avenant),
    Geste.NOTER_FACTURE: _avec(marches.Facture, marches.noter_facture),
    Geste.NOTER_DCE_DEFINITIF: _avec(consultation.Date, consultation.noter_dce_definitif),
    Geste.NOTER_ORDRE_SERVICE: _avec(consultation.Date, consultation.noter_ordre_service),
    Geste.NOTER_PLANNING: _avec(marches.Planning, marches.noter_planning),
    Geste.NOTER_CONTACT: _avec(marches.Contact, marches.noter_contact),
    Geste.CONVOQUER: _avec(donnees.Convocation, reunions.convoquer),
    Geste.DEPLACER_REUNION: _avec(donnees.Deplacement, reunions.deplacer),
    Geste.ANNULER_REUNION: _avec(donnees.Annulation, reunions.annuler),
    Geste.RENDRE_COMPTE: _avec(donnees.Minutes, reunions.rendre_compte),
    Geste.CHOISIR_MODALITES: _avec(modalites.ChoixModalites, modalites.choisir_modalites),
    Geste.OUVRIR_POSTE: _avec(donnees_recrutement.OuverturePoste, recrutement.ouvrir_poste),
    Geste.DIFFUSER_OFFRE: _avec(donnees_recrutement.SurPoste, recrutement.diffuser_offre),
    Geste.NOTER_REPONSE_OFFRE: _avec(donnees_recrutement.Reponse, recrutement.noter_reponse_offre),
    Geste.POURVOIR_POSTE: _avec(donnees_recrutement.Pourvoi, recrutement.pourvoir_poste),
    Geste.CLORE_POSTE: _avec(donnees_recrutement.Cloture, recrutement.clore_poste),
    Geste.ENREGISTRER_BENEFICIAIRE: _avec(eligibilite.NouveauBeneficiaire, eligibilite.enregistrer_beneficiaire),
    Geste.VALIDER_ELIGIBILITE: _avec(eligibilite.Validation, eligibilite.valider_eligibilite),
    Geste.VALIDER_PAR_STATUT: _avec(eligibilite.ValidationParStatut, eligibilite.valider_par_statut),
    Geste.REFUSER_ELIGIBILITE: _avec(eligibilite.RefusDEligibilite, eligibilite.refuser_eligibilite),
    Geste.ENREGISTRER_CONTRAT: _avec(contrats.NouveauContrat, contrats.enregistrer_contrat),
    Geste.TERMINER_CONTRAT: _avec(contrats.FinDeContrat, contrats.terminer_contrat),
    Geste.ENREGISTRER_FORMATION: _avec(formations.SessionDeFormation, formations.enregistrer_formation),
    Geste.ETABLIR_BILAN: _avec(bilan.Bilan, bilan.etablir),
    Geste.NOTER_SORTIE: _avec(bilan.SortieDite, bilan.noter_sortie),
    Geste.DECLARER_HEURES: _avec(heures.Saisie, heures.declarer_heures),
    Geste.DECLARER_AUCUNE_HEURE: _avec(heures.Reprise, heures.declarer_aucune_heure),
    Geste.REPRENDRE_HEURES: _avec(heures.Reprise, heures.reprendre_heures),
    Geste.RECOUPER_HEURES: _avec(heures.Recoupement, heures.recouper_heures),
    Geste.CONFIRMER_HEURES: _avec(heures.Confirmation, heures.confirmer_heures),
    Geste.VALIDER_HEURES: _avec(heures.Validation, heures.valider_heures),
    Geste.ACCORDER_HEURES: _avec(heures.AccordTrouve, heures.accorder_heures),
    Geste.CLORE_MOIS: _avec(heures.DuMois, heures.clore_mois),
    Geste.RECTIFIER_HEURES: _avec(heures.Rectification, heures.rectifier_heures),
    Geste.PREPARER_INVITATION: _avec(manquements.Invitation, manquements.preparer_invitation),
    Geste.PREPARER_MISE_EN_DEMEURE: _avec(manquements.MiseEnDemeure, manquements.preparer_mise_en_demeure),
    Geste.PREPARER_CONSTAT: _avec(manquements.Constat, manquements.preparer_constat),
    Geste.REVOQUER_LIEN: _avec(liens.LienARevoquer, liens.revoquer_lien),
}
FORMATS: dict[Geste, type[Format]] = {geste: definition[0] for geste, definition in _DEFINITIONS.items()}
_PREPARATIONS: dict[Geste, Preparation] = {geste: definition[1] for geste, definition in _DEFINITIONS.items()}
