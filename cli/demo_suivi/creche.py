"""Works followed from the notification to the final report: a lot late, a statement missing, a month contested."""

from __future__ import annotations

from typing import Any

from cli.demo_suivi.calendrier import J
from cli.demo_suivi.creche_parcours import CONTRATS, PERSONNES
from cli.demo_suivi.dossier import (
    POSTE_OUVERT,
    Desaccord,
    Evenement,
    OperationSuivie,
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
PRESENTS = [
    {"courriel": une.courriel, "presence": "present"} for une in (MACONS, COUVREURS, PEINTRES, COMMUNAUTE, ARCHITECTE)
]
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
    return [*_demarrage(), *_recrutement(), *_retard_et_fin()]


def _demarrage() -> list[Evenement]:
    """The kick-off, the dates of the lots, what each company chooses."""
    return [
        Evenement(le=J(0, 2), acte=Transition.DEMARRER.value, donnees={"reunion": REUNION}),
        geste(
            J(0, 13),
            Geste.RENDRE_COMPTE,
            code="demarrage",
            presences=PRESENTS,
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
    ]


def _recrutement() -> list[Evenement]:
    """The post of the second lot, filled late."""
    return [
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
    ]


def _retard_et_fin() -> list[Evenement]:
    """The committee that decides how to catch up, then the report."""
    return [
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
            presences=PRESENTS,
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
