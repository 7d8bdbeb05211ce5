"""Numbers of lots as a sentence names them, those that follow one another told by their ends."""

from __future__ import annotations

from collections.abc import Iterable


def des_lots(numeros: Iterable[int]) -> str:
    """« du lot 2 », « des lots 1 à 30 », « des lots 1 à 3, 7 et 9 »."""
    nommes = nommer_lots(numeros)
    return f"{'du' if nommes.startswith('lot ') else 'des'} {nommes}"


def nommer_lots(numeros: Iterable[int]) -> str:
    """« lot 2 », « lots 1 à 30 », « lots 1 à 3, 7 et 9 », in order; two that follow are both named."""
    series: list[list[int]] = []
    for numero in sorted(set(numeros)):
        if series and numero == series[-1][-1] + 1:
            series[-1].append(numero)
        else:
            series.append([numero])
    ecrits = [ecrit for serie in series for ecrit in _ecrire(serie)]
    if len(ecrits) > 1:
        return f"lots {', '.join(ecrits[:-1])} et {ecrits[-1]}"
    return f"{'lot' if ecrits[0].isdigit() else 'lots'} {ecrits[0]}"


def _ecrire(serie: list[int]) -> list[str]:
    premier, dernier = serie[0], serie[-1]
    return [f"{premier} à {dernier}"] if dernier - premier > 1 else [str(un) for un in serie]
