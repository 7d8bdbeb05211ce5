"""The invented operation that the catalogue follows to its end: a school, three claused lots, ten persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from documents.catalogue.relais_exemple import AI, BRIELLE, EI, ETTI
from metier.acteurs import RoleAttributaire, RoleContact
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.heures import EtatHeures
from metier.modalites import TypeModalite
from metier.operation import Ccag, Lieu, Lot, Nature, Operation, Penalites
from metier.periodes import Mois
from metier.publics import Categorie, Jalon, Niveau, Sexe, SituationSortie
from metier.suivi import (
    Attribution,
    Beneficiaire,
    Contact,
    Contrat,
    Formation,
    Heures,
    Modalite,
    Participation,
    Referent,
    Sortie,
    Structure,
    Suivi,
)

REFERENCE = "2026-VAL-014"
INTITULE = "Restructuration du groupe scolaire des Trois Rivières"
MACONS, PEINTRES, MENUISIERS = "Bâti Rombelle", "Couleurs du Plateau", "Menuiseries du Haut-Val"
ARCHITECTES = "Atelier Quatre Façades"
EN_COURS, FIN = Mois(2027, 10), Mois(2028, 1)
PENALITES = Penalites(heure=Decimal(60), jour_document=Decimal(50))
F, H = Sexe.FEMME, Sexe.HOMME
CDI, CDD, INTERIM = SituationSortie.CDI, SituationSortie.CDD_PLUS_6_MOIS, SituationSortie.INTERIM
FORMATION, RECHERCHE = SituationSortie.FORMATION, SituationSortie.RECHERCHE_EMPLOI
# nom, prénom, sexe, naissance, catégorie, niveau, situation à la fin puis trois mois après
_PERSONNES = (
    ("Lenoir", "Awa", F, 1994, Categorie.DELD, Niveau.NIVEAU_3, INTERIM, CDD),
    ("Perrault", "Yanis", H, 2003, Categorie.JEUNE, Niveau.INFRA3, CDI, None),
    ("Marchetti", "Bruno", H, 1971, Categorie.SENIOR, Niveau.NIVEAU_3, RECHERCHE, INTERIM),
    ("Diallo", "Fatou", F, 1988, Categorie.RSA, Niveau.INFRA3, RECHERCHE, FORMATION),
    ("Colin", "Samuel", H, 1992, Categorie.DELD, Niveau.NIVEAU_3, CDI, None),
    ("Nowak", "Alicja", F, 1985, Categorie.IAE, Niveau.NIVEAU_4, CDD, CDD),
    ("Schmitt", "Kévin", H, 1999, Categorie.IAE, Niveau.INFRA3, FORMATION, None),
    ("Moreau", "Inès", F, 2002, Categorie.JEUNE, Niveau.NIVEAU_4, FORMATION, CDD),
    ("Haddad", "Karim", H, 1990, Categorie.DELD, Niveau.NIVEAU_3, INTERIM, INTERIM),
    ("Weber", "Lucie", F, 1979, Categorie.TH, Niveau.NIVEAU_3, RECHERCHE, RECHERCHE),
)
# personne, lot, type, employeur, premier mois, heures de chaque mois
_MISSIONS = (
    (0, 1, TypeContrat.CTT_ETTI, ETTI.nom, Mois(2027, 2), (84, 98, 105, 91)),
    (1, 1, TypeContrat.CTT_ETTI, ETTI.nom, Mois(2027, 3), (70, 84, 91)),
    (2, 1, TypeContrat.MAD_AI, AI.nom, Mois(2027, 4), (35, 42)),
    (7, 1, TypeContrat.CTT_ETTI, ETTI.nom, Mois(2027, 6), (35, 28)),
    (8, 1, TypeContrat.CTT_ETTI, ETTI.nom, Mois(2027, 7), (21,)),
    (1, 1, TypeContrat.CDD, MACONS, Mois(2027, 9), (84, 105, 98)),
    (3, 2, TypeContrat.CDD, PEINTRES, Mois(2027, 7), (56, 28)),
    (4, 2, TypeContrat.PROFESSIONNALISATION, PEINTRES, Mois(2027, 11), (63, 84, 70)),
    (5, 3, TypeContrat.CDDI_EI, EI.nom, Mois(2027, 6), (49, 35)),
    (9, 3, TypeContrat.CDDI_EI, EI.nom, Mois(2027, 7), (21,)),
    (6, 3, TypeContrat.CDDI_EI, EI.nom, Mois(2027, 9), (60, 35)),
)
LOTS = (
    Lot(
        numero=1,
        intitule="Gros œuvre",
        clause=True,
        montant_ht=Decimal(1_200_000),
        part_main_oeuvre=Decimal("0.50"),
        cout_horaire=Decimal(30),
        taux_insertion=Decimal("0.05"),
        duree_mois=10,
        metiers=("F1703",),
    ),
    Lot(
        numero=2,
        intitule="Peinture intérieure",
        clause=True,
        montant_ht=Decimal(360_000),
        part_main_oeuvre=Decimal("0.70"),
        cout_horaire=Decimal(30),
        taux_insertion=Decimal("0.05"),
        duree_mois=7,
        metiers=("F1606",),
    ),
    Lot(
        numero=3,
        intitule="Menuiseries intérieures",
        clause=True,
        montant_ht=Decimal(300_000),
        part_main_oeuvre=Decimal("0.40"),
        cout_horaire=Decimal(30),
        taux_insertion=Decimal("0.05"),
        duree_mois=5,
        metiers=("F1607",),
    ),
    Lot(
        numero=4,
        intitule="Ascenseur",
        clause=False,
        montant_ht=Decimal(85_000),
        motif_non_clause="pose confiée aux techniciens du fabricant",
    ),
)
_DATES = {
    1: (date(2027, 2, 1), date(2027, 11, 30)),
    2: (date(2027, 7, 1), date(2028, 1, 31)),
    3: (date(2027, 6, 1), date(2027, 10, 29)),
}


def operation() -> Operation:
    """What its notice was prepared from: three lots claused, one not."""
    return Operation(
        reference=REFERENCE,
        intitule=INTITULE,
        maitre_ouvrage=BRIELLE,
        nature=Nature.TRAVAUX,
        ccag=Ccag.TRAVAUX,
        date_avis=date(2026, 10, 5),
        duree_mois=12,
        lieu=Lieu(commune="Yutz", insee="57757"),
        penalites=PENALITES,
        lots=LOTS,
    )


def suivi(au: Mois = EN_COURS) -> Suivi:
    """The same carried out, as it is known at the end of that month."""
    contrats = tuple(un for un in map(_contrat, range(len(_MISSIONS))) if un.debut <= au.fin)
    return Suivi(
        reference=REFERENCE,
        etape=Etape.BILAN if au >= FIN else Etape.SUIVI,
        intitule=INTITULE,
        maitre_ouvrage=BRIELLE,
        nature=Nature.TRAVAUX,
        ccag=Ccag.TRAVAUX,
        date_avis=date(2026, 10, 5),
        duree_mois=12,
        lieu=Lieu(commune="Yutz", insee="57757"),
        penalites=PENALITES,
        lots=tuple(map(_date, LOTS)),
        contacts=CONTACTS,
        attributions=ATTRIBUTIONS,
        beneficiaires=tuple(_personne(rang, au) for rang in sorted({int(un.beneficiaire[1:]) for un in contrats})),
        contrats=contrats,
        heures=tuple(une for rang in range(len(_MISSIONS)) for une in _heures(rang) if une.mois <= au),
        formations=FORMATIONS,
    )


def _date(lot: Lot) -> Lot:
    debut, fin = _DATES.get(lot.numero, (None, None))
    return replace(lot, debut=debut, fin=fin, article_ccap="CCAP, article 8.2" if lot.clause else None)


def _modalite(heures: int, structure: Structure | None = None, type_: TypeModalite | None = None) -> Modalite:
    defaut = TypeModalite.MISE_A_DISPOSITION if structure else TypeModalite.EMBAUCHE_DIRECTE
    return Modalite(type=type_ or defaut, heures=Decimal(heures), structure=structure)


def _attribution(lot: int, entreprise: str, domaine: str, referent: Referent, *modalites: Modalite) -> Attribution:
    return Attribution(
        lot=lot,
        entreprise=entreprise,
        role=RoleAttributaire.TITULAIRE,
        courriel=f"insertion@{domaine}.example",
        referent=referent,
        date_notification=date(2027, 1, 12),
        heures_engagees=sum((une.heures for une in modalites), Decimal(0)),
        modalites=modalites,
    )


def _personne(rang: int, au: Mois) -> Beneficiaire:
    nom, prenom, sexe, annee, categorie, niveau, *situations = _PERSONNES[rang]
    missions = [(mois, heures) for qui, _, _, _, mois, heures in _MISSIONS if qui == rang]
    fin = max(mois.plus(len(heures) - 1) for mois, heures in missions)
    jalons = zip((Jalon.FIN, Jalon.TROIS_MOIS), (fin, fin.plus(3)), situations, strict=True)
    return Beneficiaire(
        id=f"b{rang}",
        nom=nom,
        prenom=prenom,
        sexe=sexe,
        naissance=date(annee, 5, 2),
        categorie=categorie,
        niveau=niveau,
        commune="Valmeuse",
        validee_le=missions[0][0].debut.replace(day=1),
        sorties=tuple(
            Sortie(jalon=jalon, date=mois.fin, situation=situation)
            for jalon, mois, situation in jalons
            if situation and mois <= au
        ),
    )


def _contrat(rang: int) -> Contrat:
    qui, lot, type_, employeur, mois, faites = _MISSIONS[rang]
    return Contrat(
        id=f"k{rang}",
        beneficiaire=f"b{qui}",
        lot=lot,
        type=type_,
        employeur=employeur,
        debut=mois.debut.replace(day=2),
        fin=mois.plus(len(faites) - 1).fin,
    )


def _heures(rang: int) -> list[Heures]:
    *_, mois, faites = _MISSIONS[rang]
    return [
        Heures(contrat=f"k{rang}", mois=mois.plus(suite), heures=Decimal(un), etat=EtatHeures.VALIDEE)
        for suite, un in enumerate(faites)
    ]


CONTACTS = (
    Contact(
        role=RoleContact.MAITRE_OUVRAGE,
        organisation=BRIELLE.nom,
        nom="Service de la commande publique",
        courriel="marches@val-de-brielle.example",
    ),
    Contact(
        role=RoleContact.MAITRE_OEUVRE,
        organisation=ARCHITECTES,
        nom="Hugo Lanverdier",
        courriel="chantier@quatre-facades.example",
    ),
)
ATTRIBUTIONS = (
    _attribution(
        1,
        MACONS,
        "bati-rombelle",
        Referent(nom="Solène Marchandot", courriel="s.marchandot@bati-rombelle.example", telephone="03 53 01 07 10"),
        _modalite(600, ETTI),
        _modalite(100, AI),
        _modalite(300),
    ),
    _attribution(
        2,
        PEINTRES,
        "couleurs",
        Referent(nom="Didier Faubrel", courriel="d.faubrel@couleurs.example", telephone="03 53 01 07 11"),
        _modalite(420),
    ),
    _attribution(
        3,
        MENUISIERS,
        "haut-val",
        Referent(nom="Patrice Ollinger", courriel="p.ollinger@haut-val.example"),
        _modalite(200, EI, TypeModalite.SOUS_TRAITANCE),
    ),
)
FORMATIONS = (
    Formation(
        intitule="Travail en hauteur et gestes de sécurité",
        debut=date(2027, 3, 15),
        fin=date(2027, 3, 16),
        participants=(
            Participation(beneficiaire="b0", heures=Decimal(14)),
            Participation(beneficiaire="b1", heures=Decimal(14)),
        ),
    ),
)
