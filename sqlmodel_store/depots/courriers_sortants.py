"""The outbox: one row per mail and recipient, frozen before the first attempt, leased by one sender at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Executable, Update, bindparam, func, or_, update
from sqlalchemy import select as select_colonnes
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from config.horloge import aujourdhui, maintenant
from sqlmodel_store.depots import corps_courriers, restaurations, suspensions
from sqlmodel_store.depots.unicite import touched
from sqlmodel_store.modeles.courriers import (
    CourrierEntrant,
    CourrierOperation,
    CourrierSortant,
    EtatSortant,
    MotifRefus,
)
from sqlmodel_store.modeles.envois import AdresseEnCause, SuspensionEnvoi
from sqlmodel_store.preparation import Preparee, insertion_unique


@dataclass(frozen=True, kw_only=True)
class Lettre:
    """A mail ready to go; `cle` is its business key. What is sent is `entetes`, its own bytes, then `corps`.

    A body that several mails have in common is kept once. `operation_id` for a mail about one operation, `operations`
    for one about several.
    """

    cle: str
    destinataire: str
    message_id: str
    objet: str
    corps: bytes
    entetes: bytes = b""
    operation_id: int | None = None
    operations: tuple[int, ...] = ()


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


def deposer(session: Session, lettre: Lettre) -> bool:
    """Puts a mail in the outbox; returns False, and changes nothing, when its key is already there.

    One that may have left before the base was restored is in doubt at once.
    """
    instant, jour = maintenant(), aujourdhui()
    refait = restaurations.en_rattrapage(session, jour)
    session.flush()  # what it is about may be new too
    empreinte = corps_courriers.garder(session, lettre.corps)
    pose = _DEPOSER(
        session,
        **{champ: getattr(lettre, champ) for champ in _DE_LA_LETTRE},
        corps_empreinte=empreinte,
        etat=EtatSortant.INCERTAIN if refait else EtatSortant.A_ENVOYER,
        doute_depuis=instant if refait else None,
        reponse=restaurations.REFAIT if refait else None,
        essais=0,
        differes=0,
        cree_le=instant,
        prochain_essai=instant,
        pose_le=jour,
    ).premier()
    if pose is None:
        corps_courriers.laisser(session, empreinte)
        return False
    if lettre.operations:
        numero = session.exec(select(CourrierSortant.id).where(CourrierSortant.cle == lettre.cle)).one()
        citees = dict.fromkeys(lettre.operations)
        session.add_all(CourrierOperation(courrier_id=numero, operation_id=citee) for citee in citees)
    return True


def est_posee(session: Session, cle: str) -> bool:
    """Whether a mail of that key is in the outbox."""
    return session.exec(select(CourrierSortant.id).where(CourrierSortant.cle == cle)).first() is not None


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


def marquer_envoye(session: Session, courrier_id: int, par: str, *, reponse: str) -> bool:
    """The server took it; `reponse` is its answer. Returns False when the lease is no longer that sender's."""
    valeurs = {"dite": reponse, "instant": maintenant(), "jour": aujourdhui()}
    return _ENVOYER(session, numero=courrier_id, son_bail=par, **valeurs).touches > 0


def marquer_refuse(session: Session, courrier_id: int, par: str, *, reponse: str, motif: MotifRefus) -> bool:
    """The server refused it for good."""
    return _regler(session, courrier_id, par, etat=EtatSortant.REFUSE, reponse=reponse, motif=motif)


def marquer_incertain(session: Session, courrier_id: int, par: str, *, reponse: str) -> bool:
    """Nobody knows whether the server took it: never sent again by itself."""
    return _regler(session, courrier_id, par, etat=EtatSortant.INCERTAIN, reponse=reponse, doute_depuis=maintenant())


def marquer_a_reessayer(session: Session, courrier_id: int, par: str, *, reponse: str, dans: timedelta) -> bool:
    """The server put it off: again after `dans`, under the same Message-ID."""
    instant = maintenant()
    return _regler(
        session,
        courrier_id,
        par,
        etat=EtatSortant.A_ENVOYER,
        reponse=reponse,
        prochain_essai=instant + dans,
        differes=CourrierSortant.differes + 1,
        differe_depuis=func.coalesce(CourrierSortant.differe_depuis, instant),
    )


def differe_depuis(session: Session, courrier_id: int) -> datetime | None:
    """When the server first put it off, later interruptions of sending taken off; None when it never did."""
    return session.exec(select(CourrierSortant.differe_depuis).where(CourrierSortant.id == courrier_id)).one()


def rendre(session: Session, courrier_id: int, par: str, *, reponse: str) -> bool:
    """It was not handed over, through no fault of its own: due as before."""
    return _regler(session, courrier_id, par, etat=EtatSortant.A_ENVOYER, reponse=reponse)


def remettre_en_fin(session: Session, courrier_id: int, par: str, *, reponse: str) -> bool:
    """Sending stopped with it: no attempt is counted, and it is due after all those that already are."""
    return _regler(
        session,
        courrier_id,
        par,
        etat=EtatSortant.A_ENVOYER,
        reponse=reponse,
        essais=CourrierSortant.essais - 1,
        prochain_essai=maintenant(),
    )


def ecarter(session: Session, courrier_id: int, par: str, *, reponse: str, dans: timedelta, fois: int) -> bool:
    """As `remettre_en_fin`, due only after `dans`: sending stopped at its recipient, `fois` times while others left."""
    instant = maintenant()
    return _regler(
        session,
        courrier_id,
        par,
        etat=EtatSortant.A_ENVOYER,
        reponse=reponse,
        essais=CourrierSortant.essais - 1,
        prochain_essai=instant + dans,
        differes=fois,
        differe_depuis=func.coalesce(CourrierSortant.differe_depuis, instant),
    )


def reprendre_refus(session: Session, courrier_id: int, *, reponse: str, dans: timedelta) -> bool:
    """What was refused with that very answer, which nobody has dealt with, waits as one put aside for `dans`.

    Returns False, and changes nothing, when it is no longer so.
    """
    instant = maintenant()
    encore_refuse = (
        (col(CourrierSortant.id) == courrier_id)
        & (col(CourrierSortant.etat) == EtatSortant.REFUSE)
        & (col(CourrierSortant.reponse) == reponse)
        & col(CourrierSortant.classe_le).is_(None)
    )
    ordre = update(CourrierSortant).where(encore_refuse)
    return touched(
        session,
        ordre.values(
            etat=EtatSortant.A_ENVOYER,
            motif=None,
            essais=CourrierSortant.essais - 1,
            prochain_essai=instant + dans,
            differe_depuis=func.coalesce(CourrierSortant.differe_depuis, instant),
        ),
    )


def domaines_ecartes(session: Session, reponse: str) -> frozenset[str]:
    """The domains of the mails that wait after that very answer."""
    requete = select(CourrierSortant.destinataire).where(
        CourrierSortant.etat == EtatSortant.A_ENVOYER, CourrierSortant.reponse == reponse
    )
    return frozenset(destinataire.rpartition("@")[2].lower() for destinataire in session.exec(requete))


def _regler(session: Session, courrier_id: int, par: str, **valeurs: Any) -> bool:  # noqa: ANN401 - values of columns
    """A mail in doubt may be settled by whoever learns what became of it; one being sent, by its sender only."""
    return touched(session, _verdict(courrier_id, par).values(**valeurs))


def _verdict(numero: Any, par: Any) -> Update:  # noqa: ANN401 - values, or where they will be
    par_son_expediteur = (col(CourrierSortant.etat) == EtatSortant.EN_COURS) & (col(CourrierSortant.bail_par) == par)
    return (
        update(CourrierSortant)
        .where(
            col(CourrierSortant.id) == numero,
            or_(par_son_expediteur, col(CourrierSortant.etat) == EtatSortant.INCERTAIN),
        )
        .values(bail_par=None, bail_jusqua=None)
    )


def _attend_son_tour() -> ColumnElement[bool]:
    """Waiting, and not held back by its address."""
    en_cause = select(AdresseEnCause.adresse)
    return (col(CourrierSortant.etat) == EtatSortant.A_ENVOYER) & func.lower(CourrierSortant.destinataire).not_in(
        en_cause
    )


SANS_OCTETS = defer(cast("Any", CourrierSortant.entetes), raiseload=True)
"""For lists: nobody looks at the bytes there."""
_DU_PRIS = tuple(champ.name for champ in fields(Pris))
_DE_LA_LETTRE = ("cle", "destinataire", "message_id", "objet", "entetes", "operation_id")
_DEPOSER = insertion_unique(
    CourrierSortant,
    (
        *_DE_LA_LETTRE,
        "corps_empreinte",
        "etat",
        "doute_depuis",
        "reponse",
        "essais",
        "differes",
        "cree_le",
        "prochain_essai",
        "pose_le",
    ),
    "cle",
)
_PRENDRE = Preparee(lambda _: _prise())
_PRENDRE_HORS_SUSPENSION = Preparee(lambda _: _prise(hors_suspension=True))
_UN_ATTEND = Preparee(
    lambda _: (
        select_colonnes(col(CourrierSortant.id))
        .where(_attend_son_tour(), col(CourrierSortant.prochain_essai) <= bindparam("avant"))
        .limit(1)
    )
)
_ENVOYER = Preparee(
    lambda _: _verdict(bindparam("numero"), bindparam("son_bail")).values(
        etat=EtatSortant.ENVOYE,
        reponse=bindparam("dite"),
        envoye_le=bindparam("instant"),
        parti_le=bindparam("jour"),
    )
)


def lister(
    session: Session, *, etats: Iterable[EtatSortant] | None = None, operation_id: int | None = None
) -> list[CourrierSortant]:
    """The mails of the outbox, oldest first, optionally those of some states or of one operation; never their bytes."""
    requete = select(CourrierSortant).options(SANS_OCTETS).order_by(col(CourrierSortant.id))
    if etats is not None:
        requete = requete.where(col(CourrierSortant.etat).in_(list(etats)))
    if operation_id is not None:
        requete = requete.where(_concerne(operation_id))
    return list(session.exec(requete))


def _concerne(operation_id: int) -> ColumnElement[bool]:
    cite = select(CourrierOperation.courrier_id).where(CourrierOperation.operation_id == operation_id)
    return or_(col(CourrierSortant.operation_id) == operation_id, col(CourrierSortant.id).in_(cite))


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A mail of the outbox as it is listed; its number and its bytes aside."""

    cle: str
    destinataire: str
    etat: EtatSortant
    message_id: str
    essais: int
    reponse: str | None
    objet: str


def lignes(session: Session) -> list[Ligne]:
    """Every mail of the outbox, oldest first."""
    noms = [champ.name for champ in fields(Ligne)]
    requete = select_colonnes(*(col(getattr(CourrierSortant, nom)) for nom in noms)).order_by(col(CourrierSortant.id))
    return [Ligne(**dict(zip(noms, ligne, strict=True))) for ligne in session.execute(requete)]


@dataclass(frozen=True, kw_only=True)
class Envoi:
    """What the ledger says of a mail, its bytes aside; `pose_le` and `parti_le` are business dates."""

    cle: str
    destinataire: str
    objet: str
    etat: EtatSortant
    pose_le: date | None
    parti_le: date | None


def envois(session: Session, prefixes: Collection[str], *, destinataires: Collection[str] | None = None) -> list[Envoi]:
    """The mails whose key begins with one of these prefixes, oldest first, optionally to some recipients."""
    colonnes = tuple(col(getattr(CourrierSortant, champ.name)) for champ in fields(Envoi))
    commence = or_(*(col(CourrierSortant.cle).startswith(prefixe, autoescape=True) for prefixe in prefixes))
    requete = select_colonnes(*colonnes).where(commence).order_by(col(CourrierSortant.id))
    if destinataires is not None:
        requete = requete.where(col(CourrierSortant.destinataire).in_(list(destinataires)))
    noms = [champ.name for champ in fields(Envoi)]
    return [Envoi(**dict(zip(noms, ligne, strict=True))) for ligne in session.execute(requete)]


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


def message_ids(session: Session) -> frozenset[str]:
    """The Message-ID of every mail of the outbox."""
    return frozenset(session.exec(select(CourrierSortant.message_id)))


def derniers_envoyes(session: Session, combien: int, *, avant: datetime) -> list[str]:
    """The Message-ID of the last mails sent before that instant."""
    requete = select(CourrierSortant.message_id).where(
        CourrierSortant.etat == EtatSortant.ENVOYE, col(CourrierSortant.envoye_le) < avant
    )
    return list(session.exec(requete.order_by(col(CourrierSortant.envoye_le).desc()).limit(combien)))


def prochain_depart(session: Session) -> datetime | None:
    """When the next mail may leave, not before a suspension ends; None when none waits."""
    prochain = session.exec(select(func.min(CourrierSortant.prochain_essai)).where(_attend_son_tour())).one()
    if prochain is None:
        return None
    suspension = suspensions.actuelle(session)
    return max(prochain, suspension.jusqua) if suspension else prochain


def operation_du_fil(session: Session, message_ids: Collection[str]) -> int | None:
    """The operation that one of these Message-IDs, sent or received, belongs to; the latest one wins."""
    for modele in (CourrierSortant, CourrierEntrant):
        requete = (
            select(modele.operation_id)
            .where(col(modele.message_id).in_(list(message_ids)), col(modele.operation_id).is_not(None))
            .order_by(col(modele.id).desc())
            .limit(1)
        )
        if (trouvee := session.exec(requete).first()) is not None:
            return trouvee
    return None
