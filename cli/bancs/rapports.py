"""Reports: H1 by the product, and by WeasyPrint used plainly; memory when workers are renewed."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cli.bancs.exemples import tableau_de_bord
from cli.bancs.mesure import Resultat, Taille, Variante, memoire_de_pointe, mesurer, rapport
from documents.contextes.h1 import TableauDeBordMoa
from documents.pdf import ENVOYE, RAPPORTS, STYLE, render_html, render_pdf
from metier.fautes import PanneExterne

MODELE = TableauDeBordMoa.modele
DIFFERENTS = 8
BASE = RAPPORTS.as_uri() + "/"
FIXE, LIBRE = "table-layout: fixed", "table-layout: auto"


def mesurer_rapports(taille: Taille) -> list[Resultat]:
    """The ratios of H1. Raises PanneExterne when both ways do not print the same text, or a second time differs."""
    pages = [tableau_de_bord(rang) for rang in range(DIFFERENTS)]
    if not all(_fidele(page) for page in pages[:2]):
        raise PanneExterne("Banc des rapports : WeasyPrint et le produit n’impriment pas le même texte.")
    mesures = mesurer(
        {
            "weasyprint": Variante(faire=lambda rang: imprimer_simplement(pages[rang % DIFFERENTS])),
            "produit": Variante(faire=lambda rang: render_pdf(MODELE, pages[rang % DIFFERENTS])),
        },
        taille.rapports,
    )
    gain = rapport(mesures, "weasyprint", "produit")
    return [
        Resultat(nom="rapports-weasyprint", libelle="H1 : WeasyPrint ÷ produit", rapport=gain, objectif=1.2),
        _memoire(taille),
    ]


def imprimer_simplement(page: TableauDeBordMoa) -> bytes:
    """WeasyPrint as its documentation says: fonts and style sheet for each document, free widths of columns."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    polices = FontConfiguration()
    html = HTML(string=render_html(MODELE, page), base_url=BASE)
    octets: bytes = html.write_pdf(font_config=polices, stylesheets=[_style(LIBRE, polices)], pdf_variant=ENVOYE)
    return octets


def _style(largeurs: str, polices: Any) -> Any:  # noqa: ANN401 - WeasyPrint is not typed
    from weasyprint import CSS

    feuille = STYLE.read_text(encoding="utf-8").replace(FIXE, largeurs)
    return CSS(string=feuille, base_url=BASE, font_config=polices)


def _fidele(page: TableauDeBordMoa) -> bool:
    """The same characters whatever the widths of columns; the same bytes the second time."""
    html = render_html(MODELE, page)
    identique = render_pdf(MODELE, page).octets == render_pdf(MODELE, page).octets
    return identique and _caracteres(html, FIXE) == _caracteres(html, LIBRE)


def _caracteres(html: str, largeurs: str) -> Counter[str]:
    """What is printed on the pages, apart from spaces and hyphens, which depend on the lines."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    polices = FontConfiguration()
    document = HTML(string=html, base_url=BASE).render(font_config=polices, stylesheets=[_style(largeurs, polices)])
    textes = "".join(texte for page in document.pages for texte in _textes(page._page_box))  # noqa: SLF001
    return Counter(signe for signe in textes if not signe.isspace() and signe not in "-\u00ad\u2010")


def _textes(boite: Any) -> Iterator[str]:  # noqa: ANN401 - same
    return (une.text for une in boite.descendants() if getattr(une, "text", None))


def _memoire(taille: Taille) -> Resultat:
    """The peak over the whole series against that of its first worker: renewed, workers do not grow."""
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=taille.renouvellement) as ateliers:
        mesures = ateliers.map(imprimer_en_serie, range(taille.suite_rapports), chunksize=1)
    pointes = [max(kilos for _, kilos in groupe) for _, groupe in groupby(mesures, key=lambda mesure: mesure[0])]
    return Resultat(
        nom="rapports-memoire",
        libelle=f"H1 : mémoire sur {taille.suite_rapports} ÷ sur les {taille.renouvellement} premiers",
        rapport=max(pointes) / pointes[0],
        objectif=1.1,
        au_plus=True,
    )


def imprimer_en_serie(rang: int) -> tuple[int, int]:
    """One report in a worker: which process, and the most memory it ever held, in kilobytes."""
    render_pdf(MODELE, tableau_de_bord(rang % DIFFERENTS))
    return os.getpid(), memoire_de_pointe()
