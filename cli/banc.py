"""`relais banc`: the benchmarks, each result against its goal."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Callable, Iterable
from fractions import Fraction

from cli.bancs.mesure import Resultat, Taille
from formats.nombres import nombre
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

Banc = Callable[[Taille], list[Resultat]]
NON_TENU = 1


def banc(nom: str | None, *, json: bool, taille: Taille | None = None) -> int:
    """Run one benchmark, or all of them, and print the ratios; returns 1 when a goal is missed, else 0."""
    choisis = _choisir(nom)
    resultats = [resultat for un in choisis for resultat in un(taille or Taille())]
    print(_en_json(resultats) if json else "\n".join(map(_ligne, resultats)))
    return 0 if all(resultat.tenu for resultat in resultats) else NON_TENU


def _choisir(nom: str | None) -> Iterable[Banc]:
    if nom is None:
        return BANCS.values()
    if nom in BANCS:
        return (BANCS[nom],)
    connus = ", ".join(BANCS)
    raise FauteDeSaisie("NOM", typographier(f"banc : « {nom[:60]} » inconnu ; bancs connus : {connus}."))


def _documents(taille: Taille) -> list[Resultat]:
    from cli.bancs.documents import mesurer_documents

    return mesurer_documents(taille)


def _rapports(taille: Taille) -> list[Resultat]:
    from cli.bancs.rapports import mesurer_rapports

    return mesurer_rapports(taille)


def _indicateurs(taille: Taille) -> list[Resultat]:
    from cli.bancs.indicateurs import mesurer_indicateurs

    return mesurer_indicateurs(taille)


def _courrier(taille: Taille) -> list[Resultat]:
    from cli.bancs.courrier import mesurer_courrier

    return mesurer_courrier(taille)


BANCS: dict[str, Banc] = {
    "documents": _documents,
    "rapports": _rapports,
    "indicateurs": _indicateurs,
    "courrier": _courrier,
}


def _en_json(resultats: list[Resultat]) -> str:
    lignes = [
        {"nom": un.nom, "rapport": round(un.rapport, 3), "objectif": un.objectif, "tenu": un.tenu} for un in resultats
    ]
    return jsonlib.dumps({"resultats": lignes}, ensure_ascii=False, indent=1)


def _ligne(resultat: Resultat) -> str:
    sens = "au plus" if resultat.au_plus else "au moins"
    verdict = "tenu" if resultat.tenu else "NON TENU"
    return typographier(
        f"{resultat.libelle} : {_decimal(resultat.rapport)} ({sens} {_decimal(resultat.objectif)}), {verdict}"
    )


def _decimal(valeur: float) -> str:
    return nombre(Fraction(valeur), 2)
