"""The context of A9, the notice to candidates: what the clause means in practice, without adding to the contract."""

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
    words,
)
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde, complete
from documents.manques import Texte
from formats.typographie import INSECABLE
from metier.operation import Forme, Montage, Nature


@dataclass(frozen=True, kw_only=True)
class NoticeCandidats:
    """A9. The delays are those that A3 prints; nothing here is contractual."""

    modele: ClassVar[str] = "marches/a9_notice.docx"

    garde: Garde
    mots: Mots
    lots: tuple[LigneLot, ...]
    publics_structures: tuple[Texte, ...]
    publics_criteres: tuple[Texte, ...]
    avis_motive: bool
    travaux: bool
    services: bool
    bons_de_commande: bool
    concession: bool
    avec_critere: bool
    validation: Texte
    referent: Texte
    jour_limite: Texte
    bilan: Texte
    formation: Texte
    facilitateur: BlocFacilitateur


def notice_candidats(demande: DemandePack) -> NoticeCandidats:
    """The context of A9 for this request."""
    operation, p = demande.operation, demande.parametres.parametres
    return complete(
        NoticeCandidats(
            garde=cover(demande),
            mots=words(demande),
            lots=lots(demande),
            publics_structures=structures_eligibles(demande),
            publics_criteres=criteres_eligibles(demande),
            avis_motive=avis_motive(demande),
            travaux=operation.nature is Nature.TRAVAUX,
            services=operation.nature is Nature.SERVICES,
            bons_de_commande=operation.forme is Forme.BONS_DE_COMMANDE,
            concession=demande.concession,
            avec_critere=operation.montage is Montage.EXECUTION_CRITERE,
            validation=demande.a_valider(
                f"{p.delai_validation_h.valeur}{INSECABLE}heures ouvrées", p.delai_validation_h
            ),
            referent=demande.a_valider(f"{p.delai_referent_j.valeur}{INSECABLE}jours", p.delai_referent_j),
            jour_limite=demande.a_valider(str(p.jour_limite.valeur), p.jour_limite),
            bilan=demande.a_valider(f"{p.delai_bilan_j.valeur}{INSECABLE}jours", p.delai_bilan_j),
            formation=demande.a_valider(str(p.compte_formation.valeur), p.compte_formation),
            facilitateur=facilitateur(demande),
        )
    )
