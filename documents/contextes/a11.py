"""The context of A11, the specification of a contract whose object is insertion itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.communs import (
    BlocFacilitateur,
    LigneLot,
    Mots,
    avis_motive,
    criteres_eligibles,
    facilitateur,
    lots,
    structures_eligibles,
    total,
    words,
)
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde, complete
from documents.contextes.reservations import reservation_sentence
from documents.manques import Texte
from formats.typographie import INSECABLE

RATTACHEMENT = (
    "rattachement des services d’insertion à la liste annexée aux services sociaux et spécifiques (R2123-1, 3°)"
)


@dataclass(frozen=True, kw_only=True)
class MarcheInsertion:
    """A11. `reservation` is None where anyone may apply; sizes and ratios are left open to the buyer."""

    modele: ClassVar[str] = "marches/a11_marche_insertion.docx"

    garde: Garde
    mots: Mots
    base: Texte
    reservation: Texte | None
    lots: tuple[LigneLot, ...]
    total: Texte | None
    duree: str | None
    publics_structures: tuple[Texte, ...]
    publics_criteres: tuple[Texte, ...]
    avis_motive: bool
    validation: Texte
    jour_limite: Texte
    contradictoire: Texte
    facilitateur: BlocFacilitateur


def marche_insertion(demande: DemandePack) -> MarcheInsertion:
    """The context of A11 for this request."""
    operation, p = demande.operation, demande.parametres.parametres
    return complete(
        MarcheInsertion(
            garde=cover(demande),
            mots=words(demande),
            base=demande.nuancer(
                "du 3° de l’article R2123-1 et de l’article R2123-7 du code de la commande publique",
                RATTACHEMENT,
                verifie=False,
            ),
            reservation=reservation_sentence(demande) if operation.articles_reservation else None,
            lots=lots(demande),
            total=total(demande),
            duree=f"{operation.duree_mois}{INSECABLE}mois" if operation.duree_mois else None,
            publics_structures=structures_eligibles(demande),
            publics_criteres=criteres_eligibles(demande),
            avis_motive=avis_motive(demande),
            validation=demande.a_valider(
                f"{p.delai_validation_h.valeur}{INSECABLE}heures ouvrées", p.delai_validation_h
            ),
            jour_limite=demande.a_valider(str(p.jour_limite.valeur), p.jour_limite),
            contradictoire=demande.a_valider(
                f"{p.contradictoire_jours.valeur}{INSECABLE}jours", p.contradictoire_jours
            ),
            facilitateur=facilitateur(demande),
        )
    )
