"""Names against the typed context: each field exists, a list is gone through, a yes or no is asked, not printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jinja2 import nodes

from documents.champs_modeles import Genre, Valeur, lire_valeur, valeurs
from documents.mots_proches import proche
from documents.verification.defauts import Defaut, avertissement, defaut
from documents.verification.expressions import lire_expression
from documents.verification.jetons import Jeton

_LIBRE = Valeur(genre=Genre.TEXTE, contenu=object)
_OUI = Valeur(genre=Genre.OUI_NON)
_TEXTE = Valeur(genre=Genre.TEXTE, contenu=str)
_BOUCLE = {"first": _OUI, "last": _OUI, "index": _TEXTE, "index0": _TEXTE, "length": _TEXTE, "revindex": _TEXTE}
_LISTES = frozenset({"select", "reject", "selectattr", "rejectattr", "sort", "unique", "reverse", "map", "list"})


@dataclass(frozen=True, kw_only=True)
class Inconnu:
    """A name that the context does not have: what was written, what was meant."""

    faute: str
    remede: str


class Portee:
    """What names mean at a place of the template: the fields, the variables of the loops and conditions around."""

    def __init__(self, classe: type, employes: set[str]) -> None:
        """`employes` receives each field that the template names, as `Classe.champ`."""
        self._classe, self._employes = classe, employes
        self._champs = valeurs(classe)
        self._chemins = dict(_chemins(classe, ""))
        self._cadres: list[tuple[dict[str, Valeur], set[str]]] = [({}, set())]

    def suivre(self, jeton: Jeton) -> Iterator[Defaut]:
        """The faults of a tag; opens and closes what it opens and closes."""
        if jeton.ouvrant == "{%" and jeton.mot in ("endfor", "endif") and len(self._cadres) > 1:
            self._cadres.pop()
        noeud, fautes = lire_expression(jeton)
        yield from fautes
        if jeton.ouvrant == "{{":
            if noeud is not None and not fautes:
                yield from self._imprimer(jeton, noeud)
        elif isinstance(noeud, nodes.For):
            yield from self._boucler(jeton, noeud)
        elif isinstance(noeud, nodes.If):
            yield from self._demander(jeton, noeud)
        elif isinstance(noeud, nodes.Assign):
            yield from self._retenir(jeton, noeud)
        elif jeton.mot in ("for", "if"):
            self._cadres.append(({}, set()))

    def _imprimer(self, jeton: Jeton, noeud: nodes.Node) -> Iterator[Defaut]:
        valeur = self._valeur(noeud)
        if isinstance(valeur, Inconnu):
            yield defaut(jeton.lieu, valeur.faute, valeur.remede)
        elif valeur.genre is Genre.LISTE:
            yield defaut(
                jeton.lieu,
                f"« {jeton.corps} » est une liste",
                f"parcourez-la : « {{%p for ligne in {jeton.corps} %}} », « {{{{ ligne }}}} », « {{%p endfor %}} »",
            )
        elif valeur.genre is Genre.GROUPE:
            exemple = next(iter(valeurs(valeur.contenu)))
            yield defaut(
                jeton.lieu,
                f"« {jeton.corps} » réunit plusieurs champs",
                f"choisissez-en un, « {jeton.corps}.{exemple} »",
            )
        elif valeur.genre is Genre.OUI_NON:
            yield defaut(
                jeton.lieu,
                f"« {jeton.corps} » vaut vrai ou faux et ne s’imprime pas",
                f"écrivez « {{% if {jeton.corps} %}} … {{% endif %}} »",
            )
        elif valeur.facultatif and not self._gardee(jeton.corps):
            yield avertissement(
                jeton.lieu,
                f"« {jeton.corps} » peut manquer",
                f"entourez-le de « {{% if {jeton.corps} %}} … {{% endif %}} »",
            )

    def _boucler(self, jeton: Jeton, boucle: nodes.For) -> Iterator[Defaut]:
        valeur = self._valeur(boucle.iter)
        element = _LIBRE
        if isinstance(valeur, Inconnu):
            yield defaut(jeton.lieu, valeur.faute, valeur.remede)
        elif valeur.genre is Genre.LISTE:
            element = lire_valeur(valeur.contenu)
        elif valeur is not _LIBRE:
            yield defaut(
                jeton.lieu,
                "cette boucle parcourt un champ qui n’est pas une liste",
                f"parcourez une liste{self._listes()}",
            )
        nom = boucle.target.name if isinstance(boucle.target, nodes.Name) else ""
        self._cadres.append(({nom: element, "loop": _LIBRE}, set()))

    def _demander(self, jeton: Jeton, condition: nodes.If) -> Iterator[Defaut]:
        if jeton.mot == "elif" and len(self._cadres) > 1:
            self._cadres.pop()
        yield from self._erreurs(jeton, condition.test)
        self._cadres.append(({}, {_ecrire(noeud) for noeud in _acces(condition.test)}))

    def _retenir(self, jeton: Jeton, affectation: nodes.Assign) -> Iterator[Defaut]:
        yield from self._erreurs(jeton, affectation.node)
        if isinstance(affectation.target, nodes.Name):
            valeur = self._valeur(affectation.node)
            self._cadres[-1][0][affectation.target.name] = _LIBRE if isinstance(valeur, Inconnu) else valeur

    def _erreurs(self, jeton: Jeton, noeud: nodes.Node) -> Iterator[Defaut]:
        for acces in _acces(noeud):
            valeur = self._valeur(acces)
            if isinstance(valeur, Inconnu):
                yield defaut(jeton.lieu, valeur.faute, valeur.remede)

    def _gardee(self, chemin: str) -> bool:
        return any(chemin in gardes for _, gardes in self._cadres)

    def _valeur(self, noeud: nodes.Node) -> Valeur | Inconnu:
        """What an expression holds; the first unknown name in it otherwise."""
        if isinstance(noeud, nodes.Name):
            return self._nom(noeud.name)
        if isinstance(noeud, nodes.Getattr):
            return self._champ(noeud.node, noeud.attr)
        if isinstance(noeud, nodes.Getitem):
            return self._element(noeud)
        for acces in _acces(noeud):
            if isinstance(valeur := self._valeur(acces), Inconnu):
                return valeur
        if isinstance(noeud, nodes.Filter) and noeud.node is not None and noeud.name in _LISTES:
            return self._valeur(noeud.node)
        return _LIBRE

    def _nom(self, nom: str) -> Valeur | Inconnu:
        for variables, _ in reversed(self._cadres):
            if nom in variables:
                return variables[nom]
        if nom in self._champs:
            self._employes.add(f"{self._classe.__name__}.{nom}")
            return self._champs[nom]
        return Inconnu(faute=f"le champ « {nom} » n’existe pas dans ce modèle", remede=self._remede(nom))

    def _remede(self, nom: str, suite: str | None = None) -> str:
        """What to write for a name; `suite` is the field that was read of it, which tells more where it exists."""
        variables = [connue for cadre, _ in self._cadres for connue in cadre if connue]
        chemins = sorted(self._chemins, key=lambda chemin: "[]" in chemin)[::-1]
        feuilles = {chemin.rsplit(".", 1)[-1]: chemin for chemin in chemins}
        voisin = nom if nom in feuilles else None
        if voisin is None and suite is not None:
            voisin = suite if suite in feuilles else proche(suite, feuilles)
        voisin = voisin or proche(nom, [*variables, *self._champs]) or proche(nom, feuilles)
        if voisin is None:
            return "la liste des champs est donnée par « relais modeles champs »"
        chemin = voisin if voisin in self._champs or voisin in variables else feuilles[voisin]
        if "[]" in chemin:
            return f"il est dans une liste : parcourez « {chemin.split('[]', maxsplit=1)[0]} » par une boucle"
        return f"écrivez « {chemin} »"

    def _champ(self, porteur: nodes.Node, nom: str) -> Valeur | Inconnu:
        if isinstance(porteur, nodes.Name) and porteur.name == "loop":
            return _BOUCLE.get(nom) or Inconnu(
                faute=f"« loop.{nom} » n’est pas admis", remede=f"employez loop.{', loop.'.join(_BOUCLE)}"
            )
        valeur = self._valeur(porteur)
        if isinstance(valeur, Inconnu) and isinstance(porteur, nodes.Name):
            return replace(valeur, remede=self._remede(porteur.name, nom))
        if isinstance(valeur, Inconnu) or valeur is _LIBRE:
            return valeur
        if valeur.genre is Genre.GROUPE:
            self._employes.add(f"{valeur.contenu.__name__}.{nom}")
        return _dans(_ecrire(porteur), valeur, nom)

    def _element(self, noeud: nodes.Getitem) -> Valeur | Inconnu:
        """`lots[0]` is an element, `garde['reference']` a field."""
        if isinstance(noeud.arg, nodes.Const) and isinstance(noeud.arg.value, str):
            return self._champ(noeud.node, noeud.arg.value)
        valeur = self._valeur(noeud.node)
        if isinstance(valeur, Inconnu) or valeur.genre is not Genre.LISTE:
            return valeur
        return lire_valeur(valeur.contenu)

    def _listes(self) -> str:
        noms = [nom for nom, valeur in self._champs.items() if valeur.genre is Genre.LISTE]
        return f" : {', '.join(noms)}" if noms else ""


def _dans(porteur: str, valeur: Valeur, nom: str) -> Valeur | Inconnu:
    """A field of a group, or why there is none."""
    if valeur.genre is Genre.LISTE:
        return Inconnu(
            faute=f"« {porteur} » est une liste, « {porteur}.{nom} » n’existe pas",
            remede=f"parcourez-la : « {{% for ligne in {porteur} %}} », puis « {{{{ ligne.{nom} }}}} »",
        )
    if valeur.genre is not Genre.GROUPE:
        return Inconnu(faute=f"« {porteur} » n’a pas de champ « {nom} »", remede=f"écrivez « {porteur} »")
    connus = valeurs(valeur.contenu)
    if nom in connus:
        return connus[nom]
    voisin = proche(nom, connus)
    remede = f"écrivez « {porteur}.{voisin} »" if voisin else f"ses champs sont : {', '.join(connus)}"
    return Inconnu(faute=f"« {porteur} » n’a pas de champ « {nom} »", remede=remede)


def _acces(noeud: nodes.Node) -> Iterator[nodes.Node]:
    """The outermost names and fields of an expression."""
    if isinstance(noeud, nodes.Name | nodes.Getattr | nodes.Getitem):
        yield noeud
        return
    for enfant in noeud.iter_child_nodes():
        yield from _acces(enfant)


def _ecrire(noeud: nodes.Node) -> str:
    if isinstance(noeud, nodes.Name):
        return noeud.name
    if isinstance(noeud, nodes.Getattr):
        return f"{_ecrire(noeud.node)}.{noeud.attr}"
    return f"{_ecrire(noeud.node)}[…]" if isinstance(noeud, nodes.Getitem) else "…"


def _chemins(classe: type, tete: str) -> Iterator[tuple[str, Valeur]]:
    """Every path of a context, its own fields before those of its groups and lists."""
    suites: list[tuple[str, type]] = []
    for nom, valeur in valeurs(classe).items():
        liste = valeur.genre is Genre.LISTE
        chemin = f"{tete}{nom}{'[]' if liste else ''}"
        yield chemin, valeur
        interieur = lire_valeur(valeur.contenu) if liste else valeur
        if interieur.genre is Genre.GROUPE:
            suites.append((f"{chemin}.", interieur.contenu))
    for suite, contenu in suites:
        yield from _chemins(contenu, suite)
