"""The context of E5, the note of findings that the facilitateur hands to the maître d’ouvrage, who decides."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.contextes.courrier import Courrier, DemandeCourrier, letter, letter_cover
from documents.contextes.courrier_lots import (
    LigneHeures,
    article,
    grouped_lots,
    hours_rows,
)
from documents.contextes.garde import Garde, complete
from documents.contextes.manquement import hourly_penalty, hours_amount, shortfall
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.typographie import clore, typographier
from metier.acteurs import RoleContact
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie

NEANT = ("rien au dossier du relais",)


class Proposition(Enumeration):
    PENALITE = "penalite", "appliquer la pénalité"
    EXONERATION = "exoneration", "exonérer en tout ou partie"
    REPORT = "report", "reporter l’échéance"
    AVENANT = "avenant", "modifier l’engagement par avenant"


@dataclass(frozen=True, kw_only=True)
class DemandeConstat(DemandeCourrier):
    """E5. Lists are in words, dated; `motif` says why the proposition is made; `report_au`: the new date offered.

    `orientees` and `refusees`: how many candidates were offered to the company, how many it declined; None: not known.
    """

    proposition: Proposition
    motif: str | None = None
    report_au: date | None = None
    diligences_entreprise: tuple[str, ...] = ()
    diligences_facilitateur: tuple[str, ...] = ()
    orientees: int | None = None
    refusees: int | None = None
    causes: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoteConstat:
    """E5. `proposition` is an opinion; the decision is left to the maître d’ouvrage."""

    modele: ClassVar[str] = "lettres/e5_constat.docx"

    garde: Garde
    courrier: Courrier
    entreprise: str
    lots_groupes: str | None
    article: Texte
    arretees: str
    lignes: tuple[LigneHeures, ...]
    ecart: Texte
    penalite: Texte
    montant: Texte
    diligences_entreprise: tuple[str, ...]
    diligences_facilitateur: tuple[str, ...]
    orientations: str
    causes: tuple[str, ...]
    proposition: str
    avec_penalite: bool
    report_au: str | None
    motif: Texte
    pieces: tuple[str, ...]


def constat(demande: DemandeConstat) -> NoteConstat:
    """The context of E5.

    Raises FauteDeSaisie: `attributions` without any, `report_au` when a report has no date, `refusees` when more
    candidates were declined than offered.
    """
    cadre = letter(demande)
    _require(demande)
    return complete(
        NoteConstat(
            garde=letter_cover(demande),
            courrier=_to_the_buyer(demande, cadre),
            entreprise=on_one_line(demande.attributions[0].entreprise),
            lots_groupes=grouped_lots(demande),
            article=article(demande),
            arretees=demande.arretees,
            lignes=hours_rows(demande),
            ecart=shortfall(demande),
            penalite=hourly_penalty(demande),
            montant=hours_amount(demande),
            diligences_entreprise=_lignes(demande.diligences_entreprise),
            diligences_facilitateur=_lignes(demande.diligences_facilitateur),
            orientations=_orientations(demande),
            causes=_lignes(demande.causes),
            proposition=demande.proposition.libelle,
            avec_penalite=demande.proposition is Proposition.PENALITE,
            report_au=date_longue(demande.report_au) if demande.report_au else None,
            motif=clore(on_one_line(demande.motif))
            if demande.motif and demande.motif.strip()
            else Manque("motif", "motif de la proposition du facilitateur"),
            pieces=_lignes(demande.pieces),
        )
    )


def _require(demande: DemandeConstat) -> None:
    if demande.proposition is Proposition.REPORT and demande.report_au is None:
        raise FauteDeSaisie("report_au", "report_au : absente ; un report propose une nouvelle échéance.")
    if demande.orientees is not None and (demande.refusees or 0) > demande.orientees:
        raise FauteDeSaisie(
            "refusees",
            f"refusees : {demande.refusees} pour {demande.orientees} candidats orientés ; vérifiez les deux nombres.",
        )


def _to_the_buyer(demande: DemandeConstat, cadre: Courrier) -> Courrier:
    """The same letterhead, addressed to the maître d’ouvrage."""
    contact = next((un for un in demande.suivi.contacts if un.role is RoleContact.MAITRE_OUVRAGE), None)
    return dataclasses.replace(
        cadre,
        destinataire=cadre.maitre_ouvrage,
        attention=on_one_line(contact.nom) if contact and contact.nom else "Service en charge du marché",
        adresse_courriel=on_one_line(contact.courriel)
        if contact and contact.courriel
        else Manque("contacts[].courriel", "courriel du maître d’ouvrage"),
    )


def _lignes(textes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(on_one_line(texte) for texte in textes if texte.strip()) or NEANT


def _orientations(demande: DemandeConstat) -> str:
    """« 6 candidats orientés, 2 déclinés par l’entreprise »."""
    if demande.orientees is None:
        return typographier("orientations : non communiqué")
    declines = "" if demande.refusees is None else f", dont déclinés par l’entreprise : {demande.refusees}"
    return typographier(f"candidats orientés : {demande.orientees}{declines}")
