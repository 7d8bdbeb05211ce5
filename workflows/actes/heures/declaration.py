"""What employers say of a month: contract by contract, nothing this month, as last month, or entered for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from config.horloge import aujourdhui
from config.settings import get_settings
from echanges.fautes_format import faute
from formats.dates import de_mois, mois_long
from formats.nombres import heures as heures_lisibles
from formats.typographie import typographier
from metier.heures import EtatHeures, OrigineHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois, etat_confronte
from metier.periodes import Mois
from metier.releve import HEURES_MAXIMUM
from sqlmodel_store.depots import operations
from sqlmodel_store.session import unit_of_work
from workflows.actes.heures.mois import Changement, Issue, MoisSuivi, Plan, Preparation, executer, faire

DECLAREES = "heures_declarees"
CENTIEME = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class LigneDite:
    """Hours said of a contract, by its code in the dossier; `dont_formation` is part of `heures`."""

    contrat: str
    heures: Decimal
    dont_formation: Decimal = Decimal(0)


def declarer(
    reference: str,
    *,
    mois: Mois,
    lignes: Sequence[LigneDite],
    origine: OrigineHeures,
    par: str,
    employeur: str | None = None,
    essai: bool = False,
) -> Issue:
    """The hours of a month of one operation: of one employer on its lots, or of several when `employeur` is None.

    Each line takes the place of what was said of its contract, until it is validated; the others stay. The same hours
    again change nothing. Raises FauteDeSaisie: contract of another employer or month, more hours than possible, hours
    already validated or month closed (an amendment is then asked for), month to come; nothing is then kept of any line.
    """
    preparer = dire(lignes, origine, employeur)
    return faire(reference, mois, preparer, evenement=DECLAREES, par=par, essai=essai)


def declarer_aucune(
    reference: str,
    *,
    employeur: str,
    mois: Mois,
    origine: OrigineHeures,
    par: str,
    lots: Collection[int] | None = None,
) -> Issue:
    """« Rien ce mois-ci »: no hour on each contract of an employer, on all its lots or these. Raises FauteDeSaisie."""
    return faire(reference, mois, ne_rien_dire(employeur, origine, lots), evenement=DECLAREES, par=par)


def reprendre(
    reference: str,
    *,
    employeur: str,
    mois: Mois,
    origine: OrigineHeures,
    par: str,
    lots: Collection[int] | None = None,
) -> Issue:
    """« Comme le mois dernier »: the same hours on the contracts that still run. Raises FauteDeSaisie."""
    return faire(reference, mois, redire(employeur, origine, lots), evenement=DECLAREES, par=par)


def saisir(mois: Mois, par_operation: Mapping[str, Sequence[LigneDite]], *, par: str) -> dict[str, Issue]:
    """A month of several operations entered by the facilitateur, all or nothing. Raises FauteDeSaisie."""
    with unit_of_work() as session:
        return {
            reference: executer(
                session,
                operations.exiger(session, reference),
                mois,
                dire(lignes, OrigineHeures.SAISIE),
                evenement=DECLAREES,
                par=par,
            )
            for reference, lignes in sorted(par_operation.items())
        }


def dire(lignes: Sequence[LigneDite], origine: OrigineHeures, employeur: str | None = None) -> Preparation:
    """The act of `declarer`."""

    def preparer(suivi: MoisSuivi) -> Plan:
        suivi.exiger_commence()
        _refuser_les_doublons(lignes)
        changements = [
            changement
            for rang, ligne in enumerate(lignes)
            if (changement := _ligne(suivi, ligne, f"lignes[{rang}]", origine, employeur))
        ]
        return Plan(changements=tuple(changements), alertes=tuple(_alertes(suivi, changements)))

    return preparer


def ne_rien_dire(employeur: str, origine: OrigineHeures, lots: Collection[int] | None = None) -> Preparation:
    """The act of `declarer_aucune`."""

    def preparer(suivi: MoisSuivi) -> Plan:
        aucune = [LigneDite(contrat=un.contrat, heures=Decimal(0)) for un in suivi.de(employeur, lots)]
        return dire(aucune, origine, employeur)(suivi)

    return preparer


def redire(employeur: str, origine: OrigineHeures, lots: Collection[int] | None = None) -> Preparation:
    """The act of `reprendre`."""

    def preparer(suivi: MoisSuivi) -> Plan:
        siens = suivi.de(employeur, lots)
        reprises = [
            LigneDite(contrat=un.contrat, heures=un.precedente.heures, dont_formation=un.precedente.dont_formation)
            for un in siens
            if un.precedente
        ]
        if not reprises:
            raison = f"aucune heure {de_mois(suivi.mois.precedent)} à reprendre pour cet employeur"
            raise faute("mois", f"{raison} ; déclarez les heures contrat par contrat")
        plan = dire(reprises, origine, employeur)(suivi)
        return replace(plan, alertes=(*plan.alertes, *_sans_precedent(suivi, siens)))

    return preparer


def modifiable(suivi: MoisSuivi, contrat: ContratDuMois, champ: str, origine: OrigineHeures) -> None:
    """Raises FauteDeSaisie once the hours of a contract change by an amendment only."""
    if suivi.clos:
        raison = f"{mois_long(suivi.mois)} est clos"
    elif contrat.dite and contrat.dite.validee:
        dites = heures_lisibles(contrat.dite.heures)
        raison = f"les heures {de_mois(suivi.mois)} du contrat « {contrat.contrat} » sont validées ({dites})"
    else:
        return
    du_relais = origine is OrigineHeures.SAISIE
    suite = (
        "passez par une rectification (« rectifier_heures »)"
        if du_relais
        else "demandez une rectification au facilitateur"
    )
    raise faute(champ, f"{raison} ; {suite}")


def _ligne(
    suivi: MoisSuivi, ligne: LigneDite, champ: str, origine: OrigineHeures, employeur: str | None
) -> Changement | None:
    """The change a line makes; None when the same is already said."""
    contrat = suivi.exiger(ligne.contrat, f"{champ}.contrat")
    if employeur is not None and contrat.employeur != employeur:
        raise faute(f"{champ}.contrat", f"le contrat « {ligne.contrat} » n’est pas de cet employeur")
    exiger_plausible(ligne, f"{champ}.", origine)
    dite = LigneDuMois(
        heures=ligne.heures,
        dont_formation=ligne.dont_formation,
        etat=_etat(contrat, ligne.heures),
        origine=origine,
        declaree_le=aujourdhui(),
    )
    if dite.dit_comme(contrat.dite):
        return None
    modifiable(suivi, contrat, f"{champ}.heures", origine)
    return Changement(contrat=contrat, apres=dite)


def exiger_plausible(ligne: LigneDite, champ: str, origine: OrigineHeures) -> None:
    """Raises FauteDeSaisie for hours that are no hours of a month; an employer's statement holds less than an entry.

    `champ` is the path of the line, ended by a point, empty for a line alone.
    """
    if not (ligne.heures >= 0 and ligne.heures == ligne.heures.quantize(CENTIEME)):
        raison = f"« {ligne.heures} » reçu ; des heures, 0 ou plus, avec deux décimales au plus, sont attendues"
        raise faute(f"{champ}heures", raison)
    if not 0 <= ligne.dont_formation <= ligne.heures or ligne.dont_formation != ligne.dont_formation.quantize(CENTIEME):
        raison = f"« {ligne.dont_formation} » reçu ; la formation est une part des heures, {ligne.heures} h en tout"
        raise faute(f"{champ}dont_formation", raison)
    if ligne.heures > HEURES_MAXIMUM and origine is not OrigineHeures.SAISIE:
        raison = (
            f"{heures_lisibles(ligne.heures)} reçues ; un relevé en admet {heures_lisibles(HEURES_MAXIMUM)} au plus"
        )
        raise faute(f"{champ}heures", f"{raison}, appelez le facilitateur s’il y en a eu davantage")


def _etat(contrat: ContratDuMois, heures: Decimal) -> EtatHeures:
    recoupees = contrat.recoupee.heures if contrat.recoupee else None
    return etat_confronte(heures, recoupees, get_settings().heures.tolerance)


def _refuser_les_doublons(lignes: Sequence[LigneDite]) -> None:
    vus: set[str] = set()
    for rang, ligne in enumerate(lignes):
        if ligne.contrat in vus:
            raise faute(
                f"lignes[{rang}].contrat", f"le contrat « {ligne.contrat[:40]} » est déjà dit ; une ligne suffit"
            )
        vus.add(ligne.contrat)


def _alertes(suivi: MoisSuivi, changements: Sequence[Changement]) -> list[str]:
    alertes = [_remplacement(un) for un in changements if un.remplace]
    non_comptees = [un for un in changements if un.apres and un.apres.heures and not un.contrat.comptee]
    if non_comptees:
        total = sum((un.apres.heures for un in non_comptees if un.apres), Decimal(0))
        codes = ", ".join(un.contrat.contrat for un in non_comptees)
        alertes.append(f"{heures_lisibles(total)} sans éligibilité validée : gardées, non comptées (contrats {codes}).")
    if changements and aujourdhui() < suivi.mois.fin:
        alertes.append(f"{mois_long(suivi.mois).capitalize()} n’est pas terminé.")
    return [typographier(une) for une in alertes]


def _remplacement(un: Changement) -> str:
    """« Contrat b2 : 80 h remplacent les 200 h déclarées. »"""
    avant, apres = (heures_lisibles(une.heures) if une else "" for une in (un.avant, un.apres))
    return f"Contrat {un.contrat.contrat} : {apres} remplacent les {avant} déclarées."


def _sans_precedent(suivi: MoisSuivi, siens: Sequence[ContratDuMois]) -> list[str]:
    nouveaux = [un.contrat for un in siens if un.precedente is None and un.dite is None]
    if not nouveaux:
        return []
    reste = f"Rien à reprendre {de_mois(suivi.mois.precedent)}, à déclarer : {', '.join(nouveaux)}."
    return [typographier(reste)]
