"""Where each lot stands at a meeting, from the follow-up of its operation: one row per company."""

from __future__ import annotations

from decimal import Decimal

from formats.dates import mois_long
from metier.indicateurs import indicateurs_attribution, lots_suivis
from metier.modalites import TypeModalite
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import contrats_de, volumes
from metier.releves_attendus import releves_manquants
from metier.reunion import LotEnReunion
from metier.suivi import Attribution, Suivi


def lots_en_reunion(suivi: Suivi, mois: Mois, precedente: Mois | None = None) -> tuple[LotEnReunion, ...]:
    """The lots in order, hours validated to the end of `mois`; those since the month of the meeting before.

    Actions, questions and dates are the facilitateur's to write.
    """
    suivis = {lot.numero: lot.intitule for lot in lots_suivis(suivi)}
    attributions = sorted((une for une in suivi.attributions if une.lot in suivis), key=lambda une: une.lot)
    return tuple(
        LotEnReunion(
            lot=une.lot,
            intitule=suivis[une.lot],
            entreprise=une.entreprise,
            dues=une.heures_dues,
            validees=indicateurs_attribution(suivi, une, mois).cumul.validees,
            depuis=_depuis(suivi, une, mois, precedente),
            modalites=_modalites(une),
            pieces_manquantes=_manquants(suivi, une, mois),
        )
        for une in attributions
    )


def _depuis(suivi: Suivi, attribution: Attribution, mois: Mois, precedente: Mois | None) -> Decimal | None:
    if precedente is None:
        return None
    portee = Portee(depuis=precedente.suivant, jusqu_a=mois).des_contrats(contrats_de(suivi, attribution))
    return volumes(suivi, portee).validees


def _modalites(attribution: Attribution) -> tuple[TypeModalite, ...]:
    return tuple(dict.fromkeys(une.type for une in attribution.modalites))


def _manquants(suivi: Suivi, attribution: Attribution, mois: Mois) -> tuple[str, ...]:
    """The statements of this company's contracts that did not come, by month; the employer is named when it is another.

    A structure is named, never a person.
    """
    siens = contrats_de(suivi, attribution)
    employeurs = {contrat.employeur for contrat in suivi.contrats if contrat.id in siens}
    return tuple(
        f"relevé de {mois_long(un.mois)}" + (f" ({un.employeur})" if un.employeur != attribution.entreprise else "")
        for un in releves_manquants(suivi, mois)
        if un.lot == attribution.lot and un.employeur in employeurs
    )
