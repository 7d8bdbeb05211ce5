"""What is learnt of a contract while it runs: amendments, invoices, dates of the works, who to write to."""

from __future__ import annotations

from sqlmodel import Session

from echanges import champs
from echanges.format_dossier import ContactFormat, Courriel, Difference
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import attributions, contacts, operations
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.operation import Lot, Operation
from workflows.actes.effets import Effet, Sujet


class Avenant(champs.Format):
    """An amendment; `heures` is a difference, `entreprise` tells the members of a groupement apart."""

    lot: champs.NumeroLot
    entreprise: champs.TexteRempli | None = None
    date: champs.DateIso
    heures: Difference
    motif: champs.TexteRempli | None = None


class Facture(champs.Format):
    """What was invoiced on a lot in a month; euros excluding tax."""

    lot: champs.NumeroLot
    mois: champs.MoisIso
    montant_ht: champs.Montant


class Planning(champs.Format):
    """The days of a lot: what is expected of it month by month depends on them."""

    lot: champs.NumeroLot
    debut: champs.DateIso
    fin: champs.DateIso


class Contact(ContactFormat):
    """Someone to write to about the operation; known by their address and role, it is corrected."""

    courriel: Courriel


def noter_planning(session: Session, sujet: Sujet, planning: Planning) -> Effet:
    """First and last day of a lot. Raises FauteDeSaisie for an unknown lot, or an end before its beginning."""
    _exiger_lot(session, sujet.operation, planning.lot)
    if planning.fin < planning.debut:
        phrase = f"fin\u00a0: {planning.fin} précède le début, {planning.debut}."
        raise FauteDeSaisie("fin", phrase)

    def noter(ici: Session, operation: Operation) -> None:
        lot = _exiger_lot(ici, operation, planning.lot)
        lot.debut, lot.fin = planning.debut, planning.fin

    return Effet(modifier=noter)


def noter_contact(_session: Session, _sujet: Sujet, contact: Contact) -> Effet:
    """Someone to write to is added, or corrected."""
    return Effet(
        modifier=lambda ici, operation: contacts.retenir(
            ici,
            operation.id,
            role=contact.role,
            courriel=contact.courriel,
            nom=contact.nom,
            organisation=contact.organisation,
        )
    )


def noter_avenant(session: Session, sujet: Sujet, avenant: Avenant) -> Effet:
    """The amendment is added to the attribution. Raises FauteDeSaisie when hours due would fall under zero."""
    visee = exiger_attribution(session, sujet.operation, avenant.lot, avenant.entreprise)
    dues = attributions.heures_dues(session, visee.id) + avenant.heures
    if dues < 0:
        phrase = f"heures : {avenant.heures} h ramènerait les heures dues du lot {avenant.lot} à {dues} h, sous zéro."
        raise FauteDeSaisie("heures", phrase)

    def ajouter(ici: Session, _operation: Operation) -> None:
        attributions.ajouter_avenant(ici, visee.id, jour=avenant.date, heures=avenant.heures, motif=avenant.motif)

    return Effet(modifier=ajouter)


def noter_facture(session: Session, sujet: Sujet, facture: Facture) -> Effet:
    """The invoice is added to the lot; several of one month add up."""
    lot = _exiger_lot(session, sujet.operation, facture.lot)
    return Effet(
        modifier=lambda ici, _operation: attributions.ajouter_facture(
            ici, lot.id, mois=facture.mois, montant_ht=facture.montant_ht
        )
    )


def exiger_attribution(session: Session, operation: Operation, lot: int, entreprise: str | None) -> Attribution:
    """The attribution of a lot, of that company where several share it. Raises FauteDeSaisie naming what is known."""
    connues = attributions.du_lot(session, operation.id, lot)
    visees = [une for une in connues if entreprise is None or une.entreprise_nom == entreprise]
    if len(visees) == 1:
        return visees[0]
    noms = ", ".join(une.entreprise_nom for une in connues) or "aucune"
    champ = "entreprise" if connues else "lot"
    phrase = f"{champ} : une attribution du lot {lot} est attendue ; entreprises connues : {noms}."
    raise FauteDeSaisie(champ, phrase)


def _exiger_lot(session: Session, operation: Operation, numero: int) -> Lot:
    lot = next((un for un in operations.lots(session, operation.id) if un.numero == numero), None)
    if lot is None:
        raise FauteDeSaisie("lot", f"lot\u00a0: aucun lot {numero} dans l’opération {operation.reference}.")
    return lot
