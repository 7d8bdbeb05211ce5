"""Marks that travel inside a rendered text and become Word formatting afterwards.

A missing value prints highlighted and a value to confirm prints shaded wherever the template wrote a plain
`{{ champ }}`, a relay's own template included. The marks are noncharacters that cleaned texts cannot hold.
"""

from __future__ import annotations

import re
from functools import lru_cache

from documents.manques import A_COMPLETER, AValider, Manque
from documents.nettoyage import clean
from formats.typographie import typographier

FIN = "\ufdd1"
COUPURE = "\ufdd2"
_SURLIGNAGE = {
    "\ufdd0": ('<w:highlight w:val="yellow"/>', "u|effect|bdr|shd"),
    "\ufdd3": ('<w:shd w:val="clear" w:color="auto" w:fill="FFF2CC"/>', ""),
}
_SUIVANTS = "fitText|vertAlign|rtl|cs|em|lang|eastAsianLayout|specVanish|oMath"
_RUN = re.compile(r"<w:r(?: [^>]*)?>(?:(?!</w:r>).)*?[\ufdd0\ufdd3](?:(?!</w:r>).)*?</w:r>", re.DOTALL)
_PROPRIETES = re.compile(r"<w:rPr>.*?</w:rPr>|<w:rPr/>", re.DOTALL)
_TEXTE_NU = re.compile(r"<w:t>")


@lru_cache(maxsize=512)  # publics, parameters, gaps: the same from one document to the next
def mark(valeur: Manque | AValider) -> str:
    """The printed text of a missing or unconfirmed value, between marks."""
    if isinstance(valeur, Manque):
        return f"\ufdd0{A_COMPLETER}{FIN}"
    texte = shield(typographier(clean(valeur.texte)))
    return f"\ufdd3{texte}{FIN}" if valeur.ombre else texte


def shield(texte: str) -> str:
    """The text cut where docxtpl would take `{_{` for its own way of writing a brace."""
    if "_" not in texte:
        return texte
    return texte.replace("{_", f"{{{COUPURE}_").replace("_}", f"_{COUPURE}}}").replace("%_", f"%{COUPURE}_")


def unmark(texte: str) -> str:
    """The text without any mark, for places that carry no formatting."""
    for repere in ("\ufdd0", "\ufdd3", FIN, COUPURE):
        texte = texte.replace(repere, "")
    return texte


def format_marks(xml: str) -> str:
    """The XML of a part, its marks turned into highlighted or shaded runs that keep the run's other properties."""
    if COUPURE in xml:
        xml = xml.replace(COUPURE, "")
    if "\ufdd0" not in xml and "\ufdd3" not in xml:
        return xml
    return unmark(_RUN.sub(lambda trouve: format_run(trouve[0]), xml))


def format_run(run: str) -> str:
    """A run that holds marks as the runs it becomes."""
    run = _TEXTE_NU.sub('<w:t xml:space="preserve">', run)
    proprietes = _PROPRIETES.search(run)
    ordinaires = proprietes[0] if proprietes else ""
    ferme = '</w:t></w:r><w:r>{}<w:t xml:space="preserve">'
    for repere in _SURLIGNAGE:
        if repere in run:
            run = run.replace(repere, ferme.format(_highlighted(ordinaires, repere)))
    return run.replace(FIN, ferme.format(ordinaires))


@lru_cache(maxsize=256)  # a template has few kinds of runs
def _highlighted(proprietes: str, repere: str) -> str:
    """The run properties with the highlight, where the schema's order wants it."""
    ajout, avant = _SURLIGNAGE[repere]
    if proprietes in ("", "<w:rPr/>"):
        return f"<w:rPr>{ajout}</w:rPr>"
    suivants = "|".join(filter(None, (avant, _SUIVANTS)))
    place = re.search(rf"<w:(?:{suivants})\b|</w:rPr>", proprietes)
    assert place is not None
    return proprietes[: place.start()] + ajout + proprietes[place.start() :]
