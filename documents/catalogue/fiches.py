"""What the catalogue says of each document: its name and templates, who makes it, for whom, when, which variants."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from documents.depart import EN_PDF
from documents.modeles import code
from documents.word import GABARITS
from metier.missions import CodeDocument

DONNEES = Path(__file__).with_name("catalogue.toml")
FORMATS = {".docx": "Word", ".html": "PDF", ".xlsx": "tableur"}


@dataclass(frozen=True, kw_only=True)
class Fiche:
    """A document of the catalogue; `modele` under `templates/`, None for what is a spreadsheet only."""

    code: CodeDocument
    de: str
    a: str
    quand: str
    variantes: str
    modele: str | None = None
    tableur: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Its template and its spreadsheet, as far as it has them."""
        return tuple(nom for nom in (self.modele, self.tableur) if nom)

    @property
    def formats(self) -> str:
        dits = [FORMATS[Path(nom).suffix] for nom in self.sources]
        return ", ".join([*dits, *(["PDF"] if self.code in EN_PDF else [])])


@cache
def fiches() -> tuple[Fiche, ...]:
    """One per document, in the order of the catalogue. Raises KeyError for one that nothing is said of."""
    lues = tomllib.loads(DONNEES.read_text(encoding="utf-8"))
    modeles = modeles_par_code()
    return tuple(Fiche(code=un, modele=modeles.get(un.value), **lues[un.value]) for un in CodeDocument)


def modeles_par_code() -> dict[str, str]:
    """The supplied template of each code: « marches/a3_ccap.docx », « rapports/i1_bilan.html »."""
    trouves = [*GABARITS.rglob("*.docx"), *(GABARITS / "rapports").glob("[!_]*.html")]
    return {code(un.stem): un.relative_to(GABARITS).as_posix() for un in sorted(trouves)}
