"""What each column of texts or bytes may say of the people whose hours count: the list that erasing goes by.

A new column joins it, with what it holds; `tests/sqlmodel_store/test_rgpd_colonnes.py` refuses one that is not there.
"""

from __future__ import annotations

from enum import Enum, auto


class Contenu(Enum):
    """IDENTITE: the person's own fields. LIBRE: texts or JSON where people may be named. CODE: an id that a file gave.

    COURRIEL: the bytes of a mail. AUTRUI: companies, contacts, accounts. RIEN: nothing that people write.
    """

    IDENTITE = auto()
    LIBRE = auto()
    CODE = auto()
    COURRIEL = auto()
    AUTRUI = auto()
    RIEN = auto()


_PAR_TABLE: dict[str, dict[Contenu, str]] = {
    "adresse_en_cause": {Contenu.LIBRE: "raison", Contenu.AUTRUI: "adresse"},
    "affectation": {Contenu.CODE: "contrat", Contenu.RIEN: "mois"},
    "attribution": {
        Contenu.AUTRUI: "entreprise_nom entreprise_siret courriel referent_nom referent_fonction referent_courriel "
        "referent_telephone"
    },
    "avenant": {Contenu.LIBRE: "motif"},
    "beneficiaire": {Contenu.IDENTITE: "nom prenom commune", Contenu.CODE: "code"},
    "contact": {Contenu.AUTRUI: "organisation nom courriel"},
    "contrat": {Contenu.LIBRE: "motif_fin", Contenu.CODE: "code", Contenu.AUTRUI: "employeur"},
    "convention": {Contenu.AUTRUI: "reference entreprise"},
    "convie": {Contenu.AUTRUI: "courriel nom organisation"},
    "corps_courrier": {Contenu.COURRIEL: "octets", Contenu.RIEN: "empreinte"},
    "correspondant": {Contenu.AUTRUI: "cle nom courriel organisation type"},
    "courrier_entrant": {
        Contenu.LIBRE: "raison lecture expediteur",
        Contenu.RIEN: "boite message_id sha256 empreinte chemin",
    },
    "courrier_sortant": {
        Contenu.LIBRE: "cle destinataire objet reponse",
        Contenu.COURRIEL: "entetes",
        Contenu.RIEN: "message_id corps_empreinte bail_par sha256",
    },
    "courrier_tranche": {Contenu.AUTRUI: "par"},
    "critere": {Contenu.LIBRE: "intitule"},
    "curseur_boite": {Contenu.RIEN: "boite"},
    "declaration_recue": {Contenu.LIBRE: "contenu", Contenu.AUTRUI: "destinataire", Contenu.RIEN: "mois"},
    "demande": {Contenu.LIBRE: "donnees resultat", Contenu.AUTRUI: "demandee_par", Contenu.RIEN: "cle"},
    "document": {
        Contenu.LIBRE: "donnees fichier",
        Contenu.RIEN: "code sha256 modele edition modele_sha256",
    },
    "effacement": {Contenu.IDENTITE: "a_oter", Contenu.RIEN: "operation sel empreinte marque"},
    "eligibilite": {Contenu.IDENTITE: "piece motif_tardif"},
    "essai_connexion": {Contenu.RIEN: "sujet"},
    "evenement": {Contenu.LIBRE: "donnees", Contenu.AUTRUI: "acteur", Contenu.RIEN: "evenement"},
    "facture": {Contenu.RIEN: "mois"},
    "fichier_heures": {Contenu.RIEN: "sha256 mois"},
    "formation": {Contenu.LIBRE: "intitule"},
    "heures": {Contenu.RIEN: "mois"},
    "jeton": {Contenu.LIBRE: "objet destinataire", Contenu.RIEN: "empreinte mois"},
    "jeton_compte": {Contenu.RIEN: "empreinte"},
    "lot": {
        Contenu.LIBRE: "intitule motif article_ccap autre_consideration motif_non_clause",
        Contenu.RIEN: "metiers",
    },
    "modalite": {Contenu.AUTRUI: "structure_nom structure_courriel"},
    "mois_clos": {Contenu.AUTRUI: "par", Contenu.RIEN: "mois"},
    "note": {Contenu.LIBRE: "texte", Contenu.AUTRUI: "auteur", Contenu.RIEN: "cle"},
    "offre_envoyee": {Contenu.LIBRE: "courrier_cle", Contenu.AUTRUI: "destinataire courriel"},
    "operation": {
        Contenu.LIBRE: "intitule dispense_motif notes",
        Contenu.AUTRUI: "maitre_ouvrage_nom maitre_ouvrage_siret lieu_commune lieu_insee",
        Contenu.RIEN: "reference relais_ecrit reference_acheteur articles_reservation missions bareme",
    },
    "panne_boite": {Contenu.RIEN: "phrase"},
    "personne": {Contenu.IDENTITE: "nom prenom"},
    "piece_liee": {Contenu.LIBRE: "cle nom destinataire", Contenu.RIEN: "empreinte sha256"},
    "poste": {Contenu.LIBRE: "intitule fiche", Contenu.AUTRUI: "entreprise", Contenu.RIEN: "code rome"},
    "proposition_choix": {
        Contenu.LIBRE: "commentaire modalites referent",
        Contenu.AUTRUI: "entreprise destinataire",
    },
    "rappel": {Contenu.LIBRE: "texte", Contenu.AUTRUI: "auteur", Contenu.RIEN: "cle"},
    "rectification": {
        Contenu.LIBRE: "motif",
        Contenu.CODE: "contrat",
        Contenu.AUTRUI: "par",
        Contenu.RIEN: "mois",
    },
    "refus_eligibilite": {Contenu.CODE: "beneficiaire", Contenu.AUTRUI: "par"},
    "relais": {Contenu.AUTRUI: "code nom"},
    "reponse_differee": {Contenu.LIBRE: "message destinataire"},
    "retenue": {Contenu.LIBRE: "motif", Contenu.AUTRUI: "destinataire par", Contenu.RIEN: "mois"},
    "reunion": {Contenu.LIBRE: "lieu visio ordre_du_jour lots", Contenu.RIEN: "code"},
    "session_ouverte": {Contenu.LIBRE: "annonces", Contenu.RIEN: "empreinte"},
    "sous_critere": {Contenu.LIBRE: "intitule"},
    "suspension_envoi": {Contenu.RIEN: "raison essai_par"},
    "tableau_de_bord": {
        Contenu.LIBRE: "chiffres fichier courrier_cle",
        Contenu.AUTRUI: "destinataire organisation",
        Contenu.RIEN: "mois code sha256",
    },
    "tournee_envoi": {Contenu.RIEN: "par demarrage"},
    "utilisateur": {Contenu.AUTRUI: "courriel nom", Contenu.RIEN: "mot_de_passe"},
}
COLONNES: dict[str, dict[str, Contenu]] = {
    table: {colonne: contenu for contenu, noms in contenus.items() for colonne in noms.split()}
    for table, contenus in _PAR_TABLE.items()
}
"""By table and column."""
