"""docs/catalogue.md."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from documents.catalogue.fiches import Fiche, fiches
from documents.catalogue.vue import Vue
from documents.catalogue.vues import vues_de
from formats.typographie import typographier

LARGEUR = 300
PAR_RANGEE = 3
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

Chaque document que produit Relais, tel que son destinataire le reçoit, avec ses principales variantes en image (le haut
d’une page ; un clic l’agrandit). Presque tout vient d’une même opération inventée, la restructuration d’un groupe
scolaire, suivie de l’avis au bilan ; quelques autres montrent un accord-cadre, un marché réservé, une concession, une
opération de la Région. Personnes, entreprises et lieux y sont inventés.

Les textes sont propres au projet et portent leur édition, « modèle à valider par le relais » : un relais remplace
chaque modèle Word par le sien (`relais modeles installer`) ; les rapports PDF et les tableurs sont ceux du produit.
Le droit cité est daté et sourcé (`config/droit.toml`). Dans un projet, ce que le relais doit encore confirmer est
surligné en jaune, ce que l’acheteur remplit est entre crochets.

Cette page et ses images se refont par `python -m documents.catalogue`, avec LibreOffice et pdftoppm.
"""


def catalogue_md() -> str:
    """The page: for each family its documents in a table, then their pictures."""
    familles = groupby(fiches(), key=lambda fiche: fiche.code.value[0])
    sections = [_famille(tete, list(groupe)) for tete, groupe in familles]
    return typographier("\n".join([ENTETE, "\n\n".join(sections), ""]))


def _famille(tete: str, groupe: list[Fiche]) -> str:
    return "\n\n".join([f"## {tete}. {FAMILLES[tete]}", _tableau(groupe), *map(_images, groupe)])


def _tableau(groupe: list[Fiche]) -> str:
    tete = "| | Document | De → à | Quand | Variantes | Format et modèle |\n|---|---|---|---|---|---|"
    return "\n".join([tete, *map(_ligne, groupe)])


def _ligne(fiche: Fiche) -> str:
    sources = f"{fiche.formats} : " + ", ".join(f"`{source}`" for source in fiche.sources)
    code = f"**{fiche.code.value}**"
    cellules = (code, fiche.code.libelle, f"{fiche.de} → {fiche.a}", fiche.quand, fiche.variantes, sources)
    return f"| {' | '.join(cellules)} |"


def _images(fiche: Fiche) -> str:
    vues = vues_de(fiche.code)
    rangees = [vues[rang : rang + PAR_RANGEE] for rang in range(0, len(vues), PAR_RANGEE)]
    return "\n\n".join([f"### {fiche.code.value}, {fiche.code.libelle}", *map(_rangee, rangees)])


def _rangee(vues: Sequence[Vue]) -> str:
    """A table of one row, the name of each view above its picture."""
    titres = " | ".join(vue.titre for vue in vues)
    images = " | ".join(map(_image, vues))
    return f"| {titres} |\n|{'---|' * len(vues)}\n| {images} |"


def _image(vue: Vue) -> str:
    texte = f"{vue.code.value}, {vue.code.libelle} : {vue.titre}"
    return f'[<img src="{vue.image}" width="{LARGEUR}" alt="{texte}">]({vue.image})'
