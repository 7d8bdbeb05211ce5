"""Checks of wording, one paragraph at a time: outdated words, residence, imposed modalité, « obligatoires », tags.

What the operation itself says (titles, names, reasons) is set aside first: it is the buyer's, not the template's.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from config.lexique import Terme, get_lexique
from documents.connu import Connu, present, set_aside
from documents.constats import Constat, Gravite, excerpt
from documents.manques import A_COMPLETER
from documents.tournures import HEURES_PAR_LA_LOI, MODALITE_IMPOSEE, RESIDENCE

RESEAU_LORRAIN = "reseau-lorrain"
PARAGRAPHES_RETENUS = 4096
_LORRAIN = re.compile(r"réseau[- ]lorrain", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Tournure:
    """A wording no piece may hold: the check that forbids it, its pattern, why."""

    controle: int
    motif: re.Pattern[str]
    raison: str


TOURNURES = (
    Tournure(controle=9, motif=RESIDENCE, raison="condition de résidence locale, qui n’est pas permise"),
    Tournure(controle=10, motif=MODALITE_IMPOSEE, raison="modalité imposée : le titulaire choisit librement"),
    Tournure(
        controle=14,
        motif=re.compile(r"\{\{|\{%|%\}|\}\}|\bNone\b"),
        raison="balise ou valeur restée dans le texte",
    ),
    Tournure(
        controle=24,
        motif=HEURES_PAR_LA_LOI,
        raison="la loi demande une considération sociale, non des heures d’insertion",
    ),
)


def check_wording(piece: str, paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """3, 9, 10, 14, 23, 24. Every wording at fault in a piece."""
    relus = connu.relus
    nouveaux = set(paragraphes).difference(relus)
    propres = present(nouveaux, connu.propres)
    for paragraphe in nouveaux:
        neutre = set_aside(paragraphe, propres)
        relus[paragraphe] = _relire(paragraphe, neutre, connu.bareme, definitif=connu.definitif)
    for constats in filter(None, map(relus.__getitem__, paragraphes)):
        for constat in constats:
            yield dataclasses.replace(constat, piece=piece)


@lru_cache(maxsize=PARAGRAPHES_RETENUS)
def _relire(paragraphe: str, neutre: str, bareme: str | None, *, definitif: bool) -> tuple[Constat, ...]:
    """What is wrong with a paragraph, which is `neutre` without the operation's own words; it names no piece yet."""
    return (
        *_tournures(neutre),
        *_lexique(neutre, paragraphe),
        *_lorrain(neutre, bareme),
        *(_absente(neutre) if definitif and A_COMPLETER in neutre else ()),
    )


def _absente(neutre: str) -> Iterator[Constat]:
    yield Constat(controle=14, piece="", phrase=f"donnée absente dans {excerpt(neutre)}")


def _tournures(neutre: str) -> Iterator[Constat]:
    for tournure, debut in _fautives(neutre):
        phrase = f"{tournure.raison}, dans {excerpt(neutre, debut)}"
        yield Constat(controle=tournure.controle, piece="", phrase=phrase)


@lru_cache(maxsize=PARAGRAPHES_RETENUS)
def _fautives(neutre: str) -> tuple[tuple[Tournure, int], ...]:
    """The forbidden wordings of a paragraph, and where; without titles and names, one pack says what another does."""
    trouvees = ((tournure, tournure.motif.search(neutre)) for tournure in TOURNURES)
    return tuple((tournure, trouve.start()) for tournure, trouve in trouvees if trouve)


def _lexique(neutre: str, paragraphe: str) -> Iterator[Constat]:
    """An outdated word of the template is blocking; the buyer's own is only pointed at."""
    for terme, trouve in _depasses(paragraphe):
        dans_modele = terme.motif.search(neutre)
        yield Constat(
            controle=3,
            piece="",
            phrase=f"« {trouve} » ne s’emploie plus ; écrire : {terme.ecrire}",
            gravite=Gravite.BLOQUANT if dans_modele else Gravite.AVERTISSEMENT,
        )


@lru_cache(maxsize=PARAGRAPHES_RETENUS)
def _depasses(paragraphe: str) -> tuple[tuple[Terme, str], ...]:
    """The outdated wordings of a paragraph; those of templates come back in every pack."""
    trouves = ((terme, terme.motif.search(paragraphe)) for terme in get_lexique())
    return tuple((terme, trouve[0]) for terme, trouve in trouves if trouve)


def _lorrain(neutre: str, bareme: str | None) -> Iterator[Constat]:
    """Only a calculation is concerned: a document that names no barème may not name this one either."""
    trouve = _LORRAIN.search(neutre) if "orrain" in neutre.lower() else None  # far quicker than the pattern alone
    if trouve and bareme != RESEAU_LORRAIN:
        phrase = f"« {trouve[0]} » alors que le barème employé est {bareme or 'un autre'}"
        yield Constat(controle=23, piece="", phrase=phrase)
