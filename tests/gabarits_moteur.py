"""Word templates made to try the engine: one feature of docxtpl each, with the contexts to render them."""

from __future__ import annotations

import io
import zipfile
from types import SimpleNamespace
from typing import Any

from docxtpl import Listing, RichText, RichTextParagraph

from documents.archive import archive
from documents.fabrique.paquet import Contenu, R, W, package
from documents.nettoyage import clean

WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId6"/><w:footerReference w:type="default" r:id="rId7"/>'
)
_SECTION += "</w:sectPr>"
_NOTES = (
    f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def p(texte: str, proprietes: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p><w:pPr><w:spacing w:after="0"/></w:pPr><w:r>{proprietes}<w:t>{texte}</w:t></w:r></w:p>'


def tc(contenu: str, proprietes: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{proprietes}</w:tcPr>{p(contenu)}</w:tc>'


def tr(*cellules: str) -> str:
    return f"<w:tr>{''.join(un if un.startswith('<w:tc>') else tc(un) for un in cellules)}</w:tr>"


def tbl(colonnes: int, *rangees: str) -> str:
    grille = '<w:gridCol w:w="900"/>' * colonnes
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grille}</w:tblGrid>{''.join(rangees)}</w:tbl>"


def dessin(numero: int) -> str:
    proprietes = f'<wp:docPr xmlns:wp="{WP}" id="{numero}" name="dessin"/>'
    return f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{WP}">{proprietes}</wp:inline></w:drawing></w:r></w:p>'


def cadre(texte: str) -> str:
    return f"<w:p><w:r><w:pict><w:txbxContent>{p(texte)}</w:txbxContent></w:pict></w:r></w:p>"


def gabarit(corps: str, *, en_tete: str = "", pied: str = "", titre: str = "Essai", note: str = "") -> bytes:
    """A template of that body, header and footer, its default properties without a tag."""
    octets = package(
        Contenu(
            corps=corps + _SECTION,
            en_tetes=(p(en_tete), p("")),
            pieds=(p(pied), p("")),
            titre=titre,
            sujet="",
            proprietes={"edition": "essai"},
        )
    )
    return _annoter(octets, note) if note else octets


def _annoter(octets: bytes, note: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        membres = {nom: paquet.read(nom) for nom in paquet.namelist()}
    genre = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    membres["word/footnotes.xml"] = _NOTES.format(note).encode()
    _avant(membres, "[Content_Types].xml", f'<Override PartName="/word/footnotes.xml" ContentType="{genre}"/></Types>')
    lien = f'<Relationship Id="rId90" Type="{R}/footnotes" Target="footnotes.xml"/></Relationships>'
    _avant(membres, "word/_rels/document.xml.rels", lien)
    return archive(membres)


def _avant(membres: dict[str, bytes], nom: str, ajout: str) -> None:
    fin = ajout[ajout.rindex("</") :].encode()
    membres[nom] = membres[nom].replace(fin, ajout.encode())


def lot(numero: int, nom: str, *heures: int) -> SimpleNamespace:
    return SimpleNamespace(numero=numero, nom=nom, heures=list(heures), vide=not heures)


BANALE: dict[str, Any] = {
    "objet": "Lycée <Hélène> & Cie",
    "suite": "du 5 octobre",
    "vrai": True,
    "faux": False,
    "couleur": "FF0000",
    "large": 2,
    "colonnes": ["un", "deux", "trois"],
    "lots": [lot(1, "Gros œuvre", 140, 150), lot(2, "Peinture & enduits", 20), lot(3, "Ascenseur")],
    "defait": "<w:br/><ouvert",
}
RICHES: dict[str, Any] = {
    "riche": RichText("gras & <fin>", bold=True, color="#FF0000"),
    "alinea": RichTextParagraph("à part", parastyle="Titre1"),
    "liste": Listing("une\nligne\tpuis\aun paragraphe\fune page"),
}
HOSTILE: dict[str, Any] = BANALE | {
    "objet": "a\nb\tc \r\n d\x0b & < > \" ' « » 😀 \u2028 ]]> --> ?>",
    "suite": "\n",
    "colonnes": ["", "\t", "x\n\ny"],
    "lots": [lot(0, "\n\t\n", -1), lot(10**9, "מדרסה é" * 50)],
}
VIDE: dict[str, Any] = BANALE | {"objet": "", "suite": " ", "vrai": False, "colonnes": [], "lots": [], "large": 1}
PROPRE = HOSTILE | {"objet": clean(HOSTILE["objet"])}
CONTEXTES = {"banal": BANALE, "hostile": HOSTILE, "propre": PROPRE, "vide": VIDE}

_BOUCLE = (tr("{%tr for lot in lots %}"), tr("{{ lot.numero }}", "{{ lot.nom }}"), tr("{%tr endfor %}"))
SIMPLES = {
    "paragraphes": p("{{ objet }}") + p("avant {{ suite }} après", "<w:rPr><w:b/></w:rPr>"),
    "balise coupée": "<w:p><w:r><w:t>{{ ob</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>jet }}</w:t></w:r></w:p>",
    "accolades coupées": "<w:p><w:r><w:t>{</w:t></w:r><w:r><w:t>{ objet }</w:t></w:r><w:r><w:t>}</w:t></w:r></w:p>",
    "paragraphes conditionnels": p("{%p if vrai %}") + p("oui") + p("{%p else %}") + p("non") + p("{%p endif %}"),
    "conditions emboîtées": p("{% if vrai %}a{% elif faux %}b{% else %}{% if objet %}c{% endif %}{% endif %}"),
    "boucles emboîtées": p("{%p for lot in lots %}")
    + p("{{ loop.index }} {{ lot.nom }}{% for h in lot.heures %} {{ h }}{% else %} rien{% endfor %}")
    + p("{%p endfor %}"),
    "accolades littérales": p("{_{ objet }_} {_% if %_}"),
    "brut": p("{% raw %}{{ objet }}{% endraw %}"),
    "commentaires": p("{# rien #}a") + p("{#p rien #}") + tbl(1, tr("{#tr rien #}"), tr("b")),
    "apostrophes": p("{{ ‘x’ if vrai else “y” }} {{ objet if large &gt; 1 }}"),
    "fusion de paragraphes": p("un {%- if vrai -%}") + p("deux {%- endif -%}") + p("trois"),
    "branche qui coupe un texte": "<w:p><w:r><w:t>{{ objet }}{% if vrai %}</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>"
    "italique{% endif %} fin</w:t></w:r></w:p>",
    "rangées": tbl(2, tr("n°", "nom"), *_BOUCLE),
    "fusion verticale": tbl(
        2, tr("a", "b"), tr("{%tr for lot in lots %}"), tr("{% vm %}{{ objet }}", "{{ lot.nom }}"), tr("{%tr endfor %}")
    ),
    "fond de cellule": tbl(2, tr("{% cellbg couleur %}{{ objet }}", "b")),
    "couleur dans un attribut": p("{{ objet }}", '<w:rPr><w:color w:val="{{ couleur }}"/></w:rPr>'),
    "filtres": p("{{ objet|upper }} {{ lots|length }} {{ colonnes|join(', ') }} {{ suite|default('x') }}"),
    "affectation": p("{% set x = objet %}{{ x }}"),
    "dessins": dessin(7) + p("{{ objet }}") + dessin(7),
    "tableau dans une cellule": tbl(1, f"<w:tr><w:tc><w:tcPr/>{tbl(1, tr('{{ objet }}'))}{p('')}</w:tc></w:tr>"),
    "cadre de texte": cadre("{{ objet }}") + p("{{ suite }}"),
}
VARIABLES = {
    "colonnes en boucle": tbl(1, tr("{%tc for c in colonnes %}", "{{ c }}", "{%tc endfor %}")),
    "fusion horizontale": tbl(
        3, tr("a", "b", "c"), tr("{%tc for c in colonnes %}", "{% hm %}{{ objet }}", "{%tc endfor %}")
    ),
    "portée": tbl(3, tr("a", "b", "c"), tr("{% colspan large %}{{ objet }}", "d")),
    "rangées toutes conditionnelles": tbl(2, *_BOUCLE),
    "tableau d’une autre largeur": tbl(4, tr("{{ objet }}", "b")),
    "grand tableau dans une cellule": tbl(
        1, f"<w:tr><w:tc><w:tcPr/>{tbl(1, tr('{{ objet }}', 'b'))}{p('')}</w:tc></w:tr>"
    ),
    "dessin conditionnel": p("{%p if vrai %}") + dessin(3) + p("{%p endif %}") + dessin(4),
    "filtre safe": p("{{ objet|safe }}"),
    "macro": p("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(objet) }}"),
    "bloc affecté": p("{% set x %}{{ objet }}<w:br/>{% endset %}{{ x }}"),
    "branche déséquilibrée": p("{% if vrai %}a") + tbl(1, tr("b{% endif %}")),
    "caractère interdit": p('{{ "\\x0b" }}{{ objet }}'),
}
BALISEES = {
    "texte riche": p("{{r riche }} et {{ objet }}"),
    "paragraphe riche": p("{{p alinea }}"),
    "liste": p("{{ liste }}", "<w:rPr><w:b/></w:rPr>") + cadre("{{ liste }}"),
    "défait": p("{{ defait|safe }}"),
}
