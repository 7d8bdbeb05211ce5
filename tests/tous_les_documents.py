"""Every document of the follow-up that an operation may need, every variant, as contexts ready to be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from conventions_exemple import cadre, partage, roles
from courriers_exemple import CRENEAUX, RELEVES, donnees
from demandes import FACILITATEUR, RELAIS
from demandes_rapports import demande as mensuel
from rapports_produits import g2, h2, h3, i1, i2, i3
from reunions_exemple import poste, reunion
from suivis import NOMS, OCTOBRE, hostile, suivi

from documents.contextes.c0 import DemandeReponse, reponse
from documents.contextes.c1 import fiche_roles
from documents.contextes.c2 import convention
from documents.contextes.c3 import globalisation, shared_contract
from documents.contextes.courrier_lots import company_attributions
from documents.contextes.d1 import convocation
from documents.contextes.d2 import DemandeCompteRendu, compte_rendu
from documents.contextes.d3 import encart
from documents.contextes.e1 import DemandeRappel, rappel
from documents.contextes.e2 import DemandeModalites, modalites
from documents.contextes.e3 import DemandeRelance, MotifRelance, relance
from documents.contextes.e4a import invitation
from documents.contextes.e4b import DemandeMiseEnDemeure, mise_en_demeure
from documents.contextes.e5 import DemandeConstat, Proposition, constat
from documents.contextes.f1 import fiche_poste
from documents.contextes.f2 import offre
from documents.contextes.g1 import DemandeFiche, VarianteFiche, fiche_beneficiaire
from documents.contextes.g2 import Decision
from documents.contextes.g3 import releve_imprime
from documents.contextes.g4 import DemandeFinMission, fin_mission
from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.lots_en_reunion import lots_en_reunion
from documents.contextes.manquement import DemandeManquement, MotifManquement
from documents.contextes.postes import DemandePoste
from documents.contextes.reunions import DemandeReunion
from documents.demande_releve import DemandeReleve
from documents.piece import Attendue
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.poste import CadrePoste, Diffusion
from metier.releve import IdentiteReleve, releves_du_mois
from metier.reunion import Point, TypeReunion
from metier.suivi import Attribution, Beneficiaire, Suivi

MARQUES = ("zzyv", "qorin", "1931", "9913", "xqpiece")
CADRES = {
    CadrePoste.EMBAUCHE: {},
    CadrePoste.MISE_A_DISPOSITION: {"contrat": None},
    CadrePoste.ALTERNANCE: {"contrat": None, "qualification": "CAP maçon", "rythme": "une semaine sur deux"},
}
REFUS_PERMIS = {"heures", "attributions", "affectations", "heures_engagees"}


@dataclass(frozen=True, kw_only=True)
class Cas:
    """A document to make: how its context is built, which may be refused where the operation has no such case."""

    code: str
    precision: str
    contexte: Callable[[], Any]


def dossiers() -> dict[str, Suivi]:
    """The three examples and the hostile one."""
    return {**{nom: suivi(nom) for nom in NOMS}, "hostile": hostile()}


def marque(depart: Suivi) -> Suivi:
    """The same operation, its persons unmistakable: no company, place or word of a template looks like them."""
    return replace(depart, beneficiaires=tuple(_marquer(*une) for une in enumerate(depart.beneficiaires)))


def _marquer(rang: int, personne: Beneficiaire) -> Beneficiaire:
    lettre = chr(ord("a") + rang)
    return replace(
        personne,
        nom=f"Zzyv{lettre}",
        prenom=f"Qorin{lettre}",
        naissance=date(1931, 1 + rang % 12, 1 + rang),
        commune=f"9913{rang}",
        piece=f"xqpiece {lettre}",
    )


def attendues(suivie: Suivi) -> list[Attendue]:
    """The documents that this operation gives rise to; those it has no case for are left out."""
    return list(_attendues(suivie))


@cache
def _attendues(suivie: Suivi) -> tuple[Attendue, ...]:
    return tuple(un for cas in _cas(suivie) if (un := _attendue(cas)) is not None)


def variantes(suivie: Suivi) -> set[str]:
    """Every code and variant that is tried."""
    return {f"{cas.code} {cas.precision}".strip() for cas in _cas(suivie)}


def _attendue(cas: Cas) -> Attendue | None:
    try:
        return Attendue(code=CodeDocument(cas.code), contexte=cas.contexte(), precision=cas.precision)
    except FauteDeSaisie as faute:
        if faute.champ not in REFUS_PERMIS:
            raise
        return None


def _cas(suivie: Suivi) -> Iterator[Cas]:
    for code, variantes_ in (*_conventions(suivie), *_reunions(suivie), *_lettres(suivie), *_postes(suivie)):
        yield from (Cas(code=code, precision=nom, contexte=faire) for nom, faire in variantes_.items())
    for code, variantes_ in (*_formulaires(suivie), *_rapports(suivie)):
        yield from (Cas(code=code, precision=nom, contexte=faire) for nom, faire in variantes_.items())


Variantes = tuple[str, dict[str, Callable[[], Any]]]


def _conventions(s: Suivi) -> list[Variantes]:
    base = {
        "reference": s.reference,
        "intitule": s.intitule,
        "maitre_ouvrage": s.maitre_ouvrage.nom if s.maitre_ouvrage else None,
        "relais": RELAIS,
        "facilitateur": FACILITATEUR,
        "recue_le": date(2026, 10, 5),
        "repondue_le": date(2026, 10, 9),
    }
    autres = {
        "oui": {"accepte": True},
        "réserves": {"accepte": True, "reserves": ("planning attendu",)},
        "non": {"accepte": False, "motif": "hors du territoire", "relais_propose": "Relais de l’Orne"},
    }
    deux = tuple(shared_contract(s, une) for une in s.attributions[:2])
    acheteur = s.maitre_ouvrage.nom if s.maitre_ouvrage else "acheteur"
    return [
        ("C0", {nom: lambda a=a: reponse(DemandeReponse(**base, **a)) for nom, a in autres.items()}),
        ("C1", {"": lambda: fiche_roles(roles(s))}),
        (
            "C2",
            {
                "financée": lambda: convention(cadre(donneur_ordre=acheteur)),
                "gratuite": lambda: convention(cadre(donneur_ordre=acheteur, region=False, montant_annuel=None)),
            },
        ),
        ("C3", {"": lambda: globalisation(partage(60, 80, marches=deux, entreprise=s.attributions[0].entreprise))}),
    ]


def _reunions(s: Suivi) -> list[Variantes]:
    def de(type_: TypeReunion) -> DemandeReunion:
        return DemandeReunion(
            suivi=s,
            reunion=reunion(type_),
            relais=RELAIS,
            facilitateur=FACILITATEUR,
            date=date(2026, 9, 25),
            lots=lots_en_reunion(s, OCTOBRE, OCTOBRE.precedent),
            arrete_au=OCTOBRE.fin,
        )

    points = (Point(sujet="Postes ouverts", decision="Deux postes sont ouverts."),)
    return [
        ("D1", {un.value: lambda un=un: convocation(de(un)) for un in TypeReunion}),
        (
            "D2",
            {
                un.value: lambda un=un: compte_rendu(DemandeCompteRendu(demande=de(un), points=points))
                for un in TypeReunion
            },
        ),
        ("D3", {"": lambda: encart(de(TypeReunion.CHANTIER))}),
    ]


def _en_retard(s: Suivi) -> Attribution:
    """The attribution that has the most left to do."""
    return max(s.attributions, key=lambda une: une.heures_dues)


def _lettres(s: Suivi) -> list[Variantes]:
    siennes = company_attributions(s, s.attributions[0])
    commun, retard = donnees(s, *siennes), donnees(s, _en_retard(s))
    structures = tuple({un.structure for une in s.attributions for un in une.modalites if un.structure})
    relances = {
        "heures 1": {"motif": MotifRelance.HEURES},
        "heures 2": {"motif": MotifRelance.HEURES, "niveau": 2, "precedentes": (date(2026, 10, 12),)},
        "pièces": {"motif": MotifRelance.PIECES, "releves_manquants": (OCTOBRE,), "creneaux": CRENEAUX},
    }
    manquements = {
        "heures": {"motif": MotifManquement.HEURES},
        "documents": {"motif": MotifManquement.DOCUMENTS, "documents_manquants": RELEVES},
    }
    return [
        ("E1", {"": lambda: rappel(DemandeRappel(**commun, creneaux=CRENEAUX))}),
        ("E2", {"": lambda: modalites(DemandeModalites(**commun, structures=structures))}),
        ("E3", {nom: lambda a=a: relance(DemandeRelance(**retard, **a)) for nom, a in relances.items()}),
        ("E4a", {nom: lambda a=a: invitation(DemandeManquement(**retard, **a)) for nom, a in manquements.items()}),
        (
            "E4b",
            {
                nom: lambda a=a: mise_en_demeure(DemandeMiseEnDemeure(**retard, **a, invitation_le=date(2026, 11, 2)))
                for nom, a in manquements.items()
            },
        ),
        (
            "E5",
            {
                une.value: lambda une=une: constat(
                    DemandeConstat(
                        **retard, proposition=une, motif="le calendrier a glissé", report_au=date(2027, 1, 29)
                    )
                )
                for une in Proposition
            },
        ),
    ]


def _postes(s: Suivi) -> list[Variantes]:
    def de(cadre_: CadrePoste) -> DemandePoste:
        offert = poste(cadre=cadre_, entreprise=s.attributions[0].entreprise, **CADRES[cadre_])
        return DemandePoste(suivi=s, poste=offert, lot=s.attributions[0].lot, relais=RELAIS, facilitateur=FACILITATEUR)

    jour = date(2026, 10, 2)
    return [
        ("F1", {un.value: lambda un=un: fiche_poste(de(un)) for un in CadrePoste}),
        ("F2", {un.value: lambda un=un: offre(de(CadrePoste.EMBAUCHE), un, jour) for un in Diffusion}),
    ]


def _releve(s: Suivi) -> IdentiteReleve:
    """The first statement of the operation's first contract."""
    debut = s.contrats[0].debut
    return releves_du_mois(s, Mois(debut.year, debut.month))[0]


def _formulaires(s: Suivi) -> list[Variantes]:
    commun = donnees(s, *company_attributions(s, s.attributions[0]))
    contrat = s.contrats[0]
    personne = next(une for une in s.beneficiaires if une.id == contrat.beneficiaire)
    de_la_personne = {
        "nom": personne.nom,
        "prenom": personne.prenom,
        "employeur": contrat.employeur,
        "reference": s.reference,
        "lot": contrat.lot,
    }
    return [
        (
            "G1",
            {un.value: lambda un=un: fiche_beneficiaire(DemandeFiche(**commun, variante=un)) for un in VarianteFiche},
        ),
        ("G2", {une.value: lambda une=une: g2(une, **de_la_personne) for une in Decision}),
        ("G3", {"": lambda: releve_imprime(DemandeReleve(suivi=s, identite=_releve(s), courriel=RELAIS.courriel))}),
        (
            "G4",
            {
                "prévue": lambda: fin_mission(DemandeFinMission(**commun, contrat=contrat, personne=personne)),
                "rupture": lambda: fin_mission(DemandeFinMission(**commun, rupture=True)),
            },
        ),
    ]


def _rapports(s: Suivi) -> list[Variantes]:
    entreprises = list(dict.fromkeys(une.entreprise for une in s.attributions))
    rangs = [next(r for r, une in enumerate(s.attributions) if une.entreprise == nom) for nom in entreprises]
    employeurs = sorted({un.employeur for un in s.contrats})
    lots = sorted({(une.lot, une.entreprise) for une in s.attributions})
    return [
        ("H1", {"": lambda: tableau_de_bord_moa(mensuel(s))}),
        ("H2", {f"entreprise {rang + 1}": lambda rang=rang: h2(s, rang) for rang in rangs}),
        (
            "H3",
            {f"employeur {rang}": lambda nom=nom: h3(s, structure=nom) for rang, nom in enumerate(employeurs, start=1)},
        ),
        ("I1", {"": lambda: i1(s), "lot": lambda: i1(s, lot=s.lots[0].numero)}),
        (
            "I2",
            {
                f"attribution {rang}": lambda lot=lot, nom=nom: i2(s, lot, nom)
                for rang, (lot, nom) in enumerate(lots, start=1)
            },
        ),
        ("I3", {"": lambda: i3(s)}),
    ]
