"""The article that the name of an organisation takes in a sentence: « la Communauté de communes », « l’Office »."""

from __future__ import annotations

import re
import unicodedata

from formats.typographie import INSECABLE

_NOMS = {
    "le ": "centre cercle collège comité conseil consortium département fonds groupement hôpital lycée ministère musée "
    "parc pôle rectorat relais réseau service syndicat théâtre tribunal ccas cias chu chr geiq plie sdis sivom sivu "
    "smictom smectom",
    "la ": "agglomération banque bibliothèque caisse chambre collectivité commune communauté coopérative direction "
    "fédération fondation mairie métropole mission plateforme préfecture région régie société ville scop sem spl",
    "l’": "académie agence assemblée association école entreprise établissement état eurométropole institut office "
    "opérateur organisme union université ars epci epf epfl epic eptb oph opac urssaf",
    "les ": "hospices hôpitaux musées services",
}
_PREMIER = re.compile(r"[^\W\d_]+")


def article(nom: str) -> str | None:
    """« la », « le », « les » with its space, « l’ » without: what goes before the name; None where it is not sure.

    Only names that open with a noun that says what the organisation is are sure: a trade name takes none (« Bâti
    Lorraine »), and nothing tells whether an unknown word is one.
    """
    trouve = _PREMIER.match(nom)
    if trouve is None:
        return None
    premier = _nu(trouve.group())
    for article_, mots in _ARTICLES.items():
        if premier in mots:
            return article_
    return None


def pour(nom: str) -> str:
    """« Pour la Communauté de communes du Val de Brielle », « À l’attention de : Bâti Lorraine »."""
    trouve = article(nom)
    return f"À l’attention de{INSECABLE}: {nom}" if trouve is None else f"Pour {trouve}{nom}"


def _nu(mots: str) -> str:
    """Words in lower case without accents: « Région », « REGION » and « region » are one."""
    return "".join(une for une in unicodedata.normalize("NFD", mots.casefold()) if not unicodedata.combining(une))


_ARTICLES = {une: frozenset(_nu(noms).split()) for une, noms in _NOMS.items()}
