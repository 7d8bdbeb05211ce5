"""The choices of the page, each with the words that explain it."""

from __future__ import annotations

from dataclasses import dataclass

from config.droit import get_droit
from metier.operation import Ccag, Forme, Montage, Nature, TypeMaitreOuvrage


@dataclass(frozen=True, kw_only=True)
class Option:
    valeur: str
    libelle: str
    aide: str = ""


NATURES = tuple(Option(valeur=une.value, libelle=une.libelle) for une in Nature)
FORMES = tuple(Option(valeur=une.value, libelle=une.libelle) for une in Forme)
CCAGS = tuple(Option(valeur=un.value, libelle=un.libelle) for un in Ccag)
ACHETEURS = tuple(
    Option(valeur=un.value, libelle=un.libelle)
    for un in (
        TypeMaitreOuvrage.COLLECTIVITE,
        TypeMaitreOuvrage.REGION,
        TypeMaitreOuvrage.ETAT,
        TypeMaitreOuvrage.ENTITE_ADJUDICATRICE,
        TypeMaitreOuvrage.AUTRE,
    )
)
_AIDES = {
    Montage.EXECUTION: "Le titulaire réserve des heures à des personnes éloignées de l’emploi. Le plus courant.",
    Montage.EXECUTION_CRITERE: "La même clause, et les offres sont aussi jugées sur leur qualité d’insertion.",
    Montage.RESERVE: "Seules des structures d’insertion, des entreprises adaptées ou des ESAT peuvent répondre.",
    Montage.MARCHE_INSERTION: "L’insertion est l’objet même du marché, les travaux ou services en sont le support.",
    Montage.AUCUN: "Rien n’est prévu\u00a0: au-dessus des seuils, un cas de dispense doit être motivé.",
}
MONTAGES = tuple(Option(valeur=un.value, libelle=un.libelle, aide=_AIDES[un]) for un in Montage)


def dispenses() -> tuple[Option, ...]:
    """The waivers of the law, by case."""
    return tuple(Option(valeur=str(cas), libelle=dit) for cas, dit in get_droit().dispenses.items())
