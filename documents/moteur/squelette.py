"""The skeleton of a template part: one XML text that stands for every document it can make.

Each loop and branch is written once, between two processing instructions, which may stand wherever a tag may; each
printed value is a neutral text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import nodes

from documents.nettoyage import clean

BLOC = "relais-bloc"
FIN = "relais-fin"
_TEXTE = "--"  # forbidden in a comment, where a value could end it
_FILTRES = frozenset(
    (
        *("abs", "batch", "capitalize", "count", "d", "default", "first", "float", "int", "join", "last", "length"),
        *("list", "lower", "max", "min", "rejectattr", "reverse", "round", "select", "selectattr", "slice", "sort"),
        *("string", "sum", "title", "trim", "unique", "upper", "wordcount"),
    )
)
_FONCTIONS = frozenset({"range", "namespace", "cycler", "joiner", "dict"})
_STRUCTURE = frozenset('<>"&')


class NonProuvable(Exception):
    """A construct about which nothing is proved."""


def squelette(noeuds: Iterable[nodes.Node]) -> str:
    """The skeleton of a sequence of template nodes. Raises NonProuvable."""
    return "".join(_ecrire(noeud) for noeud in noeuds)


def est_constante(modele: nodes.Template) -> bool:
    """Whether a part is always the same text."""
    return all(
        isinstance(noeud, nodes.Output) and all(isinstance(un, nodes.TemplateData) for un in noeud.nodes)
        for noeud in modele.body
    )


def _ecrire(noeud: nodes.Node) -> str:
    if isinstance(noeud, nodes.Output):
        return "".join(_sortie(un) for un in noeud.nodes)
    if isinstance(noeud, nodes.If):
        return _si(noeud)
    if isinstance(noeud, nodes.For) and not noeud.recursive:
        _eprouver(noeud.iter, noeud.test)
        return _branche(noeud.body) + _branche(noeud.else_)
    if isinstance(noeud, nodes.Assign):
        _eprouver(noeud.node)
        return ""
    raise NonProuvable(type(noeud).__name__)


def _sortie(noeud: nodes.Expr) -> str:
    if isinstance(noeud, nodes.TemplateData):
        return noeud.data
    _eprouver(noeud)
    return _TEXTE


def _si(noeud: nodes.If) -> str:
    _eprouver(noeud.test)
    suites = "".join(_si(suite) for suite in noeud.elif_)
    return _branche(noeud.body) + suites + _branche(noeud.else_)


def _branche(noeuds: list[nodes.Node]) -> str:
    """A branch of plain text may stand inside the value of an attribute, where no instruction may."""
    texte = squelette(noeuds)
    return texte if _STRUCTURE.isdisjoint(texte) else f"<?{BLOC}?>{texte}<?{FIN}?>"


def _eprouver(*expressions: nodes.Node | None) -> None:
    """Nothing when the expressions yield values that will be escaped, else NonProuvable."""
    for expression in expressions:
        for noeud in _descendance(expression):
            if not _inoffensif(noeud):
                raise NonProuvable(type(noeud).__name__)


def _descendance(expression: nodes.Node | None) -> Iterator[nodes.Node]:
    if expression is not None:
        yield expression
        yield from expression.find_all(nodes.Node)


def _inoffensif(noeud: nodes.Node) -> bool:
    if isinstance(noeud, nodes.Filter):
        return noeud.name in _FILTRES
    if isinstance(noeud, nodes.Call):
        return isinstance(noeud.node, nodes.Getattr) or getattr(noeud.node, "name", None) in _FONCTIONS
    if isinstance(noeud, nodes.Const) and isinstance(noeud.value, str):
        return clean(noeud.value) == noeud.value
    return not isinstance(noeud, nodes.MarkSafe | nodes.MarkSafeIfAutoescape)
