"""The mails that are due, and the one that a sender takes: leased, so that nobody else sends it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Executable, bindparam, func, update
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.depots import suspensions
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.modeles.envois import AdresseEnCause, SuspensionEnvoi
from sqlmodel_store.preparation import Preparee


@dataclass(frozen=True, kw_only=True)
class Pris:
    """A mail taken by a sender, as it was then: `reponse` is that of the attempt before."""

    id: int
    cle: str
    destinataire: str
    message_id: str
    operation_id: int | None
    essais: int
    differes: int
    reponse: str | None
    entetes: bytes | None
    corps_empreinte: str | None


def prendre_a_envoyer(
    session: Session,
    par: str,
    *,
    bail: timedelta,
    echu_a: datetime | None = None,
    sauf_domaines: Collection[str] = (),
    hors_suspension: bool = False,
) -> Pris | None:
    """The next mail due, now `en_cours` and leased to `par`; None when nothing is due. To be committed before MAIL.

    `echu_a`: due at that instant, now by default, so that a round does not take again what it has just put back.
    `sauf_domaines`: those that must wait; `hors_suspension`: None too while sending is suspended. What goes to an
    address that a server refused is never due.
    """
    instant = maintenant()
    prendre = _PRENDRE_HORS_SUSPENSION if hors_suspension else _PRENDRE
    if sauf_domaines:
        prendre = Preparee(lambda _: _prise(sauf_domaines, hors_suspension=hors_suspension))
    trouvee = prendre(session, avant=echu_a or instant, instant=instant, par=par, jusqua=instant + bail).premier()
    return None if trouvee is None else Pris(**dict(zip(_DU_PRIS, trouvee, strict=True)))


def _prise(sauf_domaines: Collection[str] = (), *, hors_suspension: bool = False) -> Executable:
    suspendu = select(SuspensionEnvoi.id).exists()
    destinataire = func.lower(CourrierSortant.destinataire)
    suivant = (
        select(CourrierSortant.id)
        .where(
            _attend_son_tour(),
            col(CourrierSortant.prochain_essai) <= bindparam("avant"),
            *((~suspendu,) if hors_suspension else ()),
            *(~destinataire.endswith(f"@{domaine}", autoescape=True) for domaine in sauf_domaines),
        )
        .order_by(col(CourrierSortant.prochain_essai), col(CourrierSortant.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (
        update(CourrierSortant)
        .where(col(CourrierSortant.id) == suivant.scalar_subquery(), col(CourrierSortant.etat) == EtatSortant.A_ENVOYER)
        .values(
            etat=EtatSortant.EN_COURS,
            essais=CourrierSortant.essais + 1,
            dernier_essai=bindparam("instant"),
            bail_par=bindparam("par"),
            bail_jusqua=bindparam("jusqua"),
        )
        .returning(*(col(getattr(CourrierSortant, nom)) for nom in _DU_PRIS))
    )


def domaines_ecartes(session: Session, reponse: str) -> frozenset[str]:
    """The domains of the mails that wait after that very answer."""
    requete = select(CourrierSortant.destinataire).where(
        CourrierSortant.etat == EtatSortant.A_ENVOYER, CourrierSortant.reponse == reponse
    )
    return frozenset(destinataire.rpartition("@")[2].lower() for destinataire in session.exec(requete))


def en_attend_un(session: Session, echu_a: datetime) -> bool:
    """Whether a mail due at that instant still waits for a sender."""
    return _UN_ATTEND(session, avant=echu_a).premier() is not None


def reste_a_faire(session: Session) -> bool:
    """Whether a mail is due now, or is still in the hands of a sender, alive or not."""
    depart = prochain_depart(session)
    if depart is not None and depart <= maintenant():
        return True
    requete = select(CourrierSortant.id).where(CourrierSortant.etat == EtatSortant.EN_COURS)
    return session.exec(requete.limit(1)).first() is not None


def prochain_depart(session: Session) -> datetime | None:
    """When the next mail may leave, not before a suspension ends; None when none waits."""
    prochain = session.exec(select(func.min(CourrierSortant.prochain_essai)).where(_attend_son_tour())).one()
    if prochain is None:
        return None
    suspension = suspensions.actuelle(session)
    return max(prochain, suspension.jusqua) if suspension else prochain


def _attend_son_tour() -> ColumnElement[bool]:
    """Waiting, and not held back by its address."""
    en_cause = select(AdresseEnCause.adresse)
    return (col(CourrierSortant.etat) == EtatSortant.A_ENVOYER) & func.lower(CourrierSortant.destinataire).not_in(
        en_cause
    )


_DU_PRIS = tuple(champ.name for champ in fields(Pris))
_PRENDRE = Preparee(lambda _: _prise())
_PRENDRE_HORS_SUSPENSION = Preparee(lambda _: _prise(hors_suspension=True))
_UN_ATTEND = Preparee(
    lambda _: (
        select_colonnes(col(CourrierSortant.id))
        .where(_attend_son_tour(), col(CourrierSortant.prochain_essai) <= bindparam("avant"))
        .limit(1)
    )
)
