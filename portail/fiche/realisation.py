"""What each lot has done of its hours, by whom: the figures of the dashboards at the end of the present month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.indicateurs import IndicateursLot
from metier.periodes import Mois
from metier.realisation import Volumes
from sqlmodel_store.depots import acteurs_vus, indicateurs_mois
from sqlmodel_store.depots.acteurs_vus import ContratDuLot
from sqlmodel_store.depots.indicateurs_lots import AttributionDuMois
from sqlmodel_store.depots.indicateurs_mois import OperationDuMois
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.regles import regles


@dataclass(frozen=True, kw_only=True)
class Avancement:
    """Hours done and due; `part` the length of the bar, from 0 to 100; `taux` in percent, None where nothing is due."""

    volumes: Volumes
    dues: Decimal
    taux: Decimal | None

    @property
    def part(self) -> float:
        return min(100.0, float(self.taux or 0))


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """A company that holds a lot, with its own share."""

    nom: str
    fait: Avancement


@dataclass(frozen=True, kw_only=True)
class Personne:
    """Someone at work on a lot: first name and initial, kind of contract, employer, days."""

    nom: str
    contrat: str
    employeur: str
    debut: date
    fin: date | None


@dataclass(frozen=True, kw_only=True)
class LotRealise:
    """A lot that was awarded, or has contracts; `combien` of these, of that many distinct `personnes`."""

    numero: int
    intitule: str
    tenants: tuple[Tenant, ...]
    fait: Avancement
    combien: int
    personnes: int
    contrats: tuple[Personne, ...]


@dataclass(frozen=True, kw_only=True)
class Realisation:
    """Every such lot, by its number; `total` None where there is none."""

    lots: tuple[LotRealise, ...] = ()
    total: Avancement | None = None


def lire_realisation(session: Session, operation: Operation) -> Realisation:
    """The lots held, in a constant number of statements."""
    mois = Mois.de(aujourdhui())
    contrats: dict[int, list[ContratDuLot]] = defaultdict(list)
    for un in acteurs_vus.contrats(session, operation.id, mois.fin):
        contrats[un.lot].append(un)
    lues = indicateurs_mois.du_mois(session, mois, regles(), [operation.id])
    return _realisation(lues[0], contrats) if lues else Realisation()


def prenom_et_initiale(prenom: str, nom: str) -> str:
    """« Élodie Q. »."""
    return f"{prenom} {nom[:1].upper()}."


def _realisation(lue: OperationDuMois, contrats: Mapping[int, Sequence[ContratDuLot]]) -> Realisation:
    tenus: dict[int, list[AttributionDuMois]] = defaultdict(list)
    for une in lue.attributions:
        tenus[une.lot].append(une)
    chiffres = lue.indicateurs
    lots = [
        _lot(un, tenus[un.lot.numero], contrats.get(un.lot.numero, ()))
        for un in chiffres.lots
        if tenus[un.lot.numero] or un.contrats or un.cumul != Volumes()
    ]
    total = Avancement(volumes=chiffres.cumul, dues=chiffres.dues, taux=chiffres.taux)
    return Realisation(lots=tuple(lots), total=total) if lots else Realisation()


def _lot(un: IndicateursLot, tenus: Sequence[AttributionDuMois], contrats: Sequence[ContratDuLot]) -> LotRealise:
    return LotRealise(
        numero=un.lot.numero,
        intitule=un.lot.intitule,
        tenants=tuple(
            Tenant(nom=une.entreprise, fait=Avancement(volumes=une.cumul, dues=une.dues, taux=une.taux))
            for une in tenus
        ),
        fait=Avancement(volumes=un.cumul, dues=un.dues, taux=un.taux),
        combien=un.contrats,
        personnes=un.personnes,
        contrats=tuple(map(_personne, contrats)),
    )


def _personne(un: ContratDuLot) -> Personne:
    return Personne(
        nom=prenom_et_initiale(un.prenom, un.nom),
        contrat=un.type.libelle,
        employeur=un.employeur,
        debut=un.debut,
        fin=un.fin,
    )
