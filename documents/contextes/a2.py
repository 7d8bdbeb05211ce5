"""The context of A2, the article of the règlement de la consultation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.communs import (
    BlocFacilitateur,
    LigneLot,
    Mots,
    facilitateur,
    lots,
    total,
    words,
)
from documents.contextes.criteres import LigneCritere, criteria, reminders
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde, complete
from documents.contextes.reservations import basis, reservations
from documents.manques import Texte
from metier.operation import Forme, Montage


@dataclass(frozen=True, kw_only=True)
class ArticleReglement:
    """A2. `preuves`: what a candidate to a reserved contract shows; `criteres`: those of insertion."""

    modele: ClassVar[str] = "marches/a2_rc.docx"

    garde: Garde
    mots: Mots
    reglement: str
    execution: bool
    reserve: bool
    marche_insertion: bool
    concession: bool
    bons_de_commande: bool
    fondement: Texte
    lots: tuple[LigneLot, ...]
    total: Texte | None
    un_seul_lot: bool
    preuves: tuple[str, ...]
    criteres: tuple[LigneCritere, ...]
    facilitateur: BlocFacilitateur


def article_reglement(demande: DemandePack) -> ArticleReglement:
    """The context of A2 for this request."""
    montage = demande.operation.montage
    return complete(
        ArticleReglement(
            garde=cover(demande, reminders(demande)),
            mots=words(demande),
            reglement="règlement de la consultation de la concession" if demande.concession else "règlement",
            execution=montage in (Montage.EXECUTION, Montage.EXECUTION_CRITERE),
            reserve=demande.reserve,
            marche_insertion=montage is Montage.MARCHE_INSERTION,
            concession=demande.concession,
            bons_de_commande=demande.operation.forme is Forme.BONS_DE_COMMANDE,
            fondement=basis(demande),
            lots=lots(demande),
            total=total(demande),
            un_seul_lot=len(demande.lots_vises) == 1,
            preuves=tuple(r.preuve for r in reservations(demande)) if demande.reserve else (),
            criteres=criteria(demande),
            facilitateur=facilitateur(demande),
        )
    )
