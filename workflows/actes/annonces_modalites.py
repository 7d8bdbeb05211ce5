"""Who is told of a choice: the structures that will lend people, the companies that entrust work to structures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from courrier.messages import Message, Suite
from courrier.messages_recrutement import (
    BesoinMiseADisposition,
    MiseADisposition,
    SousTraitance,
    mise_a_disposition,
    sous_traitance,
)
from formats.dates import date_courte
from formats.nombres import heures
from formats.typographie import typographier
from metier.echeances import apres
from metier.modalites import TypeModalite
from metier.suivi import Attribution, Modalite, Suivi
from workflows.actes.engagements import cite, nommer_lot
from workflows.actes.fiches_structures import Fiches, jointes
from workflows.actes.identites import identite_du_suivi

JOURS_DE_REPONSE = 5


@dataclass(frozen=True, kw_only=True)
class Retenue:
    """A modality newly chosen, or chosen for other hours."""

    attribution: Attribution
    modalite: Modalite


def aux_structures(suivi: Suivi, retenues: Iterable[Retenue], fiches: Fiches) -> list[Message]:
    """One mail to each structure that companies will borrow people from, for all their lots."""
    par_structure: dict[str, list[Retenue]] = {}
    for une in retenues:
        structure = une.modalite.structure
        if une.modalite.type is TypeModalite.MISE_A_DISPOSITION and structure and structure.courriel:
            par_structure.setdefault(structure.courriel.casefold(), []).append(une)
    return [_a_la_structure(suivi, siennes, fiches) for siennes in par_structure.values()]


def _a_la_structure(suivi: Suivi, retenues: Sequence[Retenue], fiches: Fiches) -> Message:
    structure, identite = retenues[0].modalite.structure, identite_du_suivi(suivi)
    assert structure is not None
    assert structure.courriel is not None
    besoins = tuple(_besoin(suivi, une) for une in retenues)
    return mise_a_disposition(
        MiseADisposition(
            destinataire=structure.courriel,
            relais=identite.relais,
            suite=Suite(
                prochaine_action="prendre contact avec l’entreprise et nous dire si vous pouvez répondre",
                avant_le=apres(aujourdhui(), JOURS_DE_REPONSE, feries()),
                contact=identite.facilitateur,
            ),
            operation=cite(suivi),
            structure=structure.nom,
            besoins=besoins,
            pieces=jointes(fiches, structure.nom, [une.attribution.entreprise for une in retenues]),
        ),
        choix=_nommer(retenues),
    )


def _nommer(retenues: Sequence[Retenue]) -> str:
    """« 2026-09-01:1-200+2-92 »: the day, the lots and their hours."""
    choisis = "+".join(f"{une.attribution.lot}-{une.modalite.heures}" for une in retenues)
    return f"{aujourdhui()}:{choisis}"


def _besoin(suivi: Suivi, retenue: Retenue) -> BesoinMiseADisposition:
    attribution = retenue.attribution
    return BesoinMiseADisposition(
        entreprise=attribution.entreprise,
        lot=nommer_lot(suivi, attribution.lot),
        heures=heures(retenue.modalite.heures),
        periode=_periode(suivi, attribution.lot),
        contact=_contact(attribution),
    )


def _periode(suivi: Suivi, numero: int) -> str | None:
    lot = next((un for un in suivi.lots if un.numero == numero), None)
    dates = (("à partir du", lot.debut), ("jusqu’au", lot.fin)) if lot else ()
    return " ".join(f"{mot} {date_courte(jour)}" for mot, jour in dates if jour) or None


def _contact(attribution: Attribution) -> str | None:
    """Who the structure calls at the company."""
    referent = attribution.referent
    connus = (referent.nom, referent.telephone, referent.courriel) if referent else (attribution.courriel,)
    return ", ".join(filter(None, connus)) or None


def sur_la_sous_traitance(suivi: Suivi, retenues: Iterable[Retenue]) -> list[Message]:
    """One mail to each company that entrusts work to structures: what must be done before they set to it."""
    par_entreprise: dict[str, list[Retenue]] = {}
    for une in retenues:
        connue = adresse(une.attribution)
        if une.modalite.type is TypeModalite.SOUS_TRAITANCE and connue:
            par_entreprise.setdefault(connue.casefold(), []).append(une)
    return [_a_l_entreprise(suivi, siennes) for siennes in par_entreprise.values()]


def _a_l_entreprise(suivi: Suivi, retenues: Sequence[Retenue]) -> Message:
    identite, attribution = identite_du_suivi(suivi), retenues[0].attribution
    return sous_traitance(
        SousTraitance(
            destinataire=str(adresse(attribution)),
            relais=identite.relais,
            suite=Suite(
                prochaine_action="déposer la déclaration de sous-traitance (DC4) auprès du maître d’ouvrage",
                contact=identite.facilitateur,
            ),
            operation=cite(suivi),
            entreprise=attribution.entreprise,
            lignes=tuple(_ligne(suivi, une) for une in retenues),
        ),
        choix=_nommer(retenues),
    )


def _ligne(suivi: Suivi, retenue: Retenue) -> str:
    structure = retenue.modalite.structure
    qui = f"{structure.nom} ({structure.type.value})" if structure else "structure à choisir"
    qui += f", {structure.courriel}" if structure and structure.courriel else ""
    return typographier(f"{nommer_lot(suivi, retenue.attribution.lot)} : {qui}, {heures(retenue.modalite.heures)}")


def adresse(attribution: Attribution) -> str | None:
    return attribution.courriel or (attribution.referent.courriel if attribution.referent else None)
