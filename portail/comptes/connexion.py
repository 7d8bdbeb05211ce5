"""Signing in: an attempt is counted before it is judged, for the account that is named and for where it comes from."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from portail.comptes.mots_de_passe import convient
from portail.comptes.sessions import ouvrir
from sqlmodel_store.depots import comptes, essais_connexion, journal
from sqlmodel_store.depots.essais_connexion import Frein, sujet
from sqlmodel_store.session import lecture, unit_of_work

PAR_COMPTE = Frein(libres=5, premiere=timedelta(seconds=30), plafond=timedelta(minutes=15))
PAR_ADRESSE = Frein(libres=30, premiere=timedelta(minutes=1), plafond=timedelta(hours=1))
PREFIXE_IPV6 = 64


class TropDEssais(Exception):
    """No attempt is judged before that instant."""

    def __init__(self, jusqua: datetime) -> None:
        super().__init__(jusqua.isoformat())
        self.jusqua = jusqua


def connecter(courriel: str, mot_de_passe: str, adresse: str) -> str | None:
    """The secret of a new session, or None: nothing tells a wrong password from an account that does not exist.

    Raises TropDEssais when guessing must slow down.
    """
    du_compte, d_ici = sujet("compte", comptes.normal(courriel)), sujet("adresse", reseau(adresse))
    compter({d_ici: PAR_ADRESSE, du_compte: PAR_COMPTE})
    with lecture() as session:
        compte = comptes.par_courriel(session, courriel)
    vivant = compte if compte is not None and compte.desactive_le is None else None
    if not convient(vivant.mot_de_passe if vivant else None, mot_de_passe) or vivant is None:
        return None
    with unit_of_work() as session:
        essais_connexion.oublier(session, du_compte)
        essais_connexion.rendre(session, d_ici)
        journal.noter(session, "connexion", acteur=vivant.nom or vivant.courriel)
    return ouvrir(vivant.id)


def compter(freins: dict[str, Frein]) -> None:
    """Counts an attempt of each of these subjects. Raises TropDEssais."""
    for cle, frein in freins.items():
        with unit_of_work() as session:
            jusqua = essais_connexion.essayer(session, cle, frein)
        if jusqua is not None:
            raise TropDEssais(jusqua)


def reseau(adresse: str) -> str:
    """An address as attempts are counted: whoever has an IPv6 address has 2^64 of them."""
    try:
        lue = ip_address(adresse)
    except ValueError:
        return ""
    return str(IPv6Address(int(lue) >> PREFIXE_IPV6 << PREFIXE_IPV6)) if isinstance(lue, IPv6Address) else str(lue)
