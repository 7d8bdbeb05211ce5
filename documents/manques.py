"""What is not known yet in a document, and what the relay still has to confirm; both are seen in a draft."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cache

from metier.fautes import FauteDeSaisie

A_COMPLETER = "[à compléter]"


@dataclass(frozen=True)
class Manque:
    """A value that is missing: printed as a highlighted « [à compléter] », refused in a definitive edition.

    `champ` is the path of the field or setting that would fill it, `libelle` the words of the list that the
    cover page gives.
    """

    champ: str
    libelle: str


@dataclass(frozen=True)
class AValider:
    """A value that no official text read confirms, `libelle` for the cover's list; shaded in a draft."""

    texte: str
    libelle: str
    ombre: bool = True


Texte = str | Manque | AValider


def printed(texte: Texte) -> str:
    """What a document prints of a text, without its highlight."""
    if isinstance(texte, Manque):
        return A_COMPLETER
    return texte.texte if isinstance(texte, AValider) else texte


_REPERES = frozenset({Manque, AValider})


def walk(valeur: object) -> list[object]:
    """Every value of a context, depth first, in the order of the fields."""
    restent, vues = [valeur], []
    while restent:
        vue = restent.pop()
        classe: type = type(vue)
        if classe is str:
            vues.append(vue)
            continue
        noms = _champs(classe)
        if noms is not None:
            restent += [getattr(vue, nom) for nom in noms]
        elif isinstance(vue, dict):
            restent += reversed(vue.values())
        elif isinstance(vue, tuple | list):
            restent += reversed(vue)
        else:
            vues.append(vue)
    return vues


@cache
def _champs(classe: type) -> tuple[str, ...] | None:
    """The fields to look into, last first; None for what is a value by itself."""
    if not is_dataclass(classe) or issubclass(classe, Manque | AValider):
        return None
    return tuple(champ.name for champ in reversed(fields(classe)))


def collect_manques(contexte: object) -> tuple[Manque, ...]:
    """What a context lacks, each once, in the order of its fields."""
    return collect(contexte)[0]


def collect_a_valider(contexte: object) -> tuple[AValider, ...]:
    """What a context holds and the relay has to confirm, each once, in the order of its fields."""
    return collect(contexte)[1]


def collect(contexte: object) -> tuple[tuple[Manque, ...], tuple[AValider, ...]]:
    """Both, in one reading of the context."""
    reperes = [valeur for valeur in walk(contexte) if type(valeur) in _REPERES]
    manques = dict.fromkeys(valeur for valeur in reperes if isinstance(valeur, Manque))
    a_valider = dict.fromkeys(valeur for valeur in reperes if isinstance(valeur, AValider))
    return tuple(manques), tuple(a_valider)


def require_complete(manques: tuple[Manque, ...]) -> None:
    """Nothing when nothing is missing; a definitive edition with a gap raises FauteDeSaisie, the first gap named."""
    if not manques:
        return
    premier = manques[0]
    suite = {0: "", 1: " ; une autre donnée manque aussi"}.get(
        len(manques) - 1, f" ; {len(manques) - 1} autres données manquent aussi"
    )
    raise FauteDeSaisie(
        premier.champ,
        f"{premier.champ} : donnée absente ({premier.libelle}){suite} ; l’édition définitive n’admet aucun "
        "« [à compléter] » : renseignez ce champ ou produisez un projet.",
    )
