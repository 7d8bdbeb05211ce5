"""The page of a report as a Word document that can be reworked: same words, same tables; drawings stay in the PDF.

Read from the page itself, so that both say the same; every text is a text, whatever it looks like.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from docx import Document
from docx.shared import Mm
from lxml import html
from lxml.html import HtmlElement

from documents.archive import repack
from documents.contextes.rapports import LogoImprime
from documents.fabrique.paquet import Contenu, package
from documents.fabrique.piece import STATUT, number_field, section
from documents.fabrique.tableaux import GRIS_ENTETE, GRIS_SAISIE, LARGEUR, cell, properties

TITRES = {"h1": "Titre", "h2": "Titre1", "h3": "Titre2"}
ABSENTS = ("svg", "style", "script", "figure", "nav")
PDF_SEUL = "pdf-seul"
CHIFFRE, PETIT, TABLEAU = 30, 16, 17  # half-points
_BLANCS = re.compile(r"[ \t\r\n\f]+")  # those of HTML: a no-break space is a letter
_LARGEUR = re.compile(r"width:\s*([0-9.]+)%")


@dataclass(frozen=True, kw_only=True)
class Proprietes:
    """What the file says of itself; `pied` is at the foot of each page with the edition of the template.

    `logo` heads the first page.
    """

    code: str
    titre: str
    sujet: str
    reference: str
    intitule: str
    pied: str
    edition: str
    logo: LogoImprime | None = None


@dataclass(frozen=True)
class _Morceau:
    texte: str
    gras: bool = False
    manque: bool = False


def word_of_page(page: str, proprietes: Proprietes) -> bytes:
    """The .docx of a page; the same page gives the same bytes."""
    ecriture = _Ecriture()
    ecriture.enfants(html.document_fromstring(page).find("body"))
    en_tete = _paragraphe(
        _texte(proprietes.reference) + "<w:r><w:tab/></w:r>" + _texte(proprietes.intitule), style="En-tte"
    )
    pied = _pied(proprietes)
    octets = package(
        Contenu(
            corps="".join(ecriture.corps) + section("rId8", "rId9"),
            en_tetes=(en_tete, en_tete),
            pieds=(pied, pied),
            titre=proprietes.titre,
            sujet=proprietes.sujet,
            proprietes={
                "code": proprietes.code,
                "edition": proprietes.edition,
                "statut": STATUT,
                "operation": proprietes.reference,
            },
        )
    )
    return _avec_logo(octets, proprietes.logo) if proprietes.logo else octets


def _avec_logo(octets: bytes, logo: LogoImprime) -> bytes:
    document = Document(io.BytesIO(octets))
    premier = document.paragraphs[0].insert_paragraph_before()
    image = io.BytesIO(base64.b64decode(logo.adresse.partition(",")[2]))
    dessin = premier.add_run().add_picture(image, width=Mm(logo.largeur))
    dessin._inline.docPr.set("descr", logo.texte)  # noqa: SLF001 - python-docx has no setter
    for cote in ("distT", "distB", "distL", "distR"):
        dessin._inline.set(cote, "0")  # noqa: SLF001 - same
    tampon = io.BytesIO()
    document.save(tampon)
    return repack(tampon.getvalue())


def _pied(proprietes: Proprietes) -> str:
    pages = f"{_texte('page ')}{number_field('PAGE')}{_texte(' sur ')}{number_field('NUMPAGES')}"
    premiere = _paragraphe(f"{_texte(proprietes.pied)}<w:r><w:tab/></w:r>{pages}", style="Pieddepage")
    edition = f"{proprietes.code}, édition {proprietes.edition}, {STATUT}"
    return premiere + _paragraphe(_texte(edition), style="Pieddepage")


@dataclass
class _Ecriture:
    """Blocks of the page turned into Word, in order."""

    corps: list[str] = field(default_factory=list)
    apres_tableau: bool = False

    def enfants(self, element: HtmlElement) -> None:
        for enfant in element:
            if isinstance(enfant.tag, str):
                self.bloc(enfant)

    def bloc(self, element: HtmlElement) -> None:
        classes = _classes(element)
        if element.tag in ABSENTS or PDF_SEUL in classes:
            return
        ecrire = {
            "table": self.tableau,
            "ul": self.puces,
            "ol": self.puces,
            "dl": self.definitions,
            "p": self.paragraphe,
        }
        ecrire |= dict.fromkeys(TITRES, self.titre)
        if "bandeau" in classes:
            self.bandeau(element)
        elif "place" in classes:
            self.ajouter(_paragraphe("", apres=900))
        else:
            ecrire.get(str(element.tag), self.enfants)(element)

    def titre(self, element: HtmlElement) -> None:
        saut = "<w:pageBreakBefore/>" if "chapitre" in _classes(element) else ""
        self.ajouter(_paragraphe(_runs(_morceaux(element)), style=TITRES[str(element.tag)], autres=saut))

    def puces(self, element: HtmlElement) -> None:
        for puce in element.iter("li"):
            self.paragraphe(puce, style="Listepuces")

    def paragraphe(self, element: HtmlElement, *, style: str = "") -> None:
        style = style or ("Notediscrte" if "discret" in _classes(element) else "")
        if runs := _runs(_morceaux(element)):
            self.ajouter(_paragraphe(runs, style=style, avant=160 if self.apres_tableau else 0))

    def definitions(self, element: HtmlElement) -> None:
        for une in element.iter("dt"):
            terme, sens = _morceaux(une), _morceaux(une.getnext())
            gras = [_Morceau(morceau.texte, gras=True) for morceau in terme]
            self.ajouter(_paragraphe(_runs([*gras, _Morceau(" "), *sens]), style="Notediscrte"))

    def bandeau(self, element: HtmlElement) -> None:
        chiffres = element.find_class("chiffre")
        largeurs = _repartir([1.0] * len(chiffres))
        cellules = (cell(largeur, _chiffre(un), None) for largeur, un in zip(largeurs, chiffres, strict=True))
        self.table(largeurs, [_rangee(cellules)], entete=False)

    def tableau(self, element: HtmlElement) -> None:
        for legende in element.iter("caption"):
            self.ajouter(_paragraphe(_runs(_morceaux(legende)), style="Lgende", autres="<w:keepNext/>"))
        rangees = list(element.iter("tr"))
        largeurs = _largeurs(element, len(rangees[0]))
        fiche = "fiche" in _classes(element)
        lignes = [_ligne(rangee, largeurs, fiche=fiche) for rangee in rangees]
        self.table(largeurs, lignes, entete=element.find("thead") is not None)

    def table(self, largeurs: list[int], lignes: list[str], *, entete: bool) -> None:
        if self.apres_tableau:
            self.ajouter(_paragraphe("", apres=40))
        grille = "".join(f'<w:gridCol w:w="{largeur}"/>' for largeur in largeurs)
        ouverture = f"<w:tbl>{properties(entete, LARGEUR)}<w:tblGrid>{grille}</w:tblGrid>"
        self.corps.append(f"{ouverture}{''.join(lignes)}</w:tbl>")
        self.apres_tableau = True

    def ajouter(self, paragraphe: str) -> None:
        self.corps.append(paragraphe)
        self.apres_tableau = False


def _ligne(rangee: HtmlElement, largeurs: list[int], *, fiche: bool) -> str:
    entete = rangee.getparent().tag == "thead"
    total = "total" in _classes(rangee)
    cellules = []
    for rang, (largeur, une) in enumerate(zip(largeurs, rangee, strict=True)):
        premiere = fiche and not rang
        gras = entete or total or premiere
        runs = _runs([_Morceau(m.texte, gras=gras or m.gras, manque=m.manque) for m in _morceaux(une)], TABLEAU)
        droite = '<w:jc w:val="right"/>' if "n" in _classes(une) else ""
        fond = GRIS_ENTETE if entete else GRIS_SAISIE if premiere else None
        cellules.append(cell(largeur, _paragraphe(runs, style="TexteTableau", autres=droite), fond))
    return _rangee(iter(cellules), entete=entete)


def _rangee(cellules: Iterator[str], *, entete: bool = False) -> str:
    repetee = "<w:tblHeader/>" if entete else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repetee}</w:trPr>{''.join(cellules)}</w:tr>"


def _chiffre(element: HtmlElement) -> str:
    """The name, the value in large, what qualifies it."""
    nom, valeur, precision = (
        _runs(_morceaux(un), taille) for un, taille in zip(element, (PETIT, CHIFFRE, PETIT), strict=True)
    )
    return "".join(_paragraphe(runs, style="TexteTableau") for runs in (nom, valeur, precision))


def _largeurs(tableau: HtmlElement, combien: int) -> list[int]:
    parts = [_LARGEUR.search(colonne.get("style", "")) for colonne in tableau.iter("col")]
    lues = [float(part[1]) for part in parts if part]
    return _repartir(lues if len(lues) == combien else [1.0] * combien)


def _repartir(parts: list[float]) -> list[int]:
    """The width of the page shared out, the last column taking what rounding leaves."""
    largeurs = [round(LARGEUR * part / sum(parts)) for part in parts]
    return [*largeurs[:-1], LARGEUR - sum(largeurs[:-1])]


def _morceaux(element: HtmlElement) -> list[_Morceau]:
    """The words of a block, spaces made single, its line ends kept where the page keeps them."""
    garde = "commentaire" in _classes(element)
    morceaux = [
        _Morceau(un.texte if garde else _BLANCS.sub(" ", un.texte) if un.texte != "\n" else "\n", un.gras, un.manque)
        for un in _mots(element, gras=False)
    ]
    return _rogner(morceaux)


def _mots(element: HtmlElement, *, gras: bool) -> Iterator[_Morceau]:
    yield _Morceau(_nu(element.text), gras)
    for enfant in element:
        if enfant.tag == "br":
            yield _Morceau("\n", gras)
        elif enfant.tag == "mark":
            yield _Morceau(_nu(enfant.text), gras, manque=True)
        elif isinstance(enfant.tag, str) and enfant.tag not in ABSENTS:
            yield from _mots(enfant, gras=gras or enfant.tag in {"strong", "b"})
        yield _Morceau(_nu(enfant.tail), gras)


def _nu(texte: str | None) -> str:
    return texte or ""


def _rogner(morceaux: list[_Morceau]) -> list[_Morceau]:
    """Without blanks at either end."""
    pleins = [rang for rang, un in enumerate(morceaux) if un.texte.strip(" \t\n\r")]
    if not pleins:
        return []
    utiles = morceaux[pleins[0] : pleins[-1] + 1]
    utiles[0] = _Morceau(utiles[0].texte.lstrip(" \t\n\r"), utiles[0].gras, utiles[0].manque)
    utiles[-1] = _Morceau(utiles[-1].texte.rstrip(" \t\n\r"), utiles[-1].gras, utiles[-1].manque)
    return [un for un in utiles if un.texte]


def _runs(morceaux: list[_Morceau], taille: int | None = None) -> str:
    return "".join(
        _texte(un.texte, gras=un.gras or taille == CHIFFRE, manque=un.manque, taille=taille) for un in morceaux
    )


def _texte(texte: str, *, gras: bool = False, manque: bool = False, taille: int | None = None) -> str:
    proprietes = "<w:b/><w:bCs/>" if gras else ""
    proprietes += f'<w:sz w:val="{taille}"/><w:szCs w:val="{taille}"/>' if taille else ""
    proprietes += '<w:highlight w:val="yellow"/>' if manque else ""
    lignes = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(ligne)}</w:t>' for ligne in texte.split("\n"))
    return f"<w:r>{f'<w:rPr>{proprietes}</w:rPr>' if proprietes else ''}{lignes}</w:r>"


def _paragraphe(runs: str, *, style: str = "", avant: int = 0, apres: int | None = None, autres: str = "") -> str:
    """A paragraph; `autres` are its other properties, those of spacing aside."""
    espaces = "".join(
        f' w:{cote}="{valeur}"' for cote, valeur in (("before", avant or None), ("after", apres)) if valeur is not None
    )
    debut = f'<w:pStyle w:val="{style}"/>' if style else ""
    jc = autres.startswith("<w:jc")
    espacement = f"<w:spacing{espaces}/>" if espaces else ""
    proprietes = f"{debut}{espacement}{autres}" if jc else f"{debut}{autres}{espacement}"
    return f"<w:p>{f'<w:pPr>{proprietes}</w:pPr>' if proprietes else ''}{runs}</w:p>"


def _classes(element: HtmlElement) -> frozenset[str]:
    return frozenset(element.get("class", "").split())
