"""Dossiers drawn at random, in canonical form: every optional part present or not, texts that are awkward to keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

from metier.acteurs import RoleAttributaire, RoleContact, TypeStructure
from metier.contrats import TypeContrat
from metier.cycle import OUVERTES, Etape
from metier.heures import EtatHeures
from metier.modalites import TypeModalite
from metier.operation import Ccag, Forme, Mission, Mode, Montage, Nature, TypeMaitreOuvrage
from metier.publics import Categorie, Jalon, Niveau, Sexe, SituationSortie

SIRETS = ["00000101600013", "00000700500010", "00000705400018", "00000701300014"]
TEXTES = [
    "Rénovation d’une école",
    "E\u0301cole et voirie",
    "«\u00a0Œuvre\u00a0» 50\u202f% & <b>clos</b>",
    "Deux lignes\nd'un texte  espacé ",
    "Chantier 👷 \u202bعربي\u202c",
    "{{ 7*7 }} 'quote\" \\ ; DROP TABLE lot",
]
NOMS = ["Courtevin", "Le Vasseroy", "Taïbarelle", "D’Autheney", "Noe\u0308l", "Ferrandel", "Zaouidane", "Meslinard"]
NAISSANCES = [f"{annee}-{jour}" for annee in range(1960, 2005, 4) for jour in ("03-17", "05-02", "02-29")]
HEURES = ["35.00", "121.5", "7", "151.67", "0"]
VALIDEES_AVANT = "2025-12-31"
"""Before any contract drawn here begins: the eligibilities that are no late ones."""
PAR_PERSONNE = 160
"""Hours of a person in a month in one dossier: two or three dossiers together stay under what a month allows."""


def generer(graine: int) -> dict[str, Any]:
    """A canonical dossier; the same number gives the same dossier, another number another reference."""
    return _Tirage(Random(graine), f"G-{graine}").dossier()


class _Tirage:
    def __init__(self, hasard: Random, reference: str) -> None:
        self.hasard = hasard
        self.reference = reference
        self.lots = list(range(1, hasard.randint(1, 4) + 1))
        hasard.shuffle(self.lots)

    def dossier(self) -> dict[str, Any]:
        h = self.hasard
        qui = h.sample([*product(NOMS, NAISSANCES)], h.randint(0, 5))
        beneficiaires = [self.beneficiaire(f"b{rang}", *nom_et_naissance) for rang, nom_et_naissance in enumerate(qui)]
        personnes = [un["id"] for un in beneficiaires]
        contrats = [self.contrat(f"k{rang}", personnes) for rang in range(h.randint(0, 8) if personnes else 0)]
        dossier = {
            "format": "relais-dossier/1",
            "operation": self.operation(),
            "contacts": self.liste(4, self.contact),
            "attributions": self.liste(3, self.attribution),
            "beneficiaires": beneficiaires,
            "contrats": contrats,
            "heures": self.heures(contrats),
            "formations": self.liste(2, lambda: self.formation(personnes)),
            "etape": h.choice(list(Etape)).value,
        }
        if h.random() < 0.5:
            lignes = [self.facture() for _ in range(h.randint(1, 4))]
            dossier["factures"] = lignes
        if dossier["etape"] == Etape.SUSPENDUE:
            dossier["etape_quittee"] = h.choice([une for une in Etape if une in OUVERTES]).value
        return dossier

    def operation(self) -> dict[str, Any]:
        montage = self.hasard.choice(list(Montage))
        return self.avec(
            {"reference": self.reference, "criteres": self.criteres(montage), "dispense": self.dispense()}
            | {"lots": [self.lot(numero) for numero in self.lots]},
            intitule=self.texte,
            maitre_ouvrage=lambda: self.avec(
                {"nom": self.texte(), "type": self.un(TypeMaitreOuvrage)}, siret=lambda: self.hasard.choice(SIRETS)
            ),
            nature=lambda: self.un(Nature),
            forme=lambda: self.un(Forme),
            ccag=lambda: self.un(Ccag),
            date_avis=self.jour,
            duree_mois=lambda: self.hasard.randint(1, 48),
            lieu=lambda: self.avec({"commune": "Yutz"}, insee=lambda: "57757"),
            missions=lambda: self.hasard.sample([mission.value for mission in Mission], 3),
            bareme=lambda: "generique-2026",
            penalites=lambda: {"heure": self.euros()},
            defense=lambda: self.hasard.random() < 0.5,
            valeur_maximale_ht=self.euros,
            notes=self.texte,
            reference_acheteur=lambda: "RA/2026 n° 17",
            relais=lambda: self.hasard.choice(["elips", "udaim"]),
        ) | ({"montage": montage.value} if montage is Montage.EXECUTION_CRITERE or self.hasard.random() < 0.5 else {})

    def criteres(self, montage: Montage) -> list[dict[str, Any]]:
        if montage is not Montage.EXECUTION_CRITERE:
            return []
        sous = [{"intitule": self.texte(), "ponderation": "60"}, {"intitule": self.texte(), "ponderation": "40.0"}]
        return [
            {"intitule": self.texte(), "ponderation": "7.50", "sous_criteres": sous},
            {"intitule": self.texte(), "ponderation": "10"},
        ]

    def dispense(self) -> dict[str, Any] | None:
        if self.hasard.random() < 0.8:
            return None
        return self.avec({"cas": self.hasard.randint(1, 4)}, motif=self.texte)

    def lot(self, numero: int) -> dict[str, Any]:
        heures = self.hasard.randint
        return self.avec(
            {"numero": numero},
            intitule=self.texte,
            clause=lambda: self.hasard.random() < 0.7,
            mode=lambda: self.un(Mode),
            montant_ht=self.euros,
            part_main_oeuvre=lambda: self.hasard.choice(["0.50", "0.5", "1"]),
            cout_horaire=lambda: "30.00",
            taux_insertion=lambda: self.hasard.choice(["0.05", "0.070"]),
            heures_totales=lambda: "20000.5",
            euros_par_heure=lambda: "600.00",
            seuil_declenchement_ht=self.euros,
            heures_mensuelles_reprises=lambda: "400",
            ca_par_heure=lambda: "25",
            heures=lambda: heures(0, 3000),
            duree_mois=lambda: heures(1, 24),
            article_ccap=self.texte,
            debut=self.jour,
            autre_consideration=self.texte,
            metiers=lambda: ["F1703", "F1606"],
            motif_non_clause=self.texte,
        ) | ({"heures_retenues": heures(0, 900), "motif": self.texte()} if self.hasard.random() < 0.2 else {})

    def contact(self) -> dict[str, Any]:
        return self.avec({"role": self.un(RoleContact), "organisation": self.texte()}, nom=self.texte, courriel=adresse)

    def attribution(self) -> dict[str, Any]:
        return self.avec(
            {
                "lot": self.hasard.choice(self.lots),
                "entreprise": self.avec({"nom": self.texte()}, siret=lambda: self.hasard.choice(SIRETS)),
                "modalites": self.liste(3, self.modalite),
            },
            role=lambda: self.un(RoleAttributaire),
            courriel=adresse,
            referent=lambda: self.avec({"nom": self.texte()}, courriel=adresse, telephone=lambda: "03 53 01 07 10"),
            date_notification=self.jour,
            heures_engagees=lambda: self.hasard.choice([292, 0, "292.50"]),
            avenants=lambda: [
                {"date": self.jour(), "heures": -24},
                {"date": self.jour(), "heures": "48.5", "motif": ""},
            ],
        )

    def modalite(self) -> dict[str, Any]:
        structure = {"nom": self.texte(), "type": self.un(TypeStructure)}
        return self.avec(
            {"type": self.un(TypeModalite), "heures": self.hasard.randint(0, 500)},
            structure=lambda: self.avec(structure, courriel=adresse),
        )

    def beneficiaire(self, identifiant: str, nom: str, naissance: str) -> dict[str, Any]:
        eligibilite = {"validee_le": min(self.jour(), VALIDEES_AVANT), "piece": self.texte()} | self.retard(identifiant)
        return self.avec(
            {
                "id": identifiant,
                "nom": nom,
                "prenom": self.hasard.choice(["Moussa", "MOUSSA", "Ine\u0300s", "Zoé"]),
                "naissance": naissance,
                "categorie": self.un(Categorie),
                "eligibilite": eligibilite if self.hasard.random() < 0.7 else None,
            },
            sexe=lambda: self.un(Sexe),
            commune=lambda: "57672",
            niveau=lambda: self.un(Niveau),
            sorties=lambda: [
                {"jalon": jalon.value, "date": self.jour(), "situation": self.un(SituationSortie)}
                for jalon in self.hasard.sample(list(Jalon), 2)
            ],
        )

    def retard(self, identifiant: str) -> dict[str, str]:
        """One validation in four comes while contracts have begun, one of these in two with its reason."""
        h = Random(f"{self.reference} {identifiant}")
        if h.random() < 0.75:
            return {}
        jour = (date(2026, 1, 15) + timedelta(days=h.randint(0, 90))).isoformat()
        return {"validee_le": jour} | ({"motif_tardif": TEXTES[0]} if h.random() < 0.5 else {})

    def contrat(self, identifiant: str, personnes: list[str]) -> dict[str, Any]:
        debut = date(2026, 1, 1) + timedelta(days=self.hasard.randint(0, 120))
        fin = debut + timedelta(days=self.hasard.randint(0, 200)) if self.hasard.random() < 0.7 else None
        return self.avec(
            {
                "id": identifiant,
                "beneficiaire": self.hasard.choice(personnes),
                "lot": self.hasard.choice(self.lots),
                "type": self.un(TypeContrat),
                "employeur": self.texte(),
                "debut": debut.isoformat(),
                "fin": fin and fin.isoformat(),
            },
            motif_fin=self.texte,
        )

    def heures(self, contrats: list[dict[str, Any]]) -> list[dict[str, Any]]:
        lignes = []
        restantes: dict[tuple[str, str], float] = defaultdict(lambda: PAR_PERSONNE)
        for contrat in contrats:
            cle = contrat["beneficiaire"], contrat["debut"][:7]
            for declarant in self.hasard.sample([None, "entreprise_utilisatrice"], self.hasard.randint(0, 2)):
                heures = self.hasard.choice([une for une in HEURES if float(une) <= restantes[cle]])
                restantes[cle] -= 0 if declarant else float(heures)
                ligne = {
                    "contrat": contrat["id"],
                    "mois": contrat["debut"][:7],
                    "heures": heures,
                    "dont_formation": "0",
                    "etat": self.un(EtatHeures),
                }
                lignes.append(ligne | ({"declarant": declarant} if declarant else {}))
        self.hasard.shuffle(lignes)
        return lignes

    def formation(self, personnes: list[str]) -> dict[str, Any]:
        presentes = self.hasard.sample(personnes, self.hasard.randint(0, len(personnes)))
        participants = [{"beneficiaire": une, "heures": self.hasard.choice(["70", "3.50"])} for une in presentes]
        return self.avec(
            {"intitule": self.texte(), "debut": "2026-01-05", "participants": participants}, fin=lambda: "2026-01-16"
        )

    def facture(self) -> dict[str, Any]:
        return {"lot": self.hasard.choice(self.lots), "mois": "2026-04", "montant_ht": self.euros()}

    def avec(self, toujours: dict[str, Any], **parfois: Callable[[], Any]) -> dict[str, Any]:
        return toujours | {cle: valeur() for cle, valeur in parfois.items() if self.hasard.random() < 0.6}

    def liste(self, maximum: int, un: Callable[[], dict[str, Any]]) -> list[dict[str, Any]]:
        return [un() for _ in range(self.hasard.randint(0, maximum))]

    def un(self, liste: type[Any]) -> str:
        valeur: str = self.hasard.choice(list(liste)).value
        return valeur

    def texte(self) -> str:
        return self.hasard.choice(TEXTES)

    def jour(self) -> str:
        return (date(2025, 1, 1) + timedelta(days=self.hasard.randint(0, 900))).isoformat()

    def euros(self) -> str:
        return self.hasard.choice(["960000.00", "12600", "0.5", "760000.10"])


def adresse() -> str:
    return "insertion@bati-rombelle.example"
