"""The words of the journal: what each event is called in French, and each program that notes one."""

from __future__ import annotations

from sqlmodel_store.modeles.courriers import EtatSortant

ACTEURS = {
    "reception": "réception du courrier",
    "releve": "réception du courrier",
    "expedition": "envoi du courrier",
    "echeances": "échéances du jour",
    "mensuel": "tableaux de bord",
    "acheteur": "page de l’acheteur",
    "formulaire": "formulaire",
    "lien de choix": "lien de l’entreprise",
    "commande": "ligne de commande",
    "registre": "ligne de commande",
    "prefect": "suivi technique",
}
SORTS = {
    f"courriel_{EtatSortant.A_ENVOYER}": "Courriel remis à plus tard",
    f"courriel_{EtatSortant.EN_COURS}": "Courriel en cours d’envoi",
    f"courriel_{EtatSortant.ENVOYE}": "Courriel envoyé",
    f"courriel_{EtatSortant.REFUSE}": "Courriel refusé par le serveur",
    f"courriel_{EtatSortant.INCERTAIN}": "Courriel au sort incertain",
    "courriel_retarde": "Le serveur du destinataire annonce un retard",
    "courriel_revenu": "Courriel revenu, non remis",
    "envoi_envoye": "Noté envoyé par une personne",
    "envoi_renvoyer": "À envoyer de nouveau, décidé par une personne",
    "doute_leve_par_la_trace": "Doute levé par la boîte témoin",
    "envoi_classer": "Classé par une personne\u00a0: ne partira pas",
}
"""What happened to a mail that left, or had to."""
FAITS = {
    "operation_ouverte": "Opération ouverte par un formulaire",
    "courriel_classe": "Courriel réglé par une personne",
    "echeance_empechee": "Échéance empêchée",
    "tableau_de_bord": "Tableaux de bord du mois préparés",
    "tableau_de_bord_empeche": "Tableau de bord empêché",
    "bilan_produit": "Bilan et attestations produits",
    "convention_enregistree": "Convention de mutualisation enregistrée",
    "convention_produite": "Convention de mutualisation produite",
    "heures_affectees": "Heures mutualisées réparties",
    "reprise_reference": "Référence donnée à la reprise d’un tableau",
    "choix_propose": "Choix d’une entreprise reçu par son lien",
    "heures_declarees": "Heures déclarées",
    "heures_remplacees": "Heures déclarées remplacées par d’autres",
    "heures_confirmees": "Heures confirmées par l’entreprise utilisatrice",
    "heures_recoupees": "Heures dites par l’entreprise utilisatrice",
    "heures_accordees": "Accord trouvé sur des heures",
    "heures_validees": "Heures validées",
    "heures_rectifiees": "Heures rectifiées",
    "mois_clos": "Mois clos",
    "note_ecrite": "Note écrite",
    "note_modifiee": "Note modifiée",
    "note_retiree": "Note retirée",
    "rappel_pose": "Rappel posé",
    "rappel_fait": "Rappel fait",
    "rappel_retire": "Rappel retiré",
    "document_signe": "Document signé joint",
    "document_refait": "Document refait",
}
