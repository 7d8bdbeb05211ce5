"""The one way to make a report: a template, a typed context, a tagged PDF.

Templates are the product's own; what they print comes from people, so values are cleaned and escaped, the sandbox
holds, and nothing but the package's own files is ever fetched. The same context gives the same bytes.
"""

from __future__ import annotations

import atexit
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any, Literal, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from config.paths import GABARITS
from documents.manques import A_COMPLETER, AValider, Manque
from documents.nettoyage import clean

RAPPORTS = GABARITS / "rapports"
STYLE = RAPPORTS / "rapports.css"
ENVOYE: Variante = "pdf/ua-1"
ARCHIVE: Variante = "pdf/a-3a"
PROFIL = "sRGB2014"

_EDITION = re.compile(r"\{#\s*édition\s+(\S+)\s*#\}")
_un_seul = Lock()  # fonts and style sheet are shared by the threads of a process

Variante = Literal["pdf/ua-1", "pdf/a-3a"]


class AvecProduction(Protocol):
    """Any context of a report: it says the day it is produced."""

    @property
    def produit_le(self) -> date: ...


@dataclass(frozen=True, kw_only=True)
class DonneesJointes:
    """A file carried inside an archived report, such as the figures it was made from."""

    nom: str
    octets: bytes
    description: str


@dataclass(frozen=True, kw_only=True)
class RenduPdf:
    """A report made: its bytes and their sha256, the edition of its template and the sha256 of all that made it."""

    octets: bytes
    edition: str
    sha256: str
    modele_sha256: str


def render_pdf(
    modele: str,
    contexte: AvecProduction,
    *,
    variante: Variante = ENVOYE,
    pieces_jointes: Sequence[DonneesJointes] = (),
) -> RenduPdf:
    """The report that `modele` (`rapports/h1_tableau_de_bord_moa.html`) makes of a dataclass `contexte`.

    PDF/UA-1 for what is mailed, PDF/A-3a for what is archived, with its data attached. Raises OSError where the
    system libraries of WeasyPrint are not installed.
    """
    html = render_html(modele, contexte)
    with _un_seul:
        octets = _imprimer(html, contexte.produit_le, variante, pieces_jointes)
    edition, empreinte = origin(modele)
    return RenduPdf(octets=octets, edition=edition, sha256=hashlib.sha256(octets).hexdigest(), modele_sha256=empreinte)


def print_page(html: str) -> bytes:
    """The PDF/UA-1 of a page that carries its own style sheet, with the fonts of reports. Raises as `render_pdf`."""
    from weasyprint import HTML  # noqa: PLC0415 - needs system libraries that everything else does without

    with _un_seul:
        atelier = _atelier()
        page = HTML(string=html, base_url=RAPPORTS.as_uri() + "/", url_fetcher=atelier.fetcher)
        octets: bytes = page.write_pdf(
            font_config=atelier.polices,
            pdf_variant=ENVOYE,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
    return octets


def origin(modele: str) -> tuple[str, str]:
    """The edition that the template of a report says of itself, and the sha256 of all that makes the report."""
    trouve = _EDITION.search((GABARITS / modele).read_text(encoding="utf-8"))
    return trouve[1] if trouve else "", _empreinte(modele)


def render_html(modele: str, contexte: object) -> str:
    """The page of a report before it is laid out. Raises jinja2.UndefinedError where the template asks for more."""
    return environment().get_template(modele).render(_champs(contexte))


@cache
def environment() -> Environment:
    """The only Jinja environment of reports."""
    return SandboxedEnvironment(
        loader=FileSystemLoader(GABARITS),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _Manquant:
    """What Jinja writes, marked, in place of a missing value."""

    def __html__(self) -> str:
        return f'<mark class="manque">{A_COMPLETER}</mark>'


def _champs(contexte: object) -> dict[str, Any]:
    assert is_dataclass(contexte)
    return {champ.name: _nu(getattr(contexte, champ.name)) for champ in fields(contexte)}


def _nu(valeur: object) -> object:
    """Cleaned texts and plain values; nothing that acts."""
    if isinstance(valeur, Manque):
        return _Manquant()
    if isinstance(valeur, AValider):
        return clean(valeur.texte)
    if isinstance(valeur, str):
        return clean(str(valeur))
    if isinstance(valeur, tuple | list):
        return [_nu(element) for element in valeur]
    if is_dataclass(valeur):
        return SimpleNamespace(**_champs(valeur))
    return valeur


def _imprimer(html: str, jour: date, variante: Variante, jointes: Sequence[DonneesJointes]) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 - needs system libraries that everything else does without

    atelier = _atelier()
    page = HTML(string=html, base_url=RAPPORTS.as_uri() + "/", url_fetcher=atelier.fetcher)
    octets: bytes = page.write_pdf(
        font_config=atelier.polices,
        stylesheets=[atelier.style],
        color_profiles={PROFIL: atelier.couleurs} if variante == ARCHIVE else {},
        output_intent=PROFIL if variante == ARCHIVE else None,
        pdf_variant=variante,
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        attachments=[_jointe(une, jour) for une in jointes],
    )
    return octets


def _jointe(donnees: DonneesJointes, jour: date) -> object:
    from weasyprint import Attachment  # noqa: PLC0415 - same

    instant = datetime.combine(jour, time(), UTC)
    return Attachment(
        string=donnees.octets,
        name=donnees.nom,
        description=donnees.description,
        created=instant,
        modified=instant,
        relationship="Data",
    )


@dataclass(frozen=True)
class _Atelier:
    fetcher: Any
    polices: Any
    style: Any
    couleurs: Any


@cache
def _atelier() -> _Atelier:
    """One font configuration and one style sheet per process: a new one per document costs time and memory."""
    from weasyprint import CSS  # noqa: PLC0415 - same
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - same

    fetcher, polices = _fetcher(), FontConfiguration()
    style = CSS(filename=str(STYLE), font_config=polices, url_fetcher=fetcher)
    atexit.register(_atelier.cache_clear)  # its fonts are removed while there is still an interpreter to do it
    return _Atelier(fetcher=fetcher, polices=polices, style=style, couleurs=_couleurs())


def _couleurs() -> object:
    """The profile of PDF/A, as its file is: WeasyPrint would write it anew, and differently, in each document."""
    octets = (files("weasyprint.pdf") / f"{PROFIL}.icc").read_bytes()
    return SimpleNamespace(name=PROFIL, content=octets, components=(["r"], ["g"], ["b"]), pdf_reference=None)


def _fetcher() -> object:
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - same

    class _DuPaquet(URLFetcher):  # type: ignore[misc]
        """Only the files of the reports and what a page carries itself."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> object:
            if not url.startswith("data:") and not _du_paquet(url):
                raise ValueError("adresse hors des fichiers des rapports")
            return super().fetch(url, headers)

    return _DuPaquet(allowed_protocols=("file", "data"), allow_redirects=False)


def _du_paquet(url: str) -> bool:
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415

    morceaux = urlsplit(url)
    chemin = Path(unquote(morceaux.path)).resolve()
    return morceaux.scheme == "file" and not morceaux.netloc and chemin.is_relative_to(RAPPORTS)


@cache
def _empreinte(modele: str) -> str:
    """The template with what every report shares: partial templates, style sheet, fonts."""
    communs = [*RAPPORTS.glob("_*.html"), STYLE, *(RAPPORTS / "polices").glob("*.woff2")]
    somme = hashlib.sha256((GABARITS / modele).read_bytes())
    for fichier in sorted(communs):
        somme.update(fichier.read_bytes())
    return somme.hexdigest()
