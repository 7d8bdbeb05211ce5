"""What a template writes by itself: the mentions it may not lack, the wordings it may not hold (documents.md §15)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from documents.champs_modeles import contexte
from documents.connu import Connu, own_words
from documents.constats import Constat
from documents.controles import controler, controler_phrase
from documents.exemples import PLEIN, exemple
from documents.modeles import code
from documents.verification.defauts import Defaut, defaut
from documents.verification.passages import lire_passages

_BALISE = re.compile(r"\{[{%#].*?[}%#]\}")
MENTIONS: dict[str, dict[str, str]] = {
    "A1": {"MentionAvis.fondement": "le fondement de la clause ou de la réservation (contrôle 4)"},
    "A2": {"LigneLot.objectif": "le volume de chaque lot (contrôle 2)"},
    "A3": {
        "LigneLot.intitule": "le périmètre, lot par lot (contrôle 1)",
        "LigneLot.objectif": "le volume de chaque lot (contrôle 1)",
        "ArticleCcap.publics_structures": "les publics éligibles (contrôle 1)",
        "BlocFacilitateur.courriel": "le courriel du facilitateur (contrôle 1)",
        "BlocFacilitateur.telephone": "le téléphone du facilitateur (contrôle 1)",
        "ArticleCcap.penalite_heure": "la pénalité par heure non réalisée (contrôle 12)",
        "ArticleCcap.penalite_document": "la pénalité par document en retard (contrôle 12)",
        "Delais.contradictoire": "le délai de la procédure contradictoire (contrôle 12)",
    },
    "A7": {"EngagementInsertion.minimum": "l’engagement minimal du lot (contrôle 2)"},
    "B1": {"NoteCalibrage.total": "le total des heures (contrôle 2)"},
}


def examiner_mentions(nom: str, employes: set[str]) -> Iterator[Defaut]:
    """The fields that a document of this kind must print and that the template never names."""
    for champ, quoi in MENTIONS.get(code(nom), {}).items():
        if champ not in employes:
            yield defaut(
                "modèle",
                f"{quoi} n’y est pas",
                f"imprimez le champ « {champ.rpartition('.')[2]} », donné par « relais modeles champs {nom} »",
            )


def examiner_phrases(nom: str, membres: Mapping[str, bytes]) -> Iterator[Defaut]:
    """The wordings of the template itself, in every branch, each with its place."""
    for passage in lire_passages(membres):
        if not passage.code and passage.paragraphe is not None:
            phrase = _BALISE.sub("…", passage.texte)
            for constat in controler_phrase(code(nom), phrase):
                if constat.controle != 14:  # noqa: PLR2004 - tags are looked at one by one elsewhere
                    yield _defaut(passage.lieu, constat)


def examiner_essais(nom: str, paragraphes: Mapping[str, tuple[str, ...]]) -> Iterator[Defaut]:
    """What the trials print that no sent document may: tags, « None », wordings made of several pieces."""
    connu = Connu(propres=own_words(exemple(contexte(nom), PLEIN)))
    for quoi, lus in paragraphes.items():
        for constat in controler(code(nom), lus, connu):
            yield _defaut(f"document produit ({quoi})", constat)


def _defaut(lieu: str, constat: Constat) -> Defaut:
    return defaut(lieu, f"contrôle {constat.controle}, {constat.phrase}", "récrivez cette phrase", constat.gravite)
