"""What was changed of a page of settings, and what putting a former state back would change: never a secret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from config.ecriture_reglages import Chemin
from config.reglages_ecrits import Ecrits, imposes
from metier.droits import Acces
from portail.reglages import boites, saisie
from portail.reglages.sections import BOITES, IDENTITE, Section
from workflows.actes.reglages import versions
from workflows.actes.reglages.essai import Liaison

MONTRES = 20
LOGO = ("relais", "logo")
LIBELLES_BOITES = {
    boites.chemin(Liaison.SMTP): "Serveur d’envoi",
    boites.chemin(Liaison.IMAP): "Boîte de réception",
    boites.chemin(Liaison.TRACE): "Boîte des copies",
    **{("oauth", cle): "Fournisseur de jetons" for cle in boites.OAUTH},
}
LIBELLES_OAUTH = {
    "token_url": "Adresse des jetons",
    "client_id": "Identifiant de l’application",
    "client_secret": "Secret de l’application",
    "refresh_token": "Jeton de renouvellement",
    "scope": "Étendue (scope)",
}


@dataclass(frozen=True, kw_only=True)
class ChangementVu:
    """A change in the list of a page; `remise`: when the state that it put back had been replaced."""

    le: datetime
    par: str | None
    quoi: str
    avant: str | None
    remise: datetime | None


@dataclass(frozen=True, kw_only=True)
class Ecart:
    """A setting that would change: what it says now, and what it would say."""

    groupe: str
    libelle: str
    present: str
    remis: str


def cles_de(section: Section) -> tuple[Chemin, ...]:
    """The keys that the page changes, its logo and its servers included."""
    if section.code == BOITES.code:
        return tuple(LIBELLES_BOITES)
    return (*section.champs, *((LOGO,) if section.code == IDENTITE.code else ()))


def libelles(section: Section, cles: Iterable[str]) -> list[str]:
    """What these keys are called on the page, each once, in its order."""
    connus = {saisie.nom(chemin): champ.libelle for chemin, champ in section.champs.items()} | {"relais.logo": "Logo"}
    if section.code == BOITES.code:
        connus = {saisie.nom(chemin): libelle for chemin, libelle in LIBELLES_BOITES.items()}
    voulues = set(cles)
    return list(dict.fromkeys(libelle for nom, libelle in connus.items() if nom in voulues))


def lister(acces: Acces, section: Section, code: str | None = None) -> tuple[ChangementVu, ...]:
    """The last changes of the page, the last first."""
    siennes = {saisie.nom(chemin) for chemin in cles_de(section)}
    vus = [un for un in versions.lister(acces, code) if un.cles & siennes]
    return tuple(
        ChangementVu(
            le=un.le,
            par=un.par,
            quoi=", ".join(libelles(section, un.cles)),
            avant=un.avant,
            remise=versions.instant_de(un.remise) if un.remise else None,
        )
        for un in vus[:MONTRES]
    )


def ecarts(section: Section, present: Ecrits, ancien: Ecrits, code: str | None = None) -> tuple[Ecart, ...]:
    """What the page would say otherwise, what the environment imposes aside; the logo is told by its picture."""
    if section.code == BOITES.code:
        return tuple(_des_boites(present, ancien))
    tenus = imposes() if code is None else {}
    groupes = {(groupe.table, champ.nom): groupe.titre for groupe in section.groupes for champ in groupe.champs}
    return tuple(
        Ecart(
            groupe=groupes[chemin],
            libelle=champ.libelle,
            present=saisie.dire(present, chemin, champ),
            remis=saisie.dire(ancien, chemin, champ),
        )
        for chemin, champ in section.champs.items()
        if chemin not in tenus and present.valeur(chemin) != ancien.valeur(chemin)
    )


def change_de_logo(section: Section, present: Ecrits, ancien: Ecrits) -> bool:
    """Whether the logo would change too."""
    return section.code == IDENTITE.code and present.valeur(LOGO) != ancien.valeur(LOGO)


def _des_boites(present: Ecrits, ancien: Ecrits) -> list[Ecart]:
    changes = [
        chemin
        for chemin in LIBELLES_BOITES
        if chemin not in imposes() and present.valeur(chemin) != ancien.valeur(chemin)
    ]
    return [
        _du_serveur(chemin, present, ancien) if not chemin[0] else _du_fournisseur(chemin, present, ancien)
        for chemin in changes
    ]


def _du_serveur(chemin: Chemin, present: Ecrits, ancien: Ecrits) -> Ecart:
    liaison = next(une for une in Liaison if boites.chemin(une) == chemin)
    dits = [boites.dire(boites.montrer(liaison, une)) for une in (present, ancien)]
    return _ecart("Serveurs", LIBELLES_BOITES[chemin], dits, "un autre mot de passe")


def _du_fournisseur(chemin: Chemin, present: Ecrits, ancien: Ecrits) -> Ecart:
    cle = chemin[1]
    dits = [str(une.valeur(chemin) or "") for une in (present, ancien)]
    if cle in boites.SECRETS:
        dits = ["enregistré" if dit else "" for dit in dits]
    return _ecart("Fournisseur de jetons", LIBELLES_OAUTH[cle], [dit or "aucun" for dit in dits], "un autre")


def _ecart(groupe: str, libelle: str, dits: list[str], autre: str) -> Ecart:
    present, remis = dits
    if present == remis:
        remis = f"{remis}, {autre}"
    return Ecart(groupe=groupe, libelle=libelle, present=present, remis=remis)
