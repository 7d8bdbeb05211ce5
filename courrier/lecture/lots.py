"""Lots in lines: `Lot n°1 – Gros œuvre : 350 000 € HT`, bullets under « Lots : », lots inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from courrier.lecture.blocs import Bloc, Ligne, Tableau, rangee_en_phrase
from courrier.lecture.etiquettes import commence_par_une_cle
from courrier.lecture.intitules_de_lots import clean_title, title_around
from courrier.lecture.montants import MontantLu, Taxe, find_montants, parse_cellule
from courrier.lecture.tableaux_de_lots import LotTrouve, lots_du_tableau
from courrier.lecture.textes import phrases, plier, sans_puce

NUMERO_MAX = 199
_LOT = re.compile(
    r"(?<![a-z])lots?\s{0,2}(?:(?:n°|n|no|num|numero)\.?\s{0,2})?(?P<n>\d{1,3})(?![\d/.,]*\d)(?P<bis>\s?(?:bis"
    r"|ter|[a-d])(?![a-z]))?",
    re.IGNORECASE,
)
_UNIQUE = re.compile(
    r"(?<![a-z])(?:(?:en |un )?lot unique|marche unique|(?:marche |operation |consultation )?(?:non allotie?"
    r"|sans allotissement)|n'est pas alloti|pas d'allotissement)\b",
    re.IGNORECASE,
)
_CITE = re.compile(r"\s*[«\"“]\s?([^«»\"“”]{2,200}?)\s?[»\"”]")
_ESTIMATION = re.compile(r"\b(?:montants?|estim\w*|budget|couts?|chiffrage|prix)\b")
_PLUSIEURS = re.compile(r"^\s*(?:,|et|a|-|/|&)\s{0,2}(?:lots?\s{0,2})?(?:n°\s?)?\d{1,3}(?![\d ]*(?:€|k€|m€|000))")
_TITRE_DE_LISTE = re.compile(
    r"^(?:(?:les |nombre de |liste des |detail des |nos |repartition des |decomposition en |decoupage en )?"
    r"(?:\d{1,2} |deux |trois |quatre |cinq |six |sept |huit )?lots?(?:\(s\))?|allotissement"
    r"|decoupage)(?: (?:concernes|prevus|envisages|suivants|previsionnels?|techniques))?"
    r"(?:\s?\([^)]{0,60}\))?[^:]{0,40}:\s*(?P<suite>.*)$"
)
_ENUMERE = re.compile(r"(?:^|(?<=[\s;,]))(?P<n>\d{1,2})\s?(?:[.)°/:]|-(?=\s)|\s(?=[-–—:]\s))\s{0,2}(?=[^\d\s])")
_SUITE_DE_LOT = re.compile(
    r"^(?:(?:montants?|estimations?|budget|cout|prix|estime)\b|[\d ]{1,12}(?:,\d\d?)?\s?[km]?€).*"
)
_ANNONCE_DE_LISTE = re.compile(r"\b(?:lots?|allotissement|allotie?)\b[^:]{0,60}:$")
_LOT_SEUL = re.compile(r"lot\s{0,2}(?:n°\s?)?\d{1,3}\s?[:.-]?", re.IGNORECASE)
_TTC_PARTOUT = re.compile(
    r"(?:montants?|estimations?|prix|sommes?|chiffres|chiffrages?|couts?|valeurs?)\b[^.:\n€]{0,50}\b(?:t\.?t\.?c"
    r"|toutes taxes)|\blots?\b[^.:\n€\d]{0,30}\(?ttc\)?\s*:|tva comprise"
)


@dataclass(frozen=True, kw_only=True)
class _Segment:
    """The words that speak of one lot, after its number."""

    numero: int
    texte: str
    preuve: str


def find_lots(blocs: Iterable[Bloc]) -> list[LotTrouve]:
    """Every lot that a line, list, sentence or table defines, in order; one lot may come several times."""
    blocs = list(blocs)
    ttc = any(_TTC_PARTOUT.search(plier(b.texte)) for b in blocs if isinstance(b, Ligne))
    trouves: list[LotTrouve] = []
    en_liste = False
    for bloc in _rejoin(blocs):
        if isinstance(bloc, Tableau):
            trouves += lots_du_tableau(bloc, en_liste=en_liste) or _from_rows(bloc, trouves)
        elif bloc.texte:
            lus, en_liste = _from_line(bloc.texte, trouves, en_liste)
            trouves += lus
    trouves += _amount_of_the_only_lot(blocs, trouves)
    return [_without_ttc(lot) for lot in trouves] if ttc else trouves


def _amount_of_the_only_lot(blocs: list[Bloc], trouves: list[LotTrouve]) -> list[LotTrouve]:
    """« Montant estimé : 1,35 M€ HT » on a line before « Lot unique : … », when no other line gives an amount so."""
    if len(trouves) != 1 or not trouves[0].unique or trouves[0].montant or trouves[0].doute:
        return []
    estimees = [b.texte for b in blocs if isinstance(b, Ligne) and _SUITE_DE_LOT.match(plier(sans_puce(b.texte)))]
    return _amount_of_last(trouves, sans_puce(estimees[0]), estimees[0]) if len(estimees) == 1 else []


def _from_rows(tableau: Tableau, deja: list[LotTrouve]) -> list[LotTrouve]:
    """Rows of two cells read as « clé : valeur » (« Lot 1 | Gros œuvre – 350 000 € HT », « Lots | 1. … ; 2. … »)."""
    lus: list[LotTrouve] = []
    for rangee in tableau.rangees:
        pleines = [cellule for cellule in rangee if cellule.strip(" :")]
        if len(pleines) == 2:  # noqa: PLR2004
            ligne = f"{pleines[0].rstrip(' :')} : {pleines[1]}"
            trouves, _ = _from_line(ligne, [*deja, *lus], en_liste=False)
            lus += [replace(lot, preuve=rangee_en_phrase(rangee)) for lot in trouves]
    return lus


def _rejoin(blocs: list[Bloc]) -> list[Bloc]:
    """« Lot 1 » alone on its line and the title under it, made one line."""
    sortie: list[Bloc] = []
    for bloc in blocs:
        dernier = sortie[-1] if sortie else None
        seul = isinstance(dernier, Ligne) and _LOT_SEUL.fullmatch(sans_puce(dernier.texte))
        if seul and isinstance(bloc, Ligne) and not bloc.texte:
            continue
        if seul and isinstance(bloc, Ligne) and isinstance(dernier, Ligne) and not _LOT.match(bloc.texte):
            sortie[-1] = Ligne(f"{dernier.texte} {bloc.texte}")
        else:
            sortie.append(bloc)
    return sortie


def _without_ttc(lot: LotTrouve) -> LotTrouve:
    """A document that says its amounts include tax: only what is marked HT on the spot is kept."""
    if lot.montant is None or lot.taxe is Taxe.HT:
        return lot
    return lot.ask("le montant est donné toutes taxes comprises")


def _from_line(texte: str, deja: list[LotTrouve], en_liste: bool) -> tuple[list[LotTrouve], bool]:
    ligne = sans_puce(texte)
    plie = plier(ligne)
    titre = _TITRE_DE_LISTE.match(plie)
    if titre and not _LOT.match(plie):
        suite = ligne[titre.start("suite") :]
        return [_lot(s) for s in _enumerated(suite, texte)] or _single(plie, ligne, texte), True
    if segments := _segments(ligne, plie, texte):
        return [_lot(s) for s in segments], False
    if en_liste and (segments := _enumerated(ligne, texte, debut=True)):
        return [_lot(s) for s in segments if not commence_par_une_cle(s.texte)], True
    if en_liste and (nu := re.match(rf"{deja[-1].numero + 1 if deja else 1}\s+(?=[a-z])", plie)):
        numero = int(nu[0])
        return [_lot(_Segment(numero=numero, texte=ligne[nu.end() :], preuve=texte))], True
    if deja and _SUITE_DE_LOT.match(plie) and deja[-1].montant is None and deja[-1].doute is None:
        return _amount_of_last(deja, ligne, texte), en_liste
    suite_de_liste = bool(_SUITE_DE_LOT.match(plie)) and en_liste
    return _single(plie, ligne, texte), suite_de_liste or bool(_ANNONCE_DE_LISTE.search(plie))


def _amount_of_last(deja: list[LotTrouve], ligne: str, preuve: str) -> list[LotTrouve]:
    """« Montant : 350 000 € HT » under its lot; not when an earlier lot has none either: it may be the whole's."""
    connus = {lot.numero for lot in deja if lot.montant is not None or lot.doute}
    manquent = {lot.numero for lot in deja} - connus - {deja[-1].numero}
    if manquent or re.search(r"\b(?:totale?|globale?|operation|ensemble|marche)\b", plier(ligne)):
        return []
    return [_lot(_Segment(numero=deja[-1].numero, texte=ligne, preuve=preuve), titre=False)]


def _segments(ligne: str, plie: str, preuve: str) -> list[_Segment]:
    """The parts of a line that each define a lot: at its start, or with a bracket, dash or colon after the number."""
    mentions = islice(_LOT.finditer(plie), NUMERO_MAX)
    tous = [m for m in mentions if not _PLUSIEURS.match(plie[m.end() : m.end() + 80]) and not m["bis"]]
    trouves = tous if _is_a_series(tous, plie) else [m for m in tous if _defines(m, plie)]
    fins = [m.start() for m in trouves[1:]] + [len(ligne)]
    return [
        _Segment(numero=int(m["n"]), texte=ligne[m.end() : fin], preuve=preuve)
        for m, fin in zip(trouves, fins, strict=False)
        if 0 < int(m["n"]) <= NUMERO_MAX
    ]


def _defines(lot: re.Match[str], plie: str) -> bool:
    suite = plie[lot.end() : lot.end() + 80]
    if re.match(r"\s{0,2}[:(–=-]|\s{0,2},\s|\s{1,2}(?:d'|de |est estime|estime)", suite):
        return True
    return (
        not plie[: lot.start()].strip()
        and bool(re.match(r"\s+[a-z\d«\"]|\.\s|\u2503|\)", suite))
        and not _is_prose(suite)
    )


def _is_a_series(lots: list[re.Match[str]], plie: str) -> bool:
    """« lot 1 démolition / lot 2 cuisine »: several numbers, rising, each followed by its title."""
    numeros = [int(m["n"]) for m in lots]
    suites = [plie[m.end() : m.end() + 80] for m in lots]
    return (
        len(lots) > 1
        and numeros == sorted(set(numeros))
        and all(re.match(r"\s+[a-z]", suite) and not _is_prose(suite) for suite in suites)
    )


def _is_prose(suite: str) -> bool:
    return (
        re.match(r"\s+(?:est|sera|seront|se |ne |peut|doit|a |n'|qui|et |ou |pourrait|semble|fera|comporte)\b", suite)
        is not None
    )


def _enumerated(suite: str, preuve: str, *, debut: bool = False) -> list[_Segment]:
    """`1. Gros œuvre (350 000 € HT) ; 2. Charpente`: numbers from the first on, rising."""
    trouves: list[re.Match[str]] = []
    for m in _ENUMERE.finditer(plier(suite)):
        if (debut and not trouves and m.start() > 0) or (trouves and int(m["n"]) != int(trouves[-1]["n"]) + 1):
            continue
        trouves.append(m)
    fins = [m.start() for m in trouves[1:]] + [len(suite)]
    return [
        _Segment(numero=int(m["n"]), texte=suite[m.end() : fin], preuve=preuve)
        for m, fin in zip(trouves, fins, strict=False)
        if int(m["n"])
    ]


def _single(plie: str, ligne: str, preuve: str) -> list[LotTrouve]:
    """« Lot unique : … », « marché non alloti »: lot number 1, its title perhaps the operation's own."""
    unique = _UNIQUE.search(plie)
    if unique is None or re.search(r"\b(?:pas|non) (?:un |de )?lot unique|pas de marche unique", plie):
        return []
    suite = ligne[unique.end() :]
    lot = _lot(_Segment(numero=1, texte=suite, preuve=preuve), titre=":" in suite[:3], unique=True)
    if cite := _CITE.match(suite):
        lot = replace(lot, intitule=clean_title(cite[1]))
    return [lot if lot.montant or lot.doute else _with_amount_before(lot, ligne[: unique.start()])]


def _with_amount_before(lot: LotTrouve, avant: str) -> LotTrouve:
    """« Montant estimé : 1,35 M€ HT, lot unique »: what the same sentence estimates is the one lot's."""
    phrase = next(reversed(phrases(avant)), "")
    if not _ESTIMATION.search(plier(phrase)):
        return lot
    valeur, taxe, doute = choose_montant(find_montants(phrase))
    return replace(lot, montant=valeur, taxe=taxe, doute=doute)


def _lot(segment: _Segment, *, titre: bool = True, unique: bool = False) -> LotTrouve:
    montants = find_montants(segment.texte)
    valeur, taxe, doute = choose_montant(montants)
    if not montants and (nu := _bare_amount(segment.texte)) is not None:
        valeur, fin = nu
        return LotTrouve(
            numero=segment.numero,
            intitule=clean_title(segment.texte[:fin]),
            montant=valeur,
            preuve=segment.preuve,
            unique=unique,
        )
    intitule = title_around(segment.texte, montants) if titre else None
    return LotTrouve(
        numero=segment.numero,
        intitule=intitule,
        montant=valeur,
        taxe=taxe,
        doute=doute,
        preuve=segment.preuve,
        unique=unique,
    )


def choose_montant(montants: list[MontantLu]) -> tuple[Decimal | None, Taxe, str | None]:
    """The one amount excluding tax, its tax mention, or why none is sure."""
    hors_taxe = [m for m in montants if m.taxe is Taxe.HT] or [m for m in montants if m.taxe is Taxe.INCONNUE]
    if not montants:
        return None, Taxe.INCONNUE, None
    if not hors_taxe:
        return None, Taxe.TTC, "le montant est donné toutes taxes comprises"
    valeurs = {m.valeur for m in hors_taxe}
    if len(valeurs) > 1:
        return None, Taxe.INCONNUE, "plusieurs montants sont donnés"
    valeur = valeurs.pop()
    return valeur, hors_taxe[0].taxe, None if valeur else "le montant est approximatif ou ambigu"


def _bare_amount(texte: str) -> tuple[Decimal, int] | None:
    """A number without currency, of five digits at least, that ends the line: `Gros œuvre : 350 000`."""
    fin = re.search(r"(?:\s*[:=–—-]\s*|(?<=[A-Za-zÀ-ÿ)])\s+)(\d{1,3}(?:[ .]\d{3})+(?:,\d{2})?)[\s/;,.]*$", texte)
    valeur = parse_cellule(fin[1]) if fin else None
    return (valeur, fin.start()) if fin and valeur and valeur >= 10_000 else None  # noqa: PLR2004 - smaller could be anything
