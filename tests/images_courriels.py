"""Redraw `docs/courriels.md` and its pictures: `PYTHONPATH=.:tests python tests/images_courriels.py`."""

from __future__ import annotations

import io
import re
from pathlib import Path

from galerie_courriels import GALERIE
from PIL import Image
from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).parent.parent / "docs"
IMAGES = DOCS / "images" / "courriels"
CHROMIUM = "/usr/bin/chromium"
MONTRES = {
    "reponse_prise_en_charge sous reserve": "Réponse à une annonce",
    "dce_pret": "Pièces de marché prêtes",
    "demande_heures": "Demande mensuelle des heures",
    "declaration_a_confirmer": "Heures comprises dans une réponse, à confirmer",
    "relance seconde, deux operations": "Seconde relance",
    "convocation": "Convocation, avec son invitation d’agenda",
    "tableau_de_bord quatre": "Tableaux de bord du mois",
    "preavis_tableaux_de_bord": "Ce qui partira demain, au facilitateur",
}
VUES = (("bureau", 800, "light"), ("telephone", 390, "dark"))
ECHELLE = 0.5
ENTETE = """# Les courriels

Ce que reçoivent les maîtres d’ouvrage, les entreprises, les structures et le facilitateur, tiré d’opérations
inventées mais cohérentes : à gauche sur un ordinateur, à droite sur un téléphone en thème sombre. Chaque courriel a
aussi sa version en texte, lue dans la même rédaction. Cette page se redessine par
`PYTHONPATH=.:tests python tests/images_courriels.py`.
"""


def dessiner() -> None:
    """The page and its pictures, each a few kilobytes."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    lignes = [ENTETE]
    with sync_playwright() as pilote:
        navigateur = pilote.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for vue, largeur, theme in VUES:
            page = navigateur.new_page(viewport={"width": largeur, "height": 600}, color_scheme=theme)
            for nom in MONTRES:
                _dessiner(page, nom, IMAGES / f"{_fichier(nom)}-{vue}.png")
        navigateur.close()
    for nom, titre in MONTRES.items():
        vues = " ".join(
            f'<img src="images/courriels/{_fichier(nom)}-{vue}.png" alt="{titre}, {vue}" valign="top">'
            for vue, *_ in VUES
        )
        lignes.append(f"## {titre}\n\n« {GALERIE[nom]().objet} »\n\n{vues}\n")
    (DOCS / "courriels.md").write_text("\n".join(lignes), encoding="utf-8")


def _dessiner(page: Page, nom: str, chemin: Path) -> None:
    page.set_content(GALERIE[nom]().html)
    with Image.open(io.BytesIO(page.screenshot(full_page=True))) as vue:
        taille = (int(vue.width * ECHELLE), int(vue.height * ECHELLE))
        petite = vue.convert("RGB").resize(taille, Image.Resampling.LANCZOS)
        petite.quantize(32).save(chemin, optimize=True)


def _fichier(nom: str) -> str:
    return re.sub(r"[^a-z]+", "-", nom)


if __name__ == "__main__":
    dessiner()
