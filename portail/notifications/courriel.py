"""A mail as a person reads it: its headers, its words, its attachments; nothing of it is executed or fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import parsedate_to_datetime

from courrier.lecture import demontage
from courrier.lecture.archives import PieceIllisible
from courrier.lecture.blocs import Bloc, Ligne, blocs_du_texte, lignes
from courrier.lecture.charsets import decode_header
from courrier.lecture.html import blocs_du_html
from courrier.lecture.limites import LimiteDepassee
from courrier.lecture.mime import Corps, Courriel, Piece
from courrier.lecture.textes import comparable, en_une_ligne
from portail.rendu import instant

ENTETES = (
    ("From", "De"),
    ("Reply-To", "Répondre à"),
    ("To", "À"),
    ("Cc", "Copie à"),
    ("Date", "Écrit le"),
    ("Subject", "Objet"),
)
ENTETE_MAX, LIGNES_MAX, LIGNE_MAX, CELLULES_MAX, NOM_MAX = 400, 2000, 4000, 30, 120
TETE_MAX = 64_000
KO, MO = 1000, 1_000_000
PHRASE_MIN = 4


@dataclass(frozen=True, kw_only=True)
class Rangee:
    """A line, or the cells of a row; `marque` numbers the one that holds a sentence that was read."""

    cellules: tuple[str, ...]
    marque: int | None = None


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Lines of text, or a table."""

    rangees: tuple[Rangee, ...]
    tableau: bool = False


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message: the mail itself, or one that it encloses."""

    entetes: tuple[tuple[str, str], ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, kw_only=True)
class Jointe:
    """An attachment, by its rank in the mail; `illisible` says in French why it cannot be taken out."""

    rang: int
    nom: str
    taille: str
    illisible: str | None = None


@dataclass(frozen=True, kw_only=True)
class CourrielMontre:
    """`ancres` maps a sentence to the number of the line that holds it; `ferme` says why the mail is not opened.

    `coupe`: only its beginning is shown.
    """

    messages: tuple[Message, ...]
    jointes: tuple[Jointe, ...] = ()
    ancres: dict[str, int]
    coupe: bool = False
    ferme: str | None = None


def montrer(octets: bytes, phrases: Sequence[str]) -> CourrielMontre:
    """The mail, the lines that hold these sentences numbered; what cannot be opened shows its headers only."""
    try:
        courriel = demontage.ouvrir(octets)
    except LimiteDepassee as limite:
        return fermer(octets, str(limite))
    except PieceIllisible as erreur:
        return fermer(octets, f"Ce fichier n’a pas pu être ouvert ({erreur}).")
    plume = _Plume(phrases)
    messages = tuple(plume.ecrire(un) for un in _tous(courriel))
    jointes = tuple(_jointe(rang, une) for rang, une in enumerate(_pieces(courriel)))
    return CourrielMontre(messages=messages, jointes=jointes, ancres=plume.ancres, coupe=plume.coupe)


def fermer(octets: bytes, pourquoi: str) -> CourrielMontre:
    """The headers alone, and why the rest is not shown."""
    tete = message_from_bytes(octets[:TETE_MAX].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0] + b"\n\n")
    lus = ((mots, _entete(nom, decode_header(str(tete[nom])))) for nom, mots in ENTETES if tete[nom])
    return CourrielMontre(messages=(Message(entetes=tuple(lus), passages=()),), ancres={}, ferme=pourquoi)


def piece(octets: bytes, rang: int) -> tuple[str, bytes] | None:
    """The name and the bytes of an attachment; None where there is none of that rank, or it cannot be taken out."""
    try:
        pieces = list(_pieces(demontage.ouvrir(octets)))
    except (LimiteDepassee, PieceIllisible):
        return None
    if not 0 <= rang < len(pieces) or pieces[rang].illisible:
        return None
    return _nom(pieces[rang], rang), pieces[rang].octets


def _tous(courriel: Courriel) -> Iterator[Courriel]:
    yield courriel
    for joint in courriel.joints:
        yield from _tous(joint)


def _pieces(courriel: Courriel) -> Iterator[Piece]:
    for un in _tous(courriel):
        yield from un.pieces


def _jointe(rang: int, une: Piece) -> Jointe:
    return Jointe(rang=rang, nom=_nom(une, rang), taille=_taille(len(une.octets)), illisible=une.illisible)


def _nom(une: Piece, rang: int) -> str:
    """The last part of the name that the sender gave, without what hides or turns letters."""
    dernier = en_une_ligne(une.nom).replace("\\", "/").rpartition("/")[2].strip(" .")
    if len(dernier) > NOM_MAX:
        debut, point, suffixe = dernier.rpartition(".")
        dernier = f"{(debut or suffixe)[: NOM_MAX - 20]}{point}{suffixe[:10]}"
    return dernier or f"piece-{rang + 1}"


def _taille(octets: int) -> str:
    if octets >= MO:
        return f"{octets / MO:.1f}\u00a0Mo".replace(".", ",")
    return f"{max(1, round(octets / KO))}\u00a0Ko"


def _entete(nom: str, ecrit: str) -> str:
    """A header on one line; a date as it is read here."""
    if nom == "Date":
        with suppress(ValueError, TypeError, OverflowError):
            return instant(parsedate_to_datetime(ecrit))
    return en_une_ligne(ecrit)[:ENTETE_MAX]


class _Plume:
    """Writes messages down, and finds the sentences in them."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._cherchees = {p: pliee for p in phrases if len(pliee := comparable(p)) >= PHRASE_MIN}
        self._restent = LIGNES_MAX
        self._marques = 0
        self.ancres: dict[str, int] = {}
        self.coupe = False

    def ecrire(self, courriel: Courriel) -> Message:
        lus = ((mots, _entete(nom, courriel.entete(nom))) for nom, mots in ENTETES)
        passages = [passage for corps in courriel.corps for passage in self._passages(self._blocs(corps))]
        return Message(entetes=tuple((nom, dit) for nom, dit in lus if dit), passages=tuple(passages))

    def _blocs(self, corps: Corps) -> tuple[Bloc, ...]:
        """The writing, text or HTML, that holds more of the sentences."""
        ecritures = [blocs_du_html(corps.html)] if corps.html else []
        ecritures += [blocs_du_texte(corps.texte)] if corps.texte else []
        return max(ecritures, key=lambda blocs: (self._trouvees(blocs), any(lignes(blocs))), default=())

    def _trouvees(self, blocs: Sequence[Bloc]) -> int:
        plies = [comparable(ligne) for ligne in lignes(blocs)[:LIGNES_MAX]] if self._cherchees else []
        return sum(any(cherchee in pliee for pliee in plies) for cherchee in self._cherchees.values())

    def _passages(self, blocs: Sequence[Bloc]) -> Iterator[Passage]:
        suite: list[Rangee] = []
        for bloc in blocs:
            if self._restent <= 0:
                self.coupe = True
                break
            if isinstance(bloc, Ligne):
                suite.append(self._rangee((bloc.texte,)))
                continue
            if suite:
                yield Passage(rangees=tuple(suite))
            suite = []
            rangees = bloc.rangees[: self._restent]
            self.coupe = self.coupe or len(rangees) < len(bloc.rangees)
            yield Passage(rangees=tuple(self._rangee(une[:CELLULES_MAX]) for une in rangees), tableau=True)
        if suite:
            yield Passage(rangees=tuple(suite))

    def _rangee(self, cellules: tuple[str, ...]) -> Rangee:
        self._restent -= 1
        if any(len(une) > LIGNE_MAX for une in cellules):
            self.coupe = True
        marque = self._marque(comparable(" ".join(une for une in cellules if une)))
        return Rangee(cellules=tuple(une[:LIGNE_MAX] for une in cellules), marque=marque)

    def _marque(self, pliee: str) -> int | None:
        nouvelles = [p for p, cherchee in self._cherchees.items() if p not in self.ancres and cherchee in pliee]
        if not nouvelles:
            return None
        self._marques += 1
        self.ancres |= dict.fromkeys(nouvelles, self._marques)
        return self._marques
