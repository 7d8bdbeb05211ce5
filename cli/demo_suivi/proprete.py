"""Cleaning with transferred staff, and purchase orders: hours that follow invoices."""

from __future__ import annotations

from cli.demo_suivi.calendrier import DERNIER, J
from cli.demo_suivi.dossier import Contrat, Desaccord, OperationSuivie, Personne, Sortie
from cli.demo_suivi.territoire import COMMUNAUTE, ENTRAIDE, NETTOYEURS
from metier.acteurs import RoleContact

INTITULE = "Nettoyage des écoles et des bâtiments communautaires"
LOTS = (
    {
        "numero": 1,
        "intitule": "Entretien courant des écoles",
        "mode": "proprete",
        "montant_ht": "480000.00",
        "taux_insertion": "0.10",
        "duree_mois": 24,
        "clause": True,
        "heures_mensuelles_reprises": "400",
        "ca_par_heure": "25.00",
    },
    {
        "numero": 2,
        "intitule": "Remises en état, sur bons de commande",
        "mode": "ratio_euros",
        "montant_ht": "144000.00",
        "euros_par_heure": "600.00",
        "duree_mois": 24,
        "clause": True,
    },
)
ATTRIBUTIONS = (
    NETTOYEURS.attribution(
        1,
        date_notification=J(-2, 3),
        heures_engagees=960,
        modalites=[
            {"type": "mise_a_disposition", "structure": ENTRAIDE.structure(), "heures": 560},
            {"type": "embauche_directe", "heures": 400},
        ],
    ),
    NETTOYEURS.attribution(
        2,
        date_notification=J(-2, 3),
        heures_engagees=240,
        modalites=[{"type": "embauche_directe", "heures": 240}],
    ),
)
PERSONNES = (
    Personne(
        id="b1",
        nom="Hennequin",
        prenom="Fatoumata",
        naissance="1986-02-21",
        sexe="F",
        commune="57672",
        categorie="deld",
        niveau="infra3",
        validee_le=J(-2, 12),
        piece="avis de situation du service public de l’emploi",
    ),
    Personne(
        id="b2",
        nom="Zaouia",
        prenom="Leïla",
        naissance="1993-07-15",
        sexe="F",
        commune="57306",
        categorie="rsa",
        niveau="infra3",
        validee_le=J(1, 14),
        piece="attestation RSA de moins de trois mois",
    ),
    Personne(
        id="b3",
        nom="Levasseroy",
        prenom="Martine",
        naissance="1967-10-04",
        sexe="F",
        commune="57757",
        categorie="senior",
        niveau="3",
        validee_le=J(0, 12),
        piece="avis de situation du service public de l’emploi",
        sorties=(
            Sortie(le=J(4, 5), jalon="fin", situation="recherche_emploi"),
            Sortie(le=J(6, 16), jalon="3_mois", situation="cdd_moins_6_mois"),
        ),
    ),
)
CONTRATS = (
    Contrat(
        code="k1",
        personne="b1",
        lot=1,
        type="mad_ai",
        employeur=ENTRAIDE,
        debut=J(-1, 2),
        fin=J(2, 15),
        motif_fin="embauche par le titulaire",
        heures={-1: "42", 0: "49", 1: "42", 2: "28"},
    ),
    Contrat(
        code="k2",
        personne="b3",
        lot=2,
        type="cdd",
        employeur=NETTOYEURS,
        debut=J(1, 2),
        fin=J(3, 15),
        motif_fin="terme du contrat",
        heures={1: "14", 2: "21", 3: "14"},
    ),
    Contrat(
        code="k3",
        personne="b2",
        lot=1,
        type="mad_ai",
        employeur=ENTRAIDE,
        debut=J(2, 2),
        heures={2: "21", 3: "28", 4: "28", 5: "28", 6: "35", 7: "28"},
        annoncees={DERNIER: "28"},
    ),
    Contrat(
        code="k4",
        personne="b1",
        lot=1,
        type="cdi",
        employeur=NETTOYEURS,
        debut=J(3, 1),
        heures={3: "28", 4: "28", 5: "21", 6: "28", 7: "28"},
    ),
)
FACTURES = {2: ((2, "9600.00"),), 3: ((2, "12600.00"),), 4: ((2, "7800.00"),), 6: ((2, "10200.00"),)}


def proprete(reference: str) -> OperationSuivie:
    """The operation and what happens to it."""
    return OperationSuivie(
        reference=reference,
        operation={
            "intitule": INTITULE,
            "maitre_ouvrage": {"nom": COMMUNAUTE.nom, "siret": COMMUNAUTE.siret, "type": COMMUNAUTE.type},
            "nature": "services",
            "forme": "bons_de_commande",
            "montage": "execution",
            "ccag": "fcs",
            "date_avis": J(-5, 5),
            "duree_mois": 24,
            "valeur_maximale_ht": "640000.00",
            "lieu": {"commune": "Thionville", "insee": "57672"},
            "bareme": "generique-2026",
            "penalites": {"heure": "60.00", "jour_document": "50.00"},
            "lots": list(LOTS),
            "notes": "Lot 1 : le titulaire reprend le personnel en place, 400 h par mois, déduites du potentiel.",
        },
        contacts=[COMMUNAUTE.contact(RoleContact.MAITRE_OUVRAGE), ENTRAIDE.contact(RoleContact.SIAE)],
        attributions=ATTRIBUTIONS,
        etape="suivi",
        arrivee=J(0, 2),
        annonce=f"{INTITULE} (personnel repris, bons de commande)",
        personnes=PERSONNES,
        contrats=CONTRATS,
        factures=FACTURES,
        desaccords=(
            Desaccord(
                contrat="k3",
                rang=DERNIER,
                entreprise=NETTOYEURS,
                contestees="21",
                motif="Une semaine sans passage n’est pas déduite du relevé",
            ),
        ),
    )
