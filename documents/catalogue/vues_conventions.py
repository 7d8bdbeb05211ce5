"""Views of answers, roles and agreements (C) and of meetings (D)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import Any

from config.clauses import get_clauses
from documents.catalogue.operation_exemple import ARCHITECTES, EN_COURS, MACONS, PEINTRES, suivi
from documents.catalogue.relais_exemple import BRIELLE, ETTI, FACILITATEUR, REGION, RELAIS
from documents.catalogue.suivis_exemple import lycee
from documents.catalogue.vue import Vue
from documents.contextes.c0 import DemandeReponse, ReponsePriseEnCharge, reponse
from documents.contextes.c1 import DemandeFicheRoles, FicheRoles, fiche_roles
from documents.contextes.c2 import ConventionCadre, DemandeConvention, convention
from documents.contextes.c3 import (
    ContratMutualise,
    DemandeGlobalisation,
    Globalisation,
    MarcheMutualise,
    globalisation,
    shared_contract,
)
from documents.contextes.courrier import last_working_day, on_working_day
from documents.contextes.d1 import Convocation, convocation
from documents.contextes.d2 import CompteRendu, DemandeCompteRendu, compte_rendu
from documents.contextes.d3 import encart
from documents.contextes.lots_en_reunion import lots_en_reunion
from documents.contextes.reunions import DemandeReunion
from metier.acteurs import RoleContact
from metier.contrats import TypeContrat
from metier.missions import CodeDocument
from metier.mutualisation import Affectation, HeuresFaites
from metier.periodes import Mois
from metier.reunion import LotEnReunion, Participant, Point, Presence, Reunion, TypeReunion
from metier.suivi import Suivi

MARS = Mois(2027, 3)


def vues_conventions() -> tuple[Vue, ...]:
    """C0 to D3."""
    return (
        _vue(CodeDocument.C0, "oui", lambda: _reponse(accepte=True)),
        _vue(
            CodeDocument.C0,
            "oui sous réserve",
            lambda: _reponse(accepte=True, reserves=("réunion de démarrage fixée au moins quinze jours à l’avance",)),
        ),
        _vue(
            CodeDocument.C0,
            "non",
            lambda: _reponse(
                accepte=False,
                motif="l’opération est située hors du territoire du relais",
                relais_propose="Relais de l’Orne",
            ),
        ),
        _vue(CodeDocument.C1, "région", lambda: _roles(lycee())),
        _vue(CodeDocument.C1, "autre maître d’ouvrage", lambda: _roles(suivi())),
        _vue(CodeDocument.C2, "avec financement", lambda: _cadre(montant_annuel=Decimal(24_000)), page=2),
        _vue(
            CodeDocument.C2,
            "sans financement",
            lambda: _cadre(
                reference="C2-2027-02",
                donneur_ordre=BRIELLE.nom,
                siret=BRIELLE.siret,
                region=False,
                deliberation="délibération du conseil communautaire du 3 novembre 2026",
            ),
            page=2,
        ),
        _vue(CodeDocument.C3, "plusieurs maîtres d’ouvrage", lambda: _partage(_du_lycee()), page=2),
        _vue(CodeDocument.C3, "un seul maître d’ouvrage", lambda: _partage(_du_college()), page=2),
        *(_vue(CodeDocument.D1, un.libelle, partial(_convocation, un)) for un in TypeReunion),
        *(_vue(CodeDocument.D2, un.libelle, partial(_compte_rendu, un)) for un in TypeReunion),
        _vue(CodeDocument.D3, "réunion de chantier", lambda: encart(_reunion(TypeReunion.CHANTIER))),
    )


def _vue(code: CodeDocument, titre: str, faire: Callable[[], Any], page: int = 1) -> Vue:
    return Vue(code=code, titre=titre, faire=faire, page=page)


def _reponse(**sens: Any) -> ReponsePriseEnCharge:  # noqa: ANN401 - the sense of the answer
    lieu = lycee().lieu
    return reponse(
        DemandeReponse(
            reference=lycee().reference,
            intitule=lycee().intitule,
            maitre_ouvrage=REGION.nom,
            commune=lieu.commune if lieu else None,
            relais=RELAIS,
            facilitateur=FACILITATEUR,
            destinataire="Mission achats responsables",
            recue_le=date(2026, 9, 21),
            repondue_le=date(2026, 9, 24),
            disponibilites=("mardi 6 octobre, 9 h", "jeudi 8 octobre, 14 h"),
            **sens,
        )
    )


def _roles(une: Suivi) -> FicheRoles:
    return fiche_roles(DemandeFicheRoles(suivi=une, relais=RELAIS, facilitateur=FACILITATEUR, parametres=get_clauses()))


def _cadre(**autres: Any) -> ConventionCadre:  # noqa: ANN401 - what the agreement changes
    valeurs: dict[str, Any] = {
        "reference": "C2-2027-01",
        "donneur_ordre": REGION.nom,
        "siret": REGION.siret,
        "relais": RELAIS,
        "deliberation": "délibération n° 26-114 du 12 octobre 2026",
        "date_effet": date(2027, 1, 1),
    }
    return convention(DemandeConvention(**(valeurs | autres)))


def _de_l_ecole() -> MarcheMutualise:
    return shared_contract(suivi(), suivi().attributions[0])


def _du_lycee() -> MarcheMutualise:
    return shared_contract(lycee(), lycee().attributions[0])


def _du_college() -> MarcheMutualise:
    return replace(
        _de_l_ecole(),
        reference="2026-VAL-017",
        intitule="Construction du collège de la Côte",
        heures_dues=Decimal(1_500),
    )


def _partage(autre: MarcheMutualise) -> Globalisation:
    """A mason's mate works 140 hours in March, on two sites of the same company."""
    marches = (_de_l_ecole(), autre)
    return globalisation(
        DemandeGlobalisation(
            entreprise=MACONS,
            siret="00000700500010",
            marches=marches,
            contrats=(
                ContratMutualise(personne="b0", type=TypeContrat.CTT_ETTI, employeur=ETTI.nom, debut=date(2027, 2, 2)),
            ),
            relais=RELAIS,
            date_effet=date(2027, 3, 1),
            faites=(HeuresFaites(personne="b0", mois=MARS, heures=Decimal(140)),),
            affectations=tuple(
                Affectation(personne="b0", mois=MARS, marche=un.cle, heures=Decimal(heures))
                for un, heures in zip(marches, (50, 90), strict=True)
            ),
        )
    )


def _convocation(type_: TypeReunion) -> Convocation:
    return convocation(_reunion(type_))


CONVOCATEURS = {
    TypeReunion.DEMARRAGE: (RoleContact.MAITRE_OUVRAGE, BRIELLE.nom, date(2027, 1, 26), "salle du conseil, Yutz"),
    TypeReunion.CHANTIER: (RoleContact.MAITRE_OEUVRE, ARCHITECTES, date(2027, 11, 9), "base de vie du chantier, Yutz"),
    TypeReunion.COMITE_DE_SUIVI: (RoleContact.RELAIS, RELAIS.nom, date(2027, 11, 23), "salle du conseil, Yutz"),
    TypeReunion.RDV_ENTREPRISE: (RoleContact.RELAIS, RELAIS.nom, date(2027, 11, 18), f"siège de {PEINTRES}"),
}
PARTICIPANTS = (
    Participant(
        organisation=MACONS,
        role=RoleContact.ENTREPRISE,
        nom="Solène Marchandot",
        fonction="conductrice de travaux",
        presence=Presence.PRESENT,
    ),
    Participant(
        organisation=PEINTRES,
        role=RoleContact.ENTREPRISE,
        nom="Didier Faubrel",
        fonction="gérant",
        presence=Presence.EXCUSE,
    ),
    Participant(
        organisation=ARCHITECTES,
        role=RoleContact.MAITRE_OEUVRE,
        nom="Hugo Lanverdier",
        fonction="architecte",
        presence=Presence.PRESENT,
    ),
    Participant(
        organisation=BRIELLE.nom,
        role=RoleContact.MAITRE_OUVRAGE,
        fonction="cheffe de projet",
        presence=Presence.PRESENT,
    ),
)


def _reunion(type_: TypeReunion) -> DemandeReunion:
    role, organisateur, jour, lieu = CONVOCATEURS[type_]
    debut = type_ is TypeReunion.DEMARRAGE
    return DemandeReunion(
        suivi=suivi(),
        reunion=Reunion(
            type=type_,
            jour=jour,
            heure=time(14, 30),
            convocateur=role,
            organisateur=organisateur,
            duree_minutes=60,
            lieu=lieu,
            participants=(replace(PARTICIPANTS[1], presence=Presence.PRESENT),)
            if type_ is TypeReunion.RDV_ENTREPRISE
            else PARTICIPANTS,
            documents=("planning du lot à jour",) if debut else ("planning à jour", "relevés d’heures du mois"),
        ),
        relais=RELAIS,
        facilitateur=FACILITATEUR,
        date=last_working_day(date.fromordinal(jour.toordinal() - 15)),
        lots=_lots(type_),
        arrete_au=(MARS.plus(-3) if debut else EN_COURS).fin,
    )


def _lots(type_: TypeReunion) -> tuple[LotEnReunion, ...]:
    """Those of the meeting, the late one with what is asked of it."""
    if type_ is TypeReunion.DEMARRAGE:
        return lots_en_reunion(suivi(), MARS.plus(-3))
    return tuple(
        _en_retard(un) if un.lot == 2 else un  # noqa: PLR2004 - the painters'
        for un in lots_en_reunion(suivi(), EN_COURS, EN_COURS.precedent)
        if type_ is not TypeReunion.RDV_ENTREPRISE or un.entreprise == PEINTRES
    )


def _en_retard(lot: LotEnReunion) -> LotEnReunion:
    return replace(
        lot,
        question="Quels postes seront ouverts d’ici la fin de l’année ?",
        action="transmettre une fiche de poste",
        responsable=PEINTRES,
        echeance=date(2027, 11, 30),
    )


def _compte_rendu(type_: TypeReunion) -> CompteRendu:
    debut = type_ is TypeReunion.DEMARRAGE
    return compte_rendu(
        DemandeCompteRendu(
            demande=replace(_reunion(type_), date=on_working_day(CONVOCATEURS[type_][2], 3)),
            points=POINTS_DE_DEMARRAGE if debut else POINTS,
            alertes=() if debut else ("lot 2 : 84 heures réalisées sur 420, à trois mois de la fin des travaux",),
            prochaine=date(2027, 4, 13) if debut else date(2027, 12, 14),
        )
    )


POINTS_DE_DEMARRAGE = (
    Point(
        sujet="Modalités",
        decision="Chaque entreprise indique son choix au relais avant son premier jour de travaux.",
        responsable="Entreprises",
        echeance=date(2027, 2, 9),
    ),
)
POINTS = (
    Point(
        sujet="Postes à ouvrir en peinture",
        decision="Un contrat de professionnalisation commence en novembre ; un second poste est étudié.",
        responsable=PEINTRES,
        echeance=date(2027, 11, 30),
    ),
    Point(
        sujet="Relevés d’heures",
        decision="Ils sont envoyés au relais avant le 5 de chaque mois.",
        responsable="Entreprises",
    ),
)
