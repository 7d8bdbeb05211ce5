"""The cells of a row, each by the reader of its notion, and who the row is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from config.horloge import aujourdhui
from echanges.reprise import valeurs
from echanges.reprise.insertion import separer
from echanges.reprise.lignes import Ligne
from echanges.reprise.nommees import Cle
from echanges.reprise.notions import PREMIER_MOIS, Notion
from echanges.reprise.resultat import Suite
from formats.dates import date_courte
from metier.periodes import Mois

Nom = tuple[str, str]
"""Family name and first name, as they are written."""


@dataclass(kw_only=True)
class Lue:
    """A row whose cells were read; `cle` is its operation, None when it is about none."""

    ligne: Ligne
    suite: Suite
    valeurs: dict[Notion, Any]
    cle: Cle | None = None
    nom: Nom | None = None
    mois: list[tuple[Mois, Decimal]] = field(default_factory=list)


def lire_les_cases(lue: Lue) -> None:
    """Every cell by the reader of its notion; each that cannot be read is told, and refuses the row."""
    ligne, suite = lue.ligne, lue.suite
    if ligne.formules:
        suite.refuser(
            f"formule jamais calculée pour {ligne.formules[0]} : ouvrez le fichier dans un tableur et enregistrez-le"
        )
    for notion in {*ligne.cases, *ligne.constantes}:
        case = ligne.case(notion)
        if notion in {Notion.MOIS, Notion.TYPE_CONTRAT} or (notion is Notion.DEBUT and case == PREMIER_MOIS):
            continue
        if notion not in valeurs.LECTEURS:
            lue.valeurs[notion] = valeurs.texte(case)
            continue
        lire, attendu = valeurs.LECTEURS[notion]
        valeur = lire(case)
        if valeur is None:
            suite.refuser(f"{notion.libelle} : « {vu(case)} » reçu, {attendu}")
        else:
            lue.valeurs[notion] = valeur
    _type_de_contrat(lue)
    if ligne.reportees:
        suite.remarques.append("complétée par la ligne du dessus")
    lue.nom = _nom(lue)
    _dates(lue)


def _dates(lue: Lue) -> None:
    suite = lue.suite
    naissance = lue.valeurs.get(Notion.NAISSANCE)
    if naissance and naissance > aujourdhui():
        suite.refuser(f"date de naissance à venir, {date_courte(naissance)}")
    debut, fin = lue.valeurs.get(Notion.DEBUT), lue.valeurs.get(Notion.FIN)
    if debut and fin and fin < debut:
        suite.refuser(f"fin du contrat, {date_courte(fin)}, avant son début, {date_courte(debut)}")


def _type_de_contrat(lue: Lue) -> None:
    case = lue.ligne.case(Notion.TYPE_CONTRAT)
    structure = lue.valeurs.get(Notion.TYPE_EMPLOYEUR) or valeurs.employeur_selon(lue.valeurs.get(Notion.EMPLOYEUR))
    sorte = valeurs.contrat_selon(case, structure)
    if sorte is not None:
        lue.valeurs[Notion.TYPE_CONTRAT] = sorte
    elif case is not None:
        lue.suite.refuser(f"type de contrat : « {vu(case)} » reçu, un type connu est attendu, comme CDD ou CTT ETTI")


def _nom(lue: Lue) -> Nom | None:
    nom, prenom = lue.valeurs.get(Notion.NOM), lue.valeurs.get(Notion.PRENOM)
    if nom and prenom:
        return nom, prenom
    entier = lue.valeurs.get(Notion.NOM_COMPLET)
    if entier:
        separes = separer(entier)
        if separes is None:
            lue.suite.refuser("nom et prénom indiscernables : écrivez le nom en capitales, ou deux colonnes")
        return separes
    if nom or prenom:
        lue.suite.refuser("nom ou prénom absent : écrivez les deux")
    return None


def vu(case: object) -> str:
    """What a cell holds, short, for a sentence."""
    return str(case)[:40]
