"""Which tag closes which, and whether what lies between is a whole number of paragraphs, cells or rows.

docxtpl takes a half-enclosed cell without a word and writes a broken document: here it is told before.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from documents.mots_proches import proche
from documents.verification.defauts import Defaut, defaut
from documents.verification.jetons import Jeton
from documents.verification.passages import W

FERME = {"endif": "if", "endfor": "for"}
OUVRE = {ouvert: ferme for ferme, ouvert in FERME.items()}
SUITE = ("elif", "else")
SIMPLES = ("set", "colspan", "cellbg", "vm", "hm")
PERMISES = ("for", "endfor", "if", "elif", "else", "endif", *SIMPLES)
PROFONDEUR = 4
_CONTENEURS = {f"{W}tc", f"{W}txbxContent", f"{W}body", f"{W}hdr", f"{W}ftr", f"{W}footnote"}
_NOMS = {"tr": "une ligne de tableau", "tc": "une cellule", "p": "un paragraphe"}


def examiner_structure(jetons: list[Jeton]) -> Iterator[Defaut]:
    """Every fault of opening and closing, in the order of the document; parts are examined apart."""
    for jeton in jetons:
        yield from _prefixe(jeton)
    pile: list[Jeton] = []
    for jeton in jetons:
        if jeton.ouvrant == "{%":
            yield from _instruction(jeton, pile)
    for ouvert in pile:
        yield defaut(
            ouvert.lieu,
            f"« {ouvert.brut} » n’est jamais fermé",
            f"ajoutez « {_balise(ouvert.prefixe, OUVRE[ouvert.mot])} » à la fin de ce qu’il entoure",
        )


def _instruction(jeton: Jeton, pile: list[Jeton]) -> Iterator[Defaut]:
    mot = jeton.mot
    if mot not in PERMISES:
        yield _inconnue(jeton)
    elif mot in OUVRE:
        pile.append(jeton)
        if sum(ouvert.mot == "for" for ouvert in pile) > PROFONDEUR:
            yield defaut(jeton.lieu, f"plus de {PROFONDEUR} boucles l’une dans l’autre", "retirez une boucle")
    elif mot in SUITE:
        yield from _suite(jeton, pile)
    elif mot in FERME:
        yield from _fermeture(jeton, pile)


def _suite(jeton: Jeton, pile: list[Jeton]) -> Iterator[Defaut]:
    if not pile:
        yield defaut(
            jeton.lieu, f"« {jeton.brut} » n’est dans aucune condition", "ouvrez-la avant lui par « {% if … %} »"
        )
    else:
        yield from _accord(pile[-1], jeton)


def _fermeture(jeton: Jeton, pile: list[Jeton]) -> Iterator[Defaut]:
    attendu = FERME[jeton.mot]
    if not pile:
        yield defaut(
            jeton.lieu,
            f"« {jeton.brut} » ne ferme rien",
            f"ouvrez par « {_balise(jeton.prefixe, f'{attendu} …')} », ou effacez-le",
        )
        return
    ouvert = pile.pop()
    if ouvert.mot != attendu:
        yield defaut(
            jeton.lieu,
            f"« {jeton.brut} » arrive avant la fin de « {ouvert.brut} », ouvert au {ouvert.lieu}",
            f"fermez d’abord par « {_balise(ouvert.prefixe, OUVRE[ouvert.mot])} »",
        )
        if any(plus_haut.mot == attendu for plus_haut in pile):
            pile.pop()
    else:
        yield from _accord(ouvert, jeton)


def _accord(ouvert: Jeton, jeton: Jeton) -> Iterator[Defaut]:
    """The two tags are of one kind and in one container."""
    if ouvert.prefixe != jeton.prefixe:
        yield defaut(
            jeton.lieu,
            f"« {jeton.brut} » répond à « {ouvert.brut} », ouvert au {ouvert.lieu}, qui n’est pas du même genre",
            f"écrivez « {_balise(ouvert.prefixe, jeton.corps)} »",
        )
    elif _place(ouvert) != _place(jeton):
        yield defaut(
            jeton.lieu,
            f"« {jeton.brut} » répond à « {ouvert.brut} », ouvert au {ouvert.lieu}, dans une autre cellule ou un autre "
            "tableau, ce qui casserait le document",
            "pour répéter des lignes de tableau, écrivez « {%tr for … %} » et « {%tr endfor %} », chacun seul dans sa "
            "ligne",
        )


def _place(jeton: Jeton) -> tuple[object, ...]:
    """What must be equal for two tags to enclose whole elements."""
    ancre = jeton.ancre
    if jeton.prefixe in _NOMS:
        return (ancre.getparent(),)
    chemin: list[object] = []
    for element in (ancre, *ancre.iterancestors()):
        if element.tag in _CONTENEURS:
            return (element, *chemin)
        chemin.append(element.tag)
    return tuple(chemin)


def _prefixe(jeton: Jeton) -> Iterator[Defaut]:
    if jeton.ouvrant == "{{" and jeton.prefixe:
        yield defaut(
            jeton.lieu,
            f"« {jeton.brut} » attend un texte déjà mis en forme, et aucun champ n’en est un",
            f"écrivez « {{{{ {jeton.corps} }}}} » : la mise en forme est celle du paragraphe",
        )
    elif jeton.prefixe == "r":
        yield defaut(jeton.lieu, f"« {jeton.brut} » coupe le texte", f"écrivez « {_balise('', jeton.corps)} »")
    elif jeton.prefixe in ("tr", "tc") and jeton.ancre.tag != f"{W}{jeton.prefixe}":
        yield defaut(
            jeton.lieu, f"« {jeton.brut} » n’est pas dans un tableau", f"écrivez « {_balise('p', jeton.corps)} »"
        )
    elif jeton.prefixe in _NOMS and (reste := _reste(jeton)):
        yield defaut(
            jeton.lieu,
            f"« {jeton.brut} » remplace {_NOMS[jeton.prefixe]} entière, et « {reste[:60]} » serait perdu".replace(
                "un paragraphe entière", "un paragraphe entier"
            ),
            f"laissez cette balise seule dans {_NOMS[jeton.prefixe]}",
        )


def _reste(jeton: Jeton) -> str:
    """What else stands in the row, cell or paragraph that the tag replaces."""
    textes: list[str] = [str(element.text or "") for element in _textes(jeton.ancre)]
    return " ".join("".join(textes).replace(jeton.brut, "", 1).split())


def _textes(element: etree._Element) -> Iterator[etree._Element]:
    return element.iter(f"{W}t")


def _inconnue(jeton: Jeton) -> Defaut:
    voisin = proche(jeton.mot, PERMISES) if jeton.mot else None
    remede = f"écrivez « {voisin} »" if voisin else "les instructions admises sont for, if, elif, else et set"
    return defaut(jeton.lieu, f"l’instruction « {jeton.mot} » n’est pas admise dans un modèle", remede)


def _balise(prefixe: str, corps: str) -> str:
    return f"{{%{prefixe} {corps} %}}"
