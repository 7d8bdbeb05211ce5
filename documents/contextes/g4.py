"""The context of G4, the crossed review of tutor and person at the end of a contract; nothing on health."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.courrier import Courrier, DemandeCourrier, letter, letter_cover
from documents.contextes.garde import Garde, complete
from documents.nettoyage import on_one_line
from formats.dates import date_courte
from formats.nombres import heures
from metier.portee import Portee
from metier.publics import SituationSortie
from metier.realisation import volumes
from metier.suivi import Beneficiaire, Contrat

COMPETENCES = (
    "appliquer les consignes et les règles de sécurité",
    "réaliser les gestes du poste",
    "employer les outils et le matériel",
    "organiser son poste de travail",
    "travailler en équipe",
    "travailler avec autonomie",
)
FINS_PREVUES = ("terme du contrat", "fin des travaux ou de la prestation", "embauche")
RUPTURES = (
    "à l’initiative de la personne",
    "à l’initiative de l’employeur",
    "d’un commun accord",
    "fin de la période d’essai",
    "autre motif (sans rien dire de la santé)",
)


@dataclass(frozen=True, kw_only=True)
class DemandeFinMission(DemandeCourrier):
    """G4. Without `contrat` and `personne` the form is blank; `competences`: those of the job, in verbs."""

    rupture: bool = False
    contrat: Contrat | None = None
    personne: Beneficiaire | None = None
    competences: tuple[str, ...] = COMPETENCES


@dataclass(frozen=True, kw_only=True)
class FinMission:
    """G4, on one page."""

    modele: ClassVar[str] = "lettres/g4_fin_mission.docx"

    garde: Garde
    courrier: Courrier
    personne: str | None
    employeur: str | None
    contrat: str | None
    dates: str | None
    heures: str | None
    rupture: bool
    competences: tuple[str, ...]
    motifs: tuple[str, ...]
    suites: tuple[str, ...]


def fin_mission(demande: DemandeFinMission) -> FinMission:
    """The context of G4. Raises FauteDeSaisie naming `attributions` when there is none."""
    contrat, personne = demande.contrat, demande.personne
    return complete(
        FinMission(
            garde=letter_cover(demande),
            courrier=letter(demande),
            personne=on_one_line(f"{personne.prenom} {personne.nom}") if personne else None,
            employeur=on_one_line(contrat.employeur) if contrat else None,
            contrat=contrat.type.libelle if contrat else None,
            dates=_dates(contrat) if contrat else None,
            heures=_heures(demande, contrat) if contrat else None,
            rupture=demande.rupture,
            competences=tuple(map(on_one_line, demande.competences)),
            motifs=RUPTURES if demande.rupture else FINS_PREVUES,
            suites=tuple(une.libelle for une in SituationSortie if une is not SituationSortie.INCONNUE),
        )
    )


def _dates(contrat: Contrat) -> str:
    debut = f"du {date_courte(contrat.debut)}"
    return f"{debut} au {date_courte(contrat.fin)}" if contrat.fin else debut


def _heures(demande: DemandeFinMission, contrat: Contrat) -> str:
    """Validated hours of the contract."""
    portee = Portee(jusqu_a=demande.arrete).des_contrats(frozenset({contrat.id}))
    return f"{heures(volumes(demande.suivi, portee).validees)} validées {demande.arretees}"
