"""What a file writes of people forgotten in its operation: the marks that stand for them, never their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from echanges import canonique
from echanges.format_dossier import BeneficiaireFormat, DossierFormat, LectureDossier
from formats.typographie import typographier
from metier.anonymat import PRENOM_EFFACE, Effacee, mots
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import operations, rgpd, rgpd_effacements
from sqlmodel_store.depots.personnes import Identite, identite

SANS_PERSONNE = -1


def sans_effacees(session: Session, lectures: Sequence[LectureDossier]) -> list[LectureDossier]:
    """The dossiers as they are to be written: the same file, again, changes nothing and brings nobody back."""
    touchees = rgpd_effacements.operations_touchees(session)
    return [_sans(session, une) if une.dossier.operation.reference in touchees else une for une in lectures]


def exiger_inconnue(session: Session, reference: str, qui: Identite) -> None:
    """Raises FauteDeSaisie for a person who was forgotten in that operation."""
    if rgpd_effacements.reconnue(session, reference, qui) is not None:
        phrase = (
            f"nom : cette personne a été effacée de {reference} (relais rgpd effacer) ; elle ne peut y être écrite de "
            "nouveau. Pour un nouveau contrat, l’inscrire dans l’opération de ce contrat."
        )
        raise FauteDeSaisie("nom", typographier(phrase))


def _sans(session: Session, lecture: LectureDossier) -> LectureDossier:
    dossier = lecture.dossier
    effacees = [
        (une, par)
        for une in dossier.beneficiaires
        if (par := rgpd_effacements.reconnue(session, dossier.operation.reference, _identite(une))) is not None
    ]
    if not effacees:
        return lecture
    brut: dict[str, Any] = canonique.du_format(dossier)
    operation = operations.par_reference(session, dossier.operation.reference)
    connus = rgpd.voisins(session, operation.id, SANS_PERSONNE) if operation else frozenset()
    for une, par in effacees:
        autres = (nom for un in dossier.beneficiaires if un is not une for nom in (un.nom, un.prenom))
        effacee = Effacee(
            nom=une.nom,
            prenom=une.prenom,
            naissance=une.naissance,
            marque=par.marque,
            anonyme=par.anonyme,
            voisins=connus | mots(autres),
        )
        brut = effacee.retirer_de(brut)
        _fondre(brut, par.marque)
    return replace(lecture, dossier=DossierFormat.model_validate(brut))


def _fondre(brut: dict[str, Any], marque: str) -> None:
    """One beneficiary of that mark, the one already there, holds what the file adds; details dropped once stay so."""
    premier, *doubles = [un for un in brut["beneficiaires"] if (un["nom"], un["prenom"]) == (marque, PRENOM_EFFACE)]
    if premier.get("eligibilite"):
        premier["eligibilite"] = {"validee_le": premier["eligibilite"]["validee_le"]}
    for double in doubles:
        brut["beneficiaires"].remove(double)
        _rattacher(brut, premier["id"], double["id"])
    for contrat in brut["contrats"]:
        if contrat["beneficiaire"] == premier["id"]:
            contrat.pop("motif_fin", None)


def _rattacher(brut: dict[str, Any], vers: str, double: str) -> None:
    """The contracts, hours and training written for `double`: those of `vers` already there are not counted twice."""
    siens = {(un["lot"], un["debut"]): un["id"] for un in brut["contrats"] if un["beneficiaire"] == vers}
    memes: dict[str, str] = {}
    for contrat in [un for un in brut["contrats"] if un["beneficiaire"] == double]:
        deja = siens.get((contrat["lot"], contrat["debut"]))
        if deja is None:
            contrat["beneficiaire"] = vers
        else:
            memes[contrat["id"]] = deja
            brut["contrats"].remove(contrat)
    dites = {(une["contrat"], une["mois"], une.get("declarant")) for une in brut["heures"]}
    gardees = []
    for heures in brut["heures"]:
        deja = memes.get(heures["contrat"])
        if deja is None or (deja, heures["mois"], heures.get("declarant")) not in dites:
            gardees.append(heures | {"contrat": deja or heures["contrat"]})
    brut["heures"] = gardees
    for formation in brut["formations"]:
        presents = {un["beneficiaire"] for un in formation["participants"]}
        formation["participants"] = [
            un | {"beneficiaire": vers} if un["beneficiaire"] == double else un
            for un in formation["participants"]
            if un["beneficiaire"] != double or vers not in presents
        ]


def _identite(une: BeneficiaireFormat) -> Identite:
    return identite(une.nom, une.prenom, une.naissance)
