"""What the page shows: operations, lots and employers in order, each with its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from formats.dates import date_courte, de_mois, mois_long
from formats.nombres import heures
from formats.typographie import typographier
from metier.mois_travaille import ContratDuMois
from portail.declaration.saisie import AvisSaisi, LigneSaisie, Saisie, nom, se_discute
from workflows.actes.demande_heures.demande import nommer_lot
from workflows.actes.demande_heures.mois import MoisDuDestinataire
from workflows.actes.heures.histoire import Histoire


@dataclass(frozen=True, kw_only=True)
class Groupe:
    """Lines of one employer on one lot of one operation; `figees`: those that do not change any more."""

    intitule: str
    reference: str
    maitre_ouvrage: str | None
    lot: str
    employeur: str
    lignes: tuple[LigneSaisie, ...] = ()
    avis: tuple[AvisSaisi, ...] = ()
    figees: tuple[ContratDuMois, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Vue:
    """The page of a recipient and a month. `de_mois` as « de janvier 2026 »; `operations`: reference and title.

    `homonymes`: the ids of contracts whose person is called as another of the page; `histoires`: by contract id, what
    became of figures that gave place to others.
    """

    mois: str
    de_mois: str
    precedent: str
    a_declarer: tuple[Groupe, ...]
    a_confirmer: tuple[Groupe, ...]
    saisie: Saisie
    restent: int
    peut_reprendre: bool
    operations: tuple[tuple[str, str], ...]
    homonymes: frozenset[int]
    histoires: Mapping[int, Histoire]

    def personne(self, contrat: ContratDuMois) -> str:
        """« Élodie Q. », the first name and the initial; with the code of the contract where there are two of them."""
        qui = _prenom_et_initiale(contrat)
        return f"{qui} (contrat {contrat.contrat})" if contrat.contrat_id in self.homonymes else qui

    def ecartee(self, contrat: ContratDuMois) -> str | None:
        """« Vous aviez déclaré 62 h le 28/11/2026 ; le relais a retenu 57 h le 30/11/2026. » None where it did not."""
        histoire = self.histoires.get(contrat.contrat_id)
        dite = histoire.ecartee if histoire else None
        if histoire is None or dite is None or dite.heures is None:
            return None
        retenues = histoire.retenue.heures
        quand = f" le {date_courte(dite.declaree_le)}" if dite.declaree_le else ""
        suite = "n’en a retenu aucune" if retenues is None else f"a retenu {heures(retenues)}"
        jour = date_courte(histoire.dernier.le)
        return typographier(f"Vous aviez déclaré {heures(dite.heures)}{quand} ; le relais {suite} le {jour}.")


def composer(mois: MoisDuDestinataire, saisie: Saisie) -> Vue:
    """The page that shows what was typed so far."""
    lignes = {une.contrat.contrat_id: une for une in saisie.lignes}
    avis = {un.contrat.contrat_id: un for un in saisie.avis}
    return Vue(
        mois=mois_long(mois.mois),
        de_mois=de_mois(mois.mois),
        precedent=mois_long(mois.mois.precedent),
        a_declarer=tuple(
            _groupe(
                mois,
                siens,
                lignes=tuple(lignes[un.contrat_id] for un in siens if un.contrat_id in lignes),
                figees=tuple(un for un in siens if un.contrat_id not in lignes),
            )
            for siens in _grouper(mois.a_declarer)
        ),
        a_confirmer=tuple(
            _groupe(
                mois,
                siens,
                avis=tuple(avis[un.contrat_id] for un in siens if un.contrat_id in avis),
                figees=tuple(un for un in siens if un.contrat_id not in avis),
            )
            for siens in _grouper(mois.a_confirmer)
        ),
        saisie=saisie,
        restent=mois.restent,
        peut_reprendre=any(une.contrat.precedente for une in saisie.lignes),
        operations=_operations(mois, saisie),
        homonymes=_homonymes((*mois.a_declarer, *mois.a_confirmer)),
        histoires=mois.histoires,
    )


def _homonymes(contrats: Iterable[ContratDuMois]) -> frozenset[int]:
    """The contracts of people whom the first name and the initial do not tell apart."""
    appeles: dict[str, list[ContratDuMois]] = defaultdict(list)
    for un in contrats:
        appeles[_prenom_et_initiale(un).casefold()].append(un)
    ambigus = [siens for siens in appeles.values() if len({un.personne_id for un in siens}) > 1]
    return frozenset(un.contrat_id for siens in ambigus for un in siens)


def _operations(mois: MoisDuDestinataire, saisie: Saisie) -> tuple[tuple[str, str], ...]:
    """The reference and the title of each operation that has hours to be declared."""
    numeros = sorted({une.contrat.operation_id for une in saisie.lignes})
    return tuple((mois.operations[un].reference, mois.operations[un].intitule or "") for un in numeros)


def _grouper(contrats: Iterable[ContratDuMois]) -> list[list[ContratDuMois]]:
    cle: Callable[[ContratDuMois], tuple[int, int, str]] = lambda un: (un.operation_id, un.lot, un.employeur)  # noqa: E731
    return [list(siens) for _, siens in groupby(contrats, key=cle)]


def _groupe(
    mois: MoisDuDestinataire,
    siens: list[ContratDuMois],
    *,
    lignes: tuple[LigneSaisie, ...] = (),
    avis: tuple[AvisSaisi, ...] = (),
    figees: tuple[ContratDuMois, ...] = (),
) -> Groupe:
    premier = siens[0]
    operation = mois.operations[premier.operation_id]
    return Groupe(
        intitule=operation.intitule or operation.reference,
        reference=operation.reference,
        maitre_ouvrage=operation.maitre_ouvrage_nom,
        lot=nommer_lot(premier.lot, mois.lots.get((premier.operation_id, premier.lot))),
        employeur=premier.employeur,
        lignes=lignes,
        avis=avis,
        figees=figees,
    )


def _prenom_et_initiale(contrat: ContratDuMois) -> str:
    return f"{contrat.prenom} {contrat.nom[:1].upper()}."


def dates(contrat: ContratDuMois) -> str:
    """« depuis le 02/11/2026 », « du 02/11/2026 au 27/11/2026 »."""
    if contrat.fin is None:
        return f"depuis le {date_courte(contrat.debut)}"
    return f"du {date_courte(contrat.debut)} au {date_courte(contrat.fin)}"


def figee(contrat: ContratDuMois) -> str:
    """Why a line does not change any more, or not yet."""
    if contrat.dite is None:
        return "pas encore déclarées par l’employeur"
    if contrat.dite.validee:
        return "validées par le facilitateur"
    return "délai de réponse passé, ou mois clos"


__all__ = ["Groupe", "Vue", "composer", "dates", "figee", "nom", "se_discute"]
