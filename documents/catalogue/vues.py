"""Every view of the catalogue, in its order."""

from __future__ import annotations

from functools import cache

from documents.catalogue.vue import Vue
from documents.catalogue.vues_conventions import vues_conventions
from documents.catalogue.vues_courriers import vues_courriers
from documents.catalogue.vues_marches import vues_marches
from documents.catalogue.vues_personnes import vues_personnes
from documents.catalogue.vues_rapports import vues_rapports
from metier.missions import CodeDocument


@cache
def vues() -> tuple[Vue, ...]:
    """All of them; those of a document follow each other."""
    return (*vues_marches(), *vues_conventions(), *vues_courriers(), *vues_personnes(), *vues_rapports())


def vues_de(code: CodeDocument) -> tuple[Vue, ...]:
    """The views of a document."""
    return tuple(vue for vue in vues() if vue.code is code)
