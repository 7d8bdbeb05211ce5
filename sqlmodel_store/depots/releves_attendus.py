"""The statements of hours that a month calls for, and what came of them: the rule of `metier.releves_attendus`, in SQL.

A constant number of statements, whatever the number of operations and of months.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, case, cast, column, func, or_
from sqlalchemy import Date as TypeDate
from sqlalchemy import select as select_colonnes
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col

from metier.heures import Declarant
from metier.periodes import Mois
from metier.releves_attendus import SUIVIES
from sqlmodel_store.modeles.insertion import Contrat, Heures
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.modeles.suivi import MoisClos
from sqlmodel_store.parmi import liste, parmi, parmi_les

CLAUSE: ColumnElement[bool] = func.coalesce(col(Lot.clause), col(Lot.motif_non_clause).is_(None))
"""Whether a lot has a clause, as `echanges.suivi` reads it: one that says nothing has, unless it says why not."""
_SUIVIS = (col(Operation.etape).in_(SUIVIES), CLAUSE)


@dataclass(frozen=True, kw_only=True)
class Attendu:
    """A statement that a month calls for: of one employer on one lot; how many contracts, how many are declared."""

    operation_id: int
    reference: str
    lot: int
    employeur: str
    mois: Mois
    contrats: int
    declares: int

    @property
    def manque(self) -> bool:
        return self.declares < self.contrats


def attendus(
    session: Session,
    mois: Collection[Mois],
    *,
    operations: Collection[int] | None = None,
    manquants: bool = False,
) -> list[Attendu]:
    """The statements awaited of these months, in the order of months, operations, lots and employers.

    `operations`: of some only, by id; `manquants`: those only where a contract has no hours of its employer.
    """
    if not mois:
        return []
    valeur = bindparam(None, _ecrits(mois), String)
    periodes = _Periodes(valeur).table_valued(*_Periodes.colonnes, name="periodes")
    requete = _compter(periodes, _rencontre(periodes))
    if operations is not None:
        requete = requete.where(parmi(col(Contrat.operation_id), operations))
    if manquants:
        requete = requete.having(func.count(col(Heures.id)) < func.count(col(Contrat.id)))
    return [_attendu(*ligne) for ligne in session.execute(requete)]


def tous_manquants(
    session: Session, mois: Collection[Mois], *, operations: Collection[int] | None = None
) -> list[Attendu]:
    """The statements missing of these months, and of all those before them; two statements.

    In the order of months, operations, lots and employers.
    """
    dernier = max(mois)
    en_defaut = _contrats_en_defaut(session, dernier, operations)
    if not en_defaut:
        return []
    depuis = Mois.de(min(depuis for _, depuis in en_defaut))
    valeurs = {"mois": _ecrits(depuis.jusqu_a(dernier)), "contrats": liste([contrat for contrat, _ in en_defaut])}
    return [_attendu(*ligne) for ligne in session.execute(_des_muets(), valeurs)]


def _contrats_en_defaut(session: Session, dernier: Mois, operations: Collection[int] | None) -> list[tuple[int, date]]:
    """The contracts with fewer months of hours than months called for, that one included, and since when.

    Those of which a settled month lacks too.
    """
    valeurs = {"fin": dernier.fin} | ({} if operations is None else {"operations": liste(operations)})
    lignes = session.execute(_en_defaut(toutes=operations is None), valeurs)
    return [(contrat, depuis) for contrat, depuis in lignes]


@cache
def _en_defaut(*, toutes: bool) -> Any:  # noqa: ANN401 - a query
    """Of the month whose last day is `fin`; of the operations that `operations` lists, unless all are asked for."""
    fin = bindparam("fin", type_=TypeDate)
    depuis = case(
        (col(Operation.releves_depuis) > col(Contrat.debut), col(Operation.releves_depuis)), else_=col(Contrat.debut)
    )
    jusque = case((col(Contrat.fin) < fin, col(Contrat.fin)), else_=fin)
    dits = (
        select_colonnes(func.count())
        .select_from(Heures)
        .where(
            col(Heures.contrat_id) == col(Contrat.id),
            col(Heures.declarant) == Declarant.EMPLOYEUR,
            col(Heures.mois).between(_mois_de(depuis), _mois_de(jusque)),
        )
        .correlate(Contrat, Operation)
        .scalar_subquery()
    )
    requete = (
        select_colonnes(col(Contrat.id), depuis)
        .join(Lot, col(Lot.id) == col(Contrat.lot_id))
        .join(Operation, col(Operation.id) == col(Contrat.operation_id))
        .where(*_SUIVIS, depuis <= fin, _rang(jusque) - _rang(depuis) + 1 > dits)
    )
    return requete if toutes else requete.where(parmi_les(col(Contrat.operation_id), "operations"))


@cache
def _des_muets() -> Any:  # noqa: ANN401 - a query
    """The statements that some of `contrats` miss, of the months `mois`, all their contracts counted."""
    muets = _muets()
    du_releve = (col(Contrat.lot_id) == muets.c.lot_id, col(Contrat.employeur) == muets.c.employeur)
    return _compter(muets, and_(*du_releve, _rencontre(muets)))


def _muets() -> Any:  # noqa: ANN401 - a subquery
    """Of which lots, employers and months one of `contrats` has no hours, whether they are called for or not."""
    periodes = _Periodes(bindparam("mois", type_=String)).table_valued(*_Periodes.colonnes, name="periodes")
    return (
        select_colonnes(col(Contrat.lot_id), col(Contrat.employeur), periodes.c.mois, periodes.c.debut, periodes.c.fin)
        .select_from(periodes)
        .join(Contrat, _rencontre(periodes))
        .outerjoin(Heures, _heures(Heures, periodes.c.mois, Declarant.EMPLOYEUR))
        .where(parmi_les(col(Contrat.id), "contrats"), col(Heures.id).is_(None))
        .distinct()
        .subquery("muets")
    )


def _compter(mois: Any, contrats: Any) -> Any:  # noqa: ANN401 - a subquery, a condition, a query
    """The contracts of each statement that months call for, `contrats` saying which ones meet which; those declared."""
    groupe = (col(Contrat.operation_id), col(Operation.reference), col(Lot.numero), col(Contrat.employeur), mois.c.mois)
    return (
        select_colonnes(*groupe, func.count(col(Contrat.id)), func.count(col(Heures.id)))
        .select_from(mois)
        .join(Contrat, contrats)
        .join(Lot, col(Lot.id) == col(Contrat.lot_id))
        .join(Operation, col(Operation.id) == col(Contrat.operation_id))
        .outerjoin(Heures, _heures(Heures, mois.c.mois, Declarant.EMPLOYEUR))
        .outerjoin(MoisClos, _clos(mois.c.mois))
        .where(*_SUIVIS, col(MoisClos.mois).is_(None), _deja_suivie(mois.c.debut))
        .group_by(*groupe)
        .order_by(mois.c.mois, col(Operation.reference), col(Lot.numero), col(Contrat.employeur))
    )


def _mois_de(jour: Any) -> Any:  # noqa: ANN401 - SQL expressions
    """The month of a day, as hours write it."""
    return func.substr(cast(jour, String), 1, len("2026-01"))


def _rang(jour: Any) -> Any:  # noqa: ANN401 - SQL expressions
    """The number of the month of a day, from a year zero."""
    ecrit = cast(jour, String)
    return cast(func.substr(ecrit, 1, 4), Integer) * 12 + cast(func.substr(ecrit, 6, 2), Integer)


def sans_contrat(session: Session, operations: Collection[int]) -> frozenset[int]:
    """Those of these operations in which nobody is known to work on a lot with a clause; one statement at most."""
    if not operations:
        return frozenset()
    connus = (
        select_colonnes(col(Contrat.operation_id))
        .join(Lot, col(Lot.id) == col(Contrat.lot_id))
        .where(parmi(col(Contrat.operation_id), operations), CLAUSE)
        .distinct()
    )
    return frozenset(operations) - frozenset(session.scalars(connus))


def recus(session: Session, mois: Mois) -> frozenset[int]:
    """The operations whose hours of a month are all declared by their employers, or whose month is settled.

    One statement, which says nothing of operations of which nobody declared anything; they have none to declare either.
    """
    return frozenset(session.scalars(_recus(), {"mois": str(mois), "debut": mois.debut, "fin": mois.fin}))


@cache
def _recus() -> Any:  # noqa: ANN401 - a query
    """Of the month `mois`, from `debut` to `fin`."""
    mois: Any = bindparam("mois")
    debut, fin = bindparam("debut", type_=TypeDate), bindparam("fin", type_=TypeDate)
    muettes = (
        select_colonnes(col(Contrat.operation_id))
        .join(Lot, col(Lot.id) == col(Contrat.lot_id))
        .outerjoin(Heures, _heures(Heures, mois, Declarant.EMPLOYEUR))
        .where(CLAUSE, col(Heures.id).is_(None), col(Contrat.debut) <= fin)
        .where(or_(col(Contrat.fin).is_(None), col(Contrat.fin) >= debut))
    )
    dites = (
        select_colonnes(col(Contrat.operation_id))
        .join(Heures, col(Heures.contrat_id) == col(Contrat.id))
        .where(col(Heures.mois) == mois, col(Heures.declarant) == Declarant.EMPLOYEUR)
        .where(col(Contrat.operation_id).not_in(muettes))
    )
    closes = select_colonnes(col(MoisClos.operation_id)).where(col(MoisClos.mois) == mois)
    return dites.union(closes)


def _attendu(*ligne: Any) -> Attendu:  # noqa: ANN401 - the columns of the query
    operation_id, reference, lot, employeur, mois, contrats, declares = ligne
    return Attendu(
        operation_id=operation_id,
        reference=reference,
        lot=lot,
        employeur=employeur,
        mois=Mois.lire(mois),
        contrats=contrats,
        declares=declares,
    )


class _Periodes(FunctionElement[str]):
    """Months with their first and last days, as rows, from one value that `_ecrits` writes."""

    inherit_cache = True
    colonnes = (column("mois", String), column("debut", TypeDate), column("fin", TypeDate))


@compiles(_Periodes, "sqlite")
def _sqlite(element: _Periodes, compilateur: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - of the compiler
    ecrits = compilateur.process(element.clauses, **options)
    colonnes = ", ".join(
        f"json_extract(value, '$[{rang}]') AS {nom}" for rang, nom in enumerate(("mois", "debut", "fin"))
    )
    return f"(SELECT {colonnes} FROM json_each({ecrits}))"  # noqa: S608 - a bound parameter


@compiles(_Periodes, "postgresql")
def _postgresql(element: _Periodes, compilateur: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - of the compiler
    ecrits = compilateur.process(element.clauses, **options)
    jours = ", ".join(f"CAST(value->>{rang} AS DATE) AS {nom}" for rang, nom in ((1, "debut"), (2, "fin")))
    return f"(SELECT value->>0 AS mois, {jours} FROM json_array_elements(CAST({ecrits} AS JSON)))"  # noqa: S608 - same


def _ecrits(mois: Iterable[Mois]) -> str:
    return json.dumps([(str(un), un.debut.isoformat(), un.fin.isoformat()) for un in sorted(set(mois))])


def _deja_suivie(debut: Any) -> Any:  # noqa: ANN401 - SQL expressions
    """What was done before the relay followed the operation is not called for."""
    return or_(col(Operation.releves_depuis).is_(None), col(Operation.releves_depuis) <= debut)


def _rencontre(mois: Any) -> Any:  # noqa: ANN401 - SQL expressions
    """Whether a contract runs one day at least of a month."""
    return and_(col(Contrat.debut) <= mois.c.fin, or_(col(Contrat.fin).is_(None), col(Contrat.fin) >= mois.c.debut))


def _heures(table: Any, mois: Any, declarant: Declarant) -> Any:  # noqa: ANN401 - SQL expressions
    return and_(table.contrat_id == col(Contrat.id), table.mois == mois, table.declarant == declarant)


def _clos(mois: Any) -> Any:  # noqa: ANN401 - SQL expressions
    return and_(col(MoisClos.operation_id) == col(Contrat.operation_id), col(MoisClos.mois) == mois)
