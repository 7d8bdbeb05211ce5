"""`relais decp`: what an operation declares, what a published file says of what we follow."""

from __future__ import annotations

import json as js
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from config.horloge import aujourdhui
from echanges.decp_export import Export
from echanges.decp_lecture import Declare
from echanges.decp_rapprochement import SIREN, Bilan, LotSuivi, Rapprochement, en_json
from echanges.lecture_json import lire_json
from formats.dates import date_courte
from formats.nombres import euros_ht, nombre
from formats.typographie import typographier
from metier.declaration import a_publier_avant
from metier.fautes import FauteDeSaisie
from sqlmodel_store.migration import migrer
from workflows.actes import decp

T = TypeVar("T")
MONTRES = 20
OBJET_COURT = 70


def exporter(reference: str, *, complements: Path | None, sortie: Path | None) -> None:
    """Write the declaration of an operation; on stderr, what the buyer has to give and to check.

    Raises FauteDeSaisie when something is missing that the relay writes down itself.
    """
    donnes = lire_json(complements) if complements else None
    migrer()
    export = decp.exporter(reference, donnes)
    if export.du_relais:
        raise _manques(reference, export.du_relais)
    ecrit = js.dumps(export.document, ensure_ascii=False, indent=1, default=float) + "\n"
    if sortie is None:
        print(ecrit, end="")
    else:
        _write(sortie, ecrit)
        print(typographier(f"Données essentielles de {reference} écrites : {sortie}"))
    for phrase in _a_completer(export):
        print(phrase, file=sys.stderr)


def importer(fichier: Path, *, json: bool) -> None:
    """Tell what a published file says of our operations; nothing is recorded. Raises FauteDeSaisie."""
    migrer()
    bilan = decp.rapprocher(fichier)
    if json:
        print(js.dumps({"fichier": fichier.name} | en_json(bilan, aujourdhui()), ensure_ascii=False, indent=1))
        return
    for phrase in _phrases(bilan):
        print(typographier(phrase))


def _manques(reference: str, phrases: Sequence[str]) -> FauteDeSaisie:
    """Each on its line, then what the command says of them together."""
    for phrase in phrases:
        print(f"Il manque\u00a0: {phrase}.", file=sys.stderr)
    nombre_dit = "une donnée manque" if len(phrases) == 1 else f"{len(phrases)} données manquent"
    phrase = f"{reference} : {nombre_dit} pour déclarer l’opération ; complétez son dossier, puis recommencez."
    return FauteDeSaisie("decp", typographier(phrase))


def _a_completer(export: Export) -> list[str]:
    phrases: list[str] = []
    if export.de_l_acheteur:
        phrases.append(
            f"À donner par l’acheteur avant publication ({len(export.de_l_acheteur)}), dans un fichier JSON que lit "
            "l’option --complements\u00a0:"
        )
    phrases += [f"  {phrase}" for phrase in export.de_l_acheteur]
    return [*phrases, *(f"À vérifier\u00a0: {phrase}." for phrase in export.a_verifier)]


def _phrases(bilan: Bilan) -> Iterable[str]:
    yield (
        f"Contrats lus : {nombre(bilan.lus)}, dont {nombre(bilan.clauses)} avec une considération sociale et "
        f"{nombre(bilan.illisibles)} sans numéro ou sans acheteur."
    )
    yield from _liste("Nos lots retrouvés", bilan.retrouves, _retrouve)
    yield from _liste("À vérifier : même entreprise, date proche", bilan.a_verifier, _retrouve)
    yield from _liste("Nos lots clausés, que leur acheteur n’a pas déclarés dans ce fichier", bilan.non_declares, _lot)
    yield from _liste(
        "Contrats clausés de nos acheteurs, que personne ne suit : à ouvrir",
        bilan.non_suivis,
        lambda un: _declare(un, bilan.acheteurs.get(un.acheteur[:SIREN])),
    )
    yield from _liste("Contrats clausés d’autres acheteurs dans nos départements", bilan.du_territoire, _declare)
    if bilan.hors_fichier:
        yield f"Lots clausés dont l’acheteur est absent du fichier : {len(bilan.hors_fichier)}."
    yield "Rien n’a été enregistré."


def _liste(titre: str, elements: Sequence[T], dire: Callable[[T], str]) -> Iterable[str]:
    if not elements:
        return
    yield f"{titre} ({len(elements)}) :"
    yield from (f"  {dire(un)}" for un in elements[:MONTRES])
    if len(elements) > MONTRES:
        yield f"  … et {len(elements) - MONTRES} autres (liste entière : --json)"


def _retrouve(un: Rapprochement) -> str:
    dit = f"{un.suivi.operation}, lot {un.suivi.lot.numero} : {un.declare.id}"
    ecarts = []
    if un.manquantes:
        ecarts.append(f"non déclaré : {', '.join(un.manquantes)}")
    if un.en_trop:
        ecarts.append(f"déclaré, et que nous ne suivons pas : {', '.join(un.en_trop)}")
    return f"{dit} ; {' ; '.join(ecarts) or 'conforme'}"


def _lot(un: LotSuivi) -> str:
    quand = "notification non connue"
    if un.notification:
        limite = date_courte(a_publier_avant(un.notification))
        depasse = " (délai dépassé)" if a_publier_avant(un.notification) < aujourdhui() else ""
        quand = f"notifié le {date_courte(un.notification)}, à publier avant le {limite}{depasse}"
    return f"{un.operation}, lot {un.lot.numero} : {quand}"


def _declare(un: Declare, acheteur: str | None = None) -> str:
    objet = un.objet if len(un.objet) <= OBJET_COURT else f"{un.objet[:OBJET_COURT]}…"
    montant = f", {euros_ht(un.montant)}" if un.montant is not None else ""
    quand = f", notifié le {date_courte(un.date)}" if un.date else ""
    return (
        f"{un.id}, {acheteur or f'acheteur {un.acheteur}'}{quand}{montant} : {objet} ({', '.join(un.considerations)})"
    )


def _write(sortie: Path, texte: str) -> None:
    """The whole file or nothing."""
    provisoire = sortie.with_name(f".{sortie.name}.{uuid4().hex[:8]}")
    try:
        provisoire.write_text(texte, encoding="utf-8")
        provisoire.replace(sortie)
    except OSError as erreur:
        provisoire.unlink(missing_ok=True)
        phrase = typographier(f"{sortie} : ce fichier ne peut pas être écrit ; vérifiez le dossier et les droits.")
        raise FauteDeSaisie("sortie", phrase) from erreur
