"""Lots in a table, whatever the order and the names of its columns; total rows are no lots."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from courrier.lecture.blocs import Tableau, rangee_en_phrase
from courrier.lecture.montants import Taxe, find_montants, parse_cellule
from courrier.lecture.textes import contient_du_code, plier

_TOTAL = re.compile(r"^\W*(?:sous[- ]?total|total|montant total|ensemble|cumul|tva\b|montant global)")
_NUMERO = re.compile(
    r"^(?:lots?\s?)?(?:n°|n|no|num(?:ero)?)?\.?\s?(?P<n>\d{1,3})(?:\.0+)?(?:\s?[.):-]\s?|\s+|$)(?P<suite>.*)$",
    re.IGNORECASE,
)
_COL_NUMERO = re.compile(
    r"^(?:n°|n|no|num\.?|numero|#|lots?|code)(?:\s?(?:de |du |d'|des )?(?:lots?|ordre))?\.?$|^lots? (?:n°|numero)$"
)
_COL_TITRE = re.compile(
    r"\b(?:intitules?|designations?|libelles?|objet|denomination|corps d'etat|nature|description|descriptif|lots?"
    r"|prestations?|travaux|metier|nom)\b"
)
_COL_MONTANT = re.compile(r"montant|\bestim|\best\.|cout|prix|previsionnel|budget|€|euro|\bh\.?t\b|\bttc\b")
_COL_AUTRE = re.compile(
    r"taux|part\b|%|heures?|duree|delai|clause|insertion|date|mo\b|observations?|remarques?|tva|/ ?an|annuel|penalite"
)
_TTC, _HT = re.compile(r"\bttc\b|t\.t\.c|toutes taxes"), re.compile(r"\bh\.?t\b|hors taxes?")
_SOURCES_MAX = 6


@dataclass(frozen=True, kw_only=True)
class LotTrouve:
    """One mention of a lot. `doute`: why its amount is to be asked; `unique`: said to be the only lot."""

    numero: int
    intitule: str | None = None
    montant: Decimal | None = None
    taxe: Taxe = Taxe.INCONNUE
    doute: str | None = None
    preuve: str = ""
    unique: bool = False

    def ask(self, doute: str) -> LotTrouve:
        """The same lot without its amount."""
        return replace(self, montant=None, doute=doute)


@dataclass(frozen=True, kw_only=True)
class _Colonnes:
    numero: int | None
    titre: int | None
    montant: int | None
    entete: str = ""

    @property
    def nommees(self) -> int:
        return sum(colonne is not None for colonne in (self.numero, self.titre, self.montant))


def lots_du_tableau(tableau: Tableau, *, en_liste: bool = False) -> list[LotTrouve]:
    """The lots of a table that has a heading with a number or lot column; empty when it is another table.

    `en_liste`: the words above it announce lots, so that its rows may do without a heading.
    """
    entetes = [(rang, lues) for rang, r in enumerate(tableau.rangees[:_SOURCES_MAX]) if (lues := _columns(r))]
    if entetes:  # a heading on two rows: the one that names most
        rang, colonnes = max(entetes, key=lambda entete: (entete[1].nommees, -entete[0]))
        lus = [_lot(r, colonnes) for r in tableau.rangees[rang + 1 :]]
        return [lot for lot in lus if lot is not None]
    return _without_heading(tableau, r"^(?:lot\s?)?(?:n°)?\s?\d{1,3}" if en_liste else r"^lot\s?(?:n°)?\s?\d{1,3}")


def est_un_entete_de_lots(rangee: tuple[str, ...]) -> bool:
    """Whether a row names the columns of a table of lots."""
    return _columns(rangee) is not None


def _columns(rangee: tuple[str, ...]) -> _Colonnes | None:
    plies = [plier(cellule).strip(" :*") for cellule in rangee]
    if any(_NUMERO.match(p) and not _COL_NUMERO.match(p) for p in plies) or any(find_montants(c) for c in rangee):
        return None
    numero = next((i for i, p in enumerate(plies) if _COL_NUMERO.match(p)), None)
    montant = _amount_column(plies)
    titre = next(
        (
            i
            for i, p in enumerate(plies)
            if i not in {numero, montant} and p and _COL_TITRE.search(p) and not _COL_AUTRE.search(p)
        ),
        None,
    )
    est_de_lots = any("lot" in p for p in plies) or (numero is not None and titre is not None)
    if not est_de_lots or (numero is None and titre is None) or (titre is None and montant is None):
        return None
    return _Colonnes(numero=numero, titre=titre, montant=montant, entete="" if montant is None else plies[montant])


def _amount_column(plies: list[str]) -> int | None:
    """The column of amounts excluding tax; one that says TTC only when there is no other."""
    possibles = [
        i for i, p in enumerate(plies) if _COL_MONTANT.search(p) and not (_COL_AUTRE.search(p) and not _HT.search(p))
    ]
    hors_taxe = [i for i in possibles if _HT.search(plies[i])]
    sans_mention = [i for i in possibles if not _TTC.search(plies[i])]
    return next(iter([*hors_taxe, *sans_mention, *possibles]), None)


def _cell(rangee: tuple[str, ...], colonne: int | None) -> str:
    return "" if colonne is None or colonne >= len(rangee) else rangee[colonne].strip()


def _lot(rangee: tuple[str, ...], colonnes: _Colonnes) -> LotTrouve | None:
    if any(_TOTAL.match(plier(cellule)) for cellule in rangee[:3] if cellule):
        return None
    lu = _number_and_title(_cell(rangee, colonnes.numero), _cell(rangee, colonnes.titre))
    if lu is None:
        return None
    lot = LotTrouve(numero=lu[0], intitule=lu[1], preuve=rangee_en_phrase(rangee))
    return _with_amount(lot, _cell(rangee, colonnes.montant), colonnes.entete)


def _number_and_title(cellule: str, titre: str) -> tuple[int, str | None] | None:
    """Number and title from their two cells, or from one (« Lot 1 - Gros œuvre »)."""
    trouve = _NUMERO.match(plier(cellule)) or _NUMERO.match(plier(titre))
    if trouve is None or not int(trouve["n"]):
        return None
    source = cellule if _NUMERO.match(plier(cellule)) else titre
    suite = source[trouve.start("suite") :].strip(" -–—:.)")
    intitule = suite if source is titre or not titre else titre
    intitule = intitule.strip(" *:.")
    return int(trouve["n"]), intitule if intitule and not contient_du_code(intitule) else None


def _with_amount(lot: LotTrouve, cellule: str, entete: str) -> LotTrouve:
    if not cellule:
        return lot
    facteur = (
        1_000_000
        if re.search(r"\bm€|million", entete)
        else 1_000
        if re.search(r"\bk ?€|\bk ?euro|milliers", entete)
        else 1
    )
    marque = next(iter(find_montants(cellule)), None)
    if _TTC.search(plier(cellule)) or (_TTC.search(entete) and not _HT.search(entete)):
        return lot.ask("le montant est donné toutes taxes comprises")
    taxe = Taxe.HT if _HT.search(entete) or _HT.search(plier(cellule)) else Taxe.INCONNUE
    if marque is not None and len(find_montants(cellule)) == 1 and not re.fullmatch(r"[\d\s.,']+\s*€?", cellule):
        valeur = marque.valeur
    else:  # a heading in k€ over a cell in € contradicts itself
        valeur = None if facteur != 1 and "€" in cellule else parse_cellule(cellule, facteur)
    if valeur is None or not valeur:
        return lot.ask("le montant est absent, approximatif ou ambigu")
    return replace(lot, montant=valeur, taxe=taxe)


def _without_heading(tableau: Tableau, debut: str) -> list[LotTrouve]:
    """Rows such as « Lot 1 | Gros œuvre | 350 000 € HT » with no heading above them."""
    lots: list[LotTrouve] = []
    for rangee in tableau.rangees:
        pleines = [cellule for cellule in rangee if cellule]
        tete = re.match(debut, plier(pleines[0])) if pleines else None
        if tete is None or len(pleines) < 3:  # noqa: PLR2004 - two cells are read as a line
            continue
        lu = _number_and_title(pleines[0], pleines[1] if len(pleines) > 1 and not find_montants(pleines[1]) else "")
        montant = next((c for c in pleines[1:] if find_montants(c)), "")
        if lu is not None:
            lots.append(
                _with_amount(LotTrouve(numero=lu[0], intitule=lu[1], preuve=rangee_en_phrase(rangee)), montant, "")
            )
    return lots
