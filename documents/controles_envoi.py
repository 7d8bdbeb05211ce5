"""What a document must be before it leaves: reachable, signed by the right party, whole, and saying what made it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import zip_longest

from lxml import etree

from documents.connu import Connu
from documents.constats import Constat, Gravite, excerpt
from documents.paquet_lu import open_package

CHIFFRES_TELEPHONE = 10
SAISIES = ("A7", "A8", "G1", "G3")
PROPRIETES = {"edition": "l’édition du modèle", "statut": "« modèle à valider par le relais »"}
_COURRIEL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SIGNATURE = re.compile(r"Pour .{1,120},|Signature.{0,80}")
LIGNES_SIGNATURE = 3
PROPRIETES_RETENUES = 64
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CUSTOM = "docProps/custom.xml"


def check_reachable(piece: str, paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """13. The facilitateur can be reached, and stays until the contract ends."""
    fiche = connu.facilitateur
    if not paragraphes:
        return
    if fiche.courriel and not _COURRIEL.fullmatch(fiche.courriel):
        yield _a_verifier(piece, f"courriel du facilitateur à vérifier : « {fiche.courriel} »")
    if fiche.telephone and sum(signe.isdigit() for signe in fiche.telephone) < CHIFFRES_TELEPHONE:
        yield _a_verifier(piece, f"téléphone du facilitateur à vérifier : « {fiche.telephone} »")
    if fiche.fin_mandat and fiche.fin_contrat and fiche.fin_mandat <= fiche.fin_contrat:
        yield _a_verifier(piece, "le mandat du facilitateur finit avant le marché : prévoir qui prend la suite")


def check_signature(piece: str, paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """15. E4 is signed for the buyer, never for the relay."""
    if not piece.startswith("E4"):
        return
    bloc = _bloc_signature(paragraphes)
    acheteurs = ("maître d’ouvrage", "acheteur", *filter(None, (connu.maitre_ouvrage,)))
    if not any(acheteur in ligne for ligne in bloc for acheteur in acheteurs):
        yield Constat(controle=15, piece=piece, phrase="la signature n’est pas celle du maître d’ouvrage")
    for nom in connu.relais:
        if (signe := next((ligne for ligne in bloc if nom in ligne), None)) is not None:
            phrase = f"le relais signe à la place du maître d’ouvrage, dans {excerpt(signe)}"
            yield Constat(controle=15, piece=piece, phrase=phrase)


def _bloc_signature(paragraphes: tuple[str, ...]) -> tuple[str, ...]:
    """« Pour …, » and the lines of the signatory under it; nothing where the document has no signature."""
    debuts = [rang for rang, ligne in enumerate(paragraphes) if _SIGNATURE.fullmatch(ligne.strip())]
    return paragraphes[debuts[-1] : debuts[-1] + LIGNES_SIGNATURE] if debuts else ()


def check_cells(piece: str, _paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """14. No hole in the tables of what is sent, except where the reader is meant to write."""
    if connu.octets is None or not connu.definitif or piece.split(maxsplit=1)[0] in SAISIES:
        return
    for ou in _vides(connu.octets):
        yield Constat(controle=14, piece=piece, phrase=f"cellule vide, {ou}", gravite=Gravite.AVERTISSEMENT)


def check_origin(piece: str, paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """22. The file says the edition and status of its template, and the barème, in its properties and its footer."""
    if connu.octets is None:
        return
    proprietes = _proprietes(connu.octets)
    for nom, quoi in PROPRIETES.items():
        if not proprietes.get(nom):
            phrase = f"{quoi} absent des propriétés du fichier ({nom})"
            yield _origine(piece, phrase)
        elif not any(proprietes[nom] in paragraphe for paragraphe in paragraphes):
            yield _origine(piece, f"{quoi} (« {proprietes[nom]} ») absent du pied de page")
    if connu.bareme and connu.bareme not in proprietes.get("bareme", ""):
        yield _origine(piece, f"barème « {connu.bareme} » absent des propriétés du fichier")


def _origine(piece: str, phrase: str) -> Constat:
    return Constat(controle=22, piece=piece, phrase=phrase, gravite=Gravite.AVERTISSEMENT)


def _a_verifier(piece: str, phrase: str) -> Constat:
    return Constat(controle=13, piece=piece, phrase=phrase, gravite=Gravite.AVERTISSEMENT)


def _proprietes(octets: bytes) -> Mapping[str, str]:
    paquet = open_package(octets)
    if _CUSTOM not in paquet.noms:
        return {}
    return _lire_proprietes(paquet.read(_CUSTOM))


@lru_cache(maxsize=PROPRIETES_RETENUES)
def _lire_proprietes(xml: bytes) -> Mapping[str, str]:
    """Those of the documents of one template and one operation are the same."""
    racine = etree.fromstring(xml)
    return {str(un.get("name")): "".join(map(str, un.itertext())).strip() for un in racine}


def _vides(octets: bytes) -> Iterator[str]:
    """« tableau 2, ligne 3, colonne 1 » for each hole of a filled column."""
    racine = etree.fromstring(open_package(octets).read("word/document.xml"))
    for rang, tableau in enumerate(racine.iter(f"{_W}tbl"), start=1):
        lignes = [[_remplie(cellule) for cellule in rangee.iter(f"{_W}tc")] for rangee in tableau.iter(f"{_W}tr")]
        totaux = [_textes(rangee).lower().startswith("total") for rangee in tableau.iter(f"{_W}tr")]
        corps = [remplies for remplies, total in zip(lignes, totaux, strict=True) if not total]
        colonnes = list(zip_longest(*corps, fillvalue=True))
        for ligne, remplies in enumerate(lignes):
            for colonne, remplie in enumerate(remplies):
                if not remplie and not totaux[ligne] and _tenue(colonnes[colonne]):
                    yield f"tableau {rang}, ligne {ligne + 1}, colonne {colonne + 1}"


def _tenue(colonne: tuple[bool, ...]) -> bool:
    """Whether a column is filled on the whole: one that is not holds a mark here and there, or waits for a pen."""
    return sum(colonne[1:]) * 2 >= len(colonne) - 1 > 0


def _remplie(cellule: etree._Element) -> bool:
    if next(cellule.iter(f"{_W}sdt", f"{_W}drawing", f"{_W}pict", f"{_W}vMerge"), None) is not None:
        return True
    return bool(_textes(cellule))


def _textes(element: etree._Element) -> str:
    return "".join(texte.text or "" for texte in element.iter(f"{_W}t")).strip()
