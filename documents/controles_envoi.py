"""What a document must be before it leaves: reachable, signed by the right party, whole, and saying what made it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from documents.connu import Connu
from documents.constats import Constat, Gravite, excerpt

CHIFFRES_TELEPHONE = 10
SAISIES = ("A7", "A8", "G1", "G3")
PROPRIETES = {"edition": "l’édition du modèle", "statut": "« modèle à valider par le relais »"}
_COURRIEL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SIGNATURE = re.compile(r"^(pour |fait à|signature|le (maire|président|représentant)|la présidente)", re.IGNORECASE)
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
    """15. E4 is signed by the buyer, never by the relay."""
    if not piece.startswith("E4") or connu.maitre_ouvrage is None:
        return
    debuts = [rang for rang, paragraphe in enumerate(paragraphes) if _SIGNATURE.match(paragraphe.strip())]
    bloc = paragraphes[debuts[-1] :] if debuts else ()
    if not any(connu.maitre_ouvrage in paragraphe for paragraphe in bloc):
        phrase = f"la signature n’est pas celle du maître d’ouvrage, {connu.maitre_ouvrage}"
        yield Constat(controle=15, piece=piece, phrase=phrase)
    for nom in connu.relais:
        if (signe := next((paragraphe for paragraphe in bloc if nom in paragraphe), None)) is not None:
            phrase = f"le relais signe à la place du maître d’ouvrage, dans {excerpt(signe)}"
            yield Constat(controle=15, piece=piece, phrase=phrase)


def check_cells(piece: str, _paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """14. No empty cell in what is sent, except where the reader is meant to write."""
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


def _proprietes(octets: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        if _CUSTOM not in paquet.namelist():
            return {}
        racine = etree.fromstring(paquet.read(_CUSTOM))
    return {str(un.get("name")): "".join(map(str, un.itertext())).strip() for un in racine}


def _vides(octets: bytes) -> Iterator[str]:
    """« tableau 2, ligne 3, colonne 1 » for each cell without any text nor field to fill in."""
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        racine = etree.fromstring(paquet.read("word/document.xml"))
    for rang, tableau in enumerate(racine.iter(f"{_W}tbl"), start=1):
        for ligne, rangee in enumerate(tableau.iter(f"{_W}tr"), start=1):
            for colonne, cellule in enumerate(rangee.iter(f"{_W}tc"), start=1):
                if not _remplie(cellule):
                    yield f"tableau {rang}, ligne {ligne}, colonne {colonne}"


def _remplie(cellule: etree._Element) -> bool:
    if next(cellule.iter(f"{_W}sdt", f"{_W}drawing", f"{_W}pict", f"{_W}vMerge"), None) is not None:
        return True
    return any((texte.text or "").strip() for texte in cellule.iter(f"{_W}t"))
