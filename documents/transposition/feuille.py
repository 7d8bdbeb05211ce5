"""The style sheet of a page being written: one class per set of declarations, whatever uses it."""

from __future__ import annotations

from dataclasses import dataclass, field

from documents.transposition.proprietes import Css

_SOCLE = """
html { font: 10pt Relais, "Relais etendu", "Relais signes"; color: #000; hyphens: manual; }
body, p, h1, h2, h3, h4, h5, h6, ul, ol, table { margin: 0; padding: 0; }
body { orphans: 2; widows: 2; overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, h6 { font-weight: 400; break-after: avoid; }
h1 { bookmark-level: 1; } h2 { bookmark-level: 2; } h3 { bookmark-level: 3; }
li { margin: 0; padding: 0; }
table, .t { table-layout: fixed; border-collapse: collapse; }
.t { display: table; } .r { display: table-row; } .c { display: table-cell; box-sizing: border-box; }
.e { display: table; width: 100%; } .e > span { display: table-cell; } .e > :last-child { white-space: nowrap; }
.f { table-layout: fixed; }
tr, .r { break-inside: avoid; }
td, th, .c { vertical-align: top; text-align: left; font-weight: 400; }
thead { display: table-header-group; }
a { color: inherit; text-decoration: inherit; }
.b { display: inline-block; text-indent: 0; }
.d { float: right; text-indent: 0; }
.lp::after { content: leader("."); } .lt::after { content: leader("_"); }
.page::before { content: counter(page); } .pages::before { content: counter(pages); }
"""


@dataclass
class Feuille:
    """`pages` are the rules of its pages, added as sections are read."""

    pages: list[str] = field(default_factory=list)
    _classes: dict[str, str] = field(default_factory=dict)

    def classe(self, css: Css) -> str:
        """The class that has these declarations, those of an initial value left out."""
        declarations = ";".join(f"{nom}:{valeur}" for nom, valeur in css.items() if (nom, valeur) not in _INITIALES)
        return self._classes.setdefault(declarations, f"k{len(self._classes)}")

    def css(self) -> str:
        """The whole sheet."""
        regles = "\n".join(f".{nom}{{{declarations}}}" for declarations, nom in self._classes.items())
        return "\n".join((_SOCLE, *self.pages, regles))


_INITIALES = {
    ("margin-right", "0pt"),
    ("break-before", "auto"),
    ("break-inside", "auto"),
    ("font-style", "normal"),
}
