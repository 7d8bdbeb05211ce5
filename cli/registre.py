"""`relais courrier registre`: what a person received, when, and the server's answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from formats.dates import date_courte
from formats.fichiers import motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots.registre import Ecriture
from sqlmodel_store.migration import migrer
from workflows.actes.registre import Demande, consulter, exporter


def registre(
    destinataire: str | None, du: str | None, au: str | None, operation: str | None, sortie: Path | None
) -> None:
    """The ledger on the screen, or in a file."""
    demande = Demande(destinataire=destinataire, du=_jour("--du", du), au=_jour("--au", au), reference=operation)
    migrer()
    if sortie is None:
        _montrer(consulter(demande))
        return
    try:
        nombre = exporter(demande, sortie)
    except OSError as erreur:
        phrase = f"--sortie : {sortie} ne peut pas être écrit ({motif(erreur)})."
        raise FauteDeSaisie("--sortie", typographier(phrase)) from erreur
    print(typographier(f"{nombre} courriel{'s' if nombre > 1 else ''} : {sortie}"))


def _montrer(lignes: list[Ecriture]) -> None:
    if not lignes:
        print("Aucun courriel ne répond à cette demande.")
    for une in lignes:
        jour = une.parti_le or une.pose_le
        reponse = f" ({une.reponse})" if une.reponse else ""
        print(typographier(f"{date_courte(jour) if jour else '?'}  {une.etat.libelle}{reponse}"))
        print(f"            {une.destinataire}  {une.objet}")


def _jour(option: str, texte: str | None) -> date | None:
    if texte is None:
        return None
    try:
        return date.fromisoformat(texte)
    except ValueError:
        phrase = f"{option} : « {texte[:40]} » ; attendu : une date AAAA-MM-JJ, par exemple 2026-11-25."
        raise FauteDeSaisie(option, typographier(phrase)) from None
