"""`relais utilisateur …`: the accounts of the portal; a password is never an argument."""

from __future__ import annotations

import getpass
import json as js
import os
import sys

from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.roles import Role
from portail.comptes import gestion
from portail.comptes.gestion import NouveauCompte
from sqlmodel_store.depots import comptes
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture

VARIABLE = "RELAIS_MOT_DE_PASSE"
PAR = "ligne de commande"


def creer(courriel: str, role: str, *, nom: str | None, relais: list[str]) -> None:
    """Open an account. Raises FauteDeSaisie naming what is at fault."""
    lu = _role(role)
    gestion.exiger_adresse(courriel)
    migrer()
    nouveau = NouveauCompte(courriel=courriel, role=lu, nom=nom, relais=tuple(relais), mot_de_passe=_mot_de_passe())
    compte = gestion.creer(nouveau, par=PAR)
    print(typographier(f"{compte.courriel} : compte ouvert, {compte.role.libelle}."))


def changer(courriel: str) -> None:
    """Give an account another password; its sessions are over."""
    migrer()
    gestion.changer_mot_de_passe(courriel, _mot_de_passe(), par=PAR)
    print(typographier(f"{comptes.normal(courriel)} : mot de passe changé, sessions fermées."))


def desactiver(courriel: str) -> None:
    """End an account at once."""
    migrer()
    gestion.desactiver(courriel, par=PAR)
    print(typographier(f"{comptes.normal(courriel)} : compte désactivé, sessions fermées."))


def lister(*, json: bool) -> None:
    """Every account, its role, its relays, whether it is open."""
    migrer()
    with lecture() as session:
        connus = comptes.lister(session)
    lignes = [
        {
            "courriel": un.utilisateur.courriel,
            "nom": un.utilisateur.nom,
            "role": un.utilisateur.role.value,
            "relais": un.relais,
            "actif": un.utilisateur.desactive_le is None,
        }
        for un in connus
    ]
    if json:
        print(js.dumps(lignes, ensure_ascii=False, indent=2))
        return
    if not lignes:
        print(
            typographier(
                "Aucun compte. Pour ouvrir le premier : ./relais utilisateur creer COURRIEL --role responsable"
            )
        )
    for un in connus:
        compte = un.utilisateur
        suite = ", désactivé" if compte.desactive_le else ""
        print(f"{compte.courriel:<40}  {compte.role.libelle:<22}  {', '.join(un.relais) or 'tout le réseau'}{suite}")


def _role(role: str) -> Role:
    try:
        return Role(role)
    except ValueError:
        connus = ", ".join(un.value for un in Role)
        phrase = typographier(f"role : « {role} » est inconnu ; valeurs admises : {connus}.")
        raise FauteDeSaisie("role", phrase) from None


def _mot_de_passe() -> str:
    """From the environment, or asked for twice without being shown."""
    if donne := os.environ.get(VARIABLE):
        return donne
    if not sys.stdin.isatty():
        phrase = typographier(
            f"Mot de passe absent : le donner dans {VARIABLE}, ou lancer la commande dans un terminal."
        )
        raise FauteDeSaisie(VARIABLE, phrase)
    premier = getpass.getpass(typographier("Mot de passe (douze caractères au moins) : "))
    if premier != getpass.getpass(typographier("Le même, une seconde fois : ")):
        raise FauteDeSaisie(VARIABLE, typographier("Les deux saisies diffèrent : rien n'est enregistré."))
    return premier
