"""What a dashboard draws attention to, in sentences: delays, missing statements, hours that do not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from documents.contextes.demande import enumerate_
from documents.contextes.garde import shorten
from documents.contextes.rapports import heures_rondes, nom_lot
from formats.dates import mois_long
from formats.nombres import heures
from formats.typographie import INSECABLE, typographier
from metier.indicateurs import Indicateurs, IndicateursLot
from metier.periodes import Mois
from metier.realisation import Volumes
from metier.releves_attendus import ReleveManquant, releves_manquants
from metier.rythme import StatutLot
from metier.suivi import Suivi

MOIS_CITES = 3
LONGUEUR_EMPLOYEUR = 50
PHRASES_PAR_SUJET = 6
A_REGARDER = (StatutLot.EN_RETARD, StatutLot.A_SURVEILLER)

PhraseLot = tuple[int, str]


def alertes(suivi: Suivi, chiffres: Indicateurs) -> tuple[str, ...]:
    """The alerts of an operation: late lots first, then statements, then hours; companies are named, persons never."""
    manquants = releves_manquants(suivi, chiffres.mois)
    sans_releve = {un.lot for un in manquants}
    retards = [_retard(suivi, un, un.lot.numero in sans_releve) for un in chiffres.lots]
    sujets: tuple[tuple[str, Iterable[PhraseLot | None]], ...] = (
        ("moins d’heures validées qu’attendu, voir le tableau", retards),
        ("au rythme des trois derniers mois, moins d’heures à la fin que dues", _projections(suivi, chiffres)),
        ("relevés d’heures non reçus", phrases_releves(manquants, partial(nom_lot, suivi))),
        ("heures en attente, contestées ou non comptées", _volumes(suivi, chiffres)),
        ("aucun attributaire connu du relais", _sans_attributaire(suivi, chiffres)),
    )
    return tuple(typographier(phrase) for sujet, phrases in sujets for phrase in condense(sujet, phrases))


def condense(sujet: str, phrases: Iterable[PhraseLot | None]) -> list[str]:
    """The sentences, or a single one naming the lots where they are too many to be read."""
    dites = [une for une in phrases if une is not None]
    if len(dites) <= PHRASES_PAR_SUJET:
        return [phrase for _, phrase in dites]
    return [f"Lots {numeros(sorted({lot for lot, _ in dites}))} : {sujet}."]


def numeros(lots: list[int]) -> str:
    """« 1 à 4, 7 et 9 »."""
    suites: list[list[int]] = []
    for lot in lots:
        if suites and lot == suites[-1][-1] + 1:
            suites[-1].append(lot)
        else:
            suites.append([lot])
    return enumerate_(tuple(str(une[0]) if len(une) == 1 else f"{une[0]} à {une[-1]}" for une in suites))


def phrases_releves(manquants: Iterable[ReleveManquant], nommer: Callable[[int], str]) -> Iterator[PhraseLot]:
    """One sentence per lot and employer; `nommer` writes a lot."""
    groupes: dict[tuple[int, str], list[Mois]] = defaultdict(list)
    for un in manquants:
        groupes[un.lot, un.employeur].append(un.mois)
    for (lot, employeur), mois in groupes.items():
        pluriel = "s" if len(mois) > 1 else ""
        qui = f"{shorten(employeur, LONGUEUR_EMPLOYEUR)} ({mois_cites(mois)})"
        yield lot, f"{nommer(lot)} : relevé{pluriel} d’heures non reçu{pluriel}, {qui}."


def mois_cites(mois: list[Mois]) -> str:
    """« août 2026 et septembre 2026 », the number and the last where there are more than three."""
    if len(mois) <= MOIS_CITES:
        return enumerate_(tuple(mois_long(un) for un in mois))
    return f"{len(mois)}{INSECABLE}mois, le dernier : {mois_long(mois[-1])}"


def phrases_volumes(ou: str, volumes: Volumes) -> Iterator[str]:
    """Hours that wait, are contested, or belong to someone whose eligibility is not validated."""
    if volumes.declarees:
        yield f"{ou} : {heures(volumes.declarees)} déclarées attendent d’être validées."
    if volumes.contestees:
        yield f"{ou} : {heures(volumes.contestees)} sont contestées."
    if volumes.non_comptees:
        yield f"{ou} : {heures(volumes.non_comptees)} ne sont pas comptées, faute d’éligibilité validée."


def _volumes(suivi: Suivi, chiffres: Indicateurs) -> Iterator[PhraseLot]:
    for un in chiffres.lots:
        for phrase in phrases_volumes(nom_lot(suivi, un.lot.numero), un.cumul):
            yield un.lot.numero, phrase


def _retard(suivi: Suivi, un: IndicateursLot, releve_manquant: bool) -> PhraseLot | None:
    rythme, numero = un.rythme, un.lot.numero
    if rythme.statut not in A_REGARDER:
        return None
    reserve = " ; des relevés manquent, l’écart peut n’être qu’un retard de déclaration" if releve_manquant else ""
    compte = f"{heures(un.cumul.validees)} validées"
    if rythme.attendu is not None:
        compte += f" pour {heures_rondes(rythme.attendu)} attendues"
    return numero, f"{nom_lot(suivi, numero)} : {rythme.statut.libelle}, {compte}{reserve}."


def _projections(suivi: Suivi, chiffres: Indicateurs) -> Iterator[PhraseLot]:
    """Lots on time that their present pace would not bring to their end."""
    for un in chiffres.lots:
        projection, numero = un.rythme.projection, un.lot.numero
        if projection is not None and projection < un.dues and un.rythme.statut is StatutLot.CONFORME:
            a_la_fin = f"{heures_rondes(projection)} à la fin du lot pour {heures(un.dues)} dues"
            yield numero, f"{nom_lot(suivi, numero)} : au rythme des trois derniers mois, {a_la_fin}."


def _sans_attributaire(suivi: Suivi, chiffres: Indicateurs) -> Iterator[PhraseLot]:
    for un in chiffres.lots:
        if not un.entreprises:
            numero = un.lot.numero
            yield numero, f"{nom_lot(suivi, numero)} : aucun attributaire n’est encore connu du relais."
