"""The deadline « relances »: at most one reminder a week to each recipient, for all it owes (documents.md §9, E3)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from sqlmodel import Session

from config.jours_ouvres import feries
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages import PieceJointe, Suite
from courrier.messages_heures import MoisEnRetard, en_retard
from courrier.messages_relances import CopieRelance, OperationEnRetard, Relance, copie_relance, relance
from echanges import suivi as dossiers
from metier.acteurs import RoleContact
from metier.echeances import apres
from metier.fautes import FauteDeSaisie
from metier.relances import Faite, Prochaine, ouverts, prochaine
from sqlmodel_store.depots import contacts, relances
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.citations import citer
from workflows.actes.demande_heures.calendrier import mois_demande
from workflows.actes.echeances import Genre
from workflows.actes.effets import PieceEnvoyee, PieceProduite, envoyer
from workflows.actes.expedition import adresse_du_relais
from workflows.actes.jetons import lien_de_declaration
from workflows.actes.production import ecrire, enregistrer, poster
from workflows.actes.relances import retards as lecture_des_retards
from workflows.actes.relances.lettres import Lettre, e3
from workflows.actes.relances.mots import INSECABLE, ligne
from workflows.actes.relances.retards import Attente, Objet

messages = logging.getLogger(__name__)


def dues(session: Session, jour: date) -> list[str]:
    """The keys of the reminders due that day; a constant number of statements."""
    retards = lecture_des_retards.de_tous(session, jour)
    dues_par_adresse = _prochaines(retards, faites(session, retards, jour), jour)
    return [relances.cle(adresse, une.rang, une.niveau) for adresse, une in dues_par_adresse.items()]


def faire(cles: Sequence[str], jour: date) -> None:
    """Post these reminders, each with its letters and the copies of level 2, in a transaction of its own."""
    adresse_du_relais()
    with lecture() as session:
        retards = lecture_des_retards.de_tous(session, jour)
        suivantes = _prochaines(retards, faites(session, retards, jour), jour)
        a_poser = {qui: une for qui, une in suivantes.items() if relances.cle(qui, une.rang, une.niveau) in cles}
        envois = [_preparer(session, qui, une, ouverts_de(retards[qui], jour), jour) for qui, une in a_poser.items()]
    for envoi in envois:
        _poser(envoi)


RELANCES = Genre(nom="relances", dues=dues, faire=faire)


def faites(session: Session, destinataires: Collection[str], jour: date) -> Mapping[str, Sequence[Faite]]:
    """Every reminder made to these recipients, those of other subjects included, by address.

    The request of the month counts for the week: it recalls what is late already.
    """
    trouvees: dict[str, list[Faite]] = {}
    if destinataires:
        for une in relances.de_toute_sorte(session, aussi=[f"demande_heures:{mois_demande(jour)}:"]):
            trouvees.setdefault(une.destinataire, []).append(Faite(jour=une.jour, niveau=une.niveau))
    return trouvees


def ouverts_de(attentes: Sequence[Attente], jour: date) -> list[Attente]:
    """The lapses that a reminder of that day speaks of."""
    presents = {id(une) for une in ouverts(attentes, jour)}
    return [une for une in attentes if id(une) in presents]


def _prochaines(
    retards: lecture_des_retards.Retards, passees: Mapping[str, Sequence[Faite]], jour: date
) -> dict[str, Prochaine]:
    delai = get_settings().echeances.relance_heures
    trouvees = {
        adresse: prochaine(attentes, passees.get(adresse, ()), jour, delai=delai, feries=feries())
        for adresse, attentes in retards.items()
    }
    return {adresse: une for adresse, une in trouvees.items() if une is not None}


@dataclass(frozen=True, kw_only=True)
class _EnRetard:
    """An operation with what is late in it, its letter if it has one, the buyer's address if it is to be told."""

    operation: Operation
    attentes: tuple[Attente, ...]
    lettre: PieceEnvoyee | None
    acheteur: str | None

    @property
    def citee(self) -> OperationEnRetard:
        return OperationEnRetard(operation=citer(self.operation), manques=tuple(map(ligne, self.attentes)))

    @property
    def jointes(self) -> tuple[PieceJointe, ...]:
        siennes = self.lettre.jointes if self.lettre else ()
        chemins = [PurePosixPath(une.nom) for une in siennes]
        return tuple(
            replace(une, nom=f"{chemin.stem}_{self.operation.reference}{chemin.suffix}")
            for une, chemin in zip(siennes, chemins, strict=True)
        )

    @property
    def produites(self) -> tuple[PieceProduite, ...]:
        return self.lettre.produites if self.lettre else ()


@dataclass(frozen=True, kw_only=True)
class _Envoi:
    """A reminder ready but for its links, written down in the transaction that posts it."""

    destinataire: str
    prochaine: Prochaine
    jour: date
    operations: tuple[_EnRetard, ...]

    @property
    def reponse_avant_le(self) -> date:
        """The day before which an answer is expected: the next reminder comes no sooner."""
        return apres(self.jour, get_settings().echeances.relance_heures, feries())

    @property
    def attentes(self) -> tuple[Attente, ...]:
        return tuple(attente for une in self.operations for attente in une.attentes)


def _preparer(session: Session, qui: str, une: Prochaine, attentes: Sequence[Attente], jour: date) -> _Envoi:
    par_operation: dict[int, list[Attente]] = {}
    for attente in attentes:
        par_operation.setdefault(attente.operation_id, []).append(attente)
    precedentes = (une.precedente,) if une.precedente else ()
    preparees = []
    for numero, siennes in par_operation.items():
        operation = session.get_one(Operation, numero)
        suivi = dossiers.charger(session, operation.reference)
        lettre = _lettre(
            Lettre(suivi=suivi, attentes=siennes, jour=jour, rang=une.rang, niveau=une.niveau, precedentes=precedentes)
        )
        preparees.append(
            _EnRetard(
                operation=operation,
                attentes=tuple(siennes),
                lettre=_envoyee(lettre) if lettre else None,
                acheteur=_acheteur(session, operation, siennes),
            )
        )
    return _Envoi(destinataire=qui, prochaine=une, jour=jour, operations=tuple(preparees))


def en_tete(reference: str) -> str:
    """How the sentence of a letter refused begins: by its operation."""
    return f"{reference}{INSECABLE}: "


def _lettre(lettre: Lettre) -> PieceProduite | None:
    """Raises FauteDeSaisie where the letter may not leave as it is, the operation named first."""
    try:
        return e3(lettre)
    except FauteDeSaisie as faute:
        raise FauteDeSaisie(faute.champ, f"{en_tete(lettre.suivi.reference)}{faute.phrase}") from faute


def _envoyee(lettre: PieceProduite) -> PieceEnvoyee:
    envoyee = envoyer(lettre)
    for alerte in envoyee.alertes:
        messages.warning("%s", alerte)
    return envoyee


def _acheteur(session: Session, operation: Operation, attentes: Sequence[Attente]) -> str | None:
    """The address of the maître d'ouvrage, where the lapse is grave enough for it to be told."""
    if not any(une.grave for une in attentes):
        return None
    courriel = contacts.courriel(session, operation.id, (RoleContact.MAITRE_OUVRAGE,))
    return courriel if courriel and ADRESSE.fullmatch(courriel) else None


def _poser(envoi: _Envoi) -> None:
    """The mail, its copies, its letters; nothing when another process posted a reminder meanwhile."""
    with unit_of_work() as session:
        verrouiller(session, f"relance {envoi.destinataire}")
        if _entretemps(session, envoi):
            return
        rang, niveau = envoi.prochaine.rang, envoi.prochaine.niveau
        message = relance(_relance(session, envoi), relances.cle(envoi.destinataire, rang, niveau))
        poster(session, message, *(une.operation.id for une in envoi.operations))
        for acheteur, siennes in _par_acheteur(envoi).items():
            copie = copie_relance(_copie(envoi, acheteur, siennes), rang, envoi.destinataire)
            poster(session, copie, *(une.operation.id for une in siennes))
        for une in envoi.operations:
            enregistrer(session, une.operation.id, une.produites)
        session.flush()
        for une in envoi.operations:
            ecrire(une.operation.reference, une.produites, {})


def _entretemps(session: Session, envoi: _Envoi) -> bool:
    """Whether a reminder of the same place, of whatever level, is there already."""
    posees = relances.posees(session, [envoi.destinataire]).get(envoi.destinataire, ())
    return any(une.rang >= envoi.prochaine.rang for une in posees)


def _relance(session: Session, envoi: _Envoi) -> Relance:
    settings, niveau = get_settings(), envoi.prochaine.niveau
    return Relance(
        destinataire=envoi.destinataire,
        relais=settings.relais,
        suite=Suite(contact=settings.facilitateur, prochaine_action=_action(envoi), avant_le=envoi.reponse_avant_le),
        niveau=niveau,
        demande_le=min(attente.demande_le for attente in envoi.attentes),
        precedente=envoi.prochaine.precedente,
        operations=tuple(une.citee for une in envoi.operations),
        liens=_liens(session, envoi),
        copie=bool(_par_acheteur(envoi)),
        lettres=tuple(piece for une in envoi.operations for piece in une.jointes),
    )


def _action(envoi: _Envoi) -> str:
    """What is expected, the nearest to hand first."""
    objets = {attente.objet for attente in envoi.attentes}
    if envoi.prochaine.niveau > 1:
        objets.add(Objet.HEURES)
    gestes = {
        Objet.RELEVE: "déclarer les heures manquantes",
        Objet.CHOIX: "nous dire les modalités choisies",
        Objet.HEURES: "nous envoyer un plan de rattrapage",
    }
    return ", puis ".join(gestes[objet] for objet in Objet if objet in objets)


def _liens(session: Session, envoi: _Envoi) -> tuple[MoisEnRetard, ...]:
    mois = sorted({une.mois for une in envoi.attentes if une.objet is Objet.RELEVE and une.mois})
    return tuple(en_retard(un, lien_de_declaration(session, envoi.destinataire, un)) for un in mois)


def _par_acheteur(envoi: _Envoi) -> dict[str, list[_EnRetard]]:
    """The operations that each maître d'ouvrage is told of."""
    par_acheteur: dict[str, list[_EnRetard]] = {}
    for une in envoi.operations:
        if une.acheteur and envoi.prochaine.niveau > 1:
            par_acheteur.setdefault(une.acheteur, []).append(une)
    return par_acheteur


def _copie(envoi: _Envoi, acheteur: str, siennes: Sequence[_EnRetard]) -> CopieRelance:
    settings = get_settings()
    organisations = dict.fromkeys(attente.organisation for une in siennes for attente in une.attentes)
    return CopieRelance(
        destinataire=acheteur,
        relais=settings.relais,
        suite=Suite(
            contact=settings.facilitateur,
            prochaine_action="rien pour l’instant\u00a0; nous vous dirons ce qui aura été répondu",
        ),
        organisation=", ".join(organisations),
        reponse_avant_le=envoi.reponse_avant_le,
        operations=tuple(une.citee for une in siennes),
        lettres=tuple(piece for une in siennes for piece in une.jointes),
    )
