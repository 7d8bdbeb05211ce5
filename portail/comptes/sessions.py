"""Sessions of browsers: a secret in a cookie, its hash in the store, over after a day's work or two idle hours."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from config.horloge import maintenant
from sqlmodel_store.depots import comptes
from sqlmodel_store.depots.comptes import Ouverte
from sqlmodel_store.session import lecture, unit_of_work

DUREE = timedelta(hours=12)
INACTIVITE = timedelta(hours=2)
PRECISION = timedelta(minutes=1)
SECRET_MAX = 100


def nouveau_secret() -> str:
    """What a cookie or a link holds: 256 bits."""
    return secrets.token_urlsafe(32)


def empreinte(secret: str) -> str:
    """What the store keeps of it."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def ouvrir(utilisateur_id: int) -> str:
    """A new session; returns the secret of its cookie."""
    secret = nouveau_secret()
    with unit_of_work() as session:
        comptes.ouvrir_session(session, utilisateur_id, empreinte(secret), duree=DUREE)
    return secret


def retrouver(secret: str) -> Ouverte | None:
    """The living session of that cookie, seen now."""
    if not secret or len(secret) > SECRET_MAX:
        return None
    with lecture() as session:
        ouverte = comptes.session_vivante(session, empreinte(secret), inactivite=INACTIVITE)
    if ouverte is not None and maintenant() - ouverte.vue_le > PRECISION:
        with unit_of_work() as session:
            comptes.toucher(session, ouverte.id)
    return ouverte


def titulaire(secret: str) -> int | None:
    """Whose session that cookie is or was, over or not; None once it is forgotten."""
    with lecture() as session:
        return comptes.titulaire_de_session(session, empreinte(secret)) if len(secret) <= SECRET_MAX else None


def fermer(secret: str) -> None:
    """The session of that cookie is over."""
    with unit_of_work() as session:
        comptes.fermer_session(session, empreinte(secret))
