"""The formats of the cells of the sheets that people fill in, by use."""

from __future__ import annotations

import xlsxwriter
from xlsxwriter.format import Format

from documents.classeur import FORMATS

JAUNE = "#FFF2CC"


class Encres:
    """One format of each; what a person fills in is yellow and unlocked."""

    def __init__(self, livre: xlsxwriter.Workbook) -> None:
        base = {"font_name": "Calibri", "font_size": 10, "valign": "vcenter", "text_wrap": True}
        bord = {**base, "border": 1, "border_color": "#A6A6A6"}
        texte = {"num_format": "@", "align": "left", "indent": 1}
        saisie = {**bord, "bg_color": JAUNE, "locked": False}
        heures = {"num_format": FORMATS["heures"], "align": "right"}
        jour = {"num_format": FORMATS["date"], "align": "center"}
        total = {**bord, "bold": True, "bg_color": "#F2F2F2"}

        def encre(style: dict[str, object]) -> Format:
            return livre.add_format(style)

        self.titre = encre({**base, "bold": True, "font_size": 14, "font_color": "#1F3864", "text_wrap": False})
        self.section = encre({**base, "bold": True, "font_size": 11, "font_color": "#1F3864"})
        self.phrase = encre({**base, "valign": "top"})
        self.cle = encre({**base, "bold": True})
        self.valeur = encre({**base, "num_format": "@"})
        self.note = encre({**base, "font_color": "#595959", "text_wrap": False})
        self.intitule = encre({**bord, "bold": True, "bg_color": "#D9D9D9", "align": "center"})
        self.texte = encre({**bord, **texte})
        self.alerte = encre({**bord, **texte, "bold": True, "font_color": "#9C0006"})
        self.jour = encre({**bord, **jour})
        self.heures = encre({**bord, **heures})
        self.saisie_texte = encre({**saisie, **texte})
        self.saisie_heures = encre({**saisie, **heures})
        self.saisie_niveau = encre({**saisie, "num_format": "0", "align": "center", "bold": True})
        self.centre = encre({**bord, "align": "center"})
        self.saisie_jour = encre({**saisie, **jour})
        self.total = encre({**total, **texte})
        self.total_heures = encre({**total, **heures})
