"""Mail received: stored once, attempted, settled in exactly one nature."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from config.horloge import maintenant
from metier.courriers import NatureCourrier
from sqlmodel_store.depots.unicite import touched
from sqlmodel_store.modeles.courriers import CourrierEntrant, CurseurBoite, EtatEntrant
from sqlmodel_store.session import verrouiller

TENACES = 3


@dataclass(frozen=True, kw_only=True)
class Arrivee:
    """A mail as the mailbox gave it; `chemin` is its raw file, relative to the home.

    `empreinte` tells what the sender wrote, whatever the way it came; None where it is not known.
    """

    boite: str
    uidvalidity: int
    uid: int
    message_id: str | None
    sha256: str
    chemin: str
    recu_le: datetime
    empreinte: str | None = None


@dataclass(frozen=True, kw_only=True)
class Issue:
    """What became of a mail; `raison` is a French sentence, `lecture` the JSON of how it was understood."""

    nature: NatureCourrier
    raison: str
    operation_id: int | None = None
    lecture: str | None = None
    expediteur: str | None = None


def enregistrer(session: Session, arrivee: Arrivee) -> tuple[CourrierEntrant, bool]:
    """The row of that mail, and whether it is new.

    The same place (mailbox, UIDVALIDITY, UID) or the same content under the same Message-ID is the same mail: its row
    then follows it to its latest place. The cursor of the mailbox goes on.
    """
    verrouiller(session, "courrier_entrant")
    avancer(session, arrivee.boite, arrivee.uidvalidity, arrivee.uid)
    deja = connu(session, arrivee)
    if deja is None:
        nouveau = CourrierEntrant(**asdict(arrivee))
        session.add(nouveau)
        session.flush()
        return nouveau, True
    deja.boite, deja.uidvalidity, deja.uid = arrivee.boite, arrivee.uidvalidity, arrivee.uid
    deja.classe_le = None  # there it is again: the mailbox does not show what became of it
    session.flush()
    return deja, False


def connu(session: Session, arrivee: Arrivee) -> CourrierEntrant | None:
    """The row of that mail, by its place or its content; None when it was never received."""
    return _par_place(session, arrivee) or _par_contenu(session, arrivee)


def double(session: Session, arrivee: Arrivee) -> int | None:
    """The UID, in the mailbox as it stands, of another copy of that mail which it does not show as settled."""
    connu = _par_contenu(session, arrivee)
    if connu is None or connu.classe_le is not None or connu.uid == arrivee.uid:
        return None
    return connu.uid if (connu.boite, connu.uidvalidity) == (arrivee.boite, arrivee.uidvalidity) else None


def _par_place(session: Session, arrivee: Arrivee) -> CourrierEntrant | None:
    requete = select(CourrierEntrant).where(
        CourrierEntrant.boite == arrivee.boite,
        CourrierEntrant.uidvalidity == arrivee.uidvalidity,
        CourrierEntrant.uid == arrivee.uid,
    )
    return session.exec(requete).one_or_none()


def _par_contenu(session: Session, arrivee: Arrivee) -> CourrierEntrant | None:
    pareil = col(CourrierEntrant.sha256) == arrivee.sha256
    if arrivee.empreinte is not None:
        pareil = or_(pareil, col(CourrierEntrant.empreinte) == arrivee.empreinte)
    requete = select(CourrierEntrant).where(CourrierEntrant.message_id == arrivee.message_id, pareil)
    return session.exec(requete.order_by(col(CourrierEntrant.id)).limit(1)).first()


def curseur(session: Session, boite: str) -> tuple[int, int] | None:
    """How far a mailbox was read: UIDVALIDITY, and the UID up to which all is written down; None: never."""
    lu = session.get(CurseurBoite, boite)
    return (lu.uidvalidity, lu.uid) if lu else None


def avancer(session: Session, boite: str, uidvalidity: int, uid: int) -> None:
    """All is written down up to that UID; the lock of `enregistrer` is held."""
    lu = session.get(CurseurBoite, boite) or CurseurBoite(boite=boite, uidvalidity=uidvalidity, uid=0)
    lu.uid = max(uid, lu.uid) if lu.uidvalidity == uidvalidity else uid
    lu.uidvalidity, lu.refus = uidvalidity, 0
    session.add(lu)
    session.flush()


def refuser(session: Session, boite: str, uidvalidity: int) -> int:
    """The server did not give the message that follows; returns how many times in a row."""
    verrouiller(session, "courrier_entrant")
    lu = session.get(CurseurBoite, boite) or CurseurBoite(boite=boite, uidvalidity=uidvalidity, uid=0)
    lu.refus += 1
    session.add(lu)
    session.flush()
    return lu.refus


def a_classer(session: Session, boite: str, uidvalidity: int) -> list[CourrierEntrant]:
    """The settled mails that the mailbox does not show as such yet."""
    requete = select(CourrierEntrant).where(
        CourrierEntrant.boite == boite,
        CourrierEntrant.uidvalidity == uidvalidity,
        CourrierEntrant.etat != EtatEntrant.RECU,
        col(CourrierEntrant.classe_le).is_(None),
    )
    return list(session.exec(requete.order_by(col(CourrierEntrant.uid))))


def marquer_classe(session: Session, courrier_id: int) -> None:
    """The mailbox now shows what became of that mail."""
    session.execute(
        update(CourrierEntrant).where(col(CourrierEntrant.id) == courrier_id).values(classe_le=maintenant())
    )


def par_message_id(session: Session, message_id: str) -> list[CourrierEntrant]:
    """The mails of that Message-ID: several when their contents differ."""
    requete = select(CourrierEntrant).where(CourrierEntrant.message_id == message_id).order_by(col(CourrierEntrant.id))
    return list(session.exec(requete))


def a_traiter(session: Session) -> list[CourrierEntrant]:
    """What was stored and not settled, oldest first; those whose readers keep dying come after the others."""
    requete = select(CourrierEntrant).where(CourrierEntrant.etat == EtatEntrant.RECU)
    return list(session.exec(requete.order_by(col(CourrierEntrant.essais) >= TENACES, col(CourrierEntrant.id))))


def lister(session: Session) -> list[CourrierEntrant]:
    return list(session.exec(select(CourrierEntrant).order_by(col(CourrierEntrant.id))))


def de_nature(session: Session, natures: Collection[NatureCourrier]) -> list[CourrierEntrant]:
    """The mails of these natures, oldest first."""
    requete = select(CourrierEntrant).where(col(CourrierEntrant.nature).in_(list(natures)))
    return list(session.exec(requete.order_by(col(CourrierEntrant.id))))


def recus_entre(
    session: Session, natures: Collection[NatureCourrier], debut: datetime, fin: datetime
) -> list[CourrierEntrant]:
    """The mails of these natures that came between two instants, filed with an operation or to be, oldest first."""
    requete = select(CourrierEntrant).where(
        col(CourrierEntrant.nature).in_(list(natures)),
        col(CourrierEntrant.recu_le).between(debut, fin),
        or_(col(CourrierEntrant.operation_id).is_not(None), col(CourrierEntrant.nature) == NatureCourrier.A_TRANCHER),
    )
    return list(session.exec(requete.order_by(col(CourrierEntrant.id))))


def essayer(session: Session, courrier_id: int) -> int:
    """Counts one more attempt at reading; returns its number, from 1. To be committed before the attempt."""
    ordre = update(CourrierEntrant).where(col(CourrierEntrant.id) == courrier_id)
    compte = ordre.values(essais=CourrierEntrant.essais + 1).returning(col(CourrierEntrant.essais))
    return int(session.execute(compte).scalar_one())


def traiter(session: Session, courrier_id: int, issue: Issue) -> bool:
    """Settles a mail; returns False, and changes nothing, when it already was."""
    return _regler(session, courrier_id, EtatEntrant.TRAITE, issue)


def quarantaine(session: Session, courrier_id: int, raison: str, *, objet: str | None = None) -> bool:
    """Sets aside a mail that cannot be read, but for its subject; returns False when it was already settled."""
    lecture = json.dumps({"objet": objet}, ensure_ascii=False) if objet else None
    issue = Issue(nature=NatureCourrier.QUARANTAINE, raison=raison, lecture=lecture)
    return _regler(session, courrier_id, EtatEntrant.QUARANTAINE, issue)


@dataclass(frozen=True, kw_only=True)
class Recu:
    """A line of the ledger of mail received, as it is listed."""

    id: int
    message_id: str | None
    nature: NatureCourrier | None
    raison: str | None
    operation_id: int | None


def registre(session: Session) -> list[Recu]:
    """Every mail received, oldest first, without what was understood of it."""
    noms = [champ.name for champ in fields(Recu)]
    requete = select_colonnes(*(col(getattr(CourrierEntrant, nom)) for nom in noms)).order_by(col(CourrierEntrant.id))
    return [Recu(**dict(zip(noms, ligne, strict=True))) for ligne in session.execute(requete)]


def laisses_pour(session: Session, raisons: Collection[str]) -> list[CourrierEntrant]:
    """The mails left to a person for a reason that begins so, and filed with no operation, oldest first."""
    requete = select(CourrierEntrant).where(
        CourrierEntrant.nature == NatureCourrier.A_TRANCHER,
        col(CourrierEntrant.operation_id).is_(None),
        or_(*(col(CourrierEntrant.raison).startswith(raison, autoescape=True) for raison in raisons)),
    )
    return list(session.exec(requete.order_by(col(CourrierEntrant.id))))


def rouvrir(session: Session, courrier_id: int) -> bool:
    """A mail left to a person is to be read again; returns False when it was not, or belongs to an operation."""
    ordre = (
        update(CourrierEntrant)
        .where(
            col(CourrierEntrant.id) == courrier_id,
            col(CourrierEntrant.nature) == NatureCourrier.A_TRANCHER,
            col(CourrierEntrant.operation_id).is_(None),
        )
        .values(etat=EtatEntrant.RECU, nature=None, raison=None, lecture=None, traite_le=None, classe_le=None)
    )
    return touched(session, ordre)


def _regler(session: Session, courrier_id: int, etat: EtatEntrant, issue: Issue) -> bool:
    ordre = (
        update(CourrierEntrant)
        .where(col(CourrierEntrant.id) == courrier_id, col(CourrierEntrant.etat) == EtatEntrant.RECU)
        .values(etat=etat, traite_le=maintenant(), **asdict(issue))
    )
    return touched(session, ordre)


def annonce(session: Session, operation_id: int) -> CourrierEntrant | None:
    """The mail that announced an operation; None when it was opened otherwise."""
    requete = select(CourrierEntrant).where(
        CourrierEntrant.operation_id == operation_id, CourrierEntrant.nature == NatureCourrier.NOTIFICATION
    )
    return session.exec(requete.order_by(col(CourrierEntrant.id)).limit(1)).first()
