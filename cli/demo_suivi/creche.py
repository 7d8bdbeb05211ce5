"""Works followed from the notification to the final report: a lot late, a statement missing, a month contested."""

from __future__ import annotations

from typing import Any

from cli.demo_suivi.calendrier import J
from cli.demo_suivi.dossier import (
    POSTE_OUVERT,
    Contrat,
    Desaccord,
    Evenement,
    OperationSuivie,
    Personne,
    Sortie,
    geste,
)
from cli.demo_suivi.territoire import (
    ARCHITECTE,
    CHANTIERS,
    COMMUNAUTE,
    COUVREURS,
    ELAN,
    EMPLOI,
    ENTRAIDE,
    GEIQ,
    MACONS,
    MISSION_LOCALE,
    PEINTRES,
)
from metier.acteurs import RoleContact
from metier.cycle import Transition
from metier.gestes import Geste

INTITULE = "Construction de la crèche des Quatre Tilleuls"
GENERIQUE = {"cout_horaire": "30.00", "taux_insertion": "0.05", "clause": True}
LOTS = (
    {"numero": 1, "intitule": "Gros œuvre", "montant_ht": "504000.00", "part_main_oeuvre": "0.50", "duree_mois": 6},
    {
        "numero": 2,
        "intitule": "Charpente et couverture",
        "montant_ht": "270000.00",
        "part_main_oeuvre": "0.40",
        "duree_mois": 5,
    },
    {
        "numero": 3,
        "intitule": "Peinture et sols souples",
        "montant_ht": "128600.00",
        "part_main_oeuvre": "0.70",
        "duree_mois": 3,
    },
)
ECARTE = {
    "numero": 4,
    "intitule": "Ascenseur",
    "montant_ht": "38000.00",
    "duree_mois": 2,
    "clause": False,
    "motif_non_clause": "Équipement posé par des techniciens habilités : moins de 35 h de pose accessibles",
}
ATTRIBUTIONS = (
    MACONS.attribution(1, date_notification=J(0, 1), heures_engagees=420),
    COUVREURS.attribution(2, date_notification=J(0, 1), heures_engagees=180),
    PEINTRES.attribution(3, date_notification=J(0, 1), heures_engagees=150),
)


def _pretee(structure: dict[str, Any], heures: int) -> dict[str, Any]:
    return {"type": "mise_a_disposition", "structure": structure, "heures": heures}


MODALITES = (
    {
        "lot": 1,
        "modalites": [
            _pretee(ENTRAIDE.structure(), 60),
            _pretee(ELAN.structure(), 220),
            {"type": "embauche_directe", "heures": 140},
        ],
    },
    {"lot": 2, "modalites": [{"type": "embauche_directe", "heures": 110}, _pretee(GEIQ.structure(), 70)]},
    {
        "lot": 3,
        "modalites": [{"type": "sous_traitance", "structure": CHANTIERS.structure(), "heures": 150}],
    },
)
PERSONNES = (
    Personne(
        id="b1",
        nom="Courtenaud",
        prenom="Samir",
        naissance="1983-11-02",
        sexe="M",
        commune="57757",
        categorie="detld",
        niveau="infra3",
        validee_le=J(0, 15),
        piece="avis de situation du service public de l’emploi",
        sorties=(Sortie(le=J(7, 13), jalon="fin", situation="cdi"),),
    ),
    Personne(
        id="b2",
        nom="Tavernelle",
        prenom="Moïse",
        naissance="1990-03-17",
        sexe="M",
        commune="57206",
        categorie="rsa",
        niveau="3",
        validee_le=J(0, 15),
        piece="attestation RSA de moins de trois mois",
        sorties=(
            Sortie(le=J(3, 3), jalon="fin", situation="cdd_plus_6_mois"),
            Sortie(le=J(6, 3), jalon="3_mois", situation="cdd_plus_6_mois"),
        ),
    ),
    Personne(
        id="b3",
        nom="Ferrandin",
        prenom="Lucie",
        naissance="1999-06-25",
        sexe="F",
        commune="57672",
        categorie="deld",
        niveau="3",
        validee_le=J(2, 14),
        piece="avis de situation du service public de l’emploi",
        sorties=(Sortie(le=J(6, 4), jalon="fin", situation="cdi"),),
    ),
    Personne(
        id="b4",
        nom="Vauclerc",
        prenom="Sandra",
        naissance="1984-01-09",
        sexe="F",
        commune="57306",
        categorie="iae",
        niveau="3",
        validee_le=J(3, 14),
        piece="attestation de la structure",
        sorties=(Sortie(le=J(7, 4), jalon="fin", situation="formation"),),
    ),
    Personne(
        id="b5",
        nom="Okandja",
        prenom="Prosper",
        naissance="2002-03-08",
        sexe="M",
        commune="57672",
        categorie="geiq",
        niveau="3",
        validee_le=J(3, 14),
        piece="attestation du GEIQ",
        sorties=(Sortie(le=J(6, 4), jalon="fin", situation="formation"),),
    ),
)
CONTRATS = (
    Contrat(
        code="k1",
        personne="b1",
        lot=1,
        type="mad_ai",
        employeur=ENTRAIDE,
        debut=J(1, 1),
        fin=J(1, 15),
        motif_fin="fin de mise à disposition",
        heures={1: "63"},
    ),
    Contrat(
        code="k2",
        personne="b2",
        lot=1,
        type="ctt_etti",
        employeur=ELAN,
        debut=J(1, 3),
        fin=J(2, 16),
        motif_fin="fin de mission",
        heures={1: "70", 2: "84"},
    ),
    Contrat(
        code="k3",
        personne="b1",
        lot=1,
        type="ctt_etti",
        employeur=ELAN,
        debut=J(2, 2),
        fin=J(3, 15),
        motif_fin="embauche par l’entreprise",
        heures={2: "42", 3: "63"},
        annoncees={3: "70"},
    ),
    Contrat(
        code="k4",
        personne="b3",
        lot=2,
        type="cdd",
        employeur=COUVREURS,
        debut=J(3, 2),
        fin=J(5, 16),
        motif_fin="terme du contrat",
        heures={3: "63", 4: "49", 5: "21"},
    ),
    Contrat(
        code="k5",
        personne="b1",
        lot=1,
        type="cdi",
        employeur=MACONS,
        debut=J(4, 1),
        heures={4: "63", 5: "56", 6: "28"},
        dit="Lot 1 : la personne venue par l’AI puis l’ETTI signe un CDI avec l’entreprise",
    ),
    Contrat(
        code="k6",
        personne="b4",
        lot=3,
        type="cddi_ei",
        employeur=CHANTIERS,
        debut=J(4, 1),
        fin=J(6, 15),
        motif_fin="fin du chantier",
        heures={4: "56", 5: "63", 6: "42"},
    ),
    Contrat(
        code="k7",
        personne="b5",
        lot=2,
        type="geiq",
        employeur=GEIQ,
        debut=J(4, 2),
        fin=J(5, 15),
        motif_fin="fin de mise à disposition",
        heures={4: "35", 5: "21"},
    ),
)
POSTE = {
    "lot": 2,
    "intitule": "Aide-couvreur",
    "rome": "F1619",
    "cadre": "embauche",
    "contrat": "cdd",
    "secteur": "Yutz et environs",
    "missions": ["Approvisionner les couvreurs", "Poser les liteaux sous la conduite du chef d’équipe"],
    "prerequis": ["Accepter le travail en hauteur, après formation"],
    "remuneration": "au minimum de la convention collective",
    "tuteur": "Chef d’équipe",
    "conditions": {
        "debut": J(2, 2),
        "duree": "trois mois",
        "hebdomadaire": "35 h",
        "horaires": "7 h 30 – 16 h, du lundi au vendredi",
        "carte_btp": True,
    },
    "candidature": {"canal": "par courriel au relais", "contact": "Jeanne Fressac, 03 00 55 10 04", "nombre": 3},
}
REUNION = {
    "date": J(0, 12),
    "heure": "10:00",
    "lieu": "Hôtel communautaire, salle des Forges",
    "convoquee_par": "maitre_ouvrage",
}
ANALYSE = {
    "synthese": (
        "Les trois lots ont tenu leurs engagements. Une personne a suivi le parcours complet, de la mise à disposition "
        "au CDI. Le lot 2, parti en retard, a été rattrapé par une seconde embauche avec le GEIQ."
    ),
    "freins": ["Délai d’un poste resté deux mois sans candidat au lot 2"],
    "reussites": ["Une embauche en CDI par l’entreprise du lot 1"],
    "preconisations": ["Ouvrir le poste dès la notification pour les lots de courte durée"],
}


def creche(reference: str) -> OperationSuivie:
    """The operation and what happens to it."""
    return OperationSuivie(
        reference=reference,
        operation={
            "intitule": INTITULE,
            "maitre_ouvrage": {"nom": COMMUNAUTE.nom, "siret": COMMUNAUTE.siret, "type": COMMUNAUTE.type},
            "nature": "travaux",
            "forme": "ordinaire",
            "montage": "execution",
            "ccag": "travaux",
            "date_avis": J(-4, 5),
            "duree_mois": 8,
            "lieu": {"commune": "Yutz", "insee": "57757"},
            "bareme": "generique-2026",
            "penalites": {"heure": "60.00", "jour_document": "50.00"},
            "lots": [*(lot | GENERIQUE for lot in LOTS), ECARTE],
        },
        contacts=[
            COMMUNAUTE.contact(RoleContact.MAITRE_OUVRAGE),
            ARCHITECTE.contact(RoleContact.MAITRE_OEUVRE),
            *(une.contact(RoleContact.SIAE) for une in (ENTRAIDE, ELAN, CHANTIERS, GEIQ)),
            *(une.contact(RoleContact.PRESCRIPTEUR) for une in (MISSION_LOCALE, EMPLOI)),
        ],
        attributions=ATTRIBUTIONS,
        etape="attribution",
        arrivee=J(0, 1),
        annonce=f"{INTITULE} (trois entreprises, 750 h engagées)",
        personnes=PERSONNES,
        contrats=CONTRATS,
        evenements=_evenements(),
        desaccords=(
            Desaccord(
                contrat="k3",
                rang=3,
                entreprise=MACONS,
                contestees="56",
                motif="Deux journées d’intempéries n’ont pas été travaillées",
            ),
        ),
    )


def _evenements() -> list[Evenement]:
    return [
        Evenement(le=J(0, 2), acte=Transition.DEMARRER.value, donnees={"reunion": REUNION}),
        geste(
            J(0, 13),
            Geste.RENDRE_COMPTE,
            code="demarrage",
            points=[
                {"sujet": "Lot 1", "decision": "Première personne mise à disposition dès l’ouverture du chantier"},
                {"sujet": "Lot 2", "decision": "Une fiche de poste d’aide-couvreur est diffusée"},
            ],
        ),
        geste(J(0, 13), Geste.NOTER_ORDRE_SERVICE, date=J(0, 13)),
        geste(J(0, 13), Geste.NOTER_PLANNING, lot=1, debut=J(1, 1), fin=J(6, 10)),
        geste(J(0, 13), Geste.NOTER_PLANNING, lot=2, debut=J(1, 10), fin=J(5, 16)),
        geste(J(0, 13), Geste.NOTER_PLANNING, lot=3, debut=J(4, 1), fin=J(6, 15)),
        _transition(
            J(0, 14),
            Transition.METTRE_EN_OEUVRE,
            "Chaque entreprise choisit : AI, ETTI et CDI (lot 1), embauche et GEIQ (lot 2), EI (lot 3)",
            modalites=MODALITES,
        ),
        geste(J(0, 15), Geste.OUVRIR_POSTE, "Lot 2 : fiche de poste d’aide-couvreur, offre diffusée", **POSTE),
        _transition(J(1, 2), Transition.SUIVRE, "Le chantier commence ; une première personne arrive par l’AI"),
        _reponse(J(1, 3), ENTRAIDE.courriel, "sans_candidat"),
        _reponse(J(1, 3), ELAN.courriel, "sans_candidat"),
        _reponse(J(2, 10), MISSION_LOCALE.courriel, "candidats", candidats=1),
        geste(J(2, 14), Geste.POURVOIR_POSTE, "Lot 2 : le poste est pourvu, bien tard", poste=POSTE_OUVERT),
        geste(
            J(2, 16),
            Geste.ENREGISTRER_FORMATION,
            "Trois jours de formation au travail en hauteur avant l’embauche du lot 2",
            intitule="Travail en hauteur et port du harnais",
            debut=J(2, 14),
            fin=J(2, 16),
            participants=[{"beneficiaire": "b3", "heures": "21"}],
        ),
        geste(
            J(4, 2),
            Geste.CONVOQUER,
            "Comité de suivi convoqué (D1, invitation d’agenda) : le lot 2 est en retard",
            type="comite_de_suivi",
            date=J(5, 4),
            heure="14:00",
            lieu="Hôtel communautaire, salle des Forges",
        ),
        geste(
            J(5, 5),
            Geste.RENDRE_COMPTE,
            "Comité de suivi : une seconde personne, par le GEIQ, rattrape le lot 2",
            code="reunion-2",
            points=[{"sujet": "Lot 2", "decision": "Une seconde personne, par le GEIQ, pour rattraper le retard"}],
        ),
        _transition(
            J(7, 15),
            Transition.CONCLURE,
            "La crèche est finie : bilan final et attestations remis",
            signataire={"nom": "Odile Marchevin", "qualite": "présidente"},
            analyse=ANALYSE,
        ),
        _transition(J(8, 3), Transition.CLORE, "Le maître d’ouvrage n’a pas d’observation : l’opération est close"),
    ]


def _transition(le: J, acte: Transition, dit: str, **donnees: Any) -> Evenement:  # noqa: ANN401 - JSON values
    return Evenement(le=le, acte=acte.value, donnees=donnees, dit=dit)


def _reponse(le: J, courriel: str, reponse: str, candidats: int | None = None) -> Evenement:
    dite = {"poste": POSTE_OUVERT, "courriel": courriel, "reponse": reponse}
    proposes = {"candidats": candidats} if candidats else {}
    return Evenement(le=le, acte=Geste.NOTER_REPONSE_OFFRE.value, donnees=dite | proposes)
