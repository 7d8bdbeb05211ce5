"""The context of E2, the modalities at equal footing and the form by which the company chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.courrier import (
    Courrier,
    DemandeCourrier,
    letter,
    letter_cover,
    on_working_day,
    require_attributions,
)
from documents.contextes.courrier_lots import LigneHeures, grouped_lots, hours_rows
from documents.contextes.garde import Garde, complete
from documents.contextes.structures import alphabetical
from documents.manques import AValider, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.typographie import INSECABLE
from metier.operation import Forme, Nature
from metier.suivi import StructureListee


@dataclass(frozen=True, kw_only=True)
class DemandeModalites(DemandeCourrier):
    """E2. `structures`: every structure of the territory, never a selection; they are printed in alphabetical order."""

    structures: tuple[StructureListee, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LigneStructure:
    nom: str
    type: str
    courriel: str


@dataclass(frozen=True, kw_only=True)
class DelaisModalites:
    """Usual delays before the first day, unverified, for the relay to confirm."""

    embauche: Texte
    mise_a_disposition: Texte
    sous_traitance: Texte


@dataclass(frozen=True, kw_only=True)
class Modalites:
    """E2. `travaux` and `services` choose the examples."""

    modele: ClassVar[str] = "lettres/e2_modalites.docx"

    garde: Garde
    courrier: Courrier
    travaux: bool
    services: bool
    bons_de_commande: bool
    lots_groupes: str | None
    lignes: tuple[LigneHeures, ...]
    delais: DelaisModalites
    echeance: Texte
    structures: tuple[LigneStructure, ...]


def modalites(demande: DemandeModalites) -> Modalites:
    """The context of E2. Raises FauteDeSaisie naming `attributions` when there is none."""
    require_attributions(demande)
    p = demande.parametres.parametres
    echeance = on_working_day(demande.date, int(p.delai_referent_j.valeur))
    return complete(
        Modalites(
            garde=letter_cover(demande),
            courrier=letter(demande),
            travaux=demande.suivi.nature is Nature.TRAVAUX,
            services=demande.suivi.nature is Nature.SERVICES,
            bons_de_commande=demande.suivi.forme is Forme.BONS_DE_COMMANDE,
            lots_groupes=grouped_lots(demande),
            lignes=hours_rows(demande),
            delais=_delais(demande),
            echeance=demande.nuancer(date_longue(echeance), p.delai_referent_j),
            structures=_structures(demande.structures),
        )
    )


def _delais(demande: DemandeCourrier) -> DelaisModalites:
    def usuel(texte: str, modalite: str) -> AValider:
        libelle = f"délai usuel, {modalite}{INSECABLE}: {texte}"
        return AValider(texte, libelle, ombre=not demande.definitif)

    return DelaisModalites(
        embauche=usuel(f"2 à 6{INSECABLE}semaines", "embauche directe"),
        mise_a_disposition=usuel(f"quelques jours à 2{INSECABLE}semaines", "mise à disposition"),
        sous_traitance=usuel(f"2 à 6{INSECABLE}semaines, acceptation comprise", "sous-traitance"),
    )


def _structures(structures: tuple[StructureListee, ...]) -> tuple[LigneStructure, ...]:
    return tuple(
        LigneStructure(
            nom=on_one_line(une.nom),
            type=une.type.value if une.type else "–",
            courriel=on_one_line(une.courriel or "–"),
        )
        for une in alphabetical(structures)
    )
