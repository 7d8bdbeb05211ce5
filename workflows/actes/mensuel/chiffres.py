"""The figures of a dashboard as they are kept, compared from one month to the next, and told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from functools import lru_cache
from typing import Any

from formats.nombres import euros, heures, nombre
from formats.typographie import typographier
from metier.arrondi import arrondir
from metier.indicateurs import Indicateurs, somme
from metier.realisation import NUL, Volumes
from metier.rythme import Rythme, StatutLot
from sqlmodel_store.depots.indicateurs_mois import OperationDuMois

Statuts = tuple[tuple[int, StatutLot], ...]
Faites = tuple[Decimal, Decimal]
"""Hours validated, hours due."""


@dataclass(frozen=True, kw_only=True)
class Chiffres:
    """What one organisation has to know of one operation at the end of a month; hours, euros for `exposition`.

    `a_risque`: hours due that the pace of the last three months does not bring; None where no date tells.
    `releves_manquants`: how many statements were not received, in what a dashboard shows.
    """

    dues: Decimal = NUL
    validees: Decimal = NUL
    du_mois: Decimal = NUL
    declarees: Decimal = NUL
    contestees: Decimal = NUL
    non_comptees: Decimal = NUL
    personnes: int = 0
    attendu: Decimal | None = None
    projection: Decimal | None = None
    a_risque: Decimal | None = None
    exposition: Decimal | None = None
    statuts: Statuts = ()
    releves_manquants: int = 0

    def en_json(self) -> dict[str, Any]:
        """To be kept; decimals as text."""
        valeurs = asdict(self) | {"statuts": [[lot, statut.value] for lot, statut in self.statuts]}
        return {nom: str(valeur) if isinstance(valeur, Decimal) else valeur for nom, valeur in valeurs.items()}

    @classmethod
    def lire(cls, lus: dict[str, Any]) -> Chiffres:
        """What was kept."""
        valeurs: dict[str, Any] = {
            champ.name: None if lus[champ.name] is None else Decimal(lus[champ.name])
            for champ in fields(cls)
            if champ.name not in {"statuts", "personnes", "releves_manquants"}
        }
        statuts = tuple((lot, StatutLot(valeur)) for lot, valeur in lus["statuts"])
        manquants = lus.get("releves_manquants", 0)
        return cls(personnes=lus["personnes"], statuts=statuts, releves_manquants=manquants, **valeurs)

    @property
    def commence(self) -> bool:
        """Whether someone had a contract, or a lot had begun."""
        return self.personnes > 0 or any(statut is not StatutLot.NON_DEMARRE for _, statut in self.statuts)

    def change(self, avant: Chiffres) -> bool:
        """Whether a reader of last month's would learn something: what only time moves is left out."""
        tus = {"du_mois", "projection", "a_risque", "releves_manquants"}
        suivis = [champ.name for champ in fields(self) if champ.name not in tus]
        return any(getattr(self, nom) != getattr(avant, nom) for nom in suivis)


def garder(compares: Chiffres, affiches: Chiffres) -> str:
    """What a dashboard leaves: the figures that the next one is compared with, and those that it shows."""
    return json.dumps({"compares": compares.en_json(), "affiches": affiches.en_json()})


def compares(garde: str) -> Chiffres:
    """The figures that the next dashboard is compared with."""
    return Chiffres.lire(json.loads(garde)["compares"])


def affiches(garde: str) -> Chiffres:
    """The figures that the dashboard shows."""
    return Chiffres.lire(json.loads(garde)["affiches"])


def de_l_operation(chiffres: Indicateurs) -> Chiffres:
    """The figures of a whole operation, as its buyer reads them."""
    return Chiffres(
        **_volumes(chiffres.cumul, chiffres.du_mois),
        **_rythmes({un.lot.numero: un.rythme for un in chiffres.lots}),
        dues=chiffres.dues,
        personnes=chiffres.effectifs.personnes,
    )


def de_l_acheteur(operation: OperationDuMois) -> Chiffres:
    """The same, from what the database added up."""
    return Chiffres(
        **_volumes(operation.cumul, operation.du_mois),
        **_rythmes(operation.rythmes),
        dues=operation.dues,
        personnes=operation.personnes,
    )


def de_l_entreprise(operation: OperationDuMois, entreprise: str) -> Chiffres:
    """Its share of each of its lots, one of which is followed, the pace being that of the lot."""
    siennes = [une for une in operation.attributions if une.entreprise == entreprise]
    numeros = {une.lot for une in siennes}
    rythmes = {numero: un for numero, un in operation.rythmes.items() if numero in numeros}
    return Chiffres(
        **_volumes(sum((une.cumul for une in siennes), Volumes()), sum((une.du_mois for une in siennes), Volumes())),
        dues=sum((une.dues for une in siennes), NUL),
        personnes=max(une.personnes for une in siennes),
        attendu=somme(un.attendu for un in rythmes.values()),
        statuts=_statuts(rythmes),
    )


def de_l_employeur(operation: OperationDuMois, employeur: str) -> Chiffres:
    """What an employer of insertion did, its lots together; it owes nothing."""
    sien = operation.employeur(employeur)
    return Chiffres(**_volumes(sien.cumul, sien.du_mois), personnes=sien.personnes)


def faites_par_l_acheteur(operation: OperationDuMois) -> Faites:
    """What `de_l_acheteur` says first, without its paces."""
    return operation.cumul.validees, operation.dues


def faites_par_l_entreprise(operation: OperationDuMois, entreprise: str) -> Faites:
    """What `de_l_entreprise` says first, without the paces of its lots."""
    siennes = [une for une in operation.attributions if une.entreprise == entreprise]
    return sum((une.cumul.validees for une in siennes), NUL), sum((une.dues for une in siennes), NUL)


def faites_par_l_employeur(operation: OperationDuMois, employeur: str) -> Faites:
    """What `de_l_employeur` says first."""
    return operation.employeur(employeur).cumul.validees, NUL


@lru_cache(maxsize=4096)
def premier(faites: Faites) -> tuple[str, ...]:
    """What the first dashboard says, in words."""
    validees, dues = faites
    return (typographier(f"premier tableau de bord : {heures(validees)} validées sur {heures(dues)}"),)


def differences(avant: Chiffres | None, apres: Chiffres) -> tuple[str, ...]:
    """What changed since the last dashboard, in words, most telling first."""
    if avant is None:
        return premier((apres.validees, apres.dues))
    return tuple(map(typographier, _differences(avant, apres)))


def _differences(avant: Chiffres, apres: Chiffres) -> Iterator[str]:
    connus = dict(avant.statuts)
    for lot, statut in apres.statuts:
        if connus.get(lot) is not statut:
            avant_lui = f"{connus[lot].libelle} → " if lot in connus else ""
            yield f"lot {lot} : {avant_lui}{statut.libelle}"
    for nom, libelle in _COMPARES:
        yield from _difference(libelle, getattr(avant, nom), getattr(apres, nom))
    if avant.exposition != apres.exposition and apres.exposition is not None:
        yield f"exposition aux pénalités : {euros(avant.exposition or NUL)} → {euros(apres.exposition)}"
    if avant.personnes != apres.personnes:
        yield f"personnes : {nombre(avant.personnes)} → {nombre(apres.personnes)}"


_COMPARES = (
    ("validees", "heures validées"),
    ("dues", "heures dues"),
    ("a_risque", "heures à risque"),
    ("declarees", "heures à valider"),
    ("contestees", "heures contestées"),
    ("non_comptees", "heures non comptées, sans éligibilité validée"),
)


def _difference(libelle: str, avant: Decimal | None, apres: Decimal | None) -> Iterator[str]:
    if apres is None or avant == apres:
        return
    ecart = apres - (avant or NUL)
    signe = "+" if ecart > 0 else ""
    yield f"{libelle} : {heures(avant or NUL)} → {heures(apres)} ({signe}{heures(ecart)})"


def _rythmes(rythmes: Mapping[int, Rythme]) -> dict[str, Any]:
    lots = rythmes.values()
    return {
        "attendu": somme(un.attendu for un in lots),
        "projection": somme(un.projection for un in lots),
        "a_risque": _a_risque(lots),
        "exposition": somme(un.exposition for un in lots),
        "statuts": _statuts(rythmes),
    }


def _a_risque(lots: Iterable[Rythme]) -> Decimal | None:
    """Lot by lot: what one brings beyond its due makes up for no other. To the hour: it is an estimate."""
    restes = somme(None if un.projection is None else max(NUL, un.exigibles - un.projection) for un in lots)
    return None if restes is None else arrondir(restes, 0)


def _statuts(rythmes: Mapping[int, Rythme]) -> Statuts:
    return tuple((numero, un.statut) for numero, un in rythmes.items())


def _volumes(cumul: Volumes, du_mois: Volumes) -> dict[str, Any]:
    return {
        "validees": cumul.validees,
        "du_mois": du_mois.validees,
        "declarees": cumul.declarees,
        "contestees": cumul.contestees,
        "non_comptees": cumul.non_comptees,
    }
