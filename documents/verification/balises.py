"""Every tag of a template, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from documents.verification.defauts import Defaut, avertissement, defaut
from documents.verification.jetons import Jeton, lire_jetons
from documents.verification.noms import Portee
from documents.verification.passages import Passage, lire_passages
from documents.verification.structure import examiner_structure

_CODES_ACTIFS = re.compile(
    r"^\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|INCLUDE|MACROBUTTON)\b", re.IGNORECASE
)
_PUBLIPOSTAGE = re.compile(r"^\s*MERGEFIELD\s+\"?([^\s\"]+)", re.IGNORECASE)
_NON_LUES = re.compile(r"word/(endnotes|comments|glossary/\w+|charts/\w+|diagrams/\w+)\.xml")


def examiner_balises(membres: Mapping[str, bytes], classe: type, employes: set[str]) -> Iterator[Defaut]:
    """Every fault of the tags, part after part, in the order of the document; the fields named go to `employes`."""
    for _, passages in groupby(lire_passages(membres), key=_partie):
        yield from _partie_entiere(list(passages), Portee(classe, employes))
    yield from _parties_non_lues(membres)


def _partie(passage: Passage) -> object:
    """Tags may answer each other within one part; an attribute or a property stands alone."""
    if passage.paragraphe is None:
        return id(passage)
    return passage.paragraphe.getroottree().getroot()


def _partie_entiere(passages: list[Passage], portee: Portee) -> Iterator[Defaut]:
    jetons: list[Jeton] = []
    for passage in passages:
        if passage.code:
            yield from _codes(passage)
        lus, defauts = lire_jetons(passage)
        yield from defauts
        for jeton in lus:
            yield from portee.suivre(jeton)
        jetons += lus
    yield from examiner_structure(jetons)


def _codes(passage: Passage) -> Iterator[Defaut]:
    """Field codes that fetch a file or another program; those of a mailing, which nobody will fill."""
    if trouve := _CODES_ACTIFS.match(passage.texte):
        yield defaut(
            passage.lieu,
            f"le champ Word « {trouve[1].upper()} » va chercher un fichier ou un programme",
            "effacez ce champ (Alt+F9 le montre)",
        )
    if trouve := _PUBLIPOSTAGE.match(passage.texte):
        yield avertissement(
            passage.lieu,
            f"le champ de publipostage « {trouve[1]} » ne sera pas rempli",
            f"remplacez-le par « {{{{ {trouve[1].lower()} }}}} », s’il est dans la liste des champs",
        )


def _parties_non_lues(membres: Mapping[str, bytes]) -> Iterator[Defaut]:
    noms = {"endnotes": "note de fin", "comments": "commentaire"}
    for nom, octets in membres.items():
        trouve = _NON_LUES.fullmatch(nom)
        if trouve and (b"{{" in octets or b"{%" in octets):
            yield defaut(
                noms.get(trouve[1], "graphique ou diagramme"),
                "les balises n’y sont pas lues et seraient imprimées telles quelles",
                "déplacez-les dans le texte",
            )
