"""The outbox as lists: what left, what waits, what a person must settle, and the addresses at fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from sqlmodel import Session

from metier.droits import Acces, Droit
from portail.envois.quand import quand
from sqlmodel_store.depots import adresses_en_cause, envois_vus, operations_vues, suspensions
from sqlmodel_store.depots.envois_vus import EnvoiVu, ListeEnvois
from sqlmodel_store.modeles.courriers import EtatSortant, MotifRefus
from sqlmodel_store.modeles.envois import AdresseEnCause
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.decisions_envoi import Decision
from workflows.actes.prise import suspendu

PAR_PAGE = 50
DE_TRAVAIL = (ListeEnvois.EN_DOUTE, ListeEnvois.A_TRANCHER, ListeEnvois.MAUVAIS_CONTACT)
TOUTES_DECISIONS = (Decision.ENVOYE, Decision.RENVOYER, Decision.CLASSER)
BOUTONS = {
    Decision.ENVOYE: "Il est parti",
    Decision.RENVOYER: "L’envoyer de nouveau",
    Decision.CLASSER: "Ne plus l’envoyer",
}


@dataclass(frozen=True, kw_only=True)
class LigneEnvoi:
    """A mail; `a_regler` when a person must settle it, `decisions` being what that person may say."""

    vu: EnvoiVu
    references: tuple[str, ...]
    etat: str
    le: date | datetime
    a_regler: bool
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """An address that a server refused, and how many mails of those seen wait for a better one."""

    adresse: str
    raison: str
    depuis: datetime
    combien: int


@dataclass(frozen=True, kw_only=True)
class PageEnvois:
    """One page of a list. `suspendu`: why nothing leaves at all, with the instant of the next attempt."""

    liste: ListeEnvois
    comptes: dict[ListeEnvois, int]
    operation: Operation | None
    lignes: tuple[LigneEnvoi, ...]
    contacts: tuple[Contact, ...]
    suspendu: tuple[str, datetime] | None
    numero: int
    pages: int
    conduit: bool
    exporte: bool

    def adresse(self, numero: int = 1, liste: ListeEnvois | None = None) -> str:
        """The address of another page, or of another list."""
        voulue = liste or self.liste
        dits = {
            "liste": voulue.value if voulue is not ListeEnvois.TOUS else "",
            "operation": self.operation.reference if self.operation else "",
            "page": str(numero) if numero > 1 else "",
        }
        requete = urlencode({cle: dit for cle, dit in dits.items() if dit})
        return f"/envois?{requete}" if requete else "/envois"


def lire_page(session: Session, acces: Acces, liste: ListeEnvois, reference: str, voulue: int) -> PageEnvois | None:
    """The page asked for, or the last one; None for an operation that the account does not see."""
    operation = operations_vues.par_reference(session, acces, reference) if reference else None
    if reference and operation is None:
        return None
    visee = operation.id if operation else None
    comptes = envois_vus.comptes(session, acces, visee)
    pages = max(1, -(-comptes[liste] // PAR_PAGE))
    numero = min(max(1, voulue), pages)
    lus = envois_vus.lister(session, acces, liste, operation_id=visee, debut=(numero - 1) * PAR_PAGE, combien=PAR_PAGE)
    citees = envois_vus.references(session, acces, lus)
    en_cause = adresses_en_cause.toutes(session)
    suspension = suspensions.actuelle(session)
    return PageEnvois(
        liste=liste,
        comptes=comptes,
        operation=operation,
        lignes=tuple(ligne(acces, un, citees.get(un.id, ()), en_cause) for un in lus),
        contacts=_contacts(lus, en_cause),
        suspendu=(suspendu(suspension.raison), suspension.jusqua) if suspension else None,
        numero=numero,
        pages=pages,
        conduit=acces.peut(Droit.CONDUIRE),
        exporte=acces.peut(Droit.CONSOLIDER),
    )


def ligne(acces: Acces, vu: EnvoiVu, references: Sequence[str], en_cause: dict[str, AdresseEnCause]) -> LigneEnvoi:
    """A mail as a list shows it."""
    retenu = vu.destinataire.lower() in en_cause
    permises = _permises(vu, retenu=retenu) if acces.peut(Droit.CONDUIRE) else ()
    return LigneEnvoi(
        vu=vu,
        references=tuple(references),
        etat=_etat(vu, retenu=retenu),
        le=quand(vu),
        a_regler=_a_regler(vu, retenu=retenu),
        decisions=permises,
    )


def _permises(vu: EnvoiVu, *, retenu: bool) -> tuple[Decision, ...]:
    """What `decisions_envoi` admits for such a mail."""
    if vu.etat is EtatSortant.INCERTAIN:
        return (Decision.ENVOYE,) if retenu else (Decision.ENVOYE, Decision.RENVOYER)
    if vu.etat is EtatSortant.REFUSE and not vu.purge_le:
        classer = () if vu.classe_le else (Decision.CLASSER,)
        return classer if retenu else (Decision.RENVOYER, *classer)
    return (Decision.CLASSER,) if retenu and vu.etat is EtatSortant.A_ENVOYER else ()


def _a_regler(vu: EnvoiVu, *, retenu: bool) -> bool:
    if vu.etat is EtatSortant.REFUSE:
        return vu.classe_le is None
    return vu.etat is EtatSortant.INCERTAIN or (retenu and vu.etat is EtatSortant.A_ENVOYER)


def _etat(vu: EnvoiVu, *, retenu: bool) -> str:
    """The state in words that say why."""
    if vu.etat is EtatSortant.REFUSE:
        dit = vu.motif.libelle if vu.motif else vu.etat.libelle
        return f"classé, {dit}" if vu.classe_le else dit
    if vu.etat is EtatSortant.INCERTAIN:
        return "en doute\u00a0: peut-être parti"
    if vu.etat is EtatSortant.A_ENVOYER and retenu:
        return "retenu\u00a0: mauvais contact"
    return vu.etat.libelle


def _contacts(lus: Sequence[EnvoiVu], en_cause: dict[str, AdresseEnCause]) -> tuple[Contact, ...]:
    comptes: dict[str, int] = {}
    for un in lus:
        vivant = un.etat is EtatSortant.A_ENVOYER or (
            un.etat is EtatSortant.REFUSE and un.motif is MotifRefus.ADRESSE and un.classe_le is None
        )
        if vivant and un.destinataire.lower() in en_cause:
            comptes[un.destinataire.lower()] = comptes.get(un.destinataire.lower(), 0) + 1
    return tuple(
        Contact(
            adresse=adresse, raison=en_cause[adresse].raison, depuis=en_cause[adresse].depuis, combien=comptes[adresse]
        )
        for adresse in comptes
    )
