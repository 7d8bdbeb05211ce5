"""Tables of the family: grey header repeated on each page, rows that never split, fixed widths.

Widths are in twentieths of a point; a page is 9,638 wide between its margins, 14,570 turned.
"""

from __future__ import annotations

from dataclasses import dataclass

from documents.fabrique.inline import runs

LARGEUR = 9638
LARGEUR_PAYSAGE = 14570
GRIS_ENTETE = "D9D9D9"
GRIS_SAISIE = "F2F2F2"
LIGNES_INSECABLES = 8


@dataclass(frozen=True)
class Colonne:
    titre: str
    largeur: int
    aligne: str = "left"


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A row; `pour` repeats it (`lot in lots`), `si` keeps it or not; `saisie`: the cells the reader fills in."""

    cellules: tuple[str, ...]
    pour: str | None = None
    si: str | None = None
    gras: bool = False
    saisie: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Rangee:
    """How a row is set: in a sheet without header, on the page of the next row."""

    fiche: bool
    liee: bool


def tableau(colonnes: tuple[Colonne, ...], lignes: tuple[Ligne, ...], *, entete: bool = True) -> str:
    """The XML of a table of these columns; a two-column sheet without header shades its first column."""
    largeur = sum(colonne.largeur for colonne in colonnes)
    assert largeur in {LARGEUR, LARGEUR_PAYSAGE}, "widths must fill the page"
    grille = "".join(f'<w:gridCol w:w="{colonne.largeur}"/>' for colonne in colonnes)
    tete = _entete(colonnes) if entete else ""
    corps = "".join(
        _ligne(colonnes, ligne, Rangee(fiche=not entete, liee=_insecable(lignes) and rang < len(lignes)))
        for rang, ligne in enumerate(lignes, start=1)
    )
    return f"<w:tbl>{properties(entete, largeur)}<w:tblGrid>{grille}</w:tblGrid>{tete}{corps}</w:tbl>"


def encadre(paragraphes: tuple[str, ...], fond: str = "F2F2F2") -> str:
    """A framed box of one cell."""
    contenu = "".join(_paragraphe(texte, "left", gras=False) for texte in paragraphes)
    return (
        f'<w:tbl>{properties(False, LARGEUR)}<w:tblGrid><w:gridCol w:w="{LARGEUR}"/></w:tblGrid><w:tr><w:trPr>'
        f"<w:cantSplit/></w:trPr>{cell(LARGEUR, contenu, fond)}</w:tr></w:tbl>"
    )


def properties(entete: bool, largeur: int) -> str:
    """What opens a table of that width, its first row a header or not."""
    return (
        f'<w:tblPr><w:tblStyle w:val="Grilledutableau"/><w:tblW w:w="{largeur}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0" w:firstRow="{int(entete)}" w:lastRow="0" '
        'w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
    )


def _entete(colonnes: tuple[Colonne, ...]) -> str:
    cellules = "".join(
        cell(colonne.largeur, _paragraphe(colonne.titre, colonne.aligne, gras=True, garde=True), GRIS_ENTETE)
        for colonne in colonnes
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cellules}</w:tr>"


def _insecable(lignes: tuple[Ligne, ...]) -> bool:
    """Whether the table stays on one page: none of its rows repeats, and they are few."""
    return len(lignes) <= LIGNES_INSECABLES and all(ligne.pour is None for ligne in lignes)


def _ligne(colonnes: tuple[Colonne, ...], ligne: Ligne, rangee: Rangee) -> str:
    assert len(ligne.cellules) == len(colonnes), ligne.cellules
    cellules = "".join(
        cell(
            colonne.largeur,
            "".join(
                _paragraphe(t, colonne.aligne, gras=ligne.gras or (rangee.fiche and not rang), garde=rangee.liee)
                for t in texte.split("\n")
            ),
            GRIS_SAISIE if rang in ligne.saisie or (rangee.fiche and not rang) else None,
        )
        for rang, (colonne, texte) in enumerate(zip(colonnes, ligne.cellules, strict=True))
    )
    hauteur = '<w:trHeight w:val="397" w:hRule="atLeast"/>' if ligne.saisie else ""
    xml = f"<w:tr><w:trPr><w:cantSplit/>{hauteur}</w:trPr>{cellules}</w:tr>"
    if ligne.pour:
        xml = _balise(f"for {ligne.pour}", colonnes) + xml + _balise("endfor", colonnes)
    if ligne.si:
        xml = _balise(f"if {ligne.si}", colonnes) + xml + _balise("endif", colonnes)
    return xml


def _balise(instruction: str, colonnes: tuple[Colonne, ...]) -> str:
    """A row that docxtpl replaces by its instruction."""
    contenu = f"<w:p><w:r><w:t>{{%tr {instruction} %}}</w:t></w:r></w:p>"
    etendue = f'<w:gridSpan w:val="{len(colonnes)}"/>' if len(colonnes) > 1 else ""
    largeur = sum(colonne.largeur for colonne in colonnes)
    return f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{largeur}" w:type="dxa"/>{etendue}</w:tcPr>{contenu}</w:tc></w:tr>'


def cell(largeur: int, contenu: str, fond: str | None) -> str:
    """A cell of these paragraphs, shaded or not."""
    ombre = f'<w:shd w:val="clear" w:color="auto" w:fill="{fond}"/>' if fond else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{largeur}" w:type="dxa"/>{ombre}</w:tcPr>{contenu}</w:tc>'


def _paragraphe(texte: str, aligne: str, *, gras: bool, garde: bool = False) -> str:
    suite = "<w:keepNext/>" if garde else ""
    sens = "" if aligne == "left" else f'<w:jc w:val="{aligne}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="TexteTableau"/>{suite}{sens}</w:pPr>{runs(texte, gras=gras)}</w:p>'
