"""The context of G3 on paper, for employers who print: the same lines as the spreadsheet, filled in by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from documents.contextes.courrier import bare_cover, buyer
from documents.contextes.garde import Garde, complete, shorten
from documents.demande_releve import DemandeReleve, require_contracts
from documents.manques import Texte
from documents.nettoyage import on_one_line
from formats.dates import date_courte, date_longue, mois_long
from formats.nombres import heures
from formats.releve import nom_fichier
from metier.releve import (
    HEURES_MAXIMUM,
    IdentiteReleve,
    Observation,
    entreprise_utilisatrice,
    heures_anterieures,
    heures_prevues,
)
from metier.suivi import Beneficiaire, Contrat

LONGUEUR_NOM = 90
LONGUEUR_LOT = 110


@dataclass(frozen=True, kw_only=True)
class LigneImprimee:
    """A contract of the month."""

    personne: str
    attestation: str
    contrat: str
    dates: str
    anterieures: str


@dataclass(frozen=True, kw_only=True)
class ReleveImprime:
    """G3 in Word. `utilisatrice` is the company that the hours are done for, where it is not the employer."""

    modele: ClassVar[str] = "marches/g3_releve.docx"

    garde: Garde
    mois: str
    retour: str
    acheteur: Texte
    operation: str
    lot: str
    employeur: str
    utilisatrice: str | None
    lignes: tuple[LigneImprimee, ...]
    anterieures: str
    prevues: str
    maximum: str
    observations: tuple[str, ...]


def releve_imprime(demande: DemandeReleve) -> ReleveImprime:
    """The context of G3. Raises FauteDeSaisie when the employer has no contract on that lot that month."""
    suivi, identite = demande.suivi, demande.identite
    contrats = require_contracts(demande)
    prevues = heures_prevues(suivi, identite)
    return complete(
        ReleveImprime(
            garde=bare_cover(suivi, definitif=True),
            mois=mois_long(identite.mois),
            retour=_retour(demande),
            acheteur=buyer(suivi),
            operation=shorten(suivi.intitule or "opération suivie", LONGUEUR_LOT),
            lot=_lot(demande),
            employeur=shorten(identite.employeur, LONGUEUR_NOM),
            utilisatrice=_utilisatrice(demande),
            lignes=tuple(_ligne(demande, un) for un in contrats),
            anterieures=heures(heures_anterieures(suivi, identite)),
            prevues="non communiquées" if prevues is None else heures(prevues),
            maximum=heures(HEURES_MAXIMUM),
            observations=tuple(une.libelle for une in Observation),
        )
    )


def fichier_releve(identite: IdentiteReleve) -> str:
    """The name of the spreadsheet, ending in .docx."""
    return str(PurePosixPath(nom_fichier(identite)).with_suffix(".docx"))


def _retour(demande: DemandeReleve) -> str:
    quand = f"au plus tard le {date_longue(demande.retour_le)}" if demande.retour_le else "dès la fin du mois"
    return f"{quand}, à {on_one_line(demande.courriel)}" if demande.courriel else f"{quand}, au facilitateur"


def _lot(demande: DemandeReleve) -> str:
    numero = demande.identite.lot
    titre = next((un.intitule for un in demande.suivi.lots if un.numero == numero), "")
    return f"{numero} – {shorten(titre, LONGUEUR_LOT)}" if titre else str(numero)


def _utilisatrice(demande: DemandeReleve) -> str | None:
    nom = entreprise_utilisatrice(demande.suivi, demande.identite)
    return shorten(nom, LONGUEUR_NOM) if nom else None


def _ligne(demande: DemandeReleve, contrat: Contrat) -> LigneImprimee:
    personne = next(une for une in demande.suivi.beneficiaires if une.id == contrat.beneficiaire)
    return LigneImprimee(
        personne=shorten(f"{personne.nom} {personne.prenom}", LONGUEUR_NOM),
        attestation=_attestation(demande, personne),
        contrat=contrat.type.libelle,
        dates=_dates(contrat),
        anterieures=heures(heures_anterieures(demande.suivi, demande.identite, contrat)),
    )


def _dates(contrat: Contrat) -> str:
    debut = date_courte(contrat.debut)
    return f"du {debut} au {date_courte(contrat.fin)}" if contrat.fin else f"depuis le {debut}"


def _attestation(demande: DemandeReleve, personne: Beneficiaire) -> str:
    """The certificate's number or the day of validation, never the reason."""
    if personne.validee_le is None:
        return "non validée : heures non comptées"
    return on_one_line(demande.attestations.get(personne.id) or f"validée le {date_courte(personne.validee_le)}")
