"""Settings changed: all or nothing, the file of before kept, the names of the keys in the journal."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from typing import Any

from config.ecriture_reglages import Chemin, reecrire
from config.identites import fichier_de, identite_ecrite
from config.reglages_ecrits import Ecrits, candidat, fichier, imposes, lire
from config.settings import get_settings
from formats.typographie import typographier
from metier.droits import Acces
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from sqlmodel_store.depots import journal
from sqlmodel_store.session import unit_of_work
from workflows.actes import installation
from workflows.actes.reglages import versions
from workflows.actes.reglages.controles import controler, controler_identite
from workflows.actes.reglages.fichiers import poser, seul

IDENTITE = frozenset({"relais", "facilitateur"})
DEPASSE = typographier(
    "Les réglages ont été changés par quelqu'un d'autre depuis l'ouverture de cette page ; rien n'est enregistré. "
    "Rien n'est perdu : relisez cette page, puis recommencez."
)


def enregistrer(
    acces: Acces, changements: Mapping[Chemin, Any], *, signature: str, code: str | None = None, **notes: str
) -> tuple[str, ...]:
    """Change these keys, those that are None taken out; returns the names of those that changed.

    `code`: of the identity of a further relay, in its own file. `signature` is that of the file that was shown;
    `notes` go to the journal. Raises AccesRefuse, FautesDeSaisie naming keys as `relais.nom`, FauteDeSaisie without a
    field when the file was changed meanwhile.
    """
    _autoriser(acces, changements, code)
    chemin = fichier() if code is None else fichier_de(code)
    with seul():
        ecrits = lire(chemin)
        if ecrits.signature != signature:
            raise FauteDeSaisie("", DEPASSE)
        texte = reecrire(ecrits.texte, changements)
        changees = _changees(ecrits, tomllib.loads(texte), changements)
        if not changees:
            return ()
        _controler(tomllib.loads(texte), frozenset(changees), code)
        avant = versions.nommer()
        with unit_of_work() as session:
            dit: dict[str, Any] = ({"relais": code} if code else {}) | {"cles": list(changees), "avant": avant} | notes
            journal.noter(session, versions.evenement(code), acteur=acces.nom, **dit)
            session.flush()
            versions.garder(chemin, avant, ecrits.texte)
            poser(chemin, texte)
    get_settings.cache_clear()
    return changees


def remettre(
    acces: Acces, nom: str, cles: Collection[Chemin], *, signature: str, code: str | None = None
) -> tuple[str, ...]:
    """Give these keys the values that they had in the former state of that name: a change like another.

    What the environment imposes stays aside. Returns and raises as `enregistrer`, FauteDeSaisie too when the state is
    no longer kept.
    """
    ancien = versions.ancien(acces, nom, code)
    tenus = imposes() if code is None else {}
    changements = {une: ancien.valeur(une) for une in cles if une not in tenus}
    return enregistrer(acces, changements, signature=signature, code=code, remise=nom)


def rafraichir() -> None:
    """Let this process read a file that was changed by hand. Raises FauteDeSaisie, the settings staying as they are."""
    candidat(lire().contenu)
    get_settings.cache_clear()


def _autoriser(acces: Acces, changements: Mapping[Chemin, Any], code: str | None) -> None:
    if code is not None or {table for table, _ in changements} <= IDENTITE:
        installation.exiger_de_signer(acces, code)
    else:
        installation.exiger(acces)
    if code is None:
        _refuser_les_imposes(changements)


def _changees(ecrits: Ecrits, contenu: dict[str, Any], changements: Mapping[Chemin, Any]) -> tuple[str, ...]:
    apres = Ecrits(texte="", contenu=contenu, signature="")
    return tuple(
        ".".join(filter(None, chemin)) for chemin in changements if apres.valeur(chemin) != ecrits.valeur(chemin)
    )


def _controler(contenu: dict[str, Any], cles: frozenset[str], code: str | None) -> None:
    propre = code is not None
    if fautes := controler_identite(identite_ecrite(contenu), cles) if propre else controler(candidat(contenu), cles):
        raise FautesDeSaisie(fautes)


def _refuser_les_imposes(changements: Mapping[Chemin, Any]) -> None:
    fautes = [
        FauteDeSaisie(
            ".".join(filter(None, chemin)),
            typographier(f"Ce réglage est imposé par la variable {variable} ; il se change là où elle est posée."),
        )
        for chemin, variable in imposes().items()
        if chemin in changements
    ]
    if fautes:
        raise FautesDeSaisie(fautes)
