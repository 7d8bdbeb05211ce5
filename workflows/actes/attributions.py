"""Who won which lot, told at once or lot after lot, and what of it deserves a second look."""

from __future__ import annotations

from decimal import Decimal

from sqlmodel import Session

from echanges import champs
from echanges.dossier import attribuer, avec_attributions, exporter
from echanges.format_dossier import AttributionFormat, DossierFormat
from formats.nombres import heures
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from workflows.actes.calcul import calculer
from workflows.actes.effets import Effet, Sujet


class Attributions(champs.Format):
    """The companies of some lots; what was known of the other lots stays."""

    attributions: tuple[AttributionFormat, ...]


def noter_attributions(session: Session, sujet: Sujet, _dites: Attributions) -> Effet:
    """The companies that won these lots, in place of what was known of the same lots. Raises FautesDeSaisie."""
    nouvelles = sujet.donnees["attributions"]
    lots = {une["lot"] for une in nouvelles}
    connues = exporter(session, sujet.operation.reference)["attributions"]
    gardees = [une for une in connues if une["lot"] not in lots]
    lu = avec_attributions(session, sujet.operation, [*nouvelles, *gardees])  # faults name the places that were given
    dossier = lu.model_copy(update={"attributions": tuple(sorted(lu.attributions, key=lambda une: une.lot))})
    return Effet(
        modifier=lambda ici, operation: attribuer(ici, operation, dossier),
        alertes=ecarts_d_attribution(dossier),
    )


def ecarts_d_attribution(dossier: DossierFormat) -> tuple[str, ...]:
    """Claused lots without a company, companies on a lot that has no clause."""
    lots = dossier.operation.lots or ()
    tenus = {une.lot for une in dossier.attributions}
    attendus = [lot.numero for lot in lots if lot.clause and lot.numero not in tenus]
    sans_clause = [lot.numero for lot in lots if lot.clause is False and lot.numero in tenus]
    phrases = [f"lot {numero} : attributaire à donner par le geste « noter_attributions »" for numero in attendus]
    phrases += [
        f"lot {numero} : ce lot n’a pas de clause, son entreprise ne doit pas d’heures" for numero in sans_clause
    ]
    phrases += _ecarts_du_calcul(dossier)
    return tuple(map(typographier, phrases))


def _ecarts_du_calcul(dossier: DossierFormat) -> list[str]:
    """Lots whose companies took on other hours than those that were calculated; none while too little is known."""
    try:
        calcules = calculer(dossier.operation).calibrage.lots
    except FauteDeSaisie:
        return []
    phrases = []
    for lot in calcules:
        engagees = [une.heures_engagees for une in dossier.attributions if une.lot == lot.numero]
        dites = [une for une in engagees if une is not None]
        if dites and len(dites) == len(engagees) and sum(dites) != lot.heures:
            ecart = f"{heures(sum(dites, Decimal(0)))} engagées, {heures(lot.heures)} au calibrage"
            phrases.append(
                f"lot {lot.numero} : {ecart} ; relisez le marché si ce n’est pas ce que l’entreprise a offert"
            )
    return phrases
