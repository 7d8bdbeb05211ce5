"""The life cycle as a page: a diagram and tables, all read from `metier.cycle` and `metier.gestes`.

`python -m formats.cycle > docs/cycle.md` writes it again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from formats.typographie import typographier
from metier.cycle import (
    AMONT,
    ATTENTES,
    AVAL,
    OUVERTES,
    PUBLIEE,
    REGLES,
    SANS_SUITE_AVAL,
    TERMINEES,
    Attente,
    Etape,
    Regle,
    Situation,
    Transition,
)
from metier.enumeration import Enumeration
from metier.gestes import GESTES
from metier.missions import CodeDocument
from metier.operation import Mission

MISSIONS = {
    "": frozenset(Mission),
    "sans amont": AVAL,
    "sans aval": AMONT,
}
DE_COTE = (
    "De toute étape ouverte, une opération peut aussi être abandonnée, classée sans suite, ou suspendue puis reprise à "
    "l’étape quittée. Un dossier peut être importé à n’importe quelle étape."
)
DE_PARTOUT = (Transition.ABANDONNER, Transition.CLASSER, Transition.SUSPENDRE, Transition.REPRENDRE)


def page() -> str:
    """The page in Markdown; the diagram is Mermaid."""
    parties = [
        "# La vie d’une opération",
        "Cette page est écrite à partir du programme (`metier/cycle.py`, `metier/gestes.py`) ; un essai la compare.",
        "## Le chemin",
        f"```mermaid\n{diagramme()}\n```",
        DE_COTE,
        "## Ce que chaque étape attend",
        _tableau(("Étape", "Ce qui est attendu", "De qui", "Délai (`[echeances]`)"), _attentes()),
        "## Les transitions",
        _tableau(("Transition", "De", "Vers", "Données", "Produit", "Qui"), _transitions()),
        "## Les gestes",
        "Ce qui se fait dans une étape sans la changer. `./relais operation gestes` en donne les champs.",
        _tableau(("Geste", "Sens", "Étapes", "Produit"), _gestes()),
    ]
    return "\n\n".join(parties) + "\n"


def diagramme() -> str:
    """The steps and the transitions between them, the branches of missions named on their arrow."""
    lignes = ["stateDiagram-v2", "    direction TB", "    [*] --> signalee"]
    fleches = _fleches()
    atteintes = {etape for depart, vers, _ in fleches for etape in (depart, vers)}
    lignes += [f"    {etape.value} : {etape.libelle}" for etape in Etape if etape in atteintes]
    lignes += [f"    {depart.value} --> {vers.value} : {nom}" for depart, vers, nom in fleches]
    lignes += [f"    {etape.value} --> [*]" for etape in Etape if etape in TERMINEES & atteintes]
    return "\n".join(lignes)


def _fleches() -> list[tuple[Etape, Etape, str]]:
    """Each way from a step to another, once; with the missions that open it where the others do not."""
    trouvees: dict[tuple[Etape, Etape, Transition], list[str]] = {}
    for nom, missions in MISSIONS.items():
        for transition, regle in REGLES.items():
            for etape in (une for une in Etape if une in regle.depuis and transition not in DE_PARTOUT):
                situation = Situation(etape=etape, etape_quittee=None, missions=missions)
                if regle.admet(situation):
                    trouvees.setdefault((etape, regle.vers(situation), transition), []).append(nom)
    return [
        (depart, vers, transition.libelle if "" in noms else f"{transition.libelle}, {noms[0]}")
        for (depart, vers, transition), noms in trouvees.items()
    ]


def _attentes() -> Iterable[tuple[str, ...]]:
    for etape, attente in ATTENTES.items():
        yield (etape.libelle, *_attendu(attente))
        if etape is Etape.CONSULTATION:
            yield ("consultation, une fois publiée", *_attendu(PUBLIEE))
            yield ("consultation publiée, sans suivi par le relais", *_attendu(SANS_SUITE_AVAL))


def _attendu(attente: Attente) -> tuple[str, ...]:
    return attente.libelle, attente.qui.libelle, f"`{attente.delai}`"


def _transitions() -> Iterable[tuple[str, ...]]:
    for transition, regle in REGLES.items():
        donnees = [*(f"**{nom}**" for nom in regle.obligatoires), *regle.facultatives]
        donnees += ["tout champ de l’opération"] if regle.corrige else []
        yield (
            f"`{transition.value}`",
            _etapes(regle.depuis),
            _vers(transition, regle),
            ", ".join(donnees) or "–",
            ", ".join(regle.produit) or "–",
            _noms(regle.roles),
        )


def _vers(transition: Transition, regle: Regle) -> str:
    if transition is Transition.REPRENDRE:
        return "l’étape quittée"
    situations = [
        Situation(etape=etape, etape_quittee=None, missions=missions)
        for etape in Etape
        for missions in MISSIONS.values()
    ]
    arrivees = dict.fromkeys(regle.vers(une) for une in situations if regle.admet(une))
    return " ou ".join(etape.libelle for etape in arrivees)


def _gestes() -> Iterable[tuple[str, ...]]:
    for geste, regle in GESTES.items():
        codes = [CodeDocument(code).value for code in regle.produit]
        yield f"`{geste.value}`", geste.libelle, _etapes(regle.depuis), ", ".join(codes) or "–"


def _etapes(etapes: frozenset[Etape]) -> str:
    if etapes >= OUVERTES:
        return "toute étape ouverte"
    return ", ".join(etape.libelle for etape in Etape if etape in etapes)


def _noms(valeurs: Iterable[Enumeration]) -> str:
    return ", ".join(sorted(valeur.libelle for valeur in valeurs))


def _tableau(titres: tuple[str, ...], lignes: Iterable[tuple[str, ...]]) -> str:
    rangees = [titres, tuple("---" for _ in titres), *lignes]
    return "\n".join(f"| {' | '.join(map(typographier, rangee))} |" for rangee in rangees)


if __name__ == "__main__":
    sys.stdout.write(page())
