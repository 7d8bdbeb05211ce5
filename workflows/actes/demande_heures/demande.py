"""The deadline « demande d’heures »: each month, one mail per recipient asks for all the statements it owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from courrier.messages import PieceJointe, Suite
from courrier.messages_heures import (
    DemandeHeures,
    MoisEnRetard,
    OperationADeclarer,
    cle_demande,
    demande_heures,
    en_retard,
)
from documents.releve import DemandeReleve, releve_mensuel
from echanges import suivi as dossiers
from formats.dates import de_mois
from formats.releve import nom_fichier
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from metier.releve import IdentiteReleve
from metier.suivi import Suivi
from sqlmodel_store.depots import courriers_sortants, operations
from sqlmodel_store.depots.releves_attendus import Attendu
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.attestations import numeros
from workflows.actes.citations import citer
from workflows.actes.demande_heures.calendrier import mois_demande, mois_rappeles, retour_le
from workflows.actes.demande_heures.declarants import repartir
from workflows.actes.echeances import Genre
from workflows.actes.expedition import adresse_du_relais
from workflows.actes.identites import identite_de, identite_du_suivi
from workflows.actes.jetons import lien_de_declaration
from workflows.actes.production import poster

RELEVES_JOINTS = 20  # spreadsheets in one mail; beyond, the link alone, or servers refuse it


def dues(session: Session, jour: date) -> list[str]:
    """The keys of the requests of the latest month that are not in the outbox; a constant number of statements."""
    mois = mois_demande(jour)
    attendues = [cle_demande(mois, adresse) for adresse in repartir(session, [mois]).par_adresse]
    if not attendues:
        return []
    posees = {envoi.cle for envoi in courriers_sortants.envois(session, [f"demande_heures:{mois}:"])}
    return [cle for cle in attendues if cle not in posees]


def faire(cles: Sequence[str], jour: date) -> None:
    """Post each of these requests, in a transaction of its own; nothing for one that was answered meanwhile."""
    adresse_du_relais()
    mois = Mois.lire(cles[0].split(":")[1])
    with lecture() as session:
        envois = _preparer(session, mois, {cle.split(":", 2)[2] for cle in cles}, jour)
    for envoi in envois:
        _poser(envoi)


@dataclass(frozen=True, kw_only=True)
class _Envoi:
    """A request ready but for its link, which is written down in the transaction that posts it."""

    mois: Mois
    destinataire: str
    retour: date
    operations: tuple[int, ...]
    citees: tuple[OperationADeclarer, ...]
    anciens: tuple[Mois, ...]
    releves: tuple[PieceJointe, ...]


def _preparer(session: Session, mois: Mois, destinataires: set[str], jour: date) -> list[_Envoi]:
    """The requests of a batch; each operation is read once."""
    tous = repartir(session, [*mois_rappeles(mois), mois]).par_adresse
    siens = {qui: attendus for qui, attendus in tous.items() if qui in destinataires}
    numeros = {un.operation_id for attendus in siens.values() for un in attendus}
    lus = {numero: _lire(session, numero) for numero in sorted(numeros)}
    retour = retour_le(jour)
    envois = [_envoi(mois, qui, attendus, lus, retour) for qui, attendus in siens.items()]
    return [envoi for envoi in envois if envoi.citees]


@dataclass(frozen=True, kw_only=True)
class _Lue:
    """An operation with its lots and its follow-up."""

    operation: Operation
    lots: dict[int, Lot]
    suivi: Suivi


def _lire(session: Session, numero: int) -> _Lue:
    operation = session.get_one(Operation, numero)
    lots = {lot.numero: lot for lot in operations.lots(session, numero)}
    return _Lue(operation=operation, lots=lots, suivi=dossiers.charger(session, operation.reference))


def _envoi(mois: Mois, qui: str, attendus: Sequence[Attendu], lus: dict[int, _Lue], retour: date) -> _Envoi:
    du_mois = [un for un in attendus if un.mois == mois]
    releves = [_releve(un, lus[un.operation_id], retour) for un in du_mois] if len(du_mois) <= RELEVES_JOINTS else []
    return _Envoi(
        mois=mois,
        destinataire=qui,
        retour=retour,
        operations=tuple(dict.fromkeys(un.operation_id for un in attendus)),
        citees=tuple(
            _citee(lus[numero], [un for un in du_mois if un.operation_id == numero])
            for numero in dict.fromkeys(un.operation_id for un in du_mois)
        ),
        anciens=tuple(sorted({un.mois for un in attendus} - {mois})),
        releves=tuple(releves),
    )


def _citee(lue: _Lue, attendus: Sequence[Attendu]) -> OperationADeclarer:
    return OperationADeclarer(
        operation=citer(lue.operation), releves=tuple(_ligne(un, lue.lots.get(un.lot)) for un in attendus)
    )


def _ligne(attendu: Attendu, lot: Lot | None) -> str:
    """« Lot 1 – Gros œuvre, Tremplin de la Brielle : 3 contrats », what is declared already told apart."""
    contrats = f"{attendu.contrats}\u00a0contrat{'s' if attendu.contrats > 1 else ''}"
    faits = f", dont {attendu.declares} déjà déclaré{'s' if attendu.declares > 1 else ''}" if attendu.declares else ""
    return f"{nommer_lot(attendu.lot, lot.intitule if lot else None)}, {attendu.employeur}\u00a0: {contrats}{faits}"


def nommer_lot(numero: int, intitule: str | None) -> str:
    """« Lot 1 – Gros œuvre »."""
    return f"Lot\u00a0{numero} – {intitule}" if intitule else f"Lot\u00a0{numero}"


def _releve(attendu: Attendu, lue: _Lue, retour: date) -> PieceJointe:
    """The spreadsheet of a statement, to be filled in."""
    releve = IdentiteReleve(
        operation=attendu.reference, lot=attendu.lot, employeur=attendu.employeur, mois=attendu.mois
    )
    identite = identite_du_suivi(lue.suivi)
    courriel = identite.relais.courriel or identite.facilitateur.courriel
    demande = DemandeReleve(
        suivi=lue.suivi,
        identite=releve,
        retour_le=retour,
        courriel=courriel,
        attestations=numeros(attendu.operation_id, lue.suivi, attendu.employeur, attendu.lot),
    )
    try:
        return PieceJointe(nom=nom_fichier(releve), octets=releve_mensuel(demande))
    except FauteDeSaisie as faute:
        phrase = (
            f"{attendu.reference}, relevé d’heures (G3), lot {attendu.lot} : {faute.phrase.rstrip('.')} ; "
            f"relais operation montrer {attendu.reference}, puis relais echeances."
        )
        raise FauteDeSaisie(faute.champ, typographier(phrase)) from faute


def _poser(envoi: _Envoi) -> None:
    with unit_of_work() as session:
        identite = identite_de(session, envoi.operations)
        demande = DemandeHeures(
            destinataire=envoi.destinataire,
            relais=identite.relais,
            suite=Suite(
                contact=identite.facilitateur,
                prochaine_action=f"déclarer les heures {de_mois(envoi.mois)}, même s’il n’y en a aucune",
                avant_le=envoi.retour,
            ),
            du_mois=de_mois(envoi.mois),
            retour_le=envoi.retour,
            lien=lien_de_declaration(session, envoi.destinataire, envoi.mois),
            operations=envoi.citees,
            en_retard=_en_retard(session, envoi),
            releves=envoi.releves,
        )
        poster(session, demande_heures(demande, envoi.mois), *envoi.operations)


def _en_retard(session: Session, envoi: _Envoi) -> tuple[MoisEnRetard, ...]:
    return tuple(en_retard(mois, lien_de_declaration(session, envoi.destinataire, mois)) for mois in envoi.anciens)


DEMANDES = Genre(nom="demande d’heures", dues=dues, faire=faire)
