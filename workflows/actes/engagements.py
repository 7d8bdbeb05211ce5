"""The reminder of commitments (E1) to each company, with all that its lots need to begin: the pack « démarrage »."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlmodel import Session

from config.clauses import get_clauses
from config.jours_ouvres import feries
from config.paths import Paths
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages import Message, OperationCitee, PieceJointe, Suite
from courrier.messages_recrutement import DemarrageEntreprise, OperationNotifiee, demarrage_entreprise
from documents.contextes.courrier import on_working_day
from documents.pack_demarrage import SANS_STRUCTURE, DemandeDemarrage, manques_demarrage, pack_demarrage
from documents.packs import PackSuivi
from echanges.suivi import charger
from formats.nombres import heures
from formats.typographie import typographier
from metier.acteurs import RoleContact
from metier.echeances import apres
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from metier.suivi import Attribution, StructureListee, Suivi
from sqlmodel_store.depots import engagements, operations, structures
from sqlmodel_store.depots.engagements import Engagement
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.echeances import Genre
from workflows.actes.editions import IDENTITE, definitive
from workflows.actes.effets import PieceProduite, envoyer
from workflows.actes.identites import identite_du_suivi
from workflows.actes.jetons import lien_de_choix
from workflows.actes.production import ecrire, enregistrer, poster

messages = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rappel:
    """What one recipient is to receive: its lots, by operation and company."""

    destinataire: str
    lots: tuple[Engagement, ...]

    @property
    def cle(self) -> str:
        """What names it while it is due, without the address of anybody."""
        return f"{self.lots[0].reference}:{self.lots[0].lot}:{self.lots[0].id}"

    @property
    def dossiers(self) -> list[tuple[Engagement, ...]]:
        """The lots of each operation and company: one pack each."""
        return [tuple(lots) for _, lots in groupby(self.lots, key=lambda un: (un.reference, un.entreprise))]

    @property
    def operation_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(un.operation_id for un in self.lots))


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A pack made for a company, ready to be written down and sent."""

    engagements: tuple[Engagement, ...]
    suivi: Suivi
    pieces: tuple[PieceProduite, ...]
    annexes: dict[str, bytes]
    jointes: tuple[PieceJointe, ...]


def dues(session: Session, jour: date) -> list[str]:
    """The reminders that are due and were not made."""
    return [rappel.cle for rappel in _rappels(session, jour)]


def faire(cles: Sequence[str], jour: date) -> None:
    """Make, write down and post each, whole or not at all."""
    with lecture() as session:
        dus = [rappel for rappel in _rappels(session, jour) if rappel.cle in cles]
    for rappel in dus:
        _faire(rappel, jour)


def _faire(rappel: Rappel, jour: date) -> None:
    with lecture() as session:
        dossiers = [_preparer(session, lots, jour) for lots in rappel.dossiers]
    with unit_of_work() as session:
        for numero in sorted(rappel.operation_ids):
            verrouiller(session, f"operation {numero}")
        if rappel not in _rappels(session, jour):
            return
        for dossier in dossiers:
            enregistrer(session, dossier.engagements[0].operation_id, dossier.pieces)
        poster(session, _message(session, rappel, dossiers, jour), *rappel.operation_ids)
        session.flush()
        for dossier in dossiers:
            ecrire(dossier.suivi.reference, dossier.pieces, dossier.annexes)


def _rappels(session: Session, jour: date) -> list[Rappel]:
    """By recipient: the lots whose day has come, with the others that the same operation notified to them since."""
    restent = a_rappeler(session, jour)
    dus = {(un.operation_id, un.courriel) for un in restent if _echu(un, jour)}
    par_adresse: dict[str, list[Engagement]] = {}
    for un in restent:
        if un.courriel and (un.operation_id, un.courriel) in dus and un.notifie_le and un.notifie_le <= jour:
            par_adresse.setdefault(un.courriel.casefold(), []).append(un)
    return [Rappel(destinataire=str(lots[0].courriel), lots=_ranges(lots)) for lots in par_adresse.values()]


def _ranges(lots: Iterable[Engagement]) -> tuple[Engagement, ...]:
    return tuple(sorted(lots, key=lambda un: (un.reference, un.entreprise, un.lot)))


def a_rappeler(session: Session, jour: date, engages: Sequence[Engagement] | None = None) -> list[Engagement]:
    """Who, of all by default, owes hours and was not reminded.

    Nothing is recalled of what was long under way when it was taken over.
    """
    faits = engagements.rappeles(session)
    return [
        un
        for un in (engagements.en_cours(session) if engages is None else engages)
        if un.du and (un.operation_id, un.lot, un.entreprise) not in faits and not _repris(un, jour)
    ]


def _repris(engagement: Engagement, jour: date) -> bool:
    """Whether someone works there and the time to choose is over: the reminder would make no sense any more."""
    if engagement.notifie_le is None:
        return engagement.commence
    delai = get_settings().echeances.choix_modalites
    return engagement.commence and jour > apres(engagement.notifie_le, delai, feries())


def a_ses_debuts(jour: date) -> date:
    """What was notified before that day and is under way is not recalled any more: one need not read it.

    One working day more than the time to choose: it ended before `jour` for whatever was notified earlier.
    """
    return apres(jour, -get_settings().echeances.choix_modalites - 1, feries())


def _echu(engagement: Engagement, jour: date) -> bool:
    return (
        engagement.notifie_le is not None
        and joignable(engagement)
        and jour >= apres(engagement.notifie_le, get_settings().echeances.rappel_engagements, feries())
    )


def joignable(engagement: Engagement) -> bool:
    return engagement.courriel is not None and ADRESSE.fullmatch(engagement.courriel) is not None


def _preparer(session: Session, lots: Sequence[Engagement], jour: date) -> Dossier:
    operation = operations.exiger(session, lots[0].reference)
    suivi = charger(session, operation.reference)
    pack = _pack(lots, _demande(session, operation, suivi, lots, jour))
    donnees = {"reference": operation.reference, "entreprise": lots[0].entreprise, "lots": [un.lot for un in lots]}
    ecrites = json.dumps(donnees | {"date": jour.isoformat()}, ensure_ascii=False, sort_keys=True)
    dossier = f"demarrage/{pack.nom}"
    envoyees = [
        envoyer(PieceProduite(piece=replace(piece, fichier=f"{dossier}/{piece.fichier}"), donnees=ecrites))
        for piece in pack.pieces
    ]
    for alerte in dict.fromkeys(alerte for une in envoyees for alerte in une.alertes):
        messages.warning("%s", alerte)
    return Dossier(
        engagements=tuple(lots),
        suivi=suivi,
        pieces=tuple(produite for une in envoyees for produite in une.produites),
        annexes={f"{dossier}/{nom}": octets for nom, octets in pack.autres.items()},
        jointes=(
            *(jointe for une in envoyees for jointe in une.jointes),
            *(PieceJointe(nom=nom, octets=octets) for nom, octets in pack.autres.items()),
        ),
    )


def _pack(lots: Sequence[Engagement], demande: DemandeDemarrage) -> PackSuivi:
    """A definitive edition, which nothing may be missing from where mail reaches people; a draft otherwise.

    Raises FauteDeSaisie naming the operation, the letter, what is missing and the command that gives it.
    """
    try:
        return pack_demarrage(replace(demande, definitif=definitive(manques_demarrage(demande))))
    except FauteDeSaisie as faute:
        numeros = ", ".join(str(un.lot) for un in lots)
        phrase = (
            f"{lots[0].reference}, rappel des engagements (E1), lot {numeros} : {faute.phrase.rstrip('.')} ; "
            f"{_remede(faute.champ, lots[0].reference)}, puis relais echeances."
        )
        raise FauteDeSaisie(faute.champ, typographier(phrase)) from faute


def _remede(champ: str, reference: str) -> str:
    """What gives a datum that lacks: the annuaire, the settings, or the operation itself."""
    if champ == SANS_STRUCTURE.champ:
        return "relais annuaire importer (role siae, type de la structure)"
    return "relais diagnostic" if champ.startswith(IDENTITE) else f"relais operation montrer {reference}"


def _demande(
    session: Session, operation: Operation, suivi: Suivi, lots: Sequence[Engagement], jour: date
) -> DemandeDemarrage:
    settings, identite = get_settings(), identite_du_suivi(suivi)
    mois = Mois.de(jour)
    return DemandeDemarrage(
        suivi=suivi,
        attributions=_attributions(suivi, lots),
        relais=identite.relais,
        facilitateur=identite.facilitateur,
        parametres=get_clauses(settings.home),
        date=jour,
        premier_mois=mois,
        structures=structures_listees(session, operation),
        categories=settings.publics.categories,
        retour_le=apres(mois.suivant.debut, settings.echeances.retour_heures, feries()),
        dossier_modeles=Paths(settings.home).modeles,
    )


def _attributions(suivi: Suivi, lots: Sequence[Engagement]) -> tuple[Attribution, ...]:
    numeros = {un.lot for un in lots}
    return tuple(une for une in suivi.attributions if une.lot in numeros and une.entreprise == lots[0].entreprise)


def structures_listees(session: Session, operation: Operation) -> tuple[StructureListee, ...]:
    """Every structure of the territory, its kind where it is known, in alphabetical order."""
    return tuple(
        StructureListee(nom=une.nom, type=une.type, courriel=une.courriel)
        for une in structures.du_territoire(session, operation)
        if une.role is RoleContact.SIAE
    )


def _message(session: Session, rappel: Rappel, dossiers: Sequence[Dossier], jour: date) -> Message:
    identite = identite_du_suivi(*(dossier.suivi for dossier in dossiers))
    avant_le = on_working_day(jour, int(get_clauses(get_settings().home).parametres.delai_referent_j.valeur))
    return demarrage_entreprise(
        DemarrageEntreprise(
            destinataire=rappel.destinataire,
            relais=identite.relais,
            suite=Suite(
                prochaine_action=_action_attendue(rappel),
                avant_le=avant_le,
                contact=identite.facilitateur,
            ),
            entreprise=rappel.lots[0].entreprise,
            operations=tuple(_notifiee(dossier, seule=len(dossiers) == 1) for dossier in dossiers),
            lien=lien_de_choix(session, rappel.destinataire),
        )
    )


def _action_attendue(rappel: Rappel) -> str:
    if all(un.choisies for un in rappel.lots):
        return "nous dire qui est votre référent insertion"
    return "nous dire vos modalités, en ligne ou par le coupon (E2), et qui est votre référent insertion"


def _notifiee(dossier: Dossier, *, seule: bool) -> OperationNotifiee:
    """Attachments of several operations bear the reference of each."""
    suivi = dossier.suivi
    prefixe = "" if seule else f"{suivi.reference}_"
    return OperationNotifiee(
        operation=cite(suivi),
        lots=tuple(_lot(suivi, un) for un in dossier.engagements),
        pieces=tuple(replace(piece, nom=f"{prefixe}{piece.nom}") for piece in dossier.jointes),
    )


def cite(suivi: Suivi) -> OperationCitee:
    """An operation as mails name it."""
    acheteur = suivi.maitre_ouvrage.nom if suivi.maitre_ouvrage else None
    return OperationCitee(
        reference=suivi.reference, intitule=suivi.intitule or "opération suivie", maitre_ouvrage=acheteur
    )


def nommer_lot(suivi: Suivi, numero: int) -> str:
    """« Lot 1 – Gros œuvre »."""
    lot = next((un for un in suivi.lots if un.numero == numero), None)
    return f"Lot {numero}" + (f" – {lot.intitule}" if lot else "")


def _lot(suivi: Suivi, engagement: Engagement) -> str:
    combien = "selon les commandes" if engagement.heures is None else heures(engagement.heures)
    return typographier(f"{nommer_lot(suivi, engagement.lot)} : {combien}")


GENRE = Genre(nom="rappels des engagements (E1)", dues=dues, faire=faire)
