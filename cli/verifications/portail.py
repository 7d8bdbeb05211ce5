"""The portal as people reach it: somebody has an account, and no password travels in clear on a network."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from cli.verifications.constat import Constat, bon, incomplet
from config.settings import Settings
from sqlmodel_store.depots import comptes as depot
from sqlmodel_store.migration import derniere_version, version
from sqlmodel_store.session import get_engine, lecture

LOCAUX = frozenset({"127.0.0.1", "::1", "localhost"})
PREMIER = "./relais utilisateur creer VOTRE.COURRIEL --role responsable"


def comptes(settings: Settings) -> Constat:
    """Nothing is created on the way."""
    if settings.portail_host not in LOCAUX and not settings.adresse_portail.startswith("https://"):
        return incomplet(
            f"le portail est servi sans chiffrement sur {settings.portail_host}",
            "placer devant lui un serveur TLS, puis régler RELAIS_PORTAIL_URL=https://…",
        )
    try:
        nombre = _ouverts(settings)
    except SQLAlchemyError:
        return incomplet("la base ne répond pas", "voir la ligne « Base »")
    return bon(f"{nombre} ouvert{'s' if nombre > 1 else ''}") if nombre else incomplet("aucun compte", PREMIER)


def _ouverts(settings: Settings) -> int:
    if not base_a_jour(settings):
        return 0
    with lecture() as session:
        return sum(un.utilisateur.desactive_le is None for un in depot.lister(session))


def base_a_jour(settings: Settings) -> bool:
    """Whether there is a database and its tables are those of this program. Raises SQLAlchemyError; creates nothing."""
    adresse = make_url(settings.base)
    fichier = adresse.database if adresse.get_backend_name() == "sqlite" else None
    if fichier is not None and not Path(fichier).is_file():
        return False
    return version(get_engine(settings.base)) == derniere_version()
