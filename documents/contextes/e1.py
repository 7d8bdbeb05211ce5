"""The context of E1, the reminder of its commitment to the company that won a lot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.contextes.courrier import (
    Courrier,
    DemandeCourrier,
    letter,
    letter_cover,
    on_working_day,
    require_attributions,
)
from documents.contextes.courrier_lots import LigneHeures, group_leader, grouped_lots, hours_rows, known_article
from documents.contextes.garde import Garde, complete
from documents.manques import Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.typographie import INSECABLE
from metier.operation import Forme


@dataclass(frozen=True, kw_only=True)
class DemandeRappel(DemandeCourrier):
    """E1. `creneaux`: the meetings offered, in words; `visa`: the day the maître d’ouvrage agreed to the letter."""

    creneaux: tuple[str, ...] = ()
    visa: date | None = None


@dataclass(frozen=True, kw_only=True)
class RappelEngagement:
    """E1. `mandataire` names the head of the group for a cotraitant, who is written to itself."""

    modele: ClassVar[str] = "lettres/e1_rappel.docx"

    garde: Garde
    courrier: Courrier
    notifie_le: str | None
    article: str | None
    plusieurs_lots: bool
    lots_groupes: str | None
    mandataire: str | None
    bons_de_commande: bool
    lignes: tuple[LigneHeures, ...]
    echeance: Texte
    jour_limite: Texte
    validation: Texte
    creneaux: tuple[str, ...]
    visa: str | None


def rappel(demande: DemandeRappel) -> RappelEngagement:
    """The context of E1. Raises FauteDeSaisie naming `attributions` when there is none."""
    premiere, p = require_attributions(demande), demande.parametres.parametres
    echeance = on_working_day(demande.date, int(p.delai_referent_j.valeur))
    return complete(
        RappelEngagement(
            garde=letter_cover(demande),
            courrier=letter(demande),
            notifie_le=date_longue(premiere.date_notification) if premiere.date_notification else None,
            article=known_article(demande),
            plusieurs_lots=len({une.lot for une in demande.attributions}) > 1,
            lots_groupes=grouped_lots(demande),
            mandataire=group_leader(demande),
            bons_de_commande=demande.suivi.forme is Forme.BONS_DE_COMMANDE,
            lignes=hours_rows(demande),
            echeance=demande.nuancer(date_longue(echeance), p.delai_referent_j),
            jour_limite=demande.nuancer(str(p.jour_limite.valeur), p.jour_limite),
            validation=demande.nuancer(f"{p.delai_validation_h.valeur}{INSECABLE}heures ouvrées", p.delai_validation_h),
            creneaux=tuple(map(on_one_line, demande.creneaux)),
            visa=date_longue(demande.visa) if demande.visa else None,
        )
    )
