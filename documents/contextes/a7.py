"""The context of A7, the annex to the acte d'engagement: one per claused lot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.communs import BlocFacilitateur, Mots, by_ratio, facilitateur, lots, words
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde, complete
from documents.manques import Texte
from documents.nettoyage import on_one_line
from metier.operation import Nature


@dataclass(frozen=True, kw_only=True)
class EngagementInsertion:
    """A7 for one lot. `minimum` is what the candidate commits to at least; with `ratio`, hours follow the orders."""

    modele: ClassVar[str] = "marches/a7_annexe_ae.docx"

    garde: Garde
    mots: Mots
    acheteur: str
    lot_numero: str
    lot_intitule: str
    minimum: Texte
    base: str
    ratio: bool
    pourcentage: bool
    travaux: bool
    concession: bool
    facilitateur: BlocFacilitateur


def engagements(demande: DemandePack) -> tuple[EngagementInsertion, ...]:
    """The contexts of A7, one per claused lot, in the order of the operation."""
    lignes = zip(demande.lots_vises, lots(demande), strict=True)
    garde, mots, joindre = cover(demande), words(demande), facilitateur(demande)
    return tuple(
        complete(
            EngagementInsertion(
                garde=garde,
                mots=mots,
                acheteur=on_one_line(demande.operation.maitre_ouvrage.nom),
                lot_numero=ligne.numero,
                lot_intitule=ligne.intitule,
                minimum=ligne.objectif,
                base=ligne.base,
                ratio=by_ratio(demande, lot),
                pourcentage="heures travaillées" in ligne.base,
                travaux=demande.operation.nature is Nature.TRAVAUX,
                concession=demande.concession,
                facilitateur=joindre,
            )
        )
        for lot, ligne in lignes
    )
