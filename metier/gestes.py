"""What a facilitateur does within a step, which stays the same: where it is allowed, what it may produce."""

from __future__ import annotations

from dataclasses import dataclass

from metier.cycle import ETAPES_AVAL, OUVERTES, Etape
from metier.enumeration import Enumeration
from metier.roles import CONDUISENT, Role


class Geste(Enumeration):
    NOTER_ATTRIBUTIONS = "noter_attributions", "noter les attributaires de lots"
    NOTER_AVENANT = "noter_avenant", "noter un avenant"
    NOTER_FACTURE = "noter_facture", "noter une facture"
    NOTER_DCE_DEFINITIF = "noter_dce_definitif", "noter la réception du DCE publié"
    NOTER_ORDRE_SERVICE = "noter_ordre_service", "noter l’ordre de service"
    NOTER_PLANNING = "noter_planning", "noter les dates d’un lot"
    NOTER_CONTACT = "noter_contact", "noter à qui écrire"
    CONVOQUER = "convoquer", "convoquer une réunion"
    DEPLACER_REUNION = "deplacer_reunion", "déplacer une réunion"
    ANNULER_REUNION = "annuler_reunion", "annuler une réunion"
    RENDRE_COMPTE = "rendre_compte", "rédiger le compte rendu d’une réunion"
    CHOISIR_MODALITES = "choisir_modalites", "noter les modalités choisies"
    OUVRIR_POSTE = "ouvrir_poste", "ouvrir un poste et diffuser l’offre"
    DIFFUSER_OFFRE = "diffuser_offre", "envoyer une offre à de nouveaux destinataires"
    NOTER_REPONSE_OFFRE = "noter_reponse_offre", "noter une réponse à une offre"
    POURVOIR_POSTE = "pourvoir_poste", "pourvoir un poste"
    CLORE_POSTE = "clore_poste", "clore un poste"
    ENREGISTRER_BENEFICIAIRE = "enregistrer_beneficiaire", "enregistrer un bénéficiaire"
    VALIDER_ELIGIBILITE = "valider_eligibilite", "valider une éligibilité"
    VALIDER_PAR_STATUT = "valider_par_statut", "valider les salariés des structures d’insertion"
    REFUSER_ELIGIBILITE = "refuser_eligibilite", "refuser une éligibilité"
    ENREGISTRER_CONTRAT = "enregistrer_contrat", "enregistrer un contrat"
    TERMINER_CONTRAT = "terminer_contrat", "terminer un contrat"
    ENREGISTRER_FORMATION = "enregistrer_formation", "enregistrer une formation"
    ETABLIR_BILAN = "etablir_bilan", "établir à nouveau le bilan et les attestations"
    NOTER_SORTIE = "noter_sortie", "noter ce qu’est devenue une personne"
    DECLARER_HEURES = "declarer_heures", "saisir les heures d’un mois"
    DECLARER_AUCUNE_HEURE = "declarer_aucune_heure", "noter qu’un employeur n’a aucune heure ce mois-ci"
    REPRENDRE_HEURES = "reprendre_heures", "reprendre les heures du mois précédent"
    RECOUPER_HEURES = "recouper_heures", "noter les heures que dit l’entreprise utilisatrice"
    CONFIRMER_HEURES = "confirmer_heures", "noter l’accord de l’entreprise utilisatrice"
    VALIDER_HEURES = "valider_heures", "valider des heures"
    ACCORDER_HEURES = "accorder_heures", "noter l’accord trouvé sur des heures contestées"
    CLORE_MOIS = "clore_mois", "clore un mois d’heures"
    RECTIFIER_HEURES = "rectifier_heures", "rectifier des heures validées"
    PREPARER_INVITATION = "preparer_invitation", "préparer l’invitation à présenter des observations"
    PREPARER_MISE_EN_DEMEURE = "preparer_mise_en_demeure", "préparer la mise en demeure"
    PREPARER_CONSTAT = "preparer_constat", "préparer la note de constat"
    REVOQUER_LIEN = "revoquer_lien", "révoquer les liens envoyés à une adresse"


@dataclass(frozen=True, kw_only=True)
class RegleGeste:
    """The steps that allow it, the documents it may produce (catalogue codes), who may do it.

    `tus`: the data that name or describe a person; neither the journal nor the request, once closed, keeps them.
    """

    depuis: frozenset[Etape]
    produit: tuple[str, ...] = ()
    tus: frozenset[str] = frozenset()
    roles: frozenset[Role] = CONDUISENT


GESTES: dict[Geste, RegleGeste] = {
    Geste.NOTER_ATTRIBUTIONS: RegleGeste(depuis=ETAPES_AVAL),
    Geste.NOTER_AVENANT: RegleGeste(depuis=ETAPES_AVAL),
    Geste.NOTER_FACTURE: RegleGeste(depuis=ETAPES_AVAL),
    Geste.NOTER_DCE_DEFINITIF: RegleGeste(depuis=ETAPES_AVAL | {Etape.CONSULTATION}),
    Geste.NOTER_ORDRE_SERVICE: RegleGeste(depuis=ETAPES_AVAL),
    Geste.NOTER_PLANNING: RegleGeste(depuis=ETAPES_AVAL),
    Geste.NOTER_CONTACT: RegleGeste(depuis=OUVERTES),
    Geste.CONVOQUER: RegleGeste(depuis=ETAPES_AVAL, produit=("D1", "D3")),
    Geste.DEPLACER_REUNION: RegleGeste(depuis=ETAPES_AVAL, produit=("D1", "D3")),
    Geste.ANNULER_REUNION: RegleGeste(depuis=ETAPES_AVAL, produit=("D1",)),
    Geste.RENDRE_COMPTE: RegleGeste(depuis=ETAPES_AVAL, produit=("D2",)),
    Geste.CHOISIR_MODALITES: RegleGeste(depuis=ETAPES_AVAL, produit=("G1",)),
    Geste.OUVRIR_POSTE: RegleGeste(depuis=ETAPES_AVAL, produit=("F1", "F2")),
    Geste.DIFFUSER_OFFRE: RegleGeste(depuis=ETAPES_AVAL, produit=("F2",)),
    Geste.NOTER_REPONSE_OFFRE: RegleGeste(depuis=ETAPES_AVAL),
    Geste.POURVOIR_POSTE: RegleGeste(depuis=ETAPES_AVAL),
    Geste.CLORE_POSTE: RegleGeste(depuis=ETAPES_AVAL),
    Geste.ENREGISTRER_BENEFICIAIRE: RegleGeste(
        depuis=ETAPES_AVAL,
        tus=frozenset({"nom", "prenom", "naissance", "sexe", "commune", "categorie", "niveau"}),
    ),
    Geste.VALIDER_ELIGIBILITE: RegleGeste(depuis=ETAPES_AVAL, produit=("G2",), tus=frozenset({"piece"})),
    Geste.VALIDER_PAR_STATUT: RegleGeste(depuis=ETAPES_AVAL, produit=("G2",)),
    Geste.REFUSER_ELIGIBILITE: RegleGeste(depuis=ETAPES_AVAL, produit=("G2",)),
    Geste.ENREGISTRER_CONTRAT: RegleGeste(depuis=ETAPES_AVAL, produit=("G2",), tus=frozenset({"motif_fin"})),
    Geste.TERMINER_CONTRAT: RegleGeste(depuis=ETAPES_AVAL, produit=("G4",), tus=frozenset({"motif_fin"})),
    Geste.ENREGISTRER_FORMATION: RegleGeste(depuis=ETAPES_AVAL),
    Geste.ETABLIR_BILAN: RegleGeste(depuis=frozenset({Etape.SUIVI, Etape.BILAN}), produit=("I1", "I2")),
    Geste.NOTER_SORTIE: RegleGeste(depuis=ETAPES_AVAL | {Etape.CLOSE}),
    Geste.DECLARER_HEURES: RegleGeste(depuis=ETAPES_AVAL),
    Geste.DECLARER_AUCUNE_HEURE: RegleGeste(depuis=ETAPES_AVAL),
    Geste.REPRENDRE_HEURES: RegleGeste(depuis=ETAPES_AVAL),
    Geste.RECOUPER_HEURES: RegleGeste(depuis=ETAPES_AVAL),
    Geste.CONFIRMER_HEURES: RegleGeste(depuis=ETAPES_AVAL),
    Geste.VALIDER_HEURES: RegleGeste(depuis=ETAPES_AVAL),
    Geste.ACCORDER_HEURES: RegleGeste(depuis=ETAPES_AVAL),
    Geste.CLORE_MOIS: RegleGeste(depuis=ETAPES_AVAL),
    Geste.RECTIFIER_HEURES: RegleGeste(depuis=ETAPES_AVAL),
    Geste.PREPARER_INVITATION: RegleGeste(depuis=ETAPES_AVAL, produit=("E4a",)),
    Geste.PREPARER_MISE_EN_DEMEURE: RegleGeste(depuis=ETAPES_AVAL, produit=("E4b",)),
    Geste.PREPARER_CONSTAT: RegleGeste(depuis=ETAPES_AVAL, produit=("E5",)),
    Geste.REVOQUER_LIEN: RegleGeste(depuis=ETAPES_AVAL, tus=frozenset({"courriel"})),
}


def gestes_possibles(etape: Etape) -> list[Geste]:
    """What the step allows, in the order of the table."""
    return [geste for geste, regle in GESTES.items() if etape in regle.depuis]
