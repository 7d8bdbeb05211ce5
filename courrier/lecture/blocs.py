"""The one shape every body and attachment is brought to: lines and tables, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from courrier.lecture.textes import en_une_ligne, nettoyer, plier, sans_puce

RANGEES_MAX = 2000
_LARGEUR_MIN, _LARGEUR_MAX = 60, 100
_DEBUT_PROPRE = re.compile(
    r"^\s*(?:[-–—*•·▪>|]|\d{1,3}[.)/-]\s|lots?\b|.{2,45}\s?:\s|-{3,}|_{3,}|(?:bonjour|madame|monsieur"
    r"|cordialement|bien )\b)"
)

_BARRE = " \u2503 "
_DEUX_POINTS = re.compile(r"[ \u00a0]+:[ \u00a0]+")
_ECART = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_MONTANT_EN_FIN = re.compile(r"(?:\d \d{3}|€|\bH\.?T\.?)$")


@dataclass(frozen=True)
class Ligne:
    """A line as its author wrote it, hard wraps undone."""

    texte: str


@dataclass(frozen=True)
class Tableau:
    """Rows of cells, spans repeated."""

    rangees: tuple[tuple[str, ...], ...]


Bloc = Ligne | Tableau


def rangee_en_phrase(rangee: Sequence[str]) -> str:
    """A row as one line of evidence."""
    return " ".join(cellule for cellule in rangee if cellule)


def blocs_du_texte(texte: str) -> tuple[Bloc, ...]:
    """Lines of a plain text; runs of tabbed lines are tables, hard-wrapped lines are joined."""
    marque = re.sub(r"\t+", _BARRE, re.sub(r":[ \u00a0]*\t+", ": ", texte.replace("\r\n", "\n")))
    lignes = nettoyer("\n".join(_mark_columns(marque.split("\n")))).split("\n")
    return tuple(_group_rows(_unwrap([ligne.strip() for ligne in lignes])))


def _mark_columns(lignes: list[str]) -> list[str]:
    """The lines, those that spaces set in columns marked as tabbed ones are: two in a row at least, of three cells."""
    lignes = [_DEUX_POINTS.sub(" : ", ligne) for ligne in lignes]
    sortie = list(lignes)
    suite: list[int] = []
    for rang in range(len(lignes) + 1):
        ecarts = _ECART.findall(lignes[rang]) if rang < len(lignes) else []
        if (len(ecarts) >= 2 and max(map(len, ecarts)) > 2) or (ecarts and suite):  # noqa: PLR2004
            suite.append(rang)
            continue
        if len(suite) > 1:
            for dedans in suite:
                sortie[dedans] = _ECART.sub(_BARRE, lignes[dedans].strip())
        suite = []
    return sortie


def _group_rows(lignes: Iterable[str]) -> list[Bloc]:
    blocs: list[Bloc] = []
    rangees: list[tuple[str, ...]] = []
    for ligne in lignes:
        cellules = _cells(ligne)
        if len(cellules) > 1 and len(rangees) < RANGEES_MAX:
            rangees.append(cellules)
            continue
        blocs += _flush(rangees)
        rangees = []
        blocs.append(Ligne(en_une_ligne(ligne.replace("\u2503", " "))))
    return [*blocs, *_flush(rangees)]


def _cells(ligne: str) -> tuple[str, ...]:
    """Cells of a tabbed or piped line, at least three, or two where tabs say so."""
    if "\u2503" in ligne:
        return tuple(c for cellule in ligne.split("\u2503") if (c := cellule.strip(" |")))
    if ligne.count("|") >= 2:  # noqa: PLR2004 - one bar is punctuation
        cellules = tuple(cellule.strip() for cellule in ligne.strip("| ").split("|"))
        return () if set("".join(cellules)) <= set("-:+= ") else cellules
    return ()


def _flush(rangees: list[tuple[str, ...]]) -> list[Bloc]:
    if len(rangees) == 1:
        return [Ligne(" | ".join(rangees[0]))]
    return [Tableau(tuple(rangees))] if rangees else []


def _unwrap(lignes: list[str]) -> list[str]:
    """Lines joined where only the width of the sender's window cut them."""
    largeur = max((len(ligne) for ligne in lignes if len(ligne) <= _LARGEUR_MAX), default=0)
    if largeur < _LARGEUR_MIN or sum(len(ligne) > _LARGEUR_MAX for ligne in lignes) > len(lignes) / 4:
        return lignes
    sortie = lignes[:1]
    for precedente, ligne in pairwise(lignes):
        if _is_cut(precedente, ligne, largeur):
            sortie[-1] = f"{sortie[-1]} {ligne}"
        else:
            sortie.append(ligne)
    return sortie


def _is_cut(precedente: str, ligne: str, largeur: int) -> bool:
    if not precedente or not ligne or "\u2503" in ligne or _DEBUT_PROPRE.match(plier(ligne)):
        return False
    if ligne.startswith(">") or precedente.startswith(">"):
        return False
    if _MONTANT_EN_FIN.search(precedente) and not re.match(r"[\d€(]|k€|h\.?t\b|euros?\b|ttc\b", ligne, re.IGNORECASE):
        return False
    premier = ligne.split(" ", 1)[0]
    return len(precedente) + 1 + len(premier) > largeur - 2


def lignes(blocs: Iterable[Bloc]) -> list[str]:
    """Every line and row as text, in order."""
    sortie: list[str] = []
    for bloc in blocs:
        sortie += [bloc.texte] if isinstance(bloc, Ligne) else [rangee_en_phrase(r) for r in bloc.rangees]
    return sortie


def lignes_utiles(blocs: Iterable[Bloc]) -> list[str]:
    """The non-empty lines without their bullets; rows of two cells read as « clé : valeur »."""
    sortie: list[str] = []
    for bloc in blocs:
        if isinstance(bloc, Ligne):
            sortie += [sans_puce(bloc.texte)] if sans_puce(bloc.texte) else []
    return sortie
