"""What is worked out of tables put side by side: figures hidden here, shown there, and the totals of all of them.

Hidden figures are the edges between a row and a column whose sums are known. One that lies on no cycle is the only
unknown of a cut, so it is worked out; on a cycle it may be more or less by as much as its neighbours are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

Arete = tuple[Hashable, Hashable]


def deduits(aretes: Sequence[Arete]) -> list[int]:
    """The ranks of the edges that lie on no cycle; no edge is given twice."""
    voisins: dict[Hashable, list[tuple[Hashable, int]]] = defaultdict(list)
    for rang, (un, autre) in enumerate(aretes):
        voisins[un].append((autre, rang))
        voisins[autre].append((un, rang))
    ordre: dict[Hashable, int] = {}
    return [pont for depart in list(voisins) if depart not in ordre for pont in _ponts(depart, voisins, ordre)]


def _ponts(
    depart: Hashable, voisins: dict[Hashable, list[tuple[Hashable, int]]], ordre: dict[Hashable, int]
) -> list[int]:
    """Those of one connected part: a walk in depth, and the earliest node that each branch comes back to."""
    ponts: list[int] = []
    plus_haut: dict[Hashable, int] = {}
    pile = [(depart, -1, iter(voisins[depart]))]
    ordre[depart] = plus_haut[depart] = len(ordre)
    while pile:
        noeud, venue, suite = pile[-1]
        for voisin, rang in suite:
            if voisin not in ordre:
                ordre[voisin] = plus_haut[voisin] = len(ordre)
                pile.append((voisin, rang, iter(voisins[voisin])))
                break
            if rang != venue:
                plus_haut[noeud] = min(plus_haut[noeud], ordre[voisin])
        else:
            pile.pop()
            if pile:
                parent = pile[-1][0]
                plus_haut[parent] = min(plus_haut[parent], plus_haut[noeud])
                if plus_haut[noeud] > ordre[parent]:
                    ponts.append(venue)
    return ponts
