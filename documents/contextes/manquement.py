"""What is missing and what it may cost, for the buyer's letters (E4a, E4b) and the note of findings (E5).

Figures come from validated hours only; amounts are indicative, the buyer alone decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.contextes.courrier import (
    DemandeCourrier,
    buyer,
    dated,
    operation_name,
    require_attributions,
    subject,
)
from documents.contextes.courrier_lots import (
    LigneHeures,
    article,
    group_leader,
    grouped_lots,
    hours_rows,
    total_remaining,
)
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.nombres import euros, heures
from formats.typographie import INSECABLE
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie
from metier.operation import Ccag, Forme


class MotifManquement(Enumeration):
    HEURES = "heures", "heures non réalisées"
    DOCUMENTS = "documents", "documents non remis"


@dataclass(frozen=True, kw_only=True)
class DemandeManquement(DemandeCourrier):
    """What the buyer's letters are made from. `documents_manquants` in words; `relances`: days of the reminders."""

    motif: MotifManquement
    documents_manquants: tuple[str, ...] = ()
    relances: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Manquement:
    """The facts. `penalite` is the rate of the contract, `montant` the sum it would make, as a calculation."""

    acheteur: Texte
    entreprise: str
    siret: str | None
    objet: str
    operation: str
    notifie_le: Texte
    article: Texte
    ccag: str | None
    heures: bool
    documents: tuple[str, ...]
    bons_de_commande: bool
    lots_groupes: str | None
    mandataire: str | None
    arretees: str
    lignes: tuple[LigneHeures, ...]
    ecart: Texte
    relances: str | None
    penalite: Texte
    montant: Texte
    contact: str


def findings(demande: DemandeManquement) -> Manquement:
    """The facts of a breach.

    Raises FauteDeSaisie: `attributions` without any, `heures` where nothing is missing, `documents_manquants` where no
    document is named.
    """
    premiere, suivi = require_attributions(demande), demande.suivi
    _require(demande)
    par_heures = demande.motif is MotifManquement.HEURES
    return Manquement(
        acheteur=buyer(suivi),
        entreprise=on_one_line(premiere.entreprise),
        siret=premiere.siret,
        objet=subject(demande),
        operation=operation_name(demande),
        notifie_le=date_longue(premiere.date_notification)
        if premiere.date_notification
        else Manque(demande.chemin(premiere, "date_notification"), "date de notification du marché"),
        article=article(demande),
        ccag=suivi.ccag.libelle if suivi.ccag not in (None, Ccag.AUCUN) else None,
        heures=par_heures,
        documents=tuple(map(on_one_line, demande.documents_manquants)),
        bons_de_commande=suivi.forme is Forme.BONS_DE_COMMANDE,
        lots_groupes=grouped_lots(demande),
        mandataire=group_leader(demande),
        arretees=demande.arretees,
        lignes=hours_rows(demande) if par_heures else (),
        ecart=shortfall(demande) if par_heures else "",
        relances=dated(demande.relances),
        penalite=_penalite(demande),
        montant=_montant(demande),
        contact=_contact(demande),
    )


def shortfall(demande: DemandeCourrier) -> Texte:
    """The hours missing over the lots of the company."""
    reste = total_remaining(demande)
    return heures(reste) if reste is not None else Manque("attributions[].heures_engagees", "heures dues")


def hours_amount(demande: DemandeCourrier) -> Texte:
    """« 60 h × 60,00 € = 3 600,00 € » : the hours missing at the rate of the contract, indicative."""
    reste, taux = total_remaining(demande), demande.suivi.penalites.heure
    if taux is None:
        return hourly_penalty(demande)
    if reste is None:
        return shortfall(demande)
    return f"{heures(reste)} × {euros(taux)} = {euros(reste * taux)}"


def hourly_penalty(demande: DemandeCourrier) -> Texte:
    """The penalty per hour that the contract states."""
    taux = demande.suivi.penalites.heure
    manque = Manque("penalites.heure", "montant de la pénalité par heure non réalisée")
    return f"{euros(taux)} par heure non réalisée" if taux is not None else manque


def leader_alert(demande: DemandeCourrier) -> tuple[str, ...]:
    """What the buyer checks where the company belongs to a group."""
    if grouped_lots(demande) is None:
        return ()
    return (
        (
            "groupement\u00a0: le courrier s’adresse au membre concerné, copie au mandataire\u00a0; vérifier à l’acte "
            "d’engagement ce que prévoient le mandat et la solidarité"
        ),
    )


def _require(demande: DemandeManquement) -> None:
    if demande.motif is MotifManquement.DOCUMENTS and not demande.documents_manquants:
        raise FauteDeSaisie("documents_manquants", "documents_manquants : aucun ; nommez les documents non remis.")
    if demande.motif is MotifManquement.HEURES and total_remaining(demande) == Decimal(0):
        raise FauteDeSaisie(
            "heures",
            "heures : les heures validées atteignent les heures dues ; il n’y a pas de manquement à constater.",
        )


def _penalite(demande: DemandeManquement) -> Texte:
    if demande.motif is MotifManquement.HEURES:
        return hourly_penalty(demande)
    taux = demande.suivi.penalites.jour_document
    manque = Manque("penalites.jour_document", "montant de la pénalité par jour et par document")
    return f"{euros(taux)} par jour de retard et par document" if taux is not None else manque


def _montant(demande: DemandeManquement) -> Texte:
    if demande.motif is MotifManquement.HEURES:
        return hours_amount(demande)
    taux, nombre = demande.suivi.penalites.jour_document, len(demande.documents_manquants)
    if taux is None:
        return _penalite(demande)
    documents = f"{nombre}{INSECABLE}document{'s' if nombre > 1 else ''}"
    return f"{documents} × {euros(taux)} = {euros(nombre * taux)} par jour de retard"


def _contact(demande: DemandeCourrier) -> str:
    """The facilitateur, for technical questions only."""
    courriel = demande.facilitateur.courriel or demande.relais.courriel
    telephone = (demande.facilitateur.telephone or demande.relais.telephone or "").replace(" ", INSECABLE)
    return ", ".join(on_one_line(un) for un in (demande.relais.nom, courriel, telephone) if un)
