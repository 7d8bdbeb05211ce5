"""docs/catalogue.md."""

from __future__ import annotations

from itertools import groupby

from documents.catalogue.fiches import Fiche, fiches

LARGEUR = 150
FAMILLES = {
    "A": "Pièces de marché",
    "B": "Calibrage",
    "C": "Réponse, rôles, conventions",
    "D": "Réunions",
    "E": "Courriers aux entreprises",
    "F": "Postes et offres",
    "G": "Éligibilité et heures",
    "H": "Tableaux de bord mensuels",
    "I": "Bilans et attestations",
}
ENTETE = """# Catalogue des documents

Chaque document que produit Relais, avec un exemple en image. Personnes, entreprises et opérations y sont inventées.
Les textes sont propres au projet et portent leur édition, « modèle à valider par le relais » : un relais remplace
chaque modèle Word par le sien (`relais modeles installer`) ; les rapports PDF et les tableurs sont ceux du produit.
Le droit cité est daté et sourcé (`config/droit.toml`).

Cette page et ses images se refont par `python -m documents.catalogue`, avec LibreOffice et pdftoppm.
"""


def catalogue_md() -> str:
    """The page, a table per family."""
    familles = [(tete, list(groupe)) for tete, groupe in groupby(fiches(), key=lambda fiche: fiche.code.value[0])]
    sections = [f"## {tete}. {FAMILLES[tete]}\n\n{_tableau(groupe)}" for tete, groupe in familles]
    return "\n".join([ENTETE, "\n\n".join(sections), ""])


def _tableau(groupe: list[Fiche]) -> str:
    tete = "| | Document | De → à | Quand | Variantes | Format et modèle |\n|---|---|---|---|---|---|"
    return "\n".join([tete, *map(_ligne, groupe)])


def _ligne(fiche: Fiche) -> str:
    nom = f"**{fiche.code.value}** {fiche.code.libelle}"
    sources = f"{fiche.formats} : " + ", ".join(f"`{source}`" for source in fiche.sources)
    cellules = (_images(fiche), nom, f"{fiche.de} → {fiche.a}", fiche.quand, fiche.variantes, sources)
    return f"| {' | '.join(cellules)} |"


def _images(fiche: Fiche) -> str:
    texte = f"{fiche.code.value}, {fiche.code.libelle}"
    return " ".join(f'<img src="{une}" width="{LARGEUR}" alt="{texte}">' for une in fiche.vignettes)
