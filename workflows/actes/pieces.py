"""The documents and mails of each transition: rows and settings become contexts, contexts become bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace

from pydantic import BaseModel
from sqlmodel import Session

from config.clauses import get_clauses
from config.horloge import aujourdhui
from config.identites import Identite
from config.paths import Paths
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages import (
    Fil,
    Message,
    OperationCitee,
    PieceJointe,
    ReponsePriseEnCharge,
    Suite,
    reponse_prise_en_charge,
)
from documents.contextes.c0 import DejaDit, DemandeReponse, reponse
from documents.contextes.demande import DemandePack
from documents.manques import Manque, collect_manques
from documents.note import note_calibrage, tableau_b2
from documents.pack import due, pack_dce
from documents.piece import Piece
from documents.reponse import reponse_c0
from echanges.format_operation import OperationPartielle
from formats.calcul import phrase_alerte
from metier.acteurs import RoleContact
from metier.cycle import AMONT, Transition
from metier.missions import CodeDocument
from metier.operation import Mission, Mode
from sqlmodel_store.depots import contacts, courriers_entrants, operations
from sqlmodel_store.modeles.acteurs import Contact
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.operation import Lot, Operation
from workflows.actes.annonce import signalee_le
from workflows.actes.calcul import Calcul, calculer
from workflows.actes.effets import Effet, Modification, PieceProduite, Sujet, envoyer
from workflows.actes.expedition import adresse_du_relais
from workflows.actes.identites import identite_de

DEMANDEURS = (RoleContact.MAITRE_OUVRAGE, RoleContact.REGION)
SANS_ADRESSE = "Aucune adresse connue pour répondre : remettez vous-même la réponse C0 à qui a signalé l’opération."


def noter_le_calibrage(identite: Identite, lue: OperationPartielle, *, modifier: Modification) -> Effet:
    """B1 and B2 where the relay computes the hours, else nothing to write."""
    calcul = calculer(lue)
    demande = _demande(identite, calcul)
    pieces = (note_calibrage(demande), tableau_b2(demande)) if CodeDocument.B1 in due(demande) else ()
    return Effet(pieces=_produites(pieces, lue), modifier=modifier, alertes=_sans_doublon(calcul))


def rediger_le_dce(identite: Identite, lue: OperationPartielle, *, modifier: Modification) -> Effet:
    """The pack where the relay writes the pieces, else nothing to write."""
    calcul = calculer(lue)
    if Mission.AMONT_REDACTION not in calcul.operation.missions:
        return Effet(modifier=modifier)
    pack = pack_dce(_demande(identite, calcul))
    autres = {nom: octets for nom, octets in pack.fichiers.items() if nom not in {p.fichier for p in pack.pieces}}
    return Effet(pieces=_produites(pack.pieces, lue), annexes=autres, modifier=modifier, alertes=pack.alertes)


def repondre(
    session: Session,
    sujet: Sujet,
    *,
    reserves: tuple[str, ...] = (),
    motif: str | None = None,
    relais_propose: str | None = None,
) -> Effet:
    """C0, and the mail that brings it to whoever announced the operation."""
    adresse_du_relais()
    operation = sujet.operation
    annonce = courriers_entrants.annonce(session, operation.id)
    destinataire = _destinataire(session, operation, annonce)
    suivent = contacts.nommes(session, operation.id, DEMANDEURS)
    demande = _demande_de_reponse(
        identite_de(session, [operation.id]),
        operation,
        annonce,
        destinataire=_attention(operation, suivent, destinataire),
        deja_dit=_deja_dit(session, operation, suivie=bool(suivent)),
        reserves=reserves,
        motif=motif,
        relais_propose=relais_propose,
        accepte=sujet.acte is Transition.ACCEPTER,
    )
    manques = collect_manques(reponse(demande))
    piece = reponse_c0(replace(demande, definitif=not manques or get_settings().mail_mode == "reel"))
    envoyee = envoyer(PieceProduite(piece=piece, donnees=_faite_de(demande)))
    messages = (_message(demande, envoyee.jointes[0], annonce, destinataire),) if destinataire else ()
    return Effet(
        pieces=envoyee.produites,
        messages=messages,
        alertes=(*_a_completer(manques), *envoyee.alertes, *(() if destinataire else (SANS_ADRESSE,))),
    )


def _faite_de(demande: DemandeReponse) -> str:
    """What the answer says, as JSON; the folder of the relay's own templates is no content."""
    contenu = {cle: valeur for cle, valeur in asdict(demande).items() if cle != "dossier_modeles"}
    return json.dumps(contenu, ensure_ascii=False, sort_keys=True, default=_en_json)


def _en_json(valeur: object) -> object:
    return valeur.model_dump() if isinstance(valeur, BaseModel) else str(valeur)


def _demande(identite: Identite, calcul: Calcul) -> DemandePack:
    settings = get_settings()
    return DemandePack(
        operation=calcul.operation,
        calibrage=calcul.calibrage,
        regime=calcul.regime,
        relais=identite.relais,
        facilitateur=identite.facilitateur,
        parametres=get_clauses(settings.home),
        categories=settings.publics.categories,
        dossier_modeles=Paths(settings.home).modeles,
    )


def _produites(pieces: Iterable[Piece], lue: OperationPartielle) -> tuple[PieceProduite, ...]:
    donnees = json.dumps(lue.en_json(), ensure_ascii=False, sort_keys=True)
    return tuple(PieceProduite(piece=piece, donnees=donnees) for piece in pieces)


def _sans_doublon(calcul: Calcul) -> tuple[str, ...]:
    lots = [f"lot {lot.numero} : {phrase_alerte(alerte)}" for lot in calcul.calibrage.lots for alerte in lot.alertes]
    globales = [
        phrase_alerte(alerte) for alerte in (*calcul.alertes, *calcul.calibrage.alertes, *calcul.regime.alertes)
    ]
    return tuple(dict.fromkeys([*lots, *globales]))


def _a_completer(manques: Iterable[Manque]) -> tuple[str, ...]:
    return tuple(f"à compléter : {manque.libelle} ({manque.champ})" for manque in manques)


def _demande_de_reponse(
    identite: Identite,
    operation: Operation,
    annonce: CourrierEntrant | None,
    *,
    destinataire: str | None,
    deja_dit: DejaDit,
    accepte: bool,
    reserves: tuple[str, ...],
    motif: str | None,
    relais_propose: str | None,
) -> DemandeReponse:
    return DemandeReponse(
        reference=operation.reference,
        relais=identite.relais,
        facilitateur=identite.facilitateur,
        recue_le=signalee_le(annonce) if annonce else operation.etape_depuis,
        repondue_le=aujourdhui(),
        accepte=accepte,
        amont=bool(AMONT & operations.missions(operation)),
        intitule=operation.intitule,
        maitre_ouvrage=operation.maitre_ouvrage_nom,
        commune=operation.lieu_commune,
        destinataire=destinataire,
        deja_dit=deja_dit,
        reserves=reserves,
        motif=motif,
        relais_propose=relais_propose,
        dossier_modeles=Paths(get_settings().home).modeles,
    )


def _message(
    demande: DemandeReponse, jointe: PieceJointe, annonce: CourrierEntrant | None, destinataire: str
) -> Message:
    return reponse_prise_en_charge(
        ReponsePriseEnCharge(
            destinataire=destinataire,
            relais=demande.relais,
            operation=OperationCitee(
                reference=demande.reference,
                intitule=demande.intitule or "opération signalée",
                maitre_ouvrage=demande.maitre_ouvrage or "",
            ),
            suite=Suite(prochaine_action=_prochaine_action(demande), contact=demande.facilitateur),
            recue_le=demande.recue_le,
            document=jointe,
            reserves=demande.reserves,
            motif=demande.motif,
            relais_propose=demande.relais_propose,
            fil=Fil(message_id=annonce.message_id) if annonce and annonce.message_id else None,
        )
    )


def _prochaine_action(demande: DemandeReponse) -> str:
    if not demande.accepte:
        return "vous adresser au relais proposé" if demande.relais_propose else "aucune : le relais n’intervient pas"
    if demande.amont:
        return "nous envoyer les pièces demandées dans la réponse jointe"
    return "nous prévenir de la publication, puis nous communiquer les attributaires"


def _destinataire(session: Session, operation: Operation, annonce: CourrierEntrant | None) -> str | None:
    """Whoever announced the operation, else its contact at the buyer's or the Région."""
    adresse = annonce.expediteur if annonce else None
    if adresse is None:
        adresse = contacts.courriel(session, operation.id, DEMANDEURS)
    return adresse if adresse and ADRESSE.fullmatch(adresse) else None


def _attention(operation: Operation, suivent: list[Contact], adresse: str | None) -> str | None:
    """« Nadia Perrin, Ville d’Ormelle » where the name behind the address is known, None elsewhere."""
    trouve = next((un for un in suivent if not adresse or (un.courriel or "").lower() == adresse.lower()), None)
    if trouve is None:
        return None
    chez = trouve.organisation or operation.maitre_ouvrage_nom
    return ", ".join(dict.fromkeys(filter(None, (trouve.nom, chez))))


def _deja_dit(session: Session, operation: Operation, *, suivie: bool) -> DejaDit:
    lots = operations.lots(session, operation.id)
    return DejaDit(
        estimations=bool(lots) and all(lot.montant_ht is not None for lot in lots),
        durees=bool(lots) and all(lot.duree_mois is not None for lot in lots),
        date_avis=operation.date_avis is not None,
        suivi=suivie,
        heures=_heures_inscrites([lot for lot in lots if lot.clause is not False]),
    )


def _heures_inscrites(lots: list[Lot]) -> bool:
    return bool(lots) and all(lot.mode is Mode.HEURES_AU_MARCHE and lot.heures is not None for lot in lots)
