"""G2, the attestation of eligibility: who, where, from when to when; never why (documents.md §11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.contextes.attestations import EnTete, Visa, en_tete, fait_le, require_numero, visa_facilitateur
from documents.contextes.garde import shorten
from documents.contextes.rapports import LONGUEUR_INTITULE, LONGUEUR_NOM, Emission, Page, lot_court
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.typographie import INSECABLE, typographier
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie

LONGUEUR_PERSONNE = 120


class Decision(Enumeration):
    ACCEPTEE = "acceptee", "acceptée"
    REFUSEE = "refusee", "refusée"
    SOUS_RESERVE = "sous_reserve", "acceptée sous réserve"


@dataclass(frozen=True, kw_only=True)
class DemandeAttestationEligibilite:
    """A decision on one person for one employer; `completer_avant` is the day a reserve must be lifted by.

    There is no place for a reason, a criterion or a document: none can be printed.
    """

    numero: str
    decision: Decision
    nom: str
    prenom: str
    employeur: str
    reference: str
    intitule: str
    lot: int | None
    intitule_lot: str | None
    verifiee_le: date
    emission: Emission
    valable_du: date | None = None
    valable_au: date | None = None
    completer_avant: date | None = None


@dataclass(frozen=True, kw_only=True)
class Ligne:
    terme: str
    valeur: str


@dataclass(frozen=True, kw_only=True)
class AttestationEligibilite:
    """G2, one page."""

    modele: ClassVar[str] = "rapports/g2_attestation_elig.html"

    page: Page
    produit_le: date
    en_tete: EnTete
    destinataire: str
    numero: str
    fiche: tuple[Ligne, ...]
    decision: str
    phrase: str
    consequence: str
    fait_le: str
    visa: Visa


def attestation_eligibilite(demande: DemandeAttestationEligibilite) -> AttestationEligibilite:
    """The context of G2.

    Raises FauteDeSaisie naming `numero`, `valable_du` or `completer_avant` when the decision needs what is missing.
    """
    numero = require_numero(demande.numero)
    _check(demande)
    return AttestationEligibilite(
        page=_page(demande),
        produit_le=demande.emission.produit_le,
        en_tete=en_tete(demande.emission),
        destinataire=shorten(demande.employeur, LONGUEUR_NOM),
        numero=numero,
        fiche=_fiche(demande),
        decision=demande.decision.libelle,
        phrase=_phrase(demande),
        consequence=CONSEQUENCES[demande.decision],
        fait_le=fait_le(demande.emission.produit_le),
        visa=visa_facilitateur(demande.emission),
    )


def fichier_attestation(numero: str) -> str:
    """The name of the file: the number alone tells it from the others."""
    return f"G2_attestation_eligibilite_{require_numero(numero)}.pdf"


CONSEQUENCES = {
    Decision.ACCEPTEE: typographier(
        "Les heures travaillées sur cette opération pendant cette période peuvent être déclarées au titre de la clause "
        "d’insertion. Elles comptent une fois le relevé mensuel validé par le facilitateur."
    ),
    Decision.REFUSEE: typographier(
        "Ses heures ne peuvent pas être comptées au titre de la clause d’insertion. Le motif est communiqué à la seule "
        "personne intéressée et, le cas échéant, à son prescripteur. Cette décision ne fait pas obstacle à l’embauche."
    ),
    Decision.SOUS_RESERVE: typographier(
        "Les heures peuvent être déclarées. Elles ne compteront qu’une fois la réserve levée par le facilitateur, qui "
        "adressera alors une attestation sans réserve."
    ),
}


def _check(demande: DemandeAttestationEligibilite) -> None:
    if demande.decision is Decision.ACCEPTEE and demande.valable_du is None:
        raise FauteDeSaisie(
            "valable_du",
            "valable_du : absente ; une attestation acceptée dit depuis quel jour la personne est éligible.",
        )
    if demande.valable_du and demande.valable_au and demande.valable_au < demande.valable_du:
        raise FauteDeSaisie(
            "valable_au", "valable_au : avant « valable_du » ; la fin de validité est attendue après son début."
        )
    if demande.decision is Decision.SOUS_RESERVE and demande.completer_avant is None:
        raise FauteDeSaisie(
            "completer_avant", "completer_avant : absente ; une réserve dit avant quel jour elle doit être levée."
        )


def _page(demande: DemandeAttestationEligibilite) -> Page:
    """Neither the person nor the decision is in the properties of the file."""
    return Page(
        titre="Attestation d’éligibilité",
        reference=demande.numero,
        intitule=shorten(demande.intitule, LONGUEUR_INTITULE),
        sous_titre=demande.reference,
        emetteur=demande.emission.emetteur,
        logo=demande.emission.logo,
        sujet="Éligibilité à une clause d’insertion",
        pied=f"Attestation d’éligibilité n°{INSECABLE}{demande.numero}",
        date_iso=demande.emission.produit_le.isoformat(),
    )


def _fiche(demande: DemandeAttestationEligibilite) -> tuple[Ligne, ...]:
    lignes = [
        ("Personne", shorten(f"{demande.prenom} {demande.nom}", LONGUEUR_PERSONNE)),
        ("Employeur", shorten(demande.employeur, LONGUEUR_NOM)),
        ("Opération", shorten(demande.intitule, LONGUEUR_INTITULE)),
        ("Référence", demande.reference),
    ]
    if demande.lot is not None:
        titre = f" – {shorten(demande.intitule_lot, LONGUEUR_NOM)}" if demande.intitule_lot else ""
        lignes.append(("Lot", f"{lot_court(demande.lot)}{titre}"))
    lignes.append(("Vérification faite le", date_longue(demande.verifiee_le)))
    return tuple(Ligne(terme=terme, valeur=on_one_line(valeur)) for terme, valeur in lignes)


def _phrase(demande: DemandeAttestationEligibilite) -> str:
    if demande.decision is Decision.REFUSEE:
        return "À la date de la vérification, cette personne ne relève pas de la clause d’insertion de cette opération."
    periode = _periode(demande)
    if demande.decision is Decision.ACCEPTEE:
        return f"Cette personne est éligible à la clause d’insertion{periode}."
    assert demande.completer_avant is not None
    avant = date_longue(demande.completer_avant)
    return (
        f"Cette personne est éligible à la clause d’insertion{periode}, sous réserve d’une vérification à achever "
        f"avant le {avant}."
    )


def _periode(demande: DemandeAttestationEligibilite) -> str:
    if demande.valable_du is None:
        return ""
    if demande.valable_au is None:
        return f" à compter du {date_longue(demande.valable_du)}"
    return f" du {date_longue(demande.valable_du)} au {date_longue(demande.valable_au)}"
