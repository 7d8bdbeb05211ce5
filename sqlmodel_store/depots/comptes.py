"""Accounts: found, written, ended; the sessions they have open; the links to choose a password."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from config.horloge import maintenant
from metier.droits import Acces
from metier.roles import Role
from sqlmodel_store.depots.unicite import touched
from sqlmodel_store.modeles.comptes import JetonCompte, SessionOuverte, Utilisateur, UtilisateurRelais
from sqlmodel_store.modeles.relais import Relais


@dataclass(frozen=True, kw_only=True)
class Compte:
    """An account and the codes of its relays."""

    utilisateur: Utilisateur
    relais: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ouverte:
    """A living session: its id, whose it is, when it was last seen, what its next page says (JSON)."""

    id: int
    acces: Acces
    vue_le: datetime
    annonces: str | None


def par_courriel(session: Session, courriel: str) -> Utilisateur | None:
    return session.exec(select(Utilisateur).where(Utilisateur.courriel == normal(courriel))).one_or_none()


def exiger(session: Session, utilisateur_id: int) -> Utilisateur:
    """The account of that id, which exists."""
    return session.exec(select(Utilisateur).where(Utilisateur.id == utilisateur_id)).one()


def normal(courriel: str) -> str:
    """An address as accounts are found by."""
    return courriel.strip().casefold()


def lister(session: Session) -> list[Compte]:
    """Every account by address, ended ones included."""
    liens = session.exec(
        select(UtilisateurRelais.utilisateur_id, Relais.code).join(
            Relais, col(Relais.id) == col(UtilisateurRelais.relais_id)
        )
    ).all()
    return [
        Compte(utilisateur=un, relais=tuple(sorted(code for numero, code in liens if numero == un.id)))
        for un in session.exec(select(Utilisateur).order_by(col(Utilisateur.courriel)))
    ]


def aucun(session: Session) -> bool:
    """Whether nobody can sign in."""
    requete = select(Utilisateur.id).where(col(Utilisateur.desactive_le).is_(None)).limit(1)
    return session.exec(requete).first() is None


def ecrire(
    session: Session, courriel: str, role: Role, *, nom: str | None, relais: Iterable[int], mot_de_passe: str | None
) -> Utilisateur:
    """Writes an account, new or ended before; its sessions and links of before are over."""
    compte = par_courriel(session, courriel) or Utilisateur(courriel=normal(courriel), role=role, cree_le=maintenant())
    compte.role, compte.nom, compte.mot_de_passe, compte.desactive_le = role, nom, mot_de_passe, None
    session.add(compte)
    session.flush()
    fermer_toutes(session, compte.id)
    session.execute(delete(UtilisateurRelais).where(col(UtilisateurRelais.utilisateur_id) == compte.id))
    session.add_all(UtilisateurRelais(utilisateur_id=compte.id, relais_id=un) for un in sorted(set(relais)))
    session.flush()
    return compte


def desactiver(session: Session, utilisateur_id: int) -> None:
    """Ends an account and whatever it has open."""
    fermer_toutes(session, utilisateur_id)
    session.execute(update(Utilisateur).where(col(Utilisateur.id) == utilisateur_id).values(desactive_le=maintenant()))


def changer_mot_de_passe(session: Session, utilisateur_id: int, empreinte: str, *, sauf: int | None = None) -> None:
    """The new hash; every link of the account is over, and every session but that of id `sauf`."""
    session.execute(update(Utilisateur).where(col(Utilisateur.id) == utilisateur_id).values(mot_de_passe=empreinte))
    fermer_toutes(session, utilisateur_id, sauf=sauf)


def acces_de(session: Session, utilisateur: Utilisateur) -> Acces:
    """What the account may do, and where."""
    numeros = session.exec(
        select(UtilisateurRelais.relais_id).where(UtilisateurRelais.utilisateur_id == utilisateur.id)
    ).all()
    return _acces(utilisateur, numeros)


def _acces(utilisateur: Utilisateur, relais: Collection[int]) -> Acces:
    return Acces.de(
        compte=utilisateur.id, nom=utilisateur.nom or utilisateur.courriel, role=utilisateur.role, relais=relais
    )


def ouvrir_session(session: Session, utilisateur_id: int, empreinte: str, *, duree: timedelta) -> None:
    """A session known by that hash; those that are over are forgotten on the way."""
    instant = maintenant()
    session.execute(delete(SessionOuverte).where(col(SessionOuverte.expire_le) < instant))
    session.add(
        SessionOuverte(
            empreinte=empreinte,
            utilisateur_id=utilisateur_id,
            ouverte_le=instant,
            vue_le=instant,
            expire_le=instant + duree,
        )
    )


def session_vivante(session: Session, empreinte: str, *, inactivite: timedelta) -> Ouverte | None:
    """The session of that hash, unless it is over, idle for too long, or its account ended; two statements at most."""
    instant = maintenant()
    requete = (
        select(SessionOuverte, Utilisateur)
        .join(Utilisateur, col(Utilisateur.id) == col(SessionOuverte.utilisateur_id))
        .where(
            SessionOuverte.empreinte == empreinte,
            col(SessionOuverte.expire_le) > instant,
            col(SessionOuverte.vue_le) > instant - inactivite,
            col(Utilisateur.desactive_le).is_(None),
        )
    )
    trouvee = session.exec(requete).one_or_none()
    if trouvee is None:
        return None
    ouverte, utilisateur = trouvee
    return Ouverte(
        id=ouverte.id, acces=acces_de(session, utilisateur), vue_le=ouverte.vue_le, annonces=ouverte.annonces
    )


def titulaire_de_session(session: Session, empreinte: str) -> int | None:
    """The account of the session of that hash, living or over; None for one that was ended."""
    requete = select(SessionOuverte.utilisateur_id).where(SessionOuverte.empreinte == empreinte)
    return session.exec(requete).one_or_none()


def toucher(session: Session, session_id: int) -> None:
    """The session was seen now."""
    session.execute(update(SessionOuverte).where(col(SessionOuverte.id) == session_id).values(vue_le=maintenant()))


def fermer_session(session: Session, empreinte: str) -> None:
    session.execute(delete(SessionOuverte).where(col(SessionOuverte.empreinte) == empreinte))


def fermer_toutes(session: Session, utilisateur_id: int, *, sauf: int | None = None) -> None:
    """No session of the account stays open but that of id `sauf`, no link of its stays good."""
    fermer_les_autres(session, utilisateur_id, sauf=sauf)
    session.execute(delete(JetonCompte).where(col(JetonCompte.utilisateur_id) == utilisateur_id))


def fermer_les_autres(session: Session, utilisateur_id: int, *, sauf: int | None) -> int:
    """Ends the sessions of the account but that of id `sauf`; returns how many."""
    siennes = select(SessionOuverte).where(SessionOuverte.utilisateur_id == utilisateur_id)
    autres = [une for une in session.exec(siennes) if une.id != sauf]
    for une in autres:
        session.delete(une)
    session.flush()
    return len(autres)


def sessions_ouvertes(session: Session, utilisateur_id: int, *, inactivite: timedelta) -> list[SessionOuverte]:
    """The sessions of the account that are neither over nor idle for too long, the last seen first."""
    instant = maintenant()
    requete = (
        select(SessionOuverte)
        .where(
            SessionOuverte.utilisateur_id == utilisateur_id,
            col(SessionOuverte.expire_le) > instant,
            col(SessionOuverte.vue_le) > instant - inactivite,
        )
        .order_by(col(SessionOuverte.vue_le).desc(), col(SessionOuverte.id))
    )
    return list(session.exec(requete))


def annoncer(session: Session, session_id: int, annonce: dict[str, str]) -> None:
    """Something more that the next page of the session says."""
    ouverte = session.get(SessionOuverte, session_id)
    if ouverte is not None:
        ouverte.annonces = json.dumps([*json.loads(ouverte.annonces or "[]"), annonce], ensure_ascii=False)


def prendre_annonces(session: Session, session_id: int) -> None:
    """What was to be said has been."""
    session.execute(update(SessionOuverte).where(col(SessionOuverte.id) == session_id).values(annonces=None))


def emettre_jeton(session: Session, utilisateur_id: int, empreinte: str, *, duree: timedelta) -> None:
    """A link to choose a password; those given before are no longer good."""
    session.execute(delete(JetonCompte).where(col(JetonCompte.utilisateur_id) == utilisateur_id))
    session.add(JetonCompte(empreinte=empreinte, utilisateur_id=utilisateur_id, expire_le=maintenant() + duree))


def compte_du_jeton(session: Session, empreinte: str) -> Utilisateur | None:
    """Whose link it is while it is good; looking does not use it."""
    requete = (
        select(Utilisateur)
        .join(JetonCompte, col(JetonCompte.utilisateur_id) == col(Utilisateur.id))
        .where(
            JetonCompte.empreinte == empreinte,
            col(JetonCompte.utilise_le).is_(None),
            col(JetonCompte.expire_le) > maintenant(),
            col(Utilisateur.desactive_le).is_(None),
        )
    )
    return session.exec(requete).one_or_none()


def utiliser_jeton(session: Session, empreinte: str) -> bool:
    """Uses the link; returns False when it was used meanwhile."""
    vise = (col(JetonCompte.empreinte) == empreinte, col(JetonCompte.utilise_le).is_(None))
    return touched(session, update(JetonCompte).where(*vise).values(utilise_le=maintenant()))
