"""An operation of the Région: the relay only follows it, with the hours written in the contract."""

from __future__ import annotations

from cli.demo_suivi.calendrier import J
from cli.demo_suivi.dossier import Contrat, OperationSuivie, Personne, Sortie
from cli.demo_suivi.territoire import ELAN, JARDINS, MACONS, PAYSAGISTES, REGION
from metier.acteurs import RoleContact

INTITULE = "Extension du lycée des métiers d’Ormelle"
LOTS = (
    {
        "numero": 1,
        "intitule": "Gros œuvre",
        "mode": "heures_au_marche",
        "heures": 900,
        "duree_mois": 12,
        "clause": True,
        "article_ccap": "CCAP, article 9.1",
        "debut": J(-3, 1),
        "fin": J(9, 15),
    },
    {
        "numero": 2,
        "intitule": "Espaces verts",
        "mode": "heures_au_marche",
        "heures": 260,
        "duree_mois": 10,
        "clause": True,
        "article_ccap": "CCAP, article 9.2",
        "debut": J(1, 1),
        "fin": J(10, 15),
    },
)
ATTRIBUTIONS = (
    MACONS.attribution(
        1,
        date_notification=J(-4, 5),
        heures_engagees=900,
        modalites=[{"type": "mise_a_disposition", "structure": ELAN.structure(), "heures": 900}],
    ),
    PAYSAGISTES.attribution(
        2,
        date_notification=J(-4, 5),
        heures_engagees=260,
        modalites=[{"type": "sous_traitance", "structure": JARDINS.structure(), "heures": 260}],
    ),
)
PERSONNES = (
    Personne(
        id="b1",
        nom="Grandvallin",
        prenom="Nicolas",
        naissance="1990-12-19",
        sexe="M",
        commune="57206",
        categorie="detld",
        niveau="3",
        validee_le=J(-4, 15),
        piece="avis de situation du service public de l’emploi",
    ),
    Personne(
        id="b2",
        nom="Ahouansou",
        prenom="Grâce",
        naissance="1995-05-30",
        sexe="F",
        commune="57306",
        categorie="iae",
        niveau="infra3",
        validee_le=J(0, 12),
        piece="attestation de la structure",
    ),
    Personne(
        id="b3",
        nom="Perrichaud",
        prenom="Yannick",
        naissance="1978-09-12",
        sexe="M",
        commune="57206",
        categorie="th",
        niveau="3",
        validee_le=J(4, 12),
        piece="décision de reconnaissance",
        sorties=(Sortie(le=J(7, 10), jalon="fin", situation="interim"),),
    ),
)
CONTRATS = (
    Contrat(
        code="k1",
        personne="b1",
        lot=1,
        type="ctt_etti",
        employeur=ELAN,
        debut=J(-3, 2),
        heures={
            -3: "70",
            -2: "77",
            -1: "77",
            0: "63",
            1: "70",
            2: "70",
            3: "77",
            4: "70",
            5: "56",
            6: "70",
            7: "63",
        },
    ),
    Contrat(
        code="k2",
        personne="b2",
        lot=2,
        type="cddi_aci",
        employeur=JARDINS,
        debut=J(1, 2),
        heures={1: "21", 2: "28", 3: "28", 4: "14", 5: "21", 6: "28", 7: "28"},
    ),
    Contrat(
        code="k3",
        personne="b3",
        lot=1,
        type="ctt_etti",
        employeur=ELAN,
        debut=J(5, 1),
        fin=J(6, 15),
        motif_fin="fin de mission",
        heures={5: "56", 6: "63"},
    ),
)


def lycee(reference: str) -> OperationSuivie:
    """The operation and what happens to it."""
    return OperationSuivie(
        reference=reference,
        operation={
            "intitule": INTITULE,
            "maitre_ouvrage": {"nom": REGION.nom, "siret": REGION.siret, "type": REGION.type},
            "nature": "travaux",
            "forme": "ordinaire",
            "montage": "execution",
            "ccag": "travaux",
            "date_avis": J(-9, 5),
            "duree_mois": 15,
            "lieu": {"commune": "Fameck", "insee": "57206"},
            "missions": ["aval_suivi", "bilan"],
            "penalites": {"heure": "60.00", "jour_document": "50.00"},
            "lots": list(LOTS),
        },
        contacts=[
            REGION.contact(RoleContact.MAITRE_OUVRAGE),
            {
                "organisation": REGION.nom,
                "role": RoleContact.REGION.value,
                "nom": "Camille Faudry",
                "courriel": "c.faudry@region-austrasie.example",
            },
            ELAN.contact(RoleContact.SIAE),
            JARDINS.contact(RoleContact.SIAE),
        ],
        attributions=ATTRIBUTIONS,
        etape="suivi",
        arrivee=J(0, 2),
        annonce=f"{INTITULE} (Région, suivi seulement)",
        personnes=PERSONNES,
        contrats=CONTRATS,
    )
