"""Tracked changes left in a template: what was deleted would leave, invisible, in every document made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from documents.verification.contenu import lire_xml
from documents.verification.defauts import Defaut, avertissement, defaut
from documents.verification.passages import PARTIES, W, tete

CITEE = 60
_TOUT_ACCEPTER = "acceptez ou refusez toutes les modifications (Révision), puis enregistrez"


def examiner_revisions(membres: Mapping[str, bytes]) -> Iterator[Defaut]:
    """The part and the words of each deletion, which block; that insertions are marked, which does not."""
    for nom in filter(PARTIES.fullmatch, membres):
        racine, lieu = lire_xml(membres[nom]), tete(nom) or "document"
        for retrait in racine.iter(f"{W}del", f"{W}moveFrom"):
            texte = re.sub(r"\s+", " ", "".join(un.text or "" for un in retrait.iter(f"{W}delText", f"{W}t"))).strip()
            if texte:
                yield defaut(lieu, f"texte supprimé mais gardé par le suivi, « {texte[:CITEE]} »", _TOUT_ACCEPTER)
        if next(racine.iter(f"{W}ins", f"{W}moveTo"), None) is not None:
            yield avertissement(lieu, "des ajouts y sont marqués par le suivi des modifications", _TOUT_ACCEPTER)
