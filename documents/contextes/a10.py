"""The context of A10, the note that writes down why an operation carries no social consideration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from config.droit import get_droit, mention_lecture
from documents.contextes.communs import Mots, words
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde, complete
from documents.manques import Manque, Texte
from documents.nettoyage import clean, on_one_line
from formats.dates import date_courte, date_longue
from formats.nombres import euros_ht
from formats.typographie import INSECABLE
from metier.fautes import FauteDeSaisie
from metier.operation import Dispense, TypeMaitreOuvrage
from metier.regime import CAS_TRAVAUX_COURTS

_SANS_FACILITATEUR = re.compile(
    r"\b(pas de|aucune?|absence d[e’']|manque d[e’']|faute d[e’']|sans)\s*(facilitat|relais)"
    r"|\b(facilitat\w+|relais)\s+(in|non\s+|pas\s+)disponible",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class NoteDispense:
    """A10. `faits` are the buyer's own reason; `duree` is printed for works of less than six months only."""

    modele: ClassVar[str] = "marches/a10_dispense.docx"

    garde: Garde
    mots: Mots
    acheteur: str
    objet: str
    nature: str
    forme: str
    date_avis: str
    valeur: str
    seuil: str
    periode: str
    seuil_atteint: bool
    article: str
    cas: str
    libelle: str
    faits: tuple[str, ...]
    travaux_courts: bool
    duree: Texte
    conservation: str
    lecture: str


def note_dispense(demande: DemandePack) -> NoteDispense:
    """The context of A10. Raises FauteDeSaisie naming `dispense` or `dispense.motif` where the note cannot stand."""
    operation, regime = demande.operation, demande.regime
    dispense = _require(operation.dispense)
    return complete(
        NoteDispense(
            garde=cover(demande),
            mots=words(demande),
            acheteur=on_one_line(operation.maitre_ouvrage.nom),
            objet=f"{operation.reference} – {on_one_line(operation.intitule)}",
            nature=operation.nature.libelle,
            forme=operation.forme.libelle,
            date_avis=date_longue(operation.date_avis),
            valeur=euros_ht(regime.valeur_estimee),
            seuil=euros_ht(regime.seuil),
            periode=f"du {date_courte(regime.table.debut)} au {date_courte(regime.table.fin)}",
            seuil_atteint=regime.seuil_atteint,
            article=demande.fondements.obligation,
            cas=f"{dispense.cas}°",
            libelle=get_droit().dispenses.get(dispense.cas, "cas inconnu du code"),
            faits=tuple(ligne for ligne in clean(dispense.motif).split("\n") if ligne.strip()),
            travaux_courts=dispense.cas == CAS_TRAVAUX_COURTS,
            duree=_duree(demande),
            conservation=_conservation(demande),
            lecture=mention_lecture(regime.lus_le),
        )
    )


def _require(dispense: Dispense | None) -> Dispense:
    if dispense is None:
        raise FauteDeSaisie("dispense", "dispense : absente ; la note de dispense suppose un cas et un motif.")
    if not dispense.motif.strip():
        raise FauteDeSaisie(
            "dispense.motif",
            "dispense.motif : vide ; écrivez les faits précis et datés qui justifient le cas invoqué (L2112-2-1, III).",
        )
    if _SANS_FACILITATEUR.search(dispense.motif):
        raise FauteDeSaisie(
            "dispense.motif",
            "dispense.motif : l’absence de facilitateur n’est pas un cas de dispense (L2112-2-1, II) ; écrivez les "
            "faits propres au marché, ou prévoyez une considération sociale.",
        )
    return dispense


def _duree(demande: DemandePack) -> Texte:
    mois = demande.operation.duree_mois
    return f"{mois}{INSECABLE}mois" if mois else Manque("duree_mois", "durée des travaux, en mois")


def _conservation(demande: DemandePack) -> str:
    """Where the reason is kept (III of L2112-2-1; L3114-2-1 for a concession)."""
    entite = demande.operation.maitre_ouvrage.type is TypeMaitreOuvrage.ENTITE_ADJUDICATRICE
    if demande.concession or entite:
        qui = "L’autorité concédante" if demande.concession else "L’acheteur"
        return f"{qui} consigne ce motif par tout moyen approprié\u00a0; la présente note y pourvoit."
    return (
        "La présente note est jointe aux documents conservés par l’acheteur au titre de l’article L2184-1 du code de "
        "la commande publique et, lorsqu’il est établi, au rapport de présentation."
    )
