"""The same thing awaited on several lots of an operation, told in one line; the operation's own page tells each."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from formats.lots import nommer_lots
from formats.typographie import typographier
from workflows.actes.attentes import Action

LISIBLE = 40  # characters of a list of lots
NOMMES = 3


def regrouper(actions: Iterable[Action]) -> list[Action]:
    """One action for each thing awaited on an operation, what is late apart; in the order of the first of each.

    Who is awaited is named up to three, counted beyond; the dates are the earliest.
    """
    return [ensemble for ensemble, _ in grouper(actions)]


def grouper(actions: Iterable[Action]) -> list[tuple[Action, Sequence[Action]]]:
    """The same, each with the actions that it tells together; none for one that stands alone."""
    groupes: dict[Hashable, list[Action]] = {}
    for rang, action in enumerate(actions):
        cle: Hashable = rang if action.ensemble is None else (action.reference, action.ensemble, action.en_retard)
        groupes.setdefault(cle, []).append(action)
    return [(_reunir(siennes), siennes) if len(siennes) > 1 else (siennes[0], ()) for siennes in groupes.values()]


def _reunir(actions: Sequence[Action]) -> Action:
    numeros = {une.lot for une in actions if une.lot is not None}
    lots = nommer_lots(numeros) if numeros else ""
    if len(lots) > LISIBLE:
        lots = f"{len(numeros)} lots"
    jours = [une.avant_le for une in actions if une.avant_le]
    return replace(
        actions[0],
        libelle=typographier((actions[0].ensemble or "").replace("{}", lots)),
        qui=_qui(list(dict.fromkeys(une.qui for une in actions))),
        depuis=min(une.depuis for une in actions),
        avant_le=min(jours, default=None),
        au_portail=None,
    )


def _qui(noms: Sequence[str]) -> str:
    if len(noms) > NOMMES:
        return f"{len(noms)} organisations"
    return noms[0] if len(noms) == 1 else f"{', '.join(noms[:-1])} et {noms[-1]}"
