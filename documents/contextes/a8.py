"""The context of A8, the reply form of the insertion criterion, limited to the contract being awarded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.communs import BlocFacilitateur, Mots, facilitateur, words
from documents.contextes.criteres import LigneCritere, criteria, reminders
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde, complete
from documents.manques import Manque
from documents.nettoyage import on_one_line
from metier.operation import Montage

CRITERES_ABSENTS = Manque("criteres", "critère d’insertion : intitulé, pondération et sous-critères")


@dataclass(frozen=True, kw_only=True)
class CadreReponse:
    """A8. `critere_manquant` says that the operation announces a criterion and states none."""

    modele: ClassVar[str] = "marches/a8_cadre_reponse.docx"

    garde: Garde
    mots: Mots
    acheteur: str
    criteres: tuple[LigneCritere, ...]
    critere_manquant: Manque | None
    facilitateur: BlocFacilitateur


def cadre_reponse(demande: DemandePack) -> CadreReponse:
    """The context of A8 for this request."""
    operation = demande.operation
    absent = operation.montage is Montage.EXECUTION_CRITERE and not operation.criteres
    return complete(
        CadreReponse(
            garde=cover(demande, reminders(demande)),
            mots=words(demande),
            acheteur=on_one_line(operation.maitre_ouvrage.nom),
            criteres=criteria(demande),
            critere_manquant=CRITERES_ABSENTS if absent else None,
            facilitateur=facilitateur(demande),
        )
    )
