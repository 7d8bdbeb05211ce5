"""The words of a tag, parsed in the sandboxed environment of the engine: never run, a wrong one told in French."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError, nodes
from jinja2.environment import Environment

from documents.mots_proches import proche
from documents.verification.defauts import Defaut, defaut
from documents.verification.jetons import Jeton
from documents.word import environment

_FILTRES = """
upper lower capitalize title trim join length count first last default d int string sort unique reverse wordcount
select reject selectattr rejectattr map list e escape
"""
_TESTS = """
defined undefined none string number sequence mapping iterable boolean true false even odd divisibleby
eq equalto ne lt le gt ge in
"""
FILTRES = frozenset(_FILTRES.split())
TESTS = frozenset(_TESTS.split())
_GABARITS = {
    "for": "{{% {corps} %}}{{% endfor %}}",
    "if": "{{% {corps} %}}{{% endif %}}",
    "elif": "{{% if x %}}{{% {corps} %}}{{% endif %}}",
    "set": "{{% {corps} %}}",
    "colspan": "{{{{ {reste} }}}}",
    "cellbg": "{{{{ {reste} }}}}",
}
_ADMIS = (
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Concat,
    nodes.Add,
    nodes.Tuple,
    nodes.List,
    nodes.Keyword,
    nodes.Slice,
    nodes.Neg,
)


def lire_expression(jeton: Jeton, environnement: Environment | None = None) -> tuple[nodes.Node | None, list[Defaut]]:
    """The parsed tag, None where it says nothing (`endif`) or cannot be read; what it may not hold."""
    source = _source(jeton)
    if source is None:
        return None, []
    if not jeton.corps:
        return None, [defaut(jeton.lieu, "cette balise est vide", "écrivez le nom d’un champ, ou effacez-la")]
    try:
        arbre = (environnement or environment()).parse(source)
    except TemplateSyntaxError as erreur:
        return None, [_illisible(jeton, str(erreur.message))]
    except RecursionError:
        return None, [defaut(jeton.lieu, "cette balise est trop longue", "écrivez seulement le nom d’un champ")]
    return _noeud(arbre), list(_interdits(jeton, arbre))


def _source(jeton: Jeton) -> str | None:
    if jeton.ouvrant == "{{":
        return f"{{{{ {jeton.corps} }}}}"
    gabarit = _GABARITS.get(jeton.mot)
    if gabarit is None:
        return None
    return gabarit.format(corps=jeton.corps, reste=jeton.corps.removeprefix(jeton.mot))


def _noeud(arbre: nodes.Template) -> nodes.Node | None:
    """The statement or the printed expression; the condition of an `elif`."""
    premier: nodes.Node | None = arbre.body[0] if arbre.body else None
    if isinstance(premier, nodes.Output):
        return premier.nodes[0]
    if isinstance(premier, nodes.If) and premier.elif_:
        return premier.elif_[0]
    return premier


def _interdits(jeton: Jeton, arbre: nodes.Template) -> Iterator[Defaut]:
    """Calls, reserved attributes, calculations: what a text never needs and an attack does."""
    for noeud in arbre.find_all(nodes.Expr):
        if isinstance(noeud, nodes.Getattr) and noeud.attr.startswith("_"):
            yield defaut(
                jeton.lieu, f"« {noeud.attr} » est un nom interne, interdit dans un modèle", "effacez cette balise"
            )
        elif isinstance(noeud, nodes.Call):
            yield _appel(jeton, noeud)
        elif isinstance(noeud, nodes.Filter):
            yield from _nom_connu(jeton, noeud.name, FILTRES, "le filtre")
        elif isinstance(noeud, nodes.Test):
            yield from _nom_connu(jeton, noeud.name, TESTS, "le test")
        elif not isinstance(noeud, _ADMIS):
            yield defaut(
                jeton.lieu,
                "un calcul n’est pas admis dans un modèle",
                "les chiffres arrivent déjà calculés et écrits : employez le champ qui les porte",
            )


def _appel(jeton: Jeton, appel: nodes.Call) -> Defaut:
    nom = appel.node.attr if isinstance(appel.node, nodes.Getattr) else getattr(appel.node, "name", "")
    if nom in FILTRES and isinstance(appel.node, nodes.Getattr):
        remede = f"écrivez « | {nom} » après le champ"
    else:
        remede = "écrivez seulement le nom d’un champ ; une image se colle dans le modèle"
    return defaut(jeton.lieu, f"l’appel de « {nom} » n’est pas admis dans un modèle", remede)


def _nom_connu(jeton: Jeton, nom: str, connus: frozenset[str], quoi: str) -> Iterator[Defaut]:
    if nom not in connus:
        voisin = proche(nom, connus)
        remede = f"écrivez « {voisin} »" if voisin else "effacez-le : le champ est déjà mis en forme"
        yield defaut(jeton.lieu, f"{quoi} « {nom} » n’existe pas ou n’est pas admis", remede)


def _illisible(jeton: Jeton, message: str) -> Defaut:
    """The parser's message in French, as far as it says something to an author."""
    if trouve := re.search(r"unexpected char '(.)'", message):
        return _signe(jeton, trouve[1])
    if trouve := re.search(r"got '([^']*)'", message):
        if trouve[1] in ("end of print statement", "end of statement block"):
            return defaut(jeton.lieu, f"« {jeton.brut} » n’est pas fini", "complétez le nom du champ")
        return defaut(
            jeton.lieu, f"« {trouve[1]} » est de trop dans « {jeton.brut} »", "un nom de champ s’écrit sans espace"
        )
    if trouve := re.search(r"[Nn]o (filter|test) named '([^']*)'", message):
        quoi, connus = ("le filtre", FILTRES) if trouve[1] == "filter" else ("le test", TESTS)
        return next(_nom_connu(jeton, trouve[2], connus, quoi))
    if any(unicodedata.category(signe) == "Cf" for signe in jeton.brut):
        return defaut(jeton.lieu, f"« {jeton.brut} » contient un signe invisible", "retapez cette balise à la main")
    return defaut(jeton.lieu, f"« {jeton.brut} » ne peut pas être lu", "écrivez « {{ nom_du_champ }} »")


def _signe(jeton: Jeton, signe: str) -> Defaut:
    if signe in "«»":
        return defaut(
            jeton.lieu,
            "des guillemets « » se trouvent dans la balise",
            "un nom de champ s’écrit sans guillemets, et un texte comparé entre apostrophes : 'marché'",
        )
    return defaut(jeton.lieu, f"le signe « {signe} » n’a pas sa place dans une balise", "effacez-le")
