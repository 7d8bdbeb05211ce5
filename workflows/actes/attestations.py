"""G2, the attestation of eligibility, made for each employer of a person and sent to it: who, never why."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from sqlmodel import Session

from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages import Message, PieceJointe, Suite
from courrier.messages_recrutement import AttestationEligibilite, attestation_eligibilite
from documents.contextes import g2
from documents.contextes.g2 import DemandeAttestationEligibilite, fichier_attestation
from documents.contextes.rapports import Emission
from documents.manques import collect_manques
from documents.piece import Attendue, Piece
from documents.production import make_followup_piece
from echanges.suivi import charger
from formats.typographie import typographier
from metier.eligibilite import est_tardive
from metier.missions import CodeDocument
from metier.suivi import Suivi
from sqlmodel_store.depots import declarants, eligibilites
from sqlmodel_store.depots.eligibilites import Suivie
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.insertion import Contrat
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.editions import definitive
from workflows.actes.effets import PieceProduite
from workflows.actes.engagements import cite
from workflows.actes.identites import identite_du_suivi

DOSSIER = "eligibilite"
_CODE = re.compile(r"[A-Za-z]{0,3}[0-9]{1,8}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """A decision on a person, the day it was taken."""

    suivie: Suivie
    le: date
    acceptee: bool


@dataclass(frozen=True, kw_only=True)
class Faites:
    """Attestations made, the mails that bring them to employers, what could not be done."""

    pieces: tuple[PieceProduite, ...] = ()
    messages: tuple[Message, ...] = ()
    alertes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Emploi:
    """For whom a person works; neither contract nor lot where they are only announced."""

    employeur: str
    contrat: Contrat | None = None
    lot: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Exemplaire:
    """One attestation: for whom it is, on which lot."""

    employeur: str
    numero: str
    piece: PieceProduite


def attester(
    session: Session, operation: Operation, attestations: Sequence[Attestation], employeur: str | None = None
) -> Faites:
    """The attestations of these people, for each of their employers and lots, or for `employeur` without a contract."""
    if not attestations:
        return Faites()
    suivi = charger(session, operation.reference)
    exemplaires, muettes = [], []
    for une in attestations:
        siens = _exemplaires(session, operation, suivi, une, employeur)
        exemplaires += siens
        muettes += [] if siens else [une.suivie.ligne.code]
    messages, sans_adresse = _aux_employeurs(session, operation, suivi, exemplaires)
    alertes = [f"attestation (G2) non produite, employeur à préciser : {', '.join(muettes)}"] if muettes else []
    return Faites(
        pieces=tuple(un.piece for un in exemplaires),
        messages=messages,
        alertes=tuple(map(typographier, (*alertes, *sans_adresse))),
    )


def _exemplaires(
    session: Session, operation: Operation, suivi: Suivi, attestation: Attestation, employeur: str | None
) -> list[_Exemplaire]:
    """One per employer and lot, by the first contract there."""
    suivie = attestation.suivie
    contrats: dict[tuple[str, int], Contrat] = {}
    for contrat in suivie.contrats:
        contrats.setdefault((contrat.employeur, contrat.lot_id), contrat)
    emplois = [
        _Emploi(employeur=un.employeur, contrat=un, lot=eligibilites.numero_du_lot(session, un))
        for un in contrats.values()
    ]
    if not emplois and employeur:
        emplois = [_Emploi(employeur=employeur)]
    return [_produire(operation, suivi, attestation, un) for un in emplois]


def numero_attestation(operation_id: int, personne: str, contrat: str | None) -> str:
    """The number of an attestation, the same each time it is made: operation, local ids of person and contract."""
    fin = f"-{_sur(contrat)}" if contrat else ""
    return f"AE-{operation_id:04d}-{_sur(personne)}{fin}"


def numeros(operation_id: int, suivi: Suivi, employeur: str, lot: int) -> dict[str, str]:
    """The attestation of each validated person an employer has on a lot, by local id: that of the first contract."""
    validees = {une.id for une in suivi.beneficiaires if une.validee_le}
    premiers: dict[str, str] = {}
    for contrat in sorted(suivi.contrats, key=lambda un: un.debut):
        if (contrat.employeur, contrat.lot) == (employeur, lot) and contrat.beneficiaire in validees:
            premiers.setdefault(contrat.beneficiaire, contrat.id)
    return {qui: numero_attestation(operation_id, qui, contrat) for qui, contrat in premiers.items()}


def _sur(code: str) -> str:
    """A local id as a file name may hold it; one that is no plain code, and might say who it is, by its hash."""
    return code if _CODE.fullmatch(code) else sha256(code.encode()).hexdigest()[:8]


def _produire(operation: Operation, suivi: Suivi, attestation: Attestation, emploi: _Emploi) -> _Exemplaire:
    contrat = emploi.contrat.code if emploi.contrat else None
    numero = numero_attestation(operation.id, attestation.suivie.ligne.code, contrat)
    identite = identite_du_suivi(suivi)
    jour = aujourdhui()
    contexte = g2.attestation_eligibilite(
        DemandeAttestationEligibilite(
            numero=numero,
            decision=g2.Decision.ACCEPTEE if attestation.acceptee else g2.Decision.REFUSEE,
            nom=attestation.suivie.ligne.nom,
            prenom=attestation.suivie.ligne.prenom,
            employeur=emploi.employeur,
            reference=operation.reference,
            intitule=operation.intitule or operation.reference,
            lot=emploi.lot,
            intitule_lot=next((un.intitule for un in suivi.lots if un.numero == emploi.lot), None),
            verifiee_le=attestation.le,
            valable_du=_valable_du(attestation, emploi.contrat),
            emission=Emission(
                relais=identite.relais, facilitateur=identite.facilitateur, produit_le=jour, arrete_le=jour
            ),
        )
    )
    attendue = Attendue(code=CodeDocument.G2, contexte=contexte, nom_fichier=fichier_attestation(numero))
    piece = make_followup_piece(
        attendue,
        suivi,
        identite.relais,
        identite.facilitateur,
        definitif=definitive(collect_manques(contexte)),
        cites=(emploi.employeur,),
        dossier_modeles=Paths(get_settings().home).modeles,
    ).piece
    rangee = _rangee(piece, numero, attestation, emploi.contrat)
    return _Exemplaire(employeur=emploi.employeur, numero=numero, piece=rangee)


def _valable_du(attestation: Attestation, contrat: Contrat | None) -> date:
    """From the decision, or from the first day of work where it came late."""
    tardive = contrat is not None and est_tardive(attestation.le, contrat.debut)
    return contrat.debut if contrat and tardive else attestation.le


def _rangee(piece: Piece, numero: str, attestation: Attestation, contrat: Contrat | None) -> PieceProduite:
    """In its folder; what it was made from names nobody."""
    fait_de = {
        "numero": numero,
        "beneficiaire": attestation.suivie.ligne.code,
        "contrat": contrat.code if contrat else None,
        "decision": "acceptee" if attestation.acceptee else "refusee",
        "verifiee_le": attestation.le.isoformat(),
    }
    donnees = json.dumps(fait_de, ensure_ascii=False, sort_keys=True)
    return PieceProduite(piece=replace(piece, fichier=f"{DOSSIER}/{piece.fichier}"), donnees=donnees)


def _aux_employeurs(
    session: Session, operation: Operation, suivi: Suivi, exemplaires: Sequence[_Exemplaire]
) -> tuple[tuple[Message, ...], list[str]]:
    """One mail to each employer, with all that is for it; the names of those whose address is not known."""
    connues: dict[str, str] = {}
    for adresse in declarants.adresses(session, [operation.id]):
        if ADRESSE.fullmatch(adresse.courriel):
            connues.setdefault(normaliser(adresse.nom), adresse.courriel)
    par_adresse: dict[str, list[_Exemplaire]] = {}
    for un in exemplaires:
        if courriel := connues.get(normaliser(un.employeur)):
            par_adresse.setdefault(courriel, []).append(un)
    inconnus = dict.fromkeys(un.employeur for un in exemplaires if normaliser(un.employeur) not in connues)
    messages = tuple(_message(suivi, courriel, unes) for courriel, unes in par_adresse.items())
    return messages, [f"{nom} n’a pas d’adresse connue : remettez-lui vous-même l’attestation (G2)" for nom in inconnus]


def _message(suivi: Suivi, courriel: str, exemplaires: Sequence[_Exemplaire]) -> Message:
    identite = identite_du_suivi(suivi)
    return attestation_eligibilite(
        AttestationEligibilite(
            destinataire=courriel,
            relais=identite.relais,
            suite=Suite(
                prochaine_action="conserver l’attestation et nous déclarer les heures de chaque mois",
                contact=identite.facilitateur,
            ),
            operation=cite(suivi),
            employeur=exemplaires[0].employeur,
            numeros=tuple(un.numero for un in exemplaires),
            pieces=tuple(_jointe(un.piece.piece) for un in exemplaires),
        ),
        le=aujourdhui(),
    )


def _jointe(piece: Piece) -> PieceJointe:
    return PieceJointe(nom=piece.fichier.rsplit("/", 1)[1], octets=piece.octets)
